"""Shares on several axes around a centre, for the shape of a profile; exact values are written beside each axis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

from kla_widgets.errors import Message, fail
from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, legend, line, marker, paint, polygon, rect, text, width_of, wrap
from kla_widgets.language import N_, Language

AXES = Message(
    "FIG-001",
    N_("A radar chart needs 3 to 12 axes, but there are {count}."),
    N_("Show these values as bars instead."),
)
SERIES = Message(
    "FIG-002",
    N_("A radar chart shows 1 to 3 series with one share for each of its {count} axes."),
    N_("Leave series out, and give a share or nothing for every axis."),
)

_CENTRE = WIDTH / 2
_GAP = 10
_SIZE, _LEADING = 12, 14.5
# Told apart by dash, by marker and by lightness.
_LINES = (paint("none", "deep", 2.2), paint("none", "mid", 2.2, "7 4"), paint("none", "accent", 2, "2 3"))
_MARKS = (
    ("circle", paint("deep")),
    ("square", paint("paper", "mid", 2)),
    ("triangle", paint("accent")),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One closed line.

    Parameters
    ----------
    name : str
        What it is called in the legend.
    shares : tuple of (float or None)
        Shares 0..1, one an axis; none where nothing is known.
    """

    name: str
    shares: tuple[float | None, ...]


_Block = tuple[tuple[str, ...], int, float, float]


@dataclass(frozen=True, slots=True)
class _Label:
    """Words beside an axis: a box (left, top, width, height) around the centre (0, 0), and how it is aligned."""

    lines: tuple[str, ...]
    named: int
    left: float
    top: float
    width: float
    height: float
    align: str


def radar(axes: Sequence[str], series: Sequence[Series], t: Language, title: str, alt: str, key: str) -> Figure:
    """A radar chart with rings at 25, 50, 75 and 100 %.

    Parameters
    ----------
    axes : sequence of 3 to 12 str
        Labels, clockwise from the top.
    series : sequence of 1 to 3 Series
        Lines to draw, the most important first. A missing share breaks its line and is written as "–".
    t : Language
        Writes the percentages.
    title, alt, key : str
        Headline, description, and name of the figure within its page.

    Raises
    ------
    KlaError
        ``FIG-001`` for too few or too many axes, ``FIG-002`` for series that do not fit them.
    """
    count = len(axes)
    if not 3 <= count <= 12:
        raise fail(AXES, path=key, count=count)
    if not 1 <= len(series) <= 3 or any(len(one.shares) != count for one in series):
        raise fail(SERIES, path=key, count=count)
    shares = [_shares([one.shares[axis] for one in series], t) for axis in range(count)]
    radius = _radius(axes)
    labels = _labels(axes, shares, radius)
    signs, y = _legend(series)
    top = min(-radius, *(label.top for label in labels))
    bottom = max(radius, *(label.top + label.height for label in labels))
    lines = "".join(_line(number, one, radius) for number, one in enumerate(series))
    around = _grid(radius, count, t) + lines + "".join(map(_words, labels))
    body = f'{signs}<g transform="translate({_CENTRE:g} {y + 4 - top:.1f})">{around}</g>'
    rows = [("", *(one.name for one in series))]
    rows += [(label, *(t.percent(one.shares[axis]) for one in series)) for axis, label in enumerate(axes)]
    words = aligned(rows, (False, *(True for _ in series)))
    return drawing(key, title, alt, y + bottom - top + 8, body, words)


def _shares(shares: Sequence[float | None], t: Language) -> str:
    """``90 / 76 / 50 %``: the sign once, behind the last share that is known."""
    last = max((place for place, share in enumerate(shares) if share is not None), default=-1)
    words = [t.number(None if share is None else share * 100, 0) for share in shares]
    if last >= 0:
        words[last] = t.percent(shares[last]).replace(" ", "\u00a0")
    return " / ".join(words)


def _point(axis: int, count: int, distance: float) -> tuple[float, float]:
    angle = 2 * pi * axis / count - pi / 2
    return distance * cos(angle), distance * sin(angle)


def _grid(radius: float, count: int, t: Language) -> str:
    parts = [line(0, 0, *_point(axis, count, radius), paint("none", "hair")) for axis in range(count)]
    for percent in (25, 50, 75, 100):
        distance = radius * percent / 100
        ring = [_point(axis, count, distance) for axis in range(count)]
        parts.append(polygon(ring, paint("none", "edge" if percent == 100 else "hair")))
    for percent in (25, 50, 75):
        words, y = t.percent(percent / 100), -radius * percent / 100
        parts.append(rect(-width_of(words, 9.5) - 3, y - 5, width_of(words, 9.5), 10, paint("paper", opacity=0.85)))
        parts.append(text(-4, y + 3.5, words, 9.5, colour="muted", align="end"))
    return "".join(parts)


def _line(number: int, series: Series, radius: float) -> str:
    count = len(series.shares)
    points = [
        None if share is None else _point(axis, count, radius * min(max(share, 0), 1))
        for axis, share in enumerate(series.shares)
    ]
    known = [point for point in points if point is not None]
    if len(known) == count:
        area = polygon(known, paint("deep", opacity=0.08)) if number == 0 else ""
        drawn = [area, polygon(known, _LINES[number])]
    else:
        pairs = zip(points, points[1:] + points[:1], strict=True)
        drawn = [line(*here, *there, _LINES[number]) for here, there in pairs if here and there]
    shape, look = _MARKS[number]
    return "".join(drawn + [marker(shape, *point, look) for point in known])


def _legend(series: Sequence[Series]) -> tuple[str, float]:
    def sign(number: int) -> Sign:
        shape, look = _MARKS[number]
        return lambda x, y: line(x, y, x + 22, y, _LINES[number]) + marker(shape, x + 11, y, look)

    return legend([(sign(number), one.name) for number, one in enumerate(series)])


def _radius(axes: Sequence[str]) -> float:
    """The largest radius that leaves room for every word beside it."""
    widest = max(width_of(word, _SIZE) for label in axes for word in re.split(r"\s+|(?<=[/-])", label))
    return min(max(_CENTRE - _GAP - widest - 2, 84), 116)


def _labels(axes: Sequence[str], shares: Sequence[str], radius: float) -> list[_Label]:
    """Labels around the circle: those at a side are pushed apart, those at top and bottom stay clear of them."""
    points = [_point(axis, len(axes), 1) for axis in range(len(axes))]
    found: dict[int, _Label] = {}
    for side in (-1, 1):
        members = sorted(
            (axis for axis, (x, _) in enumerate(points) if x * side > 0.05), key=lambda axis: points[axis][1]
        )
        blocks = [_block(axes[axis], shares[axis], _CENTRE - radius - _GAP) for axis in members]
        placed = _side(side, [points[axis][1] for axis in members], blocks, radius)
        found |= dict(zip(members, placed, strict=True))
    around = list(found.values())
    for axis, (_, y) in enumerate(points):
        if axis not in found:
            found[axis] = _middle(y > 0, _block(axes[axis], shares[axis], WIDTH * 0.6), around, radius)
    return [found[axis] for axis in range(len(axes))]


def _side(side: int, heights: Sequence[float], blocks: Sequence[_Block], radius: float) -> list[_Label]:
    """Labels left (-1) or right (1) of the circle from top to bottom, each as near to its axis as the others allow."""
    wished, placed, floor = [], [], float("-inf")
    for y, (*_, height) in zip(heights, blocks, strict=True):
        wished.append(y * (radius + 4) + (y - 1) * height / 2)
        placed.append(max(wished[-1], floor))
        floor = placed[-1] + height + 5
    drift = (sum(placed) - sum(wished)) / max(len(placed), 1)
    labels = []
    for top, (lines, named, width, height) in zip(placed, blocks, strict=True):
        edge = _edge(radius, top - drift, height)
        left, align = (edge, "start") if side > 0 else (-edge - width, "end")
        labels.append(_Label(lines, named, left, top - drift, width, height, align))
    return labels


def _middle(below: bool, block: _Block, around: Sequence[_Label], radius: float) -> _Label:
    """The label at the top or the bottom, beyond those at the sides that it would touch."""
    lines, named, width, height = block
    near = [one for one in around if one.left < width / 2 + 6 and one.left + one.width > -width / 2 - 6]
    if below:
        top = max([radius + 7, *(one.top + one.height + 5 for one in near)])
    else:
        top = min([-radius - 7, *(one.top - 5 for one in near)]) - height
    return _Label(lines, named, -width / 2, top, width, height, "middle")


def _block(label: str, shares: str, room: float) -> _Block:
    """Lines of a label and its shares, how many of them are the label, and the width and height they take."""
    name, values = wrap(label, room, _SIZE), wrap(shares, room, 12)
    width = max([width_of(part, _SIZE) for part in name] + [width_of(part, 12) for part in values])
    return (*name, *values), len(name), min(width, room), (len(name) + len(values)) * _LEADING


def _edge(radius: float, top: float, height: float) -> float:
    """How far right of the centre a box at that height clears the circle."""
    nearest = 0.0 if top <= 0 <= top + height else min(abs(top), abs(top + height))
    return max(sqrt(max((radius + _GAP) ** 2 - nearest**2, 0)), 0.3 * hypot(radius, _GAP))


def _words(label: _Label) -> str:
    x = label.left + {"start": 0, "middle": label.width / 2, "end": label.width}[label.align]
    parts = []
    for number, words in enumerate(label.lines):
        y, name = label.top + _LEADING * (number + 0.78), number < label.named
        parts.append(text(x, y, words, _SIZE if name else 12, False, "ink" if name else "muted", label.align))
    return "".join(parts)
