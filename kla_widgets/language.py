"""Words, numbers and dates in the reader's language: Indonesian first, English second.

Code writes English templates; ``locale/id.po`` holds the Indonesian ones. A :class:`Language` is passed to whatever
shows text, so that two languages can live in one process and nothing is global.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.pofile import read_po

from kla_widgets.errors import Known, Message, fail

LANGUAGES = ("id", "en")
MISSING = "–"
"""Shown where there is no number. Missing is not zero."""
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def N_(text: str) -> str:
    """Mark a template for the catalogue without translating it yet."""
    return text


UNKNOWN_LANGUAGE = Message(
    "LNG-001",
    N_("The language “{language}” is not available."),
    N_("Use “id” (Indonesian) or “en” (English)."),
)


def printable(text: str) -> str:
    """The text with ``�`` in place of characters that XML, and so every document of ours, does not know."""
    return text if text.isprintable() else _NOT_XML.sub("\ufffd", text)


@dataclass(frozen=True)
class Language:
    """One language of the screen and of the reports.

    Call it to translate: ``t("Unanswered: {count}", count=3)``.

    Parameters
    ----------
    code : str
        ``id`` or ``en``.
    """

    code: str
    _messages: dict[str, str] = field(repr=False, compare=False)
    _separators: dict[int, str] = field(repr=False, compare=False)

    def __call__(self, template: str, **values: object) -> str:
        text = self._messages.get(template, template)
        return text.format_map(Known(values)) if values else text

    def pick(self, text: object) -> str:
        """The words of a two-language text (anything with attributes ``id`` and ``en``)."""
        return str(getattr(text, self.code))

    def number(self, value: float | None, decimals: int = 2) -> str:
        """A number as it is written in this language; :data:`MISSING` for none. The only place that rounds."""
        if value is None or value != value:
            return MISSING
        return f"{value:z,.{decimals}f}".translate(self._separators)  # z: a negative zero loses its sign

    def short(self, value: float | None) -> str:
        """A number without trailing zeros: ``4,5`` and ``96``."""
        if value is None or value != value:
            return MISSING
        return f"{value:z,.4f}".rstrip("0").rstrip(".").translate(self._separators)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share (0..1) as a percentage."""
        if share is None or share != share:
            return MISSING
        return f"{self.number(share * 100, decimals)} %"

    def date(self, day: date) -> str:
        return format_date(day, format="long", locale=self.code)

    def moment(self, at: datetime) -> str:
        return format_datetime(at, format=f"d MMMM yyyy {self._time}", locale=self.code)

    def clock(self, at: datetime) -> str:
        """The time of day where the reader is: ``10.42``."""
        return format_time(at.astimezone(), format=self._time, locale=self.code, tzinfo=at.astimezone().tzinfo)

    @property
    def _time(self) -> str:
        return "HH.mm" if self.code == "id" else "HH:mm"


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """The language of that code.

    Raises
    ------
    KlaError
        ``LNG-001`` for any other code.
    """
    if code not in LANGUAGES:
        raise fail(UNKNOWN_LANGUAGE, language=code)
    symbols = Locale(code).number_symbols["latn"]
    messages: dict[str, str] = {}
    if code != "en":
        catalogue = read_po(BytesIO(files("kla_widgets").joinpath("locale", f"{code}.po").read_bytes()), locale=code)
        messages = {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}
    return Language(code, messages, str.maketrans({".": str(symbols["decimal"]), ",": str(symbols["group"])}))


def preferred_language() -> Language:
    """The language of ``KLA_LANGUAGE``, Indonesian when it is not set or not known."""
    code = os.environ.get("KLA_LANGUAGE", "id")
    return language(code if code in LANGUAGES else "id")
