"""Geometry of maps: what is inside, hatching that stays there, and room for words.

PL001  A span of a line lies inside the shape, and what is between spans does not.
PL002  Hatching covers the inside and nothing else; a hole is left out.
PL003  A box is placed only where it fits, away from what is taken.
PL004  Points are pushed apart as far as asked, and left alone when they are.
"""

from __future__ import annotations

from itertools import combinations
from math import cos, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures.plane import Edges, Room, apart, area_of, hatching, point_in

OUTER = [(0.0, 0.0), (40.0, 0.0), (40.0, 20.0), (0.0, 20.0)]
HOLE = [(10.0, 5.0), (30.0, 5.0), (30.0, 15.0), (10.0, 15.0)]

spots = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda one: (float(one[0]), float(one[1])))


def test_pl001_spans_leave_out_holes_and_join_where_shapes_touch() -> None:
    assert Edges.of([OUTER, HOLE]).spans(10) == [(0, 10), (30, 40)]
    beside = [(40.0, 0.0), (50.0, 0.0), (50.0, 20.0), (40.0, 20.0)]
    assert Edges.of([OUTER, beside]).spans(10) == [(0, 50)]
    assert Edges.of([]).spans(0) == []


@given(st.lists(spots, min_size=3, max_size=12, unique=True), st.floats(0.1, 59.9))
def test_pl001_spans_are_in_order_and_within_the_shape(ring: list[tuple[float, float]], y: float) -> None:
    ends = [end for span in Edges.of([ring]).spans(y) for end in span]
    assert ends == sorted(ends)
    assert all(min(x for x, _ in ring) - 1e-9 <= end <= max(x for x, _ in ring) + 1e-9 for end in ends)


def test_pl001_area_and_a_point_inside() -> None:
    assert area_of(OUTER) == 800
    horseshoe = [
        (0.0, 0.0),
        (30.0, 0.0),
        (30.0, 9.0),
        (10.0, 9.0),
        (10.0, 21.0),
        (30.0, 21.0),
        (30.0, 30.0),
        (0.0, 30.0),
    ]
    assert point_in(horseshoe) == (5, 15)
    assert point_in([(1.0, 1.0), (3.0, 1.0), (5.0, 1.0)]) == (3, 1)


def test_pl002_hatching_stays_inside_and_out_of_holes() -> None:
    lines = hatching([OUTER, HOLE], 3)
    assert len(lines) > 10
    for x, y, far in lines:
        assert far > 0
        for share in (0.01, 0.25, 0.5, 0.75, 0.99):
            a, b = x + share * far, y + share * far
            assert -1e-9 <= a <= 40 + 1e-9
            assert -1e-9 <= b <= 20 + 1e-9
            assert not (10 + 1e-9 < a < 30 - 1e-9 and 5 + 1e-9 < b < 15 - 1e-9)
    assert hatching([], 3) == []


def test_pl002_hatching_of_neighbours_lies_on_one_raster() -> None:
    beside = [(40.0, 0.0), (80.0, 0.0), (80.0, 20.0), (40.0, 20.0)]
    raster = {round((y - x) % (3 * 2**0.5), 6) for x, y, _ in [*hatching([OUTER], 3), *hatching([beside], 3)]}
    assert len(raster) == 1


def test_pl003_a_box_is_placed_where_it_fits() -> None:
    assert Room([OUTER]).place(38, 16) == (20, pytest.approx(9, abs=3))
    assert Room([OUTER]).place(41, 4) is None
    assert Room([OUTER]).place(10, 24) is None
    assert Room([OUTER, HOLE]).place(15, 8) is None
    assert Room([OUTER, HOLE]).place(9, 8) is not None


def test_pl003_a_box_keeps_away_from_what_is_taken() -> None:
    place = Room([OUTER], [(8.0, 10.0, 8.0)]).place(18, 10)
    assert place is not None
    assert place[0] - 9 >= 15


@given(st.lists(spots, min_size=1, max_size=8, unique=True))
def test_pl004_points_end_about_apart_and_lonely_ones_stay(places: list[tuple[float, float]]) -> None:
    moved = apart(places, 5)
    assert len(moved) == len(places)
    near = [one for one, other in combinations(places, 2) if abs(complex(*one) - complex(*other)) < 5]
    if not near:
        assert moved == places


@given(spots, st.floats(0, 4.9), st.floats(0, 6.3))
def test_pl004_two_points_are_pushed_by_what_is_missing(one: tuple[float, float], far: float, way: float) -> None:
    other = (one[0] + far * cos(way), one[1] + far * sin(way))
    first, second = apart([one, other], 5)
    assert abs(complex(*first) - complex(*second)) == pytest.approx(5, rel=0.03)
    assert complex(*first) + complex(*second) == pytest.approx(complex(*one) + complex(*other))
