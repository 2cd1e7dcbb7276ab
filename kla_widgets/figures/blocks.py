"""The parts of a report page that are words set large: cover, key figures, watermark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.figures.content import Front, KeyFigures, Mark
from kla_widgets.figures.figure import Figure, aligned
from kla_widgets.figures.svg import escape, width_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure.

    Parameters
    ----------
    label : str
        What it is.
    value : str
        The figure, already written in the reader's language.
    note : str
        A few words below it.
    """

    label: str
    value: str
    note: str = ""


def tiles(*items: Tile) -> Figure:
    """Key figures in a row, as many beside each other as fit."""
    inner = "".join(
        f'<div class="kla-tile"><dt>{escape(item.label)}</dt><dd class="kla-tile-value">{escape(item.value)}</dd>'
        + (f'<dd class="kla-tile-note">{escape(item.note)}</dd>' if item.note else "")
        + "</div>"
        for item in items
    )
    text = aligned([(item.label, item.value, item.note) for item in items], (False, True, False)) if items else ""
    alt = "; ".join(f"{item.label}: {item.value}" for item in items)
    content = (KeyFigures(tuple((item.label, item.value, item.note) for item in items)),)
    return Figure(f'<dl class="kla-tiles">{inner}</dl>', text, alt, content=content)


def cover(title: str, subtitle: str = "", kicker: str = "", facts: Sequence[tuple[str, str]] = ()) -> Figure:
    """The head of a report.

    Parameters
    ----------
    title : str
        The page's one heading of level 1.
    subtitle : str
        A line below it.
    kicker : str
        A line above it, such as what kind of report this is.
    facts : sequence of (str, str)
        Names and values, such as the date and the instrument.
    """
    above = f'<p class="kla-kicker">{escape(kicker)}</p>' if kicker else ""
    below = f'<p class="kla-subtitle">{escape(subtitle)}</p>' if subtitle else ""
    inner = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    listed = f'<dl class="kla-facts">{inner}</dl>' if facts else ""
    lines = [kicker, title, "=" * len(title), subtitle, *(f"{name}: {value}" for name, value in facts)]
    return Figure(
        f'<header class="kla-cover">{above}<h1>{escape(title)}</h1>{below}{listed}</header>',
        "\n".join(line for line in lines if line),
        title,
        content=(Front(title, subtitle, kicker, tuple(facts)),),
    )


def watermark(words: str) -> Figure:
    """Words that must be seen with everything else, such as that the data are made up.

    A banner that stays in view on a screen; large, light and slanted on every printed page.
    """
    said = escape(words)
    size = min(60, 600 / max(width_of(words, 1, bold=True), 1))  # points; 600 of them cross an A4 page slantwise
    html = (
        f'<div class="kla-watermark" role="note"><span class="kla-watermark-banner">{said}</span>'
        f'<span class="kla-watermark-print" aria-hidden="true" style="font-size:{size:.0f}pt">{said}</span></div>'
    )
    return Figure(html, f"*** {words} ***", words, content=(Mark(words),))
