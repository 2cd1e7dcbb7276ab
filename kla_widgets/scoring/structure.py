"""The levels of an instrument as arrays, and how points climb from questions to the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kla_widgets.instrument.models import TOTAL, Cluster, Indicator, Instrument, Question
from kla_widgets.scoring.credit import reported
from kla_widgets.scoring.fixed import UNIT, Bools, Floats, Ints, Points, to_units


@dataclass(frozen=True)
class Climbed:
    """What is known of a stage.

    Parameters
    ----------
    points : list of Points
        By level, from questions to the total.
    sum_only : list of array of bool, shapes (regions, parts)
        By level, where points are reported and not all parts are known.
    answered : array of bool, shape (regions, questions)
        With or without points.
    """

    points: list[Points]
    sum_only: list[Bools]
    answered: Bools


class Structure:
    """The levels of an instrument as arrays: questions, indicators, clusters, total."""

    def __init__(self, instrument: Instrument) -> None:
        self.questions: tuple[Question, ...] = instrument.questions
        parts: list[tuple[Question | Indicator | Cluster, ...]] = [
            instrument.questions,
            instrument.indicators,
            instrument.clusters,
        ]
        self.ids = [*(tuple(part.id for part in level) for level in parts), (TOTAL,)]
        self.sizes = [len(ids) for ids in self.ids]
        self.maxima: list[Floats] = [
            np.array([np.nan if (top := instrument.maxima[one]) is None else top for one in ids], float)
            for ids in self.ids
        ]
        self._parent = [
            np.array([self.ids[level + 1].index(instrument.parents[one]) for one in self.ids[level]], np.int64)
            for level in range(3)
        ]
        self._overflow = [one.overflow for one in instrument.indicators]

    def climb(self, credit: Floats, regions: Sequence[str], points: pd.DataFrame) -> Climbed:
        """Points of all levels from credit and reported points."""
        if len(points):
            told = [Points.of(reported(ids, regions, points)) for ids in self.ids]
        else:
            told = [Points.none((len(regions), size)) for size in self.sizes]
        earned = Points.of(credit * self.maxima[0])
        first = Points(np.where(earned.known, earned.units, told[0].units), earned.known | told[0].known)
        levels, sum_only = [first], [np.zeros_like(first.known)]
        for level in range(3):
            total, some, every = self._sum(levels[-1], level)
            sum_only.append(told[level + 1].known & ~every)
            units = np.where(sum_only[-1], told[level + 1].units, total)
            levels.append(Points(units, some | told[level + 1].known))
        return Climbed(levels, sum_only, ~np.isnan(credit) | first.known)

    def nothing(self, regions: int) -> Climbed:
        """All levels of a stage of which nothing is known."""
        levels = [Points.none((regions, count)) for count in self.sizes]
        return Climbed(levels, [level.known for level in levels], levels[0].known)

    def climb_supported(self, claimed: Points, shares: Floats) -> list[Points]:
        """Supported points of all levels: what evidence carries of the claimed points of the questions."""
        levels = [Points(np.rint(claimed.units * shares).astype(np.int64), claimed.known)]
        for level in range(3):
            total, some, _ = self._sum(levels[-1], level)
            levels.append(Points(total, some))
        return levels

    def gaps(self, own: Climbed) -> list[Floats]:
        """Points still to be had at all levels; NaN below a part of which only the sum is known."""
        below_sum = np.zeros_like(own.points[3].known)
        found = []
        for level in (3, 2, 1, 0):
            points, tops = own.points[level], np.nan_to_num(self.maxima[level])
            open_ = np.isnan(self.maxima[level]) | (below_sum & ~points.known)
            found.append(np.where(open_, np.nan, (to_units(tops) - points.units) / UNIT))
            if level:
                below_sum = (below_sum | own.sum_only[level])[:, self._parent[level - 1]]
        return found[::-1]

    def count(self, flags: Bools, level: int) -> Ints:
        """How many questions of each part are flagged."""
        counts = flags.astype(np.int64)
        for step in range(level):
            counts = self._gather(counts, step)
        return counts

    def _sum(self, parts: Points, level: int) -> tuple[Ints, Bools, Bools]:
        """Sum of the known parts, whether some part is known, whether all that bear points are."""
        total = self._gather(np.where(parts.known, parts.units, 0), level)
        known = self._gather(parts.known.astype(np.int64), level)
        bearing = (self.maxima[level] > 0) | np.isnan(self.maxima[level])
        needed = self._gather(bearing.astype(np.int64)[None, :], level)
        have = self._gather((parts.known & bearing).astype(np.int64), level)
        if level == 0:
            total = self._within_maximum(total)
        return total, known > 0, (have == needed) & (needed > 0)

    def _within_maximum(self, total: Ints) -> Ints:
        """Indicators whose questions add up to more than their maximum, by the instrument's overflow rule."""
        result = total.copy()
        weights = self._gather(to_units(np.nan_to_num(self.maxima[0]))[None, :], 0)[0]
        for place, rule in enumerate(self._overflow):
            if rule is None:
                continue
            top = to_units(self.maxima[1][place])
            if rule == "cap":
                result[:, place] = np.minimum(total[:, place], top)
            else:
                result[:, place] = np.rint(total[:, place] * (top / weights[place])).astype(np.int64)
        return result

    def _gather(self, values: Ints, level: int) -> Ints:
        """Add the columns that have the same parent."""
        result = np.zeros((values.shape[0], self.sizes[level + 1]), np.int64)
        order = self._parent[level]
        if len(order):  # children lie side by side in the instrument's order, so runs can be added at once
            starts = np.flatnonzero(np.r_[True, order[1:] != order[:-1]])
            result[:, order[starts]] = np.add.reduceat(values, starts, axis=1)
        return result
