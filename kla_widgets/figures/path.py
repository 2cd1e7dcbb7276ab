"""A number as it is expected to go from year to year, within the band in which it may lie, over named levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.ladder import Band
from kla_widgets.figures.svg import WIDTH, Sign, escape, legend, line, marker, paint, polygon, rect, text, width_of
from kla_widgets.language import Language

_HEIGHT = 210
_WANTED = paint("none", "accent", 2, "5 3")
_LEVEL, _EDGE = paint("none", "hair"), paint("none", "ink", 1.2)
_BAND, _LINE, _MIDDLE = paint("pale"), paint("none", "deep", 2), paint("none", "mid", 1.5, "2 3")
_DOT = paint("deep", "paper", 1)


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One year.

    Parameters
    ----------
    year : int
    value : float
        What is expected.
    low, middle, high : float, optional
        Ends and middle of the band in which it may lie in truth.
    """

    year: int
    value: float
    low: float | None = None
    middle: float | None = None
    high: float | None = None


def score_path(
    points: Sequence[PathPoint],
    levels: Sequence[Band],
    t: Language,
    title: str,
    alt: str,
    key: str,
    names: tuple[str, str, str],
    wanted: tuple[float, str] | None = None,
) -> Figure:
    """Years from left to right, the scale from bottom to top.

    Parameters
    ----------
    points : sequence of PathPoint
        By year.
    levels : sequence of Band
        Named levels of the scale; those far from the path are left out.
    t : Language
        Writes numbers.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    names : tuple of three str
        What the line, the band and its middle are called.
    wanted : tuple of (float, str), optional
        A value to be reached, and what it is called.
    """
    signs, top = _legend(points, names, wanted)
    low, high = _scale(points, wanted)
    shown = [one for one in levels if low <= one.start <= high]
    room = max((width_of(one.name, 12) for one in shown), default=0) + 10
    left, right = room + 34, WIDTH - 28.0
    base = top + 14 + _HEIGHT
    span = max(points[-1].year - points[0].year, 1) if points else 1

    def x(year: int) -> float:
        return left + (right - left) * (year - points[0].year) / span

    def y(value: float) -> float:
        return base - _HEIGHT * (value - low) / (high - low)

    parts = [signs]
    for one in shown:
        parts.append(line(room, y(one.start), WIDTH, y(one.start), _LEVEL))
        parts.append(text(room - 8, y(one.start) + 4, one.name, 12, colour="muted", align="end"))
    banded = [(one.year, one.low, one.high) for one in points if one.low is not None and one.high is not None]
    if banded:
        upper = [(x(year), y(most)) for year, _, most in banded]
        lower = [(x(year), y(least)) for year, least, _ in reversed(banded)]
        parts.append(polygon([*upper, *lower], _BAND))
    middles = [(x(one.year), y(one.middle)) for one in points if one.middle is not None]
    parts += [line(*here, *there, _MIDDLE) for here, there in pairwise(middles)]
    ends = [(x(one.year), y(one.value)) for one in points]
    parts += [line(*here, *there, _LINE) for here, there in pairwise(ends)]
    if wanted is not None:
        parts.append(line(room, y(wanted[0]), WIDTH, y(wanted[0]), _WANTED))
    for point, (across, up) in zip(points, ends, strict=True):
        says = f"{point.year}: {t.number(point.value)}"
        parts.append(f"<g><title>{escape(says)}</title>{marker('circle', across, up, _DOT, 4.5)}</g>")
        parts.append(text(across, up - 9, t.number(point.value, 0), 12, bold=True, align="middle"))
        parts.append(text(across, base + 18, str(point.year), 12, align="middle"))
    parts.append(line(room, base, WIDTH, base, _EDGE))
    return drawing(key, title, alt, base + 26, "".join(parts), _plain(points, names, t))


def _scale(points: Sequence[PathPoint], wanted: tuple[float, str] | None) -> tuple[float, float]:
    """Ends of the scale: a little beyond everything that is shown, in whole fifties."""
    values = [value for one in points for value in (one.value, one.low, one.high) if value is not None]
    values += [wanted[0]] if wanted else []
    low, high = min(values, default=0.0), max(values, default=1.0)
    return max(0.0, (low - 15) // 50 * 50), -(-(high + 25) // 50) * 50


def _legend(
    points: Sequence[PathPoint], names: tuple[str, str, str], wanted: tuple[float, str] | None
) -> tuple[str, float]:
    items: list[tuple[Sign, str]] = [
        (lambda x, y: line(x, y, x + 20, y, _LINE) + marker("circle", x + 10, y, _DOT, 4), names[0])
    ]
    if any(one.low is not None for one in points):
        items.append((lambda x, y: rect(x, y - 6, 20, 12, _BAND), names[1]))
    if any(one.middle is not None for one in points):
        items.append((lambda x, y: line(x, y, x + 20, y, _MIDDLE), names[2]))
    if wanted is not None:
        items.append((lambda x, y: line(x, y, x + 20, y, _WANTED), wanted[1]))
    return legend(items)


def _plain(points: Sequence[PathPoint], names: tuple[str, str, str], t: Language) -> str:
    lines = [
        (str(one.year), t.number(one.value), "" if one.low is None else f"{t.number(one.low)} … {t.number(one.high)}")
        for one in points
    ]
    return aligned([("", names[0], names[1]), *lines], (False, True, True))
