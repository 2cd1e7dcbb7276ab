"""One assessment as rows, with its signatures and journal: taken out, and put in elsewhere unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, Table, insert, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import replay, to_entry
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import N_

MEMBERS: tuple[Table, ...] = (*tables.SHARED, *tables.OF_CASE, tables.journal)
"""In the order in which they are put in."""
_TEXT_OF_JSON = {
    "answer": ("value",),
    "assignment": ("agencies",),
    "item": ("content",),
    "journal": ("key", "old", "new"),
}

DIFFERENT = Message(
    "TRF-001",
    N_("The workspace holds another state of this assessment ({tables})."),
    N_("Import into another workspace, or compare the two first; nothing was changed."),
)
OTHER_REGION = Message(
    "TRF-002", N_("The workspace knows the region {code} under another name or kind."), N_("Use another workspace.")
)
BAD_ROW = Message("TRF-003", N_("The row does not fit the table: {reason}."), N_("Export the assessment again."))
NOT_THE_JOURNALS = Message(
    "TRF-004",
    N_("The journal does not lead to the stored state ({tables})."),
    N_("The file was changed by hand or is damaged; export the assessment again."),
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table, each sorted by its key; the journal by its number, without it."""


def take_out(store: Store, case: Case) -> Rows:
    """Everything that is stored of an assessment."""
    with store.reading() as connection:
        return _rows(connection, case)


def put_in(store: Store, case: Case, rows: Rows) -> int:
    """Store an assessment that was taken out elsewhere: all of it, or nothing.

    Parameters
    ----------
    rows : dict of str to list of dict
        As of :func:`take_out`; they keep their own signatures.

    Returns
    -------
    int
        How many rows were new.

    Raises
    ------
    KlaError
        ``TRF-…``; ``STO-…`` when the database cannot be written.
    """
    _refuse_bad(case, rows)
    with store.transaction() as connection:
        new = _new_rows(connection, case, rows)
        for table in MEMBERS:
            if new[table.name]:
                connection.execute(insert(table), new[table.name])
    return _count(new)


def try_put_in(store: Store, case: Case, rows: Rows) -> int:
    """What :func:`put_in` would answer now, with nothing stored; it raises the same."""
    _refuse_bad(case, rows)
    with store.reading() as connection:
        return _count(_new_rows(connection, case, rows))


def _refuse_bad(case: Case, rows: Rows) -> None:
    _refuse_misfits(case, rows)
    _refuse_contradiction(rows)


def _new_rows(connection: Connection, case: Case, rows: Rows) -> Rows:
    """The rows that are not there yet; none where all are. Refuses an assessment that is there in another state."""
    there = _rows(connection, case)
    if there[tables.case.name]:
        if different := [one.name for one in tables.OF_CASE if there[one.name] != rows[one.name]]:
            raise KlaError(Fault(DIFFERENT, "", case.region, tables=", ".join(different)))
        return {table.name: [] for table in MEMBERS}
    known = {table.name: _known_rows(connection, table, rows[table.name]) for table in tables.SHARED}
    _refuse_other_regions(known[tables.region.name], rows[tables.region.name])
    return {table.name: [row for row in rows[table.name] if not _is_known(table, row, known)] for table in MEMBERS}


def _count(new: Rows) -> int:
    return sum(len(new[table.name]) for table in (*tables.SHARED, *tables.OF_CASE))


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the rows, a definition for each table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kla-widgets assessment: rows of each table, one JSON object a line",
        "$defs": {table.name: _table_schema(table) for table in MEMBERS},
    }


def _rows(connection: Connection, case: Case) -> Rows:
    found: Rows = {}
    for table in tables.OF_CASE:
        found[table.name] = _select(connection, table, tables.of_case(table, case))
    hashes = sorted({row["sha256"] for row in found[tables.evidence.name]} | _once_attached(connection, case))
    found[tables.evidence_file.name] = _select(
        connection, tables.evidence_file, [tables.evidence_file.c.sha256.in_(hashes)]
    )
    own = _own_regions(_select(connection, tables.region, []), case.region)
    found[tables.region.name] = own
    found[tables.journal.name] = _journal(connection, case, set(hashes), {row["code"] for row in own})
    return found


def _select(connection: Connection, table: Table, where: Iterable[Any]) -> list[Row]:
    query = select(table).where(*where).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(query).mappings()]


def _own_regions(known: Sequence[Row], code: str) -> list[Row]:
    """The workspace's own regions that are this one, above it or in it."""
    by_code = {row["code"]: row for row in known}
    wanted, above = {code}, code
    while above in by_code and by_code[above]["parent"]:
        above = by_code[above]["parent"]
        wanted.add(above)
    below = {code}
    while below:
        below = {row["code"] for row in known if row["parent"] in below} - wanted
        wanted |= below
    return [row for row in known if row["code"] in wanted]


def _journal(connection: Connection, case: Case, hashes: set[str], regions: set[str]) -> list[Row]:
    names = {table.name for table in tables.OF_CASE}
    lines = []
    query = select(tables.journal).order_by(tables.journal.c.number)
    mine = (tables.journal.c.region == case.region) | tables.journal.c.region.is_(None)
    for row in connection.execute(query.where(mine)).mappings():
        key = json.loads(row["key"])
        if (
            (row["table_name"] in names and {name: key[name] for name in tables.key_of(case)} == tables.key_of(case))
            or (row["table_name"] == tables.evidence_file.name and key["sha256"] in hashes)
            or (row["table_name"] == tables.region.name and key["code"] in regions)
        ):
            lines.append({name: value for name, value in row.items() if name != "number"})
    return lines


def _once_attached(connection: Connection, case: Case) -> set[str]:
    """Hashes of files that the journal speaks of; their sizes are still stored when nothing is attached any more."""
    query = select(tables.journal.c.key).where(
        tables.journal.c.table_name == tables.evidence.name, tables.journal.c.region == case.region
    )
    keys = [json.loads(key) for key in connection.execute(query).scalars()]
    return {key["sha256"] for key in keys if {name: key[name] for name in tables.key_of(case)} == tables.key_of(case)}


def _known_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> dict[str, Row]:
    (key,) = table.primary_key
    there = _select(connection, table, [key.in_([row[key.name] for row in rows])])
    return {str(row[key.name]): row for row in there}


def _is_known(table: Table, row: Row, known: dict[str, dict[str, Row]]) -> bool:
    """Whether a shared row, or the journal line of one, is there already."""
    if table.name in known:
        (key,) = table.primary_key
        return row[key.name] in known[table.name]
    if table is tables.journal and row["table_name"] in known:
        return next(iter(json.loads(row["key"]).values())) in known[row["table_name"]]
    return False


def _refuse_other_regions(known: dict[str, Row], rows: Sequence[Row]) -> None:
    names = ("name", "kind", "parent", "synthetic")
    faults = [
        Fault(OTHER_REGION, "", row["code"], code=row["code"])
        for row in rows
        if row["code"] in known and any(row[name] != known[row["code"]][name] for name in names)
    ]
    if faults:
        raise KlaError(*faults)


def _refuse_misfits(case: Case, rows: Rows) -> None:
    """Refuse rows that are not the table's, or not of the case."""
    faults = []
    for table in MEMBERS:
        for number, row in enumerate(rows.get(table.name, ()), 1):
            if reason := _misfit(table, row, case):
                faults.append(Fault(BAD_ROW, f"{table.name}.jsonl:{number}", "", reason=reason))
    if missing := [table.name for table in MEMBERS if table.name not in rows]:
        faults.append(Fault(BAD_ROW, "", "", reason=", ".join(missing)))
    if len(rows.get(tables.case.name, ())) != 1:
        faults.append(Fault(BAD_ROW, f"{tables.case.name}.jsonl", "", reason="1"))
    if faults:
        raise KlaError(*faults[:50])


def _misfit(table: Table, row: Any, case: Case) -> str:
    columns = [column for column in table.columns if not (table is tables.journal and column.name == "number")]
    if not isinstance(row, dict) or set(row) != {column.name for column in columns}:
        return ", ".join(column.name for column in columns)
    for column in columns:
        value = row[column.name]
        if value is None:
            if not column.nullable:
                return column.name
        elif not _is_of(column, value):
            return f"{column.name}: {type(value).__name__}"
    if table in tables.OF_CASE and any(row[name] != value for name, value in tables.key_of(case).items()):
        return f"{row['region']} {row['instrument']} {row['cycle']}"
    for name in _TEXT_OF_JSON.get(table.name, ()):
        try:
            json.loads(row[name] or "null")
        except ValueError:
            return name
    return ""


def _is_of(column: Column[Any], value: object) -> bool:
    if isinstance(column.type, Boolean):
        return isinstance(value, bool)
    if isinstance(column.type, Integer):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(column.type, Float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _refuse_contradiction(rows: Rows) -> None:
    """Refuse rows that their journal does not lead to."""
    told = replay(to_entry(number, row) for number, row in enumerate(rows[tables.journal.name], 1))
    wrong = []
    for table in (*tables.SHARED, *tables.OF_CASE):
        keys = [column.name for column in table.primary_key]
        stored = {}
        for row in rows[table.name]:
            key = json.dumps(
                {name: row[name] for name in keys}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            stored[key] = {k: v for k, v in row.items() if k not in (*keys, "author", "at", "revision")}
        if stored != {key: content for (name, key), content in told.items() if name == table.name}:
            wrong.append(table.name)
    if wrong:
        raise KlaError(Fault(NOT_THE_JOURNALS, "", "", tables=", ".join(wrong)))


def _table_schema(table: Table) -> dict[str, Any]:
    columns = [column for column in table.columns if not (table is tables.journal and column.name == "number")]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in columns],
        "properties": {column.name: {"type": _type(column)} for column in columns},
    }


def _type(column: Column[Any]) -> str | list[str]:
    kinds = ((Boolean, "boolean"), (Integer, "integer"), (Float, "number"))
    name = next((name for kind, name in kinds if isinstance(column.type, kind)), "string")
    return [name, "null"] if column.nullable else name
