"""This cycle beside the previous one.

CP001  The nearest earlier cycle of the same district is taken; of several that year, the one with the same instrument.
CP002  Shares of the maximum are compared, for the total and every cluster that both cycles have.
CP003  Where the instruments differ the page says so and shows no points; what only the earlier one had is named.
CP004  Answers of earlier cycles are offered for open questions only, the newest of each, and only where they fit.
CP005  They earn nothing: offering them changes neither answers nor score.
CP006  Without an earlier cycle the page says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.carryover import earlier_answers
from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.language import language
from kla_widgets.resources import templates
from kla_widgets.results import score_case
from kla_widgets.workbook.comparison import compare, comparison, previous_case
from kla_widgets.workbook.session import Session
from kla_widgets.workbook.snapshot import take_snapshot

PAST, NOW = Case("00.01", "kla-2024", 2024), Case("00.01", "kla-2024", 2026)
T = language("en")


@pytest.fixture
def own(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A demo workspace in which the training district has begun another cycle."""
    with open_workspace(shutil.copytree(demo_folder, tmp_path / "ruang")) as workspace:
        workspace.store.add_case(NOW, None, "Ani")
        yield workspace


def save(workspace: Workspace, case: Case, question: str, value: object) -> None:
    workspace.store.save_answers(case, "mandiri", [Answer(question, value)], workspace.library.get("kla-2024"), "Ani")


def told(workspace: Workspace, case: Case = NOW) -> str:
    return comparison(workspace, take_snapshot(workspace, case, "", T)).text


def test_cp001_the_nearest_earlier_cycle_is_taken(own: Workspace) -> None:
    own.store.add_case(Case("00.01", "kla-2022", 2022), None, "Ani")
    own.store.add_case(Case("00.01", "ape-pug", 2024), None, "Ani")
    own.store.add_case(Case("64.01", "kla-2024", 2025), None, "Ani")
    assert previous_case(own, NOW) == PAST
    assert previous_case(own, PAST) == Case("00.01", "kla-2022", 2022)
    assert previous_case(own, Case("00.01", "kla-2022", 2022)) is None


def test_cp002_total_and_clusters_are_compared(own: Workspace) -> None:
    save(own, NOW, "I1.1", "perda")
    before, now = score_case(own, PAST), score_case(own, NOW)
    found = {one.id: one for one in compare(before, now)}
    assert list(found) == ["TOTAL", "KEL", "K1", "K2", "K3", "K4", "K5", "KD"]
    assert found["KEL"].now_share == pytest.approx(12 / 164)
    assert found["K1"].now_share is None
    assert found["K1"].change is None
    assert found["TOTAL"].before == before.own(before.total)
    assert "Points in 2024" in told(own)


def test_cp003_different_instruments_are_told_and_compared_by_share(own: Workspace) -> None:
    past = Case("64.01", "kla-2022", 2022)
    now = Case("64.01", "kla-2024", 2024)
    instrument = own.library.get("kla-2022")
    points = [Reported("KEL", 75.0, "made up"), Reported("KELANA", 20.0, "made up")]
    own.store.save_reported(past, instrument.claim_stage.id, points, instrument, "Ani")
    own.store.save_answers(now, "mandiri", [Answer("I1.1", "perda")], own.library.get("kla-2024"), "Ani")
    text = told(own, now)
    assert "The instruments differ (kla-2022 and kla-2024)" in text
    assert "Points in" not in text
    assert "50 %" in text
    assert "−42.7 percentage points" in text
    assert "Only in 2022" in text


def test_cp003_equal_instruments_are_not_called_different(own: Workspace) -> None:
    assert "The instruments differ" not in told(own)


def test_cp004_open_questions_are_offered_the_newest_answer(own: Workspace) -> None:
    between = Case("00.01", "kla-2024", 2025)
    save(own, between, "I1.1", "tidak_ada")
    save(own, NOW, "I1.2a", "perda")
    found = earlier_answers(own, NOW)
    assert len(found) == 274
    assert (found["I1.1"].value, found["I1.1"].cycle) == ("tidak_ada", 2025)
    assert found["I1.2b"].cycle == 2024
    assert "Open questions with an answer of an earlier cycle: 273." in told(own)


def test_cp004_the_form_suggests_the_same_to_open_questions(own: Workspace) -> None:
    save(own, NOW, "I1.2a", "perda")
    states, _ = Session(own, NOW, "KEL", "mandiri", "Ani", T).snapshot()
    suggested = {name for name, state in states.items() if state["suggestion"]}
    assert suggested == {name for name in earlier_answers(own, NOW) if name in states} - {"I1.2a"}


def test_cp004_a_question_that_asks_something_else_now_gets_no_suggestion(own: Workspace) -> None:
    folder = own.folder / "instruments"
    folder.mkdir(exist_ok=True)
    text = (templates() / "instruments" / "kla-2024.yaml").read_text("utf-8")
    asked = "id: Apakah Forum Anak sudah memiliki SK dan program penguatan kapasitas?"
    assert asked in text
    (folder / "kla-baru.yaml").write_text(
        text.replace("id: kla-2024\n", "id: kla-baru\n").replace(asked, "id: Apakah Forum Anak punya sekretariat?"),
        "utf-8",
    )
    found = earlier_answers(own, Case("00.01", "kla-baru", 2026))
    assert "I6.1" not in found
    assert "I6.2" in found


def test_cp005_offering_changes_nothing(own: Workspace) -> None:
    before = own.store.state("00.01")
    told(own)
    assert own.store.state("00.01") == before
    assert score_case(own, NOW).total.claimed is None


def test_cp006_without_an_earlier_cycle_the_page_says_so(demo: Workspace) -> None:
    assert "No earlier cycle of Kabupaten Latihan" in told(demo, PAST)
