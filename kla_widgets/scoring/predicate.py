"""Points to a predicate, and how far it is to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kla_widgets.instrument.models import PredicateBand, Predicates


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a score stands.

    Parameters
    ----------
    predicate : PredicateBand, optional
        None below the lowest band.
    next : PredicateBand, optional
        None at the top.
    missing : float, optional
        Points that are missing to ``next``.
    """

    predicate: PredicateBand | None
    next: PredicateBand | None
    missing: float | None


@dataclass(frozen=True, slots=True)
class Threshold:
    """The lowest score of a band: ``least``, or just above ``above`` where the gap belongs to the upper band."""

    band: PredicateBand
    least: float
    above: float | None

    def reached(self, points: float) -> bool:
        return points >= self.least if self.above is None else points > self.above


def thresholds(predicates: Predicates) -> tuple[Threshold, ...]:
    """The lowest score of each band, from lowest to highest.

    With ``edge: upper`` a band begins right above the end of the one below (600.01 for a band printed as 601-700 after
    500-600); with ``edge: lower`` only at its own printed beginning.
    """
    found = []
    below: PredicateBand | None = None
    for band in predicates.bands:
        if predicates.edge == "upper" and below is not None:
            found.append(Threshold(band, _least(below.max, predicates.resolution), below.max))
        else:
            found.append(Threshold(band, band.min, None))
        below = band
    return tuple(found)


def standing(predicates: Predicates | None, points: float | None) -> Standing:
    """The predicate of a score; nothing where there are no bands or no score."""
    return standings(predicates, [points])[0]


def standings(predicates: Predicates | None, scores: Iterable[float | None]) -> tuple[Standing, ...]:
    """The same for many scores."""
    ladder = thresholds(predicates) if predicates else ()
    return tuple(_stand(ladder, points) if ladder and points is not None else _NOWHERE for points in scores)


_NOWHERE = Standing(None, None, None)


def _stand(ladder: Sequence[Threshold], points: float) -> Standing:
    reached = sum(1 for step in ladder if step.reached(points))
    present = ladder[reached - 1].band if reached else None
    if reached == len(ladder):
        return Standing(present, None, None)
    ahead = ladder[reached]
    return Standing(present, ahead.band, round(ahead.least - points, 9))


def _least(top: float, resolution: float) -> float:
    return round(top + resolution, 9)
