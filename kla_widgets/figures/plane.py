"""Shapes in the plane: areas, hatching, and where in a shape there is room for words.

A shape is some closed rings, islands and holes alike; a point is inside if it lies in an odd number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Ring = Sequence[Point]
Span = tuple[float, float]

_ROOT = sqrt(2)
_TOUCHING = 1e-6
_NEARLY = 0.02


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a shape.

    Parameters
    ----------
    start, end : array of float, shape (edges, 2)
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]

    @classmethod
    def of(cls, rings: Iterable[Ring]) -> Edges:
        arrays = [np.array(ring, np.float64).reshape(-1, 2) for ring in rings]
        if not arrays:
            return cls(np.empty((0, 2)), np.empty((0, 2)))
        return cls(np.concatenate(arrays), np.concatenate([np.roll(one, -1, axis=0) for one in arrays]))

    def spans(self, y: float) -> list[Span]:
        """What of the horizontal line at ``y`` lies inside, from left to right; spans that touch are one."""
        (x0, y0), (x1, y1) = self.start.T, self.end.T
        cut = (y0 <= y) != (y1 <= y)
        xs = np.sort(x0[cut] + (y - y0[cut]) / (y1[cut] - y0[cut]) * (x1[cut] - x0[cut])).tolist()
        joined: list[Span] = []
        for left, right in zip(xs[::2], xs[1::2], strict=True):
            if joined and left - joined[-1][1] < _TOUCHING:
                joined[-1] = (joined[-1][0], right)
            else:
                joined.append((left, right))
        return joined


def area_of(ring: Ring) -> float:
    """The area inside a ring."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))) / 2


def point_in(ring: Ring) -> Point:
    """A point well inside a ring: the middle of the widest stretch halfway up."""
    ys = [y for _, y in ring]
    y = (min(ys) + max(ys)) / 2
    spans = Edges.of([ring]).spans(y)
    if not spans:
        return sum(x for x, _ in ring) / len(ring), y
    left, right = max(spans, key=lambda span: span[1] - span[0])
    return (left + right) / 2, y


def hatching(rings: Sequence[Ring], step: float) -> list[tuple[float, float, float]]:
    """Slanted lines across a shape, as start (x, y) and how far they go right and down alike.

    Lines and not a pattern to be filled in: programs that convert drawings do not agree on patterns.
    """
    turned = Edges.of([[((x + y) / _ROOT, (y - x) / _ROOT) for x, y in ring] for ring in rings])
    if not len(turned.start):
        return []
    low, high = turned.start[:, 1].min(), turned.start[:, 1].max()
    first = (int(low // step) + 0.5) * step  # on a raster of the whole drawing, so that neighbours match
    return [
        ((left - v) / _ROOT, (left + v) / _ROOT, (right - left) / _ROOT)
        for v in np.arange(first, high, step).tolist()
        for left, right in turned.spans(v)
    ]


class Room:
    """Where in a shape a box of a given size fits.

    Parameters
    ----------
    rings : sequence of Ring
    taken : sequence of (x, y, radius)
        Places to stay away from.
    """

    _STEP = 2.0

    def __init__(self, rings: Sequence[Ring], taken: Sequence[tuple[float, float, float]] = ()) -> None:
        edges = Edges.of(rings)
        low, high = float(edges.start[:, 1].min()), float(edges.start[:, 1].max())
        self._rows = np.arange(low + self._STEP / 2, high, self._STEP).tolist()
        self._spans = [_without(edges.spans(y), y, taken) for y in self._rows]

    def place(self, width: float, height: float) -> Point | None:
        """The middle of the box where it has most room to its sides; None where it does not fit."""
        depth = max(round(height / self._STEP), 1)
        best: tuple[float, Point] | None = None
        for top in range(len(self._rows) - depth + 1):
            free = self._spans[top]
            for row in range(top + 1, top + depth):
                free = _common(free, self._spans[row])
            for left, right in free:
                if right - left >= width and (best is None or right - left > best[0]):
                    best = right - left, ((left + right) / 2, (self._rows[top] + self._rows[top + depth - 1]) / 2)
        return best[1] if best else None


def apart(places: Sequence[Point], distance: float) -> list[Point]:
    """Points moved as little as it takes to be about that far from one another."""
    moved = [list(place) for place in places]
    for _ in range(30):
        still = True
        for here in range(len(moved)):
            for there in range(here):
                across, down = moved[here][0] - moved[there][0], moved[here][1] - moved[there][1]
                far = hypot(across, down)
                if far >= distance * (1 - _NEARLY):
                    continue
                still = False
                across, down = (across / far, down / far) if far else (1.0, 0.0)
                push = (distance - far) / 2
                for one, way in ((moved[here], push), (moved[there], -push)):
                    one[0] += way * across
                    one[1] += way * down
        if still:
            break
    return [(x, y) for x, y in moved]


def _without(spans: list[Span], y: float, taken: Sequence[tuple[float, float, float]]) -> list[Span]:
    for x, at, radius in taken:
        if abs(y - at) < radius:
            half = sqrt(radius**2 - (y - at) ** 2)
            spans = [
                (start, end)
                for left, right in spans
                for start, end in ((left, min(right, x - half)), (max(left, x + half), right))
                if end > start
            ]
    return spans


def _common(some: list[Span], others: list[Span]) -> list[Span]:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(left, right) for left, right in pairs if right > left]
