"""Areas on a map, shaded by level; hatched where there are no data; named where the name fits, else numbered.

Lightness, words in the areas and the key under the map say the same as the colour does, so that the map reads in grey
too. Areas that would be too small to be seen are drawn as dots. Everything is geometry in the drawing itself: no
pattern, no image, nothing that a converter may drop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kla_widgets.figures.content import Picture
from kla_widgets.figures.figure import Figure, aligned
from kla_widgets.figures.map_names import names
from kla_widgets.figures.map_shapes import Area, placed_areas, shapes
from kla_widgets.figures.plane import hatching
from kla_widgets.figures.shades import shade
from kla_widgets.figures.svg import FONT, PALETTE, Sign, escape, identifier, legend, n, rect, text, width_of, wrap
from kla_widgets.language import Language

__all__ = ["Area", "choropleth"]

_DOT, _SMALL_DOT = 4.2, 2.8
"""Radius of the dot that stands for an area that would be smaller than it: on maps with names, and without."""
_HATCH, _WIDE_HATCH = 5.0, 7.0
"""Distance of the lines that mean "no data", likewise."""
_ROW = 16.0
_PRINTED = 40.0
"""Widest that a map insists on, in rem: a phone scrolls it, a printed page has just that much room."""
_LINE = f'stroke="{PALETTE["muted"]}" stroke-width="0.6"'


def choropleth(
    areas: Sequence[Area],
    levels: Sequence[str],
    t: Language,
    title: str,
    alt: str,
    key: str,
    width: float = 600,
    tallest: float = 640,
    special: str = "",
    named: bool = True,
) -> Figure:
    """A map.

    Parameters
    ----------
    areas : sequence of Area
        In any order; those without rings are named below the map.
    levels : sequence of str
        Words of the legend, from lowest to highest.
    t : Language
        Writes the words for "no data yet".
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    width, tallest : float
        Canvas, in units; the map keeps its true proportions within it.
    special : str
        What a dashed outline means.
    named : bool
        Write names into the areas; without, a pointer shows them.
    """
    if all(area.special for area in areas):  # then it tells nothing apart
        areas = [replace(area, special=False) for area in areas]
    radius, step = (_DOT, _HATCH) if named else (_SMALL_DOT, _WIDE_HATCH)
    placed, height = placed_areas([area for area in areas if area.rings], width, tallest, radius)
    words, numbered = names(placed, len(levels), radius) if named else ("", [])
    below, bottom = _below(areas, levels, numbered, t, special, height + 14 if placed else 0, width)
    name, body = identifier(key), shapes(placed, len(levels), radius, step) + words + below
    svg = _canvas(name, title, alt, body, width, bottom)
    html = (
        f'<figure class="kla-figure" id="{name}">'
        f'<figcaption class="kla-caption" id="{name}-c">{escape(title)}</figcaption>'
        f'<div class="kla-scroll" role="region" tabindex="0" aria-labelledby="{name}-c">{svg}</div></figure>'
    )
    return Figure(html, f"{title}\n{_plain(areas, t)}", alt, svg, (Picture(svg, title, alt),))


def _below(
    areas: Sequence[Area],
    levels: Sequence[str],
    numbered: Sequence[Area],
    t: Language,
    special: str,
    y: float,
    width: float,
) -> tuple[str, float]:
    """The legend, what the numbers mean, and what is not on the map."""
    items = [(_swatch(shade(level, len(levels))), words) for level, words in enumerate(levels)]
    if any(area.level is None for area in areas):
        items.append((_blank_swatch, t("no data yet")))
    if special and any(area.special for area in areas):
        items.append((_special_swatch, special))
    drawn, y = legend(items, y)
    parts = [drawn]
    for place, area in enumerate(numbered):
        left, top = (place % 2) * width / 2, y + 20 + _ROW * (place // 2)
        words = " · ".join((area.name, area.note or t("no data yet")))
        parts.append(text(left, top, area.mark, 11.5, bold=True))
        parts.append(text(left + width_of(area.mark, 11.5, True) + 8, top, words, 11.5))
    y += 8 + _ROW * ((len(numbered) + 1) // 2) if numbered else 0
    missing = ", ".join(area.name for area in areas if not area.rings)
    for words in wrap(t("Not on the map: {names}", names=missing), width, 11.5) if missing else ():
        y += _ROW
        parts.append(text(0, y, words, 11.5, colour="muted"))
    return "".join(parts), y + 8


def _swatch(colour: str) -> Sign:
    look = f'fill="{colour}" {_LINE}'
    return lambda x, y: rect(x, y - 6, 20, 12, look)


def _blank_swatch(x: float, y: float) -> str:
    box = [(x, y - 6), (x + 20, y - 6), (x + 20, y + 6), (x, y + 6)]
    lines = "".join(f"M{n(left)},{n(top)}l{n(far)},{n(far)}" for left, top, far in hatching([box], 5))
    blank = rect(x, y - 6, 20, 12, f'fill="{PALETTE["paper"]}" {_LINE}')
    return f'{blank}<path d="{lines}" fill="none" stroke="{PALETTE["edge"]}" stroke-width="0.6"/>'


def _special_swatch(x: float, y: float) -> str:
    dashed = f'stroke="{PALETTE["accent"]}" stroke-dasharray="4 3" stroke-width="1.4"'
    return rect(x, y - 6, 20, 12, f'fill="{PALETTE["paper"]}" {dashed}')


def _canvas(name: str, title: str, alt: str, body: str, width: float, height: float) -> str:
    least, most = min(width / 20, _PRINTED), 1.15 * width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}" '
        f'style="display:block;width:100%;min-width:{least:.0f}rem;max-width:{most:.0f}px;height:auto" '
        f'font-family="{FONT}" font-size="13"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(alt)}</desc>{body}</svg>'
    )


def _plain(areas: Sequence[Area], t: Language) -> str:
    rows = [
        (area.code, area.name, area.note if area.level is not None else area.note or t("no data yet"))
        for area in sorted(areas, key=lambda area: area.code)
    ]
    return aligned(rows, (False,) * 3) if rows else ""
