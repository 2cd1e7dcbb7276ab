"""Actions set to years: what they cost, whom they bind, and whether the limits hold. Knows nothing of any solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kla_widgets.errors import Fault, Message
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.goals import Limits, outside

OVER_BUDGET = Message(
    "PLN-040", N_("{year} costs {cost}, the budget is {budget}."), N_("Move an action, or raise the budget.")
)
OVER_CAPACITY = Message(
    "PLN-041",
    N_("{agency} needs {effort} person-days in {year} and has {capacity}."),
    N_("Move an action to another year or agency."),
)
TOO_EARLY = Message("PLN-042", N_("{action} cannot begin in {year}."), N_("Its first year is {earliest}."))
NOT_READY = Message(
    "PLN-043", N_("{action} begins in {year}, before {required} is in effect."), N_("Move one of the two.")
)
NOT_AS_DECIDED = Message(
    "PLN-044", N_("{action} is not planned as people decided."), N_("Make the plan again, or change the decision.")
)

_SLACK = 1e-6  # share of a limit that rounding may take


@dataclass(frozen=True)
class Schedule:
    """Which action begins when.

    Parameters
    ----------
    actions : tuple of Action
        All of the district's.
    starts : mapping of str to int
        Year by the id of each chosen action; those that are done are not in it.
    limits : Limits
    """

    actions: tuple[Action, ...]
    starts: Mapping[str, int]
    limits: Limits

    @cached_property
    def chosen(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.id in self.starts)

    @cached_property
    def by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.actions}

    def with_starts(self, starts: Mapping[str, int]) -> Schedule:
        return Schedule(self.actions, starts, self.limits)

    def effective(self, year: int) -> tuple[Action, ...]:
        """The chosen actions that the evaluation of a year sees."""
        return tuple(action for action in self.chosen if action.in_effect(self.starts[action.id], year))

    def running(self, year: int) -> tuple[Action, ...]:
        """The chosen actions that take money and people in a year."""
        return self._running.get(year, ())

    def cost(self, year: int) -> float:
        """Rupiah of a year; actions without a known cost are not in it."""
        return sum(action.cost or 0.0 for action in self.running(year))

    def effort(self, year: int) -> dict[str, float]:
        """Person-days of a year by leading agency."""
        return self._effort.get(year, {})

    def breaches(self) -> tuple[Fault, ...]:
        """Every limit, order and decision that the schedule does not keep."""
        return (*self._amounts(), *self._order(), *self._decisions())

    @cached_property
    def _running(self) -> dict[int, tuple[Action, ...]]:
        return {
            year: tuple(action for action in self.chosen if action.runs(self.starts[action.id], year))
            for year in self.limits.years
        }

    @cached_property
    def _effort(self) -> dict[int, dict[str, float]]:
        found: dict[int, dict[str, float]] = {}
        for year, actions in self._running.items():
            days = found.setdefault(year, {})
            for action in actions:
                days[action.lead] = days.get(action.lead, 0.0) + action.effort
        return found

    def _amounts(self) -> Iterator[Fault]:
        for year, budget in self.limits.budget.items():
            if (cost := self.cost(year)) > _above(budget):
                yield Fault(OVER_BUDGET, year=year, cost=cost, budget=budget)
        for agency, years in self.limits.capacity.items():
            for year, capacity in years.items():
                if (effort := self.effort(year).get(agency, 0.0)) > _above(capacity):
                    yield Fault(OVER_CAPACITY, agency=agency, effort=effort, year=year, capacity=capacity)

    def _order(self) -> Iterator[Fault]:
        for action in self.chosen:
            start = self.starts[action.id]
            if start not in self.limits.years:
                yield outside(self.limits, start, action.id)
            if action.earliest is not None and start < action.earliest:
                yield Fault(TOO_EARLY, path=action.id, action=action.id, year=start, earliest=action.earliest)
            for required in action.requires:
                if not self._ready(self.by_id[required], start):
                    yield Fault(NOT_READY, path=action.id, action=action.id, year=start, required=required)

    def _ready(self, required: Action, year: int) -> bool:
        if required.state is State.DONE:
            return True
        return required.id in self.starts and required.in_effect(self.starts[required.id], year)

    def _decisions(self) -> Iterator[Fault]:
        for action in self.actions:
            start = self.starts.get(action.id)
            kept = {
                State.PROPOSED: True,
                State.ACCEPTED: start is not None,
                State.LOCKED: start is not None and start == action.year,
                State.DROPPED: start is None,
                State.DONE: start is None,
            }
            if not kept[action.state]:
                yield Fault(NOT_AS_DECIDED, path=action.id, action=action.id)


def possible_starts(action: Action, limits: Limits) -> Sequence[int]:
    """The years in which an action can begin, as decided and as its own dates allow."""
    if action.state in (State.DROPPED, State.DONE):
        return ()
    years = [year for year in limits.years if action.earliest is None or year >= action.earliest]
    return [year for year in years if year == action.year] if action.state is State.LOCKED else years


def _above(limit: float) -> float:
    return limit + _SLACK * max(1.0, limit)
