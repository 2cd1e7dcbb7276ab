"""Evidence files, kept once each under the SHA-256 of their content."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kla_widgets.errors import Message, fail
from kla_widgets.files import draft, settle
from kla_widgets.language import N_

LARGEST = 100 * 1024 * 1024
_BLOCK = 1024 * 1024

EMPTY = Message("EVD-001", N_("The file is empty."), N_("Attach the real document."))
TOO_LARGE = Message(
    "EVD-002",
    N_("The file has {size} MB; at most {limit} MB are accepted."),
    N_("Compress it, or split it into parts."),
)
UNREADABLE = Message("EVD-003", N_("The file cannot be read: {reason}."), N_("Check the name and your access to it."))
UNWRITABLE = Message(
    "EVD-004", N_("The evidence folder cannot be written to: {reason}."), N_("Check free space and access rights.")
)
GONE = Message(
    "EVD-005", N_("The evidence file {sha256} is not in the folder any more."), N_("Restore it from a backup.")
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the folder: its hash, size in bytes, and type."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class EvidenceFolder:
    """A folder of files named by their content; the same file twice takes its place once."""

    folder: Path

    def add(self, file: Path) -> StoredFile:
        """Copy a file in; whole or not at all, also when the power fails.

        Raises
        ------
        KlaError
            ``EVD-…``.
        """
        try:
            source = file.open("rb")
        except OSError as error:
            raise fail(UNREADABLE, str(file), reason=error.strerror) from error
        with source:
            size = os.fstat(source.fileno()).st_size
            if size == 0:
                raise fail(EMPTY, str(file))
            if size > LARGEST:
                raise fail(TOO_LARGE, str(file), size=round(size / 1e6, 1), limit=LARGEST // 10**6)
            try:
                digest = self._copy(source)
            except OSError as error:
                raise fail(UNWRITABLE, str(self.folder), reason=error.strerror) from error
        return StoredFile(digest, size, mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    def path(self, sha256: str) -> Path:
        """Where a stored file lies.

        Raises
        ------
        KlaError
            ``EVD-005`` if it is no longer there.
        """
        place = self.place(sha256)
        if not place.is_file():
            raise fail(GONE, str(place), sha256=sha256[:12])
        return place

    def place(self, sha256: str) -> Path:
        """Where a file of this content lies if it is stored."""
        return self.folder.joinpath(sha256[:2], sha256)

    def _copy(self, source: BinaryIO) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with draft(self.folder) as (path, target):
            while block := source.read(_BLOCK):
                digest.update(block)
                target.write(block)
            place = self.place(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            settle(path, target, place)
        return digest.hexdigest()
