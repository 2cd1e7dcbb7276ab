"""Signed stages: signed with gaps, or changed since."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.assessment.signing import Signed
from kla_widgets.instrument.models import TOTAL
from kla_widgets.language import N_
from kla_widgets.review.breaks import WHOLE
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity, Term
from kla_widgets.review.facts import CheckFacts

NOT_ANSWERED = Check(
    "CHK-701",
    Severity.WARNING,
    N_("Signed, but not answered"),
    N_("{question} has no answer and no points, but the stage “{stage}” was signed by {author}."),
    N_("What is not answered earns no points, and a signed stage cannot be completed any more."),
    N_("Ask for the stage to be opened again, or leave the question out on purpose and say so in its note."),
)
CHANGED_SINCE = Check(
    "CHK-702",
    Severity.ERROR,
    N_("Changed after signing"),
    N_("{place}: the stage “{stage}”, signed by {author}, is not what was signed any more ({part})."),
    N_("The signature no longer stands for what is stored."),
    N_("Look at the journal and at the findings on changes outside the program; then sign again or restore a backup."),
)
PARTS = {
    "answers": Term(N_("answers")),
    "points": Term(N_("points")),
    "decisions": Term(N_("decisions")),
    "completions": Term(N_("completions asked for")),
    "evidence": Term(N_("evidence")),
    WHOLE: Term(N_("the signature itself")),
}


def not_answered(facts: CheckFacts) -> Iterator[Hit]:
    claim = facts.instrument.claim_stage.id
    for one in facts.signed:
        if one.stage != claim:
            continue
        known = facts.reported.get(claim, frozenset())
        for question in facts.instrument.questions:
            given = facts.claims.get(question.id)
            answered = given is not None and (given.value is not None or given.note.strip())
            if question.weight and not answered and not known & _upwards(facts, question.id):
                yield question.id, {"question": question.id} | _signed(facts, one)


def changed_since(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.breaks:
        named: dict[str, object] = {"place": one.place or facts.case.region, "part": PARTS[one.section]}
        yield one.place, named | _signed(facts, one.signed)


def _upwards(facts: CheckFacts, target: str) -> set[str]:
    """A question and all it belongs to: points may be known at any of these."""
    found = {target}
    while target != TOTAL:
        target = facts.instrument.parents[target]
        found.add(target)
    return found


def _signed(facts: CheckFacts, signed: Signed) -> dict[str, object]:
    known = facts.instrument.stage.get(signed.stage)
    return {"stage": known.name if known else signed.stage, "author": signed.author}


RULES = (Rule(NOT_ANSWERED, not_answered), Rule(CHANGED_SINCE, changed_since, thorough=True))
