"""Many cases at once: records, answers and evidence of all of them read in a few queries, written in one transaction.

As everywhere, nothing is overwritten that was not seen: a change names the revision that it was made on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.checks import answer_faults, evidence_faults
from kla_widgets.assessment.items import CHANGED, Item, checked_texts
from kla_widgets.assessment.journal import Signature, moment, put
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Answer, Case, Evidence, SavedAnswer
from kla_widgets.assessment.store import Store, canonical
from kla_widgets.assessment.view import saved_answer
from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.models import Instrument


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be stored of one case.

    Parameters
    ----------
    case : Case
    items : tuple of Item
        Each with the revision that it was made on; 0 for a new one.
    stage : str
        Of the answers.
    answers : tuple of (Answer, int)
        With the revision of the answer that they replace; 0 where there was none.
    evidence : tuple of Evidence
        Files that are in the folder already.
    """

    case: Case
    items: tuple[Item, ...] = ()
    stage: str = ""
    answers: tuple[tuple[Answer, int], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def items_of(
    store: Store, kind: str, instrument: str, cycle: int, regions: Iterable[str] | None = None
) -> list[tuple[Case, Item]]:
    """The records of a kind of many cases, by region and id."""
    with store.reading() as connection:
        return _items(connection, [kind], instrument, cycle, regions)


def answers_of(
    store: Store, instrument: str, cycle: int, stage: str, regions: Iterable[str]
) -> dict[tuple[str, str], SavedAnswer]:
    """The answers of many cases at a stage, by region and question."""
    with store.reading() as connection:
        return _answers(connection, instrument, cycle, stage, regions)


def save_changes(store: Store, changes: Sequence[Change], instrument: Instrument, author: str, reason: str = "") -> int:
    """Store changes of cases of one instrument and cycle in one transaction: all of them, or none.

    Returns
    -------
    int
        How many lines were new or different.

    Raises
    ------
    KlaError
        ``ANS-…``, ``STO-01x``, ``STO-04x``; ``STO-042`` for each that somebody changed since; ``REV-00x`` for what is
        signed and for authors whose role does not allow it.
    """
    if not changes:
        return 0
    texts = [checked_texts(change.items) for change in changes]
    faults = [fault for change in changes for fault in _faults(change, instrument)]
    if faults:
        raise KlaError(*faults)
    by = Signature(author, store.now(), reason)
    with store.transaction() as connection:
        for change in changes:
            if change.answers:
                require(connection, change.case, author, Action.ANSWER, instrument.stage[change.stage])
            if change.evidence:
                require(connection, change.case, author, Action.EVIDENCE)
        _refuse_changed(connection, changes)
        put(connection, tables.case, list(_new_cases(connection, changes)), by)
        files = {one.sha256: {"sha256": one.sha256, "size": one.size} for change in changes for one in change.evidence}
        put(connection, tables.evidence_file, list(files.values()), by)
        rows: dict[Any, list[dict[str, Any]]] = {
            tables.item: [
                tables.key_of(change.case) | {"kind": item.kind, "id": item.id, "content": text}
                for change, of_change in zip(changes, texts, strict=True)
                for item, text in zip(change.items, of_change, strict=True)
            ],
            tables.answer: [_answer_row(change, answer) for change in changes for answer, _ in change.answers],
            tables.evidence: [_evidence_row(change.case, one) for change in changes for one in change.evidence],
        }
        return sum(put(connection, table, of_table, by) for table, of_table in rows.items())


def _faults(change: Change, instrument: Instrument) -> list[Fault]:
    answers = [answer for answer, _ in change.answers]
    found = answer_faults(change.case, change.stage, answers, instrument) if answers else []
    return found + evidence_faults(change.case, change.evidence, instrument)


def _refuse_changed(connection: Connection, changes: Sequence[Change]) -> None:
    first = changes[0].case
    regions = {change.case.region for change in changes}
    kinds = sorted({item.kind for change in changes for item in change.items})
    there = {
        (case.region, item.kind, item.id): item
        for case, item in _items(connection, kinds, first.instrument, first.cycle, regions)
    }
    faults = []
    for change in changes:
        for item in change.items:
            now = there.get((change.case.region, item.kind, item.id))
            if item.revision != (now.revision if now else 0):
                faults.append(Fault(CHANGED, change.case.region, item.id, author=now.author if now else "–"))
    for stage in {change.stage for change in changes if change.answers}:
        held = _answers(connection, first.instrument, first.cycle, stage, regions)
        for change in changes:
            for answer, base in change.answers if change.stage == stage else ():
                saved = held.get((change.case.region, answer.question))
                if base != (saved.revision if saved else 0):
                    author = saved.author if saved else "–"
                    faults.append(Fault(CHANGED, change.case.region, answer.question, author=author))
    if faults:
        raise KlaError(*faults[:50])


def _new_cases(connection: Connection, changes: Sequence[Change]) -> Iterable[dict[str, Any]]:
    """Cases that are not known yet; the note of a known one stays as it is."""
    first = changes[0].case
    query = select(tables.case.c.region).where(
        tables.case.c.instrument == first.instrument, tables.case.c.cycle == first.cycle
    )
    known = set(connection.execute(query).scalars())
    for case in dict.fromkeys(change.case for change in changes):
        if case.region not in known:
            yield tables.key_of(case) | {"note_id": "", "note_en": ""}


def _items(
    connection: Connection, kinds: Sequence[str], instrument: str, cycle: int, regions: Iterable[str] | None
) -> list[tuple[Case, Item]]:
    table = tables.item
    query = select(table).where(table.c.instrument == instrument, table.c.cycle == cycle, table.c.kind.in_(kinds))
    if regions is not None:
        query = query.where(table.c.region.in_(sorted(set(regions))))
    return [
        (
            Case(row["region"], instrument, cycle),
            Item(row["kind"], row["id"], json.loads(row["content"]), row["revision"], row["author"], moment(row["at"])),
        )
        for row in connection.execute(query.order_by(table.c.region, table.c.id)).mappings()
    ]


def _answers(
    connection: Connection, instrument: str, cycle: int, stage: str, regions: Iterable[str]
) -> dict[tuple[str, str], SavedAnswer]:
    table = tables.answer
    query = select(table).where(table.c.instrument == instrument, table.c.cycle == cycle, table.c.stage == stage)
    query = query.where(table.c.region.in_(sorted(set(regions))))
    return {(row["region"], row["question"]): saved_answer(row) for row in connection.execute(query).mappings()}


def _answer_row(change: Change, answer: Answer) -> dict[str, Any]:
    row = {"stage": change.stage, "question": answer.question, "value": canonical(answer.value)}
    return tables.key_of(change.case) | row | {"note": answer.note, "source": answer.source}


def _evidence_row(case: Case, one: Evidence) -> dict[str, Any]:
    names = ("question", "kind", "sha256", "name", "media_type", "caption", "year")
    return tables.key_of(case) | {name: getattr(one, name) for name in names}
