"""Reading the sheet of a question that is answered by a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.assessment.records import Json
from kla_widgets.errors import KlaError
from kla_widgets.exchange.agency.finding import Columns, Row, book_mark, find_columns, row_mark
from kla_widgets.exchange.agency.marks import CELL
from kla_widgets.exchange.agency.values import TABLE_CELLS
from kla_widgets.exchange.recap.cells import Cell
from kla_widgets.instrument.answers import Matrix
from kla_widgets.language import LANGUAGES, N_, language

REQUIRED = N_("(required)")


@dataclass(frozen=True)
class TableRows:
    """The rows of a table.

    Parameters
    ----------
    value : Json
        The answer; None for none.
    faults : tuple of (KlaError, Cell)
        What cannot be understood, and where.
    stray, merged : tuple of Cell
        What stands where nothing is asked, and the rest of merged cells.
    """

    value: Json
    columns: Columns
    faults: tuple[tuple[KlaError, Cell], ...]
    stray: tuple[Cell, ...]
    merged: tuple[Cell, ...]


def read_rows(rule: Matrix, rows: Sequence[Row]) -> TableRows:
    """Read every row that holds something in the table's columns, but for the headings."""
    columns = find_columns(rows, table_headings(rule))
    kinds = {CELL + column.id: column.kind for column in rule.columns}
    labels = {item.id for item in rule.rows}
    found: list[Json] = []
    faults: list[tuple[KlaError, Cell]] = []
    stray: list[Cell] = []
    merged: list[Cell] = []
    for row in rows:
        if row is columns.heading or any(book_mark(cell) for cell in row):
            continue
        typed = {columns.names[cell.column]: cell for cell in row if columns.names.get(cell.column) in kinds}
        merged += [cell for cell in typed.values() if cell.filled]
        stray += columns.outside(row)
        cells: dict[str, Json] = {}
        for name, cell in typed.items():
            if cell.filled:
                continue
            try:
                cells[name.removeprefix(CELL)] = TABLE_CELLS[kinds[name]](cell)
            except KlaError as error:
                faults.append((error, cell))
        cells = {name: value for name, value in cells.items() if value is not None and value != ""}
        id = (row_mark(row, "row", 1) or ("",))[0]
        if rule.rows and id not in labels:
            stray += typed.values()
        elif cells:
            found.append(cells | ({"row": id} if rule.rows else {}))
    return TableRows(found or None, columns, tuple(faults), tuple(stray), tuple(merged))


def column_label(label: str, required: bool, code: str) -> str:
    """The heading of a table's column."""
    return f"{label} {language(code)(REQUIRED)}" if required else label


def table_headings(rule: Matrix) -> dict[str, str]:
    """The name of the column for each heading of a table, in every language and in lower case."""
    return {
        " ".join(column_label(language(code).pick(column.label), column.required, code).casefold().split()): CELL
        + column.id
        for code in LANGUAGES
        for column in rule.columns
    }
