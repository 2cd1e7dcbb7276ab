"""What the total would be: the same climb from questions to the total, for credits that nobody has answered yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.scoring.fixed import Bools, Floats, Points
from kla_widgets.scoring.structure import Climbed, Structure

_Climb = Callable[[slice], Points]
_NOTHING = pd.DataFrame({"region": [], "target": [], "points": []})
_BLOCK = 1000  # so many cases at a time stay in the processor's cache


class WhatIf:
    """Totals of imagined cases of one region.

    Parameters
    ----------
    instrument : Instrument
    told : mapping of str to float, optional
        Points known only as a sum, by indicator, cluster or total; they count until every part below is known.
    """

    def __init__(self, instrument: Instrument, told: Mapping[str, float] | None = None) -> None:
        self.instrument = instrument
        self.told = dict(told or {})
        self._structure = Structure(instrument)

    def claimed(self, credits: Floats, part: str = TOTAL) -> Floats:
        """Points of a part.

        Parameters
        ----------
        credits : array of float, shape (cases, questions)
            0 to 1 in the instrument's order; NaN for unanswered.

        Returns
        -------
        array of float, shape (cases,)
            NaN where nothing is known.
        """
        level, place = self._place(part)
        return self._by_block(credits, lambda rows: self._climb(credits[rows]).points[level], place)

    def supported(self, credits: Floats, shares: Floats, part: str = TOTAL) -> Floats:
        """Points of a part that evidence carries; a sum without its parts carries none.

        Parameters
        ----------
        shares : array of float, shape (cases, questions)
            The share of each claim that evidence supports, 0 to 1.
        """
        level, place = self._place(part)

        def climb(rows: slice) -> Points:
            first = self._climb(credits[rows]).points[0]
            return self._structure.climb_supported(first, shares[rows])[level]

        return self._by_block(credits, climb, place)

    def settled(self, credits: Floats) -> Bools:
        """Questions that cannot move the total, because only the sum of a part above them counts.

        Parameters
        ----------
        credits : array of float, shape (questions,)

        Returns
        -------
        array of bool, shape (questions,)
        """
        flags = self._climb(credits[None, :]).sum_only
        sums = {
            name
            for level in (1, 2, 3)
            for name, flag in zip(self._structure.ids[level], flags[level][0], strict=True)
            if flag
        }
        return np.array([self._below(question.id, sums) for question in self._structure.questions], bool)

    def _below(self, part: str, sums: set[str]) -> bool:
        while part != TOTAL:
            part = self.instrument.parents[part]
            if part in sums:
                return True
        return False

    def _climb(self, credits: Floats) -> Climbed:
        cases = [str(number) for number in range(len(credits))]
        if not self.told:
            return self._structure.climb(credits, cases, _NOTHING)
        count = len(self.told)
        points = pd.DataFrame(
            {
                "region": np.repeat(np.array(cases, object), count),
                "target": list(self.told) * len(cases),
                "points": np.tile(np.array(list(self.told.values()), float), len(cases)),
            }
        )
        return self._structure.climb(credits, cases, points)

    def _place(self, part: str) -> tuple[int, int]:
        return next((level, ids.index(part)) for level, ids in enumerate(self._structure.ids) if part in ids)

    def _by_block(self, credits: Floats, climb: _Climb, place: int) -> Floats:
        found = np.empty(len(credits))
        for first in range(0, len(credits), _BLOCK):
            rows = slice(first, first + _BLOCK)
            found[rows] = climb(rows).values[:, place]
        return found
