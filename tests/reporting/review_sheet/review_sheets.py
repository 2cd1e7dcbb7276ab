"""Filling in review sheets as people do: in a spreadsheet program, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kla_widgets.exchange.recap.cells import Cell, Sheet

STAGE = "administrasi"
DECISION, POINTS, REASON = "decision", "points", "reason"
Filled = dict[str, tuple[Any, Any, Any]]
"""Decision, points and reason by question."""


def places(page: Worksheet) -> dict[str, int]:
    """The columns by the name in their mark."""
    marks = {cell.column or 0: str(cell.value or "") for cell in page[1]}
    return {text.removeprefix("kla|column|"): column for column, text in marks.items() if "|column|" in text}


def rows(page: Worksheet) -> dict[str, int]:
    """The rows by question."""
    marks = ((row, str(page.cell(row, 1).value or "")) for row in range(1, page.max_row + 1))
    return {text.split("|")[2]: row for row, text in marks if text.startswith("kla|question|")}


def fill(file: Path, filled: Filled, target: Path | None = None) -> Path:
    """Write decisions into a sheet; None leaves a cell as it is."""
    book = load_workbook(file)
    page = book.worksheets[0]
    column, row = places(page), rows(page)
    for question, values in filled.items():
        for name, value in zip((DECISION, POINTS, REASON), values, strict=True):
            if value is not None:
                page.cell(row[question], column[name]).value = value
    book.save(target or file)
    return target or file


def filled_cells(sheets: Sequence[Sheet], question: str, values: Sequence[Any]) -> tuple[Sheet, ...]:
    """A sheet that was read, with further cells in the row of a question; a text that begins with = is a formula."""
    review, *others = sheets
    names = {cell.text.removeprefix("kla|column|"): cell.column for cell in review.rows[0]}
    lines = []
    for row in review.rows:
        if row[0].text.startswith(f"kla|question|{question}|"):
            cells = [
                Cell(value, row[0].row, names[name], formula=str(value).startswith("="))
                for name, value in zip((DECISION, POINTS, REASON), values, strict=True)
                if value is not None
            ]
            row = tuple(sorted((*row, *cells), key=lambda cell: cell.column))
        lines.append(row)
    return (replace(review, rows=tuple(lines)), *others)


def place_of(sheets: Sequence[Sheet], question: str, name: str) -> str:
    """Sheet and cell, as messages name it."""
    review = sheets[0]
    column = next(cell.column for cell in review.rows[0] if cell.text == f"kla|column|{name}")
    row = next(row[0].row for row in review.rows if row[0].text.startswith(f"kla|question|{question}|"))
    return f"{review.name}!{Cell('', row, column).name}"
