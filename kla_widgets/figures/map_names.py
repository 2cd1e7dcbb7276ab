"""Words in the areas of a map: names where they have room, else numbers."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures.map_shapes import Area, Placed
from kla_widgets.figures.plane import Edges, Point, Ring, Room, area_of, point_in
from kla_widgets.figures.shades import ink_on, shade
from kla_widgets.figures.svg import PALETTE, escape, n, width_of, wrap

_SIZES = (12.0, 10.5)
_MARK = 10.5
"""Sizes of type, in units: names, and numbers."""


def names(placed: Sequence[Placed], levels: int, radius: float) -> tuple[str, list[Area]]:
    """Words in the areas, and the areas that have a number instead."""
    parts, numbered = [], []
    dots = [(*one.dot, radius + 1) for one in placed if one.dot]
    for place, one in enumerate(placed):
        level = one.area.level
        colours = (PALETTE["ink"], PALETTE["paper"]) if level is None else (ink_on(level, levels), shade(level, levels))
        room = None if one.dot else Room([*one.rings, *_inside(one, placed[place + 1 :])], dots)
        if room and (fitting := _fitting(one.area, room)):
            size, lines, (x, y) = fitting
            top = y - (len(lines) - 1) * size * 0.575 + size * 0.35
            for row, (words, bold) in enumerate(lines):
                parts.append(_words(x, top + row * size * 1.15, words, size, colours, bold))
            continue
        numbered.append(one.area)
        mark = one.area.mark
        if room and (middle := room.place(width_of(mark, _MARK, bold=True), 11)):
            parts.append(_words(middle[0], middle[1] + 3.7, mark, _MARK, colours))
        else:
            x, y = one.dot or point_in(max(one.rings, key=area_of))
            beside = (PALETTE["ink"], PALETTE["paper"])
            side = "start" if one.dot else "middle"
            parts.append(_words(x + (radius + 2 if one.dot else 0), y + 3.7, mark, _MARK, beside, align=side))
    return "".join(parts), sorted(numbered, key=lambda area: area.code)


def _inside(one: Placed, smaller: Sequence[Placed]) -> list[Ring]:
    """Rings of smaller areas that lie on this one where its boundary leaves no hole for them."""
    edges = Edges.of(one.rings)
    middles = [(other, point_in(max(other.rings, key=area_of))) for other in smaller]
    within = [other for other, (x, y) in middles if any(left < x < right for left, right in edges.spans(y))]
    return [max(other.rings, key=area_of) for other in within]


def _fitting(area: Area, room: Room) -> tuple[float, list[tuple[str, bool]], Point] | None:
    """Type size, lines and middle of the name with its note, as large and in as few lines as fit."""
    if not area.short.strip():
        return None
    for size in _SIZES:
        for rows in (1, 2):
            name, note = _split(area.short, rows, size, bold=True), _split(area.note, rows, size)
            lines = [(words, True) for words in name] + [(words, False) for words in note]
            wide = max(width_of(words, size, bold) for words, bold in lines) + 3
            if place := room.place(wide, len(lines) * size * 1.15 + 2):
                return size, lines, place
    return None


def _split(words: str, rows: int, size: float, bold: bool = False) -> list[str]:
    """Words in as many rows at most, whole."""
    longest = max((width_of(word, size, bold) for word in words.split()), default=0)
    return wrap(words, max(width_of(words, size, bold) / rows, longest) * 1.12 + 1, size, bold) if words else []


def _words(
    x: float, y: float, words: str, size: float, colours: tuple[str, str], bold: bool = True, align: str = "middle"
) -> str:
    """Words with a rim in the colour of the ground, so that lines behind them do not disturb."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{size:g}"{weight} text-anchor="{align}" fill="{colours[0]}" '
        f'stroke="{colours[1]}" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke">{escape(words)}</text>'
    )
