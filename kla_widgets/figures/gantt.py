"""What is done in which year: a bar for every row, and a sign where its effect is seen first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, escape, legend, line, marker, paint, rect, text, wrap
from kla_widgets.language import MISSING, Language

_NAMES = 215
"""Units that the names take; the years share the rest."""
_THICK = 11

_SURE, _OPEN = paint("mid"), paint("paper", "mid", 1.5, "3 2")
_SEEN = paint("deep", "paper", 1)
_HAIR, _EDGE = paint("none", "hair"), paint("none", "edge")


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One row.

    Parameters
    ----------
    label : str
        What is done.
    start, end : int
        First and last year in which it is worked on.
    seen : int, optional
        The year from which it has an effect.
    sure : bool
        Decided; otherwise only proposed, and drawn hollow.
    group : str
        Rows that follow each other with the same one get a heading of it.
    """

    label: str
    start: int
    end: int
    seen: int | None = None
    sure: bool = True
    group: str = ""


def gantt(rows: Sequence[GanttRow], years: Sequence[int], t: Language, title: str, alt: str, key: str) -> Figure:
    """Years from left to right, rows from top to bottom.

    Parameters
    ----------
    rows : sequence of GanttRow
    years : sequence of int
        The years shown, one after the other; what lies outside is cut.
    t : Language
        Writes the legend.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    """
    signs, top = _legend(rows, t)
    wide = (WIDTH - _NAMES) / max(len(years), 1)
    body, y, group = [], top + 14, ""
    for row in rows:
        if row.group and row.group != group:
            group = row.group
            for part in wrap(group, WIDTH, 12, bold=True):
                y += 15
                body.append(text(0, y, part, 12, bold=True))
            y += 4
        drawn, y = _row(row, y, years, wide)
        body.append(drawn)
    frame = [line(_NAMES + wide * place, top + 18, _NAMES + wide * place, y, _HAIR) for place in range(len(years) + 1)]
    heads = [
        text(_NAMES + wide * (place + 0.5), top + 12, str(year), 12, align="middle") for place, year in enumerate(years)
    ]
    frame.append(line(_NAMES, top + 18, WIDTH, top + 18, _EDGE))
    return drawing(key, title, alt, y + 6, signs + "".join(heads) + "".join(frame) + "".join(body), _plain(rows, t))


def _row(row: GanttRow, y: float, years: Sequence[int], wide: float) -> tuple[str, float]:
    lines = wrap(row.label, _NAMES - 12, 12)
    height = max(14.0 * len(lines), 16) + 4
    parts = [text(0, y + 13 + 14 * number, part, 12) for number, part in enumerate(lines)]
    first, last = max(row.start, years[0]), min(row.end, years[-1])
    middle = y + 9
    if first <= last:
        left, right = _NAMES + wide * (first - years[0]), _NAMES + wide * (last - years[0] + 1)
        parts.append(rect(left + 2, middle - _THICK / 2, right - left - 4, _THICK, _SURE if row.sure else _OPEN))
    if row.seen is not None and years[0] <= row.seen <= years[-1]:
        parts.append(marker("circle", _NAMES + wide * (row.seen - years[0] + 1) - 9, middle, _SEEN, 4))
    return f"<g><title>{escape(row.label)}</title>{''.join(parts)}</g>", y + height


def _legend(rows: Sequence[GanttRow], t: Language) -> tuple[str, float]:
    items: list[tuple[Sign, str]] = []
    if any(row.sure for row in rows):
        items.append((lambda x, y: rect(x, y - 5, 20, 10, _SURE), t("worked on, decided")))
    if any(not row.sure for row in rows):
        items.append((lambda x, y: rect(x, y - 5, 20, 10, _OPEN), t("worked on, proposed only")))
    if any(row.seen is not None for row in rows):
        items.append((lambda x, y: marker("circle", x + 10, y, _SEEN, 4), t("counts from this evaluation on")))
    return legend(items) if items else ("", 0)


def _plain(rows: Sequence[GanttRow], t: Language) -> str:
    lines = [
        (
            f"{row.start}–{row.end}" if row.end > row.start else str(row.start),
            row.label,
            t("counts from {year}", year=row.seen) if row.seen is not None else MISSING,
            "" if row.sure else t("proposed"),
        )
        for row in rows
    ]
    return aligned(lines, (False,) * 4) if lines else ""
