"""The journal held against the tables: what was changed behind the program's back.

Every write of the program leaves a line in the journal. A row that its lines do not lead to, and a line that does not
begin where the one before it ended, were made by hand. This is what :func:`kla_widgets.assessment.journal.replay` and
:func:`~kla_widgets.assessment.journal.current` compare for one region, here for many regions at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, true

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case, Json

Content = Mapping[str, Json]
Place = tuple[Json, ...]
"""The values of a key, in the order of the table's columns."""
Line = tuple[Content, Content | None, Content | None]
"""Key, old and new content; the new one with who wrote it when, as the row has it."""

_SIGNATURE = ("author", "at")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not what the journal says, or a line that is missing in the journal.

    Parameters
    ----------
    table : str
    key : mapping
    told : mapping, optional
        What the journal leads to; None for no row.
    stored : mapping, optional
        What there is; None for no row.
    gap : bool
        A line of the journal begins with ``stored``, but the one before it ended with ``told``.
    """

    table: str
    key: Content
    told: Content | None
    stored: Content | None
    gap: bool = False


def case_differences(connection: Connection, regions: Collection[str]) -> dict[Case, list[Difference]]:
    """The differences in the assessments of some regions, of all cycles and instruments; only where there are any."""
    found: dict[Case, list[Difference]] = defaultdict(list)
    lines = _lines(connection, tables.journal.c.region.in_(regions))
    for table in tables.OF_CASE:
        stored = _stored(connection, table, table.c.region.in_(regions))
        for one in _differences(table, lines[table.name], stored):
            found[Case(str(one.key["region"]), str(one.key["instrument"]), int(one.key["cycle"]))].append(one)
    return found


def region_differences(connection: Connection) -> dict[str, Difference]:
    """Own regions that are not as the journal says (a training district made a real one), by code."""
    table = tables.region
    lines = _lines(connection, tables.journal.c.table_name == table.name)
    found = _differences(table, lines[table.name], _stored(connection, table, true()))
    return {str(one.key["code"]): one for one in found}


def _differences(table: Table, lines: Iterable[Line], stored: Mapping[Place, Content]) -> Iterator[Difference]:
    names = [column.name for column in table.primary_key]
    told: dict[Place, Content | None] = {}
    for key, old, new in lines:
        place = tuple(key.get(name) for name in names)
        before = _unsigned(told.get(place))
        if before != old:
            yield Difference(table.name, key, before, old, gap=True)
        told[place] = new
    for place in told.keys() | stored.keys():
        if told.get(place) != stored.get(place):
            yield Difference(table.name, dict(zip(names, place, strict=True)), told.get(place), stored.get(place))


def _lines(connection: Connection, where: ColumnElement[bool]) -> Mapping[str, list[Line]]:
    """The journal, oldest line first, by table; parsed as three long texts, because there are many lines."""
    journal = tables.journal
    columns = [journal.c[name] for name in ("table_name", "key", "old", "new", *_SIGNATURE)]
    rows = connection.execute(select(*columns).where(where).order_by(journal.c.number)).all()
    keys, olds, news = (_parsed([row[place] or "null" for row in rows]) for place in (1, 2, 3))
    found: dict[str, list[Line]] = defaultdict(list)
    for row, key, old, new in zip(rows, keys, olds, news, strict=True):
        if new is not None:
            new["author"], new["at"] = row[4], row[5]
        found[row[0]].append((key, old, new))
    return found


def _stored(connection: Connection, table: Table, where: ColumnElement[bool]) -> dict[Place, Content]:
    columns = list(table.c)
    names = [column.name for column in columns]
    keys = itemgetter(*(place for place, column in enumerate(columns) if column.primary_key), 0)
    places = [place for place, one in enumerate(columns) if not one.primary_key and one.name != "revision"]
    rows = connection.execute(select(table).where(where)).all()
    return {keys(row)[:-1]: {names[place]: row[place] for place in places} for row in rows}


def _unsigned(content: Content | None) -> Content | None:
    return content and {name: value for name, value in content.items() if name not in _SIGNATURE}


def _parsed(texts: Sequence[str]) -> list[Any]:
    """JSON texts parsed at once; one by one where somebody wrote by hand what is no JSON, so that it is told."""
    try:
        found: list[Any] = json.loads(f"[{','.join(texts)}]")
    except ValueError:
        found = []
    return found if len(found) == len(texts) else list(_parsed_singly(texts))


def _parsed_singly(texts: Iterable[str]) -> Iterator[Any]:
    for text in texts:
        try:
            yield json.loads(text)
        except ValueError:
            yield {"?": text}
