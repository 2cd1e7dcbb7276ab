"""Plans: the best there is, within every limit, certified by scoring, and an honest answer where there is none."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from planning_cases import (
    FIRST,
    MADE_UP,
    SITUATIONS,
    action,
    actions,
    allowed,
    every_schedule,
    goals,
    limits,
    points_in,
    situation,
    spent,
)

from kla_widgets.errors import KlaError
from kla_widgets.language import language
from kla_widgets.planning.actions import Action, Effect, State
from kla_widgets.planning.asking import plan_for_points, plan_for_predicate
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.goals import Goal, Limits, Objective, reach
from kla_widgets.planning.optimiser import make_plan
from kla_widgets.planning.plan import Outlook, Plan, Relief, accept, decide
from kla_widgets.planning.records import from_json, list_from_json, list_to_json, to_json
from kla_widgets.planning.situation import Situation
from kla_widgets.planning.wording import describe_chosen, describe_plan

EN = language("en")
TWO_YEARS = Limits(first=FIRST, last=FIRST + 1)
ZERO = {question.id: 0.0 for question in MADE_UP.questions}
# MADE_UP: A1.1 10 and A1.2 20 points; A2.1 25 and A2.2 10, cut at 30; B1.1 to B1.4 20, 10, 10, 10, rescaled to 40.


def codes(error: pytest.ExceptionInfo[KlaError]) -> set[str]:
    return {fault.code for fault in error.value.faults}


def points(plan: Plan) -> list[float]:
    return [year.points(plan.goal.measure) for year in plan.years]


# ---- the answer is the best one, and keeps every limit ---------------------------------------------------------------


@given(SITUATIONS, actions(), limits(), goals())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_answer_equals_that_of_trying_everything(
    start: Situation, some: tuple[Action, ...], within: Limits, goal: Goal
) -> None:
    plan = make_plan(start, some, within, goal, gap=0.0)
    known: dict[tuple[frozenset[str], int], float] = {}

    def reached(starts: dict[str, int], year: int) -> float:
        seen = frozenset(one.id for one in some if one.id in starts and starts[one.id] + one.lead_time <= year)
        if (seen, 0) not in known:
            known[seen, 0] = points_in(start, some, starts, year, goal.measure)
        return known[seen, 0]

    good = [
        starts
        for starts in every_schedule(some, within)
        if all(reached(starts, year) >= target for year, target in goal.targets.items())
    ]
    if not good:
        assert plan.outlook is Outlook.IMPOSSIBLE
        assert plan.shortfall is not None
        return
    assert plan.outlook is Outlook.BEST
    assert allowed(some, within, plan.starts)
    if goal.objective is Objective.POINTS:
        assert plan.points == pytest.approx(max(reached(starts, goal.by) for starts in good), abs=1e-6)
    else:
        amount = goal.objective.value
        least = min(spent(some, within, starts, amount) for starts in good)
        assert spent(some, within, plan.starts, amount) == pytest.approx(least, abs=1e-6)


@given(SITUATIONS, actions(most=6), limits(), goals())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_plan_breaks_no_limit_and_its_points_are_those_of_scoring(
    start: Situation, some: tuple[Action, ...], within: Limits, goal: Goal
) -> None:
    plan = make_plan(start, some, within, goal)
    if plan.outlook is not Outlook.BEST:
        assert not plan.chosen
        return
    assert allowed(some, within, plan.starts)
    for year in plan.years:
        for measure in Measure:
            assert year.points(measure) == points_in(start, some, plan.starts, year.year, measure)
        assert all(year.points(goal.measure) >= target for when, target in goal.targets.items() if when == year.year)
        running = [one for one in some if one.id in plan.starts and one.runs(plan.starts[one.id], year.year)]
        assert year.cost == sum(one.cost or 0.0 for one in running)
    assert {one.action for one in plan.left_out} == {
        one.id for one in some if one.id not in plan.starts and one.state is not State.DONE
    }


@given(SITUATIONS, actions(), limits(), goals())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_plans_and_actions_are_stored_and_read_back_unchanged(
    start: Situation, some: tuple[Action, ...], within: Limits, goal: Goal
) -> None:
    plan = make_plan(start, some, within, goal)
    assert from_json(Plan, to_json(plan)) == plan
    assert list_from_json(Action, list_to_json(some)) == some


def test_the_overflow_rules_hold_within_a_plan() -> None:
    both = [action("cut", {"A2.1": 1.0, "A2.2": 1.0}), action("shrunk", {"B1.1": 1.0})]
    plan = plan_for_points(situation(ZERO), both, TWO_YEARS, FIRST)
    assert plan.points == pytest.approx(30 + 20 * 40 / 50)


def test_points_that_a_cap_would_cut_are_not_bought() -> None:
    some = [action("most", {"A2.1": 1.0}), action("rest", {"A2.2": 1.0}), action("dear", {"A2.2": 0.5}, effort=9.0)]
    plan = make_plan(situation(ZERO), some, TWO_YEARS, Goal(by=FIRST, targets={FIRST: 30.0}))
    assert set(plan.starts) == {"most", "rest"}


def test_several_actions_may_be_needed_for_one_question() -> None:
    answer = action("answer", [Effect(question="A1.2", raises_to=1.0)])
    proof = action("proof", [Effect(question="A1.2", evidence=1.0)])
    start = situation(ZERO, dict.fromkeys(ZERO, 0.0))
    plan = plan_for_points(start, [answer, proof], TWO_YEARS, FIRST)
    assert (set(plan.starts), plan.points) == ({"answer", "proof"}, 20.0)
    assert plan_for_points(start, [answer], TWO_YEARS, FIRST).chosen == ()


# ---- reasons ---------------------------------------------------------------------------------------------------------


def test_every_action_says_why_it_is_in() -> None:
    first = action("first", [], effort=2.0)
    second = action("second", {"A1.2": 1.0}, requires=("first",))
    kept = action("kept", [], state=State.ACCEPTED)
    plan = make_plan(situation(ZERO), [first, second, kept], TWO_YEARS, Goal(by=FIRST, targets={FIRST: 20.0}))
    reasons = {one.action: one for one in plan.chosen}
    assert (reasons["second"].alone, reasons["second"].marginal) == (20.0, 20.0)
    assert reasons["second"].needed_for == (FIRST,)
    assert (reasons["first"].alone, reasons["first"].marginal) == (0.0, 20.0)
    assert reasons["first"].required_by == ("second",)
    assert reasons["kept"].decided
    assert not reasons["second"].decided
    said = describe_chosen(reasons["first"], EN)
    assert said == (
        "Brings 0.00 points by itself; without it the plan loses 20.00. Without it the target of 2026 fails. "
        "1 other actions of the plan need it first."
    )


def test_what_is_left_out_says_what_it_would_add() -> None:
    some = [action("cheap", {"A1.2": 1.0}), action("also", {"A1.1": 1.0}, effort=5.0)]
    plan = make_plan(situation(ZERO), some, TWO_YEARS, Goal(by=FIRST, targets={FIRST: 15.0}))
    assert [(one.action, one.adds) for one in plan.left_out] == [("also", 10.0)]


def test_nothing_is_in_a_plan_that_does_nothing() -> None:
    free = [action("useless", {"A1.3": 1.0}, effort=0.0), action("useful", {"A1.1": 1.0}, effort=0.0)]
    assert set(plan_for_points(situation(ZERO), free, TWO_YEARS, FIRST).starts) == {"useful"}


def test_one_off_actions_begin_as_early_as_the_limits_allow() -> None:
    tight = TWO_YEARS.model_copy(update={"capacity": {"north": {FIRST: 1.0}}})
    some = [action("a", {"A1.1": 1.0}, lead="north"), action("b", {"A1.2": 1.0}, lead="north")]
    assert sorted(plan_for_points(situation(ZERO), some, tight, FIRST + 1).starts.values()) == [FIRST, FIRST + 1]
    assert set(plan_for_points(situation(ZERO), some, TWO_YEARS, FIRST + 1).starts.values()) == {FIRST}


# ---- people decide ---------------------------------------------------------------------------------------------------


def test_what_people_lock_stays_when_the_plan_is_made_again() -> None:
    some = (action("a", {"A1.1": 1.0}), action("b", {"A1.2": 1.0}))
    goal = Goal(by=FIRST + 1, targets={FIRST + 1: 20.0})
    first = make_plan(situation(ZERO), some, TWO_YEARS, goal)
    assert first.starts == {"b": FIRST}
    accepted = accept(some, first)
    assert [one.state for one in accepted] == [State.PROPOSED, State.ACCEPTED]
    moved = (decide(accepted[0], State.LOCKED, FIRST + 1), decide(accepted[1], State.DROPPED))
    again = make_plan(situation(ZERO), moved, TWO_YEARS, Goal(by=FIRST + 1, targets={FIRST + 1: 10.0}))
    assert again.starts == {"a": FIRST + 1}


def test_done_actions_count_from_the_start_and_cost_nothing() -> None:
    some = [action("done", {"A1.2": 1.0}, state=State.DONE, cost=5.0)]
    plan = make_plan(situation(ZERO), some, TWO_YEARS, Goal(by=FIRST, targets={FIRST: 20.0}))
    assert (plan.chosen, plan.start.supported, plan.cost, points(plan)) == ((), 20.0, 0.0, [20.0, 20.0])


# ---- what cannot be reached is said, with what is missing ------------------------------------------------------------


def test_a_target_out_of_reach_says_what_all_actions_give() -> None:
    plan = plan_for_predicate(situation(ZERO), [action("a", {"A1.2": 1.0})], TWO_YEARS, "tree", FIRST + 1)
    assert plan.outlook is Outlook.IMPOSSIBLE
    assert describe_plan(plan, MADE_UP, EN) == (
        "Even all actions together give 20.00 points; Tree needs 51.00 in 2027.",
    )


@pytest.mark.parametrize(
    ("fields", "tight", "relief"),
    [
        ({"cost": 9.0}, {"budget": {FIRST: 5.0, FIRST + 1: 5.0}}, Relief.BUDGET),
        ({"lead": "north"}, {"capacity": {"north": {FIRST: 0.0, FIRST + 1: 0.0}}}, Relief.CAPACITY),
        ({"lead_time": 2}, {}, Relief.TIME),
        ({"state": State.DROPPED}, {}, Relief.DECISIONS),
    ],
    ids=["budget", "capacity", "time", "decisions"],
)
def test_the_limit_that_stands_in_the_way_is_named(
    fields: dict[str, object], tight: dict[str, object], relief: Relief
) -> None:
    some = [action("a", {"A1.2": 1.0}, **fields)]
    plan = plan_for_predicate(situation(ZERO), some, TWO_YEARS.model_copy(update=tight), "seed", FIRST + 1)
    assert plan.shortfall is not None
    assert (plan.shortfall.needed, plan.shortfall.within_limits, plan.shortfall.everything) == (20.0, 0.0, 20.0)
    assert [(one.without, one.points, one.enough) for one in plan.shortfall.relieved] == [(relief, 20.0, True)]
    first, *helps = describe_plan(plan, MADE_UP, EN)
    assert first == "Within the limits, 0.00 points can be reached by 2027; Seed needs 20.00."
    assert len(helps) == 1
    assert helps[0].endswith("20.00 points. That is enough.")


def test_decisions_that_clash_are_said() -> None:
    some = [action("a", {"A1.2": 1.0}, state=State.ACCEPTED, cost=9.0)]
    within = TWO_YEARS.model_copy(update={"budget": {FIRST: 5.0, FIRST + 1: 5.0}})
    said = describe_plan(plan_for_predicate(situation(ZERO), some, within, "seed", FIRST), MADE_UP, EN)
    assert said[0] == "The actions that were accepted or locked cannot all be done within the limits."


def test_targets_that_can_only_be_reached_one_without_the_other_are_said() -> None:
    some = [action("a", {"A1.1": 1.0}, lead="north"), action("b", {"A1.2": 1.0}, lead="north", lead_time=1)]
    within = TWO_YEARS.model_copy(update={"capacity": {"north": {FIRST: 1.0}}})
    plan = make_plan(situation(ZERO), some, within, Goal(by=FIRST + 1, targets={FIRST: 10.0, FIRST + 1: 20.0}))
    said = describe_plan(plan, MADE_UP, EN)
    assert said == (
        "Within the limits, 10.00 points can be reached by 2027; 2027 needs 20.00.",
        "The targets of 2026 are kept.",
        "Without the limits of the agencies' capacity: 30.00 points. That is enough.",
        "Without lead times and earliest years, by the last year: 30.00 points. That is enough.",
    )


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_no_answers_at_all_are_planned_from_nothing() -> None:
    plan = plan_for_predicate(situation(), [action("a", {"A1.2": 1.0})], TWO_YEARS, "seed", FIRST)
    assert (plan.start.supported, plan.points) == (0.0, 20.0)


def test_no_actions_and_no_answers_are_no_error() -> None:
    assert plan_for_points(situation(), [], TWO_YEARS, FIRST).points == 0.0
    assert plan_for_predicate(situation(), [], TWO_YEARS, "seed", FIRST).outlook is Outlook.IMPOSSIBLE


def test_everything_at_its_maximum_needs_nothing() -> None:
    full = situation(dict.fromkeys(ZERO, 1.0))
    plan = plan_for_predicate(full, [action("a", {"A1.2": 1.0})], TWO_YEARS, "tree", FIRST)
    assert (plan.chosen, plan.points) == ((), 100.0)
    assert describe_plan(plan, MADE_UP, EN)[0].startswith("The target is reached already with 100.00 points")


def test_a_target_below_the_present_score_needs_nothing() -> None:
    start = situation({**ZERO, "A1.2": 1.0})
    plan = make_plan(start, [action("a", {"A1.1": 1.0})], TWO_YEARS, Goal(by=FIRST, targets={FIRST: 3.0}))
    assert (plan.outlook, plan.chosen) == (Outlook.BEST, ())


def test_an_agency_without_capacity_does_nothing() -> None:
    some = [action("a", {"A1.2": 1.0}, lead="north"), action("b", {"A1.1": 1.0}, lead="south")]
    within = TWO_YEARS.model_copy(update={"capacity": {"north": {FIRST: 0.0, FIRST + 1: 0.0}}})
    assert set(plan_for_points(situation(ZERO), some, within, FIRST).starts) == {"b"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"budget": {FIRST: -1.0}}, "PLN-020"),
        ({"budget": {FIRST: float("inf")}}, "PLN-020"),
        ({"budget": {FIRST: 1e20}}, "PLN-020"),
        ({"capacity": {"north": {FIRST: -3.0}}}, "PLN-025"),
        ({"capacity": {"north": {FIRST + 9: 3.0}}}, "PLN-021"),
        ({"budget": {FIRST + 9: 1.0}}, "PLN-021"),
        ({"last": FIRST - 1}, "PLN-022"),
        ({"last": FIRST + 5}, "PLN-022"),
    ],
)
def test_limits_without_sense_are_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(KlaError) as error:
        plan_for_points(situation(ZERO), [], TWO_YEARS.model_copy(update=changes), FIRST)
    assert codes(error) == {code}


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        (Goal(by=FIRST + 7), "PLN-021"),
        (Goal(by=FIRST, targets={FIRST + 7: 1.0}), "PLN-021"),
        (Goal(by=FIRST, targets={FIRST: 101.0}), "PLN-024"),
        (Goal(by=FIRST, objective=Objective.COST), "PLN-032"),
    ],
)
def test_goals_without_sense_are_refused(goal: Goal, code: str) -> None:
    with pytest.raises(KlaError) as error:
        make_plan(situation(ZERO), [action("a", {"A1.1": 1.0})], TWO_YEARS, goal)
    assert codes(error) == {code}


def test_an_unknown_predicate_is_refused() -> None:
    with pytest.raises(KlaError) as error:
        reach(MADE_UP, "forest", FIRST)
    assert "seed, tree" in error.value.describe(EN)
    assert codes(error) == {"PLN-023"}


@pytest.mark.parametrize(
    ("some", "code"),
    [
        ([action("a", {"Z9": 1.0})], "PLN-011"),
        ([action("a", lead="west")], "PLN-012"),
        ([action("a", supporting=("west",))], "PLN-012"),
        ([action("a", requires=("b",))], "PLN-014"),
        ([action("a", requires=("a",))], "PLN-015"),
        ([action("a", requires=("b",)), action("b", requires=("c",)), action("c", requires=("a",))], "PLN-015"),
        ([action("a"), action("a")], "PLN-016"),
        ([action("a", cost=-5.0)], "PLN-018"),
        ([action("a", cost=1e15)], "PLN-018"),
        ([action("a", effort=-1.0)], "PLN-018"),
        ([action("a", state=State.LOCKED, year=FIRST + 8)], "PLN-021"),
        ([action(f"a{number}", {"A1.1": 1.0}) for number in range(11)], "PLN-031"),
    ],
)
def test_actions_without_sense_are_refused(some: list[Action], code: str) -> None:
    with pytest.raises(KlaError) as error:
        plan_for_points(situation(ZERO), some, TWO_YEARS, FIRST)
    assert codes(error) == {code}


def test_a_cycle_names_those_that_wait_for_each_other() -> None:
    some = [action("z"), action("a", requires=("b",)), action("b", requires=("a",))]
    with pytest.raises(KlaError) as error:
        plan_for_points(situation(ZERO), some, TWO_YEARS, FIRST)
    assert "a → b → a" in error.value.describe(EN)


def test_unknown_costs_are_told_and_not_taken_for_zero() -> None:
    some = [action("a", {"A1.2": 1.0}), action("b", {"A1.1": 1.0}, cost=3.0)]
    plan = plan_for_points(situation(ZERO), some, TWO_YEARS, FIRST)
    assert (plan.unpriced, plan.cost) == (("a",), 3.0)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"outlook": "splendid"}', "\udcff"])
def test_a_stored_plan_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(KlaError) as error:
        from_json(Plan, text)
    assert codes(error) == {"PLN-001"}
