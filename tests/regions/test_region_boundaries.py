"""Boundaries: of every district, where it lies, about as large as it is, and simplified within the tolerance.

BO001  Every district has a boundary, and nothing else has.
BO002  All points lie in Indonesia, and a province's districts near one another.
BO003  Areas agree with the recorded ones, but for two known exceptions.
BO004  Simplified lines leave out points only, stay within the tolerance, and keep every ring.
BO005  A province without boundaries has none, and asking for one province gives no other.
"""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.regions import shipped_regions
from kla_widgets.regions.boundaries import Outline, Point, Ring, outlines, simplified

KM_PER_DEGREE = 111.2
ODD = {"31.01", "96.01"}
"""Kepulauan Seribu is drawn as one speck of its islands; Kabupaten Sorong is drawn larger than its recorded area."""

points = st.tuples(st.integers(-40, 40), st.integers(-40, 40)).map(lambda one: (one[0] / 10, one[1] / 10))
rings = st.lists(points, min_size=3, max_size=30, unique=True).map(tuple)


def area(outline: Outline) -> float:
    """Square kilometres; holes run the other way round and are taken off by their sign."""
    total = 0.0
    for ring in outline.rings:
        shrink = cos(radians(sum(y for _, y in ring) / len(ring)))
        twice = sum(a * d - c * b for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True))
        total += twice / 2 * shrink * KM_PER_DEGREE**2
    return abs(total)


def distance(point: Point, start: Point, end: Point) -> float:
    along = complex(*end) - complex(*start)
    to = complex(*point) - complex(*start)
    share = min(max((to * along.conjugate()).real / abs(along) ** 2, 0), 1) if along else 0
    return abs(to - share * along)


def test_bo001_every_district_and_no_other_region_has_a_boundary() -> None:
    assert [one.code for one in outlines()] == [region.code for region in shipped_regions().districts()]


def test_bo002_every_point_lies_in_indonesia() -> None:
    for outline in outlines():
        assert outline.rings
        for ring in outline.rings:
            assert len(ring) >= 3
            assert ring[0] != ring[-1]
            assert all(94.9 < x < 141.1 and -11.1 < y < 6.2 for x, y in ring)


@pytest.mark.parametrize(
    ("province", "west", "south", "east", "north"),
    [("19", 105, -3.6, 108.6, -1.4), ("32", 106.3, -7.9, 108.9, -5.8), ("51", 114.4, -8.9, 115.8, -8.0)],
)
def test_bo002_the_districts_of_a_province_lie_in_it(
    province: str, west: float, south: float, east: float, north: float
) -> None:
    inside = [point for outline in outlines(province) for ring in outline.rings for point in ring]
    assert all(west < x < east and south < y < north for x, y in inside)


def test_bo003_areas_are_about_the_recorded_ones() -> None:
    regions = shipped_regions()
    for outline in outlines():
        counts = regions.counts(outline.code)
        assert counts
        agrees = 0.7 < area(outline) / counts.area_km2 < 1.4
        assert agrees == (outline.code not in ODD), outline.code


@given(rings, st.floats(0.01, 2))
def test_bo004_simplifying_keeps_the_course(ring: Ring, tolerance: float) -> None:
    short = simplified(ring, tolerance)
    assert 3 <= len(short) <= len(ring)
    assert [point for point in ring if point in set(short)] == list(short)
    corners = list(zip(short, short[1:] + short[:1], strict=True))
    assert all(min(distance(point, *corner) for corner in corners) <= tolerance + 1e-9 for point in ring)


@given(rings)
def test_bo004_without_a_tolerance_nothing_changes(ring: Ring) -> None:
    assert simplified(ring, 0) == ring


def test_bo004_a_coarse_country_keeps_every_ring_with_far_fewer_points() -> None:
    fine, coarse = outlines(), outlines("", 0.03)
    assert [len(one.rings) for one in coarse] == [len(one.rings) for one in fine]
    count = [sum(len(ring) for one in some for ring in one.rings) for some in (fine, coarse)]
    assert count[1] < count[0] / 2


def test_bo005_one_province_alone() -> None:
    assert {one.code[:2] for one in outlines("19")} == {"19"}
    assert len(outlines("19")) == 7
    assert outlines("00") == ()
