"""Finding regions by name: exactly, by alias, or by what looks like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from kla_widgets.regions.models import Match, Region, RegionKind
from kla_widgets.regions.names import Reading, own_words, readings

# Every sure match lies above every suggestion. Provinces and districts come before sub-districts and villages of the
# same name, so that a catalogue that gains villages still gives the same answers.
_NAME, _ALIAS = 1.0, 0.95
_BY_LEVEL = (0.0, 0.0, 0.1, 0.15)
_SIMILAR, _OTHER_KIND = 0.78, 0.9
_LEAST_RATIO = 70
"""Per cent of equal letters below which a name is not worth suggesting."""
_LEAST_LETTERS = 5
"""Shorter aliases (HST, Inhu) look like too many other words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one region, as the index holds it."""

    region: Region
    words: tuple[str, ...]
    key: str
    alias: bool

    @property
    def is_long(self) -> bool:
        """Whether it tells enough to be suggested for a text that is not quite it."""
        return not self.alias or len(self.key) >= _LEAST_LETTERS

    def match(self) -> Match:
        score = (_ALIAS if self.alias else _NAME) - _BY_LEVEL[self.region.kind.level]
        return Match(self.region, score, "alias" if self.alias else "name")


class NameIndex:
    """The names of a set of regions, ready to be searched.

    Parameters
    ----------
    entries : iterable of Entry
        All names; a region may have several.
    """

    __slots__ = ("_by_key", "_entries")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._by_key: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            self._by_key[entry.key].append(entry)

    @classmethod
    def of(cls, regions: Iterable[Region], aliases: Iterable[tuple[str, Region]]) -> Self:
        """The index of the regions' own names and of their aliases (pairs of a text and its region)."""
        entries = [_entry(region, region.name, alias=False) for region in regions]
        return cls([*entries, *(_entry(region, text, alias=True) for text, region in aliases)])

    def exact(self, text: str) -> tuple[Match, ...]:
        """Regions of exactly this name, best first; regions above it may follow: ``Banjar, Jawa Barat``."""
        above = []
        head, comma, last = text.rpartition(",")
        while comma and (regions := self._named(last)):
            above.append(tuple(f"{match.region.code}." for match in regions))
            text = head
            head, comma, last = text.rpartition(",")
        return tuple(m for m in self._named(text) if all(m.region.code.startswith(prefixes) for prefixes in above))

    def _named(self, text: str) -> tuple[Match, ...]:
        for reading in readings(text):
            entries = [e for e in self._by_key.get(reading.key, ()) if reading.kind in (None, e.region.kind)]
            if entries:
                return _best(entry.match() for entry in entries)
        return ()

    def similar(self, text: str) -> tuple[Match, ...]:
        """Regions whose names begin alike, occur in the text or differ from it by a few letters, best first."""
        for reading in readings(text)[:1]:
            return _best([*self._beginning(reading), *self._contained(reading), *self._misspelt(reading)])
        return ()

    def _beginning(self, reading: Reading) -> Iterator[Match]:
        for entry in self._entries:
            if all(any(own.startswith(word) for own in entry.words) for word in reading.words):
                share = min(1.0, len(reading.key) / len(entry.key))
                yield _suggestion(entry, reading.kind, 0.8 + 0.2 * share)

    def _contained(self, reading: Reading) -> Iterator[Match]:
        given = frozenset(reading.words)
        for entry in self._entries:
            if entry.is_long and given.issuperset(entry.words):
                share = min(1.0, len(entry.key) / len(reading.key))
                yield _suggestion(entry, reading.kind, 0.6 + 0.4 * share)

    def _misspelt(self, reading: Reading) -> Iterator[Match]:
        from rapidfuzz import fuzz, process  # only few searches need it

        entries = [entry for entry in self._entries if entry.is_long]
        keys = [entry.key for entry in entries]
        found = process.extract(reading.key, keys, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO, limit=100)
        for _, ratio, place in found:
            yield _suggestion(entries[place], reading.kind, ratio / 100)


def _entry(region: Region, name: str, *, alias: bool) -> Entry:
    words = own_words(name, region.kind)
    return Entry(region, words, "".join(words), alias)


def _suggestion(entry: Entry, kind: RegionKind | None, likeness: float) -> Match:
    score = likeness * _SIMILAR * entry.match().score * (1.0 if kind in (None, entry.region.kind) else _OTHER_KIND)
    return Match(entry.region, score, "similar")


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The best match of every region, best first."""
    best: dict[str, Match] = {}
    for match in sorted(matches, key=lambda m: (-m.score, m.region.code)):
        best.setdefault(match.region.code, match)
    return tuple(best.values())
