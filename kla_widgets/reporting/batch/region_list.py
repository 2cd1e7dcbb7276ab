"""A file that lists regions: codes or names, one a line, or as a column of a text table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.regions import Regions

UNREADABLE = Message(
    "BAT-005", N_("The list of regions cannot be read: {reason}."), N_("Check the name and your access to it.")
)
EMPTY = Message(
    "BAT-006", N_("The list names no region."), N_("Write a region code or name on every line, for example 32.73.")
)

_HEADERS = ("code", "kode", "kode wilayah", "region", "wilayah", "kabupaten/kota", "name", "nama")
"""What the column of the regions may be called, best first."""


def read_region_list(file: Path, regions: Regions) -> tuple[str, ...]:
    """The codes of the regions that a file lists, each once.

    Parameters
    ----------
    file : Path
        Text in UTF-8 or cp1252. A line that starts with ``#`` is a remark. In a table, separated by semicolon, tab or
        (``.csv``) comma, the column counts that is called ``code``, ``kode``, ``region`` or the like, else the first.
    regions : Regions

    Raises
    ------
    KlaError
        ``BAT-005``, ``BAT-006``; ``REG-…`` for every line that names no region, with the line.
    """
    found: dict[str, None] = {}
    faults: list[Fault] = []
    for number, text in _entries(_lines(file), file.suffix.lower() == ".csv"):
        try:
            found[regions.resolve(text).code] = None
        except KlaError as error:
            faults += [Fault(one.message, f"{file}:{number}", one.path, **one.values) for one in error.faults]
    if faults:
        raise KlaError(*faults)
    if not found:
        raise fail(EMPTY, str(file))
    return tuple(found)


def _lines(file: Path) -> list[str]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise fail(UNREADABLE, str(file), reason=error.strerror or error) from error
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").splitlines()


def _entries(lines: list[str], commas: bool) -> Iterator[tuple[int, str]]:
    """What names a region, with the number of its line."""
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    delimiter = next((sign for sign in ";\t" if any(sign in line for _, line in numbered)), "," if commas else "")
    column = 0
    for place, (number, line) in enumerate(numbered):
        cells = [cell.strip() for cell in (next(csv.reader([line], delimiter=delimiter)) if delimiter else [line])]
        headers = [cell.casefold() for cell in cells]
        if place == 0 and any(header in _HEADERS for header in headers):
            column = headers.index(next(name for name in _HEADERS if name in headers))
        elif column < len(cells) and cells[column]:
            yield number, cells[column]
