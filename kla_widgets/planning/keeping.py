"""A district's plan in the store: settings, actions, rows of the matrix, progress, and what was proposed last.

Each is a record of its own with a revision, so that several people can work on one plan. Beside a record stands what
the kit had made, so that a new proposal changes what nobody has touched and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field

from kla_widgets.assessment.items import Item, put_items, read_items, remove_items
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store
from kla_widgets.instrument.base import Record
from kla_widgets.instrument.models import Instrument
from kla_widgets.planning.actions import Action
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.goals import Goal, Limits, Objective, reach
from kla_widgets.planning.matrix import MatrixRow
from kla_widgets.planning.monitoring import Progress
from kla_widgets.planning.plan import Plan
from kla_widgets.planning.records import from_json, to_json
from kla_widgets.planning.uncertainty import YearBand

SETTINGS, PROPOSAL, ACTION, ROW, PROGRESS = "plan", "proposal", "action", "rad-row", "progress"
PERIOD = 5
"""Years of a new plan."""


class Settings(Record):
    """What a district plans for, and within which limits.

    Parameters
    ----------
    first, last : int
        Calendar years of the plan.
    by : int
        The year whose points count.
    predicate : str
        Id of the predicate to be reached; empty for as many points as possible.
    margin : float
        Points to spare.
    chance : float, optional
        Wanted chance of the predicate after verification: then the search finds the margin. None where nobody asks.
    budget : dict of int to float
        Rupiah by year; a year without an entry has no limit.
    capacity : dict of str to dict of int to float
        Person-days by agency and year; no entry means no limit.
    told : dict of str to float
        Points of a verification by part, such as ``TOTAL``, taken where nothing is answered: a district may be known by
        its predicate alone.
    """

    first: int
    last: int
    by: int
    predicate: str = ""
    objective: Annotated[Objective, Field(strict=False)] = Objective.EFFORT
    measure: Annotated[Measure, Field(strict=False)] = Measure.SUPPORTED
    margin: float = 0.0
    chance: float | None = None
    budget: dict[int, float] = Field(default_factory=dict)
    capacity: dict[str, dict[int, float]] = Field(default_factory=dict)
    told: dict[str, float] = Field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        """Without what was entered for years that no longer belong to the period."""
        years = range(self.first, self.last + 1)
        budget = {year: amount for year, amount in self.budget.items() if year in years}
        capacity = {
            agency: kept
            for agency, days in self.capacity.items()
            if (kept := {year: amount for year, amount in days.items() if year in years})
        }
        return Limits(first=self.first, last=self.last, budget=budget, capacity=capacity)

    def goal(self, instrument: Instrument) -> Goal:
        """What the search for a plan is asked; raises ``PLN-023`` for an unknown predicate."""
        if self.predicate:
            return reach(instrument, self.predicate, self.by, self.objective, self.measure, self.margin)
        return Goal(by=self.by, objective=Objective.POINTS, measure=self.measure)


class Proposal(Record):
    """What a search answered last, with the band of each year as it was simulated then."""

    plan: Plan
    bands: tuple[YearBand, ...] = ()


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Kept(Generic[R]):
    """One record as it is kept.

    Parameters
    ----------
    kind, id : str
        As :class:`kla_widgets.assessment.items.Item` has them.
    record : Record
    made : Record, optional
        The same as the kit made it; None for what people wrote themselves.
    revision : int
        0 for a new one.
    author : str
    at : datetime, optional
        Who stored it, and when.
    """

    kind: str
    id: str
    record: R
    made: R | None = None
    revision: int = 0
    author: str = ""
    at: datetime | None = None

    @property
    def touched(self) -> bool:
        """Whether people wrote or changed it."""
        return self.record != self.made

    def changed(self, **values: object) -> Kept[R]:
        """The same with other values in its record."""
        return replace(self, record=self.record.model_copy(update=values))


@dataclass(frozen=True)
class DistrictPlan:
    """Everything that is kept of one district's plan.

    Parameters
    ----------
    settings, proposal : Kept, optional
        None as long as nobody has made any.
    kept_actions, kept_rows, kept_progress : tuple of Kept
        By id.
    """

    settings: Kept[Settings] | None = None
    proposal: Kept[Proposal] | None = None
    kept_actions: tuple[Kept[Action], ...] = ()
    kept_rows: tuple[Kept[MatrixRow], ...] = ()
    kept_progress: tuple[Kept[Progress], ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(one.record for one in self.kept_actions)

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """By id; :func:`ordered_rows` gives them in the order of the instrument."""
        return tuple(one.record for one in self.kept_rows)

    @property
    def progress(self) -> tuple[Progress, ...]:
        return tuple(one.record for one in self.kept_progress)


def read_plan(store: Store, case: Case) -> DistrictPlan:
    """A district's plan as it is now; an empty one where none was made.

    Raises
    ------
    KlaError
        ``PLN-001`` if a stored record cannot be read.
    """
    return DistrictPlan(
        settings=next(iter(_read(store, case, SETTINGS, Settings)), None),
        proposal=next(iter(_read(store, case, PROPOSAL, Proposal)), None),
        kept_actions=_read(store, case, ACTION, Action),
        kept_rows=_read(store, case, ROW, MatrixRow),
        kept_progress=_read(store, case, PROGRESS, Progress),
    )


def save(
    store: Store,
    case: Case,
    kept: Sequence[Kept[Any]],
    author: str,
    reason: str = "",
    gone: Iterable[Kept[Any]] = (),
) -> tuple[Kept[Any], ...]:
    """Store records of a plan and take others away, all in one transaction or nothing.

    Parameters
    ----------
    gone : iterable of Kept
        What is taken away.

    Returns
    -------
    tuple of Kept
        As stored, with their revisions.

    Raises
    ------
    KlaError
        ``STO-042`` for each that somebody changed since it was read.
    """
    items, away = [_item(one) for one in kept], [_item(one) for one in gone]
    if not items and not away:
        return ()
    with store.writing(case, author, reason) as (connection, by):
        stored = put_items(connection, case, items, by) if items else ()
        if away:
            remove_items(connection, case, away, by)
    return tuple(
        replace(one, revision=item.revision, author=item.author, at=item.at)
        for one, item in zip(kept, stored, strict=True)
    )


def first_settings(cycle: int, predicate: str = "") -> Settings:
    """The settings of a new plan: the years after the cycle, the predicate by the second of them."""
    return Settings(first=cycle + 1, last=cycle + PERIOD, by=cycle + 2, predicate=predicate)


def row_id(row: MatrixRow) -> str:
    """The id under which a row that the kit made is kept."""
    return f"{row.indicator or row.cluster or 'lain'}:{row.action}"[-80:].lstrip("._:-")


def ordered_rows(instrument: Instrument, kept: Iterable[Kept[MatrixRow]]) -> tuple[Kept[MatrixRow], ...]:
    """Rows by cluster and indicator as the instrument has them; rows without a place come last."""
    places: dict[str, int] = {}
    for cluster in instrument.clusters:
        for name in (cluster.id, *(indicator.id for indicator in cluster.indicators)):
            places[name] = len(places)

    def place(one: Kept[MatrixRow]) -> tuple[int, str]:
        return places.get(one.record.indicator or one.record.cluster, len(places)), one.id

    return tuple(sorted(kept, key=place))


def _read(store: Store, case: Case, kind: str, of: type[R]) -> tuple[Kept[R], ...]:
    return tuple(_kept(item, of) for item in read_items(store, case, kind))


def _kept(item: Item, of: type[R]) -> Kept[R]:
    record = from_json(of, json.dumps(item.content.get("record")))
    made = item.content.get("made")
    same = None if made is None else from_json(of, json.dumps(made))
    return Kept(item.kind, item.id, record, same, item.revision, item.author, item.at)


def _item(one: Kept[Any]) -> Item:
    made = None if one.made is None else json.loads(to_json(one.made))
    return Item(one.kind, one.id, {"record": json.loads(to_json(one.record)), "made": made}, one.revision)
