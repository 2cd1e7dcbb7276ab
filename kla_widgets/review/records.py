"""What evaluators leave behind: decisions on claims, and requests for completion; and how they are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kla_widgets.assessment.items import Item
from kla_widgets.assessment.journal import moment, stamp
from kla_widgets.assessment.people import spelled
from kla_widgets.assessment.records import Json
from kla_widgets.assessment.signing import COMPLETION, DECISION

SETTLED = ""
"""The evaluator of a settled decision: the one that counts."""


class Verdict(StrEnum):
    """What becomes of a claim."""

    ACCEPT = "accept"
    REDUCE = "reduce"
    """Other points or another answer; above the claim too, where a completion brought more than was granted before."""
    REJECT = "reject"
    COMPLETION = "completion"
    """Not decided yet: the district is asked to complete it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What comes to a stage for one question: from the self-assessment, or as the stage before left it.

    Parameters
    ----------
    question : str
    value : Json
        The answer; None where only points are known.
    points : float, optional
        None where the question has no weight.
    maximum : float, optional
    stage : str
        Where it comes from.
    """

    question: str
    value: Json
    points: float | None
    maximum: float | None
    stage: str

    @property
    def counts(self) -> bool:
        """Whether there is anything to verify: a claim of zero points passes on as it is."""
        return self.points is None or self.points > 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides about one claim.

    Parameters
    ----------
    question : str
    verdict : Verdict
    points : float, optional
    answer : Json
        One of the two for :attr:`Verdict.REDUCE`, none otherwise.
    reason : str
        Required when the points differ from the claim, and to ask for completion: what is missing.
    """

    question: str
    verdict: Verdict
    points: float | None = None
    answer: Json = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is kept.

    Parameters
    ----------
    stage : str
    decision : Decision
    evaluator : str
        :data:`SETTLED` for the one that counts.
    points : float, optional
        What the question gets by it; None while completion is asked for, and where there is no weight.
    answer : Json
        The answer that stands by it; None where only points do.
    claimed : float, optional
        What was claimed when it was decided.
    revision : int
    author : str
    at : datetime, optional
    """

    stage: str
    decision: Decision
    evaluator: str
    points: float | None
    answer: Json
    claimed: float | None
    revision: int = 0
    author: str = ""
    at: datetime | None = None

    @property
    def question(self) -> str:
        return self.decision.question

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    def fits(self, claim: Claim) -> bool:
        """Whether it was decided about this claim, and not about one that was changed since."""
        accepted = self.verdict is Verdict.ACCEPT
        return self.claimed == claim.points and (not accepted or self.answer == claim.value)

    def same_as(self, other: Decided) -> bool:
        """Whether both give the same; completions never do, because they give nothing yet."""
        if Verdict.COMPLETION in (self.verdict, other.verdict):
            return False
        return self.points == other.points and (self.points is not None or self.answer == other.answer)


class RequestState(StrEnum):
    """How far a request is."""

    ASKED = "asked"
    ANSWERED = "answered"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Request:
    """A request to complete one question.

    Parameters
    ----------
    stage, question : str
    text : str
        What is missing.
    agencies : tuple of str
        Who is asked, the leading one first.
    author : str
    at : datetime
        Who asked, and when.
    deadline : datetime, optional
        None: until the stage is signed.
    reply, replied_by : str
    replied_at : datetime, optional
    round : int
        Grows with each time that the question is asked about at this stage.
    revision : int
    """

    stage: str
    question: str
    text: str
    agencies: tuple[str, ...]
    author: str
    at: datetime
    deadline: datetime | None = None
    reply: str = ""
    replied_by: str = ""
    replied_at: datetime | None = None
    round: int = 1
    revision: int = 0

    def state(self, now: datetime) -> RequestState:
        if self.replied_at:
            return RequestState.ANSWERED
        return RequestState.OVERDUE if self.deadline and self.deadline < now else RequestState.ASKED


def decision_id(stage: str, evaluator: str, question: str) -> str:
    """The id of a decision's record; the guard of signed stages reads the stage off it."""
    about = f"{spelled(evaluator)}\n{question}".encode("utf-8", "surrogatepass")
    return f"{stage}:{hashlib.sha256(about).hexdigest()[:32]}"


def request_id(stage: str, question: str) -> str:
    """The id of a request's record."""
    return decision_id(stage, "", question)


def decision_item(one: Decided) -> Item:
    content = {
        "stage": one.stage,
        "question": one.question,
        "evaluator": one.evaluator,
        "verdict": str(one.verdict),
        "told": {"points": one.decision.points, "answer": one.decision.answer},
        "reason": one.decision.reason,
        "points": one.points,
        "answer": one.answer,
        "claimed": one.claimed,
    }
    return Item(DECISION, decision_id(one.stage, one.evaluator, one.question), content, one.revision)


def decided_of(item: Item) -> Decided:
    """The inverse of :func:`decision_item`."""
    one = item.content
    told = one["told"]
    decision = Decision(one["question"], Verdict(one["verdict"]), told["points"], told["answer"], one["reason"])
    return Decided(
        one["stage"],
        decision,
        one["evaluator"],
        one["points"],
        one["answer"],
        one["claimed"],
        item.revision,
        item.author,
        item.at,
    )


def request_item(one: Request) -> Item:
    content = {
        "stage": one.stage,
        "question": one.question,
        "text": one.text,
        "agencies": list(one.agencies),
        "author": one.author,
        "at": stamp(one.at),
        "deadline": stamp(one.deadline) if one.deadline else None,
        "reply": one.reply,
        "replied_by": one.replied_by,
        "replied_at": stamp(one.replied_at) if one.replied_at else None,
        "round": one.round,
    }
    return Item(COMPLETION, request_id(one.stage, one.question), content, one.revision)


def request_of(item: Item) -> Request:
    """The inverse of :func:`request_item`."""
    one = dict(item.content)
    return Request(
        **one
        | {
            "agencies": tuple(one["agencies"]),
            "at": moment(one["at"]),
            "deadline": moment(one["deadline"]) if one["deadline"] else None,
            "replied_at": moment(one["replied_at"]) if one["replied_at"] else None,
            "revision": item.revision,
        }
    )


def joined(reasons: Sequence[str]) -> str:
    """Several reasons as one text, each once."""
    return " / ".join(dict.fromkeys(text for reason in reasons if (text := reason.strip())))


def settled_from(same: Sequence[Decided]) -> Decision:
    """The decision that evaluators share, with the reasons of all."""
    return replace(same[0].decision, reason=joined([one.decision.reason for one in same]))
