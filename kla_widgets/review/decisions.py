"""Deciding about claims: each evaluator alone, then one decision that counts.

A decision that counts becomes the stage's answer or points, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from kla_widgets.assessment.checks import ABOVE_MAXIMUM, NOT_POINTS, UNKNOWN_QUESTION
from kla_widgets.assessment.items import put_items
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.instrument.models import Question
from kla_widgets.language import N_
from kla_widgets.results import score_case
from kla_widgets.review.desk import Desk, points_of, read_desk
from kla_widgets.review.outcome import Outcome, write_outcomes
from kla_widgets.review.records import (
    SETTLED,
    Claim,
    Decided,
    Decision,
    Verdict,
    decided_of,
    decision_item,
    settled_from,
)
from kla_widgets.review.stages import require_name, require_open

NOTHING_CLAIMED = Message(
    "REV-020", N_("Nothing was claimed here, so there is nothing to decide."), N_("Decide about claimed questions.")
)
ONE_OF_TWO = Message(
    "REV-021", N_("To reduce, either points or an answer is needed, and not both."), N_("Give one of the two.")
)
NO_REASON = Message(
    "REV-022", N_("The decision differs from the claim and gives no reason."), N_("Say why, or what is missing.")
)


def decide(
    workspace: Workspace, case: Case, stage: str, decisions: Sequence[Decision], evaluator: str
) -> tuple[Decided, ...]:
    """Store an evaluator's own decisions; all or none. An earlier one of the same evaluator is replaced.

    Returns
    -------
    tuple of Decided
        In the order given.

    Raises
    ------
    KlaError
        ``REV-02x`` and ``STO-01x`` with the question's id for what cannot be decided so, ``REV-01x`` when the stage is
        not open, ``REV-004`` when the role does not allow it.
    """
    require_name(evaluator)
    with workspace.store.writing(case, evaluator) as (connection, by):
        desk = read_desk(workspace, case, stage)
        require(connection, case, evaluator, Action.DECIDE, desk.stage)
        require_open(connection, case, desk.instrument, stage)
        items = []
        for one in _decided(desk, decisions, evaluator):
            before = desk.of(evaluator, one.question)
            items.append(decision_item(replace(one, revision=before.revision if before else 0)))
        return tuple(map(decided_of, put_items(connection, case, items, by)))


def settle(
    workspace: Workspace,
    case: Case,
    stage: str,
    decisions: Sequence[Decision],
    author: str,
    seen: Mapping[str, int] | None = None,
) -> tuple[Decided, ...]:
    """Store the decisions that count, and with them the stage's answers and points; all or none.

    Parameters
    ----------
    seen : mapping of str to int, optional
        By question, the revision of the settled decision that is replaced; 0 where there was none.

    Raises
    ------
    KlaError
        As :func:`decide`; ``STO-042`` where somebody settled the question in the meantime.
    """
    require_name(author)
    with workspace.store.writing(case, author) as (connection, by):
        desk = read_desk(workspace, case, stage)
        require(connection, case, author, Action.DECIDE, desk.stage)
        require_open(connection, case, desk.instrument, stage)
        made = _decided(desk, decisions, SETTLED)
        items = [decision_item(replace(one, revision=(seen or {}).get(one.question, 0))) for one in made]
        stored = put_items(connection, case, items, by)
        outcomes = [Outcome(one.question, one.answer, one.points, one.decision.reason) for one in made]
        write_outcomes(connection, case, stage, outcomes, by)
        return tuple(map(decided_of, stored))


def settle_equal(workspace: Workspace, case: Case, stage: str, author: str) -> tuple[str, ...]:
    """Settle every question on which all evaluators decided the same; which they were."""
    desk = read_desk(workspace, case, stage)
    same = desk.equal()
    made = [settled_from(desk.decisions_on(question)) for question in same]
    settle(workspace, case, stage, made, author, {name: one.revision for name, one in desk.settled.items()})
    return same


def accept_complete(workspace: Workspace, case: Case, stage: str, evaluator: str) -> tuple[str, ...]:
    """Accept what waits for an evaluator and has all the evidence that is asked for; which questions these were."""
    desk = read_desk(workspace, case, stage)
    complete = with_complete_evidence(workspace, case)
    ready = tuple(question for question in desk.undecided(evaluator) if question in complete)
    decide(workspace, case, stage, [Decision(question, Verdict.ACCEPT) for question in ready], evaluator)
    return ready


def with_complete_evidence(workspace: Workspace, case: Case) -> frozenset[str]:
    """Claimed questions whose evidence is complete, by the rule of :func:`kla_widgets.scoring.credit.support`."""
    instrument = workspace.library.get(case.instrument)
    score = score_case(workspace, case, instrument.claim_stage.id)
    return frozenset(question.id for question in instrument.questions if score.parts[question.id].evidenced)


def _decided(desk: Desk, decisions: Sequence[Decision], evaluator: str) -> list[Decided]:
    """The decisions with what they give; raises for every one that cannot be taken."""
    faults, made = [], []
    for one in decisions:
        found = list(_faults(desk, one))
        faults += found
        if not found:
            made.append(_with_result(desk, one, evaluator))
    faults += [Fault(NO_REASON, desk.case.region, one.question) for one in made if _lacks_reason(one)]
    if faults:
        raise KlaError(*faults)
    return made


def _faults(desk: Desk, one: Decision) -> Iterator[Fault]:
    place = (desk.case.region, one.question)
    question = desk.instrument.question.get(one.question)
    if question is None:
        yield Fault(UNKNOWN_QUESTION, *place, instrument=desk.instrument.id, id=one.question)
    elif one.question not in desk.claims:
        yield Fault(NOTHING_CLAIMED, *place)
    elif one.verdict is Verdict.REDUCE:
        if (one.points is None) == (one.answer is None):
            yield Fault(ONE_OF_TWO, *place)
        elif one.points is not None:
            yield from _points_faults(question, one.points, place)
        elif fault := question.answer.fault(one.answer):
            yield Fault(fault.message, place[0], place[1], **fault.values)


def _points_faults(question: Question, points: float, place: tuple[str, str]) -> Iterator[Fault]:
    if not (isfinite(points) and points >= 0):
        yield Fault(NOT_POINTS, *place, points=points)
    elif question.weight is not None and points > question.weight:
        yield Fault(ABOVE_MAXIMUM, *place, points=points, maximum=question.weight)


def _with_result(desk: Desk, one: Decision, evaluator: str) -> Decided:
    claim, question = desk.claims[one.question], desk.instrument.question[one.question]
    decision = one if one.verdict is Verdict.REDUCE else replace(one, points=None, answer=None)
    points, answer = _result(claim, question, decision)
    return Decided(desk.stage.id, decision, evaluator, points, answer, claim.points)


def _result(claim: Claim, question: Question, one: Decision) -> tuple[float | None, object]:
    """The points and the answer that stand by a decision."""
    match one.verdict:
        case Verdict.ACCEPT:
            return claim.points, claim.value
        case Verdict.REJECT:
            return 0.0, None
        case Verdict.REDUCE if one.answer is not None:
            return points_of(question, one.answer), one.answer
        case Verdict.REDUCE:
            return one.points, None
    return None, None


def _lacks_reason(one: Decided) -> bool:
    differs = one.verdict is not Verdict.ACCEPT and (one.points is None or one.points != one.claimed)
    return differs and not one.decision.reason.strip()
