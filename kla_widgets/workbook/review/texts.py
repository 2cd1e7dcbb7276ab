"""Decisions, requests and signatures as people read them."""

from __future__ import annotations

from datetime import datetime

from kla_widgets.instrument.models import Question
from kla_widgets.language import Language
from kla_widgets.review.records import Decided
from kla_widgets.words import answer_in_words
from kla_widgets.workbook.review.words import VERDICTS


def local(at: datetime | None, t: Language) -> str:
    """A moment in the reader's own time; empty for none."""
    return t.moment(at.astimezone()) if at else ""


def result_words(one: Decided, question: Question, t: Language) -> str:
    """What a decision gives: points, and the answer where one stands."""
    parts = []
    if one.points is not None:
        parts.append(t("{points} points", points=t.number(one.points)))
    if one.decision.answer is not None and not question.answer.fault(one.decision.answer):
        parts.append(answer_in_words(question.answer, one.decision.answer, t))
    return " · ".join(parts)


def decision_data(one: Decided, question: Question, t: Language) -> dict[str, object]:
    """A decision for the browser."""
    return {
        "evaluator": one.evaluator,
        "author": one.author,
        "verdict": str(one.verdict),
        "words": t(VERDICTS[one.verdict]),
        "result": result_words(one, question, t),
        "points": one.decision.points,
        "answer": one.decision.answer,
        "reason": one.decision.reason,
        "at": t.clock(one.at) if one.at else "",
        "when": local(one.at, t),
        "revision": one.revision,
    }
