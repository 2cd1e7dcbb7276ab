"""Gaps: the points still to be had, why they are missing, and whose they are.

One table feeds screens, reports and plans. A gap stands at the lowest level that is known: at a question where
questions are answered or nothing is known at all, at a cluster where only its sum was published. Where some parts are
known beside such a sum, the sum tells the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from kla_widgets.instrument.models import Cluster, Indicator, Kind, Question
from kla_widgets.scoring.scores import Part, RegionScore


class Why(StrEnum):
    """Why points are missing."""

    UNANSWERED = "unanswered"
    LOW_ANSWER = "low_answer"
    EVIDENCE_MISSING = "evidence_missing"
    NOT_ACCEPTED = "not_accepted"
    SUM_ONLY = "sum_only"


@dataclass(frozen=True, slots=True)
class Gap:
    """What one part still has to give.

    Parameters
    ----------
    target : str
        Id of a question; of an indicator or cluster where its parts are not known.
    cluster, indicator : str
        Where it belongs; ``indicator`` is empty for a cluster.
    points : float
        Maximum less the score of the stage shown.
    at_risk : float
        Claimed points that the attached evidence does not support; 0 where that is not known.
    why : Why
    kind : Kind, optional
        None where the gap is not a question's.
    agencies : tuple of str
        The leading agency first.
    """

    target: str
    cluster: str
    indicator: str
    points: float
    at_risk: float
    why: Why
    kind: Kind | None
    agencies: tuple[str, ...]

    @property
    def lead(self) -> str:
        return self.agencies[0] if self.agencies else ""


@dataclass(frozen=True, slots=True)
class GapSum:
    """Gaps that share something: how many, points to be had, points at risk."""

    key: str
    count: int
    points: float
    at_risk: float


def find_gaps(score: RegionScore) -> tuple[Gap, ...]:
    """The gaps of one region, largest first; ties in the instrument's order.

    Parts without a weight have no gap.
    """
    found = [gap for cluster in score.instrument.clusters for gap in _of_cluster(score, cluster)]
    return tuple(sorted(found, key=lambda gap: (-gap.points, -gap.at_risk)))


def sum_gaps(gaps: Iterable[Gap], key: Callable[[Gap], str | None]) -> tuple[GapSum, ...]:
    """Gaps added up by something, most points first; those without a key are left out."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        if (name := key(gap)) is not None:
            groups.setdefault(name, []).append(gap)
    sums = (GapSum(name, len(group), _sum(group, "points"), _sum(group, "at_risk")) for name, group in groups.items())
    return tuple(sorted(sums, key=lambda one: (-one.points, -one.at_risk)))


def _of_cluster(score: RegionScore, cluster: Cluster) -> Iterator[Gap]:
    for indicator in cluster.indicators:
        yield from _of_indicator(score, cluster, indicator)
    children = [score.parts[indicator.id] for indicator in cluster.indicators]
    yield from _rest(score, score.parts[cluster.id], children, cluster.id, "", cluster.lead_agencies)


def _of_indicator(score: RegionScore, cluster: Cluster, indicator: Indicator) -> Iterator[Gap]:
    for question in indicator.questions:
        yield from _of_question(score, cluster, indicator, question)
    children = [score.parts[question.id] for question in indicator.questions]
    yield from _rest(score, score.parts[indicator.id], children, cluster.id, indicator.id, indicator.lead_agencies)


def _of_question(score: RegionScore, cluster: Cluster, indicator: Indicator, question: Question) -> Iterator[Gap]:
    part = score.parts[question.id]
    at_risk = _at_risk(part)
    if part.gap is None or (part.gap <= 0 and at_risk <= 0):
        return
    yield Gap(
        question.id, cluster.id, indicator.id, part.gap, at_risk, _why(score, part), question.kind, question.agencies
    )


def _rest(
    score: RegionScore, part: Part, children: Sequence[Part], cluster: str, indicator: str, agencies: tuple[str, ...]
) -> Iterator[Gap]:
    """What of a part's gap is not told by its parts: all of it where they are not known, or where there are none."""
    told = [child.gap for child in children]
    if part.gap is None or (children and None not in told):
        return
    rest = round(part.gap - fsum(gap for gap in told if gap is not None), 9)
    if rest > 0:
        why = Why.UNANSWERED if score.own(part) is None else Why.SUM_ONLY
        yield Gap(part.id, cluster, indicator, rest, 0.0, why, None, agencies)


def _why(score: RegionScore, part: Part) -> Why:
    own = score.own(part)
    if own is None:
        return Why.UNANSWERED
    if part.verified is not None and part.claimed is not None and part.verified < part.claimed:
        return Why.NOT_ACCEPTED
    return Why.LOW_ANSWER if part.gap else Why.EVIDENCE_MISSING


def _at_risk(part: Part) -> float:
    if part.claimed is None or part.supported is None or part.verified is not None:
        return 0.0
    return round(part.claimed - part.supported, 9)


def _sum(gaps: Sequence[Gap], field: str) -> float:
    return round(fsum(getattr(gap, field) for gap in gaps), 9)
