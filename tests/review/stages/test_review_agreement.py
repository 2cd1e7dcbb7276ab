"""Agreement of two evaluators, against tables computed by hand and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.review.agreement import cohen_kappa, mean_absolute_difference

PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # 50 things: both yes 20, both no 15; observed 35/50; expected 0.5·0.6 + 0.5·0.4 = 0.5; (0.7 - 0.5)/0.5
        ({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}, 0.4),
        # 10 things: equal 7; expected (5·4 + 3·4 + 2·2)/100 = 0.36; (0.7 - 0.36)/0.64
        ({("a", "a"): 3, ("a", "b"): 2, ("b", "b"): 2, ("b", "a"): 1, ("c", "c"): 2}, 0.34 / 0.64),
        # always opposite: observed 0, expected 0.5
        ({("a", "b"): 5, ("b", "a"): 5}, -1.0),
        # one of them always says the same: no better than chance
        ({("a", "a"): 6, ("a", "b"): 4}, 0.0),
        # both always say the same: the formula is 0/0
        ({("a", "a"): 6}, 1.0),
    ],
)
def test_kappa_is_the_one_computed_by_hand(table: dict[tuple[str, str], int], kappa: float) -> None:
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    assert cohen_kappa(pairs) == pytest.approx(kappa)


@given(PAIRS)
def test_kappa_lies_between_minus_one_and_one_and_is_one_only_when_all_are_equal(pairs: list[tuple[str, str]]) -> None:
    kappa = cohen_kappa(pairs)
    assert kappa is not None
    assert -1 <= kappa <= 1
    assert (kappa == 1) is all(one == other for one, other in pairs)


@given(PAIRS)
def test_kappa_does_not_depend_on_who_is_first_nor_on_the_names_nor_on_the_order(pairs: list[tuple[str, str]]) -> None:
    kappa = cohen_kappa(pairs)
    assert cohen_kappa([(other, one) for one, other in pairs]) == kappa
    assert cohen_kappa([(ord(one), ord(other)) for one, other in reversed(pairs)]) == kappa


@given(PAIRS)
def test_kappa_follows_the_formula_with_shares(pairs: list[tuple[str, str]]) -> None:
    count = len(pairs)
    observed = sum(one == other for one, other in pairs) / count
    share = [[sum(pair[side] == sign for pair in pairs) / count for sign in "abcd"] for side in (0, 1)]
    expected = sum(one * other for one, other in zip(*share, strict=True))
    if expected < 1:
        assert cohen_kappa(pairs) == pytest.approx((observed - expected) / (1 - expected))


def test_the_mean_difference_is_the_one_computed_by_hand() -> None:
    assert mean_absolute_difference([(4, 2), (1, 1.5), (0, 0), (2, 3)]) == 0.875  # (2 + 0.5 + 0 + 1) / 4


def test_nothing_in_common_is_no_agreement() -> None:
    assert cohen_kappa([]) is None
    assert mean_absolute_difference([]) is None
