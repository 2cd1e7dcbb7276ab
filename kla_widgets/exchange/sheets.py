"""Tables as an Excel file: text stays text, numbers stay exact, every sheet can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from kla_widgets.language import N_, Language, printable

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

CUT = N_("… ({count} more characters; the other formats have them all)")
ROWS_CUT = N_("… ({count} more rows; the other formats have them all)")

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds, counted in halves of UTF-16."""
MOST_ROWS = 1_048_000
"""Rows of a sheet; Excel has a few more."""

Kind = Literal["id", "words", "raw", "points", "count", "moment"]
Cell = str | int | float | datetime | None
"""A moment carries its time zone; it is written as UTC."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}
"""Options of every book that we write: nothing in it becomes a formula or a link by itself."""


@dataclass(frozen=True)
class Heading:
    """One column of a sheet.

    Parameters
    ----------
    label : str
    width : float
        In characters.
    kind : str
        ``raw`` is text for machines: it is not wrapped.
    """

    label: str
    width: float
    kind: Kind = "words"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns, and rows of as many cells; ``fixed`` columns stay in sight."""

    name: str
    columns: tuple[Heading, ...]
    rows: Sequence[Sequence[Cell]]
    fixed: int = 0


def write_book(sheets: Sequence[Sheet], title: str, mark: str, t: Language, made: datetime | None = None) -> bytes:
    """An Excel file.

    Parameters
    ----------
    mark : str
        What stands above every table and on every printed page, such as ``DATA LATIHAN``; empty for nothing.
    made : datetime, optional
        When it says it was made; now if not given. With it, equal sheets give equal bytes.
    """
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"} | SAFE)
    about = {"title": title[:255], "author": "kla-widgets", "comments": mark}
    book.set_properties(about | ({"created": made} if made else {}))
    looks = _looks(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, mark, looks, t)
    book.close()
    return file.getvalue()


def cell_text(words: str, t: Language) -> str:
    """Words as a cell of Excel holds them; what does not fit is cut, and how much it was is said."""
    text = printable(words)
    if len(text) <= LONGEST_TEXT // 2:  # signs beyond the first plane count twice
        return text
    units = len(text.encode("utf-16-le")) // 2
    if units <= LONGEST_TEXT:
        return text
    room = LONGEST_TEXT - 150
    kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
    return kept + t(CUT, count=t.number(len(text) - len(kept), 0))


def _looks(book: Workbook) -> dict[str, Format]:
    font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
    made: dict[str, dict[str, Any]] = {
        "mark": {"bold": True, "font_color": "#B4450F", "font_size": 11},
        "head": {"bold": True, "text_wrap": True, "bg_color": "#DCE9F2", "bottom": 1, "valign": "bottom"},
        "id": {"num_format": "@"},  # text stays text when someone edits it: "11.10" is not 11.1
        "words": {"num_format": "@", "text_wrap": True},
        "raw": {"num_format": "@"},
        "points": {"num_format": "#,##0.00"},
        "count": {"num_format": "0"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    }
    return {name: book.add_format(font | look) for name, look in made.items()}


def _write_sheet(page: Worksheet, sheet: Sheet, mark: str, looks: dict[str, Format], t: Language) -> None:
    top = 1 if mark else 0
    if mark:
        page.write_string(0, 0, cell_text(mark, t), looks["mark"])
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(top, place, cell_text(column.label, t), looks["head"])
    kinds = [column.kind for column in sheet.columns]
    for row, cells in enumerate(sheet.rows[:MOST_ROWS], top + 1):
        for place, (kind, cell) in enumerate(zip(kinds, cells, strict=True)):
            _write_cell(page, row, place, cell, looks[kind], t)
    if (more := len(sheet.rows) - MOST_ROWS) > 0:
        page.write_string(MOST_ROWS + top + 1, 0, t(ROWS_CUT, count=t.number(more, 0)), looks["mark"])
    last = top + max(min(len(sheet.rows), MOST_ROWS), 1)
    page.freeze_panes(top + 1, sheet.fixed)
    page.autofilter(top, 0, last, len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_header(f"&R&B{mark.replace('&', '&&')[:100]}" if mark else "")
    page.set_footer("&L&A&R&P / &N")


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, look: Format, t: Language) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        page.write_datetime(row, column, cell.astimezone(UTC).replace(tzinfo=None), look)
    elif isinstance(cell, str):
        page.write_string(row, column, cell_text(cell, t), look)
    else:
        page.write_number(row, column, cell, look)
