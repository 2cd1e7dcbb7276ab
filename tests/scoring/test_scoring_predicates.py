"""Every edge of the predicates, for both readings of what lies between two printed bands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Predicates
from kla_widgets.scoring.predicate import standing, standings, thresholds

UPPER = shipped_library().get("kla-2024").predicates
assert UPPER is not None
LOWER = UPPER.model_copy(update={"edge": "lower"})
POINTS = st.integers(0, 100_000_000).map(lambda points: points / 100_000)
BOTH = pytest.mark.parametrize("predicates", [UPPER, LOWER], ids=["upper", "lower"])


def place(predicates: Predicates | None, points: float) -> tuple[str, str, float | None]:
    found = standing(predicates, points)
    return (
        found.predicate.id if found.predicate else "",
        found.next.id if found.next else "",
        found.missing,
    )


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (0, ("", "pratama", 500)),
        (499.99, ("", "pratama", 0.01)),
        (499.999999999, ("", "pratama", 1e-9)),
        (500, ("pratama", "madya", 100.01)),
        (600, ("pratama", "madya", 0.01)),
        (600.000000001, ("madya", "nindya", 100.009999999)),
        (600.005, ("madya", "nindya", 100.005)),
        (600.01, ("madya", "nindya", 100)),
        (600.5, ("madya", "nindya", 99.51)),
        (601, ("madya", "nindya", 99.01)),
        (700, ("madya", "nindya", 0.01)),
        (700.01, ("nindya", "utama", 100)),
        (800, ("nindya", "utama", 0.01)),
        (800.5, ("utama", "kla", 99.51)),
        (880.39, ("utama", "kla", 19.62)),
        (900, ("utama", "kla", 0.01)),
        (900.01, ("kla", "", None)),
        (901, ("kla", "", None)),
        (1000, ("kla", "", None)),
    ],
)
def test_between_two_bands_the_upper_one_holds(points: float, expected: tuple[str, str, float | None]) -> None:
    assert place(UPPER, points) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (499.99, ("", "pratama", 0.01)),
        (500, ("pratama", "madya", 101)),
        (600, ("pratama", "madya", 1)),
        (600.005, ("pratama", "madya", 0.995)),
        (600.01, ("pratama", "madya", 0.99)),
        (600.5, ("pratama", "madya", 0.5)),
        (600.999999999, ("pratama", "madya", 1e-9)),
        (601, ("madya", "nindya", 100)),
        (880.39, ("utama", "kla", 20.61)),
        (900.99, ("utama", "kla", 0.01)),
        (901, ("kla", "", None)),
        (1000, ("kla", "", None)),
    ],
)
def test_between_two_bands_the_lower_one_holds(points: float, expected: tuple[str, str, float | None]) -> None:
    assert place(LOWER, points) == expected


@BOTH
@given(one=POINTS, other=POINTS)
def test_more_points_never_give_a_lower_predicate(predicates: Predicates, one: float, other: float) -> None:
    order = ["", *(band.id for band in predicates.bands)]
    low, high = sorted((one, other))
    assert order.index(place(predicates, low)[0]) <= order.index(place(predicates, high)[0])


@BOTH
@given(points=POINTS)
def test_with_the_missing_points_the_next_predicate_is_reached(predicates: Predicates, points: float) -> None:
    found = standing(predicates, points)
    if found.next is not None:
        assert found.missing is not None
        assert found.missing > 0
        reached = standing(predicates, round(points + found.missing, 9))
        assert reached.predicate == found.next
        assert (
            standing(predicates, round(points + found.missing - predicates.resolution - 1e-9, 9)).predicate
            != found.next
        )


def test_without_bands_or_score_there_is_no_place() -> None:
    assert standing(None, 900) == standing(UPPER, None)
    assert standing(None, 900).predicate is None
    assert standings(None, [1.0, None]) == (standing(None, 1.0),) * 2


def test_many_scores_stand_where_each_stands() -> None:
    scores = [None, 499.99, 600.5, 880.39, 1000.0]
    assert standings(UPPER, scores) == tuple(standing(UPPER, points) for points in scores)


def test_the_lowest_score_of_each_band_is_listed() -> None:
    assert UPPER is not None
    assert [step.least for step in thresholds(UPPER)] == [500, 600.01, 700.01, 800.01, 900.01]
    assert [step.least for step in thresholds(LOWER)] == [500, 601, 701, 801, 901]
