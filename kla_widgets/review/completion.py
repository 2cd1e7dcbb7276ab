"""Completion: what evaluators ask a district to complete, whom, until when, and what it answers.

A request lets the district attach further files to that question although its claim is signed; the claim itself stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kla_widgets.assessment.editing import held
from kla_widgets.assessment.items import put_items, read_items
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.signing import COMPLETION, told_at
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.review.desk import Desk, read_desk
from kla_widgets.review.records import Decided, Request, Verdict, joined, request_item, request_of
from kla_widgets.review.stages import require_name, require_open

PAST = Message("REV-040", N_("The deadline {deadline} is over already."), N_("Name a later one."))
NOT_ASKED = Message(
    "REV-041", N_("No completion is asked for here."), N_("Answer the questions in the list of completions.")
)
TOO_LATE = Message(
    "REV-042", N_("The time to complete this ended on {deadline}."), N_("Ask the evaluators for a later deadline.")
)
NOTHING_SAID = Message("REV-043", N_("The answer is empty."), N_("Say what was completed, or why it cannot be."))


def requests(store: Store, case: Case, stage: str = "") -> tuple[Request, ...]:
    """The requests of an assessment, of one stage or of all, by the time of asking and question."""
    found = map(request_of, read_items(store, case, COMPLETION))
    mine = [one for one in found if not stage or one.stage == stage]
    return tuple(sorted(mine, key=lambda one: (one.at, one.question)))


def to_be_asked(desk: Desk) -> tuple[str, ...]:
    """Questions that somebody wants completed and that are not asked for yet; what :func:`ask` would ask for."""
    return tuple(question for question in desk.to_decide if _wishes(desk, question))


def by_agency(found: Iterable[Request]) -> dict[str, tuple[Request, ...]]:
    """Requests by the agency that leads the answer; the empty name where none is known."""
    lists: dict[str, list[Request]] = {}
    for one in found:
        lists.setdefault(one.agencies[0] if one.agencies else "", []).append(one)
    return {agency: tuple(several) for agency, several in sorted(lists.items())}


def ask(
    workspace: Workspace,
    case: Case,
    stage: str,
    author: str,
    deadline: datetime | None = None,
    questions: Collection[str] | None = None,
) -> tuple[Request, ...]:
    """Ask for everything that some evaluator wants completed and that is not asked for yet.

    Parameters
    ----------
    deadline : datetime, optional
        From now on the window of the stage if not given; where it has none, until the stage is signed.
    questions : collection of str, optional
        Only these.

    Returns
    -------
    tuple of Request
        What was asked, in the order of the questions.

    Raises
    ------
    KlaError
        ``REV-040`` for a deadline that is over, ``REV-01x`` when the stage is not open, ``REV-004``.
    """
    require_name(author)
    with workspace.store.writing(case, author) as (connection, by):
        desk = read_desk(workspace, case, stage)
        require(connection, case, author, Action.DECIDE, desk.stage)
        require_open(connection, case, desk.instrument, stage)
        until = _deadline(desk, deadline, by.at)
        wanted = [one for one in desk.to_decide if questions is None or one in questions]
        agencies = _agencies(workspace.store, case, desk.instrument, wanted)
        made = []
        for question in wanted:
            if texts := _wishes(desk, question):
                old = desk.requests.get(question)
                number, revision = (old.round + 1, old.revision) if old else (1, 0)
                new = Request(stage, question, joined(texts), agencies[question], author, by.at, until)
                made.append(replace(new, round=number, revision=revision))
        return tuple(map(request_of, put_items(connection, case, list(map(request_item, made)), by)))


def reply(workspace: Workspace, case: Case, stage: str, question: str, text: str, author: str) -> Request:
    """Answer a request, after the files were attached; until the deadline the answer can be changed.

    Raises
    ------
    KlaError
        ``REV-041`` to ``REV-043``, ``REV-001`` when the stage is signed by now, ``REV-004``.
    """
    require_name(author)
    if not text.strip():
        raise fail(NOTHING_SAID, "", question)
    with workspace.store.writing(case, author) as (connection, by):
        desk = read_desk(workspace, case, stage)
        require(connection, case, author, Action.REPLY, desk.stage)
        one = desk.requests.get(question)
        if one is None:
            raise fail(NOT_ASKED, "", question)
        if one.deadline and one.deadline < by.at:
            raise fail(TOO_LATE, "", question, deadline=told_at(one.deadline))
        answered = replace(one, reply=text.strip(), replied_by=author, replied_at=by.at)
        (stored,) = put_items(connection, case, [request_item(answered)], by)
        return request_of(stored)


def extend(workspace: Workspace, case: Case, stage: str, deadline: datetime, author: str) -> tuple[Request, ...]:
    """Give the unanswered requests of a stage another deadline.

    Raises
    ------
    KlaError
        As :func:`ask`.
    """
    require_name(author)
    with workspace.store.writing(case, author) as (connection, by):
        desk = read_desk(workspace, case, stage)
        require(connection, case, author, Action.DECIDE, desk.stage)
        require_open(connection, case, desk.instrument, stage)
        until = _deadline(desk, deadline, by.at)
        open_ = [replace(one, deadline=until) for one in desk.requests.values() if one.replied_at is None]
        return tuple(map(request_of, put_items(connection, case, list(map(request_item, open_)), by)))


def _deadline(desk: Desk, told: datetime | None, now: datetime) -> datetime | None:
    if told is None:
        hours = desk.stage.window_hours
        return now + timedelta(hours=hours) if hours else None
    if told.astimezone() <= now:
        raise fail(PAST, "", desk.case.region, deadline=told_at(told))
    return told.astimezone()


def _wishes(desk: Desk, question: str) -> list[str]:
    """What is missing by those who want a completion that is not asked for yet."""
    settled = [desk.settled[question]] if question in desk.settled else []
    request = desk.requests.get(question)
    return [
        one.decision.reason
        for one in (*desk.decisions_on(question), *settled)
        if one.verdict is Verdict.COMPLETION and (request is None or _is_newer(one, request))
    ]


def _is_newer(one: Decided, request: Request) -> bool:
    """Whether it was decided after the last request was answered."""
    return bool(one.at and request.replied_at and one.at > request.replied_at)


def _agencies(
    store: Store, case: Case, instrument: Instrument, questions: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Who answers each question: as this district assigned it, else as the instrument has it."""
    touched = held(store, case, instrument.claim_stage.id, questions)
    found = {}
    for name in questions:
        own = touched[name].agencies if name in touched else None
        found[name] = own or instrument.question[name].agencies
    return found
