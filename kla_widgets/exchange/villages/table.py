"""The table of villages and sub-districts as it is kept: one journaled record for the children of one region.

A record of kind ``village-table`` holds, under the code of a district its sub-districts, and under the code of a
sub-district its villages. So a change of one village writes one small record, its history is told per sub-district, and
the whole country is some seven thousand records. Answers are a row of signs: 1 yes, 0 no, - not answered.

In memory it is one frame: index ``code``; columns ``name`` and one of small integers (1, 0, -1) for each criterion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kla_widgets.assessment.bulk import items_of
from kla_widgets.assessment.items import Item
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store
from kla_widgets.regions import codes

KIND = "village-table"
YES, NO, OPEN = 1, 0, -1
_SIGNS = {YES: ord("1"), NO: ord("0"), OPEN: ord("-")}

Signs = NDArray[np.int8]


@dataclass(frozen=True)
class VillageTable:
    """What is known of villages and sub-districts.

    Parameters
    ----------
    frame : DataFrame
        Index ``code`` (text, sorted); ``name``, and one int8 column for each criterion that was ever in a table.
    revisions : mapping of (str, str) to int
        Revision of the record of each parent, by district and parent.
    """

    frame: pd.DataFrame
    revisions: Mapping[tuple[str, str], int]

    @property
    def questions(self) -> list[str]:
        return [name for name in self.frame.columns if name != "name"]


def read_table(store: Store, instrument: str, cycle: int, districts: Iterable[str] | None = None) -> VillageTable:
    """The stored table of some districts, or of all."""
    items = items_of(store, KIND, instrument, cycle, districts)
    revisions = {(case.region, item.id): item.revision for case, item in items}
    return VillageTable(_decoded([item.content for _, item in items]), revisions)


def records_of(
    table: pd.DataFrame, revisions: Mapping[tuple[str, str], int], wanted: Collection[str]
) -> Iterator[tuple[str, Item]]:
    """The records of the wanted parents, each with the district that it belongs to."""
    parents = parents_of(table)
    chosen = parents.isin(wanted).to_numpy()
    table, parents = table[chosen], parents[chosen]
    questions = [name for name in table.columns if name != "name"]
    if table.empty:
        return
    values = np.column_stack([table[name].to_numpy(np.int8) for name in questions]) if questions else None
    signs = _encoded(values) if values is not None else [""] * len(table)
    rows = list(zip(table.index, table["name"], signs, strict=True))
    for parent, places in sorted(parents.groupby(parents).indices.items()):
        district = district_of(str(parent))
        content = {"criteria": questions, "rows": [list(rows[place]) for place in places]}
        yield district, Item(KIND, str(parent), content, revisions.get((district, str(parent)), 0))


def empty_table(questions: Sequence[str] = ()) -> pd.DataFrame:
    """A table without rows."""
    index = pd.Index([], name="code", dtype="object")
    return pd.DataFrame({"name": pd.Series([], dtype="object")} | _no_signs(questions, 0), index=index)


def with_questions(table: pd.DataFrame, questions: Iterable[str]) -> pd.DataFrame:
    """The table with a column for each of these criteria, unanswered where there was none."""
    missing = [name for name in questions if name not in table.columns]
    if not missing:
        return table
    return table.assign(**{name: np.full(len(table), OPEN, np.int8) for name in missing})


def parents_of(table: pd.DataFrame) -> pd.Series[str]:
    """The code of the region above each row."""
    return pd.Series([codes.parent(code) or "" for code in table.index], index=table.index)


def district_of(code: str) -> str:
    """The code of the district in which a region lies."""
    return code[:5]


def case_of(district: str, instrument: str, cycle: int) -> Case:
    return Case(district, instrument, cycle)


def _encoded(values: Signs) -> list[str]:
    """A row of signs for each row of answers."""
    letters = np.where(values == YES, _SIGNS[YES], np.where(values == NO, _SIGNS[NO], _SIGNS[OPEN])).astype(np.uint8)
    joined = np.ascontiguousarray(letters).view(f"S{letters.shape[1]}").ravel()
    return [text.decode("ascii") for text in joined.tolist()]


def _decoded(contents: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One frame of all records; a record may know fewer criteria than another."""
    if not contents:
        return empty_table()
    by_criteria: dict[tuple[str, ...], list[list[str]]] = {}
    for content in contents:
        by_criteria.setdefault(tuple(content["criteria"]), []).extend(content["rows"])
    frames = [_frame(criteria, rows) for criteria, rows in by_criteria.items()]
    questions = dict.fromkeys(name for criteria in by_criteria for name in criteria)
    whole = pd.concat([with_questions(frame, questions) for frame in frames]) if len(frames) > 1 else frames[0]
    return whole.sort_index()


def _frame(criteria: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    index = pd.Index([row[0] for row in rows], name="code", dtype="object")
    names = pd.Series([row[1] for row in rows], index=index, dtype="object")
    letters = np.frombuffer("".join(row[2] for row in rows).encode("ascii"), np.uint8).reshape(len(rows), len(criteria))
    values = np.where(letters == _SIGNS[YES], YES, np.where(letters == _SIGNS[NO], NO, OPEN)).astype(np.int8)
    return pd.DataFrame({"name": names} | {name: values[:, place] for place, name in enumerate(criteria)}, index=index)


def _no_signs(questions: Sequence[str], rows: int) -> dict[str, Signs]:
    return {name: np.full(rows, OPEN, np.int8) for name in questions}
