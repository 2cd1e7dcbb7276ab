"""From an assessment to a plan: known sums, chances that are asked for, what changes, and what is told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.language import language
from kla_widgets.planning.changes import differences, updated
from kla_widgets.planning.drafting import Basis, accepted, filled, proposed
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.keeping import ACTION, DistrictPlan, Kept, Settings
from kla_widgets.planning.plan import Outlook
from kla_widgets.planning.wording import describe_chance, describe_sums, describe_work
from kla_widgets.results import find_case, score_case
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.scores import Part

T = language("en")
TRAINING, BANDUNG = ("00.01", 2024), ("32.73", 2024)


def basis_of(demo: Workspace, place: tuple[str, int], **settings: object) -> Basis:
    score = score_case(demo, find_case(demo, *place))
    return Basis(score, find_gaps(score), Settings(first=2025, last=2029, **settings))  # type: ignore[arg-type]


def test_a_district_of_which_only_sums_are_known_gets_a_plan_and_is_told_what_is_not_known(demo: Workspace) -> None:
    basis = basis_of(demo, BANDUNG, by=2026, predicate="kla")
    plan = proposed(basis, DistrictPlan())
    assert plan.proposal is not None
    found = plan.proposal.record.plan
    assert found.outlook is Outlook.BEST
    assert found.assumed
    assert found.points >= 900.01 > found.start.supported
    words = describe_sums(basis.sums, basis.situation, T)
    assert "Cluster I" in words
    assert "103.00" in words
    assert "792.35 of 880.39 points" in words


def test_a_sum_that_was_verified_needs_no_evidence_again(demo: Workspace) -> None:
    basis = basis_of(demo, BANDUNG, by=2026)
    verified = replace(basis.score, stage=basis.instrument.stages[1].id, parts=_verified(basis), total=_total(basis))
    start = Basis(verified, find_gaps(verified), basis.settings).situation
    assert start.assumed
    assert score_after(start).supported == pytest.approx(score_after(start).claimed) == pytest.approx(880.39)


def _as_verified(part: Part) -> Part:
    return replace(part, verified=part.claimed)


def _verified(basis: Basis) -> dict[str, Part]:
    return {name: _as_verified(part) for name, part in basis.score.parts.items()}


def _total(basis: Basis) -> Part:
    return _as_verified(basis.score.total)


def test_a_chance_that_is_asked_for_gives_the_settings_its_margin(demo: Workspace) -> None:
    basis = basis_of(demo, TRAINING, by=2027, predicate="nindya", chance=0.7)
    plan = proposed(basis, DistrictPlan())
    assert plan.proposal is not None
    assert plan.settings is not None
    (chance,) = (one.chance for one in plan.proposal.record.bands if one.year == 2027)
    assert chance is not None
    assert chance > 0.68
    assert plan.settings.record.margin == plan.proposal.record.plan.goal.margin > 0
    assert describe_chance(0.7, chance, T) == ""


def test_a_chance_out_of_reach_gives_the_safest_plan_and_says_so(demo: Workspace) -> None:
    basis = basis_of(demo, TRAINING, by=2025, predicate="utama", chance=0.99)
    plan = proposed(basis, DistrictPlan())
    assert plan.proposal is not None
    assert plan.settings is not None
    goal = plan.proposal.record.plan.goal
    assert goal == plan.settings.record.goal(basis.instrument)
    (chance,) = (one.chance for one in plan.proposal.record.bands if one.year == 2025)
    assert chance is not None
    assert chance < 0.97
    assert "99 %" in describe_chance(0.99, chance, T).replace("\u00a0", " ")


def test_without_capacity_the_plan_says_that_nothing_spreads_the_work(demo: Workspace) -> None:
    free = proposed(basis_of(demo, TRAINING, by=2026, predicate="nindya"), DistrictPlan())
    assert free.proposal is not None
    assert "No agency's capacity" in describe_work(free.proposal.record.plan, T)
    days = {"dinkes": dict.fromkeys(range(2025, 2030), 100.0)}
    bound = proposed(basis_of(demo, TRAINING, by=2026, predicate="nindya", capacity=days), DistrictPlan())
    assert bound.proposal is not None
    assert describe_work(bound.proposal.record.plan, T) == ""


def test_what_changes_is_told_once_and_nothing_where_nothing_changes(demo: Workspace) -> None:
    basis = basis_of(demo, TRAINING, by=2026, predicate="nindya")
    plan = proposed(basis, DistrictPlan())
    stored, gone = differences(DistrictPlan(), plan)
    assert {one.kind for one in stored} == {"plan", "proposal", "action"}
    assert gone == ()
    after = filled(basis, accepted(plan), T)
    assert {one.kind for one in differences(plan, after)[0]} == {"action", "rad-row"}
    assert differences(after, after) == ((), ())
    assert differences(after, plan)[1] == after.kept_rows


def test_records_are_updated_by_their_id() -> None:
    one, two = (Kept(ACTION, name, Settings(first=2025, last=2025, by=2025)) for name in "ab")
    changed = one.changed(margin=3.0)
    assert updated((one, two), (changed,)) == (changed, two)
    assert updated((one, two), (), (one,)) == (two,)
