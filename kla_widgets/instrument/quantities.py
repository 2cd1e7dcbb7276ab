"""Numbers, and parts of a whole, as answers: what is wrong with them, and the percentage they make."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.errors import Fault, Message
from kla_widgets.language import N_

NOT_A_NUMBER = Message("ANS-002", N_("“{value}” is not a number."), N_("Write digits only, for example 12 or 12,5."))
NEGATIVE = Message("ANS-003", N_("{value} is below zero."), N_("Counts and shares start at 0."))
NOT_WHOLE = Message("ANS-004", N_("{value} is not a whole number."), N_("Write a count without decimals."))
ABOVE_WHOLE = Message(
    "ANS-005",
    N_("The part ({numerator}) is larger than the whole ({denominator})."),
    N_("Check both numbers; they may be swapped."),
)
NO_WHOLE = Message(
    "ANS-006",
    N_("The whole is zero, so there is no percentage."),
    N_("Fill in the whole, or leave the question unanswered."),
)
WRONG_SHAPE = Message(
    "ANS-007", N_("The answer does not have the form that the question asks for."), N_("Expected: {expected}.")
)
TOO_LARGE = Message("ANS-008", N_("{value} is above the largest sensible value {maximum}."), N_("Check the number."))

LARGEST = 10**15
"""No number of an answer is larger: up to here, floating-point numbers hold every whole number exactly."""
_NUMBERS = (int, float)
_PARTS = {"numerator", "denominator"}


def number_fault(value: object, whole: bool = False, maximum: float | None = None) -> Fault | None:
    """What is wrong with a number.

    Parameters
    ----------
    value : object
        Any JSON value.
    whole : bool
        Whether decimals are wrong.
    maximum : float, optional
        The largest sensible value; :data:`LARGEST` if not given.
    """
    if not isinstance(value, _NUMBERS) or isinstance(value, bool) or value != value:
        return Fault(NOT_A_NUMBER, value=value)
    if value < 0:
        return Fault(NEGATIVE, value=value)
    if value > (top := LARGEST if maximum is None else min(maximum, LARGEST)):
        return Fault(TOO_LARGE, value=value, maximum=top)
    if whole and value != int(value):
        return Fault(NOT_WHOLE, value=value)
    return None


def count_fault(value: object) -> Fault | None:
    """What is wrong with a count."""
    return number_fault(value, whole=True)


def percent_fault(value: object) -> Fault | None:
    """What is wrong with a part and its whole, ``{"numerator": 80, "denominator": 100}``."""
    if not isinstance(value, dict) or value.keys() != _PARTS:
        return Fault(WRONG_SHAPE, expected='{"numerator": ..., "denominator": ...}')
    numerator, denominator = value["numerator"], value["denominator"]
    if fault := number_fault(numerator) or number_fault(denominator):
        return fault
    if denominator == 0:
        return Fault(NO_WHOLE)
    if numerator > denominator:
        return Fault(ABOVE_WHOLE, numerator=numerator, denominator=denominator)
    return None


def percentage(value: Mapping[str, float]) -> float:
    """The percentage (0..100) of a percent value, to nine decimals so that equal parts and wholes make exactly 100."""
    return round(100 * value["numerator"] / value["denominator"], 9)
