"""Signed stages: what a signature covers, and the refusal to change that afterwards.

The guard stands where every change passes (:mod:`kla_widgets.assessment.journal`), so no way of saving can forget it.
It refuses what is signed and nothing else: points and answers of stages that still wait may come in from elsewhere,
because a ministry's recap does not wait for the signatures in this workspace.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import N_

SIGNATURE, CONTENT, DECISION, COMPLETION = "signature", "signed-content", "decision", "completion"
"""Kinds of records: who signed a stage, what was signed, and what evaluators decided and asked for.

A signature and its content have the stage as id; ids of decisions and completions begin with the stage and a colon.
"""

SIGNED = Message(
    "REV-001",
    N_("The stage “{stage}” was signed by {author} on {at}; nothing was saved."),
    N_("If it has to change, open it again first and say why (kla stage reopen)."),
)
FILE_SIGNED = Message(
    "REV-002",
    N_("The file “{name}” belongs to what {author} signed on {at}; it stays as it is."),
    N_("Attach a better file beside it when a completion is asked for."),
)
NOT_ASKED = Message(
    "REV-003",
    N_("{author} signed on {at}; a file can be added only where a completion is asked for and still open."),
    N_("Ask the evaluators for a completion of this question, or for a later deadline."),
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A valid signature.

    Parameters
    ----------
    stage, author, role : str
        What was signed, by whom, as what.
    at : datetime
    hash : str
        SHA-256 of everything that it covers, 64 hexadecimal signs.
    """

    stage: str
    author: str
    role: str
    at: datetime
    hash: str


def signatures(connection: Connection, case: Case) -> dict[str, Signed]:
    """The valid signatures of a case, by stage; a stage that was opened again has none."""
    found = (signed_of(stage, json.loads(text)) for stage, text in _contents(connection, case, SIGNATURE))
    return {one.stage: one for one in found if one}


def signed_of(stage: str, content: Mapping[str, Any]) -> Signed | None:
    """The signature that a record holds; None where the stage was opened again."""
    if "hash" not in content:
        return None
    at = datetime.fromisoformat(content["at"])
    return Signed(stage, content["author"], content["role"], at, content["hash"])


def file_key(row: Mapping[str, Any]) -> str:
    """The short name under which a signature lists an attached file."""
    return f"{row['question']}/{row['kind']}/{row['sha256'][:12]}"


def told_at(at: datetime) -> str:
    """A moment within a message, where the reader is."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def refuse_signed(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], now: str) -> None:
    """Refuse rows that would change what is signed.

    Parameters
    ----------
    table : Table
    rows : sequence of mapping
        New, changed or removed rows, with their keys.
    now : str
        The present moment in stored form.

    Raises
    ------
    KlaError
        ``REV-001`` to ``REV-003``.
    """
    by_case: dict[Case, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if _stage(table, row) or table is tables.evidence:
            by_case[Case(row["region"], row["instrument"], row["cycle"])].append(row)
    faults: list[Fault] = []
    for case, mine in by_case.items():
        if valid := signatures(connection, case):
            if table is tables.evidence:
                faults += _file_faults(connection, case, mine, valid, now)
            else:
                faults += _stage_faults(table, mine, valid)
    if faults:
        raise KlaError(*faults)


def _stage(table: Table, row: Mapping[str, Any]) -> str:
    """The stage that a row belongs to; empty for rows that no signature covers."""
    if table is tables.answer or table is tables.reported:
        return str(row["stage"])
    if table is tables.item and row["kind"] in (DECISION, COMPLETION):
        return str(row["id"]).partition(":")[0]
    return ""


def _stage_faults(table: Table, rows: Sequence[Mapping[str, Any]], valid: Mapping[str, Signed]) -> Iterator[Fault]:
    for stage in dict.fromkeys(_stage(table, row) for row in rows):
        if one := valid.get(stage):
            yield Fault(SIGNED, "", "", stage=stage, author=one.author, at=told_at(one.at))


def _file_faults(
    connection: Connection, case: Case, rows: Sequence[Mapping[str, Any]], valid: Mapping[str, Signed], now: str
) -> Iterator[Fault]:
    covered = {
        key: valid[stage]
        for stage, text in _contents(connection, case, CONTENT)
        if stage in valid
        for key in json.loads(text)["evidence"]
    }
    asked = (json.loads(text) for place, text in _contents(connection, case, COMPLETION) if _of(place) not in valid)
    open_ = {one["question"] for one in asked if not one["deadline"] or one["deadline"] >= now}
    first = min(valid.values(), key=lambda one: one.at)
    for row in rows:
        if one := covered.get(file_key(row)):
            yield Fault(FILE_SIGNED, "", row["question"], name=row["name"], author=one.author, at=told_at(one.at))
        elif row["question"] not in open_:
            yield Fault(NOT_ASKED, "", row["question"], author=first.author, at=told_at(first.at))


def _of(identifier: str) -> str:
    return identifier.partition(":")[0]


def _contents(connection: Connection, case: Case, kind: str) -> Sequence[tuple[str, str]]:
    item = tables.item
    query = select(item.c.id, item.c.content).where(
        *tables.of_case(item, case),
        item.c.kind == kind,
    )
    return [(row.id, row.content) for row in connection.execute(query)]
