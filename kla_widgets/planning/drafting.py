"""From an assessment to a plan: the steps that workbook, reports and commands share. Nothing here stores or shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kla_widgets.assessment.history import published_history
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.language import Language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.asking import plan_for_safety
from kla_widgets.planning.catalogue import shipped_catalogue
from kla_widgets.planning.changes import renew, updated
from kla_widgets.planning.drop import Drop, Pair, fit, pairs_of
from kla_widgets.planning.goals import threshold
from kla_widgets.planning.keeping import (
    ACTION,
    PROPOSAL,
    ROW,
    SETTINGS,
    DistrictPlan,
    Kept,
    Proposal,
    Settings,
    first_settings,
    row_id,
)
from kla_widgets.planning.matrix import matrix_rows
from kla_widgets.planning.monitoring import realised
from kla_widgets.planning.optimiser import SECONDS, make_plan
from kla_widgets.planning.plan import Outlook, Plan, accept
from kla_widgets.planning.propose import propose
from kla_widgets.planning.situation import Situation, assume, situation_of
from kla_widgets.planning.uncertainty import DRAWS, YearBand, expected_path
from kla_widgets.scoring.gaps import Gap
from kla_widgets.scoring.predicate import standing
from kla_widgets.scoring.scores import RegionScore

ID = "rad"
"""The id of what a district has only once: its settings and its last proposal."""
SAFETY_DRAWS = 2000
"""Draws for each margin that is tried: its chance to a hundredth, while several are tried within seconds."""


@dataclass(frozen=True)
class Basis:
    """What a plan is made from.

    Parameters
    ----------
    score : RegionScore
        Of the stage that the plan starts from.
    gaps : tuple of Gap
        Of that score.
    settings : Settings
    """

    score: RegionScore
    gaps: tuple[Gap, ...]
    settings: Settings

    @property
    def instrument(self) -> Instrument:
        return self.score.instrument

    @cached_property
    def known(self) -> Situation:
        """Where the district stands, as far as it is known."""
        return situation_of(self.score)

    @property
    def sums(self) -> Mapping[str, float]:
        """Points of the parts of which only the sum is known."""
        return self.known.told

    @cached_property
    def situation(self) -> Situation:
        """The same; what only sums tell is filled in by assumption, and says so."""
        start = self.known
        if start.told:
            start = assume(start, accepted=self.score.stage != self.instrument.claim_stage.id)
        return assume(start, self.settings.told, accepted=True) if self.settings.told else start

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The published pairs that the simulation rests on."""
        return published_pairs()

    @cached_property
    def drop(self) -> Drop:
        return fit(self.pairs)


def published_pairs() -> tuple[Pair, ...]:
    """Self-assessed and verified totals of the same district and year, as they were published."""
    return pairs_of(score for scores in published_history().scores.values() for score in scores)


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


def proposed(basis: Basis, kept: DistrictPlan, seconds: float = SECONDS, draws: int = DRAWS) -> DistrictPlan:
    """The plan with its actions renewed after the gaps, and the best proposal with what people decided and did.

    Where a chance is asked for, the settings have the margin that was found.

    Raises
    ------
    KlaError
        ``PLN-002``, ``PLN-003`` without a catalogue; ``PLN-011`` to ``PLN-033`` for what cannot be planned with.
    """
    made = propose(basis.score, basis.gaps, shipped_catalogue(basis.instrument))
    actions = updated(kept.kept_actions, *renew(ACTION, kept.kept_actions, {one.id: one for one in made}))
    found = search(basis, [one.record for one in actions], kept, seconds, draws)
    settings = basis.settings
    if settings.chance is not None and settings.predicate:
        settings = settings.model_copy(update={"margin": found.plan.goal.margin})
    return replace(
        kept,
        settings=replace(kept.settings or Kept(SETTINGS, ID, settings), record=settings),
        proposal=replace(kept.proposal or Kept(PROPOSAL, ID, found), record=found),
        kept_actions=actions,
    )


def search(
    basis: Basis, actions: Sequence[Action], kept: DistrictPlan, seconds: float = SECONDS, draws: int = DRAWS
) -> Proposal:
    """The best plan with what people have decided and done, and the band of each of its years.

    Raises
    ------
    KlaError
        ``PLN-011`` to ``PLN-033`` for what cannot be planned with.
    """
    asked, known = basis.settings, realised(actions, kept.progress)
    if asked.chance is not None and asked.predicate:
        plan = plan_for_safety(
            basis.situation,
            known,
            asked.limits,
            asked.predicate,
            asked.by,
            asked.chance,
            basis.drop,
            asked.objective,
            asked.measure,
            seconds,
            SAFETY_DRAWS,
        ).plan
    else:
        plan = make_plan(basis.situation, known, asked.limits, asked.goal(basis.instrument), seconds)
    return Proposal(plan=plan, bands=_bands(basis, known, plan, draws))


def accepted(plan: DistrictPlan) -> DistrictPlan:
    """The plan once people accept everything that was proposed last; what they decided before stays."""
    if plan.proposal is None:
        return plan
    after = accept(plan.actions, plan.proposal.record.plan)
    kept = tuple(replace(one, record=record) for one, record in zip(plan.kept_actions, after, strict=True))
    return replace(plan, kept_actions=kept)


def filled(basis: Basis, plan: DistrictPlan, t: Language) -> DistrictPlan:
    """The plan with its matrix renewed from the accepted actions; what people wrote in it stays."""
    limits, measure = basis.settings.limits, basis.settings.measure
    made = matrix_rows(basis.situation, plan.actions, basis.gaps, limits, t, measure)
    rows = updated(plan.kept_rows, *renew(ROW, plan.kept_rows, {row_id(row): row for row in made}))
    return replace(plan, kept_rows=rows)


def decided(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions that people have accepted or locked."""
    return tuple(one for one in actions if one.state in (State.ACCEPTED, State.LOCKED))


def _bands(basis: Basis, actions: Sequence[Action], plan: Plan, draws: int) -> tuple[YearBand, ...]:
    """What verification may leave of each year of a plan; none where there is no plan."""
    if plan.outlook not in (Outlook.BEST, Outlook.GOOD):
        return ()
    return expected_path(basis.situation, actions, plan.limits, plan.starts, basis.drop, plan.goal.predicate, draws)
