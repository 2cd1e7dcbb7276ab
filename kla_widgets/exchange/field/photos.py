"""The photos of a folder of attachments: found by name, looked at, and never followed out of the folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from kla_widgets.assessment.contents import content_of
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

PICTURES = ("jpeg", "png", "webp")
MOST_FILES = 100_000
_EXIF_WITHIN = 128 * 1024
_GPS = 0x8825
"""The tag of the directory of places, as the Exif standard numbers it."""

NO_FOLDER = Message(
    "FLD-030", N_("{folder} is no folder."), N_("Unpack the attachments that the server packs, and name their folder.")
)
MISSING = Message(
    "FLD-031", N_("The photo “{name}” is not in the folder of attachments."), N_("Download the attachments again.")
)
NO_PICTURE = Message(
    "FLD-032", N_("“{name}” is no picture (JPG, PNG, WEBP); it was left out."), N_("Look at the file on the server.")
)
TELLS_PLACE = Message(
    "FLD-034",
    N_("The photo “{name}” itself says exactly where it was taken."),
    N_("Take the place out of the photo before you pass it on, if it must not be known."),
)
NO_ATTACHMENTS = Message(
    "FLD-033",
    N_("The submissions name {count} photos; no folder of attachments was given."),
    N_("Import the file again with --attachments FOLDER; what is stored stays."),
)


@dataclass(frozen=True)
class Photos:
    """A folder of attachments."""

    folder: Path

    def find(self, name: str, submission: str) -> Path | None:
        """The file of a submission: by name, in the folder that bears the submission's id where there are several."""
        files = self._files.get(PurePosixPath(name.replace("\\", "/")).name, [])
        own = [file for file in files if any(submission in part for part in file.parts)]
        return next(iter(own or (files if len(files) == 1 else [])), None)

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        if not self.folder.is_dir():
            raise fail(NO_FOLDER, folder=self.folder)
        found: dict[str, list[Path]] = {}
        for count, file in enumerate(sorted(self.folder.rglob("*"))):
            if count >= MOST_FILES:
                break
            if file.is_file() and not file.is_symlink():
                found.setdefault(file.name, []).append(file)
        return found


def is_picture(file: Path) -> bool:
    """Whether a file's content is a picture, whatever its name says."""
    return file.stat().st_size > 0 and content_of(file) in PICTURES


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def tells_place(file: Path) -> bool:
    """Whether a JPEG carries the exact place where it was taken (a GPS directory in its Exif data)."""
    with file.open("rb") as stream:
        head = stream.read(_EXIF_WITHIN)
    start = head.find(b"Exif\x00\x00") + 6
    order = {b"II*\x00": "little", b"MM\x00*": "big"}.get(head[start : start + 4])
    if start < 6 or order is None:
        return False

    def number(place: int, size: int) -> int:
        return int.from_bytes(head[place : place + size], "little" if order == "little" else "big")

    first = start + number(start + 4, 4)
    return any(number(first + 2 + 12 * entry, 2) == _GPS for entry in range(min(number(first, 2), 500)))
