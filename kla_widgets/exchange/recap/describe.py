"""A plan in words: what would be stored, what is missing, what differs and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.exchange.recap.keys import Level
from kla_widgets.exchange.recap.plan import RecapPlan
from kla_widgets.exchange.recap.reconcile import Difference
from kla_widgets.language import N_, Language

_LEVELS = {
    Level.QUESTION: N_("Questions: {count}, together {points} points"),
    Level.INDICATOR: N_("Indicators: {count}, together {points} points"),
    Level.CLUSTER: N_("Clusters: {count}, together {points} points"),
    Level.TOTAL: N_("Total: {points} points"),
}
_DIFFERENCES = {
    "maximum": N_("{target}: printed maximum {printed}, in the instrument {expected}, difference {difference}"),
    "unknown_maximum": N_("{target}: printed maximum {printed}, the instrument has none"),
    "subtotal": N_("{target}: printed {printed}, its rows add up to {expected}, difference {difference}"),
    "total": N_("Total: printed {printed}, its rows add up to {expected}, difference {difference}"),
}


def describe(plan: RecapPlan, t: Language) -> str:
    """The reconciliation of a plan as plain text.

    Parameters
    ----------
    plan : RecapPlan
        The plan.
    t : Language
        The reader's language.
    """
    blocks = (
        (t("Would be stored from {file}:", file=plan.file), list(_stored(plan, t)) or [t("nothing")]),
        (
            t("Not answered, nothing is stored (this is not zero): {count}", count=len(plan.unanswered)),
            [f"{target} ({where})" for target, where in plan.unanswered],
        ),
        (
            t("Differences: {count}", count=len(plan.differences)),
            [f"{_difference(one, t)} ({one.where})" for one in plan.differences],
        ),
        (
            t("Rows not understood: {count}", count=len(plan.not_understood)),
            [f"{row.where}: {row.text}" for row in plan.not_understood],
        ),
        (t("Faults: {count}", count=len(plan.faults)), [fault.describe(t) for fault in plan.faults]),
        (t("Notices: {count}", count=len(plan.notices)), [notice.describe(t) for notice in plan.notices]),
    )
    return "\n".join(line for title, lines in blocks if lines for line in (title, *(f"  {line}" for line in lines)))


def _stored(plan: RecapPlan, t: Language) -> Iterator[str]:
    for level, template in _LEVELS.items():
        points = [one.points for one in plan.points if one.level is level]
        if points:
            yield t(template, count=len(points), points=t.number(sum(points)))


def _difference(one: Difference, t: Language) -> str:
    difference = None if one.expected is None else one.printed - one.expected
    return t(
        _DIFFERENCES[one.kind],
        target=one.target,
        printed=t.number(one.printed),
        expected=t.number(one.expected),
        difference=t.number(difference),
    )
