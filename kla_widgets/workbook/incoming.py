"""Files that were brought into the workspace by hand, to be attached from there: listed, and found safely by name.

A facilitator copies what the agencies bring on their sticks into one folder; the form offers it beside the upload.
Nothing outside of that folder is ever listed or read, whatever links lie in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

FOLDER = "bukti-masuk"
MOST = 5000
"""Files that are listed at most."""

NO_FOLDER = Message(
    "UPL-008",
    N_("The folder for files brought along cannot be used: {reason}."),
    N_("Check your access to it: {folder}."),
)
NOT_THERE = Message("UPL-009", N_("The file {name} is not in the folder any more."), N_("Read the folder again."))
LINKED = Message(
    "UPL-010", N_("{name} is a link or lies outside of the folder."), N_("Copy the file itself into the folder.")
)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file in the folder: its path there, with ``/``, and its size in bytes."""

    path: str
    size: int

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Incoming:
    """The folder of a workspace into which people copy files.

    Parameters
    ----------
    workspace : Path
    """

    workspace: Path

    @property
    def folder(self) -> Path:
        return self.workspace.resolve() / FOLDER

    def files(self) -> tuple[Brought, ...]:
        """The files in it and in its sub-folders, by path; hidden files and links are left out.

        The folder is made if it is not there, so that people find where to copy.

        Raises
        ------
        KlaError
            ``UPL-008``, ``UPL-010``.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            if not _is_plain(self.folder, self.folder):
                raise fail(LINKED, name=FOLDER)
            found = list(self._walk())
        except OSError as error:
            raise fail(NO_FOLDER, reason=error.strerror or error, folder=self.folder) from error
        return tuple(sorted(found, key=lambda one: one.path.casefold()))[:MOST]

    def file(self, path: str) -> Path:
        """The file of that path.

        Parameters
        ----------
        path : str
            As of :meth:`files`.

        Raises
        ------
        KlaError
            ``UPL-009``, ``UPL-010``.
        """
        name = PurePosixPath(path).name
        try:
            place = self.folder / path
            real = place.resolve(strict=True)
        except (OSError, ValueError) as error:
            raise fail(NOT_THERE, name=name) from error
        if not _is_plain(place, self.folder) or not real.is_file():
            raise fail(LINKED, name=name)
        return real

    def _walk(self) -> Iterator[Brought]:
        for place, folders, files in os.walk(self.folder, onerror=_refuse):
            here = Path(place)
            folders[:] = [name for name in folders if _is_shown(name) and _is_plain(here / name, self.folder)]
            for name in filter(_is_shown, files):
                file = here / name
                if _is_plain(file, self.folder) and file.is_file():
                    yield Brought(file.relative_to(self.folder).as_posix(), file.stat().st_size)


def _is_shown(name: str) -> bool:
    """Whether a person put it there, under a name that is text: not hidden, not the lock of an opened document."""
    return not name.startswith((".", "~$")) and name.encode("utf-8", "ignore").decode() == name


def _is_plain(place: Path, folder: Path) -> bool:
    """Whether a path leads where it says, through no link and no junction, and into the folder."""
    return place.resolve() == place and place.is_relative_to(folder)


def _refuse(error: OSError) -> None:
    """What may not be looked into is said for the folder itself; a closed sub-folder is passed over."""
    if error.filename and Path(error.filename).name == FOLDER:
        raise error
