"""What a file says, laid over what is stored: blanks change nothing, and nothing is overwritten that was not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.villages.cells import SILENT, TAKEN_BACK, WRITTEN
from kla_widgets.exchange.villages.reading import MORE, MOST, TWICE_ROW, Given
from kla_widgets.exchange.villages.table import OPEN, Signs, VillageTable, district_of, parents_of, with_questions
from kla_widgets.language import N_

CONFLICT = Message(
    "VIL-020",
    N_("{name}: stored is “{stored}”, the file says “{given}”; the stored answer stays."),
    N_("Export the table again and correct it there; “--overwrite” takes the answers of the file."),
)


Places = NDArray[np.intp]


@dataclass(frozen=True)
class Merged:
    """The stored table with what the file adds.

    Parameters
    ----------
    table : DataFrame
        All rows, as in :mod:`.table`.
    touched : frozenset of str
        Codes of parents whose record changes.
    added, renamed, answered, changed, taken_back : int
        Rows that are new or have another name; answers that are new, different, or no more.
    conflicts : tuple of Fault
        Answers that stay as they are, the first of them one by one.
    """

    table: pd.DataFrame
    touched: frozenset[str]
    added: int
    renamed: int
    answered: int
    changed: int
    taken_back: int
    conflicts: tuple[Fault, ...]

    @property
    def answers(self) -> int:
        """Answers that change in any way."""
        return self.answered + self.changed + self.taken_back


def single_rows(given: Given) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """One row a region; rows of the same region complete each other, unless they contradict."""
    frame = given.frame
    twice = frame.index.duplicated(keep=False)
    if not twice.any():
        return frame, ()
    again = frame[twice]
    first = frame[~frame.index.duplicated()].copy()
    faults: list[Fault] = []
    for question in given.signs:
        said = again.loc[again[question] != SILENT, question]
        groups = said.groupby(level=0)
        for code in groups.nunique().loc[lambda count: count > 1].index:
            place = int(again.loc[[code], "place"].iloc[-1])
            faults.append(Fault(TWICE_ROW, given.where(place, question), question, code=code))
        told = groups.first()
        first.loc[told.index, question] = told
    names = again.loc[again["name"] != "", "name"].groupby(level=0).first()
    first.loc[names.index, "name"] = names
    return first, tuple(faults[:MOST])


def merge(stored: VillageTable, given: Given, rows: pd.DataFrame, overwrite: bool) -> Merged:
    """Lay the rows of a file over the stored table."""
    questions = list(dict.fromkeys([*stored.questions, *given.signs]))
    old = with_questions(stored.frame, questions)
    above = {code: name for code, name in given.above.items() if code not in rows.index}
    index = old.index.union(rows.index).union(pd.Index(list(above), dtype="object")).rename("code")
    at = index.get_indexer(rows.index)
    names = old["name"].reindex(index).fillna("").astype("object")
    told = rows["name"].where(rows["name"] != "", names.iloc[at].to_numpy())
    renamed = (told.to_numpy() != names.iloc[at].to_numpy()) & rows.index.isin(old.index)
    names.iloc[at] = told.to_numpy()
    names = names.where(names != "", pd.Series(above, dtype="object").reindex(index).fillna(""))  # fills gaps only
    parents = parents_of(rows)
    locked = np.zeros(len(rows), bool) if overwrite else ~parents.isin(_seen(stored, given.revisions)).to_numpy()
    values = {name: _reindexed(old, name, index) for name in questions}
    moved = np.zeros(len(rows), bool)
    counts = {"answered": 0, "changed": 0, "taken_back": 0}
    conflicts: list[tuple[str, Places, pd.DataFrame]] = []
    for question in given.signs:
        said, now = rows[question].to_numpy(), values[question][at]
        wanted = np.where(said == TAKEN_BACK, OPEN, said)
        different = (said != SILENT) & (wanted != now)
        clash = different & (now != OPEN) & locked
        if clash.any():
            places = np.flatnonzero(clash)
            conflicts.append((question, places, pd.DataFrame({"stored": now[places], "given": wanted[places]})))
        take = different & ~clash
        values[question][at[take]] = wanted[take]
        moved |= take
        counts["answered"] += int((take & (now == OPEN)).sum())
        counts["changed"] += int((take & (now != OPEN) & (wanted != OPEN)).sum())
        counts["taken_back"] += int((take & (wanted == OPEN)).sum())
    table = pd.DataFrame({"name": names} | values, index=index)
    new = index.difference(old.index)
    touched = {*parents[moved | renamed], *parents_of(table.loc[new])}
    touched |= {district_of(code) for code, name in above.items() if code in old.index and not old["name"][code]}
    listed = tuple(_told(conflicts, given, rows, names))
    return Merged(table, frozenset(touched), len(new), int(renamed.sum()), conflicts=listed, **counts)


def _seen(stored: VillageTable, revisions: Mapping[str, int]) -> list[str]:
    """Parents whose record is still as it was when the template was written."""
    return [parent for (_, parent), revision in stored.revisions.items() if revisions.get(parent) == revision]


def _reindexed(old: pd.DataFrame, question: str, index: pd.Index[str]) -> Signs:
    return old[question].reindex(index, fill_value=OPEN).to_numpy(np.int8, copy=True)


def _told(
    conflicts: list[tuple[str, Places, pd.DataFrame]],
    given: Given,
    rows: pd.DataFrame,
    names: pd.Series[str],
) -> Iterator[Fault]:
    count = 0
    for question, places, signs in conflicts:
        for place, stored, said in zip(places, signs["stored"], signs["given"], strict=True):
            count += 1
            if count <= MOST:
                code = rows.index[place]
                where = given.where(int(rows["place"].iloc[place]), question)
                words = {"stored": WRITTEN[int(stored)], "given": WRITTEN[int(said)]}
                yield Fault(CONFLICT, where, f"{question} {code}", name=names[code] or code, **words)
    if count > MOST:
        yield Fault(MORE, given.sources[0].file, count=count - MOST)
