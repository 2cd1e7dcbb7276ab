"""Short names for the state of assessments: they change with every edit of the content, and only then."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from itertools import groupby
from typing import Any

from sqlalchemy import Select, Table, func, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store

_LEFT_OUT = ("region", "instrument", "cycle", "author", "at", "revision")
"""The key of the case, and who changed it when: the same content is the same state."""


def case_digests(store: Store, cycle: int, regions: Collection[str] | None = None) -> dict[Case, str]:
    """Name the state of every assessment of a cycle.

    Parameters
    ----------
    store : Store
    cycle : int
    regions : collection of str, optional
        Codes of at most a few hundred regions; all regions if not given.

    Returns
    -------
    dict of Case to str
        SHA-256 as 64 hexadecimal signs; assessments that are not stored are left out.
    """
    digests: dict[Case, hashlib._Hash] = {}
    with store.reading() as connection:
        for table in tables.OF_CASE:  # evidence names its files by their content: their table adds nothing
            rows = connection.execute(_content(table, cycle, regions))
            for (region, instrument), lines in groupby(rows, key=lambda row: (row[0], row[1])):
                digest = digests.setdefault(Case(region, instrument, cycle), hashlib.sha256())
                digest.update(f"{table.name}{[tuple(line) for line in lines]!r}".encode("utf-8", "replace"))
    return {case: digest.hexdigest() for case, digest in digests.items()}


def region_states(store: Store) -> dict[str, str]:
    """Where the journal of every region ends: much cheaper than its content, and different after every edit.

    An edit that is taken back leads to another state of the journal, but to the same digest.
    """
    journal = tables.journal
    last = select(func.max(journal.c.number)).where(journal.c.region.is_not(None)).group_by(journal.c.region)
    query = select(journal.c.region, journal.c.number, journal.c.at).where(journal.c.number.in_(last))
    with store.reading() as connection:
        return {region: f"{number} {at}" for region, number, at in connection.execute(query)}


def latest_change(store: Store) -> int:
    """The number of the journal's last line: cheapest of all to ask, again and again."""
    with store.reading() as connection:
        return int(connection.execute(select(func.max(tables.journal.c.number))).scalar() or 0)


def _content(table: Table, cycle: int, regions: Collection[str] | None) -> Select[Any]:
    columns = [column for column in table.c if column.name not in _LEFT_OUT]
    query = select(table.c.region, table.c.instrument, *columns).where(table.c.cycle == cycle)
    if regions is not None:
        query = query.where(table.c.region.in_(sorted(set(regions))))
    return query.order_by(*table.primary_key)
