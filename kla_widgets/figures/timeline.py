"""Levels reached over the years, as steps between dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, escape, legend, line, marker, paint, text, width_of, wrap
from kla_widgets.language import MISSING, Language

_RISE = 30
_SURE, _OPEN = paint("deep"), paint("paper", "deep", 2)
_STEP = paint("none", "mid", 2)


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """What one source says of one year.

    Parameters
    ----------
    year : int
        The year.
    level : str, optional
        One of the levels; none when it is known that there is none.
    source : str
        Where that is said.
    contested : bool
        Other sources differ, or the source is weak: drawn hollow and left out of the steps.
    """

    year: int
    level: str | None
    source: str = ""
    contested: bool = False


def timeline(
    points: Sequence[TimelinePoint], levels: Sequence[str], t: Language, title: str, alt: str, key: str
) -> Figure:
    """Years from left to right, levels from bottom to top.

    Parameters
    ----------
    points : sequence of TimelinePoint
        In any order; several for one year are all shown.
    levels : sequence of str
        From lowest to highest. A level of a point that is not among them is added on top.
    t : Language
        Writes the legend.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    """
    rows = sorted(points, key=lambda point: point.year)
    names = [*levels, *dict.fromkeys(point.level for point in rows if point.level and point.level not in levels)]
    signs, top = _legend(rows, t)
    room = min(max((width_of(part, 12) for name in names for part in wrap(name, 120, 12)), default=0), 120) + 12
    years = [point.year for point in rows] or [0]
    span = max(years[-1] - years[0], 1)
    base = top + (18 if signs else 8) + _RISE * len(names)

    def x(year: int) -> float:
        return room + 16 + (WIDTH - room - 36) * (0.5 if years[0] == years[-1] else (year - years[0]) / span)

    def y(level: str | None) -> float:
        return base if level is None else base - _RISE * (names.index(level) + 1)

    parts = [signs, *_levels(names, room, y_of=[y(name) for name in names])]
    parts.append(line(room, base, WIDTH, base, paint("none", "ink", 1.2)))
    if rows:
        parts += _years(years[0], years[-1], base, [x(year) for year in range(years[0], years[-1] + 1)])
    sure = [point for point in rows if not point.contested]
    for here, there in pairwise(sure):
        if here.level and there.level:
            corner = x(there.year), y(here.level)
            parts.append(line(x(here.year), y(here.level), *corner, _STEP))
            parts.append(line(*corner, x(there.year), y(there.level), _STEP))
    parts += [_dot(point, x(point.year), y(point.level)) for point in rows]
    return drawing(key, title, alt, base + 24, "".join(parts), _plain(rows, t))


def _levels(names: Sequence[str], room: float, y_of: Sequence[float]) -> list[str]:
    parts = []
    for name, y in zip(names, y_of, strict=True):
        parts.append(line(room, y, WIDTH, y, paint("none", "hair")))
        lines = wrap(name, 120, 12)
        first = y + 4 - 6.5 * (len(lines) - 1)
        for number, part in enumerate(lines):
            parts.append(text(room - 10, first + 13 * number, part, 12, colour="muted", align="end"))
    return parts


def _years(first: int, last: int, base: float, places: Sequence[float]) -> list[str]:
    """Ticks for all years, words for as many as fit, counted back from the last."""
    distance = places[1] - places[0] if len(places) > 1 else WIDTH
    every = next(step for step in (1, 2, 3, 5, 10, 20, last - first + 1) if step * distance >= 37)
    parts = []
    for year, x in zip(range(first, last + 1), places, strict=True):
        parts.append(line(x, base, x, base + 4, paint("none", "edge")))
        if (last - year) % every == 0:
            parts.append(text(x, base + 18, str(year), 12, align="middle"))
    return parts


def _dot(point: TimelinePoint, x: float, y: float) -> str:
    says = escape(" · ".join(filter(None, (str(point.year), point.level or MISSING, point.source))))
    if point.level is None:
        drawn = text(x, y - 6, MISSING, 13, bold=True, colour="muted", align="middle")
    else:
        drawn = marker("circle", x, y, _OPEN if point.contested else _SURE, 5)
    return f"<g><title>{says}</title>{drawn}</g>"


def _legend(rows: Sequence[TimelinePoint], t: Language) -> tuple[str, float]:
    items: list[tuple[Sign, str]] = []
    if any(point.contested for point in rows):
        items.append((lambda x, y: marker("circle", x + 10, y, _SURE, 5), t("reported")))
        items.append((lambda x, y: marker("circle", x + 10, y, _OPEN, 5), t("disputed or weakly sourced")))
    if any(point.level is None for point in rows):
        items.append((lambda x, y: text(x + 10, y + 4, MISSING, 13, True, "muted", "middle"), t("none")))
    return legend(items) if items else ("", 0)


def _plain(rows: Sequence[TimelinePoint], t: Language) -> str:
    doubt = t("disputed or weakly sourced")
    lines = [
        (str(point.year), point.level or t("none"), doubt if point.contested else "", point.source) for point in rows
    ]
    return aligned(lines, (False,) * 4) if lines else ""
