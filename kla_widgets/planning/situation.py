"""Where a district stands, question by question: what is claimed, what evidence carries, what was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.scoring.fixed import Bools, Floats
from kla_widgets.scoring.scores import Part, RegionScore
from kla_widgets.scoring.whatif import WhatIf

_TRIES = 65
USUAL_EVIDENCE = 0.9
"""Share of claimed points that evidence supports where nobody has said: ours, inferred."""


@dataclass(frozen=True)
class Situation:
    """The state of every question of one district.

    Parameters
    ----------
    instrument : Instrument
    credits : array of float, shape (questions,)
        Credit of the stage shown, 0 to 1; NaN where nothing is known.
    shares : array of float, shape (questions,)
        The share of the claim that evidence supports. What a verification accepted counts as supported.
    accepted : array of float, shape (questions,)
        Credit that a verification has accepted; 0 where there was none.
    told : dict of str to float
        Points of indicators, clusters or the total of which only the sum is known.
    assumed : bool
        Whether credits were filled in by :func:`assume` and are nobody's answers.
    """

    instrument: Instrument
    credits: Floats
    shares: Floats
    accepted: Floats
    told: Mapping[str, float] = field(default_factory=dict)
    assumed: bool = False

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each question in the arrays."""
        return {question.id: place for place, question in enumerate(self.instrument.questions)}

    @cached_property
    def weights(self) -> Floats:
        """Points at full credit, shape (questions,); 0 where there is no weight."""
        return np.array([question.weight or 0.0 for question in self.instrument.questions], float)

    @cached_property
    def what_if(self) -> WhatIf:
        return WhatIf(self.instrument, self.told)

    @cached_property
    def settled(self) -> Bools:
        """Questions that cannot move the total, because only the sum above them is known."""
        return self.what_if.settled(self.credits)


def situation_of(score: RegionScore) -> Situation:
    """The situation that a score shows; the stage shown counts.

    With a verification its credits are the start, and what it accepted needs no evidence again.
    """
    instrument = score.instrument
    parts = [score.parts[question.id] for question in instrument.questions]
    credits = np.array([_credit(score.own(part), part.max) for part in parts], float)
    verified = score.stage != instrument.claim_stage.id
    shares = np.ones(len(parts)) if verified else np.array([_share(part) for part in parts], float)
    shares = np.where(np.isnan(credits), 0.0, shares)
    accepted = np.nan_to_num(credits) if verified else np.zeros(len(parts))
    return Situation(instrument, credits, shares, accepted, dict(_sums(score)))


def empty_situation(instrument: Instrument, told: Mapping[str, float] | None = None) -> Situation:
    """Nothing is answered; some sums may be known."""
    count = len(instrument.questions)
    return Situation(instrument, np.full(count, np.nan), np.zeros(count), np.zeros(count), dict(told or {}))


def assume(
    situation: Situation,
    told: Mapping[str, float] | None = None,
    accepted: bool = False,
    evidence: float = USUAL_EVIDENCE,
) -> Situation:
    """The situation with unknown credits filled in, so that known sums come out.

    Below each known sum, all unanswered questions get the same credit. This is an assumption that lets a district
    plan before it has answered; it is ours (inferred), and the result says so in ``assumed``.

    Parameters
    ----------
    told : mapping of str to float, optional
        Further sums, such as ``{"TOTAL": 550}`` for a district of which only the predicate is known.
    accepted : bool
        Whether the sums are results of a verification, as a predicate is; their credits need no evidence again then.
    evidence : float
        The share of the filled claims that evidence supports, where they are not accepted.

    Returns
    -------
    Situation
        Without sums.
    """
    sums = dict(situation.told) | dict(told or {})
    free = WhatIf(situation.instrument)
    credits, shares, kept = situation.credits.copy(), situation.shares.copy(), situation.accepted.copy()
    for part in sorted(sums, key=lambda name: _depth(situation.instrument, name), reverse=True):
        open_ = np.isnan(credits) & _below(situation, part)
        if open_.any():
            level = _level(free, credits, open_, part, sums[part])
            credits[open_] = level
            shares[open_] = 1.0 if accepted else evidence
            kept[open_] = level if accepted else 0.0
    filled = bool((np.isnan(situation.credits) & ~np.isnan(credits)).any())
    return replace(situation, credits=credits, shares=shares, accepted=kept, told={}, assumed=filled)


def _level(free: WhatIf, credits: Floats, open_: Bools, part: str, points: float) -> float:
    """The common credit of the open questions at which a part has those points, to a millionth."""
    low, high = 0.0, 1.0
    for _ in range(4):
        levels = np.linspace(low, high, _TRIES)
        cases = np.tile(credits, (_TRIES, 1))
        cases[:, open_] = levels[:, None]
        reached = int(np.searchsorted(free.claimed(cases, part), points))
        low, high = float(levels[max(0, reached - 1)]), float(levels[min(_TRIES - 1, reached)])
    return high


def _credit(points: float | None, most: float | None) -> float:
    return np.nan if points is None or not most else min(1.0, points / most)


def _share(part: Part) -> float:
    return part.supported / part.claimed if part.claimed and part.supported is not None else 0.0


def _sums(score: RegionScore) -> Iterator[tuple[str, float]]:
    """Parts of which only the sum is known: their gap is known, and that of some part right below is not."""
    instrument = score.instrument
    parts = score.parts | {TOTAL: score.total}
    below: dict[str, list[Part]] = {}
    for child, parent in instrument.parents.items():
        below.setdefault(parent, []).append(parts[child])
    for name, children in below.items():
        points = score.own(parts[name])
        hidden = any(child.gap is None and child.max is not None for child in children)
        if points is not None and parts[name].gap is not None and hidden:
            yield name, points


def _depth(instrument: Instrument, part: str) -> int:
    depth = 0
    while part != TOTAL:
        part, depth = instrument.parents[part], depth + 1
    return depth


def _below(situation: Situation, part: str) -> Bools:
    parents = situation.instrument.parents

    def lies_below(name: str) -> bool:
        while name != TOTAL and name != part:
            name = parents[name]
        return name == part

    return np.array([lies_below(question.id) for question in situation.instrument.questions], bool)
