"""Records of other rooms, kept with a case: actions and rows of the RAD, deliveries, decisions, sign-offs.

Each is JSON with a kind and an id. Here it is only kept: with a journal, with a revision that grows with each change,
and so that nobody overwrites what they have not seen. What it means, its room knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import Signature, entries_of, moment, put, remove
from kla_widgets.assessment.records import Case, Entry, Json
from kla_widgets.assessment.store import Store, canonical
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import N_

LARGEST = 200_000
"""Signs of one record as JSON; the longest row of a plan has some thousands."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")

BAD_NAME = Message(
    "STO-040", N_("“{name}” is no name of a record."), N_("Use letters, digits, dot, colon, hyphen and underscore.")
)
TOO_LARGE = Message("STO-041", N_("The record has {length} characters."), N_("Keep it under {limit}."))
CHANGED = Message(
    "STO-042",
    N_("{author} changed the record in the meantime; nothing was saved."),
    N_("Look at what is there now, then change it again."),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One record.

    Parameters
    ----------
    kind : str
        What it is, such as ``action``; at most 40 signs.
    id : str
        Unique among its kind within the case; at most 80 signs.
    content : dict
        Plain JSON.
    revision : int
        Of what is stored; 0 for a new one. A change names the revision that it was made on.
    author : str
    at : datetime, optional
        Who stored it, and when.
    """

    kind: str
    id: str
    content: dict[str, Json]
    revision: int = 0
    author: str = ""
    at: datetime | None = None


def read_items(store: Store, case: Case, kind: str) -> tuple[Item, ...]:
    """The records of a kind, by id."""
    with store.reading() as connection:
        return tuple(items_in(connection, case, kind).values())


def save_items(store: Store, case: Case, items: Sequence[Item], author: str, reason: str = "") -> tuple[Item, ...]:
    """Store records in one transaction: all of them or, if one is not acceptable, none.

    Returns
    -------
    tuple of Item
        As stored, with their revisions, in the order given.

    Raises
    ------
    KlaError
        ``STO-040`` and ``STO-041`` for what cannot be kept, ``STO-042`` for each that somebody changed since.
    """
    checked_texts(items)
    with store.writing(case, author, reason) as (connection, by):
        return put_items(connection, case, items, by)


def put_items(connection: Connection, case: Case, items: Sequence[Item], by: Signature) -> tuple[Item, ...]:
    """What :func:`save_items` does, within a transaction; raises like it."""
    texts = checked_texts(items)
    before = {kind: items_in(connection, case, kind) for kind in {one.kind for one in items}}
    _refuse_changed([(one, before[one.kind].get(one.id)) for one in items])
    rows = [
        tables.key_of(case) | {"kind": one.kind, "id": one.id, "content": text}
        for one, text in zip(items, texts, strict=True)
    ]
    put(connection, tables.item, rows, by)
    after = {kind: items_in(connection, case, kind) for kind in before}
    return tuple(after[one.kind][one.id] for one in items)


def delete_items(store: Store, case: Case, items: Iterable[Item], author: str, reason: str = "") -> int:
    """Take records away, all or none; they stay in the journal. How many there were.

    Raises
    ------
    KlaError
        ``STO-042`` for each that somebody changed since.
    """
    with store.writing(case, author, reason) as (connection, by):
        return remove_items(connection, case, items, by)


def remove_items(connection: Connection, case: Case, items: Iterable[Item], by: Signature) -> int:
    """What :func:`delete_items` does, within a transaction; raises like it."""
    wanted = list(items)
    before = {kind: items_in(connection, case, kind) for kind in {one.kind for one in wanted}}
    there = [(one, before[one.kind].get(one.id)) for one in wanted]
    _refuse_changed([(one, found) for one, found in there if found])
    return sum(
        remove(connection, tables.item, tables.key_of(case) | {"kind": one.kind, "id": one.id}, by) for one in wanted
    )


def item_history(store: Store, case: Case, kind: str, id: str) -> tuple[Entry, ...]:
    """The changes of one record, oldest first; ``content`` is JSON as text."""
    with store.reading() as connection:
        lines = entries_of(connection, case, ("item",))
        return tuple(one for one in lines if (one.key["kind"], one.key["id"]) == (kind, id))


def checked_texts(items: Sequence[Item]) -> list[str]:
    """The records as JSON; raises ``STO-040`` and ``STO-041`` for what cannot be kept."""
    faults, texts = [], []
    for one in items:
        for name, longest in ((one.kind, 40), (one.id, 80)):
            if len(name) > longest or not _NAME.fullmatch(name):
                faults.append(Fault(BAD_NAME, "", one.id, name=name))
        text = canonical(one.content) or ""
        if len(text) > LARGEST:
            faults.append(Fault(TOO_LARGE, "", one.id, length=len(text), limit=LARGEST))
        texts.append(text)
    if faults:
        raise KlaError(*faults)
    return texts


def _refuse_changed(pairs: Sequence[tuple[Item, Item | None]]) -> None:
    changed = [(one, there) for one, there in pairs if one.revision != (there.revision if there else 0)]
    if changed:
        raise KlaError(*(Fault(CHANGED, "", one.id, author=there.author if there else "–") for one, there in changed))


def items_in(connection: Connection, case: Case, kind: str) -> dict[str, Item]:
    """What :func:`read_items` tells, by id, within a transaction."""
    where = [*tables.of_case(tables.item, case), tables.item.c.kind == kind]
    query = select(tables.item).where(*where).order_by(tables.item.c.id)
    return {
        row["id"]: Item(
            row["kind"], row["id"], json.loads(row["content"]), row["revision"], row["author"], moment(row["at"])
        )
        for row in connection.execute(query).mappings()
    }
