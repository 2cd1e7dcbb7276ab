"""What a plan is asked for on the command line, from words to settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.planning.drafting import told_by_predicate
from kla_widgets.planning.goals import MOST_YEARS, Objective, threshold
from kla_widgets.planning.keeping import Settings

NOT_A_PAIR = Message("RAD-001", N_("“{text}” is not understood."), N_("Write it like {example}."))
TOO_FAR = Message(
    "RAD-006",
    N_("{year} lies too far from the evaluation of {cycle}."),
    N_("Give a year between {first} and {last}."),
)

YEARS_AHEAD = 15
"""Years after an evaluation that may still be planned from it."""


@dataclass(frozen=True)
class Wish:
    """What a plan is asked for on the command line; what is empty stays as it is stored.

    Parameters
    ----------
    reach : str
        Predicate, by name or id.
    by : int
    budget, capacity : sequence of str
        ``2026=500000000``; ``dinkes=40``.
    minimise : str
        ``cost`` or ``effort``.
    most : bool
        Most points instead of a predicate.
    margin, chance : float, optional
    standing : str
        The predicate that the region has, where nothing is answered.
    first : int
        First year of the plan.
    """

    reach: str = ""
    by: int = 0
    budget: Sequence[str] = ()
    capacity: Sequence[str] = ()
    minimise: str = ""
    most: bool = False
    margin: float | None = None
    chance: float | None = None
    standing: str = ""
    first: int = 0


def read_amount(text: str) -> float:
    """Digits, with dots, commas or spaces between groups of three; raises ``RAD-001``."""
    plain = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"-?(\d+|\d{1,3}([.,_ ]\d{3})+)", plain):
        raise fail(NOT_A_PAIR, text=text, example="500000000")
    return float(re.sub(r"[.,_ ]", "", plain))


def wished(before: Settings, instrument: Instrument, cycle: int, wish: Wish) -> Settings:
    """The settings with what was asked for.

    Raises
    ------
    KlaError
        ``RAD-001``, ``RAD-006``, ``PLN-023``.
    """
    for year in (wish.by, wish.first):
        if year > cycle + YEARS_AHEAD:
            raise fail(TOO_FAR, year=year, cycle=cycle, first=cycle + 1, last=cycle + YEARS_AHEAD)
    changes: dict[str, Any] = {}
    if wish.most:
        changes["predicate"] = ""
    elif wish.reach:
        changes["predicate"] = threshold(instrument.predicates, _predicate(instrument, wish.reach)).band.id
    by = wish.by or before.by
    first = wish.first or (before.first if by < before.first + MOST_YEARS else by - MOST_YEARS + 1)
    changes |= {"by": by, "first": first, "last": max(by, first + before.last - before.first)}
    changes["last"] = min(changes["last"], first + MOST_YEARS - 1)
    if wish.minimise:
        changes["objective"] = Objective(wish.minimise)
    if wish.margin is not None:
        changes |= {"margin": wish.margin, "chance": None}
    if wish.chance is not None:
        changes["chance"] = wish.chance
    if wish.budget:
        changes["budget"] = before.budget | {_year(name): read_amount(value) for name, value in _pairs(wish.budget)}
    if wish.capacity:
        years = range(first, changes["last"] + 1)
        given = {_agency(instrument, name): read_amount(value) for name, value in _pairs(wish.capacity, "dinkes=40")}
        changes["capacity"] = before.capacity | {agency: dict.fromkeys(years, days) for agency, days in given.items()}
    if wish.standing:
        changes["told"] = told_by_predicate(instrument, _predicate(instrument, wish.standing))
    return before.model_copy(update=changes)


def _predicate(instrument: Instrument, words: str) -> str:
    """The id of a predicate that is named by id or name; the words themselves if there is none."""
    bands = instrument.predicates.bands if instrument.predicates else ()
    wanted = words.strip().casefold()
    return next((one.id for one in bands if wanted in (one.id.casefold(), one.name.casefold())), words)


def _agency(instrument: Instrument, words: str) -> str:
    """The id of an agency that is named by id or short name; raises ``RAD-001`` for an unknown one."""
    wanted = words.casefold()
    for key, one in instrument.agencies.items():
        if wanted in (key.casefold(), one.short.id.casefold(), one.short.en.casefold()):
            return key
    raise fail(NOT_A_PAIR, text=words, example=", ".join(f"{name}=40" for name in list(instrument.agencies)[:3]))


def _pairs(texts: Sequence[str], example: str = "2026=500000000") -> list[tuple[str, str]]:
    if faults := [Fault(NOT_A_PAIR, text=text, example=example) for text in texts if not re.search(r"\S=\S", text)]:
        raise KlaError(*faults)
    parts = (text.partition("=") for text in texts)
    return [(name.strip(), value.strip()) for name, _, value in parts]


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise fail(NOT_A_PAIR, text=text, example="2026=500000000")
    return int(text)
