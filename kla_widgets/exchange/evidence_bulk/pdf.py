"""What can be told of a PDF without reading it: whether it opens, has text, and of which years it speaks."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

LOOKED_AT = 20
"""Pages that are looked at; what a document is shows on its first ones."""
_SECONDS = 5.0
"""After so long no further page is begun."""
_YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]|20[0-4])\d(?!\d|[.,]\d)")


@dataclass(frozen=True)
class PdfLook:
    """A PDF at a glance.

    Parameters
    ----------
    pages, looked_at, blank : int
        All pages; those looked at; those of them that hold no text, as scans do.
    years : frozenset of int
        Years that its text names.
    made : int, optional
        The year in which it says it was made.
    locked : bool
        A password is needed to open it.
    unchecked : bool
        It is encrypted in a way that was not looked into; most such files open without a password.
    broken : bool
        It does not open.
    """

    pages: int = 0
    looked_at: int = 0
    blank: int = 0
    years: frozenset[int] = frozenset()
    made: int | None = None
    locked: bool = False
    unchecked: bool = False
    broken: bool = False


def look_at_pdf(path: Path) -> PdfLook:
    """Look at a PDF; never raises for what is wrong with the file."""
    from pypdf import PasswordType, PdfReader  # late: needed for PDFs only
    from pypdf.errors import DependencyError

    try:
        with _silent("pypdf"), path.open("rb") as stream:
            reader = PdfReader(stream, strict=False)
            if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
                return PdfLook(locked=True)
            return _read(reader)
    except DependencyError:
        return PdfLook(unchecked=True)
    except Exception:  # a damaged PDF makes its reader raise anything, RecursionError too
        return PdfLook(broken=True)


def _read(reader: PdfReader) -> PdfLook:
    began = time.monotonic()
    pages, looked_at, blank = len(reader.pages), 0, 0
    years: set[int] = set()
    for page in reader.pages[:LOOKED_AT]:
        if time.monotonic() - began > _SECONDS:
            break
        looked_at += 1
        text = page.extract_text()
        blank += not any(sign.isalnum() for sign in text)
        years |= {int(year) for year in _YEAR.findall(text)}
    if not pages:
        return PdfLook(broken=True)
    return PdfLook(pages, looked_at, blank, frozenset(years), _made(reader))


def _made(reader: PdfReader) -> int | None:
    try:
        made = reader.metadata.creation_date if reader.metadata else None
    except Exception:  # a date that is none
        return None
    return made.year if made else None


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Without the warnings of a library, which its reader would take for ours."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
