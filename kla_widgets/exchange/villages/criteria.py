"""Which questions of an instrument are told village by village: those that ask what share of all of them does it.

They are found by their denominator, so that an instrument of one's own works as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kla_widgets.errors import Message, fail
from kla_widgets.instrument.answers import Percent
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

NO_CRITERIA = Message(
    "VIL-001",
    N_("The instrument {instrument} asks nothing village by village."),
    N_("Use an instrument whose percentages are of all villages or sub-districts, such as kla-2024."),
)


class Tier(StrEnum):
    """What a row of the table is about."""

    SUBDISTRICT = "kecamatan"
    VILLAGE = "desa"

    @property
    def level(self) -> int:
        """Dots of a region code."""
        return 2 if self is Tier.SUBDISTRICT else 3


WHOLE = {"seluruh kecamatan": Tier.SUBDISTRICT, "seluruh desa/kelurahan": Tier.VILLAGE}
"""Denominators, as the instrument writes them in Indonesian."""


@dataclass(frozen=True)
class Criterion:
    """One yes-or-no criterion.

    Parameters
    ----------
    question : str
        Id of the percentage question that it feeds.
    tier : Tier
    text : Text
        What holds where the answer is yes.
    good : bool
        Whether yes is the better answer (no, for cases of malnutrition).
    """

    question: str
    tier: Tier
    text: Text
    good: bool


def criteria_of(instrument: Instrument) -> tuple[Criterion, ...]:
    """The criteria in the order of the instrument.

    Raises
    ------
    KlaError
        ``VIL-001`` when there are none.
    """
    found = tuple(_criteria(instrument))
    if not found:
        raise fail(NO_CRITERIA, instrument=instrument.id)
    return found


def _criteria(instrument: Instrument) -> Iterator[Criterion]:
    for question in instrument.questions:
        answer = question.answer
        if isinstance(answer, Percent) and (tier := WHOLE.get(answer.denominator.id.strip().casefold())):
            yield Criterion(question.id, tier, answer.numerator, answer.direction == "higher")
