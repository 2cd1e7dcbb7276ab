"""Everything that the documents of a RAD say, read once: the assessment, the plan as people decided it, its rows.

Where nobody has made a plan yet, one is proposed here, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.instrument.models import Cluster, Indicator, Instrument
from kla_widgets.language import Language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.drafting import Basis, accepted, filled, proposed, settings_of
from kla_widgets.planning.effects import Measure, after, scores_after
from kla_widgets.planning.keeping import DistrictPlan, Kept, Proposal, Settings, ordered_rows, read_plan
from kla_widgets.planning.matrix import MatrixRow
from kla_widgets.planning.monitoring import realised
from kla_widgets.planning.plan import Plan
from kla_widgets.planning.schedule import Schedule
from kla_widgets.planning.sensitivity import Rescore
from kla_widgets.planning.uncertainty import YearBand, expected_path
from kla_widgets.reporting.facts import Facts, read_facts
from kla_widgets.results import rescorer
from kla_widgets.scoring.predicate import standing

DRAWS = 2000
"""Draws of a band that is worked out for a document only."""


@dataclass(frozen=True)
class RadFacts:
    """What is known of one district's plan.

    Parameters
    ----------
    facts : Facts
        Of its assessment.
    basis : Basis
    kept : DistrictPlan
        As stored.
    proposal : Proposal
        The stored one, or one made for this document.
    kept_actions : tuple of Kept
        All of them, also those that are not planned.
    kept_rows : tuple of Kept
        Of the matrix, in the instrument's order.
    today : date
    rescore : callable
        Scores the same answers with another instrument.
    """

    facts: Facts
    basis: Basis
    kept: DistrictPlan
    proposal: Proposal
    kept_actions: tuple[Kept[Action], ...]
    kept_rows: tuple[Kept[MatrixRow], ...]
    today: date
    rescore: Rescore

    @property
    def t(self) -> Language:
        return self.facts.t

    @property
    def instrument(self) -> Instrument:
        return self.facts.instrument

    @property
    def settings(self) -> Settings:
        return self.basis.settings

    @property
    def plan(self) -> Plan:
        return self.proposal.plan

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        return tuple(one.record for one in self.kept_rows)

    @property
    def years(self) -> range:
        return self.settings.limits.years

    @property
    def stored(self) -> bool:
        """Whether somebody has stored a plan."""
        return self.kept.proposal is not None or bool(self.kept.kept_rows)

    @property
    def decided(self) -> bool:
        """Whether people have accepted or locked anything."""
        return any(one.state in (State.ACCEPTED, State.LOCKED, State.DONE) for one in self.kept.actions)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """All actions; what is told as done is done."""
        return realised([one.record for one in self.kept_actions], self.kept.progress)

    @cached_property
    def starts(self) -> dict[str, int]:
        """The year of each planned action: the one that people decided, else the one proposed."""
        proposed = self.plan.starts
        found = {}
        for one in self.actions:
            if one.state in (State.ACCEPTED, State.LOCKED):
                year = one.year or proposed.get(one.id)
            else:
                year = proposed.get(one.id) if one.state is State.PROPOSED else None
            if year is not None:
                found[one.id] = year
        return found

    @cached_property
    def schedule(self) -> Schedule:
        return Schedule(self.actions, self.starts, self.settings.limits)

    @cached_property
    def chosen(self) -> tuple[Action, ...]:
        """The planned actions, by year, then by agency."""
        return tuple(sorted(self.schedule.chosen, key=lambda one: (self.starts[one.id], one.lead, one.id)))

    @cached_property
    def path(self) -> Mapping[int, float]:
        """Expected points of the year before the plan and of each of its years, by the scoring rules."""
        done = [one for one in self.actions if one.state is State.DONE]
        start = after(self.basis.situation, done)
        ends = scores_after(start, [(), *(self.schedule.effective(year) for year in self.years)])
        return dict(zip((self.years[0] - 1, *self.years), (end.of(self.measure) for end in ends), strict=True))

    @property
    def measure(self) -> Measure:
        return self.settings.goal(self.instrument).measure

    @cached_property
    def bands(self) -> tuple[YearBand, ...]:
        """What verification may leave of each year; those of the proposal where nothing was decided otherwise."""
        if self.proposal.bands and self.starts == self.plan.starts and self.settings.limits == self.plan.limits:
            return self.proposal.bands
        if not self.starts:
            return ()
        return expected_path(
            self.basis.situation,
            self.actions,
            self.settings.limits,
            self.starts,
            self.basis.drop,
            self.settings.predicate,
            DRAWS,
        )

    @property
    def chance(self) -> float | None:
        """Of the predicate in the year asked for."""
        return next((one.chance for one in self.bands if one.year == self.settings.by), None)

    @cached_property
    def places(self) -> dict[str, tuple[Cluster, Indicator | None]]:
        """The cluster and indicator of every id that a row may name."""
        found: dict[str, tuple[Cluster, Indicator | None]] = {}
        for cluster in self.instrument.clusters:
            found[cluster.id] = (cluster, None)
            found |= {indicator.id: (cluster, indicator) for indicator in cluster.indicators}
        return found

    def predicate_at(self, points: float | None) -> str:
        """The name of the predicate of so many points; words for none."""
        found = standing(self.instrument.predicates, points).predicate
        return found.name if found else self.t("none yet")

    @property
    def wanted(self) -> str:
        """The name of the predicate asked for; empty where the plan asks for points."""
        bands = self.instrument.predicates.bands if self.instrument.predicates else ()
        return next((one.name for one in bands if one.id == self.settings.predicate), "")


def load_rad(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> RadFacts:
    """Read the plan of an assessment; parameters as of :func:`kla_widgets.reporting.facts.load_facts`.

    Raises
    ------
    KlaError
        When there is no such workspace, region or assessment, and ``PLN-…`` where nothing can be planned.
    """
    with open_or_example(workspace) as opened:
        return read_rad(opened, region, cycle, instrument, stage, language_code)


def read_rad(
    workspace: Workspace, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> RadFacts:
    """The same from an opened workspace."""
    facts = read_facts(workspace, region, cycle, instrument, stage, language_code)
    kept = read_plan(workspace.store, facts.case)
    today = workspace.store.now().astimezone().date()
    return rad_of(facts, kept, today, rescorer(workspace, facts.case, facts.score.stage))


def rad_of(facts: Facts, kept: DistrictPlan, today: date, rescore: Rescore) -> RadFacts:
    """A plan from what was read; what nobody has made is proposed."""
    basis = Basis(facts.score, facts.gaps, settings_of(facts.score, kept, facts.case.cycle).record)
    plan = kept if kept.proposal else proposed(basis, kept, draws=DRAWS)
    assert plan.proposal is not None
    rows = plan.kept_rows or filled(basis, accepted(plan), facts.t).kept_rows
    ordered = ordered_rows(facts.instrument, rows)
    return RadFacts(facts, basis, kept, plan.proposal.record, plan.kept_actions, ordered, today, rescore)
