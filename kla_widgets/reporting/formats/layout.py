"""How wide the columns of a table are on a page, the same for every kind of page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from kla_widgets.figures.content import Field, Grid, Line
from kla_widgets.figures.svg import width_of as screen_width_of

PORTRAIT, LANDSCAPE = 493.0, 745.0
"""Points between the margins of an A4 page, upright and lying."""
SIZE, PADDING = 8.5, 8.0
"""Points: type of tables, and what stands left and right of a cell's words together."""
LONG = 1500
"""Characters of a cell that may not fit on one page; its row may break."""

_WIDEST_WORD = 90.0
_FEWEST = 48.0
_FIGURES = 30.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths of columns in points, and whether they need a page that lies on its side."""

    widths: tuple[float, ...]
    landscape: bool


TYPESET = 0.92
"""How wide the type of a typeset page is beside that of a screen."""


def width_of(words: str, breadth: float = TYPESET, bold: bool = False) -> float:
    """About how wide words are in a table, in points."""
    return breadth * screen_width_of(words, SIZE, bold)


def layout(grid: Grid, breadth: float = TYPESET) -> Layout:
    """Columns of numbers and of codes as wide as their longest, the rest shared among columns of words.

    Words get room by how much they say and by what their column asks for (``40%``), and never less than their longest
    word. A table that does not fit across an upright page lies on its side.

    Parameters
    ----------
    grid : Grid
    breadth : float
        How wide the type is beside that of a screen (Arial).
    """
    lines = [line for line in grid.page_lines if line.role != "group"]
    columns = [
        _Needs.of(field, [line.words[at] for line in lines], grid, breadth) for at, field in enumerate(grid.fields)
    ]
    landscape = sum(one.least for one in columns) > PORTRAIT
    room = LANDSCAPE if landscape else PORTRAIT
    return Layout(tuple(_shared(columns, room)), landscape)


def is_long(line: Line) -> bool:
    """Whether a row may need more than a page."""
    return any(len(words) > LONG for words in line.words)


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a column needs at least, and its weight when the rest is shared; no weight takes no more."""

    least: float
    weight: float

    @classmethod
    def of(cls, field: Field, words: Sequence[str], grid: Grid, breadth: float) -> _Needs:
        head = max((width_of(word, breadth, bold=True) for word in field.label.split()), default=0)
        bar = 27.0 if field.kind == "share" else 0.0
        if field.side == "right" or field.kind in ("id", "count", "points"):
            longest = max(words, key=len, default="")
            whole = width_of(longest, breadth, bold=grid.lines[-1:] != () and grid.lines[-1].role == "total") + bar
            if whole <= _WIDEST_WORD:
                return cls(max(head, whole, _FIGURES) + PADDING, 0)
        longest_word = max((word for said in words for word in said.split()), key=len, default="")
        least = max(min(max(head, width_of(longest_word, breadth)), _WIDEST_WORD), min(_FEWEST, _mean(words))) + PADDING
        content = max(least, min(_mean(words), 0.8 * PORTRAIT))
        asked = _percent(field.width) * PORTRAIT
        return cls(least, sqrt(asked * content) if asked else min(content, 0.4 * PORTRAIT))


def _mean(words: Sequence[str]) -> float:
    """The width of an average cell."""
    return sum(map(len, words)) / max(len(words), 1) * SIZE * 0.5


def _percent(width: str) -> float:
    share = width.removesuffix("%")
    return float(share) / 100 if width.endswith("%") and share.replace(".", "", 1).isdecimal() else 0.0


def _shared(columns: Sequence[_Needs], room: float) -> list[float]:
    """The least of every column, and the rest by weight to those below their part of it."""
    widths = [one.least for one in columns]
    spare = room - sum(widths)
    if spare <= 0:
        return [width * room / sum(widths) for width in widths]
    weights = [one.weight for one in columns]
    if not any(weights):
        weights = [1.0 if at == 0 else 0.0 for at in range(len(columns))] if len(columns) > 1 else [1.0]
    open_, left = [at for at, weight in enumerate(weights) if weight], room
    left -= sum(width for at, width in enumerate(widths) if not weights[at])
    while open_:
        whole = sum(weights[at] for at in open_)
        tight = [at for at in open_ if weights[at] / whole * left < widths[at]]
        if not tight:
            for at in open_:
                widths[at] = weights[at] / whole * left
            break
        left -= sum(widths[at] for at in tight)
        open_ = [at for at in open_ if at not in tight]
    return widths
