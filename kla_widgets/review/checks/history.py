"""This cycle beside the one before: jumps, and figures of the same year that were told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kla_widgets.instrument.answers import AnswerType, Number, Percent, TwoYear, percentage
from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Fraction, Hit, Percentage, Rule, Severity
from kla_widgets.review.facts import CheckFacts

SHARE_JUMP = 30.0
"""Points of a percentage; a larger change from one cycle to the next wants an explanation (our choice)."""
TIMES, LEAST = 3.0, 10.0
"""A count that is so many times larger or smaller, and differs by at least so much (our choice)."""
SCORE_JUMP = 0.15
"""Share of the maximum (our choice)."""

FIGURE_JUMP = Check(
    "CHK-401",
    Severity.WARNING,
    N_("Jump against the previous cycle"),
    N_("{question} was {before} in {cycle} and is {now} now."),
    N_("A jump is looked at first: it is a success to be shown, or a mistake in one of the two years."),
    N_("Check the number; if it is right, explain the change in the note."),
)
TOTAL_JUMP = Check(
    "CHK-402",
    Severity.WARNING,
    N_("The whole claim jumps against the previous cycle"),
    N_("{before} of the maximum was claimed in {cycle}, and {now} is claimed now."),
    N_("So large a change seldom comes from one year's work; the instruments may differ too."),
    N_("Look at the questions that changed most, and at their evidence."),
)
RESTATED = Check(
    "CHK-403",
    Severity.WARNING,
    N_("The previous year is told otherwise than then"),
    N_("{question}: for the previous year {now} is told, but {before} was told in {cycle}."),
    N_("The trend decides the points, so both cycles must tell the same of the same year."),
    N_("Use the figure of the last assessment, or say in the note why it was corrected."),
)


def figure_jump(facts: CheckFacts) -> Iterator[Hit]:
    for name, cycle, rule, before, now in _both(facts):
        old, new = _level(rule, before), _level(rule, now)
        if old is None or new is None:
            continue
        if _jumps(old, new):
            yield name, {"question": name, "cycle": str(cycle), "before": old, "now": new}


def total_jump(facts: CheckFacts) -> Iterator[Hit]:
    past = facts.past
    if past is None or past.share is None or facts.share is None or abs(facts.share - past.share) <= SCORE_JUMP:
        return
    before, now = Percentage(100 * past.share), Percentage(100 * facts.share)
    yield "", {"cycle": str(past.case.cycle), "before": before, "now": now}


def restated(facts: CheckFacts) -> Iterator[Hit]:
    for name, cycle, rule, before, now in _both(facts):
        if isinstance(rule, TwoYear) and cycle == facts.case.cycle - 1:
            then, told = _number(before["current"]), _number(now["previous"])
            if then != told:
                yield name, {"question": name, "cycle": str(cycle), "before": then, "now": told}


def _both(facts: CheckFacts) -> Iterator[tuple[str, int, AnswerType, Any, Any]]:
    """Questions asked the same in both cycles and answered in both: id, earlier cycle, rule, answer then and now."""
    past = facts.past
    if past is None:
        return
    for name, value in facts.values.items():
        question, then = facts.instrument.question[name], past.instrument.question.get(name)
        given = past.answers.get(name)
        if then is None or then.text != question.text or given is None or given.value is None:
            continue
        if question.answer.fault(given.value) is None:
            yield name, past.case.cycle, question.answer, given.value, value


def _level(rule: AnswerType, value: Any) -> float | Percentage | None:
    """The figure that an answer comes to; None where it is no figure."""
    match rule:
        case Number():
            return float(value)
        case Percent():
            return Percentage(percentage(value))
        case TwoYear():
            now = value["current"]
            return Percentage(percentage(now)) if rule.of == "percent" else float(now)
    return None


def _number(value: Any) -> float | Fraction:
    return Fraction(value["numerator"], value["denominator"]) if isinstance(value, dict) else float(value)


def _jumps(old: float | Percentage, new: float | Percentage) -> bool:
    if isinstance(old, Percentage) or isinstance(new, Percentage):
        return isinstance(old, Percentage) and isinstance(new, Percentage) and abs(new.points - old.points) > SHARE_JUMP
    low, high = sorted((old, new))
    return high - low >= LEAST and high > TIMES * low


RULES = (Rule(FIGURE_JUMP, figure_jump), Rule(TOTAL_JUMP, total_jump), Rule(RESTATED, restated))
