"""Conclusions under other rules: only inferred rules are changed, one kind at a time, and changes are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd
import pytest
from planning_cases import MADE_UP

from kla_widgets.instrument.base import Status
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import language
from kla_widgets.planning.sensitivity import describe_change, sensitivity, variants
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.scores import Inputs, RegionScore, score

R = "01.01"
ANSWERS = {
    "A1.1": "partly",
    "A1.2": {"numerator": 52, "denominator": 100},
    "A2.1": 0,
    "A2.2": ["one", "two", "three", "four"],
    "B1.3": [{"name": "x"}],
}


def rescore(answers: dict[str, object]) -> Callable[[Instrument], RegionScore]:
    rows = [(R, question, json.dumps(value)) for question, value in answers.items()]
    claims = Inputs(
        pd.DataFrame(rows, columns=["region", "question", "value"], dtype="str"),
        pd.DataFrame({"region": [], "target": [], "points": []}).astype({"points": float}),
    )
    evidence = pd.DataFrame({"region": [], "question": [], "kind": []}, dtype="str")
    return lambda instrument: score(instrument, [R], claims, evidence, "claim").of(R)


def test_each_variant_moves_the_score_as_its_rule_says() -> None:
    found = {describe_change(one, language("en")): one for one in sensitivity(MADE_UP, rescore(ANSWERS))}
    base = rescore(ANSWERS)(MADE_UP).total.claimed
    assert base == 4 + 10 + 30 + 2.5 * 40 / 50
    points = {name: one.conclusions.points for name, one in found.items()}
    assert points == {
        "Middle steps of inferred answer rules earn 10 % of a question's points less.": base - 1 - 2,
        "Middle steps of inferred answer rules earn 10 % of a question's points more.": base + 1 + 2,
        "Inferred percentage and number steps begin 10 % higher.": base - 10,
        "Inferred percentage and number steps begin 10 % lower.": base,
        "Indicators whose questions exceed their maximum are rescaled, not cut.": pytest.approx(base),
        "Indicators whose questions exceed their maximum are cut, not rescaled.": base - 2 + 2.5,
        "A score between two printed bands belongs to the upper one.": base,
    }


def test_a_predicate_that_hangs_on_a_rule_is_told() -> None:
    third = {"numerator": 1, "denominator": 3}
    near = {**ANSWERS, "B1.3": [], "B1.1": {"previous": third, "current": third}}
    score_now = rescore(near)(MADE_UP)
    assert (score_now.total.claimed, score_now.standing.predicate) == (52, MADE_UP.predicates.bands[1])
    (less,) = [one for one in sensitivity(MADE_UP, rescore(near)) if "less" in one.name]
    assert (less.conclusions.points, less.conclusions.predicate) == (pytest.approx(52 - 1 - 2 - 0.8 * 2), "seed")
    assert less.predicate_changes
    assert less.any


def test_gaps_and_actions_that_come_and_go_are_told() -> None:
    def choose(result: RegionScore) -> Sequence[str]:
        return [gap.target for gap in find_gaps(result) if gap.points > 10]

    found = {one.name: one for one in sensitivity(MADE_UP, rescore(ANSWERS), choose)}
    (later,) = [one for name, one in found.items() if "higher" in name]
    assert (later.actions_in, later.actions_out) == (("A1.2",), ())
    (sooner,) = [one for name, one in found.items() if "begin {move} lower" in name]
    assert not sooner.any


def test_rules_that_a_source_gives_are_left_alone() -> None:
    instrument = shipped_library().get("kla-2024")
    for variant in variants(instrument):
        assert len(variant.instrument.questions) == 274
        for before, then in zip(instrument.questions, variant.instrument.questions, strict=True):
            assert before.weight == then.weight
            assert before.answer == then.answer or before.answer.status is Status.INFERRED


def test_a_variant_shares_nothing_computed_with_the_original() -> None:
    assert MADE_UP.questions
    changed = next(iter(variants(MADE_UP)))
    assert changed.instrument.questions[0].answer != MADE_UP.questions[0].answer
    assert changed.instrument.question["A1.1"].answer.credit("partly") == pytest.approx(0.3)
    assert MADE_UP.question["A1.1"].answer.credit("partly") == 0.4


def test_only_variants_that_differ_are_made() -> None:
    names = [one.name for one in variants(shipped_library().get("kla-2024"))]
    assert not [name for name in names if "are cut" in name]
    assert [name for name in names if "are rescaled" in name]
    assert [name for name in names if "lower one" in name]
