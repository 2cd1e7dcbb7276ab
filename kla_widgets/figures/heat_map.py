"""Shares as a grid of shaded cells, the value written in each; the same as a table to be opened below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.figures.figure import Figure, drawing
from kla_widgets.figures.plane import hatching
from kla_widgets.figures.shades import ink_on, shade
from kla_widgets.figures.svg import PALETTE, WIDTH, escape, n, rect, text, width_of, wrap
from kla_widgets.figures.table import Column, table
from kla_widgets.language import Language

_STEPS = 5
"""Shades, each a fifth of the whole."""
_ROW, _SIZE = 20.0, 11.5
_LONGEST_NAME = 0.42
"""Largest part of the width that names may take."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row.

    Parameters
    ----------
    name : str
    shares : tuple of float or None
        One a column, 0..1; None where nothing is known.
    """

    name: str
    shares: tuple[float | None, ...]


def heat_map(
    rows: Sequence[HeatRow], columns: Sequence[str], t: Language, title: str, alt: str, key: str, first: str
) -> Figure:
    """Shares of rows and columns.

    Parameters
    ----------
    rows : sequence of HeatRow
        From top to bottom.
    columns : sequence of str
        What each share is of.
    t : Language
        Writes percentages.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    first : str
        What the names are names of; heads the first column of the table.
    """
    names = max((width_of(row.name, _SIZE) for row in rows), default=0) + 8
    room = min(names, WIDTH * _LONGEST_NAME)
    cell = (WIDTH - room) / max(len(columns), 1)
    heads, y = _heads(columns, room, cell)
    parts = [heads]
    for row in rows:
        label = wrap(row.name, room - 6, _SIZE)
        height = max(_ROW, 13 * len(label) + 5)
        top = y + height / 2 + 4 - 6.5 * (len(label) - 1)
        parts += [text(0, top + 13 * number, part, _SIZE) for number, part in enumerate(label)]
        for place, share in enumerate(row.shares):
            parts.append(_cell(room + place * cell, y, cell, height, share, t))
        y += height
    legend, y = _legend(y + 10, t)
    words = "\n".join(f"{row.name}: {', '.join(t.percent(share) for share in row.shares)}" for row in rows)
    picture = drawing(key, title, alt, y, "".join(parts) + legend, words)
    fields = [Column("name", first), *(Column(str(place), name, "percent") for place, name in enumerate(columns))]
    lines = [{"name": row.name} | {str(place): share for place, share in enumerate(row.shares)} for row in rows]
    numbers = table(fields, lines, t, title, f"{key}-angka")
    opener = escape(t("The same as a table"))
    folded = f'<details style="margin:0 0 1.6rem"><summary>{opener}</summary>{numbers.html}</details>'
    return Figure(picture.html + folded, numbers.text, alt, picture.svg, (*picture.content, *numbers.content))


def _heads(columns: Sequence[str], room: float, cell: float) -> tuple[str, float]:
    """The names of the columns, upright where they have no room to lie."""
    lying = [wrap(name, cell - 3, 11) for name in columns]
    if all(" ".join(lines) == name and len(lines) <= 3 for lines, name in zip(lying, columns, strict=True)):
        rows = max((len(lines) for lines in lying), default=0)
        return "".join(
            text(room + (place + 0.5) * cell, 11 + 13 * (rows - len(lines) + number), part, 11, align="middle")
            for place, lines in enumerate(lying)
            for number, part in enumerate(lines)
        ), 13.0 * rows + 4
    upright = [wrap(name, 110, 11) for name in columns]
    tall = max(width_of(part, 11) for lines in upright for part in lines) + 4
    parts = []
    for place, lines in enumerate(upright):
        for number, part in enumerate(lines):
            x = room + (place + 0.5) * cell + 4 + 12.5 * (number - (len(lines) - 1) / 2)
            parts.append(f'<g transform="rotate(-90 {n(x)} {n(tall)})">{text(x, tall, part, 11)}</g>')
    return "".join(parts), tall + 6


def _cell(x: float, y: float, width: float, height: float, share: float | None, t: Language) -> str:
    paper = PALETTE["paper"]
    middle = (x + width / 2, y + height / 2 + 4)
    if share is None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        lines = "".join(f"M{n(a)},{n(b)}l{n(far)},{n(far)}" for a, b, far in hatching([corners], 6))
        hatch = f'<path d="{lines}" stroke="{PALETTE["hair"]}" fill="none"/>'
        blank = rect(x, y, width, height, f'fill="{paper}"')
        return blank + hatch + text(*middle, t.percent(None), _SIZE, colour="muted", align="middle")
    level = _level(share)
    look = f'fill="{shade(level, _STEPS)}" stroke="{paper}" stroke-width="1"'
    colour = "paper" if ink_on(level, _STEPS) == paper else "ink"
    return rect(x, y, width, height, look) + text(*middle, t.percent(share), _SIZE, colour=colour, align="middle")


def _level(share: float) -> int:
    return min(max(int(share * _STEPS), 0), _STEPS - 1)


def _legend(y: float, t: Language) -> tuple[str, float]:
    """The shades in a row, with where each begins and ends."""
    parts, wide = [], 46.0
    for level in range(_STEPS):
        look = f'fill="{shade(level, _STEPS)}" stroke="{PALETTE["edge"]}" stroke-width="0.6"'
        parts.append(rect(level * wide, y, wide, 10, look))
        parts.append(text(level * wide, y + 23, t.percent(level / _STEPS), 11, colour="muted"))
    parts.append(text(_STEPS * wide, y + 23, t.percent(1), 11, colour="muted"))
    return "".join(parts), y + 30
