"""The task force, one line at a time: nobody overwrites or takes away what they have not seen."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import put, remove
from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.store import Store
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

CHANGED = Message(
    "STO-023",
    N_("Somebody else changed this line in the meantime; nothing was saved."),
    N_("Look at what is there now, then press the button again."),
)


def save_member(store: Store, case: Case, member: Member, author: str, seen: Member | None = None) -> bool:
    """Store one line of the task force.

    Parameters
    ----------
    seen : Member, optional
        The line as its author saw it before the change; None for a new line.

    Returns
    -------
    bool
        Whether anything changed.

    Raises
    ------
    KlaError
        ``STO-023`` when the line is another one by now.
    """
    with store.writing(case, author) as (connection, by):
        _check(connection, case, member.id, seen)
        return put(connection, tables.member, [asdict(case) | asdict(member)], by) > 0


def remove_member(store: Store, case: Case, seen: Member, author: str) -> None:
    """Take one line away; raises as :func:`save_member`."""
    with store.writing(case, author) as (connection, by):
        _check(connection, case, seen.id, seen)
        remove(connection, tables.member, asdict(case) | {"id": seen.id}, by)


def _check(connection: Connection, case: Case, identifier: str, seen: Member | None) -> None:
    wanted = [tables.member.c[name] == value for name, value in (asdict(case) | {"id": identifier}).items()]
    row = connection.execute(select(tables.member).where(*wanted)).mappings().first()
    if (row and Member(row["id"], row["agency"], row["name"], row["role"])) != seen:
        raise fail(CHANGED, "", case.region)
