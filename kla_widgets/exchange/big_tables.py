"""Large tables of people, text or workbook, as rows of plain values: read in one pass, safely, up to millions of cells.

Nothing is run or followed: of formulas only the writing is read, so that whoever needs a value can refuse them by cell.
"""

from __future__ import annotations

import csv
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.archives import BROKEN, refuse
from kla_widgets.exchange.fast_xlsx import Tab, read_rows, read_tabs, shared_strings
from kla_widgets.exchange.recap.delimited import decoded
from kla_widgets.exchange.recap.grid import CANNOT_OPEN, OLD_WORKBOOK, OLE, PASSWORD, PASSWORD_MARK, WEB_MARKS, WEB_PAGE
from kla_widgets.exchange.recap.spreadsheet import DAMAGED
from kla_widgets.language import N_

MAX_BYTES = 150_000_000
MAX_UNPACKED = 800_000_000
MAX_CELLS = 6_000_000
"""The villages of the whole country with every criterion are 1.8 million."""
STDIN = "-"
"""Name of the file that means: what is pasted or piped in."""

NOT_A_TABLE = Message(
    "TAB-001",
    N_("The file is neither a text table (CSV) nor an Excel workbook."),
    N_("Save it as “Excel Workbook (.xlsx)” or as CSV."),
)
EMPTY = Message("TAB-002", N_("The file is empty (0 bytes)."), N_("Save or download it again."))
TOO_LARGE = Message("TAB-003", N_("The file is larger than {limit} MB."), N_("Split it into several files."))
TOO_MANY = Message("TAB-006", N_("The table has more than {limit} cells."), N_("Split it into several files."))
BROKEN_ROW = Message(
    "TAB-004",
    N_("The text table breaks off: a quotation mark is opened and not closed properly."),
    N_("Open the file in Excel, check the row, and save it again."),
)
HIDDEN = Message(
    "TAB-005",
    N_("The sheet “{sheet}” is hidden; it was read too."),
    N_("Delete it if it should not count."),
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class BigSheet:
    """One table as it lies in the file.

    Parameters
    ----------
    file, name : str
        Names of the file and of the tab; no tab for text.
    numbers : list of int
        Row numbers as a spreadsheet shows them; only rows that hold something.
    rows : list of tuple
        Plain values (text, number, truth value or None; a formula as ``=...``), cut after the last filled cell.
    hidden : bool
        The tab is hidden.
    notices : tuple of Fault
        What the reader should know about how the file was read.
    """

    file: str
    name: str
    numbers: list[int]
    rows: list[Row]
    hidden: bool = False
    notices: tuple[Fault, ...] = ()

    def column(self, place: int, start: int = 0) -> list[Any]:
        """The values of a column, from the row of that index on."""
        return [row[place] if place < len(row) else None for row in self.rows[start:]]

    def where(self, index: int, place: int | None = None) -> str:
        """How a reader finds a row or a cell."""
        row = self.numbers[index]
        if not self.name:
            return f"{self.file}:{row}"
        return f"{self.file}:{self.name}!{get_column_letter(place + 1) if place is not None else ''}{row}"


def cell_text(value: object) -> str:
    """A value as words: ``4`` for 4.0, spaces and line breaks as single spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    return " ".join(str(value).split())


def read_big_tables(file: Path) -> tuple[BigSheet, ...]:
    """Read a table file, CSV or XLSX; ``-`` reads what is pasted into the terminal.

    Parameters
    ----------
    file : Path
        At most 150 MB. Its content decides how it is read, not its name.

    Returns
    -------
    tuple of BigSheet
        One for a text, one for every sheet of a workbook, hidden ones too.

    Raises
    ------
    KlaError
        ``TAB-…``, ``RCP-001`` to ``RCP-008``, ``ZIP-…``: the file cannot be read as a table.
    """
    if str(file) == STDIN:
        return read_big_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), STDIN)
    try:
        with file.open("rb") as stream:
            return read_big_bytes(stream.read(MAX_BYTES + 1), file.name)
    except OSError as error:
        raise fail(CANNOT_OPEN, file.name, reason=error.strerror or type(error).__name__) from error


def read_big_bytes(data: bytes, name: str) -> tuple[BigSheet, ...]:
    """The same from a file's content; ``name`` is for messages."""
    if not data:
        raise fail(EMPTY, name)
    if len(data) > MAX_BYTES:
        raise fail(TOO_LARGE, name, limit=MAX_BYTES // 10**6)
    if data.startswith(OLE):
        raise fail(PASSWORD if PASSWORD_MARK in data else OLD_WORKBOOK, name)
    if data.startswith(b"PK"):
        return _workbook(data, name)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(WEB_MARKS):
        raise fail(WEB_PAGE, name)
    return (_text(data, name),)


def _text(data: bytes, name: str) -> BigSheet:
    try:
        text, notices = decoded(data, name)
    except KlaError as error:
        raise fail(NOT_A_TABLE, name) from error
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    numbers, rows, cells = [], [], 0
    try:
        for number, record in enumerate(reader, 1):
            cells += len(record)
            if cells > MAX_CELLS:
                raise fail(TOO_MANY, name, limit=MAX_CELLS)
            if any(record):
                numbers.append(number)
                rows.append(tuple(record))
    except csv.Error as error:
        raise fail(BROKEN_ROW, f"{name}:{len(rows) + 1}") from error
    return BigSheet(name, "", numbers, rows, notices=notices)


def _delimiter(text: str) -> str:
    """The sign that splits the first lines into most columns."""
    head = text[:20_000].split("\n")[:30]

    def widest(sign: str) -> int:
        try:
            return max((len(row) for row in csv.reader(head, delimiter=sign)), default=0)
        except csv.Error:
            return 0

    return max("\t;,|", key=widest)


def _workbook(data: bytes, name: str) -> tuple[BigSheet, ...]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            refuse(name, archive, MAX_UNPACKED)
            if "xl/workbook.xml" not in archive.namelist():
                raise fail(NOT_A_TABLE, name)
            strings = shared_strings(archive)
            return tuple(_sheet(archive, tab, strings, name) for tab in read_tabs(archive))
    except (*BROKEN, OSError, KeyError, IndexError, etree.XMLSyntaxError) as error:
        raise fail(DAMAGED, name) from error


def _sheet(archive: zipfile.ZipFile, tab: Tab, strings: list[str], file: str) -> BigSheet:
    numbers: list[int] = []
    rows: list[Row] = []
    cells = 0
    for number, row in read_rows(archive, tab, strings):
        cells += len(row)
        if cells > MAX_CELLS:
            raise fail(TOO_MANY, f"{file}:{tab.name}", limit=MAX_CELLS)
        numbers.append(number)
        rows.append(tuple(row))
    return BigSheet(file, tab.name, numbers, rows, tab.hidden)


def hidden_notices(sheets: Sequence[BigSheet]) -> Iterator[Fault]:
    """One notice for each hidden sheet that was used."""
    for sheet in sheets:
        if sheet.hidden:
            yield Fault(HIDDEN, sheet.file, sheet=sheet.name)
