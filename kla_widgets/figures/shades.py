"""Shades from little to much: one hue that darkens evenly, so that it reads in grey print and with any eyesight."""

from __future__ import annotations

from kla_widgets.figures.svg import PALETTE

_RAMP = ("#f5f2e6", "#c8deed", "#92bedd", "#5a95c1", "#29638f", "#0c2d4b")
"""Lightness 95, 87, 75, 59, 40 and 18: each step is visible without colour."""
_DARK_FROM = 4
"""Words on shades from this one on are white."""


def shade(level: int, levels: int) -> str:
    """The colour of a level.

    Parameters
    ----------
    level : int
        0 for the lowest.
    levels : int
        How many there are; beyond six, neighbours may look alike.
    """
    return _RAMP[_place(level, levels)]


def ink_on(level: int, levels: int) -> str:
    """The colour of words on that level."""
    return PALETTE["paper"] if _place(level, levels) >= _DARK_FROM else PALETTE["ink"]


def _place(level: int, levels: int) -> int:
    return round(level * (len(_RAMP) - 1) / max(levels - 1, 1))
