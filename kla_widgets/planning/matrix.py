"""The matrix of the RAD: one row for each action and indicator, made from the plan, edited and checked by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.base import Record
from kla_widgets.instrument.models import Indicator, Instrument, Question
from kla_widgets.language import N_, Language
from kla_widgets.planning.actions import LARGEST, Action, State
from kla_widgets.planning.effects import Measure, after
from kla_widgets.planning.goals import Limits
from kla_widgets.planning.schedule import Schedule
from kla_widgets.planning.situation import Situation
from kla_widgets.scoring.gaps import Gap, Why

NO_BASELINE = Message("PLN-070", N_("There are targets, but no baseline."), N_("Enter where the district stands now."))
NO_SOURCE = Message("PLN-071", N_("There is a budget, but no source of funds."), N_("Enter it, such as APBD."))
NO_AGENCY = Message("PLN-072", N_("No agency leads this action."), N_("Enter the leading agency."))
OUTSIDE_PERIOD = Message(
    "PLN-073", N_("The row has amounts for {years} years; the plan has {period}."), N_("Fill in one column a year.")
)
BAD_BUDGET = Message(
    "PLN-074",
    N_("{amount} cannot be a budget of {year}."),
    N_("Enter zero or more, in rupiah; leave it empty where it is not known."),
)
GROUP_MISSING = Message(
    "PLN-075", N_("No action serves “{cluster}”."), N_("Add one, or say in the text why there is none.")
)
UNKNOWN_PLACE = Message("PLN-076", N_("“{place}” is no cluster or indicator of the instrument."), N_("Correct the id."))
UNKNOWN_LEAD = Message(
    "PLN-077", N_("The agency “{agency}” is not in the instrument."), N_("Use one of its agencies, by id.")
)
STARTS_OUTSIDE = Message(
    "PLN-078", N_("The action “{action}” begins in {year}, outside {first} to {last}."), N_("Move it into the period.")
)

POINTS_OF = N_("Points of indicator {number} {name}")
POINTS = N_("points")
ALSO = N_("The budget stands in the row of indicator {indicator}.")
ISSUES = {
    Why.UNANSWERED: N_("not answered yet: {questions}"),
    Why.LOW_ANSWER: N_("low answers: {questions}"),
    Why.EVIDENCE_MISSING: N_("evidence is missing: {questions}"),
    Why.NOT_ACCEPTED: N_("not accepted at verification: {questions}"),
    Why.SUM_ONLY: N_("only the sum is known: {questions}"),
}
WRITTEN_BY_PEOPLE = ("sub_activity", "location", "funds")
"""Text that only people can write: left empty, and shown as a marked gap in documents."""


class MatrixRow(Record):
    """A row of the matrix; amounts have one entry a year of the period, None where not known.

    Parameters
    ----------
    action : str
        Id of the action it was made from; empty for a row that people wrote.
    cluster, indicator : str
        Ids of the instrument; both may still be open.
    issue, program, activity, sub_activity, measure, unit : str
        *Permasalahan, program, kegiatan, sub kegiatan, indikator kinerja, satuan.*
    baseline : float, optional
    targets : tuple of float or None
    location : str
    budget : tuple of float or None
        Rupiah.
    funds : str
        Source of funds.
    lead, supporting, evidence : str, tuple of str, tuple of str
        Ids of the instrument.
    """

    action: str = ""
    cluster: str
    indicator: str = ""
    issue: str = ""
    program: str = ""
    activity: str = ""
    sub_activity: str = ""
    measure: str = ""
    unit: str = ""
    baseline: float | None = None
    targets: tuple[float | None, ...] = ()
    location: str = ""
    budget: tuple[float | None, ...] = ()
    funds: str = ""
    lead: str = ""
    supporting: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    remark: str = ""

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The texts that people still have to write."""
        return tuple(name for name in WRITTEN_BY_PEOPLE if not getattr(self, name))


def matrix_rows(
    situation: Situation,
    actions: Sequence[Action],
    gaps: Iterable[Gap],
    limits: Limits,
    t: Language,
    measure: Measure = Measure.SUPPORTED,
) -> tuple[MatrixRow, ...]:
    """The rows of actions that people accepted, by cluster and indicator.

    Baseline and targets are points of the indicator by the scoring rules, with all accepted actions in their years. The
    budget of an action that serves several indicators stands once, in the row of the first.

    Parameters
    ----------
    actions : sequence of Action
        Accepted and locked ones need a year (:func:`kla_widgets.planning.plan.accept` sets it); others are passed over.
    """
    wanted = (State.ACCEPTED, State.LOCKED)
    planned = tuple(one for one in actions if one.state in wanted and one.year is not None)
    done = [one for one in actions if one.state is State.DONE]
    schedule = Schedule(planned, {one.id: one.year for one in planned if one.year is not None}, limits)
    start = after(situation, done)
    states = [start, *(after(start, schedule.effective(year)) for year in limits.years)]
    return tuple(_Rows(situation.instrument, schedule, states, tuple(gaps), t, measure).all())


def check_matrix(
    instrument: Instrument, rows: Sequence[MatrixRow], limits: Limits, actions: Sequence[Action] = ()
) -> tuple[Fault, ...]:
    """Everything in the matrix that is missing or cannot be right; ``where`` is the number of the row.

    Parameters
    ----------
    actions : sequence of Action
        Where given, the years of accepted actions are checked against the period too.
    """
    return (
        *(fault for number, row in enumerate(rows, 1) for fault in _row_faults(instrument, number, row, limits)),
        *(
            Fault(GROUP_MISSING, path=cluster.id, cluster=cluster.name.id)
            for cluster in instrument.clusters
            if cluster.id not in {row.cluster for row in rows}
        ),
        *(
            Fault(STARTS_OUTSIDE, path=one.id, action=one.id, year=one.year, first=limits.first, last=limits.last)
            for one in actions
            if one.state in (State.ACCEPTED, State.LOCKED) and one.year is not None and one.year not in limits.years
        ),
    )


class _Rows:
    """Makes the rows of one plan."""

    def __init__(
        self,
        instrument: Instrument,
        schedule: Schedule,
        states: Sequence[Situation],
        gaps: Sequence[Gap],
        t: Language,
        measure: Measure,
    ) -> None:
        self.instrument = instrument
        self.schedule = schedule
        self.points = {one.id: _points(states, one.id, measure) for one in instrument.indicators}
        self.gaps: Mapping[str, Gap] = {gap.target: gap for gap in gaps}
        self.t = t

    def all(self) -> Iterator[MatrixRow]:
        budgeted: dict[str, str] = {}
        for cluster in self.instrument.clusters:
            for indicator in cluster.indicators:
                inside = {question.id: question for question in indicator.questions}
                for action in self.schedule.actions:
                    questions = [inside[name] for name in action.questions if name in inside]
                    if questions:
                        number = indicator.number or indicator.id
                        first = budgeted.setdefault(action.id, number)
                        note = "" if first == number else self.t(ALSO, indicator=first)
                        yield self._with_points(self._row(cluster.id, action, note), indicator, questions)
        for action in self.schedule.actions:
            if action.id not in budgeted:  # serves no question; people say where it belongs
                yield self._row("", action, "")

    def _with_points(self, row: MatrixRow, indicator: Indicator, questions: Sequence[Question]) -> MatrixRow:
        baseline, *targets = self.points[indicator.id]
        number = indicator.number or indicator.id
        return row.model_copy(
            update={
                "indicator": indicator.id,
                "issue": self._issue(questions),
                "measure": self.t(POINTS_OF, number=number, name=self.t.pick(indicator.name)),
                "unit": self.t(POINTS),
                "baseline": baseline,
                "targets": tuple(targets),
            }
        )

    def _row(self, cluster: str, action: Action, note: str) -> MatrixRow:
        years = self.schedule.limits.years
        start = self.schedule.starts[action.id]
        costs = [(action.cost if action.runs(start, year) else 0.0) for year in years]
        return MatrixRow(
            action=action.id,
            cluster=cluster,
            program=self.t.pick(action.program) if action.program else "",
            activity=": ".join(self.t.pick(text) for text in (action.title, action.activity) if text),
            budget=(None,) * len(years) if note else tuple(costs),
            lead=action.lead,
            supporting=action.supporting,
            evidence=action.evidence,
            remark=note or action.remark,
        )

    def _issue(self, questions: Sequence[Question]) -> str:
        found = [gap for one in questions if (gap := self._gap(one.id))]
        parts = []
        for why, template in ISSUES.items():
            if hit := dict.fromkeys(gap.target for gap in found if gap.why is why):
                parts.append(self.t(template, questions=", ".join(hit)))
        return "; ".join(parts)

    def _gap(self, part: str) -> Gap | None:
        """The gap of a question, or of the sum above it where only that is known."""
        while part not in self.gaps and part in self.instrument.parents:
            part = self.instrument.parents[part]
        return self.gaps.get(part)


def _points(states: Sequence[Situation], part: str, measure: Measure) -> list[float | None]:
    """Points of a part in every state of one district; None where nothing is known."""
    what_if = states[0].what_if
    credits, shares = (np.stack([getattr(state, name) for state in states]) for name in ("credits", "shares"))
    found = what_if.claimed(credits, part) if measure is Measure.CLAIMED else what_if.supported(credits, shares, part)
    return [None if np.isnan(one) else float(one) for one in found]


def _row_faults(instrument: Instrument, number: int, row: MatrixRow, limits: Limits) -> Iterator[Fault]:
    where, path = str(number), row.action or row.indicator
    indicators = {one.id for one in instrument.indicators}
    if row.cluster not in {one.id for one in instrument.clusters}:
        yield Fault(UNKNOWN_PLACE, where, path, place=row.cluster or "–")
    if row.indicator and row.indicator not in indicators:
        yield Fault(UNKNOWN_PLACE, where, path, place=row.indicator)
    if any(target is not None for target in row.targets) and row.baseline is None:
        yield Fault(NO_BASELINE, where, path)
    if any(row.budget) and not row.funds.strip():
        yield Fault(NO_SOURCE, where, path)
    if not row.lead.strip():
        yield Fault(NO_AGENCY, where, path)
    elif row.lead not in instrument.agencies:
        yield Fault(UNKNOWN_LEAD, where, path, agency=row.lead)
    for amounts in (row.targets, row.budget):
        if amounts and len(amounts) != len(limits.years):
            yield Fault(OUTSIDE_PERIOD, where, path, years=len(amounts), period=len(limits.years))
    for year, amount in zip(limits.years, row.budget, strict=False):
        if amount is not None and not 0 <= amount <= LARGEST:
            yield Fault(BAD_BUDGET, where, path, amount=f"{amount:g}", year=year)
