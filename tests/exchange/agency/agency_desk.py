"""An agency's desk: workbooks are changed here, as people do, and what their import tells is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.agency.importing import Delivery, import_deliveries

CASE = Case("00.01", "kla-2024", 2024)
AUTHOR = "fasilitator"
SOME = ("bpbd", "disdukcapil", "pariwisata_pemuda_olahraga", "kominfo", "perpustakaan")
HEADINGS = 4
"""The row of headings, as Excel counts."""


@dataclass(frozen=True)
class Desk:
    """An agency's desk: workbooks are changed here, as people do, and sent back."""

    sent: Path
    folder: Path

    def change(self, agency: str, edit: Callable[[Book], None], name: str = "") -> Path:
        """A copy of an agency's workbook with an edit; the file to be imported."""
        book = load_workbook(self.sent / f"{agency}-kla-2024.xlsx")
        edit(book)
        file = self.folder / (name or f"{agency}.xlsx")
        book.save(file)
        return file


def questions(book: Book) -> Worksheet:
    return book["Pertanyaan"] if "Pertanyaan" in book.sheetnames else book.worksheets[1]


def column(sheet: Worksheet, name: str) -> int:
    """The place of a column by the name in its mark."""
    return next(cell.column for cell in sheet[1] if cell.value == f"kla|column|{name}")


def row(sheet: Worksheet, question: str) -> int:
    return next(
        cell.row for cells in sheet.iter_rows(max_col=1) for cell in cells
        if str(cell.value).startswith(f"kla|question|{question}|")
    )  # fmt: skip


def cell(book: Book, question: str, name: str = "answer") -> Any:
    """The cell of a question in the sheet of questions."""
    sheet = questions(book)
    return sheet.cell(row(sheet, question), column(sheet, name))


def answer(question: str, value: object, name: str = "answer") -> Callable[[Book], None]:
    """An edit that types into a cell of the sheet of questions."""

    def edit(book: Book) -> None:
        cell(book, question, name).value = value

    return edit


def take(workspace: Workspace, *files: Path, **options: Any) -> tuple[Delivery, ...]:
    return import_deliveries(workspace, files, AUTHOR, **options)


def stored(workspace: Workspace) -> dict[str, Any]:
    return {name: one.value for name, one in workspace.store.answers(CASE, "mandiri").items()}


def codes(delivery: Delivery) -> list[str]:
    """The codes of everything that is told about a file."""
    plan = delivery.plan
    faults = (*delivery.refusal, *(plan.faults if plan else ()), *(plan.delivered.notices if plan else ()))
    return [one.code for one in faults]


def outcomes(delivery: Delivery) -> dict[str, str]:
    assert delivery.plan is not None
    return {one.question.id: str(one.outcome) for one in delivery.plan.steps}
