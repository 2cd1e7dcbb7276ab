"""Rows of many assessments as data frames, with who stored them and when."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store

_FEW = 500
"""Up to so many regions the database picks the rows; with more it is quicker to read the whole table."""


def read_frame(store: Store, table: Table, cases: Collection[Case]) -> pd.DataFrame:
    """All columns of a table that belongs to cases, sorted by its key.

    Parameters
    ----------
    table : Table
        One with the columns region, instrument and cycle.
    cases : collection of Case
        Rows of other cases are left out.

    Returns
    -------
    DataFrame
        Text as it is stored: moments in ISO 8601, JSON as text.
    """
    query = select(table).order_by(*table.primary_key)
    regions = sorted({case.region for case in cases})
    if len(regions) <= _FEW:
        query = query.where(table.c.region.in_(regions))
    with store.reading() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=[column.name for column in table.columns])
    wanted = {(case.region, case.instrument, case.cycle) for case in cases}
    keys = zip(frame["region"], frame["instrument"], frame["cycle"], strict=True)
    return frame[np.fromiter((key in wanted for key in keys), bool, len(frame))].reset_index(drop=True)


def read_sizes(store: Store) -> dict[str, int]:
    """Bytes of every evidence file, by its SHA-256."""
    with store.reading() as connection:
        query = select(tables.evidence_file.c.sha256, tables.evidence_file.c.size)
        return {row.sha256: row.size for row in connection.execute(query)}
