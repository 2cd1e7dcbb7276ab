"""Areas of a map as shapes on a canvas: projected, hatched where there are no data, dots where they are too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi, radians

from kla_widgets.figures.plane import Point, Ring, apart, area_of, hatching, point_in
from kla_widgets.figures.shades import shade
from kla_widgets.figures.svg import PALETTE, escape

_EDGE = 4.0
"""Blank around the map, in units."""
_SHORT = 8
"""Lines of hatching up to that many tenths of a unit are left out."""
_SPECK = 0.3
"""Islands smaller than that many square units are left out, but for a district's largest."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a map.

    Parameters
    ----------
    code : str
        Goes into the drawing as ``data-code``, so that a page can find the area.
    name, short : str
        The whole name, and the one that is written into the area.
    rings : sequence of rings
        Longitude and latitude in degrees; islands and holes alike. Empty where none are known.
    level : int, optional
        Place among the map's levels; None is "no data".
    note : str
        What the level means, in a word or two.
    mark : str
        What stands in the area where the name has no room, such as the last part of the code.
    special : bool
        Drawn with a dashed outline; the map's ``special`` says why.
    """

    code: str
    name: str
    short: str
    rings: Sequence[Ring]
    level: int | None
    note: str = ""
    mark: str = ""
    special: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An area on the canvas; ``dot`` is where its dot stands if it needs one."""

    area: Area
    rings: Sequence[Ring]
    size: float
    dot: Point | None


def placed_areas(areas: Sequence[Area], width: float, tallest: float, radius: float) -> tuple[list[Placed], float]:
    """The areas on the canvas, largest first, and the height that they need.

    Degrees become units by the same factor in both directions after longitudes are shrunk by the cosine of the middle
    latitude, which is true enough for a country at the equator.
    """
    points = [point for area in areas for ring in area.rings for point in ring]
    if not points:
        return [], 0
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    across, up = (east - west) * shrink or 1e-9, (north - south) or 1e-9
    scale = min((width - 2 * _EDGE) / across, (tallest - 2 * _EDGE) / up)
    left = (width - across * scale) / 2

    def spot(point: Point) -> Point:
        return left + (point[0] - west) * shrink * scale, _EDGE + (north - point[1]) * scale

    found = []
    for area in areas:
        rings = [[spot(point) for point in ring] for ring in area.rings]
        sizes = [area_of(ring) for ring in rings]
        largest = rings[sizes.index(max(sizes))]
        seen = [ring for ring, size in zip(rings, sizes, strict=True) if size >= _SPECK or ring is largest]
        size = max(sizes)
        found.append(Placed(area, seen, size, point_in(largest) if size < pi * radius**2 * 0.6 else None))
    found.sort(key=lambda one: -one.size)
    spread = apart([one.dot for one in found if one.dot], 2 * radius)
    dots = iter([(min(max(x, radius), width - radius), max(y, radius)) for x, y in spread])
    found = [replace(one, dot=next(dots)) if one.dot else one for one in found]
    return found, up * scale + 2 * _EDGE


def shapes(placed: Sequence[Placed], levels: int, radius: float, step: float) -> str:
    """All areas, the smallest on top: a boundary may run around a city without leaving it out.

    Parameters
    ----------
    placed : sequence of Placed
    levels : int
        How many there are.
    radius, step : float
        Of the dots, and between the lines of the hatching.
    """
    drawn = "".join(_shape(one, levels, radius, step) for one in placed)
    look = f'stroke="{PALETTE["muted"]}" stroke-width="5" stroke-linejoin="round" fill-rule="evenodd"'
    return f'<g transform="scale(.1)" {look}>{drawn}</g>'


def _shape(one: Placed, levels: int, radius: float, step: float) -> str:
    area = one.area
    fill = PALETTE["paper"] if area.level is None else shade(area.level, levels)
    outline = f' stroke="{PALETTE["accent"]}" stroke-width="14" stroke-dasharray="40 30"' if area.special else ""
    said = escape(" · ".join(filter(None, (area.name, area.note))))
    parts = [f'<path d="{"".join(_trace(ring) for ring in one.rings)}"/>']
    if area.level is None and (lines := _hatch(one.rings, step)):
        plain = ' stroke-width="5" stroke-dasharray="none"' if area.special else ""
        parts.append(f'<path d="{lines}" stroke="{PALETTE["edge"]}"{plain}/>')
    if one.dot:
        parts.append(f'<circle cx="{10 * one.dot[0]:.0f}" cy="{10 * one.dot[1]:.0f}" r="{10 * radius:.0f}"/>')
    return f'<g data-code="{escape(area.code)}" fill="{fill}"{outline}><title>{said}</title>{"".join(parts)}</g>'


def _hatch(rings: Sequence[Ring], step: float) -> str:
    """Hatching as a path of whole tenths of a unit; each line starts from the end of the one before it."""
    parts, (x, y) = [], (0, 0)
    for left, top, far in hatching(rings, step):
        start, long = (round(10 * left), round(10 * top)), round(10 * far)
        if long > _SHORT:
            parts.append(f"m{start[0] - x},{start[1] - y}l{long},{long}")
            x, y = start[0] + long, start[1] + long
    return "".join(parts)


def _trace(ring: Ring) -> str:
    """A ring as a path of whole tenths of a unit, each point from the one before it."""
    places = [(round(10 * x), round(10 * y)) for x, y in ring]
    steps, (x, y) = [], places[0]
    for across, down in places[1:]:
        if (across, down) != (x, y):
            steps.append(f"{across - x}{'' if down - y < 0 else ','}{down - y}")
        x, y = across, down
    if not steps:  # a speck; without an edge it would not be drawn at all
        steps = ["1,0"]
    return f"M{places[0][0]},{places[0][1]}l{' '.join(steps).replace(' -', '-')}z"
