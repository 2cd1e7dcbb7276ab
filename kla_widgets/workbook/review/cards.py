"""One question as the evaluators see it now: claim, evidence, what others decided, as plain data for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kla_widgets.assessment.records import Evidence
from kla_widgets.language import Language
from kla_widgets.review.file_states import FileState, file_state
from kla_widgets.review.records import Claim, Decided, Request, Verdict
from kla_widgets.words import agency_name, answer_in_words, evidence_name, stage_name
from kla_widgets.workbook.review.preview import FAULTS
from kla_widgets.workbook.review.reading import Reading
from kla_widgets.workbook.review.texts import decision_data, local
from kla_widgets.workbook.review.words import REQUESTS
from kla_widgets.workbook.states import size_words

Data = dict[str, Any]


def card_data(seen: Reading, question: str, t: Language) -> Data:
    """The state of one question.

    What the others decided stays hidden from an evaluator until the own decision stands, so that both are independent.
    """
    desk, rule = seen.desk, seen.instrument.question[question]
    claim, own, settled = desk.claims.get(question), desk.of(seen.author, question), desk.settled.get(question)
    waits = question in seen.waiting
    blind = seen.decides and (own is None or waits) and question not in seen.disputed and settled is None
    others = [one for one in desk.decisions_on(question) if one is not own]
    held, request = seen.held.get(question), desk.requests.get(question)
    agencies = rule.agencies if held is None or held.agencies is None else held.agencies
    return {
        "standing": _standing(seen, question, claim, own, request),
        "waits": waits,
        "claim": _claim(seen, claim, t) if claim else None,
        "note": held.note if held else "",
        "agencies": ", ".join(agency_name(seen.instrument, one, t) for one in agencies),
        "files": [_file(seen, one, t) for one in seen.evidence.get(question, ())],
        "complete": question in seen.complete,
        "lacking": _lacking(seen, question, t),
        "own": decision_data(own, rule, t) if own else None,
        "hidden": bool(others) and blind,
        "others": [] if blind else [decision_data(one, rule, t) for one in others],
        "settled": decision_data(settled, rule, t) if settled else None,
        "earlier": [
            decision_data(one, rule, t) | {"stage": stage_name(seen.instrument, one.stage, t)}
            for one in seen.earlier.get(question, ())
        ],
        "request": request_data(seen, request, t) if request else None,
    }


def request_data(seen: Reading, one: Request, t: Language) -> Data:
    """A request for completion."""
    state = one.state(seen.now)
    return {
        "id": one.question,
        "text": one.text,
        "by": t("{author}, {at}", author=one.author, at=local(one.at, t)),
        "deadline": local(one.deadline, t),
        "state": str(state),
        "state_words": t(REQUESTS[state]),
        "reply": one.reply,
        "reply_by": t("{author}, {at}", author=one.replied_by, at=local(one.replied_at, t)) if one.reply else "",
    }


def _standing(seen: Reading, question: str, claim: Claim | None, own: Decided | None, request: Request | None) -> str:
    """A key of :data:`~kla_widgets.workbook.review.words.STANDINGS`; what asks for action goes first."""
    waits, settled = question in seen.waiting, seen.desk.settled.get(question)
    if claim is None or question not in seen.to_decide:
        return "nothing"
    if settled and settled.verdict is not Verdict.COMPLETION and settled.fits(claim):
        return "settled"
    if question in seen.disputed:
        return "disputed"
    if own and waits and seen.decides:
        return "completed" if own.fits(claim) and request else "changed"
    if own and own.verdict is Verdict.COMPLETION:
        return "asked"
    return "decided" if own and not waits else "open"


def _claim(seen: Reading, claim: Claim, t: Language) -> Data:
    rule = seen.instrument.question[claim.question].answer
    known = claim.value is not None
    return {
        "words": answer_in_words(rule, claim.value, t) if known else t("Only points are known, no answer."),
        "points": claim.points,
        "points_text": t.number(claim.points),
        "maximum_text": t.number(claim.maximum),
        "rows": rule.type == "matrix" and known and _rows(claim.value),
        "stage": stage_name(seen.instrument, claim.stage, t),
    }


def _rows(value: Any) -> list[str]:
    """A claimed table row by row."""
    return ["; ".join(str(cell) for cell in row.values() if cell not in (None, "")) for row in value]


def _file(seen: Reading, one: Evidence, t: Language) -> Data:
    state = file_state(seen.workspace.evidence, one.sha256, one.size, content=False)
    return {
        "name": one.name,
        "kind": evidence_name(seen.instrument, one.kind, t),
        "sha256": one.sha256,
        "size": size_words(one.size, t),
        "caption": one.caption,
        "year": one.year,
        "by": t("{author}, {at}", author=one.author, at=local(one.at, t)),
        "also": sorted(seen.uses[one.sha256] - {one.question}),
        "fault": "" if state is FileState.GOOD else t(FAULTS[state]),
    }


def _lacking(seen: Reading, question: str, t: Language) -> list[str]:
    """The kinds of evidence that are asked for and not there."""
    there = {one.kind for one in seen.evidence.get(question, ())}
    asked: Sequence[str] = seen.instrument.question[question].evidence
    return [evidence_name(seen.instrument, kind, t) for kind in asked if kind not in there]
