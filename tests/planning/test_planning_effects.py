"""What actions do to the score: the rules of an effect, and totals that are those of scoring to the last digit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cases import MADE_UP, QUARTERS, QUESTIONS, SITUATIONS, action, actions, situation

from kla_widgets.planning.actions import Action, Effect
from kla_widgets.planning.effects import Measure, after, fulfil, score_after, scores_after
from kla_widgets.planning.programme import patterns
from kla_widgets.planning.situation import Situation, assume, empty_situation, situation_of
from kla_widgets.scoring.scores import Inputs, RegionScore, score

R = "01.01"
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "A1.1": st.sampled_from(["met", "partly", "not_met"]),
    "A1.2": st.integers(0, 20).map(lambda part: {"numerator": part, "denominator": 20}),
    "A1.3": st.just("met"),
    "A2.1": st.integers(0, 30),
    "A2.2": st.lists(st.sampled_from(["one", "two", "three", "four"]), unique=True),
    "B1.3": st.integers(0, 5).map(lambda count: [{"name": "x"}] * count),
}
ANSWERS = st.fixed_dictionaries({}, optional=VALUES)
TOLD = st.dictionaries(st.sampled_from(["A1", "A2", "A", "B1", "B"]), st.integers(0, 30))
FILES = st.lists(st.tuples(st.sampled_from(["A1.1", "A1.2", "A2.2"]), st.sampled_from(["PAPER", "PHOTO"])))


def scored(
    answers: Mapping[str, Any],
    files: list[tuple[str, str]] | None = None,
    told: Mapping[str, float] | None = None,
    checked: Mapping[str, Any] | None = None,
) -> RegionScore:
    evidence = pd.DataFrame([(R, *file) for file in files or []], columns=["region", "question", "kind"], dtype="str")
    stage = MADE_UP.claim_stage.id if checked is None else "check"
    verification = None if checked is None else inputs(checked, {})
    return score(MADE_UP, [R], inputs(answers, told or {}), evidence, stage, verification).of(R)


def inputs(answers: Mapping[str, Any], told: Mapping[str, float]) -> Inputs:
    rows = [(R, question, json.dumps(value)) for question, value in answers.items()]
    points = [(R, target, float(value)) for target, value in told.items()]
    return Inputs(
        pd.DataFrame(rows, columns=["region", "question", "value"], dtype="str"),
        pd.DataFrame(points, columns=["region", "target", "points"]).astype({"points": float}),
    )


# ---- the score of a situation is the score ---------------------------------------------------------------------------


@given(ANSWERS, FILES, TOLD)
@settings(max_examples=100, deadline=None)
def test_the_situation_of_a_score_has_that_score(
    answers: Mapping[str, Any], files: list[tuple[str, str]], told: Mapping[str, float]
) -> None:
    region = scored(answers, files, told)
    outcome = score_after(situation_of(region))
    assert outcome.claimed == (region.total.claimed or 0.0)
    assert outcome.supported == pytest.approx(region.total.supported or 0.0, abs=1e-8)


@given(ANSWERS, ANSWERS)
@settings(max_examples=60, deadline=None)
def test_with_a_verification_its_score_is_the_start(answers: Mapping[str, Any], checked: Mapping[str, Any]) -> None:
    region = scored(answers, checked=checked)
    start = situation_of(region)
    outcome = score_after(start)
    assert outcome.claimed == outcome.supported == (region.total.verified or 0.0)
    assert (start.accepted == np.nan_to_num(start.credits)).all()


@given(st.dictionaries(st.sampled_from(["A1.1", "A2.2"]), st.integers(0, 1)))
@settings(max_examples=20, deadline=None)
def test_an_action_scores_as_the_answer_that_it_brings(now: Mapping[str, int]) -> None:
    before = {"A1.1": ["not_met", "met"], "A2.2": [[], ["one", "two", "three", "four"]]}
    region = scored({question: before[question][value] for question, value in now.items()})
    done = [action("a", {"A1.1": 0.4, "A2.2": 0.5, "A2.1": 1.0})]
    half = ["one", "two"] if now.get("A2.2", 0) == 0 else ["one", "two", "three", "four"]
    answered = scored({"A1.1": "met" if now.get("A1.1") else "partly", "A2.2": half, "A2.1": 0})
    assert score_after(situation_of(region), done).claimed == answered.total.claimed


def test_a_sum_without_its_parts_does_not_move() -> None:
    start = situation_of(scored({}, told={"A": 33.0}))
    assert dict(start.told) == {"A": 33.0}
    assert score_after(start, [action("a", {"A1.1": 1.0, "B1.1": 1.0})]).claimed == 33.0 + 20 * 40 / 50


# ---- the rules of an effect ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("credit", "share", "effects", "expected"),
    [
        (0.2, 0.0, [{"raises_to": 0.6}, {"raises_to": 0.4}], (0.6, 0.0)),
        (0.8, 0.0, [{"raises_to": 0.6}], (0.8, 0.0)),
        (0.2, 0.0, [{"raises_to": 0.5, "adds": 0.25}, {"adds": 0.2}], (0.95, 0.0)),
        (0.2, 0.0, [{"adds": 0.9}], (1.0, 0.0)),
        (0.2, 0.5, [{"evidence": 0.25}, {"evidence": 0.125}], (0.2, 0.875)),
        (0.2, 0.5, [{"evidence": 0.75}], (0.2, 1.0)),
        (float("nan"), 0.0, [{"adds": 0.5}], (0.5, 0.0)),
        (float("nan"), 0.0, [{"raises_to": 0.0}], (0.0, 0.0)),
    ],
)
def test_the_highest_credit_counts_and_additions_come_on_top(
    credit: float, share: float, effects: list[dict[str, float]], expected: tuple[float, float]
) -> None:
    assert fulfil(credit, share, [Effect(question="A1.1", **one) for one in effects]) == pytest.approx(expected)


def test_evidence_alone_answers_nothing() -> None:
    credit, share = fulfil(float("nan"), 0.0, [Effect(question="A1.1", evidence=1.0)])
    assert np.isnan(credit)
    assert share == 1.0


@given(SITUATIONS, actions(), st.data())
@settings(max_examples=60, deadline=None)
def test_no_action_takes_points_away(start: Situation, some: tuple[Action, ...], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(some), unique_by=lambda one: one.id)) if some else []
    less, more = scores_after(start, [fewer, some])
    assert less.claimed <= more.claimed + 1e-9
    assert less.supported <= more.supported + 1e-9


@given(QUARTERS, QUARTERS, st.lists(st.tuples(QUARTERS, QUARTERS, QUARTERS), max_size=4), st.sampled_from(Measure))
@settings(deadline=None)
def test_patterns_give_every_set_of_actions_its_points(
    credit: float, share: float, given_effects: list[tuple[float, float, float]], measure: Measure
) -> None:
    effects = {
        f"a{n}": [Effect(question="A1.1", raises_to=raises, adds=adds, evidence=evidence)]
        for n, (raises, adds, evidence) in enumerate(given_effects)
    }

    def worth(names: frozenset[str]) -> float:
        one, carried = fulfil(credit, share, [effect for name in sorted(names) for effect in effects[name]])
        return 8.0 * (one if measure is Measure.CLAIMED else one * carried)

    found = patterns(8.0, credit, share, effects, measure)
    for chosen in range(2 ** len(effects)):
        names = frozenset(name for n, name in enumerate(effects) if chosen >> n & 1)
        best = max((one.points for one in found if names >= set(one.actions)), default=0.0)
        assert best == pytest.approx(worth(names) - worth(frozenset()), abs=1e-8)


# ---- filling in what is not known ------------------------------------------------------------------------------------


def test_unknown_credits_are_filled_so_that_the_sums_come_out() -> None:
    start = situation({"A1.1": 0.5}, told={"A": 33.0, "B": 20.0})
    filled = assume(start)
    assert filled.assumed
    assert not filled.told
    assert filled.credits[QUESTIONS.index("A1.1")] == 0.5
    assert filled.what_if.claimed(filled.credits[None, :], "A")[0] == pytest.approx(33.0, abs=1e-4)
    assert filled.what_if.claimed(filled.credits[None, :], "B")[0] == pytest.approx(20.0, abs=1e-4)
    assert (filled.accepted == 0).all()
    assert set(filled.shares[1:]) == {0.9}


def test_a_district_of_which_only_the_predicate_is_known_can_plan() -> None:
    filled = assume(empty_situation(MADE_UP), {"TOTAL": 25.0}, accepted=True)
    assert score_after(filled).supported == pytest.approx(25.0, abs=1e-4)
    assert score_after(filled, [action("a", {"A1.2": 1.0})]).supported > 30
    assert (filled.accepted == filled.credits).all()


def test_a_sum_that_cannot_be_ends_at_the_maximum() -> None:
    assert score_after(assume(empty_situation(MADE_UP), {"TOTAL": 500.0})).claimed == pytest.approx(100.0)


def test_what_is_known_is_left_as_it_is() -> None:
    start = situation(dict.fromkeys(QUESTIONS, 0.5))
    assert not assume(start).assumed
    assert (after(start, []).credits == start.credits).all()
