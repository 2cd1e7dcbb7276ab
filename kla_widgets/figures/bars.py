"""Scores against their maxima as horizontal bars, in the manner of a bullet chart.

All tracks share one scale of points, so that the blank ends can be compared: they are the points still to be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, legend, line, paint, rect, text, width_of, wrap
from kla_widgets.language import Language

_TRACK = WIDTH - 50
"""Longest track; the percentage stands right of it."""
_THICK = 15

_FIRST = paint("mid")
_SECOND = paint("deep")
_OUTLINE = paint("paper", "edge", 1)
_EMPTY = paint("paper", "edge", 1, "3 3")
_HALO = paint("none", "paper", 5)
_MARK = paint("none", "ink", 2.5)


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """One row.

    Parameters
    ----------
    label : str
        What is scored.
    value : float, optional
        Points; none is "not filled in", which is not zero.
    maximum : float, optional
        Most points that can be had.
    secondary, tertiary : float, optional
        Points on a second and third reading (such as supported by evidence, and verified).
    note : str
        A remark below the bar.
    """

    label: str
    value: float | None
    maximum: float | None
    secondary: float | None = None
    tertiary: float | None = None
    note: str = ""


def score_bars(
    rows: Sequence[ScoreBar], t: Language, title: str, alt: str, key: str, names: tuple[str, str, str] | None = None
) -> Figure:
    """Bars of points, each in the outline of its maximum.

    Parameters
    ----------
    rows : sequence of ScoreBar
        From top to bottom.
    t : Language
        Writes numbers and the words "not filled in".
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    names : tuple of three str, optional
        What value, secondary and tertiary are called; "Claimed", "Supported by evidence" and "Verified" by default.
    """
    names = names or (t("Claimed"), t("Supported by evidence"), t("Verified"))
    parts, y = _legend(rows, names)
    largest = max((points for row in rows for points in _points(row)), default=0)
    scale = _TRACK / largest if largest > 1e-6 else 0  # a quotient by less can be infinite
    for row in rows:
        drawn, y = _row(row, y, scale, names, t)
        parts += drawn
    return drawing(key, title, alt, max(y - 12, 20), "".join(parts), _plain(rows, names, t))


def _points(row: ScoreBar) -> list[float]:
    return [points for points in (row.value, row.maximum, row.secondary, row.tertiary) if points is not None]


def _row(row: ScoreBar, y: float, scale: float, names: tuple[str, str, str], t: Language) -> tuple[list[str], float]:
    value = t.number(row.value)
    whole = f" / {t.short(row.maximum)}" if row.maximum is not None else ""
    room = width_of(whole, 12.5)
    label = wrap(row.label, WIDTH - room - width_of(value, 13, bold=True) - 14)
    parts = []
    for part in label:
        y += 15
        parts.append(text(0, y, part))
    parts.append(text(WIDTH - room, y, value, bold=True, align="end"))
    parts.append(text(WIDTH, y, whole.strip(), 12.5, colour="muted", align="end"))

    y += 6
    track = (row.maximum if row.maximum is not None else row.value or 0) * scale
    parts.append(rect(0.5, y + 0.5, track - 1, _THICK - 1, _EMPTY if row.value is None else _OUTLINE))
    if row.value is None:
        words = t("not filled in")
        inside = width_of(words, 12) + 14 < track
        parts.append(text(7 if inside else track + 6, y + 12, words, 12, colour="muted", italic=True))
    else:
        parts.append(rect(0, y, row.value * scale, _THICK, _FIRST))
        if row.maximum:
            parts.append(text(WIDTH, y + 12, t.percent(row.value / row.maximum), 12.5, colour="muted", align="end"))
    if row.secondary is not None:
        parts.append(rect(0, y + 4.5, row.secondary * scale, _THICK - 9, _SECOND))
    if row.tertiary is not None:
        parts.append(_tick(row.tertiary * scale, y))
    y += _THICK

    for words in (_readings(row, names, t), row.note):
        for part in wrap(words, WIDTH, 12) if words else ():
            y += 14
            parts.append(text(0, y, part, 12, colour="muted"))
    return parts, y + 12


def _tick(x: float, y: float) -> str:
    ends = (x, y - 3, x, y + _THICK + 3)
    return line(*ends, _HALO) + line(*ends, _MARK)


def _readings(row: ScoreBar, names: tuple[str, str, str], t: Language) -> str:
    found = ((names[1], row.secondary), (names[2], row.tertiary))
    return " · ".join(f"{name} {t.number(points)}" for name, points in found if points is not None)


def _legend(rows: Sequence[ScoreBar], names: tuple[str, str, str]) -> tuple[list[str], float]:
    """Signs of the readings that occur; none are needed when there is only one."""
    items: list[tuple[Sign, str]] = [(lambda x, y: rect(x, y - 6, 20, 12, _FIRST), names[0])]
    if any(row.secondary is not None for row in rows):
        items.append((lambda x, y: rect(x, y - 3, 20, 6, _SECOND), names[1]))
    if any(row.tertiary is not None for row in rows):
        items.append((lambda x, y: line(x + 10, y - 8, x + 10, y + 8, _MARK), names[2]))
    if len(items) == 1:
        return [], 0
    drawn, y = legend(items)
    return [drawn], y + 6


def _plain(rows: Sequence[ScoreBar], names: tuple[str, str, str], t: Language) -> str:
    lines = []
    for row in rows:
        share = t.percent(row.value / row.maximum) if row.value is not None and row.maximum else ""
        rest = " · ".join(filter(None, (_readings(row, names, t), row.note)))
        state = t("not filled in") if row.value is None else t.number(row.value)
        lines.append((row.label, state, f"/ {t.short(row.maximum)}", share, rest))
    return aligned(lines, (False, True, True, True, False)) if lines else ""
