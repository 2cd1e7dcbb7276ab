"""Ranks of districts: by exact points, equal points sharing a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kla_widgets.reporting.province_facts import Row


@dataclass(frozen=True, slots=True)
class Ranked:
    """A district with its rank; ``tied`` if another one has exactly as many points."""

    row: Row
    rank: int
    tied: bool


def ranked(rows: Iterable[Row]) -> tuple[Ranked, ...]:
    """The districts that have a score, best first; those with equal points by code.

    Points are compared as they are, never rounded; after two districts in the second place comes the fourth.
    """
    scored = sorted(
        ((row.own, row) for row in rows if row.own is not None), key=lambda one: (-one[0], one[1].region.code)
    )
    counts = Counter(own for own, _ in scored)
    first: dict[float, int] = {}
    for place, (own, _) in enumerate(scored, 1):
        first.setdefault(own, place)
    return tuple(Ranked(row, first[own], counts[own] > 1) for own, row in scored)
