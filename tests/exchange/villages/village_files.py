"""What tests of village tables share: a workspace, and tables as people send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.villages.importing import VillageImport, import_villages
from kla_widgets.language import language

CASE = Case("00.01", "kla-2024", 2024)
SUBDISTRICT = "00.01.01"
VILLAGES = tuple(f"00.01.01.{number}" for number in (2001, 2002, 2003, 2004))
ID, EN = language("id"), language("en")

Rows = Sequence[Sequence[Any]]


def csv_file(folder: Path, rows: Rows, sign: str = ";", name: str = "desa.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_text("\n".join(sign.join(str(cell) for cell in row) for row in rows) + "\n", encoding=encoding)
    return file


def book_file(folder: Path, sheets: Mapping[str, Rows], name: str = "desa.xlsx", hidden: Sequence[str] = ()) -> Path:
    book = Book()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
        page.sheet_state = "hidden" if title in hidden else "visible"
    stream = BytesIO()
    book.save(stream)
    (folder / name).write_bytes(stream.getvalue())
    return folder / name


def bring(workspace: Workspace, file: Path, **options: Any) -> VillageImport:
    return import_villages(workspace, file, 2024, author="penguji", **options)


def codes_of(done: VillageImport) -> list[str]:
    """The codes of all faults."""
    return [fault.code for fault in done.plan.faults]


def answer(workspace: Workspace, question: str, case: Case = CASE) -> Any:
    found = workspace.store.answers(case, "mandiri").get(question)
    return found.value if found else None
