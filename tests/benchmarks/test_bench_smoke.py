"""The benchmark runs, on tiny sizes, and its alternatives agree with the scores."""

from __future__ import annotations

import bench_scoring
import pytest


@pytest.mark.parametrize(
    "case", [bench_scoring.districts(2), bench_scoring.villages(3, criteria=4)], ids=["districts", "villages"]
)
def test_a_case_is_measured_and_reported(case: bench_scoring.Case) -> None:
    words = bench_scoring.report(case, runs=1)
    assert f"{case.name}: {len(case.regions)} regions x {len(case.instrument.questions)} questions" in words
    assert words.count("times as long") == 2
    assert "peak" in words


def test_all_types_of_answers_are_in_the_districts() -> None:
    case = bench_scoring.districts(1)
    asked = {case.instrument.question[name].answer.type for name in case.answers["question"]}
    assert asked == {"choice", "checklist", "number", "percent", "two_year", "matrix"}


@pytest.mark.parametrize(
    "case", [bench_scoring.districts(2), bench_scoring.villages(3, criteria=4)], ids=["districts", "villages"]
)
def test_the_alternatives_give_the_points_of_the_indicators_without_overflow(case: bench_scoring.Case) -> None:
    scores, loop, merged = bench_scoring.run(case), bench_scoring.by_loop(case), bench_scoring.by_merge(case)
    assert len(merged) == len(loop) > 0
    overflow = {indicator.id for indicator in case.instrument.indicators if indicator.overflow}
    for (region, indicator), points in loop.items():
        assert merged[region, indicator] == pytest.approx(points)
        if indicator not in overflow:
            assert scores.of(region).parts[indicator].claimed == pytest.approx(points)
