"""The matrix: rows from accepted actions, points by scoring, budgets once, people's texts open, faults told."""

from __future__ import annotations

import pytest
from planning_cases import FIRST, MADE_UP, action, situation

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.language import language
from kla_widgets.planning.actions import State
from kla_widgets.planning.asking import plan_for_predicate
from kla_widgets.planning.catalogue import shipped_catalogue
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.goals import Limits
from kla_widgets.planning.matrix import MatrixRow, check_matrix, matrix_rows
from kla_widgets.planning.plan import accept
from kla_widgets.planning.propose import propose
from kla_widgets.planning.records import list_from_json, list_to_json
from kla_widgets.planning.situation import situation_of
from kla_widgets.results import find_case, score_case
from kla_widgets.scoring.gaps import find_gaps

EN = language("en")
LIMITS = Limits(first=FIRST, last=FIRST + 2)
START = situation({question.id: 0.0 for question in MADE_UP.questions})
GOOD = MatrixRow(
    cluster="A",
    indicator="A1",
    baseline=1.0,
    targets=(1.0, 2.0, 3.0),
    budget=(1e6, None, 0.0),
    funds="APBD",
    lead="north",
)
OTHER = GOOD.model_copy(update={"cluster": "B", "indicator": "B1"})


def codes(*rows: MatrixRow) -> list[str]:
    return [fault.code for fault in check_matrix(MADE_UP, [*rows, GOOD, OTHER], LIMITS)]


# ---- made from the plan ----------------------------------------------------------------------------------------------


def test_a_row_for_each_indicator_with_points_by_scoring_and_the_budget_once() -> None:
    both = action(
        "a", {"A1.1": 1.0, "B1.1": 1.0}, lead="north", state=State.ACCEPTED, year=FIRST + 1, cost=5.0, yearly=True
    )
    one, two = matrix_rows(START, [both, action("open", {"A1.2": 1.0})], (), LIMITS, EN)
    assert [(row.cluster, row.indicator, row.baseline, row.targets) for row in (one, two)] == [
        ("A", "A1", 0.0, (0.0, 10.0, 10.0)),
        ("B", "B1", 0.0, (0.0, 16.0, 16.0)),
    ]
    assert (one.budget, two.budget) == ((0.0, 5.0, 5.0), (None, None, None))
    assert two.remark == "The budget stands in the row of indicator A1."
    assert (one.measure, one.unit, one.lead) == ("Points of indicator A1 First", "points", "north")


def test_an_unknown_cost_stays_open_in_the_years_it_runs() -> None:
    (row,) = matrix_rows(START, [action("a", {"A1.1": 1.0}, state=State.LOCKED, year=FIRST)], (), LIMITS, EN)
    assert row.budget == (None, 0.0, 0.0)


def test_texts_that_only_people_can_write_are_open() -> None:
    (row,) = matrix_rows(START, [action("a", {"A1.1": 1.0}, state=State.ACCEPTED, year=FIRST)], (), LIMITS, EN)
    assert row.open_fields == ("sub_activity", "location", "funds")
    assert GOOD.open_fields == ("sub_activity", "location")


def test_an_action_that_serves_no_question_keeps_its_row_and_asks_for_its_place() -> None:
    ban = action("ban", lead="north", state=State.ACCEPTED, year=FIRST)
    (row,) = matrix_rows(START, [ban], (), LIMITS, EN)
    assert (row.action, row.cluster, row.indicator) == ("ban", "", "")
    assert codes(row) == ["PLN-076"]


def test_done_and_dropped_actions_have_no_row() -> None:
    some = [action("a", {"A1.1": 1.0}, state=one, year=FIRST) for one in (State.DONE, State.DROPPED, State.PROPOSED)]
    assert matrix_rows(START, some, (), LIMITS, EN) == ()


def test_the_plan_of_the_training_district_becomes_a_matrix(demo: Workspace) -> None:
    score = score_case(demo, find_case(demo, "00.01", 2024))
    gaps, start = find_gaps(score), situation_of(score)
    actions = propose(score, gaps, shipped_catalogue(score.instrument))
    limits = Limits(first=2025, last=2029)
    plan = plan_for_predicate(start, actions, limits, "nindya", 2027)
    rows = matrix_rows(start, accept(actions, plan), gaps, limits, EN)
    assert {row.action for row in rows} == set(plan.starts)
    assert plan.years[-1].supported == score_after(start, [one for one in actions if one.id in plan.starts]).supported
    assert all(row.issue for row in rows)
    assert all(row.targets[-1] > row.baseline for row in rows if row.targets[-1] is not None)
    assert not [fault for fault in check_matrix(score.instrument, rows, limits) if fault.code != "PLN-075"]
    assert list_from_json(MatrixRow, list_to_json(rows)) == rows


# ---- checked ---------------------------------------------------------------------------------------------------------


def test_a_good_matrix_has_no_faults() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"baseline": None}, "PLN-070"),
        ({"funds": "  "}, "PLN-071"),
        ({"lead": ""}, "PLN-072"),
        ({"lead": "west"}, "PLN-077"),
        ({"budget": (1.0, 2.0)}, "PLN-073"),
        ({"targets": (1.0, 2.0, 3.0, 4.0)}, "PLN-073"),
        ({"budget": (-1.0, None, None)}, "PLN-074"),
        ({"budget": (1e16, None, None)}, "PLN-074"),
        ({"budget": (float("nan"), None, None)}, "PLN-074"),
        ({"cluster": "Z"}, "PLN-076"),
        ({"indicator": "Z1"}, "PLN-076"),
    ],
)
def test_each_fault_of_a_row_is_told_with_its_number(changes: dict[str, object], code: str) -> None:
    (fault,) = check_matrix(MADE_UP, [GOOD, OTHER, GOOD.model_copy(update=changes)], LIMITS)
    assert (fault.code, fault.where) == (code, "3")


def test_a_group_without_any_action_is_told() -> None:
    (fault,) = check_matrix(MADE_UP, [GOOD], LIMITS)
    assert (fault.code, fault.path) == ("PLN-075", "B")
    assert len(check_matrix(MADE_UP, [], LIMITS)) == 2


def test_an_accepted_action_outside_the_period_is_told() -> None:
    late = action("late", state=State.ACCEPTED, year=FIRST + 9)
    assert [fault.code for fault in check_matrix(MADE_UP, [GOOD, OTHER], LIMITS, [late])] == ["PLN-078"]
