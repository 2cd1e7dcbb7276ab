"""The plan as it is edited in grids, without a browser.

RAD001  A proposal is stored, and a new one keeps what people decided and wrote.
RAD002  Actions are accepted, moved, locked, dropped, added and merged; a lock needs a year.
RAD003  A locked action keeps its year when a plan is proposed again; a dropped one stays out.
RAD004  The matrix is filled from accepted actions; what people wrote in it stays when it is filled again.
RAD005  Cells of a spreadsheet are pasted from the chosen cell on; what does not fit is refused whole, with the reason.
RAD006  A text that cannot be meant is refused with its reason, and nothing is stored.
RAD007  Whoever would overwrite what they have not seen is told so; other cells of the same row can be changed at once.
RAD008  Every step can be taken back, also several one after the other; never over what others did since.
RAD009  Findings stand beside their cell, those of the whole below.
RAD010  Limits are stored per year and agency, and bind the plan.
RAD011  Progress is told per action and quarter; what is late is listed by agency.
RAD012  A goal out of reach says what is missing; a plan that others' decisions have overtaken says so.
RAD013  The page's grids, controls and words work without a kernel's loop; its notebook's state is small.
RAD014  A chance can be asked for; the margin that was found is shown, and what is no chance is refused.
RAD015  A step that stores and takes away does both or nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import Widget

from kla_widgets.assessment.items import item_history
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.language import language
from kla_widgets.planning.actions import State
from kla_widgets.planning.keeping import ACTION
from kla_widgets.planning.plan import Outlook
from kla_widgets.workbook.rad.actions import ActionSheet
from kla_widgets.workbook.rad.desk import Desk, differs
from kla_widgets.workbook.rad.limits import BUDGET, LimitSheet
from kla_widgets.workbook.rad.matrix import MatrixSheet
from kla_widgets.workbook.rad.page import PlanPage
from kla_widgets.workbook.rad.progress import ProgressSheet
from kla_widgets.workbook.rad.sheet import Change, Sheet
from kla_widgets.workbook.rad.told import late, proposed
from kla_widgets.workbook.rad.typed import read_block, read_number, write_number

CASE = Case("00.01", "kla-2024", 2024)


@pytest.fixture(scope="module")
def planned(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace with a proposed plan, searched for once."""
    folder = tmp_path_factory.mktemp("rad") / "ruang"
    shutil.copytree(demo_folder, folder)
    with open_workspace(folder) as workspace:
        desk = Desk(workspace, CASE, "", "Ani", language("en"))
        assert desk.propose().plan.outlook is Outlook.BEST
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned, tmp_path / "ruang"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with open_workspace(folder) as workspace:
        yield Desk(workspace, CASE, "", "Ani", language("en"))


@pytest.fixture
def other(folder: Path) -> Iterator[Desk]:
    """Somebody else at the same plan."""
    with open_workspace(folder) as workspace:
        yield Desk(workspace, CASE, "", "Budi", language("en"))


def cells(sheet: Sheet, id: str) -> dict[str, str]:
    return next(dict(one.cells) for one in sheet.lines(sheet.desk.plan) if one.id == id)


def ids(sheet: Sheet) -> list[str]:
    return [one.id for one in sheet.lines(sheet.desk.plan)]


def put(sheet: Sheet, id: str, **texts: str) -> dict[str, Any]:
    """What the browser sends after an edit."""
    known = cells(sheet, id)
    changes = [{"id": id, "field": name, "text": text, "seen": known[name]} for name, text in texts.items()]
    return sheet.handle({"type": "change", "n": 1, "changes": changes})


def action(desk: Desk, id: str) -> Any:
    return next(one for one in desk.plan.actions if one.id == id)


@pytest.fixture
def accepted(desk: Desk) -> Desk:
    desk.accept_all()
    return desk


# ---- proposals and decisions -----------------------------------------------------------------------------------------


def test_rad001_a_proposal_is_stored_for_everybody(desk: Desk, other: Desk) -> None:
    plan = other.plan
    assert plan.proposal is not None
    assert plan.settings is not None
    assert plan.proposal.author == "Ani"
    chosen = plan.proposal.record.plan.chosen
    assert {one.action for one in chosen} <= {one.id for one in plan.actions}
    assert [band.year for band in plan.proposal.record.bands] == list(plan.settings.record.limits.years)
    shown = ids(ActionSheet(desk))
    assert set(shown[: len(chosen)]) == {one.action for one in chosen}  # what is proposed comes first


@pytest.mark.slow
def test_rad001_rad003_a_new_proposal_keeps_what_people_decided_and_wrote(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    locked, dropped, written = ids(sheet)[:3]
    assert put(sheet, locked, year="2026")["type"] == "saved"
    assert put(sheet, dropped, state="dropped")["type"] == "saved"
    assert put(sheet, written, cost="250.000.000" if desk.t.code == "id" else "250,000,000")["type"] == "saved"
    assert differs(desk.plan)
    found = desk.propose().plan
    assert not differs(desk.plan)
    assert found.starts[locked] == 2026
    assert dropped not in found.starts
    assert action(desk, locked).state is State.LOCKED
    assert action(desk, dropped).state is State.DROPPED
    assert action(desk, written).cost == 250_000_000


def test_rad002_accepting_takes_the_proposed_years(accepted: Desk) -> None:
    plan = accepted.plan
    assert plan.proposal is not None
    starts = plan.proposal.record.plan.starts
    assert {one.id: one.year for one in plan.actions if one.state is State.ACCEPTED} == starts
    assert accepted.accept_all() == 0


def test_rad002_one_action_is_accepted_moved_and_dropped(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    first = ids(sheet)[0]
    put(sheet, first, state="accepted")
    assert cells(sheet, first)["year"] == cells(sheet, first)["proposed"] != ""
    put(sheet, first, year="2028")
    assert (action(desk, first).state, action(desk, first).year) == (State.ACCEPTED, 2028)
    put(sheet, first, state="dropped")
    assert ids(sheet)[-1] == first


def test_rad002_a_lock_needs_a_year_of_the_period(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    left_out = next(name for name in ids(sheet) if not cells(sheet, name)["proposed"])
    assert "PLN-051" in put(sheet, left_out, state="locked")["message"]
    assert "PLN-021" in put(sheet, left_out, state="locked", year="2040")["message"]
    assert "PLN-021" in put(sheet, left_out, year="8")["message"]
    assert put(sheet, left_out, state="locked", year="2027")["type"] == "saved"


def test_rad002_an_action_of_ones_own_serves_questions(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    told = sheet.handle({"type": "press", "key": "add", "n": 1})
    assert told["go"] in ids(sheet)
    own = {"title": "Pojok anak di pasar", "questions": "I5.1; i5.2", "lead": "Dinas PPPA", "effort": "12.5"}
    assert put(sheet, told["go"], **own)["type"] == "saved"
    made = action(desk, told["go"])
    assert (made.questions, made.lead, made.effort) == (("I5.1", "I5.2"), "dp3a", 12.5)
    assert [effect.raises_to for effect in made.effects] == [1.0, 1.0]
    assert "PLN-054" in put(sheet, told["go"], questions="I99.1")["message"]


def test_rad002_a_merged_action_does_what_both_did(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    into, gone = ids(sheet)[:2]
    both = {*action(desk, into).questions, *action(desk, gone).questions}
    effort = action(desk, into).effort + action(desk, gone).effort
    waiting = [one.id for one in desk.plan.actions if gone in one.requires and one.id != into]
    assert put(sheet, gone, into=into)["type"] == "saved"
    assert set(action(desk, into).questions) == both
    assert action(desk, into).effort == effort
    assert action(desk, gone).state is State.DROPPED
    assert all(into in action(desk, name).requires for name in waiting)
    assert "PLN-059" in put(sheet, into, into=into)["message"]


# ---- the matrix ------------------------------------------------------------------------------------------------------


@pytest.fixture
def matrix(accepted: Desk) -> MatrixSheet:
    accepted.make_rows()
    return MatrixSheet(accepted)


def test_rad004_what_people_wrote_stays_when_the_matrix_is_filled_again(matrix: MatrixSheet) -> None:
    first, second = ids(matrix)[:2]
    before = cells(matrix, second)
    put(matrix, first, sub_activity="Rapat koordinasi", funds="APBD")
    own = matrix.handle({"type": "press", "key": "add", "id": first, "n": 1})["go"]
    assert cells(matrix, own)["place"] == cells(matrix, first)["place"]
    rows = len(ids(matrix))
    assert matrix.desk.make_rows() == 0
    assert len(ids(matrix)) == rows
    assert cells(matrix, first)["sub_activity"] == "Rapat koordinasi"
    assert cells(matrix, second) == before


def test_rad004_rows_of_a_dropped_action_go_unless_somebody_wrote_in_them(matrix: MatrixSheet) -> None:
    written, name = next((one.id, one.record.action) for one in matrix.desk.plan.kept_rows)
    put(matrix, written, location="Kecamatan Contoh")
    actions = ActionSheet(matrix.desk)
    others = [one.id for one in matrix.desk.plan.kept_rows if one.record.action == name and one.id != written]
    put(actions, name, state="dropped")
    matrix.desk.make_rows()
    left = ids(matrix)
    assert written in left
    assert not set(others) & set(left)


def test_rad005_cells_are_pasted_from_the_chosen_cell_on(matrix: MatrixSheet) -> None:
    first, second = ids(matrix)[:2]
    block = 'Program satu\tKegiatan satu\t"Sub\r\nkegiatan"\r\nProgram dua\tKegiatan dua\tSub dua\r\n'
    told = matrix.handle({"type": "paste", "id": first, "field": "program", "text": block, "n": 1})
    assert told["type"] == "saved"
    assert [cells(matrix, first)[name] for name in ("program", "activity", "sub_activity")] == [
        "Program satu",
        "Kegiatan satu",
        "Sub kegiatan",
    ]
    assert cells(matrix, second)["sub_activity"] == "Sub dua"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "line", "text", "code"),
    [
        ("remark", 0, "a\tb\n", "PLN-052"),
        ("program", 0, "a\tb\nc\n", "PLN-055"),
        ("program", -1, "a\nb\n", "PLN-056"),
        ("baseline", 0, "banyak\n", "PLN-053"),
        ("lead", 0, "Dinas yang tidak ada\n", "PLN-054"),
    ],
)
def test_rad005_rad006_what_does_not_fit_is_refused_whole(
    matrix: MatrixSheet, field: str, line: int, text: str, code: str
) -> None:
    before = [cells(matrix, name) for name in ids(matrix)]
    told = matrix.handle({"type": "paste", "id": ids(matrix)[line], "field": field, "text": text, "n": 1})
    assert told["type"] == "refused"
    assert code in told["message"]
    assert [cells(matrix, name) for name in ids(matrix)] == before


def test_rad005_a_column_that_the_kit_fills_in_cannot_be_pasted_over(desk: Desk) -> None:
    sheet = ActionSheet(desk)
    told = sheet.handle({"type": "paste", "id": ids(sheet)[0], "field": "why", "text": "karena", "n": 1})
    assert "PLN-057" in told["message"]


def test_rad006_a_row_that_is_gone_and_an_unknown_message_are_refused(matrix: MatrixSheet) -> None:
    change = {"id": "tidak-ada", "field": "program", "text": "x", "seen": ""}
    assert "PLN-058" in matrix.handle({"type": "change", "n": 1, "changes": [change]})["message"]
    assert matrix.handle({"type": "hapus-semua", "n": 2})["type"] == "refused"


def test_rad007_nobody_overwrites_what_they_have_not_seen(matrix: MatrixSheet, other: Desk) -> None:
    first = ids(matrix)[0]
    theirs = MatrixSheet(other)
    seen = cells(matrix, first)
    put(theirs, first, program="Program Budi")
    late = {"id": first, "field": "program", "text": "Program Ani", "seen": seen["program"]}
    told = matrix.handle({"type": "change", "n": 1, "changes": [late]})
    assert told["type"] == "conflict"
    assert "STO-042" in told["message"]
    assert "Budi" in told["message"]
    assert cells(matrix, first)["program"] == "Program Budi"
    beside = {"id": first, "field": "unit", "text": "orang", "seen": seen["unit"]}
    assert matrix.handle({"type": "change", "n": 2, "changes": [beside]})["type"] == "saved"
    again = late | {"seen": "Program Budi"}  # “keep my entry”
    assert matrix.handle({"type": "change", "n": 3, "changes": [again]})["type"] == "saved"
    assert cells(theirs, first)["program"] == "Program Ani"


def test_rad007_an_edit_that_arrives_twice_is_no_conflict(matrix: MatrixSheet) -> None:
    first = ids(matrix)[0]
    change = {"id": first, "field": "unit", "text": "orang", "seen": cells(matrix, first)["unit"]}
    assert matrix.handle({"type": "change", "n": 1, "changes": [change]})["type"] == "saved"
    assert matrix.handle({"type": "change", "n": 2, "changes": [change]})["type"] == "saved"


def test_rad008_steps_are_taken_back_one_after_the_other(matrix: MatrixSheet) -> None:
    first = ids(matrix)[0]
    before = cells(matrix, first)
    put(matrix, first, program="satu")
    put(matrix, first, program="dua")
    added = matrix.handle({"type": "press", "key": "add", "id": first, "n": 1})["go"]
    matrix.handle({"type": "press", "key": "remove", "id": added, "n": 1})
    for expected in (True, False):
        matrix.handle({"type": "undo", "n": 1})
        assert (added in ids(matrix)) is expected
    matrix.handle({"type": "undo", "n": 1})
    assert cells(matrix, first)["program"] == "satu"
    matrix.handle({"type": "undo", "n": 1})
    assert cells(matrix, first) == before


def test_rad008_what_others_did_since_is_not_taken_back(matrix: MatrixSheet, other: Desk) -> None:
    first = ids(matrix)[0]
    put(matrix, first, program="Ani")
    put(MatrixSheet(other), first, unit="kegiatan")
    assert matrix.handle({"type": "undo", "n": 1})["type"] == "conflict"
    assert cells(matrix, first)["unit"] == "kegiatan"


def test_rad008_there_is_nothing_to_take_back_on_a_new_page(desk: Desk) -> None:
    assert ActionSheet(desk).handle({"type": "undo", "n": 1})["message"] == "There is nothing to undo."


def test_rad008_the_journal_says_who_changed_an_action(desk: Desk, other: Desk) -> None:
    first = ids(ActionSheet(desk))[0]
    put(ActionSheet(other), first, state="accepted")
    assert [one.author for one in item_history(desk.workspace.store, CASE, ACTION, first)] == ["Ani", "Budi"]


def test_rad009_findings_stand_beside_their_cell(matrix: MatrixSheet) -> None:
    first = ids(matrix)[0]
    put(matrix, first, **{"budget:2025": "1,000", "funds": "", "lead": "", "baseline": ""})
    line = next(one for one in matrix.lines(matrix.desk.plan) if one.id == first)
    assert line.marks.keys() == {"funds", "lead", "baseline"}
    put(matrix, first, **{"budget:2025": "-5"})
    line = next(one for one in matrix.lines(matrix.desk.plan) if one.id == first)
    assert "budget:2025" in line.marks
    cluster = matrix.desk.instrument.clusters[-1]
    for one in matrix.desk.plan.kept_rows:
        if one.record.cluster == cluster.id:
            matrix.handle({"type": "press", "key": "remove", "id": one.id, "n": 1})
    assert any(cluster.name.id in words for words in matrix.findings(matrix.desk.plan))


# ---- limits, goal, progress ------------------------------------------------------------------------------------------


def test_rad010_limits_are_stored_by_year_and_agency(desk: Desk) -> None:
    sheet = LimitSheet(desk)
    assert put(sheet, BUDGET, **{"2025": "1,500,000,000", "2026": "0"})["type"] == "saved"
    told = sheet.handle({"type": "paste", "id": "agency:dp3a", "field": "2025", "text": "10\t20.5\n", "n": 1})
    assert told["type"] == "saved"
    limits = desk.settings().record.limits
    assert limits.budget == {2025: 1_500_000_000, 2026: 0}
    assert limits.capacity["dp3a"] == {2025: 10, 2026: 20.5}
    assert "PLN-020" in put(sheet, BUDGET, **{"2025": "-1"})["message"]
    assert "PLN-025" in put(sheet, "agency:dp3a", **{"2025": "-1"})["message"]
    assert put(sheet, BUDGET, **{"2025": ""})["type"] == "saved"
    assert 2025 not in desk.settings().record.limits.budget


def test_rad011_progress_is_told_by_quarter(accepted: Desk) -> None:
    sheet = ProgressSheet(accepted)
    sheet.year, sheet.quarter = 2026, 1
    first = ids(sheet)[0]
    assert put(sheet, first, doing="late", spent="1,250,000")["type"] == "saved"
    assert put(sheet, first, remark="menunggu pencairan")["type"] == "saved"
    assert "PLN-061" in put(sheet, first, spent="-1")["message"]
    told = accepted.plan.progress
    assert [(one.when, one.spent, one.remark) for one in told] == [("2026-Q1", 1_250_000, "menunggu pencairan")]
    sheet.quarter = 2
    assert cells(sheet, first)["doing"] == ""


@pytest.mark.slow
def test_rad010_rad011_rad012_rad013_the_page_says_how_things_are(desk: Desk) -> None:
    Widget.close_all()
    page = PlanPage(desk)
    state = Widget.get_manager_state()["state"]
    assert len(json.dumps(state)) < 60_000
    assert len(page.grids) == 4
    assert "jalur" in page.result.value
    for grid in page.grids:
        begun = grid._answer({"type": "begin", "view": "v"})
        json.dumps(begun)
        assert begun["type"] == "form"
        assert "class Grid" in begun["script"]
        assert begun["content"]["sheet"]["lines"] or grid in (page.matrix, page.told)
    assert "Tabulator" in page.limits._answer({"type": "library"})["script"]

    page.quarter.value = (2026, 3)
    assert page.progress.title.endswith("3 of 2026")
    page.goal.predicate.value, page.goal.by.value, page.goal.margin.value = "kla", 2025, "95"
    assert "kla-notice-warning" in page.propose().html
    plan = desk.plan
    assert plan.proposal is not None
    assert plan.proposal.record.plan.outlook is Outlook.IMPOSSIBLE
    assert "What is missing" in page.result.value
    page.goal.margin.value = "banyak"
    page.button.click()
    assert "PLN-053" in page.status.value
    page.goal.margin.value = ""
    page.goal.by.value = page.goal.last.value + 1
    page.button.click()
    assert "PLN-021" in page.status.value
    Widget.close_all()


def test_rad012_overdue_actions_are_listed_by_agency(accepted: Desk) -> None:
    assert not differs(accepted.plan)
    sheet = ActionSheet(accepted)
    put(sheet, ids(sheet)[0], state="dropped")
    assert differs(accepted.plan)
    assert "Press “Propose a plan”" in proposed(accepted, accepted.plan).text
    accepted.today = lambda: date(2027, 2, 1)  # type: ignore[method-assign]
    assert "Overdue actions by agency" in late(accepted, accepted.plan).text


# ---- typed texts -----------------------------------------------------------------------------------------------------


@given(value=st.integers(-(10**13), 10**13), code=st.sampled_from(["id", "en"]))
def test_rad006_a_number_reads_back_as_it_was_written(value: int, code: str) -> None:
    t = language(code)
    assert read_number(write_number(value / 100, t), t) == value / 100


@pytest.mark.parametrize("text", ["12.5", "1.25.000", "1,000.5", "1.2500", "satu", "1e6", "=1+1", "--1", "Rp"])
def test_rad006_a_number_that_could_mean_two_things_is_refused(text: str) -> None:
    if text == "Rp":
        assert read_number(text, language("id")) is None
        return
    with pytest.raises(KlaError, match="PLN-053"):
        read_number(text, language("id"))


@pytest.mark.parametrize(("text", "value"), [("Rp1.250.000", 1250000), ("rp. 12,5", 12.5), ("1250", 1250), (" ", None)])
def test_rad006_numbers_as_officials_write_them(text: str, value: float | None) -> None:
    assert read_number(text, language("id")) == value


@given(st.lists(st.lists(st.text("ab \t\n\"';", max_size=6), min_size=2, max_size=2), min_size=1, max_size=4))
def test_rad005_a_block_as_a_spreadsheet_writes_it_reads_back(block: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '\t\n"') else cell

    text = "".join("\t".join(map(quoted, line)) + "\r\n" for line in block)
    assert read_block(text) == [[" ".join(cell.split()) for cell in line] for line in block]


def test_rad005_a_change_without_what_was_seen_is_taken_as_it_is(matrix: MatrixSheet) -> None:
    first = ids(matrix)[0]
    matrix.change([Change(first, "unit", "orang")])
    assert cells(matrix, first)["unit"] == "orang"


def test_rad014_a_chance_is_asked_for_on_the_page(desk: Desk) -> None:
    page = PlanPage(desk)
    page.goal.chance.value = "60 %"
    page.goal.margin.value = "1"
    page.propose()
    kept = desk.settings().record
    assert kept.chance == 0.6
    assert kept.margin > 1
    assert page.goal.margin.value == write_number(kept.margin, desk.t)
    page.goal.chance.value = "120"
    with pytest.raises(KlaError) as error:
        page.goal.save()
    assert [fault.code for fault in error.value.faults] == ["PLN-034"]
    page.goal.chance.value = ""
    page.goal.save()
    assert desk.settings().record.chance is None


def test_rad015_a_step_is_stored_whole_or_not_at_all(accepted: Desk, other: Desk) -> None:
    accepted.make_rows()
    mine, gone = accepted.plan.kept_rows[:2]
    theirs = next(one for one in other.plan.kept_rows if one.id == gone.id)
    other.store([theirs.changed(remark="Budi")])
    with pytest.raises(KlaError):
        accepted.store([mine.changed(remark="Ani")], [gone])
    rows = {one.id: one.record.remark for one in other.plan.kept_rows}
    assert (rows[mine.id], rows[gone.id]) == (mine.record.remark, "Budi")
