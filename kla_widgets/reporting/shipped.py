"""Which templates are ours: their cells run this package's code alone, and leave nothing behind in the process.

Such a report needs no process of its own, and no search of the memory afterwards. A template that somebody edited, be
it in a comment, is not ours any more: its reports are kept apart like those of any other template. So are those of the
RAD, as the library that plans it keeps threads of its own.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

OURS = frozenset(
    {
        "fa687b03b9d0afefaa3952d3c3c976e3ad73d5ca4e11d31c851210eae8eb1471",  # agency
        "ca65fdd169020d2ce5fd75961959a95312a620b6323f8e0aba9ba0d9e0e79c43",  # district
        "ba17d536a158f9d1062a6aae5b625728127fb23aa3a50f4063571549f434dd8c",  # province
        "8c293e6e25abb94c5df5ab8e6e36f15b1e41f769b3b5bf405aa96474bc2d88ec",  # verification
        "be0438ce1bd4805a48cf63ca675e03bfa4e13f14a40a9daf99be6d377f5a8555",  # village
    }
)
"""Digests of the code of the templates that ship. Who changes a template sees in its new code that it sets nothing
outside its own names (no option, no attribute of a module), and writes the new digest here."""


def is_shipped(template: Path) -> bool:
    """Whether the code of a template is that of one that ships with this version."""
    try:
        return code_digest(template) in OURS
    except (OSError, ValueError, KeyError, TypeError):
        return False


def code_digest(template: Path) -> str:
    """A name for the code in a template: of its cells' sources, in order.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError
        If it cannot be read, or is no notebook.
    """
    cells = json.loads(template.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()
