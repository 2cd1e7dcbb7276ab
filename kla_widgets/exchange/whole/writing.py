"""Files for other people: there whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kla_widgets.errors import Message, fail
from kla_widgets.files import draft, settle
from kla_widgets.language import N_

NOT_WRITTEN = Message("WHO-001", N_("The file cannot be written: {reason}."), N_("Check free space and access rights."))


@contextmanager
def new_file(file: Path) -> Iterator[BinaryIO]:
    """A file to be written, that takes its place when the block ends well; its folder is made.

    Raises
    ------
    KlaError
        ``WHO-001``.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with draft(file.parent) as (path, stream):
            yield stream
            settle(path, stream, file)
    except OSError as error:
        raise fail(NOT_WRITTEN, str(file), reason=error.strerror or error) from error
