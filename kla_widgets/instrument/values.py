"""The value of an answer as it is stored: JSON text."""

from __future__ import annotations

import json
from typing import Any


def read_value(text: str) -> Any:
    """The value; the text itself where somebody wrote by hand what is no JSON, so that it is told."""
    try:
        return json.loads(text)
    except ValueError:
        return text
