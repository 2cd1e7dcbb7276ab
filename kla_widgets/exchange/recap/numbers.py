"""Numbers as people type them: ``145,24`` and ``145.24``, ``1.003,5`` and ``1,003.5``; and words for "no answer"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isfinite
from typing import Literal

from kla_widgets.errors import Message
from kla_widgets.language import N_

Mark = Literal[",", "."]

NOT_A_NUMBER = Message(
    "RCP-033",
    N_("“{value}” is not a number."),
    N_("Write points as digits, for example 145,24; leave the cell empty where there is no answer."),
)
PERCENT = Message(
    "RCP-034",
    N_("“{value}” is a percentage, not points."),
    N_("Write the points of the evaluation instead of a percentage."),
)
UNCLEAR_NUMBER = Message(
    "RCP-035",
    N_("“{value}” can be read as {small} or as {large}."),
    N_("Write it without a thousands separator and with two decimals, for example 1234,00 or 1,23."),
)
NEGATIVE = Message("RCP-036", N_("“{value}” is below zero."), N_("Points start at 0; correct the number."))
UNCALCULATED = Message(
    "RCP-037",
    N_("Cell {cell} holds a formula whose result is not stored in the file."),
    N_("Open the file in Excel, let it calculate, and save it; or paste the results as values."),
)

UNANSWERED = frozenset({"", "-", "–", "—", "n/a", "na", "belum diisi", "tidak diisi", "belum dijawab"})
"""What stands for "no answer". It is not zero."""

_MINUS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_PLAIN = re.compile(r"[0-9]+")
_ONE_MARK = re.compile(r"([0-9]*)([.,])([0-9]+)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")


def unanswered(value: str | float) -> bool:
    """Whether a cell says that there is no answer."""
    return isinstance(value, str) and value.strip().casefold() in UNANSWERED


def decimal_mark(values: Iterable[str | float]) -> Mark | None:
    """The decimal mark of a column, from those of its values that can be read in one way only.

    Returns
    -------
    {",", "."} or None
        None when no value tells, or when they contradict each other.
    """
    found = {mark for value in values if isinstance(value, str) and (mark := _certain_mark(_bare(value)))}
    return found.pop() if len(found) == 1 else None


def read_number(value: str | float, mark: Mark | None = None, maximum: float | None = None) -> float | Message:
    """Read a number, or say what is wrong with it.

    Parameters
    ----------
    value : str or float
        The cell's value.
    mark : {",", "."}, optional
        The column's decimal mark; it decides how ``1.234`` is read.
    maximum : float, optional
        Most that is possible. Where the column does not tell, it decides between two readings.

    Returns
    -------
    float or Message
        The number, not below zero; or the message that fits.
    """
    if not isinstance(value, str):
        return _sensible(value)
    text = _bare(value)
    if "%" in text:
        return PERCENT
    negative = text.startswith("-")
    found = readings(text.removeprefix("-").lstrip())
    if not found:
        return NOT_A_NUMBER
    if negative:
        return NEGATIVE if any(found) else 0.0
    if len(found) == 1:
        return _sensible(found[0])
    small, large = found
    if mark:
        return small if mark in text else large
    if maximum is not None and small <= maximum < large:
        return small
    return UNCLEAR_NUMBER


def readings(text: str) -> tuple[float, ...]:
    """Every way to read unsigned digits: none, one, or two (the mark as decimal, then as thousands separator).

    Examples
    --------
    >>> readings("1.003,5"), readings("1.234"), readings("belum")
    ((1003.5,), (1.234, 1234.0), ())
    """
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
        return (float(text.replace(",", ".")),)
    if _PLAIN.fullmatch(text):
        return (float(text),)
    if one := _ONE_MARK.fullmatch(text):
        small = float(f"{one[1] or '0'}.{one[3]}")
        return (small,) if _certain_mark(text) else (small, float(one[1] + one[3]))
    if _GROUPED.fullmatch(text):
        mark = _certain_mark(text)
        return (float("".join("." if sign == mark else sign for sign in text if sign.isdigit() or sign == mark)),)
    return ()


def both_ways(value: str | float) -> tuple[str, str]:
    """The two readings of an unclear number as text, for messages; empty for any other value."""
    found = readings(_bare(value)) if isinstance(value, str) else ()
    return (f"{found[0]:.10g}", f"{found[1]:.10g}") if len(found) == 2 else ("", "")


def _certain_mark(text: str) -> Mark | None:
    """The decimal mark of a number that can be read in one way only and shows its mark."""
    text = text.removeprefix("-")
    if one := _ONE_MARK.fullmatch(text):
        grouping = len(one[3]) == 3 and 1 <= len(one[1]) <= 3 and not one[1].startswith("0")
        return None if grouping else _as_mark(one[2])
    if _GROUPED.fullmatch(text):
        return "," if text.find(".") != -1 and (text.find(",") == -1 or text.find(".") < text.find(",")) else "."
    return None


def _as_mark(sign: str) -> Mark:
    return "," if sign == "," else "."


def _bare(value: str) -> str:
    return value.translate(_MINUS).strip().removeprefix("'").strip()


def _sensible(number: float) -> float | Message:
    if not isfinite(number):
        return NOT_A_NUMBER
    return NEGATIVE if number < 0 else number + 0.0
