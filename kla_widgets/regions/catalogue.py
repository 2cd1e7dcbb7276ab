"""The catalogue of regions: look-up by code, by name and by anything close to it.

A code of today always means today's region. A code of an older list is followed to the region that has taken its
place; where an old code belongs to another region today, today's meaning wins and :meth:`Regions.find` shows both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.regions import codes
from kla_widgets.regions.models import Match, Region, RegionCounts
from kla_widgets.regions.names import words
from kla_widgets.regions.search import NameIndex

UNKNOWN_CODE = Message(
    "REG-001",
    N_("The region code “{code}” is not known."),
    N_("Check it against the code list of the Ministry of Home Affairs (BPS codes differ), or give the region's name."),
)
LOST_ZERO = Message(
    "REG-002",
    N_("The region code “{code}” is not complete; a spreadsheet may have taken it for a number."),
    N_("Write the whole code as text. Likely: {choices}."),
)
UNKNOWN_NAME = Message(
    "REG-003",
    N_("No region is called “{name}”."),
    N_("Write the name or the code in full, for example “Kabupaten Paser” or 64.01."),
)
MISSPELT_NAME = Message(
    "REG-004",
    N_("No region is called exactly “{name}”."),
    N_("Check the spelling. Similar: {choices}."),
)
AMBIGUOUS = Message(
    "REG-005",
    N_("“{name}” may be one of several regions."),
    N_("Say which one by its full name or its code: {choices}."),
)
NOT_TEXT = Message(
    "REG-006",
    N_("The region “{value}” was not given as text; a number loses its zeros."),
    N_("Put the code in quotation marks, or format the column as text."),
)
_SHAPES = N_("Write a province as 32, a district as 32.73, a sub-district as 32.73.01, a village as 32.73.01.2001.")
NO_CODE = Message("REG-007", N_("“{code}” does not have the shape of a region code."), _SHAPES)
WRONG_LEVEL = Message("REG-008", N_("The code “{code}” does not have the shape of a code of a {kind}."), _SHAPES)
DUPLICATE = Message(
    "REG-009",
    N_("The region code {code} is already that of {name}."),
    N_("Give every region a code of its own."),
)
WRONG_PARENT = Message(
    "REG-010",
    N_("The region {code} is said to belong to “{parent}”, but by its code it belongs to “{expected}”."),
    N_("Correct the code or the region above it."),
)
NO_PARENT = Message(
    "REG-011",
    N_("The region {code} belongs to {parent}, which is not in the catalogue."),
    N_("Add the region above it too, or use the codes that hold today."),
)
NO_NAME = Message("REG-012", N_("The region {code} has no name."), N_("Write its name in letters."))

_CHOICES = 8
"""How many choices a message names."""

_OLD_CODE, _GUESSED_CODE = 0.9, 0.7


@dataclass(frozen=True, eq=False, repr=False)
class Regions:
    """A frozen set of regions with their old codes, aliases and sizes.

    Iterates over its regions in the order of their codes. Use :func:`kla_widgets.regions.shipped_regions` to have the
    regions of Indonesia, and :meth:`with_regions` to add sub-districts and villages.
    """

    _by_code: Mapping[str, Region]
    _old_codes: Mapping[str, str] = field(default_factory=dict)
    _aliases: tuple[tuple[str, str], ...] = ()
    _counts: Mapping[str, RegionCounts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def __contains__(self, code: str) -> bool:
        """Whether one of them has this code today, written with dots."""
        return code in self._by_code

    def get(self, code: str) -> Region:
        """The region of a code: dotted (``32.73``), compact (``3273``) or of an older list (``91.01``).

        Raises
        ------
        KlaError
            ``REG-001`` unknown, ``REG-002`` damaged by a spreadsheet, ``REG-006`` given as a number, ``REG-007`` no
            code at all.
        """
        text = _as_text(code)
        known = codes.dotted(text)
        found = self._today(known) if known else None
        if found is not None:
            return found
        if known is not None:
            raise fail(UNKNOWN_CODE, path=text, code=text)
        if guesses := self._guesses(text):
            raise fail(LOST_ZERO, path=text, code=text, choices=_guesses_in_words(guesses))
        raise fail(NO_CODE, path=text, code=text)

    def find(self, query: str, limit: int = 10) -> tuple[Match, ...]:
        """What a code or a name may mean, best first.

        Parameters
        ----------
        query : str
            As people write it: ``3273``, ``Kab. Paser``, ``Inhu``, ``Banjar, Jawa Barat``.
        limit : int
            Most matches to give.

        Returns
        -------
        tuple of Match
            Empty when nothing comes near. Matches that are ``similar`` are suggestions.
        """
        text = _as_text(query)
        if codes.is_code_like(text):
            return self._find_code(text)[:limit]
        sure = self._sure(text)
        if len(sure) >= limit:
            return sure[:limit]
        seen = {match.region.code for match in sure}
        return (*sure, *(match for match in self._names.similar(text) if match.region.code not in seen))[:limit]

    def resolve(self, query: str) -> Region:
        """The one region that a code or a name means; a suggestion is never taken for an answer.

        Raises
        ------
        KlaError
            ``REG-003`` or ``REG-004`` for an unknown name, ``REG-005`` for one that several regions bear, and those
            of :meth:`get` for a code.
        """
        text = _as_text(query)
        if codes.is_code_like(text):
            return self.get(text)
        sure = self._sure(text)
        best = [match.region for match in sure if match.score == sure[0].score]
        if len(best) == 1:
            return best[0]
        if best:
            raise fail(AMBIGUOUS, path=text, name=text, choices=_in_words(best))
        similar = [match.region for match in self.find(text, limit=_CHOICES)]
        if similar:
            raise fail(MISSPELT_NAME, path=text, name=text, choices=_in_words(similar))
        raise fail(UNKNOWN_NAME, path=text, name=text)

    @property
    def provinces(self) -> tuple[Region, ...]:
        """All provinces by code."""
        return tuple(region for region in self if region.kind.level == 0)

    def districts(self, province: str | None = None) -> tuple[Region, ...]:
        """All districts (kabupaten and kota) by code, or those of the province of that code."""
        above = self.get(province).code if province is not None else None
        return tuple(r for r in self if r.kind.is_district and above in (None, r.parent))

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions directly below the one of that code, by code."""
        return self._children.get(self.get(code).code, ())

    def province_of(self, region: Region) -> Region:
        """The province in which a region lies; a province lies in itself."""
        return self.get(region.code[:2])

    def counts(self, code: str) -> RegionCounts | None:
        """The size of a district; ``None`` where none is recorded (provinces and added regions)."""
        return self._counts.get(self.get(code).code)

    def with_regions(self, extra: Iterable[Region]) -> Regions:
        """A new catalogue with more regions; this one stays as it is.

        Parameters
        ----------
        extra : iterable of Region
            In any order; the region above each must be here or among them.

        Raises
        ------
        KlaError
            All that is wrong with them: ``REG-008`` to ``REG-012``.
        """
        merged = dict(self._by_code)
        added, faults = [], []
        for region in extra:
            if region.code in merged:
                faults.append(Fault(DUPLICATE, path=region.code, code=region.code, name=merged[region.code].name))
            else:
                merged[region.code] = region
                added.append(region)
        faults += [fault for region in added if (fault := _fault(region, merged)) is not None]
        if faults:
            raise KlaError(*faults)
        return replace(self, _by_code=dict(sorted(merged.items())))

    def _sure(self, text: str) -> tuple[Match, ...]:
        """Regions of this name; a code may precede it, as messages write it, and must agree: ``32.73 Kota Bandung``."""
        first, _, name = text.partition(" ")
        code = codes.dotted(first)
        region = self._today(code) if code and name else None  # of "50 Kota" the 50 is no code, but a part of the name
        if region is None:
            return self._names.exact(text)
        return tuple(match for match in self._names.exact(name) if match.region == region)

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex.of(self, ((alias, self._by_code[code]) for alias, code in self._aliases))

    @cached_property
    def _children(self) -> dict[str, tuple[Region, ...]]:
        found: dict[str, list[Region]] = defaultdict(list)
        for region in self:
            if region.parent is not None:
                found[region.parent].append(region)
        return {code: tuple(regions) for code, regions in found.items()}

    def _today(self, code: str) -> Region | None:
        return self._by_code.get(code) or self._former(code)

    def _former(self, code: str) -> Region | None:
        return self._by_code.get(self._old_codes.get(code, ""))

    def _find_code(self, text: str) -> tuple[Match, ...]:
        known = codes.dotted(text)
        if known is None:
            regions = dict.fromkeys(region for _, region in self._guesses(text))
            return tuple(Match(region, _GUESSED_CODE, "similar") for region in regions)
        today, former = self._by_code.get(known), self._former(known)
        found = [Match(today, 1.0, "code")] if today else []
        return (*found, Match(former, _OLD_CODE, "old code")) if former else tuple(found)

    def _guesses(self, text: str) -> list[tuple[str, Region]]:
        """Codes that a damaged one may have been, with the regions they mean today."""
        found = ((code, self._today(code)) for code in codes.likely(text))
        return [(code, region) for code, region in found if region is not None]


def _fault(region: Region, catalogue: Mapping[str, Region]) -> Fault | None:
    """What is wrong with an added region, if anything."""
    code = region.code
    expected = codes.parent(code)
    if codes.dotted(code) != code or codes.level(code) != region.kind.level:
        return Fault(WRONG_LEVEL, path=code, code=code, kind=region.kind.value)
    if region.parent != expected:
        return Fault(WRONG_PARENT, path=code, code=code, parent=region.parent or "", expected=expected or "")
    if expected is not None and expected not in catalogue:
        return Fault(NO_PARENT, path=code, code=code, parent=expected)
    if not words(region.name):
        return Fault(NO_NAME, path=code, code=code)
    return None


def _as_text(value: object) -> str:
    """The text of a code or a name; a number has lost its zeros already and is not guessed at."""
    if not isinstance(value, str):
        raise fail(NOT_TEXT, path=str(value), value=value)
    return value.strip()


def _in_words(regions: Iterable[Region]) -> str:
    return ", ".join(str(region) for region in list(regions)[:_CHOICES])


def _guesses_in_words(guesses: Iterable[tuple[str, Region]]) -> str:
    shown = [str(region) if code == region.code else f"{code} → {region}" for code, region in guesses]
    return ", ".join(shown[:_CHOICES])
