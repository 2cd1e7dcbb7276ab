"""What planning answers: which action when and why, the path of the score, what is left out, or what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kla_widgets.instrument.base import Record
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.goals import Goal, Limits


class Outlook(StrEnum):
    """How a search for a plan ended."""

    BEST = "best"
    GOOD = "good"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


class Relief(StrEnum):
    """What could be given up to come further."""

    BUDGET = "budget"
    CAPACITY = "capacity"
    TIME = "time"
    DECISIONS = "decisions"


class Chosen(Record):
    """An action of the plan, and why it is in.

    Parameters
    ----------
    action : str
        Its id.
    year : int
        When it begins.
    alone : float
        Points it brings if nothing else is done.
    marginal : float
        Points the plan loses without it, and without what requires it, in the year that counts.
    needed_for : tuple of int
        Years whose target fails without it.
    required_by : tuple of str
        Actions of the plan that cannot begin without it.
    decided : bool
        People accepted or locked it.
    """

    action: str
    year: int
    alone: float
    marginal: float
    needed_for: tuple[int, ...] = ()
    required_by: tuple[str, ...] = ()
    decided: bool = False


class LeftOut(Record):
    """An action that is not in the plan, and the points that it would still add in the year that counts."""

    action: str
    adds: float


class YearOfPlan(Record):
    """One year: totals by the scoring rules, predicate, rupiah, and person-days by leading agency."""

    year: int
    claimed: float
    supported: float
    predicate: str
    cost: float
    effort: dict[str, float]

    def points(self, measure: Measure) -> float:
        return self.claimed if measure is Measure.CLAIMED else self.supported


class Reached(Record):
    """What could be reached if one kind of limit were given up."""

    without: Annotated[Relief, Field(strict=False)]
    points: float
    enough: bool


class Shortfall(Record):
    """Why no plan reaches the targets.

    Parameters
    ----------
    year : int
        The year whose target fails.
    needed : float
        Points asked for.
    within_limits : float, optional
        Most points within all limits; None where the decisions cannot be kept at all.
    everything : float
        Points once every action, dropped ones too, is done.
    relieved : tuple of Reached
        Most points without each kind of limit, one at a time; only those that come further.
    earlier : tuple of int
        Years before, whose targets were kept.
    """

    year: int
    needed: float
    within_limits: float | None
    everything: float
    relieved: tuple[Reached, ...] = ()
    earlier: tuple[int, ...] = ()


class Plan(Record):
    """A plan, or the answer that there is none.

    Parameters
    ----------
    outlook : Outlook
        ``BEST`` is proven; ``GOOD`` may be improved by the share ``gap`` at most.
    goal, limits : Goal, Limits
        What was asked.
    start : YearOfPlan
        The state before the first year, under the year before it.
    chosen : tuple of Chosen
        By year, then by what they bring.
    years : tuple of YearOfPlan
        The expected path, computed by the scoring rules.
    left_out : tuple of LeftOut
        What would add most comes first.
    unpriced : tuple of str
        Chosen actions without a known cost; no cost or budget of the plan counts them.
    shortfall : Shortfall, optional
        Where the outlook is ``IMPOSSIBLE``.
    assumed : bool
        The start rests on credits that were filled in by assumption.
    """

    outlook: Annotated[Outlook, Field(strict=False)]
    goal: Goal
    limits: Limits
    start: YearOfPlan
    chosen: tuple[Chosen, ...] = ()
    years: tuple[YearOfPlan, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unpriced: tuple[str, ...] = ()
    gap: float = 0.0
    shortfall: Shortfall | None = None
    assumed: bool = False

    @property
    def starts(self) -> dict[str, int]:
        """The year of each chosen action."""
        return {one.action: one.year for one in self.chosen}

    @property
    def points(self) -> float:
        """Points of the year that counts; those of the start where there is no plan."""
        ends = [year.points(self.goal.measure) for year in self.years if year.year == self.goal.by]
        return ends[0] if ends else self.start.points(self.goal.measure)

    @property
    def cost(self) -> float:
        """Rupiah of the whole period, without unpriced actions."""
        return sum(year.cost for year in self.years)

    @property
    def effort(self) -> float:
        """Person-days of the whole period."""
        return sum(sum(year.effort.values()) for year in self.years)


def accept(actions: Iterable[Action], plan: Plan) -> tuple[Action, ...]:
    """The actions with the plan's years on those that it chose, accepted; what people decided before stays."""
    starts = plan.starts
    return tuple(
        decide(action, State.ACCEPTED, starts[action.id])
        if action.id in starts and action.state in (State.PROPOSED, State.ACCEPTED)
        else action
        for action in actions
    )


def decide(action: Action, state: State, year: int | None = None) -> Action:
    """The action with another decision: accepted, locked in a year, dropped, done, or open again."""
    return action.model_copy(update={"state": state, "year": year})
