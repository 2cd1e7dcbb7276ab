"""What verification may leave of a score: many draws, and the chance of each predicate.

The model is small because little is known. Each draw has a strictness, taken from the published pairs; given it, each
claim is kept or lost as a whole, more likely kept with evidence than without. :func:`assumptions` says all of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kla_widgets.instrument.models import PredicateBand
from kla_widgets.language import N_, Language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.drop import Coverage, Drop
from kla_widgets.planning.effects import after
from kla_widgets.planning.goals import Limits, threshold
from kla_widgets.planning.schedule import Schedule
from kla_widgets.planning.situation import USUAL_EVIDENCE, Situation, assume
from kla_widgets.scoring.fixed import Floats
from kla_widgets.scoring.predicate import Threshold, standings

Floats32 = npt.NDArray[np.float32]
DRAWS = 10_000
SEED = 20240101

PAIRS = N_(
    "The drop rests on {pairs} published pairs of self-assessed and verified totals, from {events} sources; "
    "{doubtful} of them are marked doubtful there. Most are administrative verifications, so the final score may be "
    "lower still."
)
SHARE = N_(
    "In these pairs, verification left {share} of the claimed total (90 % band for one more district: {low} to {high})."
)
HELD_BACK = N_("Held back one by one, {inside} of {tried} pairs fell into their 90 % band, which is {width} wide.")
EVIDENCE_RULE = N_(
    "A claim without evidence is kept {unsupported} times as often as one with evidence; districts are taken to have "
    "evidence for {usual} of what they claim. Both are inferred; no source says."
)
ACCEPTED_RULE = N_(
    "Of what a verification has accepted once, only {remaining} of the risk remains. This is inferred; no source says."
)
WHOLE_RULE = N_("Each claim is kept or lost as a whole, independently of the others once the strictness is given.")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What no source says (inferred).

    Parameters
    ----------
    unsupported : float
        How often a claim without evidence is kept, relative to one with evidence.
    usual_evidence : float
        Share of claimed points with evidence among the districts of the published pairs.
    remaining : float
        The part of the risk that remains for what a verification accepted once.
    """

    unsupported: float = 0.25
    usual_evidence: float = USUAL_EVIDENCE
    remaining: float = 0.25


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that a score ends in a band; no band below the lowest."""

    band: PredicateBand | None
    chance: float


@dataclass(frozen=True, slots=True)
class Deciding:
    """A question on which a predicate hangs: its chance if the claim is kept, and if it is lost."""

    question: str
    if_kept: float
    if_lost: float

    @property
    def swing(self) -> float:
        return self.if_kept - self.if_lost


@dataclass(frozen=True, slots=True)
class YearBand:
    """Where the verified total of one year of a plan may lie, with 90 %, and the chance of the predicate asked for."""

    year: int
    low: float
    middle: float
    high: float
    chance: float | None


@dataclass(frozen=True)
class Simulation:
    """Verified totals of many draws.

    Parameters
    ----------
    situation : Situation
        What was claimed.
    totals : array of float, shape (draws,)
        Points, by the scoring rules.
    left : array of float, shape (draws, questions)
        Credit that was left of each claim; NaN where nothing was claimed.
    """

    situation: Situation
    totals: Floats
    left: Floats

    def quantile(self, share: float) -> float:
        return float(np.quantile(self.totals, share))

    def chance(self, predicate: str) -> float:
        """The chance of a predicate or a higher one; raises ``PLN-023`` for an unknown one."""
        return _share_reaching(threshold(self.situation.instrument.predicates, predicate), self.totals)

    def chances(self) -> tuple[Chance, ...]:
        """The chance of each band, none first; empty where the instrument has no predicates."""
        predicates = self.situation.instrument.predicates
        if predicates is None:
            return ()
        names = [one.predicate.id if one.predicate else "" for one in standings(predicates, self.totals.tolist())]
        bands: list[PredicateBand | None] = [None, *predicates.bands]
        return tuple(Chance(band, names.count(band.id if band else "") / len(names)) for band in bands)

    def deciding(self, predicate: str, count: int = 5) -> tuple[Deciding, ...]:
        """The questions whose loss changes the chance of a predicate most.

        Each draw is told twice, with the claim kept and with it lost, everything else as drawn. What a claim is worth
        comes from the scoring rules, with all other claims kept.
        """
        step = threshold(self.situation.instrument.predicates, predicate)
        credits = np.nan_to_num(self.situation.credits)
        worth = self._worth()
        found = []
        for question, n in self.situation.places.items():
            if worth[n] > 0:
                left = self.left[:, n] / credits[n]
                if_kept, if_lost = self.totals + worth[n] * (1 - left), self.totals - worth[n] * left
                found.append(Deciding(question, _share_reaching(step, if_kept), _share_reaching(step, if_lost)))
        return tuple(sorted(found, key=lambda one: -one.swing)[:count])

    def _worth(self) -> Floats:
        """Points of the total that hang on each claim, shape (questions,)."""
        start = self.situation
        cases = np.tile(start.credits, (len(start.credits) + 1, 1))
        for n in range(len(start.credits)):
            cases[n + 1, n] = np.nan if np.isnan(start.credits[n]) else 0.0
        totals = np.nan_to_num(start.what_if.claimed(cases))
        worth: Floats = totals[0] - totals[1:]
        return worth


def _share_reaching(step: Threshold, totals: Floats) -> float:
    reached = totals >= step.least if step.above is None else totals > step.above
    return float(reached.mean())


def simulate(
    situation: Situation,
    drop: Drop,
    assumed: Assumptions | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Simulation:
    """Draw verified totals.

    Parameters
    ----------
    situation : Situation
        Claims of which only the sum is known are spread by :func:`~kla_widgets.planning.situation.assume` first.
    drop : Drop
        Fitted to the published pairs.
    draws : int
    seed : int
        The same seed gives the same draws, so that two situations differ only by what differs in them.

    Returns
    -------
    Simulation
    """
    start = assume(situation) if situation.told else situation
    return _simulate(start, drop, _drawn(drop, draws, len(start.credits), seed), assumed or Assumptions())


@dataclass(frozen=True)
class _Drawn:
    """What chance decides, the same for every situation that is compared.

    Parameters
    ----------
    strictness : array of float, shape (draws,)
    luck : array of float, shape (draws, questions)
        0 to 1.
    """

    strictness: Floats
    luck: Floats32


def _drawn(drop: Drop, draws: int, questions: int, seed: int) -> _Drawn:
    random = np.random.default_rng(seed)
    strictness = random.standard_t(drop.pairs - 1, draws) * np.sqrt(1 + 1 / drop.pairs)
    return _Drawn(strictness, random.random((draws, questions), dtype=np.float32))


def _simulate(start: Situation, drop: Drop, drawn: _Drawn, rules: Assumptions) -> Simulation:
    """The totals of one situation; where nothing was accepted before, nothing is drawn for it."""
    luck = drawn.luck
    left = 1 / (1 + np.exp(-(drop.mean + _spread(start, drop) * drawn.strictness)))
    with_evidence = left / (rules.usual_evidence + rules.unsupported * (1 - rules.usual_evidence))
    support = start.shares + rules.unsupported * (1 - start.shares)
    likely = np.minimum(1.0, np.outer(with_evidence, support).astype(np.float32))
    kept = luck < likely
    credits = (start.credits - _accepted(start)) * kept
    if start.accepted.any():  # what was accepted, and what was added to it, are kept or lost apart
        credits += _accepted(start) * (luck < 1 - rules.remaining * (1 - likely))
    return Simulation(start, np.nan_to_num(start.what_if.claimed(credits)), credits)


def expected_path(
    situation: Situation,
    actions: Sequence[Action],
    limits: Limits,
    starts: Mapping[str, int],
    drop: Drop,
    predicate: str = "",
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[YearBand, ...]:
    """The band of every year of a plan.

    Parameters
    ----------
    starts : mapping of str to int
        Year by the id of each chosen action, as :attr:`kla_widgets.planning.plan.Plan.starts` gives them.
    predicate : str
        The predicate whose chance is told; none if empty.
    """
    start = assume(situation) if situation.told else situation
    schedule = Schedule(tuple(actions), starts, limits)
    done = [action for action in actions if action.state is State.DONE]
    drawn, rules = _drawn(drop, draws, len(start.credits), seed), Assumptions()
    known: dict[frozenset[str], YearBand] = {}  # years in which the same actions count are alike
    found = []
    for year in limits.years:
        effective = schedule.effective(year)
        key = frozenset(one.id for one in effective)
        if key not in known:
            known[key] = _band(year, _simulate(after(start, [*done, *effective]), drop, drawn, rules), predicate)
        found.append(replace(known[key], year=year))
    return tuple(found)


def _band(year: int, drawn: Simulation, predicate: str) -> YearBand:
    low, middle, high = np.quantile(drawn.totals, (0.05, 0.5, 0.95)).tolist()
    return YearBand(year, low, middle, high, drawn.chance(predicate) if predicate else None)


def assumptions(
    drop: Drop, held_back: Coverage, events: int, doubtful: int, t: Language, assumed: Assumptions | None = None
) -> tuple[str, ...]:
    """Everything that the simulation takes for granted, in words."""
    rules, (low, high) = assumed or Assumptions(), drop.band()
    return (
        t(PAIRS, pairs=drop.pairs, events=events, doubtful=doubtful),
        t(SHARE, share=t.percent(drop.share), low=t.percent(low), high=t.percent(high)),
        t(HELD_BACK, inside=held_back.inside, tried=held_back.tried, width=t.percent(held_back.width)),
        t(EVIDENCE_RULE, unsupported=t.short(rules.unsupported), usual=t.percent(rules.usual_evidence)),
        t(ACCEPTED_RULE, remaining=t.percent(rules.remaining)),
        t(WHOLE_RULE),
    )


def _spread(situation: Situation, drop: Drop) -> float:
    """The spread between districts: that of the pairs less what single questions bring by themselves."""
    share, weights = drop.share, situation.weights
    if not weights.sum():
        return drop.spread
    single = (weights**2).sum() / weights.sum() ** 2 * share * (1 - share)
    whole = (drop.spread * share * (1 - share)) ** 2  # the spread of the pairs, from the logistic scale to shares
    return drop.spread * float(np.sqrt(max(0.0, 1 - single / whole))) if whole else 0.0


def _accepted(situation: Situation) -> Floats:
    """Credit that a verification has accepted and that is claimed still."""
    kept: Floats = np.minimum(situation.accepted, np.nan_to_num(situation.credits))
    return kept
