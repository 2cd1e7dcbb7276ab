"""What goes out: the agency's own questions and no others, ready to fill in, print and send back.

AGW-W1  A workbook has one row for each question of the agency, with choices, limits, evidence and what is known.
AGW-W2  Nothing in it is a formula or a link to elsewhere, whatever was typed into the workspace.
AGW-W3  What is not filled in is locked without a password; it prints on A4.
AGW-W4  The letter says what is asked by when; both are marked where figures are made up.
AGW-W5  A workbook that may be filled in is not replaced unasked.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from agency_desk import AUTHOR, CASE, SOME, cell, column, questions, stored, take
from openpyxl import load_workbook

from kla_widgets.assessment.carryover import earlier_answers
from kla_widgets.assessment.editing import Edit, held, save_edit
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.agency.asking import read_requests
from kla_widgets.exchange.agency.exporting import export_agencies
from kla_widgets.exchange.agency.writing import write_workbook
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import language

AGENCY = "pariwisata_pemuda_olahraga"
HOSTILE = [
    '=HYPERLINK("http://x.invalid","klik")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "http://x.invalid",
    "_x0041_",
]


def export(workspace: Workspace, out: Path, *agencies: str, **options: object) -> list[Path]:
    files = export_agencies(workspace, CASE, agencies, out, language("id"), AUTHOR, **options)  # type: ignore[arg-type]
    return [file for file in files if file.suffix == ".xlsx"]


@pytest.mark.parametrize("agency", SOME)
def test_agw_w1_an_agency_gets_its_questions_and_no_others(sent: Path, blank: Workspace, agency: str) -> None:
    book = load_workbook(sent / f"{agency}-kla-2024.xlsx")
    sheet = questions(book)
    listed = [one.value for (one,) in sheet.iter_rows(min_row=5, min_col=column(sheet, "number"), max_col=2)]
    instrument = blank.library.get(CASE.instrument)
    assert listed == [one.id for one in instrument.questions if agency in one.agencies]
    tables = [one.id for one in instrument.questions if agency in one.agencies and one.answer.type == "matrix"]
    assert [name for name in book.sheetnames if name in tables] == tables


def test_agw_w1_the_district_s_own_assignment_counts(trained: Workspace, tmp_path: Path) -> None:
    instrument = trained.library.get(CASE.instrument)
    base = held(trained.store, CASE, "mandiri", ["I1.1"]).get("I1.1")
    edit = Edit("I1.1", "agencies", ["dpmd"], base.revision if base else 0)
    save_edit(trained.store, CASE, "mandiri", edit, instrument, AUTHOR)
    (file,) = export(trained, tmp_path, "dpmd")
    assert cell(load_workbook(file), "I1.1", "number").value == "I1.1"


def test_agw_w1_cells_have_choices_and_limits_of_their_question(sent: Path) -> None:
    book = load_workbook(sent / f"{AGENCY}-kla-2024.xlsx")
    sheet = questions(book)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    choice, number = rules[cell(book, "I1.2j").coordinate], rules[cell(book, "I20.1").coordinate]
    assert choice.type == "list"
    name, place = re.fullmatch(r"'?([^'!]+)'?!\$(\w+)\$2:.*", choice.formula1).groups()  # type: ignore[union-attr]
    offered = [one.value for one in book[name][place][1:] if one.value]
    assert cell(book, "I1.2j").value in offered
    assert book[name].sheet_state == "hidden"
    assert (number.type, number.formula1) == ("decimal", "0")


def test_agw_w1_the_answer_of_an_earlier_cycle_stands_beside_the_question(trained: Workspace) -> None:
    instrument = trained.library.get(CASE.instrument)
    past = Case(CASE.region, CASE.instrument, 2023)
    trained.store.save_answers(past, "mandiri", [Answer("I20.1", 7)], instrument, AUTHOR)
    assert earlier_answers(trained, CASE)["I20.1"].value == 7
    (request,) = read_requests(trained, CASE, [AGENCY])
    folder = trained.folder / "b.xlsx"
    folder.write_bytes(write_workbook(request, language("id")))
    assert str(cell(load_workbook(folder), "I20.1", "earlier").value).startswith("2023: 7")


def test_agw_w2_hostile_words_stay_words_and_come_back_as_they_were(trained: Workspace, tmp_path: Path) -> None:
    instrument = trained.library.get(CASE.instrument)
    rows = [{"ruang": words, "pengelola": words, "keterangan": "x"} for words in HOSTILE]
    answers = [
        Answer("I11.1", rows),
        *(Answer(id, None, words) for id, words in zip(ids(instrument), HOSTILE, strict=False)),
    ]
    trained.store.save_answers(CASE, "mandiri", answers, instrument, AUTHOR)
    before = stored(trained)
    (file,) = export(trained, tmp_path, AGENCY, contact=HOSTILE[0])
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        sheets = b"".join(archive.read(name) for name in names if name.startswith("xl/worksheets/sheet"))
        links = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert b"<f>" not in sheets
    assert b"x.invalid" not in links
    (done,) = take(trained, file)
    assert done.plan is not None
    assert {str(one.outcome) for one in done.plan.steps} == {"same"}
    assert stored(trained) == before


def ids(instrument: Instrument) -> list[str]:
    """Questions of the agency whose note may hold anything."""
    return [one.id for one in instrument.questions if AGENCY in one.agencies and one.id != "I11.1"]


def test_agw_w3_what_is_not_filled_in_is_locked_without_a_password(sent: Path) -> None:
    book = load_workbook(sent / f"{AGENCY}-kla-2024.xlsx")
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)  # as many pages as it takes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert cell(book, "I20.1").protection.locked is False
    assert cell(book, "I20.1", "note").protection.locked is False
    assert cell(book, "I20.1", "whole").protection.locked is True
    assert cell(book, "I20.1", "text").protection.locked is True


def test_agw_w4_cover_and_letter_say_what_by_when_and_that_figures_are_made_up(sent: Path) -> None:
    t = language("id")
    book = load_workbook(sent / f"{AGENCY}-kla-2024.xlsx")
    cover = "\n".join(str(one.value) for cells in book.worksheets[0].iter_rows() for one in cells if one.value)
    word = docx.Document(str(sent / f"{AGENCY}-kla-2024.docx"))
    letter = "\n".join(
        [one.text for one in word.paragraphs] + [one.text for row in word.tables[0].rows for one in row.cells]
    )
    for text in (cover, letter):
        for words in (t.date(date(2024, 2, 29)), "Bidang PPA, 0812-000", "Kabupaten Latihan", t("TRAINING DATA")):
            assert words in text
    assert "I20.1" in letter
    assert f"{AGENCY}-kla-2024.xlsx" in letter
    for sheet in book.worksheets:
        assert t("TRAINING DATA") in sheet.oddHeader.right.text


def test_agw_w5_a_file_that_is_there_is_not_replaced_unasked(trained: Workspace, tmp_path: Path) -> None:
    (file,) = export(trained, tmp_path, AGENCY, deadline=date(2024, 2, 29), contact="Bidang PPA")
    file.write_bytes(b"diisi")
    with pytest.raises(KlaError, match="AGW-011"):
        export(trained, tmp_path, AGENCY)
    assert file.read_bytes() == b"diisi"
    export(trained, tmp_path, AGENCY, force=True)
    cover = load_workbook(file).worksheets[0]
    said = [str(one.value) for cells in cover.iter_rows() for one in cells]
    assert language("id").date(date(2024, 2, 29)) in said  # the deadline that was told stays


@pytest.mark.parametrize(
    ("instrument", "agency", "code"), [("ape-pug", "", "AGW-001"), ("kla-2024", "dinas", "AGW-002")]
)
def test_agw_w1_without_agencies_there_is_nothing_to_send(
    blank: Workspace, tmp_path: Path, instrument: str, agency: str, code: str
) -> None:
    with pytest.raises(KlaError, match=code):
        export_agencies(
            blank, Case("00.01", instrument, 2024), [agency] if agency else [], tmp_path, language("id"), AUTHOR
        )
    assert not (tmp_path / "2024").exists()
