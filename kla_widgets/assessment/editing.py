"""Editing one question at a time: nobody overwrites what they have not seen, and the last edits can be undone.

Every question of a case has a revision that grows with each change of its answer, note or agencies. An edit names the
revision it was made on; on a newer one it is not stored but answered with what is there now.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import Signature, entries_of, put
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Case, Entry, Json
from kla_widgets.assessment.store import Store, canonical
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.instrument.values import read_value
from kla_widgets.language import N_

Field = Literal["value", "note", "agencies"]

LONGEST_NOTE = 10_000
UNDO = "undo "

NOTE_TOO_LONG = Message(
    "STO-020", N_("The note has {length} characters."), N_("Keep it under {limit}; attach longer texts as evidence.")
)
UNKNOWN_AGENCY = Message(
    "STO-021", N_("The agency “{agency}” is not in the instrument."), N_("Choose one from the list.")
)
UNKNOWN_QUESTION = Message("STO-022", N_("The question “{id}” is not in the instrument."), N_("Reload the page."))


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of a question: its answer, note and agencies, by whom, when (UTC, stored form)."""

    value: Json
    note: str
    agencies: tuple[str, ...] | None
    revision: int
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one field, made on a revision."""

    question: str
    field: Field
    value: Json
    base: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The edit is committed; ``held`` is what is there now."""

    held: Held


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the question first; nothing was stored."""

    held: Held


NOTHING = Held(None, "", None, 0, "", "")


def held(store: Store, case: Case, stage: str, questions: Collection[str]) -> dict[str, Held]:
    """What is held of those questions of a case that were ever touched."""
    with store.reading() as connection:
        return held_in(connection, case, stage, questions)


def save_edit(
    store: Store, case: Case, stage: str, edit: Edit, instrument: Instrument, author: str
) -> Saved | Conflict:
    """Store one edit in one transaction.

    Raises
    ------
    KlaError
        ``ANS-…`` when the value does not fit the question, ``STO-02x`` for notes and agencies, ``STO-00x`` when the
        database could not be written, ``REV-00x`` when the stage is signed or the author's role does not allow it.
    """
    _check(edit, instrument)
    with store.writing(case, author) as (connection, by):
        require(connection, case, author, Action.ANSWER, instrument.stage[stage])
        before = held_in(connection, case, stage, [edit.question]).get(edit.question, NOTHING)
        if before.revision != edit.base:
            return Conflict(before)
        _apply(connection, case, stage, edit, before, by)
        return Saved(held_in(connection, case, stage, [edit.question]).get(edit.question, NOTHING))


def undo(store: Store, case: Case, stage: str, author: str) -> tuple[str, bool] | None:
    """Take back the author's last edit that is not undone yet.

    Returns
    -------
    tuple of (question, done), optional
        ``done`` is False when somebody changed the question since; None when there is nothing to undo.
    """
    with store.writing(case, author) as (connection, _):
        own = [one for one in entries_of(connection, case, ("answer", "assignment")) if one.author == author]
        undone = {int(one.reason.removeprefix(UNDO)) for one in own if one.reason.startswith(UNDO)}
        edits = [
            one for one in own if not one.reason and one.number not in undone and one.key.get("stage", stage) == stage
        ]
        if not edits:
            return None
        last = edits[-1]
        question = str(last.key["question"])
        table = tables.answer if last.table == "answer" else tables.assignment
        if _content(connection, last) != last.new:
            return question, False
        row = last.key | (last.old or _empty(last.table))
        put(connection, table, [row], Signature(author, store.now(), f"{UNDO}{last.number}"))
        return question, True


def history(store: Store, case: Case, stage: str, question: str) -> tuple[Entry, ...]:
    """The changes of one question, oldest first."""
    with store.reading() as connection:
        found = entries_of(connection, case, ("answer", "assignment", "evidence"))
        return tuple(
            one for one in found if one.key.get("question") == question and one.key.get("stage", stage) == stage
        )


def latest(store: Store) -> int:
    """Number of the newest journal line: when it grows, something changed."""
    with store.reading() as connection:
        return int(connection.execute(select(func.max(tables.journal.c.number))).scalar() or 0)


def changed_since(store: Store, case: Case, number: int) -> tuple[set[str], int]:
    """Questions of a case that were changed after a journal line, and the newest line."""
    with store.reading() as connection:
        lines = list(entries_of(connection, case, ("answer", "assignment", "evidence", "reported"), after=number))
        newest = int(connection.execute(select(func.max(tables.journal.c.number))).scalar() or 0)
    return {str(one.key.get("question") or one.key.get("target")) for one in lines}, newest


def _check(edit: Edit, instrument: Instrument) -> None:
    question = instrument.question.get(edit.question)
    if question is None:
        raise fail(UNKNOWN_QUESTION, "", edit.question, id=edit.question)
    if edit.field == "value" and edit.value is not None and (fault := question.answer.fault(edit.value)):
        raise fail(fault.message, "", edit.question, **fault.values)
    if edit.field == "note" and len(str(edit.value)) > LONGEST_NOTE:
        raise fail(NOTE_TOO_LONG, "", edit.question, length=len(str(edit.value)), limit=LONGEST_NOTE)
    if edit.field == "agencies":
        for agency in edit.value:
            if agency not in instrument.agencies:
                raise fail(UNKNOWN_AGENCY, "", edit.question, agency=agency)


def _apply(connection: Connection, case: Case, stage: str, edit: Edit, before: Held, by: Signature) -> None:
    key = tables.key_of(case)
    if edit.field == "agencies":
        row = key | {"question": edit.question, "agencies": canonical(list(edit.value))}
        put(connection, tables.assignment, [row], by)
        return
    value = edit.value if edit.field == "value" else before.value
    note = str(edit.value) if edit.field == "note" else before.note
    row = key | {"stage": stage, "question": edit.question, "value": canonical(value), "note": note, "source": ""}
    put(connection, tables.answer, [row], by)


def held_in(connection: Connection, case: Case, stage: str, questions: Collection[str]) -> dict[str, Held]:
    """What :func:`held` tells, within a transaction."""

    def rows(table: Any, *more: Any) -> Sequence[Any]:
        where = [*tables.of_case(table, case), table.c.question.in_(questions), *more]
        return list(connection.execute(select(table).where(*where)).mappings())

    answers = {row["question"]: row for row in rows(tables.answer, tables.answer.c.stage == stage)}
    assigned = {row["question"]: row for row in rows(tables.assignment)}
    found = {}
    for name in answers.keys() | assigned.keys():
        answer, assignment = answers.get(name), assigned.get(name)
        newest = max((row for row in (answer, assignment) if row), key=lambda row: str(row["at"]))
        found[name] = Held(
            value=None if answer is None or answer["value"] is None else read_value(answer["value"]),
            note=answer["note"] if answer else "",
            agencies=tuple(json.loads(assignment["agencies"])) if assignment else None,
            revision=(answer["revision"] if answer else 0) + (assignment["revision"] if assignment else 0),
            author=newest["author"],
            at=newest["at"],
        )
    return found


def _content(connection: Connection, line: Entry) -> dict[str, Any] | None:
    """The content of the row that a journal line speaks of, as it is now."""
    table = tables.answer if line.table == "answer" else tables.assignment
    where = [table.c[name] == value for name, value in line.key.items()]
    row = connection.execute(select(table).where(*where)).mappings().first()
    return {name: row[name] for name in line.new} if row and line.new else None


def _empty(table: str) -> dict[str, Any]:
    """What a row holds again when its first edit is undone."""
    return {"value": None, "note": "", "source": ""} if table == "answer" else {"agencies": "[]"}
