"""Answer types: what can be answered to a question, and how an answer becomes credit (0..1).

Each type is a frozen record with two methods: ``fault(value)`` says what is wrong with an answer, and
``credit(value)`` gives the share of the question's points that it earns. Widgets, imports and scoring all call
these, so a rule lives in one place.

Values are plain JSON data:

========== =================================================================================================
type       value
========== =================================================================================================
choice     id of an option: ``"perda"``
checklist  ids of the items that hold: ``["sk", "program"]`` (an empty list is an answer: none holds)
number     ``12``
percent    ``{"numerator": 80, "denominator": 100}``
two_year   ``{"previous": V, "current": V}``, V a number, or a percent value when ``of`` is ``percent``
matrix     a list of rows, each ``{column id: cell}``; for named rows with ``"row": row id`` as well
========== =================================================================================================
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.base import Provenance, Record, Text
from kla_widgets.instrument.quantities import WRONG_SHAPE, count_fault, number_fault, percent_fault
from kla_widgets.instrument.quantities import percentage as percentage  # part of this module's interface
from kla_widgets.language import N_

Direction = Literal["higher", "lower"]
Credit = Annotated[float, Field(ge=0, le=1)]

NOT_AN_OPTION = Message("ANS-001", N_("“{value}” is not one of the options."), N_("Choose one of: {options}."))


class Step(Record):
    """From the value ``at`` upwards the credit is ``credit``."""

    at: float
    credit: Credit


class Bands(Record):
    """Credit by value: the credit of the last step whose ``at`` is not above the value.

    Parameters
    ----------
    steps : tuple of Step
        In rising order of ``at``.
    """

    steps: tuple[Step, ...] = Field(min_length=1)

    @cached_property
    def _starts(self) -> tuple[float, ...]:
        return tuple(step.at for step in self.steps)

    def credit(self, value: float) -> float:
        place = bisect_right(self._starts, value)
        return self.steps[place - 1].credit if place else 0.0


class Item(Record):
    """A line of a checklist, or a named row of a matrix."""

    id: str
    label: Text


class Option(Item):
    """A choice and what it earns."""

    credit: Credit


class Column(Item):
    """A column of a matrix; a row counts once all its required columns are filled."""

    kind: Literal["text", "number", "yesno"] = "text"
    required: bool = True


class AnswerRule(Provenance):
    """What every answer type shares: where its rule comes from, and which way is better."""

    direction: Direction = "higher"


class Choice(AnswerRule):
    """One of several options."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    @cached_property
    def _credits(self) -> dict[str, float]:
        return {option.id: option.credit for option in self.options}

    def fault(self, value: object) -> Fault | None:
        if isinstance(value, str) and value in self._credits:
            return None
        return Fault(NOT_AN_OPTION, value=value, options=", ".join(self._credits))

    def credit(self, value: str) -> float:
        return self._credits[value]


class Checklist(AnswerRule):
    """Several things that hold or do not; credit by their share, in ``bands`` if given (value 0..1)."""

    type: Literal["checklist"]
    items: tuple[Item, ...] = Field(min_length=1)
    bands: Bands | None = None

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self.items)

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, list):
            return Fault(WRONG_SHAPE, expected='["' + '", "'.join(item.id for item in self.items) + '"]')
        unknown = [entry for entry in value if not isinstance(entry, str) or entry not in self._ids]
        return Fault(NOT_AN_OPTION, value=unknown[0], options=", ".join(sorted(self._ids))) if unknown else None

    def credit(self, value: Sequence[str]) -> float:
        return _by_share(len(set(value)), len(self.items), self.bands)


class Number(AnswerRule):
    """A number, its credit by bands."""

    type: Literal["number"]
    unit: Text
    bands: Bands
    whole: bool = True
    maximum: float | None = None

    def fault(self, value: object) -> Fault | None:
        return number_fault(value, whole=self.whole, maximum=self.maximum)

    def credit(self, value: float) -> float:
        return self.bands.credit(value)


class Percent(AnswerRule):
    """A part of a whole; the percentage (0..100) earns credit by bands."""

    type: Literal["percent"]
    numerator: Text
    denominator: Text
    bands: Bands

    def fault(self, value: object) -> Fault | None:
        return percent_fault(value)

    def credit(self, value: Mapping[str, float]) -> float:
        return self.bands.credit(percentage(value))


class Trend(Record):
    """Credit by the change from one year to the next."""

    better: Credit
    same: Credit
    worse: Credit


class TwoYear(AnswerRule):
    """The same count or percentage for two years; credit by the trend.

    A value that cannot become better (100 % when higher is better, zero when lower is) counts as ``better``.
    """

    type: Literal["two_year"]
    of: Literal["percent", "count"]
    numerator: Text
    denominator: Text | None = None
    trend: Trend

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, dict) or set(value) != {"previous", "current"}:
            return Fault(WRONG_SHAPE, expected='{"previous": ..., "current": ...}')
        check = percent_fault if self.of == "percent" else count_fault
        return check(value["previous"]) or check(value["current"])

    def credit(self, value: Mapping[str, Any]) -> float:
        before, now = (self._level(value[year]) for year in ("previous", "current"))
        best = now == 0 if self.direction == "lower" else self.of == "percent" and now >= 100
        if best or (now < before if self.direction == "lower" else now > before):
            return self.trend.better
        return self.trend.same if now == before else self.trend.worse

    def _level(self, value: Any) -> float:
        return percentage(value) if self.of == "percent" else float(value)


class Matrix(AnswerRule):
    """A table of partners, services or roles; credit by how many of the expected rows are filled.

    Parameters
    ----------
    columns : tuple of Column
        What is told about each row.
    rows : tuple of Item
        The rows that are asked for by name; empty when the district writes its own.
    expected : int, optional
        How many own rows earn full coverage; required when ``rows`` is empty.
    bands : Bands, optional
        Credit by coverage (0..1); the coverage itself when absent.
    """

    type: Literal["matrix"]
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[Item, ...] = ()
    expected: Annotated[int, Field(ge=1)] | None = None
    bands: Bands | None = None

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {column.id: column.kind for column in self.columns}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(column.id for column in self.columns if column.required)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(item.id for item in self.rows)

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, list):
            return self._wrong_shape()
        for row in value:
            if fault := self._row_fault(row):
                return fault
        return None

    def _row_fault(self, row: object) -> Fault | None:
        if not isinstance(row, dict):
            return self._wrong_shape()
        if self.rows and not (isinstance(name := row.get("row"), str) and name in self._names):
            return Fault(NOT_AN_OPTION, value=name, options=", ".join(sorted(self._names)))
        for column, cell in row.items():
            if kind := self._kinds.get(column):
                if fault := _cell_fault(column, kind, cell):
                    return fault
            elif not (self.rows and column == "row"):
                return self._wrong_shape()
        return None

    def _wrong_shape(self) -> Fault:
        columns = ["row", *self._kinds] if self.rows else self._kinds
        return Fault(WRONG_SHAPE, expected="[{" + ", ".join(columns) + "}]")

    def credit(self, value: Sequence[Mapping[str, object]]) -> float:
        filled = [row for row in value if not any(map(_empty, map(row.get, self._required)))]
        if self.rows:
            return _by_share(len({row["row"] for row in filled}), len(self.rows), self.bands)
        return _by_share(min(len(filled), self.expected or 1), self.expected or 1, self.bands)


AnswerType = Annotated[Choice | Checklist | Number | Percent | TwoYear | Matrix, Field(discriminator="type")]


def _by_share(part: int, whole: int, bands: Bands | None) -> float:
    share = part / whole
    return bands.credit(share) if bands else share


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _cell_fault(column: str, kind: str, cell: object) -> Fault | None:
    if (kind == "text" and isinstance(cell, str)) or (kind == "yesno" and isinstance(cell, bool)) or _empty(cell):
        return None
    if kind == "number":
        return number_fault(cell)
    return Fault(WRONG_SHAPE, expected=f"{column}: {'true, false' if kind == 'yesno' else '…'}")
