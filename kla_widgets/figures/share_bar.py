"""One small bar of a whole in its parts, with the parts in words: how far the work has come."""

from __future__ import annotations

from dataclasses import dataclass

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, legend, paint, rect
from kla_widgets.language import Language

_THICK = 14
_FILLS = (paint("deep", "paper", 1), paint("mid", "paper", 1), paint("pale", "edge", 1))
_OPEN = paint("paper", "edge", 1, "3 3")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole.

    Parameters
    ----------
    label : str
        What it is.
    count : int
        How many.
    open : bool
        Still to be done; drawn as an empty outline.
    """

    label: str
    count: int
    open: bool = False


def progress(*parts: Part, t: Language, title: str, alt: str, key: str) -> Figure:
    """A stacked bar of the parts and a legend with counts and shares.

    Parameters
    ----------
    *parts : Part
        From the furthest to the least done; at most three that are not open differ in fill.
    t : Language
        Writes numbers.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    """
    whole = sum(part.count for part in parts)
    looks = [_OPEN if part.open else _FILLS[min(place, 2)] for place, part in enumerate(parts)]
    x, bar = 0.0, []
    for part, look in zip(parts, looks, strict=True):
        wide = WIDTH * part.count / whole if whole else 0
        if wide:
            bar.append(rect(x + 0.5, 0.5, wide - 1, _THICK, look))
        x += wide
    if not whole:
        bar.append(rect(0.5, 0.5, WIDTH - 1, _THICK, _OPEN))
    words = [(part.label, t.number(part.count, 0), t.percent(part.count / whole) if whole else "") for part in parts]
    said = [f"{label}: {count} ({share})" if share else f"{label}: {count}" for label, count, share in words]
    signs, bottom = legend([(_swatch(look), one) for look, one in zip(looks, said, strict=True)], _THICK + 7)
    return drawing(key, title, alt, bottom, "".join(bar) + signs, aligned(words, (False, True, True)) if words else "")


def _swatch(look: str) -> Sign:
    return lambda x, y: rect(x + 0.5, y - 6, 18, 12, look)
