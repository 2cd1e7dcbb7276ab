"""From an assessment to a plan: the steps that workbook, reports and commands share. Nothing here stores or shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kla_widgets.assessment.history import published_history
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.language import Language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.catalogue import shipped_catalogue
from kla_widgets.planning.drop import Drop, Pair, fit, pairs_of
from kla_widgets.planning.gaps import Gap, find_gaps
from kla_widgets.planning.goals import threshold
from kla_widgets.planning.keeping import (
    ACTION,
    ROW,
    SETTINGS,
    DistrictPlan,
    Kept,
    Proposal,
    Settings,
    first_settings,
    renew,
    row_id,
)
from kla_widgets.planning.matrix import MatrixRow, matrix_rows
from kla_widgets.planning.monitoring import realised
from kla_widgets.planning.optimiser import SECONDS, make_plan
from kla_widgets.planning.plan import Outlook, Plan, accept
from kla_widgets.planning.propose import propose
from kla_widgets.planning.situation import Situation, assume, situation_of
from kla_widgets.planning.uncertainty import DRAWS, YearBand, expected_path
from kla_widgets.scoring.predicate import standing
from kla_widgets.scoring.scores import RegionScore

ID = "rad"
"""The id of what a district has only once: its settings and its last proposal."""


@dataclass(frozen=True)
class Basis:
    """What a plan is made from.

    Parameters
    ----------
    score : RegionScore
        Of the stage that the plan starts from.
    settings : Settings
    """

    score: RegionScore
    settings: Settings

    @property
    def instrument(self) -> Instrument:
        return self.score.instrument

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return find_gaps(self.score)

    @cached_property
    def situation(self) -> Situation:
        """Where the district stands; what only sums tell is filled in by assumption, and says so."""
        start = situation_of(self.score)
        if start.told:
            start = assume(start)
        return assume(start, self.settings.told, accepted=True) if self.settings.told else start

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The published pairs that the simulation rests on."""
        return pairs_of(score for scores in published_history().scores.values() for score in scores)

    @cached_property
    def drop(self) -> Drop:
        return fit(self.pairs)


def settings_of(score: RegionScore, kept: DistrictPlan, cycle: int) -> Kept[Settings]:
    """The stored settings, or those of a new plan: the next predicate by the second year."""
    if kept.settings is not None:
        return kept.settings
    ahead = standing(score.instrument.predicates, score.own(score.total) or 0.0).next
    return Kept(SETTINGS, ID, first_settings(cycle, ahead.id if ahead else ""))


def told_by_predicate(instrument: Instrument, predicate: str) -> dict[str, float]:
    """What a predicate tells of the total, for a district of which nothing else is known: the middle of its band.

    Raises
    ------
    KlaError
        ``PLN-023`` for an unknown predicate.
    """
    band = threshold(instrument.predicates, predicate).band
    return {TOTAL: (band.min + band.max) / 2}


def new_actions(basis: Basis, kept: DistrictPlan) -> tuple[tuple[Kept[Action], ...], tuple[Kept[Action], ...]]:
    """What a new look at the gaps changes among the actions: to be stored, and to be taken away."""
    made = propose(basis.score, basis.gaps, shipped_catalogue(basis.instrument))
    return renew(ACTION, kept.kept_actions, {one.id: one for one in made})


def with_changes(
    before: Iterable[Kept[Action]], stored: Iterable[Kept[Action]], gone: Iterable[Kept[Action]]
) -> tuple[Kept[Action], ...]:
    """The actions as they will be once changes are stored."""
    found = {one.id: one for one in (*before, *stored)}
    for one in gone:
        found.pop(one.id, None)
    return tuple(found.values())


def search(
    basis: Basis, actions: Sequence[Action], kept: DistrictPlan, seconds: float = SECONDS, draws: int = DRAWS
) -> Proposal:
    """The best plan with what people have decided and done, and the band of each of its years.

    Raises
    ------
    KlaError
        ``PLN-011`` to ``PLN-032`` for what cannot be planned with.
    """
    settings = basis.settings
    known = realised(actions, kept.progress)
    plan = make_plan(basis.situation, known, settings.limits, settings.goal(basis.instrument), seconds)
    return Proposal(plan=plan, bands=bands_of(basis, known, plan, draws))


def bands_of(basis: Basis, actions: Sequence[Action], plan: Plan, draws: int = DRAWS) -> tuple[YearBand, ...]:
    """What verification may leave of each year of a plan; none where there is no plan."""
    if plan.outlook not in (Outlook.BEST, Outlook.GOOD):
        return ()
    return expected_path(basis.situation, actions, plan.limits, plan.starts, basis.drop, plan.goal.predicate, draws)


def accepted(kept: Sequence[Kept[Action]], plan: Plan) -> tuple[Kept[Action], ...]:
    """The actions that change when people accept everything that a plan proposes."""
    after = {one.id: one for one in accept([each.record for each in kept], plan)}
    changed = (replace(one, record=after[one.id]) for one in kept)
    return tuple(new for new, old in zip(changed, kept, strict=True) if new.record != old.record)


def rows_of(basis: Basis, actions: Sequence[Action], t: Language) -> dict[str, MatrixRow]:
    """The rows of the matrix that accepted actions make, by the id under which they are kept."""
    settings = basis.settings
    measure = settings.goal(basis.instrument).measure
    rows = matrix_rows(basis.situation, actions, basis.gaps, settings.limits, t, measure)
    return {row_id(row): row for row in rows}


def new_rows(
    basis: Basis, actions: Sequence[Action], kept: DistrictPlan, t: Language
) -> tuple[tuple[Kept[MatrixRow], ...], tuple[Kept[MatrixRow], ...]]:
    """What accepted actions change in the matrix: to be stored, and to be taken away."""
    return renew(ROW, kept.kept_rows, rows_of(basis, actions, t))


def decided(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions that people have accepted or locked."""
    return tuple(one for one in actions if one.state in (State.ACCEPTED, State.LOCKED))
