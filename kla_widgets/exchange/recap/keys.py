"""Which part of the instrument a key means: ``Klaster III - Kesehatan``, ``21 A``, ``Pertanyaan 3.za``, ``K1``."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import TOTAL, Instrument


class Level(StrEnum):
    """The levels of an instrument, from the whole to the single question."""

    TOTAL = "total"
    CLUSTER = "cluster"
    INDICATOR = "indicator"
    QUESTION = "question"


PARTS = (Level.CLUSTER, Level.INDICATOR, Level.QUESTION)

_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {tens + ones: 10 * ten + one for ten, tens in enumerate(("", "x", "xx")) for one, ones in enumerate(_ONES)}
_NUMBER = r"(?:[0-9]{1,2}|[ivx]+)"

_WORDS = (
    (Level.CLUSTER, re.compile(r"(?:no\.? |nomor )?(?:klaster|kluster|cluster)(?![a-z])[\s.:#]*")),
    (Level.INDICATOR, re.compile(r"(?:no\.? |nomor )?(?:indikator(?![a-z])|ind\.?(?=\s*[0-9]))[\s.:#]*")),
    (Level.QUESTION, re.compile(r"(?:no\.? |nomor )?(?:pertanyaan(?![a-z])|q\.?(?=\s*[0-9]))[\s.:#]*")),
)
_CODES = {
    Level.CLUSTER: re.compile(rf"({_NUMBER})(?![a-z0-9])()"),
    Level.INDICATOR: re.compile(r"([0-9]{1,3})(?:\s*([a-z]))?(?![a-z0-9])"),
    Level.QUESTION: re.compile(r"([0-9]{1,3})(?:\s*\.?\s*([a-z]{1,2}))?(?![a-z0-9])"),
}
_RANGE = re.compile(r"\s*(?:[-–—,&+/.]|dan|s\.?d\.?|sampai|hingga)\s*(?:[0-9]|[ivx]+(?![a-z])|[a-z](?![a-z]))")
_TITLED = re.compile(r"\s*[-–—:.)]+\s*(?![0-9])\S*")
_CLUSTER_NUMBER = re.compile(rf"\b(?:klaster|kluster|cluster)\s+({_NUMBER})(?![a-z0-9])")
_CLUSTER_PREFIX = re.compile(rf"^\s*(?:klaster|kluster|cluster)\s+{_NUMBER}\s*[-–—:.]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_CUT = "..."
_SHORTEST_STEM = 8
Key = TypeVar("Key")


@dataclass(frozen=True)
class Keys:
    """Everything a key may say, for one instrument.

    Parameters
    ----------
    levels : dict of str to Level
        The level of every id.
    parents : dict of str to str
        The id above every id.
    """

    levels: dict[str, Level]
    parents: dict[str, str]
    _ids: dict[str, frozenset[str]]
    _codes: dict[tuple[Level, str], frozenset[str]]
    _names: dict[tuple[Level, str], frozenset[str]]

    def find(self, text: str, level: Level | None, indicator: str | None) -> frozenset[str]:
        """The ids that a key may mean.

        Parameters
        ----------
        text : str
            The key as typed.
        level : Level or None
            The level that its column holds; a word such as ``Indikator`` in the key itself counts more.
        indicator : str or None
            The indicator whose questions are being listed; a question's short number is looked for there only.

        Returns
        -------
        frozenset of str
            Empty when the key is not understood; several when it is ambiguous.
        """
        text = _folded(text).strip()
        if full := self._ids.get(_code(text)):
            return full
        word, rest = level_word(text)
        if word:
            return self._at(word, rest, indicator, worded=True) or self._named(word, text)
        levels = (level,) if level else PARTS
        return (
            _union(self._at(one, text, indicator, column=level is not None) for one in levels)
            or _union(self._named(one, text) for one in PARTS)
            or (self.find(text.rstrip(". "), level, indicator) if text.endswith(_CUT) else frozenset())
        )

    def chain(self, target: str) -> tuple[str, ...]:
        """An id and all that it belongs to, the whole last."""
        steps = [target]
        while steps[-1] in self.parents:
            steps.append(self.parents[steps[-1]])
        return tuple(steps)

    def above(self, target: str | None, level: Level) -> str | None:
        """The id of that level to which an id belongs, or the id itself."""
        return next((step for step in self.chain(target) if self.levels[step] is level), None) if target else None

    def _at(
        self, level: Level, text: str, indicator: str | None, worded: bool = False, column: bool = False
    ) -> frozenset[str]:
        if named := self._named(level, text):
            return named
        if level is Level.CLUSTER and text[:1].isdigit() and not (worded or column):
            return frozenset()  # A bare "1" outside a column of clusters is an indicator or a question.
        found = self._coded(level, text, indicator)
        code = _CODES[level].match(text)
        if found or not code:
            return found
        rest = text[code.end() :]
        if _RANGE.match(rest):
            return frozenset()
        found = self._coded(level, code[1] + (code[2] or ""), indicator)
        if worded or not rest.strip(" .:)") or _TITLED.match(rest):
            return found
        return found & self._named(level, rest)

    def _coded(self, level: Level, text: str, indicator: str | None) -> frozenset[str]:
        if level is Level.CLUSTER and text in _ROMAN:
            text = str(_ROMAN[text])
        code = _code(text)
        found = self._codes.get((level, code), frozenset())
        if level is Level.QUESTION and indicator:
            found |= self._codes.get((level, f"{indicator.casefold()} {code}"), frozenset())
        return found

    def _named(self, level: Level, text: str) -> frozenset[str]:
        plain = _plain(text)
        if text.endswith(_CUT) and len(plain) >= _SHORTEST_STEM:
            # Dots say that more follows: a name that ends here is not the one that was cut off.
            stem = f"{plain} "
            return _union(ids for (at, name), ids in self._names.items() if at is level and name.startswith(stem))
        return self._names.get((level, plain), frozenset())


def level_word(text: str) -> tuple[Level | None, str]:
    """The level that a key names in words, and the key without the word: ``Indikator 4`` is ``4`` of indicators."""
    for level, pattern in _WORDS:
        if match := pattern.match(text.casefold()):
            return level, text[match.end() :]
    return None, text


def index_keys(instrument: Instrument) -> Keys:
    """All keys of an instrument: ids, numbers and names in both languages, at every level."""
    levels = {TOTAL: Level.TOTAL}
    codes: dict[tuple[Level, str], set[str]] = defaultdict(set)
    names: dict[tuple[Level, str], set[str]] = defaultdict(set)
    for cluster in instrument.clusters:
        levels[cluster.id] = Level.CLUSTER
        for words in (cluster.name.id, cluster.name.en, cluster.short.id, cluster.short.en):
            if number := _CLUSTER_NUMBER.search(words.casefold()):
                codes[Level.CLUSTER, str(_ROMAN.get(number[1], number[1]))].add(cluster.id)
            _add_names(names, Level.CLUSTER, words, cluster.id)
        for indicator in cluster.indicators:
            levels[indicator.id] = Level.INDICATOR
            if indicator.number:
                codes[Level.INDICATOR, _code(indicator.number)].add(indicator.id)
            for words in (indicator.name.id, indicator.name.en):
                _add_names(names, Level.INDICATOR, words, indicator.id)
            for question in indicator.questions:
                levels[question.id] = Level.QUESTION
                short = question.id.removeprefix(f"{indicator.id}.")
                codes[Level.QUESTION, f"{indicator.id.casefold()} {_code(short)}"].add(question.id)
                if indicator.number:
                    codes[Level.QUESTION, _code(f"{indicator.number}.{short}")].add(question.id)
    _add_abbreviations(names, instrument)
    ids: dict[str, set[str]] = defaultdict(set)
    for target in levels.keys() - {TOTAL}:
        ids[_code(target)].add(target)
    return Keys(levels, instrument.parents, _frozen(ids), _frozen(codes), _frozen(names))


def _add_names(names: dict[tuple[Level, str], set[str]], level: Level, words: str, target: str) -> None:
    """A name as written, without its ``Klaster I -``, and each of them without what stands in brackets."""
    bare = _CLUSTER_PREFIX.sub("", words)
    for text in (words, bare, _BRACKETS.sub(" ", words), _BRACKETS.sub(" ", bare)):
        if plain := _plain(text):
            names[level, plain].add(target)


def _add_abbreviations(names: dict[tuple[Level, str], set[str]], instrument: Instrument) -> None:
    """What stands in brackets in a name, as in ``(PAUD-HI)``, where no name uses it as an ordinary word."""
    named = [
        *((Level.CLUSTER, cluster.id, text) for cluster in instrument.clusters for text in _both(cluster.name)),
        *((Level.INDICATOR, one.id, text) for one in instrument.indicators for text in _both(one.name)),
    ]
    ordinary = {word for _, _, text in named for word in _plain(_BRACKETS.sub(" ", text)).split()}
    for level, target, text in named:
        for brackets in _BRACKETS.findall(text):
            if (plain := _plain(brackets)) and plain not in ordinary:
                names[level, plain].add(target)


def _both(text: Text) -> tuple[str, str]:
    return text.id, text.en


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _plain(text: str) -> str:
    """Words only: what a name is compared by."""
    return " ".join(re.findall(r"\w+", _folded(text).replace("&", " dan ")))


def _code(text: str) -> str:
    """A code without spaces and needless points: ``3.za`` and ``3 za`` are ``3za``; ``1.2a`` stays."""
    text = re.sub(r"\s+", "", text.casefold()).rstrip(".):")
    return re.sub(r"(?<=[0-9])\.(?=[a-z])", "", text)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _frozen(index: dict[Key, set[str]]) -> dict[Key, frozenset[str]]:
    return {key: frozenset(ids) for key, ids in index.items()}
