"""What people type or paste into a cell, and how a cell is written: numbers and names in the reader's language."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from io import StringIO

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_, Language

NOT_A_NUMBER = Message("PLN-053", N_("“{text}” is not a number."), N_("Write it like {example}, or leave it empty."))
NOT_A_CHOICE = Message("PLN-054", N_("“{text}” is not one of the choices."), N_("Choose one of: {known}."))

_LISTED = 12  # choices that an error names


def read_number(text: str, t: Language) -> float | None:
    """A number as people of this language write it, with “Rp” or without; None for an empty text.

    Raises
    ------
    KlaError
        ``PLN-053`` for anything else: nothing is guessed, because 1.250 and 1,250 differ by a factor of a thousand.
    """
    plain = re.sub(r"^rp\.?|[\s\u00a0]", "", text.strip(), flags=re.IGNORECASE)
    if plain in ("", "-", "–"):
        return None
    sample = t.number(1234.5, 1)
    group, decimal = re.escape(sample[1]), re.escape(sample[5])
    if not re.fullmatch(rf"-?(\d+|\d{{1,3}}({group}\d{{3}})+)({decimal}\d+)?", plain):
        raise fail(NOT_A_NUMBER, text=text, example=t.short(1250000.5))
    return float(plain.replace(sample[1], "").replace(sample[5], "."))


def write_number(value: float | None, t: Language) -> str:
    """A number for a cell; empty for none."""
    return "" if value is None else t.short(value)


def read_choice(text: str, names: Mapping[str, str]) -> str:
    """The value whose name, or which itself, was typed; empty for an empty text.

    Parameters
    ----------
    names : mapping of str to str
        Names on the screen by value.

    Raises
    ------
    KlaError
        ``PLN-054``.
    """
    wanted = _folded(text)
    if not wanted:
        return ""
    for value, name in names.items():
        if wanted in (_folded(name), _folded(value)):
            return value
    listed = list(names.values())
    raise fail(NOT_A_CHOICE, text=text, known=", ".join(listed[:_LISTED]) + (", …" if len(listed) > _LISTED else ""))


def read_choices(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Several values, separated by semicolons."""
    found = (read_choice(part, names) for part in text.split(";"))
    return tuple(dict.fromkeys(value for value in found if value))


def write_choices(values: Iterable[str], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(value, value) for value in values)


def read_block(text: str) -> list[list[str]]:
    """Cells as a spreadsheet puts them on the clipboard: tabs between cells, quotes around cells of several lines."""
    lines = list(csv.reader(StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), delimiter="\t"))
    return [[" ".join(cell.split()) for cell in line] for line in lines] if any(lines) else []


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
