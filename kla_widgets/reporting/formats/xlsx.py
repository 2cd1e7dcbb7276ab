"""A document as Excel file: a sheet of words, and one sheet a table with exact numbers to sort, filter and add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # nor are its other modules

from kla_widgets.exchange.sheets import SAFE, cell_text
from kla_widgets.figures.content import Field, Front, Grid, Heading, KeyFigures, Mark, Picture, Remark, Words
from kla_widgets.language import N_, Language, printable
from kla_widgets.reporting.formats.document import Document, document_of
from kla_widgets.reporting.formats.pieces import Bullets, Fixed, Piece, Raster

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

SUMMARY = N_("Summary")
GROUP = N_("Group")
ROWS = N_("{count} rows")

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]+")
_NUMBER_FORMATS = {"points": "#,##0.00", "count": "#,##0", "percent": "0 %", "share": "0 %"}
_ACROSS = 110
"""Characters across the sheet of words."""


def write(document: Document) -> bytes:
    """An Excel file."""
    t = document.t
    file = BytesIO()
    book = Workbook(file, {"in_memory": True} | SAFE)
    book.set_properties(
        {
            "title": document.title[:255],
            "subject": document.front.kicker[:255],
            "author": "kla-widgets",
            "keywords": document.fingerprint[:255],
            "comments": document.mark,
        }
    )
    looks = _Looks(book)
    names = list(sheet_names([t(SUMMARY), *(grid.caption or grid.key for grid in document.grids)]))
    _write_words(book, names, document, looks, t)
    for name, grid in zip(names[1:], document.grids, strict=True):
        _write_grid(book, name, grid, document, looks, t)
    book.close()
    return file.getvalue()


def write_notebook(notebook: NotebookNode) -> bytes:
    """The Excel file of an executed notebook."""
    return write(document_of(notebook))


def sheet_names(titles: Iterable[str]) -> Iterator[str]:
    """A name that Excel takes for each title: short, without forbidden signs, and none twice."""
    used: set[str] = set()
    for title in titles:
        words = " ".join(_NOT_IN_NAMES.sub(" ", printable(title)).split()).strip("'") or "Tabel"
        name, again = _cut(words, _LONGEST_NAME), 1
        while name.casefold() in used or name.casefold() == "history":  # Excel keeps "History" for itself
            again += 1
            ending = f" ({again})"
            name = _cut(words, _LONGEST_NAME - len(ending)) + ending
        used.add(name.casefold())
        yield name


def _cut(words: str, length: int) -> str:
    """The words, or as many whole ones as fit; Excel counts in halves of UTF-16."""
    while len(words.encode("utf-16-le")) // 2 > length:
        shorter = words[: length + 1].rpartition(" ")[0]
        words = shorter if len(shorter) > length // 2 else words[: min(length, len(words) - 1)]
    return words.strip(" ,;:.–-'") or "Tabel"


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        self._book, self._font = book, font
        self._made: dict[tuple[str, str, bool], Format] = {}
        self.title = book.add_format(font | {"bold": True, "font_size": 16})
        self.caption = book.add_format(font | {"bold": True, "font_size": 12})
        self.mark = book.add_format(font | {"bold": True, "font_color": "#B4450F", "font_size": 11})
        self.words = book.add_format(font | {"text_wrap": True})
        self.bold = book.add_format(font | {"bold": True})
        self.figure = book.add_format(font | {"bold": True, "font_size": 12, "align": "left"})
        self.link = book.add_format(font | {"font_color": "#123F63", "underline": 1})
        head = font | {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#DCE9F2", "bottom": 1}
        self._head = head

    def head(self, field: Field) -> Format:
        """The format of a column's heading."""
        key = ("head", field.side, bool(_indent(field)))
        if key not in self._made:
            self._made[key] = self._book.add_format(self._head | {"align": field.side} | _indent(field))
        return self._made[key]

    def cell(self, field: Field, total: bool = False) -> Format:
        """The format of a column's cells, or of its total."""
        key = (field.kind, field.side, total)
        if key not in self._made:
            look = self._font | {"align": field.side, "text_wrap": field.side == "left"}
            look |= {"bottom": 4, "bottom_color": "#76838F"} | _indent(field)
            if number := _NUMBER_FORMATS.get(field.kind):
                look["num_format"] = number
            elif field.kind != "number":
                look["num_format"] = "@"  # text stays text when someone edits it: "11.10" is not 11.1
            self._made[key] = self._book.add_format(look | ({"bold": True, "top": 1} if total else {}))
        return self._made[key]


def _indent(field: Field) -> dict[str, int]:
    """Words stand a little off the numbers of the column before."""
    return {"indent": 1} if field.side == "left" and field.kind != "id" else {}


def _write_words(book: Workbook, names: Sequence[str], document: Document, looks: _Looks, t: Language) -> None:
    """The first sheet: everything that is not a table, and where the tables are."""
    sheet = book.add_worksheet(names[0])
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, _ACROSS - 62)
    _set_page(sheet, document, t)
    row = 0
    if document.mark:
        _say(sheet, row, 0, document.mark, looks.mark, t)
        row += 1
    grids = iter(names[1:])
    for piece in document.content:
        if isinstance(piece, Grid):
            name = next(grids)
            count = t.number(sum(line.role == "row" for line in piece.lines), 0)
            place = name.replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{place}'!A1", looks.link, (piece.caption or name)[:255])
            _say(sheet, row, 1, t(ROWS, count=count), looks.words, t)
            row += 1
            continue
        for cells in _lines(piece):
            row = _write_line(sheet, row, cells, looks, t)
    sheet.ignore_errors({"number_stored_as_text": f"A1:C{max(row, 1)}"})


_Cell = tuple[str, str]
"""Words, and the name of their look."""


def _lines(piece: Piece) -> Iterator[tuple[_Cell, ...]]:
    """A piece as lines of the first sheet; one cell goes across, and no cell leaves a line free."""
    match piece:
        case Front():
            yield from (((words, "bold"),) for words in (piece.kicker,) if words)
            yield ((piece.title, "title"),)
            yield from (((words, "words"),) for words in (piece.subtitle,) if words)
            yield from (((name, "words"), (value, "bold")) for name, value in piece.facts)
        case Heading():
            yield ()
            yield ((piece.text, "caption"),)
        case KeyFigures():
            yield from (((label, "words"), (value, "figure"), (note, "words")) for label, value, note in piece.items)
        case Remark():
            yield ((f"{piece.label}: {piece.text}" if piece.label else piece.text, "words"),)
        case Words() | Fixed():
            yield ((piece.text, "words"),)
        case Bullets():
            yield from (((f"• {item}", "words"),) for item in piece.items)
        case Picture():
            yield ((": ".join(filter(None, (piece.title, piece.alt))), "words"),)
        case Raster():
            yield ((piece.alt, "words"),)
        case Mark() | Grid():
            pass


def _write_line(sheet: Worksheet, row: int, cells: Sequence[_Cell], looks: _Looks, t: Language) -> int:
    """Write a line and say which row comes next."""
    if len(cells) == 1 and cells[0][1] == "words":
        words = cell_text(cells[0][0], t)
        sheet.merge_range(row, 0, row, 2, "", looks.words)
        sheet.write_string(row, 0, words, looks.words)
        lines = sum(max(ceil(len(line) / _ACROSS), 1) for line in words.split("\n"))
        sheet.set_row(row, min(14.0 * lines + 2, 409))  # merged cells do not grow by themselves
    else:
        for column, (words, look) in enumerate(cells):
            _say(sheet, row, column, words, getattr(looks, look), t)
    return row + 1


def _write_grid(book: Workbook, name: str, grid: Grid, document: Document, looks: _Looks, t: Language) -> None:
    """A table with all its rows; groups become a column, so that rows can be sorted and filtered."""
    sheet = book.add_worksheet(name)
    _set_page(sheet, document, t)
    if document.mark:
        _say(sheet, 0, 0, document.mark, looks.mark, t)
    top = 2 if document.mark else 1
    _say(sheet, top - 1, 0, grid.caption, looks.caption, t)
    grouped = any(line.role == "group" for line in grid.lines)
    fields = ((Field("", t(GROUP)),) if grouped else ()) + grid.fields
    for column, field in enumerate(fields):
        _say(sheet, top, column, field.label, looks.head(field), t)
    widths = _set_columns(sheet, fields, grid, grouped)
    row, last, group = top, top, ""
    for line in grid.lines:
        if line.role == "group":
            group = line.words[0]
            continue
        row += 1
        total = line.role == "total"
        last = last if total else row
        words = ("" if total else group, *line.words) if grouped else line.words
        values = (None, *line.values) if grouped else line.values
        height = max((ceil(0.95 * len(said) / width) for said, width in zip(words, widths, strict=True)), default=1)
        sheet.set_row(row, min(13.5 * max(height, 1) + 2, 409))  # said, since not every program works it out
        for column, (field, said, value) in enumerate(zip_longest(fields, words, values)):
            look = looks.cell(field, total)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(row, column, value, look)
            else:
                _say(sheet, row, column, said, look, t)
    _add_bars(sheet, fields, top + 1, last)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(last, top + 1), max(len(fields) - 1, 0))
    sheet.repeat_rows(top)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 1}"})


def _set_columns(sheet: Worksheet, fields: Sequence[Field], grid: Grid, grouped: bool) -> list[float]:
    """Make columns as wide as their words, within limits; returns the widths in characters."""
    widths = []
    for column, field in enumerate(fields):
        at = column - grouped
        words = (line.words[at] for line in grid.lines if line.role != "group") if at >= 0 else ("",)
        longest = max(map(len, words), default=0) if at >= 0 else 32
        head = max(map(len, field.label.split()), default=0)
        widths.append(min(max(longest + 3.0, head + 5.0, 8.0), 60.0 if field.side == "left" else 24.0))
        sheet.set_column(column, column, widths[-1])
    return widths


def _add_bars(sheet: Worksheet, fields: Sequence[Field], first: int, last: int) -> None:
    """A small bar behind every share."""
    bar = {"type": "data_bar", "bar_color": "#9CC3DE", "min_type": "num", "min_value": 0}
    for column, field in enumerate(fields):
        if field.kind == "share" and last >= first:
            sheet.conditional_format(first, column, last, column, bar | {"max_type": "num", "max_value": 1})


def _set_page(sheet: Worksheet, document: Document, t: Language) -> None:
    """Paper, margins, and what stands above and below every printed page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    left, right = (words.replace("&", "&&")[:100].rstrip("&") for words in (document.head_line, document.mark))
    sheet.set_header((f"&L{left}" if left else "") + (f"&R&B{right}" if right else ""))
    sheet.set_footer("&L&A&R&P / &N")
    sheet.hide_gridlines(2)


def _say(sheet: Worksheet, row: int, column: int, words: str, look: Format, t: Language) -> Any:
    """Words as text, whatever they begin with; nothing of them is ever a formula."""
    said = cell_text(words, t)
    return sheet.write_string(row, column, said, look) if said else sheet.write_blank(row, column, None, look)
