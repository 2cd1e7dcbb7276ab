"""Reading region codes, and guessing what a code was before a spreadsheet took it for a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

WIDTHS = (2, 2, 2, 4)
"""Digits of each part of a code: province, district, sub-district, village."""

_TOTALS = (2, 4, 6, 10)
_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_CODE_LIKE = re.compile(r"[0-9]+(\.[0-9]+)*")


def tidy(text: str) -> str:
    """Without blanks, and without the apostrophe by which spreadsheets keep a number as text."""
    return "".join(text.split()).lstrip("'’")


def is_code_like(text: str) -> bool:
    """Whether the text is digits and dots only, so that it cannot be a name."""
    return _CODE_LIKE.fullmatch(tidy(text)) is not None


def dotted(text: str) -> str | None:
    """The code with its dots, from ``32.73`` or from ``3273``; ``None`` when the text has not the shape of a code."""
    text = tidy(text)
    if _DOTTED.fullmatch(text):
        return text
    if _CODE_LIKE.fullmatch(text) and "." not in text and len(text) in _TOTALS:
        return _with_dots(text)
    return None


def level(code: str) -> int:
    """0 for the code of a province, 1 for a district, 2 for a sub-district, 3 for a village."""
    return code.count(".")


def parent(code: str) -> str | None:
    """The code of the region above; ``None`` for a province."""
    return code.rpartition(".")[0] or None


def lineage(code: str) -> tuple[str, ...]:
    """A code and those of the regions in which it lies, the province first."""
    parts = code.split(".")
    return tuple(".".join(parts[:count]) for count in range(1, len(parts) + 1))


def likely(text: str) -> tuple[str, ...]:
    """Codes that may have been meant by a damaged one, most likely first; they need not exist.

    Parameters
    ----------
    text : str
        Digits and dots, such as ``11.1`` (from 11.10 or 11.01), ``32.0`` (from 32) or ``3273.0`` (from 32.73).

    Returns
    -------
    tuple of str
        Well-formed codes without repetition.
    """
    text = tidy(text)
    guesses = [*_padded(text), *_padded_digits(text.removesuffix(".0").replace(".", ""))]
    return tuple(dict.fromkeys(guesses))


def _padded(text: str) -> Iterator[str]:
    """Zeros put back at the end or at the start of every part."""
    parts = text.split(".")
    if len(parts) > len(WIDTHS):
        return
    choices = [(part.ljust(width, "0"), part.zfill(width)) for part, width in zip(parts, WIDTHS, strict=False)]
    for chosen in product(*choices):
        code = ".".join(chosen)
        if _DOTTED.fullmatch(code):
            yield code


def _padded_digits(digits: str) -> Iterator[str]:
    """Zeros put back in a code without dots: at the start, or in its second part."""
    for total in _TOTALS:
        if len(digits) <= total:
            yield _with_dots(digits.zfill(total))
    if len(digits) == 3:
        yield from _padded(f"{digits[:2]}.{digits[2:]}")


def _with_dots(digits: str) -> str:
    parts = [digits[:2], digits[2:4], digits[4:6], digits[6:]]
    return ".".join(part for part in parts if part)
