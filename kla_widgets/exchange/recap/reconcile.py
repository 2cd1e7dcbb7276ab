"""How the printed maxima and sums compare with the instrument and with the rows they add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kla_widgets.exchange.recap.values import Valued
from kla_widgets.instrument.models import TOTAL, Instrument

TOLERANCE = 0.005
"""Points; half of the second decimal, to which recaps are printed."""

_EXACT = 1e-9

DifferenceKind = Literal["maximum", "unknown_maximum", "subtotal", "total"]


@dataclass(frozen=True)
class Difference:
    """A printed number that is not what it should be.

    Parameters
    ----------
    target : str
        The id concerned.
    kind : {"maximum", "unknown_maximum", "subtotal", "total"}
        The printed maximum differs, or the instrument has none; the points of a group, or of the whole, are not the
        sum of their rows.
    printed : float
        Points, as printed.
    expected : float or None
        Points, by the instrument or by the rows; None when the instrument has no maximum.
    where : str
        The row that prints it.
    """

    target: str
    kind: DifferenceKind
    printed: float
    expected: float | None
    where: str


def compare_maxima(rows: Iterable[Valued], maxima: Mapping[str, float | None]) -> tuple[Difference, ...]:
    """Every printed maximum that is not the instrument's."""
    found = []
    for one in rows:
        if one.maximum is None:
            continue
        known = maxima.get(one.row.target)
        if known is None:
            found.append(Difference(one.row.target, "unknown_maximum", one.maximum, None, one.row.where))
        elif abs(one.maximum - known) > TOLERANCE + _EXACT:
            found.append(Difference(one.row.target, "maximum", one.maximum, known, one.row.where))
    return tuple(dict.fromkeys(found))


def compare_sums(rows: Iterable[Valued], instrument: Instrument) -> tuple[Difference, ...]:
    """Every printed sum that is not the sum of its rows.

    A group is compared with the level directly below it; where that level prints no sum, with the rows below it. The
    questions of an indicator may add up to more than its maximum; then its printed points may follow the
    instrument's way to handle that.
    """
    printed: dict[str, Valued] = {}
    for one in rows:
        if one.points is not None:
            printed.setdefault(one.row.target, one)
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent in instrument.parents.items():
        children[parent].append(child)

    def below(target: str) -> float | None:
        parts = [part for child in children[target] if (part := worth(child)) is not None]
        return sum(parts) if parts else None

    def worth(target: str) -> float | None:
        one = printed.get(target)
        return one.points if one else below(target)

    found = []
    for target, one in printed.items():
        expected = below(target)
        if one.points is None or expected is None:
            continue
        allowed = (expected, _limited(target, expected, instrument))
        if all(abs(one.points - value) > TOLERANCE + _EXACT for value in allowed):
            kind: DifferenceKind = "total" if target == TOTAL else "subtotal"
            found.append(Difference(target, kind, one.points, expected, one.row.where))
    return tuple(found)


def _limited(target: str, points: float, instrument: Instrument) -> float:
    """The sum of an indicator's questions as its ``overflow`` leaves it."""
    indicator = next((one for one in instrument.indicators if one.id == target), None)
    if indicator is None or indicator.max is None or indicator.overflow is None:
        return points
    if indicator.overflow == "cap":
        return min(points, indicator.max)
    possible = sum(question.weight or 0.0 for question in indicator.questions)
    return points * indicator.max / possible if possible > indicator.max else points
