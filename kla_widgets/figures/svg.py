"""Drawing in SVG as text: escaping, colours, words that know roughly how wide they are, and a legend.

Why text: a drawing of this kind takes about a millisecond, a plotting library a hundred times as long. Everything is
drawn on a canvas :data:`WIDTH` units wide with type of 12 to 13 units, so that it is still legible on a phone, where
one unit is about 0.8 pixel.

Colours are literal in the attributes, so that a drawing looks right on its own; every shape also has a class by which
the stylesheet (``templates/html/kla/kla.css``) may repaint it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape as _escape

from kla_widgets.language import printable

Sign = Callable[[float, float], str]
"""Draws a legend's sign 20 units wide: its left at ``x``, its middle at ``y``."""

WIDTH = 420
"""Width of every drawing, in units."""

FONT = "Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, system-ui, sans-serif"

PALETTE = {
    "ink": "#17212b",
    "muted": "#56626e",
    "edge": "#76838f",
    "hair": "#d5dbe0",
    "paper": "#ffffff",
    "deep": "#123f63",
    "mid": "#4f93bf",
    "pale": "#dce9f2",
    "accent": "#b4450f",
}
"""Told apart by lightness too, so that they survive a black-and-white printer and every kind of colour blindness."""

_BLANKS = re.compile("[ \t\r\n]+")  # not the no-break space
_NOT_ANCHOR = re.compile(r"[^A-Za-z0-9_.-]+")

# Advance widths in hundredths of the type size: those of Arial and five per cent more, which also covers Segoe UI and
# Roboto.
_ADVANCE = {
    char: width
    for chars, width in {
        "ijl'|": 24, " .,:;!/ft[]I·": 30, "-()r\"“”": 37, "cksvxyzJ": 53, "LFTZ": 64, "ABEKPSVXY&": 70,
        "CDHNRUw": 76, "GOQ": 82, "mM": 88, "%W": 98, "@—…": 105,
    }.items()
    for char in chars
}  # fmt: skip


def escape(words: object) -> str:
    """Words made safe as text or attribute of HTML and XML; characters that XML does not know become ``�``."""
    return _escape(printable(str(words)))


def identifier(key: str) -> str:
    """A key as an ``id`` that links can name: letters, digits, ``_``, ``.`` and ``-`` stay, the rest becomes ``-``."""
    return _NOT_ANCHOR.sub("-", key)


def width_of(words: str, size: float = 13, bold: bool = False) -> float:
    """About how wide the words are, in units; rather too wide than too narrow."""
    hundredths = sum(_ADVANCE.get(char, 59 if char < "\u2e80" else 110) for char in words)
    return hundredths * size * (0.0108 if bold else 0.01)


def wrap(words: str, width: float, size: float = 13, bold: bool = False) -> list[str]:
    """The words in as few lines as fit into ``width`` units, the lines about equally long.

    A word that is too long is broken, after a slash or a hyphen if it has one. Nothing is left out.
    """
    parts = [part for word in _BLANKS.split(words) if word for part in _pieces(word, width, size, bold)]
    sizes = [width_of(part, size, bold) for part in parts]
    space = width_of(" ", size, bold)
    lines = _filled(parts, sizes, space, width)
    if len(lines) > 1:
        limit = max(sum(sizes) / len(lines), *sizes)
        while limit < width and len(balanced := _filled(parts, sizes, space, limit)) >= len(lines):
            if len(balanced) == len(lines):
                return balanced
            limit += size / 2
    return lines


def _filled(parts: Sequence[str], sizes: Sequence[float], space: float, limit: float) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for part, size in zip(parts, sizes, strict=True):
        if lines[-1] and used + space + size > limit:
            lines.append([])
            used = 0
        used += size + (space if lines[-1] else 0)
        lines[-1].append(part)
    return [" ".join(line) for line in lines]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """The word, or the parts it must be broken into."""
    pieces = []
    while width_of(word, size, bold) > width and len(word) > 1:
        fitting = [end for end in range(1, len(word)) if width_of(word[:end], size, bold) <= width] or [1]
        end = next((end for end in reversed(fitting) if word[end - 1] in "/-"), fitting[-1])
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def n(value: float) -> str:
    """A coordinate to a tenth of a unit."""
    return f"{value:.1f}".removesuffix(".0")


@lru_cache(maxsize=256)
def paint(fill: str = "none", stroke: str = "", width: float = 1, dash: str = "", opacity: float = 1) -> str:
    """The attributes that colour a shape with names of :data:`PALETTE`."""
    classes = ([f"kla-f-{fill}"] if fill != "none" else []) + ([f"kla-s-{stroke}"] if stroke else [])
    parts = [f'class="{" ".join(classes)}"'] if classes else []
    parts.append(f'fill="{PALETTE.get(fill, "none")}"')
    if stroke:
        parts.append(f'stroke="{PALETTE[stroke]}" stroke-width="{width:g}"')
    if dash:
        parts.append(f'stroke-dasharray="{dash}"')
    if opacity != 1:
        parts.append(f'fill-opacity="{opacity:g}"')
    return " ".join(parts)


def rect(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}" height="{n(height)}" {look}/>'


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" {look}/>'


def polygon(points: Sequence[tuple[float, float]], look: str) -> str:
    return f'<polygon points="{" ".join(f"{n(x)},{n(y)}" for x, y in points)}" {look}/>'


def marker(shape: str, x: float, y: float, look: str, radius: float = 3.6) -> str:
    """A ``circle``, ``square`` or ``triangle`` around a point."""
    if shape == "circle":
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" {look}/>'
    if shape == "square":
        return rect(x - radius, y - radius, 2 * radius, 2 * radius, look)
    return polygon([(x, y - 1.3 * radius), (x + 1.2 * radius, y + radius), (x - 1.2 * radius, y + radius)], look)


def text(
    x: float,
    y: float,
    words: str,
    size: float = 13,
    bold: bool = False,
    colour: str = "ink",
    align: str = "start",
    italic: bool = False,
) -> str:
    """One line of words with its baseline at ``y``; ``align`` is ``start``, ``middle`` or ``end``."""
    if not words:
        return ""
    style = f' font-size="{size:g}"' if size != 13 else ""
    style += ' font-weight="600"' if bold else ""
    style += ' font-style="italic"' if italic else ""
    style += f' text-anchor="{align}"' if align != "start" else ""
    return f'<text x="{n(x)}" y="{n(y)}"{style} {paint(colour)}>{escape(words)}</text>'


def legend(items: Sequence[tuple[Sign, str]], y: float = 0) -> tuple[str, float]:
    """Signs and their words in rows from ``y`` downwards.

    Parameters
    ----------
    items : sequence of (Sign, str)
        What to draw, and what it means.
    y : float
        Top of the first row.

    Returns
    -------
    tuple of (str, float)
        The drawing, and where the last row ends.
    """
    parts: list[str] = []
    x, middle = 0.0, y + 8
    for draw, words in items:
        lines = wrap(words, WIDTH - 26, 12)
        needed = 26 + max(width_of(part, 12) for part in lines)
        if x and x + needed > WIDTH:
            x, middle = 0.0, middle + 17
        parts.append(draw(x, middle))
        for number, part in enumerate(lines):
            parts.append(text(x + 25, middle + 4 + 14 * number, part, 12, colour="muted"))
        middle += 14 * (len(lines) - 1)
        x += needed + 12
    return "".join(parts), middle + 9
