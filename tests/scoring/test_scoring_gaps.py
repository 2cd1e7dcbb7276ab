"""Gaps: what is still to be had, why, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import fsum
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.instrument.models import Instrument, Kind
from kla_widgets.scoring.gaps import Gap, Why, find_gaps, sum_gaps
from kla_widgets.scoring.scores import Inputs, RegionScore, score

MADE_UP = load_instrument(Path(__file__).parents[1] / "instrument" / "made-up.yaml")
R = "01.01"
SHARES = st.integers(0, 20).map(lambda part: {"numerator": part, "denominator": 20})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "A1.1": st.sampled_from(["met", "partly", "not_met"]),
    "A1.2": SHARES,
    "A1.3": st.just("met"),
    "A2.1": st.integers(0, 30),
    "A2.2": st.lists(st.sampled_from(["one", "two", "three", "four"]), unique=True),
    "B1.1": st.fixed_dictionaries({"previous": SHARES, "current": SHARES}),
    "B1.2": st.fixed_dictionaries({"previous": st.integers(0, 9), "current": st.integers(0, 9)}),
}
ANSWERS = st.fixed_dictionaries({}, optional=VALUES)
TOLD = st.dictionaries(st.sampled_from(["A1", "A2", "A", "B1", "B"]), st.integers(0, 30))


def inputs(answers: Mapping[str, Any], told: Mapping[str, float]) -> Inputs:
    given_rows = [(R, question, json.dumps(value)) for question, value in answers.items()]
    points = [(R, target, float(value)) for target, value in told.items()]
    return Inputs(
        pd.DataFrame(given_rows, columns=["region", "question", "value"], dtype="str"),
        pd.DataFrame(points, columns=["region", "target", "points"]).astype({"points": float}),
    )


def scored(
    answers: Mapping[str, Any] | None = None,
    files: Sequence[tuple[str, str]] = (),
    told: Mapping[str, float] | None = None,
    checked: Mapping[str, Any] | None = None,
    instrument: Instrument = MADE_UP,
) -> RegionScore:
    evidence = pd.DataFrame([(R, *file) for file in files], columns=["region", "question", "kind"], dtype="str")
    verification = None if checked is None else inputs(checked, {})
    stage = instrument.claim_stage.id if checked is None else "check"
    claims = inputs(answers or {}, told or {})
    return score(instrument, [R], claims, evidence, stage, verification).of(R)


def gap_of(found: Sequence[Gap], target: str) -> Gap:
    (gap,) = [gap for gap in found if gap.target == target]
    return gap


# ---- reasons ---------------------------------------------------------------------------------------------------------


def test_an_unanswered_question_is_a_gap_of_all_its_points() -> None:
    gap = gap_of(find_gaps(scored()), "A1.2")
    assert (gap.points, gap.at_risk, gap.why) == (20, 0, Why.UNANSWERED)
    assert (gap.cluster, gap.indicator, gap.kind) == ("A", "A1", Kind.DATA)
    assert (gap.agencies, gap.lead) == (("south", "north"), "south")


def test_a_question_without_agencies_has_no_lead() -> None:
    assert gap_of(find_gaps(scored()), "B1.1").lead == ""


def test_an_answer_below_the_maximum_is_a_gap_of_the_rest() -> None:
    gap = gap_of(find_gaps(scored({"A1.1": "partly"}, [("A1.1", "PAPER"), ("A1.1", "PHOTO")])), "A1.1")
    assert (gap.points, gap.at_risk, gap.why) == (6, 0, Why.LOW_ANSWER)


def test_a_full_answer_without_evidence_is_at_risk() -> None:
    gap = gap_of(find_gaps(scored({"A1.1": "met"}, [("A1.1", "PAPER")])), "A1.1")
    assert (gap.points, gap.at_risk, gap.why) == (0, 5, Why.EVIDENCE_MISSING)


def test_a_full_answer_with_evidence_is_no_gap() -> None:
    found = find_gaps(scored({"A1.1": "met"}, [("A1.1", "PAPER"), ("A1.1", "PHOTO")]))
    assert "A1.1" not in {gap.target for gap in found}


def test_a_claim_that_was_not_accepted_is_a_gap_and_at_risk_no_more() -> None:
    gap = gap_of(find_gaps(scored({"A1.1": "met"}, checked={"A1.1": "partly"})), "A1.1")
    assert (gap.points, gap.at_risk, gap.why) == (6, 0, Why.NOT_ACCEPTED)


def test_a_low_claim_that_was_accepted_stays_low() -> None:
    gap = gap_of(find_gaps(scored({"A1.1": "partly"}, checked={"A1.1": "partly"})), "A1.1")
    assert gap.why is Why.LOW_ANSWER


def test_a_claim_that_nobody_checked_yet_is_open() -> None:
    gap = gap_of(find_gaps(scored({"A1.1": "met"}, checked={})), "A1.1")
    assert (gap.points, gap.at_risk, gap.why) == (10, 10, Why.UNANSWERED)


def test_a_question_without_points_is_no_gap() -> None:
    assert "A1.3" not in {gap.target for gap in find_gaps(scored())}


# ---- known as sums ---------------------------------------------------------------------------------------------------


def test_a_part_of_which_only_the_sum_is_known_is_one_gap() -> None:
    found = [gap for gap in find_gaps(scored(told={"A": 31.5})) if gap.cluster == "A"]
    assert found == [Gap("A", "A", "", 28.5, 0.0, Why.SUM_ONLY, None, ("north",))]


def test_a_sum_tells_the_rest_beside_the_parts_that_are_known() -> None:
    found = find_gaps(scored({"A1.1": "partly"}, told={"A1": 12}))
    assert [(gap.target, gap.points, gap.why) for gap in found if gap.indicator == "A1"] == [
        ("A1", 12, Why.SUM_ONLY),
        ("A1.1", 6, Why.LOW_ANSWER),
    ]


def test_a_part_without_questions_is_open_until_reported() -> None:
    instrument = shipped_library().get("kla-2022")
    before = gap_of(find_gaps(scored(instrument=instrument)), "KEL")
    after = gap_of(find_gaps(scored(told={"KEL": 100}, instrument=instrument)), "KEL")
    assert (before.points, before.why) == (150, Why.UNANSWERED)
    assert (after.points, after.why) == (50, Why.SUM_ONLY)


def test_a_part_with_all_its_points_is_no_gap() -> None:
    assert [gap for gap in find_gaps(scored(told={"B": 40})) if gap.cluster == "B"] == []


def test_an_instrument_without_weights_has_no_gaps() -> None:
    assert find_gaps(scored(instrument=shipped_library().get("kla-2011"))) == ()


# ---- order and sums --------------------------------------------------------------------------------------------------


@given(ANSWERS, TOLD)
@settings(max_examples=40, deadline=None)
def test_gaps_come_largest_first_and_ties_in_the_order_of_the_instrument(answers: Any, told: Any) -> None:
    found = find_gaps(scored(answers, told=told))
    assert found == find_gaps(scored(dict(reversed(answers.items())), told=told))
    place = {target: number for number, target in enumerate(MADE_UP.question)}
    keys = [(-gap.points, -gap.at_risk, place[gap.target]) for gap in found if gap.target in place]
    assert keys == sorted(keys)
    assert [gap.points for gap in found] == sorted((gap.points for gap in found), reverse=True)
    assert len({gap.target for gap in found}) == len(found)
    assert all(gap.points > 0 or gap.at_risk > 0 for gap in found)


@given(ANSWERS)
@settings(max_examples=40, deadline=None)
def test_the_gaps_of_all_questions_add_up_to_the_gap_of_their_indicator(answers: Any) -> None:
    """Within an indicator where nothing overflows; the next test does a whole instrument."""
    result = scored(answers)
    found = find_gaps(result)
    assert result.parts["A1"].gap == pytest.approx(fsum(gap.points for gap in found if gap.indicator == "A1"))


@given(st.dictionaries(st.integers(0, 9), st.sampled_from(["terpenuhi", "sebagian", "belum"])))
@settings(max_examples=25, deadline=None)
def test_without_overflow_the_gaps_add_up_to_the_gap_of_the_total(chosen: dict[int, str]) -> None:
    instrument = shipped_library().get("kampung-kb-cikar")
    answers = {question.id: chosen[n] for n, question in enumerate(instrument.questions) if n in chosen}
    result = scored(answers, instrument=instrument)
    assert result.total.gap == pytest.approx(fsum(gap.points for gap in find_gaps(result)))


@given(st.dictionaries(st.sampled_from(["A1", "A", "B"]), st.integers(0, 30)), ANSWERS)
@settings(max_examples=40, deadline=None)
def test_beside_reported_sums_the_gaps_add_up_as_well(told: Any, answers: Any) -> None:
    result = scored({key: value for key, value in answers.items() if key.startswith("A1")}, told=told)
    gap = result.parts["A1"].gap
    if gap is not None:  # a report may promise more than its questions have left: then the questions are believed
        told_by_questions = fsum(result.parts[name].gap or 0 for name in ("A1.1", "A1.2"))
        mine = fsum(one.points for one in find_gaps(result) if one.indicator == "A1")
        assert mine == pytest.approx(max(gap, told_by_questions))


def test_gaps_are_added_up_by_what_they_share() -> None:
    found = find_gaps(scored({"A1.1": "met", "A1.2": {"numerator": 1, "denominator": 2}}))
    by_lead = {one.key: (one.count, one.points, one.at_risk) for one in sum_gaps(found, lambda gap: gap.lead or None)}
    assert by_lead == {"north": (1, 0, 10), "south": (1, 10, 10)}


def test_sums_come_largest_first_and_leave_out_what_has_no_key() -> None:
    sums = sum_gaps(find_gaps(scored(told={"B": 31})), lambda gap: gap.kind)
    assert [one.key for one in sums] == ["data", "policy", "mechanism"]
    assert [one.points for one in sums] == [45, 10, 10]


@given(ANSWERS)
@settings(max_examples=25, deadline=None)
def test_sums_hold_every_gap_once(answers: Any) -> None:
    found = find_gaps(scored(answers))
    sums = sum_gaps(found, lambda gap: gap.cluster)
    assert sum(one.count for one in sums) == len(found)
    assert fsum(one.points for one in sums) == pytest.approx(fsum(gap.points for gap in found))
    assert fsum(one.at_risk for one in sums) == pytest.approx(fsum(gap.at_risk for gap in found))
