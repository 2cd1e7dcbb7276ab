"""What a cell says: yes, no, nothing, or that an answer is taken back. Unanswered is never no."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from kla_widgets.exchange.big_tables import cell_text
from kla_widgets.exchange.villages.table import NO, OPEN, YES, Signs
from kla_widgets.regions import codes

SILENT = -1
"""The cell is empty: what is stored stays."""
TAKEN_BACK = -2
"""The cell says that there is no answer (any more)."""
BAD = -3
FORMULA = -4

WRITTEN = {YES: "ya", NO: "tidak", OPEN: "kosong"}
"""The words of the templates, the same in every language."""
_WORDS = {
    **dict.fromkeys(("ya", "y", "yes", "1", "true", "benar", "ada", "✓", "✔", "v"), YES),
    **dict.fromkeys(("tidak", "tdk", "no", "0", "false", "salah", "tidak ada"), NO),
    "": SILENT,
    **dict.fromkeys(("kosong", "-", "–", "—", "n/a", "belum diisi", "blank"), TAKEN_BACK),
}


def sign_of(value: object) -> int:
    """What one cell says."""
    text = cell_text(value).casefold()
    return _WORDS.get(text, FORMULA if text.startswith("=") else BAD)


def column_signs(values: Sequence[Any]) -> Signs:
    """What the cells of a column say; each different value is looked at once."""
    known = {value: sign_of(value) for value in set(values)}
    return np.fromiter(map(known.__getitem__, values), np.int8, len(values))


def is_code(text: str) -> bool:
    """Whether a text is the whole code of a region."""
    return bool(text) and codes.dotted(text) == text


@lru_cache(maxsize=4096)
def _from_text(text: str) -> str | None:
    return codes.dotted(text)


def code_of(value: object) -> str | None:
    """The region code that a cell holds; None for anything else. A number without dots may be one, in full length."""
    return None if isinstance(value, bool) or value is None else _from_text(cell_text(value))
