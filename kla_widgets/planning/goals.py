"""What a plan is asked for, and within which limits."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.instrument.base import Record
from kla_widgets.instrument.models import Instrument, Predicates
from kla_widgets.language import N_
from kla_widgets.planning.actions import LARGEST
from kla_widgets.planning.effects import Measure
from kla_widgets.scoring.predicate import Threshold, thresholds

MOST_YEARS = 5

BAD_BUDGET = Message(
    "PLN-020", N_("The budget of {year} cannot be {amount}."), N_("Enter zero or more; leave it empty for no limit.")
)
OUTSIDE = Message(
    "PLN-021",
    N_("The year {year} lies outside the period {first} to {last}."),
    N_("Change the year, or the period of the plan."),
)
BAD_CAPACITY = Message(
    "PLN-025",
    N_("The capacity of {agency} in {year} cannot be {amount} person-days."),
    N_("Enter zero or more; leave it empty for no limit."),
)
BAD_PERIOD = Message(
    "PLN-022", N_("A plan cannot run from {first} to {last}."), N_("Plan one to five years, the first year first.")
)
NO_PREDICATE = Message(
    "PLN-023", N_("The instrument has no predicate “{predicate}”."), N_("Its predicates are: {known}.")
)
ABOVE_MAXIMUM = Message(
    "PLN-024",
    N_("{points} points are asked for in {year}; the instrument gives {maximum} at most."),
    N_("Lower the target or the margin."),
)
BAD_MARGIN = Message(
    "PLN-026", N_("{points} points to spare are less than none."), N_("Enter zero or more; zero means none to spare.")
)


class Objective(StrEnum):
    """What is best among the plans that reach the targets."""

    COST = "cost"
    EFFORT = "effort"
    POINTS = "points"


class Limits(Record):
    """The period, and what can be spent in it.

    Parameters
    ----------
    first, last : int
        Calendar years, the years of the evaluations; at most five.
    budget : dict of int to float
        Rupiah by year; a year without an entry has no limit.
    capacity : dict of str to dict of int to float
        Person-days by agency and year; no entry means no limit, 0 means that the agency can do nothing.
    """

    first: int
    last: int
    budget: dict[int, float] = Field(default_factory=dict)
    capacity: dict[str, dict[int, float]] = Field(default_factory=dict)

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)


class Goal(Record):
    """What a plan is asked for.

    Parameters
    ----------
    by : int
        The year whose points count.
    targets : dict of int to float
        Points to be reached, by year.
    objective : Objective
        With ``POINTS`` the points of ``by`` are raised as far as the limits allow.
    measure : Measure
        Claimed points, or those that evidence carries.
    predicate : str
        Id of the predicate that the target of ``by`` stands for; empty for a plain number.
    margin : float
        Points of safety that are in the targets already.
    """

    by: int
    targets: dict[int, float] = Field(default_factory=dict)
    objective: Annotated[Objective, Field(strict=False)] = Objective.EFFORT
    measure: Annotated[Measure, Field(strict=False)] = Measure.SUPPORTED
    predicate: str = ""
    margin: float = 0.0

    @property
    def needed(self) -> float | None:
        """Points asked for in the year that counts."""
        return self.targets.get(self.by)


def reach(
    instrument: Instrument,
    predicate: str,
    by: int,
    objective: Objective = Objective.EFFORT,
    measure: Measure = Measure.SUPPORTED,
    margin: float = 0.0,
) -> Goal:
    """To have a predicate by a year, with some points to spare.

    Raises
    ------
    KlaError
        ``PLN-023`` for a predicate that the instrument does not have.
    """
    needed = round(threshold(instrument.predicates, predicate).least + margin, 9)
    return Goal(by=by, targets={by: needed}, objective=objective, measure=measure, predicate=predicate, margin=margin)


def threshold(predicates: Predicates | None, predicate: str) -> Threshold:
    """Where a predicate begins; raises ``PLN-023`` if there is none of that id."""
    ladder = thresholds(predicates) if predicates else ()
    for step in ladder:
        if step.band.id == predicate:
            return step
    raise fail(NO_PREDICATE, predicate=predicate, known=", ".join(step.band.id for step in ladder) or "–")


def require_possible(instrument: Instrument, limits: Limits, goal: Goal) -> None:
    """Raise a :class:`KlaError` with everything that makes limits or goal meaningless (``PLN-020`` to ``PLN-026``)."""
    if not limits.first <= limits.last < limits.first + MOST_YEARS:
        raise fail(BAD_PERIOD, first=limits.first, last=limits.last)
    if faults := [*_faulty_limits(limits), *_faulty_goal(instrument, limits, goal)]:
        raise KlaError(*faults)


def outside(limits: Limits, year: int, path: str = "") -> Fault:
    """The fault of a year that lies outside the period; ``path`` says whose year it is."""
    return Fault(OUTSIDE, path=path, year=year, first=limits.first, last=limits.last)


def _faulty_limits(limits: Limits) -> Iterator[Fault]:
    for year, amount in limits.budget.items():
        if not 0 <= amount <= LARGEST:
            yield Fault(BAD_BUDGET, amount=f"{amount:g}", year=year)
        if year not in limits.years:
            yield outside(limits, year)
    for agency, capacity in limits.capacity.items():
        for year, days in capacity.items():
            if not 0 <= days <= LARGEST:
                yield Fault(BAD_CAPACITY, path=agency, agency=agency, amount=f"{days:g}", year=year)
            if year not in limits.years:
                yield outside(limits, year, agency)


def _faulty_goal(instrument: Instrument, limits: Limits, goal: Goal) -> Iterator[Fault]:
    yield from (outside(limits, year) for year in sorted({goal.by, *goal.targets}) if year not in limits.years)
    if goal.margin < 0:
        yield Fault(BAD_MARGIN, points=f"{goal.margin:g}")
    most = instrument.max
    for year, points in goal.targets.items():
        if most is not None and points > most:
            yield Fault(ABOVE_MAXIMUM, points=f"{points:g}", year=year, maximum=f"{most:g}")
