"""Writing with a journal: every change is one line of who, when, what, old, new and why.

All writes of the store go through :func:`put`, so the journal is complete and the current state can always be
derived from it (:func:`replay`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, tuple_, update

from kla_widgets.assessment.records import Case, Entry
from kla_widgets.assessment.signing import refuse_signed
from kla_widgets.assessment.tables import journal

Row = Mapping[str, Any]
_SIGNATURE = ("author", "at", "revision")
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, when and why."""

    author: str
    at: datetime
    reason: str = ""

    @property
    def moment(self) -> str:
        return stamp(self.at)


def stamp(at: datetime) -> str:
    """A moment as stored: UTC, sortable as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stored: str) -> datetime:
    """The inverse of :func:`stamp`."""
    return datetime.fromisoformat(stored)


def put(connection: Connection, table: Table, rows: Sequence[Row], by: Signature) -> int:
    """Insert or change rows; what is already so is left alone.

    Parameters
    ----------
    table : Table
        Where.
    rows : sequence of mapping
        Key and content columns of each row, without author, time and revision.

    Returns
    -------
    int
        How many rows were new or changed.
    """
    keys = [column.name for column in table.primary_key]
    before = dict(_existing(connection, table, keys, rows))
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for row in rows:
        key = tuple(row[name] for name in keys)
        content = {name: value for name, value in row.items() if name not in keys}
        old = before.get(key)
        if old is not None and _content(old, keys) == content:
            continue
        signed = dict(row) | {"author": by.author, "at": by.moment}
        if "revision" in table.c:
            signed["revision"] = (old["revision"] if old else 0) + 1
        (changed if old else added).append(signed)
        before[key] = signed
        lines.append(_line(table, keys, row, _content(old, keys) if old else None, content, by))
    refuse_signed(connection, table, [*added, *changed], by.moment)
    if added:
        connection.execute(insert(table), added)
    if changed:
        where = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed[0] if name not in keys}
        connection.execute(
            update(table).where(where).values(**values),
            [
                {f"key_{name}": row[name] for name in keys} | {f"new_{name}": row[name] for name in values}
                for row in changed
            ],
        )
    if lines:
        connection.execute(insert(journal), lines)
    return len(lines)


def remove(connection: Connection, table: Table, key: Row, by: Signature) -> bool:
    """Delete one row, its last content kept in the journal; False if there was none."""
    keys = [column.name for column in table.primary_key]
    found = dict(_existing(connection, table, keys, [key]))
    if not found:
        return False
    refuse_signed(connection, table, list(found.values()), by.moment)
    connection.execute(delete(table).where(and_(*(table.c[name] == key[name] for name in keys))))
    old = _content(next(iter(found.values())), keys)
    connection.execute(insert(journal), [_line(table, keys, key, old, None, by)])
    return True


def entries(connection: Connection, region: str | None = None) -> Iterator[Entry]:
    """The journal from the beginning, of one region or of all."""
    query = select(journal).order_by(journal.c.number)
    if region is not None:
        query = query.where(journal.c.region == region)
    yield from _entries(connection, query)


def entries_of(connection: Connection, case: Case, table_names: Sequence[str], after: int = 0) -> Iterator[Entry]:
    """The journal of one case after a line, of some tables."""
    query = select(journal).where(
        journal.c.region == case.region, journal.c.table_name.in_(table_names), journal.c.number > after
    )
    for entry in _entries(connection, query.order_by(journal.c.number)):
        if entry.key["instrument"] == case.instrument and entry.key["cycle"] == case.cycle:
            yield entry


def _entries(connection: Connection, query: Select[Any]) -> Iterator[Entry]:
    for row in connection.execute(query).mappings():
        yield to_entry(row["number"], dict(row))


def to_entry(number: int, row: Row) -> Entry:
    """A stored line as a record."""
    return Entry(
        number=number,
        at=moment(row["at"]),
        author=row["author"],
        table=row["table_name"],
        key=json.loads(row["key"]),
        old=json.loads(row["old"]) if row["old"] else None,
        new=json.loads(row["new"]) if row["new"] else None,
        reason=row["reason"],
    )


def replay(lines: Iterable[Entry]) -> dict[tuple[str, str], dict[str, Any]]:
    """The state that a journal leads to: content by (table, key)."""
    state: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        place = (line.table, _json(line.key))
        if line.new is None:
            state.pop(place, None)
        else:
            state[place] = line.new
    return state


def current(
    connection: Connection, tables: Iterable[Table], region: str | None = None
) -> dict[tuple[str, str], dict[str, Any]]:
    """The same from the tables; equal to :func:`replay` of the whole journal. With a region, of its tables only."""
    state = {}
    for table in tables:
        keys = [column.name for column in table.primary_key]
        query = select(table)
        if region is not None:
            if "region" not in table.c:
                continue
            query = query.where(table.c.region == region)
        for row in connection.execute(query).mappings():
            state[table.name, _json({name: row[name] for name in keys})] = _content(dict(row), keys)
    return state


def _existing(
    connection: Connection, table: Table, keys: list[str], rows: Sequence[Row]
) -> Iterator[tuple[tuple[Any, ...], Row]]:
    columns = tuple_(*(table.c[name] for name in keys))
    wanted = [tuple(row[name] for name in keys) for row in rows]
    for start in range(0, len(wanted), _CHUNK):
        query = select(table).where(columns.in_(wanted[start : start + _CHUNK]))
        for row in connection.execute(query).mappings():
            yield tuple(row[name] for name in keys), dict(row)


def _content(row: Row, keys: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in keys and name not in _SIGNATURE}


def _line(
    table: Table, keys: Sequence[str], row: Row, old: Row | None, new: Row | None, by: Signature
) -> dict[str, Any]:
    return {
        "at": by.moment,
        "author": by.author,
        "table_name": table.name,
        "region": row.get("region"),
        "key": _json({name: row[name] for name in keys}),
        "old": None if old is None else _json(old),
        "new": None if new is None else _json(new),
        "reason": by.reason,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
