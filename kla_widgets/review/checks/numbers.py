"""Numbers that cannot be: parts above their whole, groups larger than the group they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kla_widgets.instrument.answers import Percent, TwoYear
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.quantities import ABOVE_WHOLE
from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity
from kla_widgets.review.checks.quantities import Quantity
from kla_widgets.review.facts import CheckFacts

PART_ABOVE_WHOLE = Check(
    "CHK-201",
    Severity.ERROR,
    N_("Numerator above denominator"),
    N_("{question}: {reason}"),
    N_("A share above 100 % cannot be; the question counts as unanswered."),
    N_("Check both numbers; they may be swapped."),
)
MISFIT = Check(
    "CHK-202",
    Severity.ERROR,
    N_("The answer does not fit the question"),
    N_("{question}: {reason}"),
    N_("The question counts as unanswered."),
    N_("Answer the question again."),
)
GROUP_TOO_LARGE = Check(
    "CHK-203",
    Severity.ERROR,
    N_("Sub-group larger than its group"),
    N_("“{part}” ({parts}) has {number}, more than “{whole}” ({of}) with {total}."),
    N_("A part of a group cannot be larger than the group; one of the numbers is wrong."),
    N_("Compare both numbers with their source, and correct the wrong one."),
)
APART = Check(
    "CHK-204",
    Severity.ERROR,
    N_("Groups that exclude each other exceed the whole"),
    N_("“{first}” ({question}) and “{second}” ({other}) are together {sum}, more than the whole of {total}."),
    N_("Nobody can belong to both groups, so together they cannot be more than all."),
    N_("Compare both numbers with their source, and correct the wrong one."),
)
OTHER_WHOLE = Check(
    "CHK-205",
    Severity.WARNING,
    N_("The same whole with different numbers"),
    N_("“{whole}” is {number} in {question}, but {usual} in {others}."),
    N_("Shares of different wholes cannot be compared, and a verifier asks which one holds."),
    N_("Use one number from one source, or say in the note why they differ."),
)


@dataclass(frozen=True, slots=True)
class Within:
    """The parts together are never more than the whole.

    Parameters
    ----------
    instrument : str
        Id of the instrument whose questions are meant.
    parts : tuple of Quantity
        Groups that do not overlap.
    whole : Quantity
    """

    instrument: str
    parts: tuple[Quantity, ...]
    whole: Quantity


@dataclass(frozen=True, slots=True)
class Apart:
    """Two questions about the same whole whose groups have nobody in common."""

    instrument: str
    first: str
    second: str


WITHIN = (
    *(  # who has a birth certificate or a child identity card is registered
        Within("kla-2024", (Quantity(question, "numerator", year),), Quantity("I4.1", "numerator", year))
        for question in ("I4.2", "I4.3")
        for year in ("previous", "current")
    ),
    Within("kla-2024", (Quantity("I8.3"),), Quantity("I8.1", "count")),
    Within("kla-2024", (Quantity("I10.2"),), Quantity("I10.1", "count")),
    Within("kla-2024", (Quantity("I15.1"),), Quantity("I15.3", "denominator")),
    Within("kla-2024", tuple(Quantity(f"I19.2{level}") for level in "abcde"), Quantity("I19.3", "denominator")),
)
"""Read from the words of the questions (inferred)."""

EXCLUDING = (Apart("kla-2024", "I13.1", "I13.2"), Apart("kla-2024", "I14.1", "I14.3"))
"""Thin or heavy for the age; breast milk alone or other food too (inferred from the words of the questions)."""


def part_above_whole(facts: CheckFacts) -> Iterator[Hit]:
    for name, fault in facts.misfits.items():
        if fault.message is ABOVE_WHOLE:
            yield name, {"question": name, "reason": fault}


def misfit(facts: CheckFacts) -> Iterator[Hit]:
    for name, fault in facts.misfits.items():
        if fault.message is not ABOVE_WHOLE:
            yield name, {"question": name, "reason": fault}


def group_too_large(facts: CheckFacts) -> Iterator[Hit]:
    for one in WITHIN:
        if one.instrument != facts.case.instrument:
            continue
        known = [(part, number) for part in one.parts if (number := part.of(facts.values)) is not None]
        total = one.whole.of(facts.values)
        if not known or total is None or (number := sum(count for _, count in known)) <= total:
            continue
        parts = tuple(part.question for part, _ in known)
        labels = tuple(part.label(facts.instrument) for part, _ in known)
        whole = {"whole": one.whole.label(facts.instrument), "of": one.whole.question, "total": total}
        yield parts[0], {"part": labels, "parts": parts, "number": number} | whole


def apart(facts: CheckFacts) -> Iterator[Hit]:
    for one in EXCLUDING:
        values = facts.values
        if one.instrument != facts.case.instrument or one.first not in values or one.second not in values:
            continue
        first, second = values[one.first], values[one.second]
        total, both = first["denominator"], first["numerator"] + second["numerator"]
        if total == second["denominator"] and both > total:
            names = {
                "first": Quantity(one.first).label(facts.instrument),
                "second": Quantity(one.second).label(facts.instrument),
            }
            yield one.first, names | {"question": one.first, "other": one.second, "sum": both, "total": total}


def other_whole(facts: CheckFacts) -> Iterator[Hit]:
    """Wholes of the same name; the number that most questions give is the usual one."""
    for (whole, _), numbers in _wholes(facts).items():
        usual = Counter(numbers.values()).most_common(1)[0][0]
        others = tuple(question for question, number in numbers.items() if number == usual)
        for question, number in numbers.items():
            if number != usual:
                named = {"question": question, "whole": whole, "number": number}
                yield question, named | {"usual": usual, "others": others}


def _wholes(facts: CheckFacts) -> dict[tuple[Text, str], dict[str, float]]:
    """Numbers of each whole of the present or the previous year, by question."""
    found: dict[tuple[Text, str], dict[str, float]] = {}
    for name, value in facts.values.items():
        rule = facts.instrument.question[name].answer
        if isinstance(rule, Percent):
            found.setdefault((rule.denominator, "current"), {})[name] = value["denominator"]
        elif isinstance(rule, TwoYear) and rule.of == "percent" and rule.denominator:
            for year in ("previous", "current"):
                found.setdefault((rule.denominator, year), {})[name] = value[year]["denominator"]
    return found


RULES = (
    Rule(PART_ABOVE_WHOLE, part_above_whole),
    Rule(MISFIT, misfit),
    Rule(GROUP_TOO_LARGE, group_too_large),
    Rule(APART, apart),
    Rule(OTHER_WHOLE, other_whole),
)
