"""Writing files so that they are never there by half, not even after a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4


@contextmanager
def draft(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in a folder, opened for writing, that is deleted unless it is moved to its place.

    Yields
    ------
    path, stream
        The draft; move it with :func:`settle` before the block ends.

    Raises
    ------
    OSError
        When the folder cannot be written to, or the disk is full.
    """
    path = folder / f".{uuid4().hex}.draft"
    try:
        with path.open("xb") as stream:
            yield path, stream
    finally:
        path.unlink(missing_ok=True)


def settle(path: Path, stream: BinaryIO, place: Path) -> None:
    """Put a finished draft in its place, replacing what is there."""
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()  # Windows moves closed files only
    path.replace(place)


def write_whole(place: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises
    ------
    OSError
        As :func:`draft`.
    """
    with draft(place.parent) as (path, stream):
        stream.write(text.encode("utf-8"))
        settle(path, stream, place)
