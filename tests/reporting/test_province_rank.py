"""Ranks of districts.

PR001  Exact points decide, not rounded ones.
PR002  Equal points share a rank and are marked; the next rank is skipped.
PR003  Without a score there is no rank.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.regions import Region, RegionKind
from kla_widgets.reporting.province_facts import Row
from kla_widgets.reporting.province_rank import ranked
from kla_widgets.scoring.predicate import Standing

scores = st.lists(st.one_of(st.none(), st.integers(0, 6).map(lambda step: 650 + step * 0.001)), max_size=30)


def rows(points: list[float | None]) -> list[Row]:
    return [
        Row(
            region=Region(f"00.{place:02}", f"Kabupaten {place}", RegionKind.KABUPATEN, "00", True),
            place=place,
            own=own,
            claimed=own,
            supported=None,
            verified=None,
            standing=Standing(None, None, None),
            answered=0,
            evidenced=0,
            questions=0,
            stored=own is not None,
            provisional=False,
        )
        for place, own in enumerate(points)
    ]


def test_pr001_points_that_look_equal_when_rounded_are_not() -> None:
    assert [(one.row.place, one.rank, one.tied) for one in ranked(rows([650.001, 650.004]))] == [
        (1, 1, False),
        (0, 2, False),
    ]


def test_pr002_two_second_places_are_followed_by_the_fourth() -> None:
    found = ranked(rows([600, 700, 650.5, 650.5]))
    assert [(one.row.own, one.rank, one.tied) for one in found] == [
        (700, 1, False),
        (650.5, 2, True),
        (650.5, 2, True),
        (600, 4, False),
    ]


@given(scores)
def test_pr002_a_rank_is_one_more_than_the_number_of_better_ones(points: list[float | None]) -> None:
    known = [own for own in points if own is not None]
    for one in ranked(rows(points)):
        assert one.row.own is not None
        assert one.rank == 1 + sum(own > one.row.own for own in known)
        assert one.tied == (known.count(one.row.own) > 1)


@given(scores)
def test_pr003_all_with_a_score_and_nobody_else_are_ranked(points: list[float | None]) -> None:
    found = [one.row.place for one in ranked(rows(points))]
    assert sorted(found) == [place for place, own in enumerate(points) if own is not None]
