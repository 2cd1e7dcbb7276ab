"""Numbers inside answers, pointed at by question, part and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kla_widgets.instrument.answers import Percent, TwoYear, percentage
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument

Values = Mapping[str, Any]
"""What is claimed, by question; every value fits its question."""
PartName = Literal["numerator", "denominator", "count"]
Year = Literal["", "previous", "current"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of an answer.

    Parameters
    ----------
    question : str
    part : {"numerator", "denominator", "count"}
        ``count`` for answers that are one number.
    year : {"", "previous", "current"}
        Which year of a two-year answer.
    """

    question: str
    part: PartName = "numerator"
    year: Year = ""

    def of(self, values: Values) -> float | None:
        """The number; None where it is not answered."""
        value = values.get(self.question)
        if value is not None and self.year:
            value = value[self.year]
        if value is not None and self.part != "count":
            value = value[self.part]
        return value

    def label(self, instrument: Instrument) -> Text:
        """What the number counts, in the words of the instrument."""
        question = instrument.question[self.question]
        rule = question.answer
        if isinstance(rule, Percent | TwoYear) and self.part != "count":
            return (rule.denominator if self.part == "denominator" else None) or rule.numerator
        return question.text


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that an answer says or does not.

    Parameters
    ----------
    question : str
    holds : callable
        Whether a value that fits the question says it.
    """

    question: str
    holds: Callable[[Any], bool]

    def met(self, values: Values) -> bool:
        """Whether it is said; False where nothing is answered."""
        return self.question in values and self.holds(values[self.question])


def full(value: Any) -> bool:
    """All of the whole, of the present year."""
    return percentage(value.get("current", value)) >= 100


def not_full(value: Any) -> bool:
    return not full(value)


def nothing(value: Any) -> bool:
    """None: an empty list, or a part of zero."""
    return value == [] if isinstance(value, list) else value["numerator"] == 0


def something(value: Any) -> bool:
    """At least one: an entry of a list, or a part above zero."""
    return not nothing(value)


def some_now(value: Any) -> bool:
    """A count above zero in the present year."""
    return bool(value["current"] > 0)


def chosen(*options: str) -> Callable[[Any], bool]:
    """One of these options."""
    return lambda value: value in options


def some_in(column: str) -> Callable[[Any], bool]:
    """A row of a matrix with a number above zero in a column."""
    return lambda rows: any(isinstance(cell := row.get(column), int | float) and cell > 0 for row in rows)
