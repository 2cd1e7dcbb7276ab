"""Stages and their signatures: which is open, who signed, and opening again.

A stage opens when every earlier one that needs a signature has one. Without any signature the first stage is open, as
in every workspace before there were signatures. Only deciding needs an open stage: answers and points that come from
elsewhere are stored for any stage that is not signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.items import Item, items_in, put_items
from kla_widgets.assessment.journal import moment, stamp
from kla_widgets.assessment.people import Action, people_in, person_called, require
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.signing import COMPLETION, CONTENT, SIGNATURE, Signed, signatures, told_at
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.instrument.models import Instrument, Stage
from kla_widgets.language import N_
from kla_widgets.review.desk import Desk, named_stage, read_desk
from kla_widgets.review.files import file_faults
from kla_widgets.review.manifest import content_hash, digests, stage_content
from kla_widgets.review.outcome import Outcome, write_outcomes
from kla_widgets.review.records import Request, request_of

SLACK = timedelta(minutes=5)
"""How far two computers' clocks may differ without anybody minding."""

NOT_OPEN = Message(
    "REV-010",
    N_("The stage “{stage}” is not open: “{before}” is not signed yet."),
    N_("Sign “{before}” first (kla stage sign)."),
)
SIGNED_ALREADY = Message(
    "REV-011",
    N_("{author} signed the stage “{stage}” already, on {at}."),
    N_("Nothing has to be done; if it has to change, open it again and say why (kla stage reopen)."),
)
NOT_DECIDED = Message(
    "REV-012",
    N_("{count} questions have no settled decision yet, such as {examples}."),
    N_("Decide and settle them, or import the points of this stage; then sign."),
)
CLOCK = Message(
    "REV-013",
    N_("This computer's clock shows {now}, but the last change was stored on {last}."),
    N_("Set the clock right, then try again; nothing was changed."),
)
NOT_SIGNED = Message(
    "REV-014", N_("The stage “{stage}” is not signed, so it cannot be opened again."), N_("Just work on it.")
)
LATER_SIGNED = Message(
    "REV-015",
    N_("The later stage “{later}” was signed by {author}."),
    N_("Open the last signed stage first, then the one before it."),
)
NO_REASON = Message("REV-016", N_("No reason is given."), N_("Say why the stage is opened again."))
NO_NAME = Message("REV-017", N_("No name is given."), N_("Say who signs (--author)."))
NO_VERIFICATION = Message(
    "REV-018",
    N_("At the stage “{stage}” nothing is decided question by question."),
    N_("Choose a stage of verification."),
)


class State(StrEnum):
    """How far a stage is."""

    WAITING = "waiting"
    OPEN = "open"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Reopening:
    """When a signature was last taken back, by whom and why."""

    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage of one assessment.

    Parameters
    ----------
    stage : Stage
    state : State
    signature : Signed, optional
    waits_for : Stage, optional
        The earlier stage that has to be signed first.
    deadline : datetime, optional
        The last one of the completions asked for and not answered yet.
    reopening : Reopening, optional
        Where it was signed before and is not now.
    """

    stage: Stage
    state: State
    signature: Signed | None = None
    waits_for: Stage | None = None
    deadline: datetime | None = None
    reopening: Reopening | None = None


def stage_states(store: Store, case: Case, instrument: Instrument) -> tuple[StageState, ...]:
    """All stages of an assessment, in the instrument's order."""
    with store.reading() as connection:
        return states_in(connection, case, instrument)


def states_in(connection: Connection, case: Case, instrument: Instrument) -> tuple[StageState, ...]:
    """What :func:`stage_states` tells, within a transaction."""
    signed = signatures(connection, case)
    kept = items_in(connection, case, SIGNATURE)
    requests = [request_of(item) for item in items_in(connection, case, COMPLETION).values()]
    found: list[StageState] = []
    before: Stage | None = None
    for stage in instrument.stages:
        if one := signed.get(stage.id):
            found.append(StageState(stage, State.SIGNED, one))
            continue
        state = State.WAITING if before else State.OPEN
        found.append(StageState(stage, state, None, before, _deadline(requests, stage), _reopening(kept, stage)))
        if stage.sign_off and before is None:
            before = stage
    return tuple(found)


def require_open(connection: Connection, case: Case, instrument: Instrument, stage: str) -> None:
    """Refuse to decide at a stage that is not an open verification.

    Raises
    ------
    KlaError
        ``REV-010``, ``REV-011``, ``REV-018``.
    """
    if named_stage(instrument, stage).kind != "verification":
        raise fail(NO_VERIFICATION, "", case.region, stage=stage)
    _refuse_not_open(states_in(connection, case, instrument), case, stage)


def require_name(author: str) -> None:
    """Refuse an empty name; raises ``REV-017``."""
    if not author.strip():
        raise fail(NO_NAME)


def sign(workspace: Workspace, case: Case, stage: str, author: str, role: str = "") -> Signed:
    """Sign a stage: what it holds is named by a hash, and refused any change from then on.

    Claims of zero points, which nobody has to decide about, pass on as they are.

    Parameters
    ----------
    role : str, optional
        As what; the role of the author in this assessment if not given.

    Raises
    ------
    KlaError
        ``REV-01x`` when the stage waits, is signed already, is not decided, or the clock runs behind; ``REV-03x`` and
        ``EVD-005`` for evidence files that are not what was attached; ``REV-004``.
    """
    require_name(author)
    instrument = workspace.library.get(case.instrument)
    here = named_stage(instrument, stage)
    if faults := file_faults(workspace, case):  # before the transaction: hashing takes time, others want to write
        raise KlaError(*faults)
    with workspace.store.writing(case, author) as (connection, by):
        _refuse_not_open(states_in(connection, case, instrument), case, stage)
        require(connection, case, author, Action.SIGN, here)
        _refuse_early(connection, case, by.at)
        if here.kind == "verification":
            desk = read_desk(workspace, case, stage)
            told = workspace.store.answers(case, stage).keys() | workspace.store.reported(case, stage).keys()
            _refuse_undecided(desk, told)
            write_outcomes(connection, case, stage, _passed_on(desk, told), by)
        content = stage_content(connection, case, stage)
        listed = person_called(people_in(connection, case), author)
        signed = Signed(stage, author, role or (str(listed.role) if listed else ""), by.at, content_hash(content))
        kept = {"author": author, "role": signed.role, "at": stamp(by.at), "hash": signed.hash}
        items = [
            _renewed(connection, case, stage, SIGNATURE, kept),
            _renewed(connection, case, stage, CONTENT, digests(content)),
        ]
        put_items(connection, case, items, by)
    return signed


def reopen(workspace: Workspace, case: Case, stage: str, author: str, reason: str) -> None:
    """Take the last signature back, with a reason; both stay in the journal.

    Raises
    ------
    KlaError
        ``REV-014`` to ``REV-016``, ``REV-013``, ``REV-004``.
    """
    require_name(author)
    if not reason.strip():
        raise fail(NO_REASON, "", case.region)
    instrument = workspace.library.get(case.instrument)
    here = named_stage(instrument, stage)
    with workspace.store.writing(case, author, reason.strip()) as (connection, by):
        signed = signatures(connection, case)
        if stage not in signed:
            raise fail(NOT_SIGNED, "", case.region, stage=stage)
        order = list(instrument.stage)
        if later := [one for one in order[order.index(stage) + 1 :] if one in signed]:
            raise fail(LATER_SIGNED, "", case.region, later=later[-1], author=signed[later[-1]].author)
        require(connection, case, author, Action.REOPEN, here)
        _refuse_early(connection, case, by.at)
        kept = {"author": author, "at": stamp(by.at), "reason": reason.strip()}
        put_items(connection, case, [_renewed(connection, case, stage, SIGNATURE, kept)], by)


def _refuse_not_open(states: tuple[StageState, ...], case: Case, stage: str) -> None:
    one = next(state for state in states if state.stage.id == stage)
    if one.signature:
        who, at = one.signature.author, told_at(one.signature.at)
        raise fail(SIGNED_ALREADY, "", case.region, stage=stage, author=who, at=at)
    if one.waits_for:
        raise fail(NOT_OPEN, "", case.region, stage=stage, before=one.waits_for.id)


def _refuse_early(connection: Connection, case: Case, now: datetime) -> None:
    """Refuse to sign before what is signed: a clock that runs behind would make the signature worthless."""
    journal = tables.journal
    query = select(func.max(journal.c.at)).where(journal.c.region == case.region)
    last = connection.execute(query).scalar()
    if last and moment(last) - now > SLACK:
        raise fail(CLOCK, "", case.region, now=told_at(now), last=told_at(moment(last)))


def _refuse_undecided(desk: Desk, told: Collection[str]) -> None:
    """Refuse while decisions are missing; where nobody decided, numbers that came from elsewhere are enough."""
    touched = bool(desk.own or desk.settled)
    missing = [
        question
        for question in desk.unsettled()
        if question not in told or question in desk.settled or desk.decisions_on(question)
    ]
    if missing and (touched or not told):
        examples = ", ".join(missing[:5])
        raise fail(NOT_DECIDED, "", desk.case.region, count=len(missing), examples=examples)


def _passed_on(desk: Desk, told: Collection[str]) -> list[Outcome]:
    """Claims of zero points as they are; and nothing for claims that were taken back after they were settled."""
    gone = [Outcome(question) for question in desk.settled if question not in desk.claims]
    zero = [claim for claim in desk.claims.values() if not claim.counts and claim.question not in told]
    return gone + [Outcome(one.question, one.value, one.points) for one in zero if desk.settled]


def _renewed(connection: Connection, case: Case, stage: str, kind: str, content: Mapping[str, object]) -> Item:
    old = items_in(connection, case, kind).get(stage)
    return Item(kind, stage, dict(content), old.revision if old else 0)


def _deadline(requests: list[Request], stage: Stage) -> datetime | None:
    mine = [one.deadline for one in requests if one.stage == stage.id and one.deadline and not one.replied_at]
    return max(mine, default=None)


def _reopening(kept: Mapping[str, Item], stage: Stage) -> Reopening | None:
    one = kept.get(stage.id)
    if one is None or "reason" not in one.content:
        return None
    return Reopening(one.content["author"], moment(one.content["at"]), one.content["reason"])
