"""What a delivered workbook changes, in words: for the dry run, and for what was left open."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.exchange.agency.plan import DeliveryPlan, Outcome, Step
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.words import agency_name, answer_in_words

_COUNTS = {
    Outcome.NEW: N_("New answers: {count}"),
    Outcome.CHANGED: N_("Changed answers: {count}"),
    Outcome.SAME: N_("Already stored: {count}"),
    Outcome.UNTOUCHED: N_("Not touched by the agency, changed here since; ours stays: {count}"),
    Outcome.CONFLICT: N_("Changed here after the workbook went out; not overwritten: {count}"),
    Outcome.OUTRANKED: N_("Answered otherwise by the leading agency, whose answer counts: {count}"),
    Outcome.EMPTIED: N_("Emptied by the agency; ours stays: {count}"),
    Outcome.NOT_THEIRS: N_("Answered although not asked of this agency; not stored: {count}"),
}
_LISTED = (Outcome.NEW, Outcome.CHANGED, Outcome.CONFLICT, Outcome.OUTRANKED, Outcome.EMPTIED, Outcome.NOT_THEIRS)
_MOST = 40
"""Notices of one kind that are listed."""


def describe(plan: DeliveryPlan, instrument: Instrument, t: Language, brief: bool = False) -> str:
    """A plan as plain text.

    Parameters
    ----------
    brief : bool
        Without a line for every answer that is stored.
    """
    delivered = plan.delivered
    agency = agency_name(instrument, delivered.agency, t)
    counts = {"answered": plan.answered, "asked": len(plan.asked)}
    lines = [
        t("{file}: {agency}, {answered} of {asked} questions answered", file=delivered.file, agency=agency, **counts)
    ]
    for outcome, template in _COUNTS.items():
        steps = [one for one in plan.steps if one.outcome is outcome]
        if steps:
            lines.append("  " + t(template, count=len(steps)))
        if outcome in _LISTED and not (brief and outcome in (Outcome.NEW, Outcome.CHANGED)):
            lines += [f"    {_step(one, t)}" for one in steps]
    if plan.absent:
        lines.append("  " + t("Not in the file any more; ours stays: {count}", count=len(plan.absent)))
        lines.append(f"    {', '.join(plan.absent)}")
    for title, faults in ((N_("Faults: {count}"), plan.faults), (N_("Notices: {count}"), delivered.notices)):
        if faults:
            lines.append("  " + t(title, count=len(faults)))
            lines += [f"    {one.describe(t)}" for one in faults[:_MOST]]
            lines += ["    …"] if len(faults) > _MOST else []
    if any(one.outcome in (Outcome.CONFLICT, Outcome.EMPTIED) for one in plan.open):
        lines.append(
            "  " + t("Decide with --take-theirs QUESTION for each that the agency is right about, or --keep-ours.")
        )
    return "\n".join(lines)


def _step(step: Step, t: Language) -> str:
    return f"{step.question.id} ({step.where}): " + "; ".join(_changes(step, t))


def _changes(step: Step, t: Language) -> Iterator[str]:
    rule, saved = step.question.answer, step.saved
    old, new = (answer_in_words(rule, value, t) for value in (saved.value if saved else None, step.value))
    if saved is None:
        yield new
    elif saved.value != step.value:
        yield f"{old} → {new}"
    if step.note != (saved.note if saved else ""):
        yield t("note: “{text}”", text=step.note)
    if saved is not None and step.outcome is Outcome.CONFLICT:
        yield t("ours by {author}, {at}", author=saved.author, at=t.moment(saved.at))
