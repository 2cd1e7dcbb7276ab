"""From a workspace to scores: which case, which stage, and printed numbers that differ from the sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from kla_widgets.assessment import tables
from kla_widgets.assessment.editing import held
from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.resources import templates
from kla_widgets.results import Discrepancy, discrepancies, find_case, score_case, score_regions

BANDUNG = Case("32.73", "kla-2024", 2024)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory):
    opened = create_workspace(tmp_path_factory.mktemp("workspace"))
    import_dossier(opened, templates() / "demo" / "kota-bandung-2024.yaml", "test")
    yield opened
    opened.close()


@pytest.fixture
def empty(tmp_path: Path):
    opened = create_workspace(tmp_path / "workspace")
    yield opened
    opened.close()


def test_kota_bandung_has_880_39_and_is_19_62_from_the_next_predicate(workspace: Workspace) -> None:
    result = score_case(workspace, BANDUNG)
    assert (result.total.claimed, result.standing.missing) == (880.39, 19.62)
    assert result.standing.predicate is not None
    assert result.standing.predicate.name == "Utama"


def test_a_printed_total_that_differs_from_its_parts_is_shown_and_not_corrected(workspace: Workspace) -> None:
    (found,) = discrepancies(workspace, BANDUNG, score_case(workspace, BANDUNG))
    assert isinstance(found, Discrepancy)
    assert (found.target, found.printed, found.computed) == ("TOTAL", 880.38, 880.39)
    assert round(found.computed - found.printed, 9) == 0.01
    assert "ekpos" in found.source


def test_a_printed_number_that_agrees_is_no_discrepancy(empty: Workspace) -> None:
    instrument = empty.library.get("kla-2022")
    case = Case("32.73", "kla-2022", 2022)
    empty.store.add_case(case, None, "test")
    third = 100 / 3
    told = [Reported("KEL", third, "press", ""), Reported("TOTAL", third, "press", "")]
    empty.store.save_reported(case, "mandiri", told, instrument, "test")
    assert discrepancies(empty, case, score_case(empty, case)) == ()


def test_the_case_is_found_and_what_is_missing_or_double_is_told(workspace: Workspace, empty: Workspace) -> None:
    assert find_case(workspace, "32.73", 2024) == BANDUNG
    with pytest.raises(KlaError, match="RES-001"):
        find_case(workspace, "32.73", 2020)
    for name in ("kla-2022", "kla-2024"):
        empty.store.add_case(Case("32.73", name, 2023), None, "test")
    with pytest.raises(KlaError, match="RES-002"):
        find_case(empty, "32.73", 2023)
    assert find_case(empty, "32.73", 2023, "kla-2022").instrument == "kla-2022"


def test_the_furthest_stage_with_anything_stored_counts_unless_one_is_named(empty: Workspace) -> None:
    instrument = empty.library.get("kla-2024")
    empty.store.add_case(BANDUNG, None, "test")
    empty.store.save_answers(BANDUNG, "mandiri", [Answer("I1.1", "perda", "", "")], instrument, "test")
    assert score_case(empty, BANDUNG).stage == "mandiri"
    empty.store.save_answers(BANDUNG, "lapangan", [Answer("I1.1", "tidak_ada", "", "")], instrument, "test")
    result = score_case(empty, BANDUNG)
    part = result.parts["I1.1"]
    assert (result.stage, part.claimed, part.verified, part.gap) == ("lapangan", 12, 0, 12)
    assert score_case(empty, BANDUNG, "mandiri").parts["I1.1"].gap == 0


def test_a_stage_that_the_instrument_does_not_have_is_told(workspace: Workspace) -> None:
    with pytest.raises(KlaError, match="STO-011"):
        score_case(workspace, BANDUNG, "nowhere")


def test_regions_without_anything_stored_are_scored_as_missing(workspace: Workspace) -> None:
    scores = score_regions(workspace, workspace.library.get("kla-2024"), 2024, ["32.73", "32.74"])
    assert [scores.of(region).total.claimed for region in scores.regions] == [880.39, None]


@pytest.mark.parametrize("texts", [["bukan json"], ["1,2"], ["1,2", "[3", "4]"], ["[1", "2]"], ["NaN"], [""]])
def test_an_answer_that_somebody_made_no_json_by_hand_changes_no_other_score(
    empty: Workspace, texts: list[str]
) -> None:
    instrument = empty.library.get("kla-2024")
    other = Case("32.71", "kla-2024", 2024)
    asked = ("I1.1", "I1.2a", "I1.2b", "I1.2c")
    for case in (BANDUNG, other):
        given = [Answer(question, "perda", "", "") for question in asked]
        empty.store.save_answers(case, "mandiri", given, instrument, "test")
    alone = score_case(empty, other)
    for question, text in zip(asked, texts, strict=False):
        with empty.store.transaction() as connection:
            damaged = tables.answer.update().where(
                tables.answer.c.region == "32.73", tables.answer.c.question == question
            )
            connection.execute(damaged.values(value=text))
    scores = score_regions(empty, instrument, 2024, ["32.73", "32.71"])
    assert scores.of("32.71").parts == alone.parts
    damaged_parts = scores.of("32.73").parts
    assert [damaged_parts[question].claimed for question in asked[: len(texts)]] == [None] * len(texts)
    assert damaged_parts["I1.2c"].claimed == alone.parts["I1.2c"].claimed
    stored = {one: answer.value for one, answer in empty.store.answers(BANDUNG, "mandiri").items()}
    assert stored.keys() == set(asked)
    assert {one: has.value for one, has in held(empty.store, BANDUNG, "mandiri", asked).items()} == stored  # its page
