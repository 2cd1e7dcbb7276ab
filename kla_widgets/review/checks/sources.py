"""Figures of several sources: what is told twice, and what an official list says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kla_widgets.instrument.answers import Percent, percentage
from kla_widgets.instrument.base import Text
from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Percentage, Rule, Severity, Term
from kla_widgets.review.facts import CheckFacts

FAR_APART = Check(
    "CHK-221",
    Severity.WARNING,
    N_("Figures of two sources differ widely"),
    N_("{question}: {low} by “{lower}”, but {high} by “{higher}”."),
    N_("A survey and the records of the health centres may differ; a verifier wants to know which figure counts."),
    N_("Say in the note which source is used and why the other one differs."),
)
OTHER_COUNT = Check(
    "CHK-222",
    Severity.WARNING,
    N_("Another number of sub-districts or villages than in the official list"),
    N_("{question} counts {number} ({whole}); the official list of codes has {official}."),
    N_("A whole that leaves some out makes the share look better than it is."),
    N_("Count all of them, or say in the note why the number has changed."),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A percentage that several sources give.

    Parameters
    ----------
    question : str
        Asks for it.
    word : str
        Stands in statements that tell of it.
    apart : float
        Points of a percentage from which sources differ widely (our choice).
    """

    instrument: str
    question: str
    word: str
    apart: float


FIGURES = (Told("kla-2024", "I13.3", "stunting", 5.0),)
WHOLES = {"kla-2024": {"kecamatan": "I25.", "desa": "I26."}}
"""By instrument: where all sub-districts, and all villages, are the whole."""
ANSWER, NOTE = Term(N_("the answer")), Term(N_("the note"))
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)\s*(?:%|persen)")


def far_apart(facts: CheckFacts) -> Iterator[Hit]:
    for one in FIGURES:
        if one.instrument != facts.case.instrument:
            continue
        figures = list(_figures(facts, one))
        if len(figures) < 2:
            continue
        (low, lower), (high, higher) = min(figures, key=_size), max(figures, key=_size)
        if high - low > one.apart:
            told = {"low": Percentage(low), "lower": lower, "high": Percentage(high), "higher": higher}
            yield one.question, {"question": one.question} | told


def other_count(facts: CheckFacts) -> Iterator[Hit]:
    if facts.counts is None:
        return
    official = {"kecamatan": facts.counts.kecamatan, "desa": facts.counts.desa + facts.counts.kelurahan}
    for level, start in WHOLES.get(facts.case.instrument, {}).items():
        told: dict[float, tuple[str, Text]] = {}
        for name, value in facts.values.items():
            rule = facts.instrument.question[name].answer
            if name.startswith(start) and isinstance(rule, Percent):
                told.setdefault(value["denominator"], (name, rule.denominator))
        for number, (name, whole) in told.items():
            if number != official[level]:
                yield name, {"question": name, "number": number, "whole": whole, "official": official[level]}


def _figures(facts: CheckFacts, one: Told) -> Iterator[tuple[float, object]]:
    """Percentages with their source."""
    rule = facts.instrument.question[one.question].answer
    for stage, answers in facts.answers.items():
        given = answers.get(one.question)
        if given and given.value is not None and not rule.fault(given.value):
            name = facts.instrument.stage[stage].name if stage in facts.instrument.stage else stage
            yield (
                percentage(given.value),
                given.source or (name if stage != facts.instrument.claim_stage.id else ANSWER),
            )
        if given:
            yield from ((figure, NOTE) for figure in percentages(given.note))
    for statement in facts.statements:
        if one.word in statement.text_id.casefold():
            yield from ((figure, statement.source) for figure in percentages(statement.text_id))


def percentages(text: str) -> list[float]:
    """The percentages that a text names: ``14,3 %`` is 14.3."""
    found = (float(number.replace(",", ".")) for number in _PERCENT.findall(text))
    return [figure for figure in found if figure <= 100]


def _size(figure: tuple[float, object]) -> float:
    return figure[0]


RULES = (Rule(FAR_APART, far_apart), Rule(OTHER_COUNT, other_count))
