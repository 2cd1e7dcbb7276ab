"""What holds for any answers, evidence and reported points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.instrument.models import Instrument
from kla_widgets.scoring.scores import Inputs, Level, Scores, score

Scorer = Callable[..., Scores]
REGIONS = ("01.10", "01.01", "02.01")
LEVELS = ("questions", "indicators", "clusters", "total")

SHARES = st.integers(1, 30).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: {"numerator": part, "denominator": whole})
)
COUNTS = st.integers(0, 30)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "A1.1": st.sampled_from(["met", "partly", "not_met"]),
    "A1.2": SHARES,
    "A1.3": st.sampled_from(["met", "not_met"]),
    "A2.1": COUNTS,
    "A2.2": st.lists(st.sampled_from(["one", "two", "three", "four"]), unique=True),
    "B1.1": st.fixed_dictionaries({"previous": SHARES, "current": SHARES}),
    "B1.2": st.fixed_dictionaries({"previous": COUNTS, "current": COUNTS}),
    "B1.3": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["", "x"])}), max_size=5),
    "B1.4": st.lists(st.fixed_dictionaries({"row": st.sampled_from(["school", "clinic"]), "open": st.booleans()})),
}
MAXIMA = {"A1.1": 10, "A1.2": 20, "A1": 30, "A2": 30, "A": 60, "B1": 40, "B": 40, "TOTAL": 100}
ANSWERS = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from(sorted(VALUES))).flatmap(
        lambda key: st.tuples(st.just(key), VALUES[key[1]])
    ),
    max_size=14,
).map(dict)
FILES = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from(sorted(VALUES)), st.sampled_from(["PAPER", "PHOTO", "OTHER"]))
)
TOLD = st.dictionaries(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from(sorted(MAXIMA))), st.integers(0, 10_000), max_size=6
).map(lambda told: {key: MAXIMA[key[1]] * share / 10_000 for key, share in told.items()})
PROFILE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def arrays(level: Level) -> dict[str, np.ndarray[Any, Any]]:
    return {name: getattr(level, name) for name in ("claimed", "supported", "verified", "gap", "answered", "evidenced")}


def assert_same(one: Scores, other: Scores) -> None:
    for name in LEVELS:
        mine, theirs = arrays(getattr(one, name)), arrays(getattr(other, name))
        for key in mine:
            np.testing.assert_array_equal(mine[key], theirs[key], err_msg=f"{name} {key}")


def lower_or_missing(low: np.ndarray[Any, Any], high: np.ndarray[Any, Any]) -> bool:
    return bool((np.nan_to_num(low) <= np.nan_to_num(high)).all())


@given(answers=ANSWERS, files=FILES, told=TOLD)
@PROFILE
def test_scores_lie_between_0_and_the_maximum(scored: Scorer, answers: Any, files: Any, told: Any) -> None:
    scores = scored(answers, files, told, REGIONS)
    for name in LEVELS:
        level: Level = getattr(scores, name)
        for points in (level.claimed, level.supported, level.gap):
            assert (np.isnan(points) | ((points >= 0) & (points <= level.max))).all()


@given(answers=ANSWERS, files=FILES)
@PROFILE
def test_what_is_supported_is_never_more_than_what_is_claimed(scored: Scorer, answers: Any, files: Any) -> None:
    scores = scored(answers, files, regions=REGIONS)
    for name in LEVELS:
        level: Level = getattr(scores, name)
        assert (np.isnan(level.supported) == np.isnan(level.claimed)).all()
        assert lower_or_missing(level.supported, level.claimed)


@given(answers=ANSWERS, files=FILES, more=FILES)
@PROFILE
def test_more_evidence_never_supports_less(scored: Scorer, answers: Any, files: Any, more: Any) -> None:
    few, many = scored(answers, files, regions=REGIONS), scored(answers, files + more, regions=REGIONS)
    for name in LEVELS:
        before, after = getattr(few, name), getattr(many, name)
        np.testing.assert_array_equal(before.claimed, after.claimed)
        assert lower_or_missing(before.supported, after.supported)
        assert (before.evidenced <= after.evidenced).all()


@given(answers=ANSWERS, files=FILES)
@PROFILE
def test_kinds_that_are_not_asked_for_add_nothing(
    scored: Scorer, made_up: Instrument, answers: Any, files: Any
) -> None:
    asked = {question.id: question.evidence for question in made_up.questions}
    wanted = [file for file in files if not asked[file[1]] or file[2] in asked[file[1]]]
    assert_same(scored(answers, files, regions=REGIONS), scored(answers, wanted, regions=REGIONS))


@given(answers=ANSWERS, better=st.sampled_from(sorted(VALUES)), data=st.data())
@PROFILE
def test_more_credit_never_lowers_a_score(
    scored: Scorer, made_up: Instrument, answers: Any, better: str, data: st.DataObject
) -> None:
    rule: Any = made_up.question[better].answer
    one, other = sorted((data.draw(VALUES[better]), data.draw(VALUES[better])), key=rule.credit)
    low = scored(answers | {(REGIONS[0], better): one}, regions=REGIONS)
    high = scored(answers | {(REGIONS[0], better): other}, regions=REGIONS)
    for name in LEVELS:
        assert lower_or_missing(getattr(low, name).claimed, getattr(high, name).claimed)
        assert lower_or_missing(getattr(high, name).gap, getattr(low, name).gap)


@given(answers=ANSWERS, region=st.sampled_from(REGIONS), question=st.sampled_from(sorted(VALUES)), data=st.data())
@PROFILE
def test_one_more_answer_never_lowers_a_score(
    scored: Scorer, answers: Any, region: str, question: str, data: st.DataObject
) -> None:
    rest = {key: value for key, value in answers.items() if key != (region, question)}
    more = rest | {(region, question): data.draw(VALUES[question])}
    before, after = scored(rest, regions=REGIONS), scored(more, regions=REGIONS)
    for name in LEVELS:
        assert lower_or_missing(getattr(before, name).claimed, getattr(after, name).claimed)
    assert after.total.answered.sum() == before.total.answered.sum() + 1


@given(answers=ANSWERS, files=FILES, told=TOLD, dice=st.randoms(use_true_random=False))
@PROFILE
def test_the_order_of_rows_changes_nothing(
    scored: Scorer, tables: Callable[..., Inputs], made_up: Instrument, answers: Any, files: Any, told: Any, dice: Any
) -> None:
    def shuffled(table: pd.DataFrame) -> pd.DataFrame:
        return table.iloc[dice.sample(range(len(table)), len(table))]

    given_rows = tables(answers, told)
    evidence = pd.DataFrame(files, columns=["region", "question", "kind"], dtype="str")
    mixed = Inputs(shuffled(given_rows.answers), shuffled(given_rows.reported))
    stage = made_up.claim_stage.id
    assert_same(
        score(made_up, REGIONS, given_rows, evidence, stage), score(made_up, REGIONS, mixed, shuffled(evidence), stage)
    )


@given(answers=ANSWERS, files=FILES, told=TOLD, order=st.permutations(REGIONS))
@PROFILE
def test_the_order_of_regions_and_their_number_change_nothing(
    scored: Scorer, answers: Any, files: Any, told: Any, order: list[str]
) -> None:
    together, other = scored(answers, files, told, REGIONS), scored(answers, files, told, order)
    for region in REGIONS:
        alone = scored(answers, files, told, [region])
        assert together.of(region) == other.of(region) == alone.of(region)
        assert together.standings()[REGIONS.index(region)] == alone.of(region).standing


@given(answers=ANSWERS)
@PROFILE
def test_a_region_without_answers_stays_missing(scored: Scorer, answers: Any) -> None:
    scores = scored(answers, regions=REGIONS)
    named = {region for region, _ in answers}
    for region in REGIONS:
        assert (scores.of(region).total.claimed is None) == (region not in named)


@given(answers=ANSWERS, told=TOLD)
@PROFILE
def test_each_sum_follows_the_rule_of_known_parts(scored: Scorer, made_up: Instrument, answers: Any, told: Any) -> None:
    """All parts known: their sum; else what is reported; else the sum of the known ones (overflow aside)."""
    scores = scored(answers, told=told, regions=REGIONS)
    for region in REGIONS:
        result = scores.of(region)
        whole = [(cluster, result.parts[cluster.id], cluster.indicators) for cluster in made_up.clusters]
        whole.append(
            (made_up.clusters[0].indicators[0], result.parts["A1"], made_up.clusters[0].indicators[0].questions)
        )
        for part, shown, children in whole:
            points = [result.parts[child.id].claimed for child in children if made_up.maxima[child.id]]
            known = [point for point in points if point is not None]
            anything = any(result.parts[child.id].claimed is not None for child in children)
            if known and len(known) == len(points):
                expected: float | None = sum(known)
            elif (region, part.id) in told:
                expected = told[region, part.id]
            else:
                expected = sum(known) if anything else None
            assert shown.claimed == (None if expected is None else pytest.approx(expected, abs=1e-8))
