"""One batch at a time in a folder: a lock file that says who holds it, and that nobody holds once its process has gone.

The lock itself is the operating system's, which lets go of it however the process ends; the text in the file is for
people, and for file systems that know no locks.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import psutil

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.batch.writing import cannot_write

LOCK = ".kla-batch.lock"

IN_USE = Message(
    "BAT-004",
    N_("Another batch is writing into this folder: process {process} on {host}, since {since}."),
    N_("Wait until it has finished, or name another folder with --out. If it is no longer there, delete {file}."),
)

_BEHIND = 1 << 20
"""Where the lock lies on Windows: behind the text, because a locked part of a file cannot be read there."""
_UNSUPPORTED = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is made if it is not there.

    Raises
    ------
    KlaError
        ``BAT-004`` when another batch holds it; ``REP-005`` or ``REP-007`` when the folder cannot be written to.
    """
    file = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = file.open("a+b")
    except OSError as error:
        raise cannot_write(error, folder) from error
    with stream:
        held = _holder(stream)
        free = _take(stream)
        if free is False or (free is None and _is_alive(held)):
            process, host, since = (held.get(name, "?") for name in ("process", "host", "since"))
            raise fail(IN_USE, str(folder), process=process, host=host, since=since, file=file)
        try:
            _write(stream, {"process": os.getpid(), "host": socket.gethostname(), "since": _now()})
        except OSError as error:
            raise cannot_write(error, folder) from error
        try:
            yield
        finally:
            stream.truncate(0)  # the file stays: deleting it could take away the lock of the next one


def _take(stream: BinaryIO) -> bool | None:
    """Take the lock: whether it was free; None where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_BEHIND)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return None if error.errno in _UNSUPPORTED else False
    return True


def _holder(stream: BinaryIO) -> dict[str, object]:
    """Who holds the lock, or held it when its computer went off."""
    stream.seek(0)
    try:
        found = json.loads(stream.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_alive(held: dict[str, object]) -> bool:
    """Whether the holder may still be at work; of another computer that cannot be known."""
    process = held.get("process")
    if not isinstance(process, int):
        return False
    return held.get("host") != socket.gethostname() or psutil.pid_exists(process)


def _write(stream: BinaryIO, about: dict[str, object]) -> None:
    stream.truncate(0)
    stream.write(json.dumps(about).encode())
    stream.flush()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
