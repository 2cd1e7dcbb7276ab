"""A bulk plan in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kla_widgets.exchange.evidence_bulk.importing import TRUST, Stored
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan, Proposed, State
from kla_widgets.language import N_, Language

_TITLES = {
    State.READY: N_("To be attached: {count}"),
    State.LIKELY: N_("Likely, to be confirmed: {count}"),
    State.OPEN: N_("To be decided: {count}"),
    State.REFUSED: N_("Not accepted: {count}"),
    State.REPEATED: N_("The same file again, left out: {count}"),
    State.LEFT_OUT: N_("Left out as you decided: {count}"),
    State.ALREADY: N_("Attached already: {count}"),
}


def describe(plan: BulkPlan, t: Language) -> str:
    """Every file of a plan with what would be done, and what should be looked at."""
    blocks = [(t(title, count=len(files)), list(_lines(state, files, t))) for state, title, files in _groups(plan)]
    findings = [fault.describe(t) for one in plan.files for fault in one.findings if one.state is not State.ALREADY]
    notices = [fault.describe(t) for fault in plan.notices]
    if findings:
        blocks.append((t("Please check: {count}", count=len(findings)), findings))
    if notices:
        blocks.append((t("Notices: {count}", count=len(notices)), notices))
    return "\n".join(line for title, lines in blocks for line in (title, *(f"  {line}" for line in lines)))


def describe_stored(stored: Stored, t: Language) -> str:
    """What became of an import."""
    lines = (
        [t("Attached: {count} files.", count=stored.attached)] if stored.attached else [t("Nothing new was attached.")]
    )
    return "\n".join([*lines, *(fault.describe(t) for fault in stored.failed)])


def question_line(one: Proposed, t: Language) -> str:
    """Where a file would go, how sure that is, and why."""
    sure = f"{t(TRUST[one.idea.trust])}; " if one.state in (State.LIKELY, State.OPEN) else ""
    return f"{one.file.path} → {one.idea.question or '?'} {one.idea.kind} ({sure}{t(one.idea.reason)})"


def _groups(plan: BulkPlan) -> Iterator[tuple[State, str, tuple[Proposed, ...]]]:
    for state, title in _TITLES.items():
        if files := plan.of(state):
            yield state, title, files


def _lines(state: State, files: Iterable[Proposed], t: Language) -> Iterator[str]:
    for one in files:
        if state in (State.READY, State.LIKELY):
            yield question_line(one, t)
        elif state is State.OPEN:
            choices = f": {', '.join(one.idea.candidates)}" if one.idea.candidates else ""
            yield question_line(one, t) + choices
        elif state is State.REFUSED and one.refusal:
            yield one.refusal.describe(t)
        elif state is not State.ALREADY:
            yield one.file.path
