"""The plan as a table: written, edited in a spreadsheet, and given back.

EV020  What waits is written; edited and given back it decides, whatever program saved it and in whatever order.
EV021  Rows that cannot be followed are named, all of them, and nothing is attached.
EV022  No cell starts a formula, and names come back as they were.
EV023  What the plan does not name waits for a word.
"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from evidence_deliveries import JPEG, Bring, folder_of, pdf
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.evidence_bulk.importing import open_bulk, write_plan
from kla_widgets.exchange.evidence_bulk.plan import State
from kla_widgets.exchange.evidence_bulk.table import as_cell, plain_cell, read_table, write_csv, write_xlsx
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language
from kla_widgets.resources import templates

INSTRUMENT = shipped_library(templates() / "none").get("kla-2024")
CASE = Case("18.72", "kla-2024", 2024)
FILES = {
    "21B.1 SK.pdf": pdf(),
    "Ind 5/Foto.jpg": JPEG,
    "=cmd|x!A1.pdf": pdf(note="f"),
    "A, B, C, D, E, F, G, H, I.pdf": pdf(note="c"),
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "d", FILES)


def written(workspace: Workspace, source: Path, file: Path, code: str = "id") -> Path:
    with open_bulk(workspace, source, CASE.region, CASE.cycle) as bulk:
        assert write_plan(bulk, bulk.plan, file, language(code)) == len(FILES)
    return file


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";"))


def fill(rows: list[list[str]]) -> None:
    """As a person fills in what was left open."""
    for row in rows[1:]:
        if row[0].startswith("Ind 5"):
            row[1], row[2], row[3], row[4] = "i5.2", "foto", "2023", "Pojok baca; lantai 2"
        if "cmd" in row[0]:
            row[1], row[2] = "I2.1", ""


EXPECTED = {
    ("I21B.1", "SK", None, "SK"),
    ("I5.2", "FOTO", 2023, "Pojok baca; lantai 2"),
    ("I2.1", "SK", None, "=cmd|x!A1"),
}


@pytest.mark.parametrize("code", ["id", "en"])
@pytest.mark.parametrize(("sign", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")])
def test_ev020_an_edited_text_table_decides(
    bring: Bring, workspace: Workspace, case: Case, source: Path, tmp_path: Path, sign: str, encoding: str, code: str
) -> None:
    file = written(workspace, source, tmp_path / "rencana.csv", code)
    rows = rows_of(file)
    fill(rows)
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=sign).writerows([rows[0], *reversed(rows[1:])])
    file.write_bytes(stream.getvalue().encode(encoding))
    plan, stored = bring(source, plan=file)
    assert stored.attached == 3
    assert {(one.question, one.kind, one.year, one.caption) for one in workspace.store.evidence(case)} == EXPECTED
    assert [one.file.path[0] for one in plan.of(State.LEFT_OUT)] == ["A"]


def test_ev020_an_edited_workbook_decides(
    bring: Bring, workspace: Workspace, case: Case, source: Path, tmp_path: Path
) -> None:
    file = written(workspace, source, tmp_path / "rencana.xlsx")
    book = openpyxl.load_workbook(file)
    rows = [["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    fill(rows)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column).value = int(value) if value.isdigit() else value
    book.active.insert_rows(1, 2)
    book.active.insert_cols(1)
    book.save(file)
    assert bring(source, plan=file)[1].attached == 3
    captions = {one.question: one.caption for one in workspace.store.evidence(case)}
    assert captions["I5.2"] == "Pojok baca; lantai 2"


def test_ev021_every_row_that_cannot_be_followed_is_named_and_nothing_is_attached(
    bring: Bring, workspace: Workspace, case: Case, source: Path, tmp_path: Path
) -> None:
    file = tmp_path / "rencana.csv"
    file.write_text(
        "FILE;question;Kind of Evidence;Year;Caption;Region\n"
        "21B.1 SK.pdf;I99.9;SK;;;\n"
        "21B.1 SK.pdf;I2.1;SERTIFIKAT;;;\n"
        "21B.1 SK.pdf;I2.1;SK;dua ribu;;\n"
        "21B.1 SK.pdf;I2.1;SK;;=HYPERLINK(1);\n"
        "21B.1 SK.pdf;I2.2;SK;;;Kota Bandung (32.73)\n",
        encoding="utf-8",
    )
    with pytest.raises(KlaError) as error:
        bring(source, plan=file)
    told = [(fault.code, fault.where.rpartition(":")[2]) for fault in error.value.faults]
    assert told == [
        ("EVB-021", "2"),
        ("EVB-022", "3"),
        ("EVB-023", "4"),
        ("EVB-024", "5"),
        ("EVB-026", "5"),
        ("EVB-025", "6"),
    ]
    assert workspace.store.evidence(case) == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TAB-002"),
        (b"nama;nilai\na;b\n", "EVB-020"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "RCP-005"),
        (b"PK\x03\x04", "RCP-008"),
    ],
)
def test_ev021_what_is_no_plan_is_refused(
    bring: Bring, source: Path, tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "rencana.csv").write_bytes(content)
    with pytest.raises(KlaError) as error:
        bring(source, plan=tmp_path / "rencana.csv")
    assert error.value.faults[0].code == code


def test_ev021_a_file_that_changed_since_the_plan_was_written_is_refused(
    bring: Bring, workspace: Workspace, source: Path, tmp_path: Path
) -> None:
    file = written(workspace, source, tmp_path / "rencana.csv")
    (source / "21B.1 SK.pdf").write_bytes(pdf("lain"))
    plan, stored = bring(source, plan=file)
    assert [(one.file.path, one.refusal.code) for one in plan.files if one.refusal] == [("21B.1 SK.pdf", "EVB-027")]
    assert stored.attached == 0


def test_ev022_no_cell_of_a_plan_starts_a_formula(workspace: Workspace, source: Path, tmp_path: Path) -> None:
    rows = rows_of(written(workspace, source, tmp_path / "rencana.csv"))
    assert "'=cmd|x!A1.pdf" in [row[0] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    book = openpyxl.load_workbook(written(workspace, source, tmp_path / "rencana.xlsx"))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufffe\uffff"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(TEXT.filter(str.strip), TEXT, TEXT)
def test_ev022_names_and_captions_come_back_as_they_were(file: str, caption: str, name: str) -> None:
    row = {"file": file, "question": "I2.1", "kind": "SK", "year": 2023, "caption": caption, "name": name}
    columns, t = tuple(row), language("id")
    for data in (write_csv([row], columns, t), write_xlsx([row], columns, "x", "DATA LATIHAN", t)):
        (one,) = read_table(data, "indeks", INSTRUMENT, CASE)
        assert (plain_cell(one.file), one.caption, one.name, one.year) == (file, caption, name, 2023)
        assert one.file == as_cell(file)


def test_ev023_what_the_plan_does_not_name_waits_and_what_is_missing_is_told(
    bring: Bring, workspace: Workspace, source: Path, tmp_path: Path
) -> None:
    file = written(workspace, source, tmp_path / "rencana.csv")
    rows = [row for row in rows_of(file) if not row[0].startswith("Ind 5")]
    rows.append(["tidak ada.pdf", "I2.1", "SK", *[""] * (len(rows[0]) - 3)])
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    folder_of(source, {"2.1 SK.pdf": pdf(note="baru")})
    plan, _ = bring(source, plan=file)
    assert {one.file.path for one in plan.of(State.OPEN)} == {"2.1 SK.pdf", "Ind 5/Foto.jpg"}
    assert [(fault.code, fault.values["file"]) for fault in plan.notices] == [("EVB-028", "tidak ada.pdf")]
