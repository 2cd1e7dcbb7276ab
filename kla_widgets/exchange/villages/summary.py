"""What a table of villages adds up to, as frames: by criterion, by sub-district, by village, and the list of who fails.

The denominator of a percentage is the villages that answered: a village that did not is neither a yes nor a no. No
official rule is known; this one is ours (inferred), and every figure stands beside the number of blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kla_widgets.exchange.villages.criteria import Criterion
from kla_widgets.exchange.villages.table import NO, OPEN, YES, Signs, district_of, parents_of, with_questions
from kla_widgets.regions import codes


@dataclass(frozen=True, slots=True)
class Count:
    """One row of :func:`by_criterion`, with what an import makes of it."""

    district: str
    question: str
    total: int
    yes: int
    no: int
    blank: int
    met: int
    share: float
    state: str = ""

    @property
    def answered(self) -> int:
        return self.yes + self.no

    @property
    def value(self) -> dict[str, int]:
        """As an answer to the percentage question."""
        return {"numerator": self.yes, "denominator": self.answered}


def counts_of(frame: pd.DataFrame) -> Iterator[Count]:
    """The rows of :func:`by_criterion` as records."""
    for row in zip(*(frame[name].tolist() for name in frame.columns), strict=True):
        yield Count(**dict(zip(frame.columns, row, strict=True)))


def by_criterion(table: pd.DataFrame, criteria: Sequence[Criterion]) -> pd.DataFrame:
    """One row for each district and criterion.

    Returns
    -------
    DataFrame
        ``district``, ``question``, ``total`` (places in the table), ``yes``, ``no``, ``blank``, ``met`` (places that
        fulfil it, which for cases of malnutrition are the no), ``share`` (yes of those who answered, 0..1; NaN if
        none did).
    """
    table = with_questions(table, [one.question for one in criteria])
    levels = _levels(table)
    districts = np.array([district_of(code) for code in table.index], dtype="object")
    of_tier = {level: (levels == level, districts[levels == level]) for level in {one.tier.level for one in criteria}}
    parts = [_counted(table[one.question].to_numpy(), *of_tier[one.tier.level], one) for one in criteria]
    columns = ["district", "question", "total", "yes", "no", "blank", "met", "share"]
    whole = pd.concat(parts, ignore_index=True)[columns]
    return whole.sort_values("district", kind="stable", ignore_index=True)


def by_place(table: pd.DataFrame, criteria: Sequence[Criterion]) -> pd.DataFrame:
    """One row for each village and sub-district.

    Returns
    -------
    DataFrame
        Index ``code``; ``name``, ``parent``, ``level``, ``asked``, ``answered``, ``met``, and ``share`` (met of asked,
        0..1: a blank is not yet met).
    """
    table = with_questions(table, [one.question for one in criteria])
    levels = _levels(table)
    asked = np.zeros(len(table), np.int32)
    answered, met = asked.copy(), asked.copy()
    for one in criteria:
        values = table[one.question].to_numpy()
        theirs = levels == one.tier.level
        asked += theirs
        answered += theirs & (values != OPEN)
        met += theirs & (values == (YES if one.good else NO))
    frame = pd.DataFrame(
        {"name": table["name"], "parent": parents_of(table), "level": levels, "asked": asked, "answered": answered},
        index=table.index,
    )
    return frame.assign(met=met, share=np.divide(met, asked, out=np.full(len(table), np.nan), where=asked > 0))


def by_subdistrict(table: pd.DataFrame, criteria: Sequence[Criterion]) -> pd.DataFrame:
    """One row for each sub-district, with what its villages say.

    Returns
    -------
    DataFrame
        Index ``code``; ``name``, ``villages``, ``complete`` (villages without a blank), ``asked``, ``answered``,
        ``met``, and ``share`` (met of asked, 0..1).
    """
    places = by_place(table, criteria)
    villages = places[places["level"] == 3]
    whole = villages.assign(complete=villages["asked"] == villages["answered"])
    groups = whole.groupby("parent", sort=True)
    sums = groups[["complete", "asked", "answered", "met"]].sum().assign(villages=groups.size())
    own = places.loc[places["level"] == 2, "name"]
    sums = sums.reindex(sums.index.union(own.index)).fillna(0).astype(np.int64).rename_axis("code")
    share = np.divide(sums["met"], sums["asked"], out=np.full(len(sums), np.nan), where=(sums["asked"] > 0).to_numpy())
    named = sums.assign(name=own.reindex(sums.index).fillna("").astype("object"), share=share)
    return named[["name", "villages", "complete", "asked", "answered", "met", "share"]]


def failing(table: pd.DataFrame, criterion: Criterion) -> pd.DataFrame:
    """The places that do not fulfil a criterion: ``code``, ``name``, ``parent``. A blank is not among them."""
    return _of_sign(table, criterion, NO if criterion.good else YES)


def unanswered(table: pd.DataFrame, criterion: Criterion) -> pd.DataFrame:
    """The places that have not answered a criterion."""
    return _of_sign(table, criterion, OPEN)


def _of_sign(table: pd.DataFrame, criterion: Criterion, sign: int) -> pd.DataFrame:
    table = with_questions(table, [criterion.question])
    rows = table[(_levels(table) == criterion.tier.level) & (table[criterion.question].to_numpy() == sign)]
    return pd.DataFrame({"name": rows["name"], "parent": parents_of(rows)}).reset_index()


def _counted(signs: Signs, chosen: NDArray[np.bool_], districts: NDArray[Any], criterion: Criterion) -> pd.DataFrame:
    values = signs[chosen]
    frame = pd.DataFrame({"district": districts, "yes": values == YES, "no": values == NO, "blank": values == OPEN})
    sums = frame.groupby("district", sort=True).sum().astype(np.int64).reset_index()
    answered = (sums["yes"] + sums["no"]).to_numpy()
    share = np.divide(sums["yes"], answered, out=np.full(len(sums), np.nan), where=answered > 0)
    met = sums["yes"] if criterion.good else sums["no"]
    return sums.assign(question=criterion.question, total=answered + sums["blank"], met=met, share=share)


def _levels(table: pd.DataFrame) -> Signs:
    return np.fromiter((codes.level(code) for code in table.index), np.int8, len(table))
