"""Frozen records that go into and come out of the store."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = Any
"""Plain JSON data."""


def author_name(given: str) -> str:
    """Who signs a change: on a shared JupyterHub its user, else the name given, or the computer's user.

    The hub has asked for a password; a name that is typed has nothing behind it.
    """
    try:
        return os.environ.get("JUPYTERHUB_USER") or given or getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "kla-widgets"


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One assessment: a region, read with an instrument, in a cycle.

    Parameters
    ----------
    region : str
        Region code; text, because ``11.10`` is not 11.1.
    instrument : str
        Instrument id.
    cycle : int
        Year of the evaluation.
    """

    region: str
    instrument: str
    cycle: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question; ``value`` is None where only a note is kept (still unanswered)."""

    question: str
    value: Json
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as stored, with who and when; ``revision`` counts its changes."""

    question: str
    value: Json
    note: str
    source: str
    author: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Points that are known only as points, at any level.

    Parameters
    ----------
    target : str
        Id of a question, indicator or cluster, or ``TOTAL``.
    points : float
        The points as printed.
    source : str
        Where they were printed.
    """

    target: str
    points: float
    source: str
    note: str = ""


class StatementKind(StrEnum):
    """What a source says about a region."""

    FACT = "fact"
    EVIDENCE = "evidence"
    AGREEMENT = "agreement"
    SHORTFALL = "shortfall"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something a source says that is no answer: a fact, named evidence, an agreed action, a shortfall.

    Parameters
    ----------
    id : str
        Unique within the case.
    place : str
        Id of the question, indicator or cluster concerned, or ``TOTAL``.
    text_id, text_en : str
        What it says, in our own words.
    """

    id: str
    place: str
    kind: StatementKind
    text_id: str
    text_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the task force: an official, with agency and role."""

    id: str
    agency: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file attached to a question as evidence of a kind."""

    question: str
    kind: str
    sha256: str
    name: str
    size: int
    media_type: str
    caption: str
    year: int | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: who changed what, when, from what to what, and why.

    Parameters
    ----------
    table : str
        What kind of thing: ``answer``, ``reported``, ``evidence`` ...
    key : dict
        Which one.
    old, new : dict or None
        Its content before and after; None where there was or is none.
    """

    number: int
    at: datetime
    author: str
    table: str
    key: dict[str, Json]
    old: dict[str, Json] | None
    new: dict[str, Json] | None
    reason: str
