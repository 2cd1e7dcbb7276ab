"""Personal data that do not belong into an assessment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kla_widgets.assessment.records import Json

_LIKE_A_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


def looks_like_a_nik(text: str) -> bool:
    """Whether a text holds 16 digits in a row, as an identity number of a person has."""
    return bool(_LIKE_A_NIK.search(text))


def typed_texts(value: Json, note: str) -> Iterator[str]:
    """What people typed into an answer: its note, and the cells of its table."""
    yield note
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        yield from (str(cell) for row in value for cell in row.values())
