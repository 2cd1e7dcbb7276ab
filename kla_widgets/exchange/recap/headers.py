"""Finding the table: the row of column headings, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.language import N_

SEVERAL_POINT_COLUMNS = Message(
    "RCP-022",
    N_("Several columns could hold the points: {columns}."),
    N_("Keep one of them, or name the right one “Nilai Mandiri”."),
)

HEADING_ROWS = 200
"""How many filled rows from the top the headings are looked for."""


class Role(StrEnum):
    """What a column holds. ``PART`` is a key column of mixed level: cluster, indicator or question."""

    CLUSTER = "cluster"
    INDICATOR = "indicator"
    QUESTION = "question"
    PART = "part"
    MAXIMUM = "maximum"
    POINTS = "points"
    NOTE = "note"


KEYS = (Role.CLUSTER, Role.INDICATOR, Role.QUESTION, Role.PART)

_NUMBERED = r"(?:(?:no|nomor|kode|nama|id) )?"
_WORTH = r"(?:(?:total|jumlah) )?(?:nilai|skor|score|poin|bobot)"
_MOST = r"(?:maks|maksimal|maksimum|max|tertinggi)"
_CLAIMED = r"(?:hasil|evaluasi|penilaian|mandiri|diperoleh|perolehan|capaian|sendiri|self assessment)"
_PHRASES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.CLUSTER, rf"{_NUMBERED}(?:klaster|kluster|cluster)"),
        (Role.INDICATOR, rf"{_NUMBERED}indikator"),
        (Role.QUESTION, rf"{_NUMBERED}pertanyaan"),
        (Role.PART, r"bagian|komponen|uraian|kode|id|aspek|nama|rincian"),
        (Role.PART, r"(?:klaster(?: dan)? )?indikator(?: dan)? pertanyaan|klaster(?: dan)? indikator"),
        (Role.MAXIMUM, rf"(?:{_WORTH} )?{_MOST}|bobot(?: nilai)?"),
        (Role.POINTS, rf"{_WORTH}(?: {_CLAIMED})*|(?:hasil )?(?:(?:evaluasi|penilaian) )?mandiri|self assessment"),
        (Role.NOTE, r"sumber(?: data)?|data dukung|catatan(?: \w+)*|keterangan(?: \w+)*|ket"),
    )
)
_NOISE = frozenset({"tahun", "thn"})
_UNITS = frozenset({"poin", "angka", "point", "points"})
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH = "jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des"
_LAW_OR_DATE = re.compile(
    rf"\b(?:nomor|no)\b\.?\s*[0-9]+\s*tahun\s*[0-9]{{4}}|[0-9]{{1,3}}/[0-9]{{4}}|[0-9]{{1,2}}\s+(?:{_MONTH})\w*\s+[0-9]{{4}}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Table:
    """A sheet whose columns are known.

    Parameters
    ----------
    sheet : Sheet
        Where it lies.
    columns : mapping of int to Role
        By column number; one column of points.
    points_heading : str
        The words over the points.
    title : tuple of tuple of Cell
        The rows above the headings.
    rows : tuple of tuple of Cell
        The rows below them; repeated headings, units and column numbers are left out.
    """

    sheet: Sheet
    columns: Mapping[int, Role]
    points_heading: str
    title: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]


def recognised(text: str) -> bool:
    """Whether a text is a column heading that we know."""
    return _role(text) is not None


def years(text: str) -> frozenset[int]:
    """The years that a text names, other than those of laws (``Nomor 12 Tahun 2022``) and dates (``3 Mei 2025``)."""
    return frozenset(int(year) for year in _YEAR.findall(_LAW_OR_DATE.sub(" ", text)))


def find_table(sheet: Sheet, cycle: int, file_name: str) -> Table | None:
    """The table of a sheet: below the first row that has a heading for a key and one for points.

    Headings may take two rows (``Nilai`` over ``Maks`` and ``Mandiri``).

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    cycle : int
        The year wanted, where points of several years stand side by side.
    file_name : str
        For messages.

    Returns
    -------
    Table or None
        None when no row is a row of headings.

    Raises
    ------
    KlaError
        ``RCP-022`` when several columns of points are equally likely.
    """
    for place, row in enumerate(sheet.rows[:HEADING_ROWS]):
        below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else ()
        double = _joined(row, below)
        headings = double or _headings(row)
        roles = _roles(headings)
        if not _complete(roles):
            continue
        points = _points_column(roles, headings, cycle, sheet.place(file_name, row[0]))
        columns = {column: role for column, role in roles.items() if role is not Role.POINTS or column == points}
        start = place + 2 if double else place + 1
        known = {tuple(cell.text for cell in top) for top in sheet.rows[place:start]}
        return Table(sheet, columns, headings[points], sheet.rows[:place], _body(sheet.rows[start:], known, columns))
    return None


def _role(text: str) -> Role | None:
    words = [word for word in re.findall(r"[a-z]+", text.casefold().replace("%", " persen ")) if word not in _NOISE]
    while len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    phrase = " ".join(words)
    return next((role for role, pattern in _PHRASES if pattern.fullmatch(phrase)), None)


def _roles(headings: Mapping[int, str]) -> dict[int, Role]:
    return {column: role for column, text in headings.items() if (role := _role(text))}


def _complete(roles: Mapping[int, Role]) -> bool:
    found = set(roles.values())
    return Role.POINTS in found and not found.isdisjoint(KEYS)


def _headings(row: Sequence[Cell]) -> dict[int, str]:
    """The headings of one row. A heading merged to the right counts for keys, but numbers have one column."""
    return {cell.column: cell.text for cell in row if not cell.filled or _role(cell.text) in KEYS}


def _joined(row: Sequence[Cell], below: Sequence[Cell]) -> dict[int, str] | None:
    """The headings of two rows as one; None when the second row does not complete the first."""
    own = [cell for cell in below if not cell.filled]
    if _complete(_roles(_headings(own))) or any(_counts(cell.text) for cell in below):
        return None
    upper = {cell.column: cell.text for cell in row}
    joined = _headings(row)
    for cell in below:
        above = upper.get(cell.column, "")
        if cell.text != above:
            joined[cell.column] = f"{above} {cell.text}".strip()
            if not _role(joined[cell.column]):
                return None
    return joined if joined != _headings(row) and _complete(_roles(joined)) else None


def _counts(text: str) -> bool:
    """Whether a text is a number that stands in a row of data; a year or ``(1)`` may stand under a heading."""
    return text.strip(".,").replace(",", "").replace(".", "").isdigit() and not _YEAR.fullmatch(text)


def _points_column(roles: Mapping[int, Role], headings: Mapping[int, str], cycle: int, where: str) -> int:
    """The column of points: that of the year wanted; then the one that says it is the self-assessment."""
    found = [column for column, role in roles.items() if role is Role.POINTS]
    found = [column for column in found if cycle in years(headings[column])] or found
    found = [column for column in found if "mandiri" in headings[column].casefold()] or found
    if len(found) > 1:
        names = ", ".join(f"“{headings[column]}”" for column in found)
        raise fail(SEVERAL_POINT_COLUMNS, where=where, columns=names)
    return found[0]


def _body(
    rows: Sequence[tuple[Cell, ...]], headings: set[tuple[str, ...]], columns: Mapping[int, Role]
) -> tuple[tuple[Cell, ...], ...]:
    if rows and (_column_numbers(rows[0], len(columns)) or _units(rows[0])):
        rows = rows[1:]
    return tuple(row for row in rows if tuple(cell.text for cell in row) not in headings)


def _column_numbers(row: tuple[Cell, ...], columns: int) -> bool:
    """Whether a row only counts the columns: 1 2 3 4, or (1) (2) (3)."""
    texts = [cell.text.strip("()") for cell in row]
    return len(texts) >= max(columns, 3) and texts == [str(number) for number in range(1, len(texts) + 1)]


def _units(row: tuple[Cell, ...]) -> bool:
    """Whether a row only names units below the headings."""
    return all(cell.text.strip("()").casefold() in _UNITS | {"skor", "nilai", "teks", "%"} for cell in row)
