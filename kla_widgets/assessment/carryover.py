"""Answers of earlier cycles that could be given again: suggestions, to be confirmed one by one."""

from __future__ import annotations

from dataclasses import dataclass

from kla_widgets.assessment.records import Case, Json
from kla_widgets.assessment.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer of an earlier cycle."""

    question: str
    value: Json
    cycle: int


def earlier_answers(workspace: Workspace, case: Case) -> dict[str, Earlier]:
    """The newest earlier answer to each question of a case, in the instrument's order.

    Only where the earlier instrument asked the same under the same id, and the answer still fits.
    """
    instrument = workspace.library.get(case.instrument)
    found: dict[str, Earlier] = {}
    for past in sorted(workspace.store.cases(case.region), key=lambda one: one.cycle):
        if past.cycle >= case.cycle:
            continue
        asked = workspace.library.get(past.instrument)
        for name, answer in workspace.store.answers(past, asked.claim_stage.id).items():
            now, then = instrument.question.get(name), asked.question.get(name)
            if not now or not then or now.text != then.text or answer.value is None:
                continue
            if now.answer.fault(answer.value) is None:
                found[name] = Earlier(name, answer.value, past.cycle)
    return {question.id: found[question.id] for question in instrument.questions if question.id in found}
