"""What was published about a region: predicates by year, and scores, each with its source."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Award:
    """A predicate as one source gives it.

    Parameters
    ----------
    year : int
        Year of the award.
    predicate : str
        Its name; ``none`` = named as without an award, ``unknown`` = recipient named, predicate not given.
    contested : bool
        Other sources contradict it.
    page_known : bool
        False where only the site is known: such a line needs a second look before it is cited.
    """

    year: int
    region: str
    predicate: str
    source: str
    note: str
    contested: bool
    page_known: bool

    @property
    def certain(self) -> bool:
        return self.page_known and not self.contested


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A score as one source gives it; ``maximum`` as printed there."""

    year: int
    region: str
    stage: str
    part: str
    points: float
    maximum: float | None
    source: str
    note: str


_Dated = TypeVar("_Dated", Award, PublishedScore)


@dataclass(frozen=True)
class History:
    """Everything published that is shipped, by region code."""

    awards: dict[str, tuple[Award, ...]]
    scores: dict[str, tuple[PublishedScore, ...]]

    def awards_of(self, region: str) -> tuple[Award, ...]:
        """The predicates of a region, oldest first."""
        return self.awards.get(region, ())

    def scores_of(self, region: str) -> tuple[PublishedScore, ...]:
        """The published scores of a region, oldest first."""
        return self.scores.get(region, ())


@lru_cache(maxsize=1)
def published_history() -> History:
    """The shipped history (``published/awards.csv``, ``published/scores.csv``; see ``SOURCES.md`` there)."""
    awards: dict[str, list[Award]] = defaultdict(list)
    for row in _rows("awards.csv"):
        contested = any(word in row["note"] for word in ("CONFLICT", "DOUBT", "INCONSISTENT"))
        page_known = row["source_kind"] != "site-only"
        award = Award(
            int(row["year"]), row["code"], row["predicate"], row["source"], row["note"], contested, page_known
        )
        awards[award.region].append(award)
    scores: dict[str, list[PublishedScore]] = defaultdict(list)
    for row in _rows("scores.csv"):
        maximum = float(row["max"]) if row["max"] else None
        score = PublishedScore(
            int(row["year"]),
            row["code"],
            row["stage"],
            row["part"],
            float(row["score"]),
            maximum,
            row["source"],
            row["note"],
        )
        scores[score.region].append(score)
    return History(_sorted(awards), _sorted(scores))


def _sorted(found: dict[str, list[_Dated]]) -> dict[str, tuple[_Dated, ...]]:
    return {region: tuple(sorted(entries, key=lambda entry: entry.year)) for region, entries in found.items()}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kla_widgets.assessment").joinpath("published", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
