"""Reading a workbook (XLSX, XLSM): values only. Formulas, macros and links to other files are never run."""

from __future__ import annotations

import re
import warnings
import zlib
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.cells import MAX_CELLS, Cell, Sheet
from kla_widgets.language import N_

NOT_A_WORKBOOK = Message(
    "RCP-007",
    N_("The file is a compressed folder or another document, not an Excel workbook (.xlsx)."),
    N_("Unpack it or open it in its own program, and save it as “Excel Workbook (.xlsx)”."),
)
DAMAGED = Message(
    "RCP-008",
    N_("The workbook is damaged or incomplete."),
    N_("Download or copy it again; or open it in Excel, let Excel repair it, and save it as a new file."),
)
SWOLLEN = Message(
    "RCP-009",
    N_("The workbook unpacks to an unreasonable size."),
    N_("Copy the table alone, as values, into a new workbook."),
)

MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
RATIO_FROM = 10_000_000

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")


def read_spreadsheet(data: bytes, name: str, everything: bool = False) -> tuple[Sheet, ...]:
    """Read the visible sheets of a workbook.

    A hidden sheet is not read: what its user does not see is not taken for what its user says.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        The file's name, for messages.
    everything : bool
        Hidden sheets too, and formulas as they are written instead of their results.

    Raises
    ------
    KlaError
        ``RCP-007`` for another kind of file, ``RCP-008`` for a damaged one, ``RCP-009`` for one that is too large
        once unpacked.
    """
    formulas = _checked(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What openpyxl does not know (drawings, extensions) is not in a table.
            workbook = _load(data, values=not everything)
            written = _load(data, values=False) if formulas and not everything else None
            if not workbook.worksheets:  # openpyxl passes over sheets that the file names and does not hold
                raise ValueError("no sheet")
            return tuple(
                Sheet(sheet.title, _rows(sheet, written[sheet.title] if written else None), (), hidden)
                for sheet in workbook.worksheets
                if not (hidden := sheet.sheet_state != "visible") or everything
            )
    except Exception as error:  # openpyxl raises whatever its parsers meet: there is no common base.
        raise fail(DAMAGED, where=name) from error


def _load(data: bytes, values: bool) -> Workbook:
    return load_workbook(BytesIO(data), read_only=False, data_only=values, keep_vba=False, keep_links=False)


def _checked(data: bytes, name: str) -> bool:
    """Refuse what must not be unpacked; whether any sheet holds a formula."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(data)):
                raise fail(SWOLLEN, where=name)
            if "xl/workbook.xml" not in archive.namelist():
                raise fail(NOT_A_WORKBOOK, where=name)
            sheets = [archive.read(entry) for entry in entries if entry.filename.startswith("xl/worksheets/")]
    except (BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise fail(DAMAGED, where=name) from error
    merged = sum(_area(match[1].decode()) for sheet in sheets for match in _MERGED.finditer(sheet))
    cells = sum(1 for sheet in sheets for _ in _CELL.finditer(sheet))
    if max(merged, cells) > MAX_CELLS:
        raise fail(SWOLLEN, where=name)
    return any(_FORMULA.search(sheet) for sheet in sheets)


def _rows(sheet: Worksheet, written: Worksheet | None) -> tuple[tuple[Cell, ...], ...]:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in (*_own(sheet, written), *_filled(sheet)):
        rows[cell.row].append(cell)
    return tuple(tuple(sorted(rows[row], key=lambda cell: cell.column)) for row in sorted(rows))


def _own(sheet: Worksheet, written: Worksheet | None) -> Iterator[Cell]:
    # The filled cells only: walking the sheet's whole extent would visit millions of blanks behind one stray format.
    for (row, column), cell in sheet._cells.items():
        if cell.data_type == "f":  # only where formulas are asked for
            yield Cell(getattr(cell.value, "text", None) or str(cell.value), row, column, formula=True)
            continue
        value = _value(cell.value, cell.number_format)
        if value != "":
            yield Cell(value, row, column)
        elif written and cell.data_type != "str" and written.cell(row, column).data_type == "f":
            yield Cell("", row, column, uncalculated=True)


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    for region in sheet.merged_cells.ranges:
        first = sheet.cell(region.min_row, region.min_col)
        value = _value(first.value, first.number_format)
        if value == "":
            continue
        for row, column in region.cells:
            if (row, column) != (region.min_row, region.min_col):
                yield Cell(value, row, column, filled=True)


def _value(value: object, number_format: str) -> str | float:
    """Text or a number; what a spreadsheet shows as a percentage or a date is text that is no number."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value) * 100:.10g}%" if "%" in number_format else float(value)
    text = str(value)
    return text if text.strip() else ""


def _area(reference: str) -> int:
    left, top, right, bottom = range_boundaries(reference)
    return (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
