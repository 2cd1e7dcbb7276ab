"""AGW-T1: what goes out as workbooks comes back exactly, whatever is moved on the way."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from agency_desk import CASE, HEADINGS, Desk, outcomes, stored, take
from openpyxl.workbook import Workbook as Book

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.agency.values import essence
from kla_widgets.results import score_case


def scramble(book: Book, dice: random.Random) -> None:
    """Move rows, insert columns, rename and reorder sheets."""
    for number, sheet in enumerate(book.worksheets):
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.hyperlink = None  # this library leaves links behind when columns move; spreadsheets do not
        rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=HEADINGS + 1)]
        dice.shuffle(rows)
        for place, values in enumerate(rows, HEADINGS + 1):
            for column, value in enumerate(values, 1):
                sheet.cell(place, column).value = value
        sheet.insert_cols(dice.randint(1, sheet.max_column), dice.randint(1, 2))
        sheet.insert_rows(dice.randint(2, HEADINGS + 3))
        if sheet.sheet_state == "visible":
            sheet.title = f"Lembar {number} {dice.randint(0, 999)}"
    visible = [one for one in book.worksheets if one.sheet_state == "visible"]
    dice.shuffle(visible)
    for sheet in visible:
        book.move_sheet(sheet, -len(book.worksheets))
    book.active = 0


def assert_same_answers(here: Workspace, there: Workspace, agency: str = "") -> None:
    """The answers of all questions, or of an agency's, are the same in both."""
    instrument = here.library.get(CASE.instrument)
    one, other = stored(here), stored(there)
    asked = {id for id, question in instrument.question.items() if not agency or agency in question.agencies}
    assert one.keys() & asked == other.keys()
    for id, value in ((id, one[id]) for id in other):
        rule = instrument.question[id].answer
        assert essence(rule, value, "") == essence(rule, other[id], "")


def assert_same_scores(here: Workspace, there: Workspace) -> None:
    one, other = (score_case(workspace, CASE, "mandiri") for workspace in (here, there))
    assert one.total.claimed == other.total.claimed
    assert {id: part.claimed for id, part in one.parts.items()} == {
        id: part.claimed for id, part in other.parts.items()
    }


@pytest.mark.parametrize("agency", ["bpbd", "disdukcapil"])
def test_agw_t1_a_scrambled_workbook_gives_the_same_answers(
    desk: Desk, trained: Workspace, empty: Workspace, agency: str
) -> None:
    dice = random.Random(7)
    file = desk.change(agency, lambda book: scramble(book, dice))
    (done,) = take(empty, file)
    assert done.plan is not None
    assert (done.refusal, done.plan.faults, done.plan.delivered.notices) == ((), (), ())
    assert done.stored == len(done.plan.asked)
    assert_same_answers(trained, empty, agency)
    before = empty.store.journal()
    (again,) = take(empty, file)
    assert set(outcomes(again).values()) == {"same"}
    assert empty.store.journal() == before  # the same file again changes nothing


@pytest.mark.slow
def test_agw_t1_scrambled_workbooks_of_all_agencies_give_the_same_scores_to_the_last_digit(
    sent_to_all: Path, tmp_path: Path, trained: Workspace, empty: Workspace
) -> None:
    dice = random.Random(2024)
    desk = Desk(sent_to_all, tmp_path)
    agencies = sorted(file.name.removesuffix("-kla-2024.xlsx") for file in desk.sent.glob("*.xlsx"))
    files = [desk.change(agency, lambda book: scramble(book, dice)) for agency in agencies]
    dice.shuffle(files)
    done = take(empty, *files)
    assert [one.refusal for one in done] == [()] * len(files)
    assert all(one.plan and not one.plan.delivered.notices for one in done)
    assert_same_answers(trained, empty)
    assert_same_scores(trained, empty)

    before = empty.store.journal()
    again = take(empty, *files)
    assert {outcome for one in again for outcome in outcomes(one).values()} == {"same"}
    assert empty.store.journal() == before  # the same files again change nothing


def test_agw_t1_what_went_out_and_came_back_unchanged_changes_nothing(sent: Path, trained: Workspace) -> None:
    before = stored(trained)
    done = take(trained, *sorted(sent.glob("*.xlsx")))
    assert {outcome for one in done for outcome in outcomes(one).values()} == {"same"}
    assert stored(trained) == before


@pytest.mark.slow
def test_agw_t1_through_libreoffice_and_back_the_scores_are_the_same(
    sent_to_all: Path, trained: Workspace, empty: Workspace, tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    ods, back = tmp_path / "ods", tmp_path / "xlsx"
    home = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    for target, source, place in (("ods", sent_to_all.glob("*.xlsx"), ods), ("xlsx", None, back)):
        files = [str(file) for file in sorted(source or ods.glob("*.ods"))]
        command = [office, home, "--headless", "--convert-to", target, "--outdir", str(place), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=500)
    done = take(empty, *sorted(back.glob("*.xlsx")))
    assert len(done) == 29
    assert [one.refusal for one in done] == [()] * len(done)
    assert_same_answers(trained, empty)
    assert_same_scores(trained, empty)
