"""Writing files whole or not at all, and saying why it could not be done."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.files import draft, settle
from kla_widgets.language import N_
from kla_widgets.reporting.jobs import Written

CANNOT_WRITE = Message(
    "REP-005", N_("The report cannot be written: {reason}."), N_("Check free space and access rights.")
)
DISK_FULL = Message(
    "REP-007",
    N_("The disk is full; the report was not written."),
    N_("Free some space, then run the same command again: what is finished is not made twice."),
)

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def write_file(place: Path, content: bytes) -> Written:
    """Write a file in one step, on whatever file system its folder lies.

    Raises
    ------
    OSError
        When it cannot be written; what was there before is still there then.
    """
    with draft(place.parent) as (path, stream):
        stream.write(content)
        settle(path, stream, place)
    return Written(place, len(content), hashlib.sha256(content).hexdigest())


def cannot_write(error: OSError, place: Path, region: str = "") -> KlaError:
    """Why a file could not be written."""
    if error.errno in _FULL:
        return fail(DISK_FULL, str(place), region)
    return fail(CANNOT_WRITE, str(place), region, reason=error.strerror or error)


def clear_drafts(folder: Path) -> None:
    """Delete what a process that was ended in the middle of writing left in a folder."""
    try:
        for file in folder.glob(".*.draft"):
            file.unlink(missing_ok=True)
    except OSError:
        return  # it disturbs nobody, and a folder that cannot be written to is told when a report is
