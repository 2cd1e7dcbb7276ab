"""What each row of a table is about: its own keys, the group it stands in, and rows that add up a group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.recap.cells import Cell
from kla_widgets.exchange.recap.headers import KEYS, Role, Table
from kla_widgets.exchange.recap.keys import Keys, Level, level_word
from kla_widgets.exchange.recap.numbers import UNCALCULATED
from kla_widgets.instrument.models import TOTAL
from kla_widgets.language import N_

AMBIGUOUS_KEY = Message(
    "RCP-030",
    N_("“{text}” can mean: {meanings}."),
    N_("Write the full id in the row, for example “{first}”, and remove what contradicts it."),
)


@dataclass(frozen=True)
class RowText:
    """A row that was not understood, as it reads."""

    where: str
    text: str


@dataclass(frozen=True)
class KeyedRow:
    """A row whose key is understood; its numbers are not read yet."""

    target: str
    where: str
    points: Cell | None
    maximum: Cell | None
    note: str


@dataclass(frozen=True)
class Rows:
    """All rows of a table."""

    keyed: tuple[KeyedRow, ...]
    not_understood: tuple[RowText, ...]
    faults: tuple[Fault, ...]


_SUBTOTAL = re.compile(r"(?P<word>sub[\s-]*(?:total|jumlah)|grand total|jumlah|total)(?![a-z])(?P<rest>.*)")
_FILLER = re.compile(r"(?:nilai|skor|poin|total|jumlah)(?![a-z])|[\s:.=()-]+")
_WHOLE = frozenset({"keseluruhan", "seluruh", "seluruhnya", "semua", "umum", "akhir"})
_LEVELS = {Role.CLUSTER: Level.CLUSTER, Role.INDICATOR: Level.INDICATOR, Role.QUESTION: Level.QUESTION}
_DEPTH = {Level.TOTAL: 0, Level.CLUSTER: 1, Level.INDICATOR: 2, Level.QUESTION: 4}
_ROLE_DEPTH = {Role.CLUSTER: 1, Role.INDICATOR: 2, Role.PART: 3, Role.QUESTION: 4}


def read_rows(table: Table, keys: Keys, file_name: str) -> Rows:
    """Find out what every row of a table is about.

    A key that stands only in the first row of its group holds for the rows below it, but points are never given to a
    key that their own row does not show.

    Parameters
    ----------
    table : Table
        The table.
    keys : Keys
        What keys mean.
    file_name : str
        For places.
    """
    walk = _Walk(table, keys, file_name)
    walk.titles()
    for row in table.rows:
        walk.row(row)
    return Rows(tuple(walk.keyed), tuple(walk.not_understood), tuple(walk.faults))


class _Walk:
    """Goes down a table and remembers the group it is in."""

    def __init__(self, table: Table, keys: Keys, file_name: str) -> None:
        self.table = table
        self.keys = keys
        self.file_name = file_name
        self.cluster: str | None = None
        self.indicator: str | None = None
        self.given: set[str] = set()
        self.with_rows: set[str] = set()
        self.clusters: set[str] = set()
        self.keyed: list[KeyedRow] = []
        self.not_understood: list[RowText] = []
        self.faults: list[Fault] = []

    def titles(self) -> None:
        """A sheet, or the words above a table, may name the group that the whole table is about."""
        for text in (self.table.sheet.name, *(cell.text for row in self.table.title for cell in row)):
            level, _ = level_word(text)
            if level in (Level.CLUSTER, Level.INDICATOR):
                found = self.keys.find(text, level, None)
                if len(found) == 1:
                    self._enter(min(found))

    def row(self, row: Sequence[Cell]) -> None:
        """Read one row."""
        by_role: dict[Role, list[Cell]] = {role: [] for role in Role}
        for cell in row:
            if not cell.filled and cell.column in self.table.columns:
                by_role[self.table.columns[cell.column]].append(cell)
        named = [cell for role in KEYS for cell in by_role[role]]
        numbers = [*by_role[Role.POINTS], *by_role[Role.MAXIMUM]]
        where = self.table.sheet.place(self.file_name, row[0])
        if broken := next((cell for cell in named if cell.uncalculated), None):
            place = self.table.sheet.place(self.file_name, broken, exact=True)
            self.faults.append(Fault(UNCALCULATED, place, cell=broken.name))
            return
        found, missed = self._meant(by_role)
        meanings = frozenset[str]().union(*found)
        depth = max((_DEPTH[self.keys.levels[target]] for target in meanings), default=-1)
        if not found or any(_ROLE_DEPTH[role] > depth for role in missed):
            if numbers or any(level_word(cell.text)[0] for cell in named):
                self.not_understood.append(RowText(where, " | ".join(cell.text for cell in row if not cell.filled)))
            self._leave(missed)
            return
        target = self._single(found)
        if target is None:
            text = " | ".join(cell.text for cell in named)
            choice = ", ".join(sorted(meanings))
            self.faults.append(Fault(AMBIGUOUS_KEY, where, text=text, meanings=choice, first=min(meanings)))
            self.cluster = self.indicator = None
            return
        note = "; ".join(cell.text for cell in by_role[Role.NOTE])
        self._enter(target)
        self._keep(KeyedRow(target, where, _first(by_role[Role.POINTS]), _first(by_role[Role.MAXIMUM]), note))

    def _meant(self, by_role: dict[Role, list[Cell]]) -> tuple[list[frozenset[str]], set[Role]]:
        """What each key of a row may mean, and the columns whose keys mean nothing."""
        found: list[frozenset[str]] = []
        missed: set[Role] = set()
        indicator = self.indicator
        for role in KEYS:
            texts = [cell.text for cell in by_role[role]]
            ids = [self.keys.find(text, _LEVELS.get(role), indicator) or self._subtotal(text, found) for text in texts]
            ids = [one for one in ids if one]
            if texts and not ids:
                missed.add(role)
            found += ids
            if role is Role.CLUSTER and ids and indicator and ids[0].isdisjoint(self.keys.chain(indicator)):
                indicator = None
            if role is Role.INDICATOR and texts:
                target = self._single(found) if ids else None
                indicator = self.keys.above(target, Level.INDICATOR)
        return found, missed

    def _single(self, found: Sequence[frozenset[str]]) -> str | None:
        """The deepest id when each key means one and all lie above one another; None when they contradict."""
        if any(len(ids) != 1 for ids in found):
            return None
        targets = {min(ids) for ids in found}
        deepest = max(targets, key=lambda target: _DEPTH[self.keys.levels[target]])
        return deepest if targets <= {*self.keys.chain(deepest), TOTAL} else None

    def _subtotal(self, text: str, named: Sequence[frozenset[str]]) -> frozenset[str]:
        """What a row such as ``Jumlah Indikator 4`` adds up; empty when it is no such row."""
        match = _SUBTOTAL.match(text.casefold())
        if not match:
            return frozenset()
        word, rest = match["word"], match["rest"]
        while filler := _FILLER.match(rest):
            rest = rest[filler.end() :]
        words = set(re.findall(r"\w+", rest))
        if words & _WHOLE or word == "grand total":
            return frozenset({TOTAL}) if words <= _WHOLE | {"klaster", "indikator", "nilai"} else frozenset()
        level, code = level_word(rest)
        if level and not code.strip(" :.=)"):
            group = self.indicator if level is Level.INDICATOR else self.cluster
            return frozenset({group}) if group and level is not Level.QUESTION else frozenset()
        if rest:
            return self.keys.find(rest.rstrip(" :.="), None, self.indicator)
        group = self._single(named) if named else self._group(word)
        return frozenset({group}) if group else frozenset()

    def _group(self, word: str) -> str | None:
        """What a bare ``Sub total``, ``Jumlah`` or ``Total`` adds up.

        The first two belong to the innermost group that has rows and no points yet, if the groups before it got
        theirs in the same way; a total belongs to the whole.
        """
        groups = [group for group in (self.indicator, self.cluster) if group in self.with_rows]
        if word != "total":
            for group in groups:
                if group and self._open(group):
                    return group
            if word.startswith("sub"):
                return groups[0] if groups else None
        return self._whole()

    def _open(self, group: str) -> bool:
        parent = self.keys.parents[group]
        others = {one for one in self.with_rows if self.keys.parents.get(one) == parent} - {group}
        return group not in self.given and others <= self.given

    def _whole(self) -> str:
        """The whole; but a total under the rows of one cluster only is that cluster's."""
        several = sum(level is Level.CLUSTER for level in self.keys.levels.values()) > 1
        return min(self.clusters) if several and len(self.clusters) == 1 else TOTAL

    def _keep(self, row: KeyedRow) -> None:
        self.keyed.append(row)
        self.with_rows.update(self.keys.chain(row.target)[1:])
        if self.cluster:
            self.clusters.add(self.cluster)
        if row.points:
            self.given.add(row.target)

    def _enter(self, target: str) -> None:
        self.cluster = self.keys.above(target, Level.CLUSTER)
        self.indicator = self.keys.above(target, Level.INDICATOR)

    def _leave(self, missed: set[Role]) -> None:
        """Below a heading that was not understood, a question's number says nothing."""
        if missed and Role.QUESTION not in missed:
            self.indicator = None
        if Role.CLUSTER in missed:
            self.cluster = None


def _first(cells: Sequence[Cell]) -> Cell | None:
    return cells[0] if cells else None
