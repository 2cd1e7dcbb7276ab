"""What an agency delivers: a folder, a zip file, or a folder with zip files in it.

Nothing is unpacked before it is wanted, no link is followed, and nothing outside of the delivery is ever read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.archives import BROKEN, MOST_MEMBERS, members, opened
from kla_widgets.language import N_, printable

NOT_THERE = Message(
    "EVB-001", N_("This is neither a folder nor a zip file that can be read: {reason}."), N_("Check the name.")
)
TOO_MANY = Message(
    "EVB-002", N_("The folder holds more than {limit} files."), N_("Import its sub-folders one after the other.")
)
LINKED = Message(
    "EVB-003", N_("This is a link or no ordinary file; it is not followed."), N_("Deliver the file itself.")
)
NESTED = Message(
    "EVB-004", N_("This is a zip file within a zip file."), N_("Unpack it, and import what it holds on its own.")
)
BROKEN_FILE = Message("EVB-005", N_("The file cannot be read: {reason}."), N_("Ask for it again."))

_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"}
_LINK, _TYPE = 0o120000, 0o170000
"""How a zip file of Unix marks a link."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One file of a delivery.

    Parameters
    ----------
    path : str
        Where it lies in the delivery, with ``/``; a zip file in a folder counts as a folder.
    size : int
        Bytes.
    fault : Fault, optional
        Why it cannot be read at all.
    """

    path: str
    size: int
    fault: Fault | None = None

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        """The folder it lies in; empty for the outermost."""
        return self.path[: -len(self.name)].rstrip("/")


@dataclass
class Delivery:
    """An opened delivery; see :func:`open_delivery`.

    Parameters
    ----------
    source : Path
        The folder or zip file.
    files : tuple of Delivered
        By path.
    """

    source: Path
    files: tuple[Delivered, ...] = ()
    _places: dict[str, Path | tuple[zipfile.ZipFile, zipfile.ZipInfo]] = field(default_factory=dict)

    @contextmanager
    def at_hand(self, one: Delivered) -> Iterator[Path]:
        """A file of the delivery as a file on disk, for as long as the block lasts.

        Raises
        ------
        KlaError
            ``EVB-005``.
        """
        place = self._places[one.path]
        if isinstance(place, Path):
            yield place
            return
        with tempfile.TemporaryDirectory(prefix="kla-", ignore_cleanup_errors=True) as scratch:
            copy = Path(scratch) / f"berkas{_plain_ending(one.name)}"
            try:
                with place[0].open(place[1]) as member, copy.open("wb") as target:
                    shutil.copyfileobj(member, target, 1024 * 1024)
            except (*BROKEN, OSError) as error:
                raise fail(BROKEN_FILE, one.path, reason=_said(error)) from error
            yield copy


@contextmanager
def open_delivery(source: Path) -> Iterator[Delivery]:
    """Look at a delivery.

    Raises
    ------
    KlaError
        ``EVB-001``, ``EVB-002``; ``ZIP-…`` for a zip file that must not be unpacked.
    """
    delivery = Delivery(source)
    with ExitStack() as stack:
        try:
            if source.is_dir():
                found = list(_of_folder(source.resolve(), delivery, stack))
            elif source.is_file():
                found = list(_of_zip(source, "", delivery, stack))
            else:
                raise fail(NOT_THERE, str(source), reason=source.name)
        except OSError as error:
            raise fail(NOT_THERE, str(source), reason=_said(error)) from error
        delivery.files = tuple(sorted(found, key=lambda one: (one.path.casefold(), one.path)))
        yield delivery


def told_of(error: KlaError, path: str) -> Fault:
    """The first fault of an error, told of a file of the delivery."""
    fault = error.faults[0]
    return Fault(fault.message, path, "", **fault.values)


def _of_folder(folder: Path, delivery: Delivery, stack: ExitStack) -> Iterator[Delivered]:
    count = 0
    for place, folders, files in os.walk(folder, onerror=_refuse):
        here = Path(place)
        linked = [name for name in folders if _is_kept(name) and (here / name).resolve() != here / name]
        folders[:] = sorted(name for name in folders if _is_kept(name) and name not in linked)
        for name in (*linked, *filter(_is_kept, files)):
            count += 1
            if count > MOST_MEMBERS:
                raise fail(TOO_MANY, str(folder), limit=MOST_MEMBERS)
            file = here / name
            path = printable(file.relative_to(folder).as_posix())
            if file.resolve() != file or not file.is_file():
                yield Delivered(path, 0, Fault(LINKED, path))
            elif file.suffix.lower() == ".zip":
                yield from _of_inner_zip(file, path, delivery, stack)
            else:
                delivery._places[path] = file
                yield Delivered(path, file.stat().st_size)


def _of_inner_zip(file: Path, path: str, delivery: Delivery, stack: ExitStack) -> Iterator[Delivered]:
    """The files of a zip file in the folder; one that must not be unpacked is told and passed over."""
    try:
        yield from list(_of_zip(file, f"{path}/", delivery, stack))
    except KlaError as error:
        yield Delivered(path, file.stat().st_size, told_of(error, path))


def _of_zip(file: Path, before: str, delivery: Delivery, stack: ExitStack) -> Iterator[Delivered]:
    archive = stack.enter_context(opened(file))
    for member in members(archive):
        inside = printable(member.filename.replace("\\", "/"))
        if not all(map(_is_kept, inside.split("/"))):
            continue
        path = before + inside
        if (member.external_attr >> 16) & _TYPE == _LINK:
            yield Delivered(path, member.file_size, Fault(LINKED, path))
        elif inside.lower().endswith(".zip"):
            yield Delivered(path, member.file_size, Fault(NESTED, path))
        elif path not in delivery._places:  # of two members of one name the first counts, as when unpacking by hand
            delivery._places[path] = (archive, member)
            yield Delivered(path, member.file_size)


def _is_kept(name: str) -> bool:
    """Whether a person put it there: not hidden, not the lock of an opened document, not the system's own."""
    return not name.startswith((".", "~$")) and name.casefold() not in _OF_THE_SYSTEM


def _plain_ending(name: str) -> str:
    """The ending of a name if it is one that every disk takes."""
    ending = PurePosixPath(name).suffix
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 10 else ""


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__


def _refuse(error: OSError) -> None:
    """A folder that may not be looked into ends the import: what lies in it would be missing unnoticed."""
    raise error
