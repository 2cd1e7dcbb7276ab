"""The plan as a mixed-integer programme: actions by year, questions, indicators, targets and limits.

A question may be served by several actions whose effects do not simply add up. Every set of them that is worth more
than any smaller one becomes a *pattern* with its points; at most one pattern counts, and only if all its actions are in
effect. As points never fall when an action is added, this is exact for any rule of effects, and patterns need not be
whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations

import numpy as np

from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Indicator
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, Effect, State
from kla_widgets.planning.effects import Measure, effects_by_question, fulfil
from kla_widgets.planning.goals import Goal, Limits, Objective
from kla_widgets.planning.schedule import possible_starts
from kla_widgets.planning.situation import Situation
from kla_widgets.planning.solver import INFINITE, Programme

TOO_MANY = Message(
    "PLN-031",
    N_("The question {question} is served by {count} actions; at most {most} can be weighed against each other."),
    N_("Merge some of them, or drop those that are not wanted."),
)

MOST_TOGETHER = 10
_LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Pattern:
    """Actions that together bring points to a question."""

    actions: tuple[str, ...]
    points: float


@dataclass
class Sum:
    """A number plus columns times numbers."""

    constant: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)

    def add(self, terms: Mapping[int, float], times: float = 1.0) -> None:
        for column, factor in terms.items():
            self.terms[column] = self.terms.get(column, 0.0) + factor * times


@dataclass(frozen=True)
class Model:
    """A programme, and where its decisions stand: the column of each (action, year)."""

    programme: Programme
    starts: Mapping[tuple[str, int], int]

    def read(self, values: Sequence[float]) -> dict[str, int]:
        """The chosen year of each chosen action."""
        return {action: year for (action, year), column in self.starts.items() if values[column] > 0.5}


def build(situation: Situation, actions: Sequence[Action], limits: Limits, goal: Goal) -> Model:
    """Write the programme down.

    Parameters
    ----------
    situation : Situation
        With the effects of actions that are done.
    actions : sequence of Action
        All of the district's, of any state.

    Raises
    ------
    KlaError
        ``PLN-031`` when too many actions serve one question.
    """
    programme = Programme()
    starts = {
        (action.id, year): programme.column(0, 1, whole=True)
        for action in actions
        for year in possible_starts(action, limits)
    }
    writer = _Writer(situation, tuple(actions), limits, goal, programme, starts)
    writer.decisions()
    writer.order()
    writer.amounts()
    years = {**goal.targets} if goal.objective is not Objective.POINTS else {goal.by: 0.0, **goal.targets}
    totals = {year: writer.total(year) for year in years}
    for year, needed in goal.targets.items():
        programme.row(needed - totals[year].constant, INFINITE, totals[year].terms)
    writer.objective(totals.get(goal.by, Sum()))
    return Model(programme, starts)


def patterns(
    weight: float, credit: float, share: float, effects: Mapping[str, Sequence[Effect]], measure: Measure
) -> tuple[Pattern, ...]:
    """The sets of actions worth weighing for one question, with the points each brings."""

    def points(names: Sequence[str]) -> float:
        after, carried = fulfil(credit, share, chain.from_iterable(effects[name] for name in names))
        known = 0.0 if np.isnan(after) else after
        return weight * (known if measure is Measure.CLAIMED else known * carried)

    present = points(())
    worth: dict[tuple[str, ...], float] = {}
    for size in range(1, len(effects) + 1):
        for names in combinations(effects, size):
            gain = points(names) - present
            smaller = (points(names[:place] + names[place + 1 :]) - present for place in range(size))
            if gain > _LEAST_GAIN and all(gain > less + _LEAST_GAIN for less in smaller):
                worth[names] = gain
    return tuple(Pattern(names, gain) for names, gain in worth.items())


@dataclass(frozen=True)
class _Writer:
    """Writes the rows of one programme."""

    situation: Situation
    actions: tuple[Action, ...]
    limits: Limits
    goal: Goal
    programme: Programme
    starts: Mapping[tuple[str, int], int]

    def decisions(self) -> None:
        """One start at most, exactly one where people want the action."""
        for action in self.actions:
            wanted = action.state in (State.ACCEPTED, State.LOCKED)
            columns = [self.starts[action.id, year] for year in possible_starts(action, self.limits)]
            if columns or wanted:
                self.programme.row(float(wanted), 1.0, dict.fromkeys(columns, 1.0))

    def order(self) -> None:
        """Nothing begins before what it requires is in effect."""
        for action in self.actions:
            for required in (self._by_id[name] for name in action.requires):
                if required.state is State.DONE:
                    continue
                for year in possible_starts(action, self.limits):
                    ready = dict.fromkeys(self._in_effect(required, year), -1.0)
                    self.programme.row(-INFINITE, 0.0, {self.starts[action.id, year]: 1.0, **ready})

    def amounts(self) -> None:
        """Budgets and capacities."""
        for year, budget in self.limits.budget.items():
            self._limit(year, budget, {action.id: action.cost or 0.0 for action in self.actions})
        for agency, years in self.limits.capacity.items():
            days = {action.id: action.effort for action in self.actions if action.lead == agency}
            for year, capacity in years.items():
                self._limit(year, capacity, days)

    def total(self, year: int) -> Sum:
        """The total of a year, with the columns it needs."""
        served = effects_by_question(self.situation, self.actions)
        now = self._present()
        found = Sum(float(now))
        for indicator in self.situation.instrument.indicators:
            gain = self._gain(indicator, served, year)
            if gain.terms:
                found.add(self._within(indicator, gain))
        return found

    def objective(self, total: Sum) -> None:
        """What is minimised."""
        if self.goal.objective is Objective.POINTS:
            for column, points in total.terms.items():
                self.programme.costs[column] -= points
            return
        amounts = {
            action.id: (action.cost or 0.0) if self.goal.objective is Objective.COST else action.effort
            for action in self.actions
        }
        unit = max(amounts.values(), default=0.0) or 1.0
        for (name, start), column in self.starts.items():
            runs = sum(self._by_id[name].runs(start, year) for year in self.limits.years)
            self.programme.costs[column] += runs * amounts[name] / unit

    @cached_property
    def _by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.actions}

    def _in_effect(self, action: Action, year: int) -> Iterator[int]:
        for start in possible_starts(action, self.limits):
            if action.in_effect(start, year):
                yield self.starts[action.id, start]

    def _limit(self, year: int, most: float, amounts: Mapping[str, float]) -> None:
        unit = max(amounts.values(), default=0.0) or 1.0  # rupiah would be far too large for a solver's tolerances
        terms = {
            column: amounts[name] / unit
            for (name, start), column in self.starts.items()
            if amounts.get(name) and self._by_id[name].runs(start, year)
        }
        if terms:
            self.programme.row(-INFINITE, most / unit, terms)

    def _present(self) -> float:
        what_if, credits = self.situation.what_if, self.situation.credits[None, :]
        if self.goal.measure is Measure.CLAIMED:
            return float(np.nan_to_num(what_if.claimed(credits))[0])
        return float(np.nan_to_num(what_if.supported(credits, self.situation.shares[None, :]))[0])

    def _gain(self, indicator: Indicator, served: Mapping[int, Mapping[str, list[Effect]]], year: int) -> Sum:
        """What actions bring to the questions of an indicator, before its overflow rule."""
        found = Sum()
        for question in indicator.questions:
            place = self.situation.places[question.id]
            if (effects := served.get(place)) and question.weight:
                if len(effects) > MOST_TOGETHER:
                    raise fail(TOO_MANY, path=question.id, question=question.id, count=len(effects), most=MOST_TOGETHER)
                credit, share = self.situation.credits[place], self.situation.shares[place]
                worth = patterns(question.weight, float(credit), float(share), effects, self.goal.measure)
                found.add(self._pattern_terms(worth, year))
        return found

    def _pattern_terms(self, worth: Sequence[Pattern], year: int) -> dict[int, float]:
        """The points of one question; a single pattern of one action needs no column of its own."""
        in_effect = {name: list(self._in_effect(self._by_id[name], year)) for one in worth for name in one.actions}
        worth = [one for one in worth if all(in_effect[name] for name in one.actions)]
        if len(worth) == 1 and len(worth[0].actions) == 1:
            return dict.fromkeys(in_effect[worth[0].actions[0]], worth[0].points)
        columns = [self.programme.column(0, 1) for _ in worth]
        if worth:
            self.programme.row(-INFINITE, 1.0, dict.fromkeys(columns, 1.0))
        for name in dict.fromkeys(name for one in worth for name in one.actions):
            using = {column: 1.0 for column, one in zip(columns, worth, strict=True) if name in one.actions}
            self.programme.row(-INFINITE, 0.0, using | dict.fromkeys(in_effect[name], -1.0))
        return {column: one.points for column, one in zip(columns, worth, strict=True)}

    def _within(self, indicator: Indicator, gain: Sum) -> dict[int, float]:
        """The gain by the indicator's overflow rule."""
        if indicator.overflow is None or indicator.max is None:
            return gain.terms
        if indicator.overflow == "rescale":
            whole = sum(question.weight or 0.0 for question in indicator.questions)
            return {column: points * indicator.max / whole for column, points in gain.terms.items()}
        raw = self._raw(indicator)
        counted = min(raw, indicator.max)
        column = self.programme.column(0, indicator.max - counted)
        losses = {term: -points for term, points in gain.terms.items()}
        self.programme.row(-INFINITE, raw - counted, {column: 1.0, **losses})
        return {column: 1.0}

    def _raw(self, indicator: Indicator) -> float:
        """Present points of an indicator's questions added up, before its maximum cuts them."""
        points = 0.0
        for question in indicator.questions:
            place = self.situation.places[question.id]
            credit = float(np.nan_to_num(self.situation.credits[place])) * (question.weight or 0.0)
            points += credit if self.goal.measure is Measure.CLAIMED else credit * float(self.situation.shares[place])
        return points
