"""How far evaluators who decide independently agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

from kla_widgets.review.desk import Desk
from kla_widgets.review.records import Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two evaluators compared, on the questions that both have decided.

    Parameters
    ----------
    first, second : str
    questions : int
        How many both have decided.
    same : int
        On how many of them they give the same.
    kappa : float, optional
        Cohen's kappa of the verdicts, -1 to 1.
    difference : float, optional
        Mean absolute difference in points, over the questions to which both give points.
    """

    first: str
    second: str
    questions: int
    same: int
    kappa: float | None
    difference: float | None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa: agreement beyond what chance would give (Cohen 1960, Educ. Psychol. Meas. 20:37-46).

    Parameters
    ----------
    pairs : sequence of (category, category)
        What each of two evaluators said of the same thing.

    Returns
    -------
    float, optional
        Between -1 and 1; 1 when all pairs are equal, also where both use a single category and the formula is 0/0;
        None without pairs.
    """
    count = len(pairs)
    if count == 0:
        return None
    equal = sum(one == other for one, other in pairs)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(firsts[category] * seconds[category] for category in firsts)  # count**2 times the expected share
    if equal == count:
        return 1.0
    return (equal * count - by_chance) / (count * count - by_chance)


def mean_absolute_difference(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Mean of the absolute differences; None without pairs."""
    return sum(abs(one - other) for one, other in pairs) / len(pairs) if pairs else None


def agreements(desk: Desk) -> tuple[Agreement, ...]:
    """Every two evaluators of a stage compared."""
    return tuple(_compared(desk, *two) for two in combinations(desk.evaluators, 2))


def _compared(desk: Desk, first: str, second: str) -> Agreement:
    both = [
        (desk.own[first, question], desk.own[second, question])
        for question in desk.claims
        if (first, question) in desk.own and (second, question) in desk.own
    ]
    verdicts: list[tuple[Verdict, Verdict]] = [(one.verdict, other.verdict) for one, other in both]
    points = [(one.points, other.points) for one, other in both if one.points is not None and other.points is not None]
    same = sum(one.same_as(other) for one, other in both)
    return Agreement(first, second, len(both), same, cohen_kappa(verdicts), mean_absolute_difference(points))
