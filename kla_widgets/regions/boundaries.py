"""Where districts lie: their boundaries, simplified for thematic maps (not for questions of borders).

Pure geometry in degrees; source and licence in ``data/SOURCES.md``. The file is a TopoJSON in which every ring is an
arc of its own, so that other programs can open it too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, chain
from typing import Any

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Ring = tuple[Point, ...]
"""A closed line; its first point is not repeated at the end."""

FILE = "district_boundaries.topojson"


@dataclass(frozen=True, slots=True)
class Outline:
    """The boundary of a district.

    Parameters
    ----------
    code : str
        Region code.
    rings : tuple of Ring
        Islands and holes alike: a point belongs to the district that lies inside an odd number of them.
    """

    code: str
    rings: tuple[Ring, ...]


@lru_cache(maxsize=64)
def outlines(province: str = "", tolerance: float = 0.0) -> tuple[Outline, ...]:
    """The boundaries of the districts of a province, or of the whole country.

    Parameters
    ----------
    province : str
        Code of a province; empty for all districts.
    tolerance : float
        How far, in degrees, a simplified line may leave the true one; 0 leaves every line as it is.

    Returns
    -------
    tuple of Outline
        By code; empty for a province that has none, such as a made-up one.
    """
    topology = _topology()
    steps, starts = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for geometry in topology["objects"]["districts"]["geometries"]:
        if geometry["id"].startswith(f"{province}." if province else ""):
            parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            arcs = (topology["arcs"][number] for (number,) in chain.from_iterable(parts))
            rings = (_ring(arc, steps, starts) for arc in arcs)
            found.append(Outline(geometry["id"], tuple(simplified(ring, tolerance) for ring in rings)))
    return tuple(found)


def simplified(ring: Ring, tolerance: float) -> Ring:
    """The ring with fewer points, none of those left out further from it than the tolerance (Douglas-Peucker).

    A ring keeps three points at least.
    """
    if tolerance <= 0 or len(ring) <= 3:
        return ring
    first = ring[0]
    far = max(range(len(ring)), key=lambda place: _squared(ring[place], first))
    closed = [*ring, first]
    kept = {0, far, *_needed(closed, 0, far, tolerance), *_needed(closed, far, len(ring), tolerance)} - {len(ring)}
    if len(kept) < 3:
        rest = [place for place in range(len(ring)) if place not in kept]
        kept.add(max(rest, key=lambda place: _from_line(ring[place], first, ring[far])))
    return tuple(ring[place] for place in sorted(kept))


def _needed(line: Sequence[Point], start: int, end: int, tolerance: float) -> list[int]:
    """Places between start and end without which the line would leave its course."""
    needed, spans = [], [(start, end)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        ends = line[first], line[last]
        worst = max(range(first + 1, last), key=lambda place: _from_line(line[place], *ends))
        if _from_line(line[worst], *ends) > tolerance**2:
            needed.append(worst)
            spans += [(first, worst), (worst, last)]
    return needed


def _from_line(point: Point, start: Point, end: Point) -> float:
    """Squared distance of a point from the line between two others."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    if not length:
        return _squared(point, start)
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length
    share = min(max(share, 0.0), 1.0)
    return _squared(point, (start[0] + share * along_x, start[1] + share * along_y))


def _squared(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _ring(arc: Sequence[Sequence[int]], steps: Sequence[float], starts: Sequence[float]) -> Ring:
    """A ring of degrees from differences of whole numbers; the last point of an arc repeats the first."""
    across = accumulate(step[0] for step in arc[:-1])
    up = accumulate(step[1] for step in arc[:-1])
    return tuple(
        (round(starts[0] + steps[0] * x, 6), round(starts[1] + steps[1] * y, 6))
        for x, y in zip(across, up, strict=True)
    )


@lru_cache(maxsize=1)
def _topology() -> dict[str, Any]:
    text = files("kla_widgets.regions").joinpath("data", FILE).read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
