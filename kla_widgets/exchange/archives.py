"""Zip files of strangers: looked at before anything is unpacked, and read with a limit."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_

MOST_MEMBERS = 20_000
LARGEST_WHOLE = 20 * 1024**3
"""Bytes of everything when unpacked."""
_RATIO, _RATIO_FROM = 200, 10 * 1024**2
"""Nothing of more than ten megabytes that people send shrinks to a two-hundredth."""
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
"""What a damaged zip file raises while it is read."""
_DRIVE = re.compile(r"[A-Za-z]:")

NOT_A_ZIP = Message("ZIP-001", N_("The file is no zip file, or it is damaged."), N_("Ask for it again."))
OUTSIDE = Message(
    "ZIP-002",
    N_("“{name}” would be written outside the folder."),
    N_("Do not use this file; ask its sender to pack it again."),
)
BOMB = Message(
    "ZIP-003",
    N_("Unpacked, “{name}” would have {size} MB, far more than the file itself."),
    N_("Do not use this file; ask its sender to pack it again."),
)
TOO_MUCH = Message(
    "ZIP-004",
    N_("The zip file holds {count} files and {size} MB; that is too much."),
    N_("Pack it in several parts."),
)
LOCKED = Message("ZIP-005", N_("“{name}” is protected by a password."), N_("Ask for it without a password."))


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """A zip file of which every member may be read.

    Raises
    ------
    KlaError
        ``ZIP-…``, each member that must not be read named.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (*BROKEN, OSError) as error:
        raise fail(NOT_A_ZIP, str(file)) from error
    with archive:
        refuse(str(file), archive)
        yield archive


def members(archive: zipfile.ZipFile) -> tuple[zipfile.ZipInfo, ...]:
    """The files in it, by name, without folders."""
    return tuple(sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename))


@contextmanager
def new_member(archive: zipfile.ZipFile, name: str, size: int = 0, packed: bool = True) -> Iterator[IO[bytes]]:
    """A new member, written so that equal content gives equal files.

    Parameters
    ----------
    size : int
        About how many bytes will be written; needed above two gigabytes only.
    packed : bool
        False for what is packed already, such as photos.
    """
    told = zipfile.ZipInfo(name, _FIRST_DATE)
    told.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    told.create_system = 3  # the same on every system
    told.external_attr = 0o644 << 16
    told.file_size = size
    with archive.open(told, "w", force_zip64=size > 2**31) as stream:
        yield stream


def refuse(where: str, archive: zipfile.ZipFile, largest: int = LARGEST_WHOLE) -> None:
    """Refuse an archive of which not every member may be read; ``largest`` is in bytes of everything unpacked.

    Raises
    ------
    KlaError
        ``ZIP-002`` to ``ZIP-005``.
    """
    inside = archive.infolist()
    whole = sum(one.file_size for one in inside)
    if len(inside) > MOST_MEMBERS or whole > largest:
        raise fail(TOO_MUCH, where, count=len(inside), size=whole // 10**6)
    faults = []
    for one in inside:
        if is_outside(one.filename):
            faults.append(Fault(OUTSIDE, where, name=one.filename))
        elif one.file_size > _RATIO_FROM and one.file_size > _RATIO * max(one.compress_size, 1):
            faults.append(Fault(BOMB, where, name=one.filename, size=one.file_size // 10**6))
        elif one.flag_bits & 1:
            faults.append(Fault(LOCKED, where, name=one.filename))
    if faults:
        raise KlaError(*faults[:20])


def is_outside(name: str) -> bool:
    """Whether a member's name leads out of the folder it is unpacked in, on any system."""
    plain = name.replace("\\", "/")
    return (
        not plain
        or plain.startswith("/")
        or "\x00" in plain
        or bool(_DRIVE.match(plain))
        or ".." in PurePosixPath(plain).parts
    )
