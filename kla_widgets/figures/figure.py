"""What every figure is: HTML for a page, plain text for a terminal, and a sentence for who cannot see it.

A :class:`Figure` is a value. Figures are joined into larger ones; a notebook cell shows one by returning it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kla_widgets.figures.content import MIME, Content, Heading, Picture, Remark, Words, to_json
from kla_widgets.figures.svg import FONT, WIDTH, escape, identifier, n


@dataclass(frozen=True, slots=True)
class Figure:
    """Something to show.

    Parameters
    ----------
    html : str
        A fragment of HTML, everything in it escaped.
    text : str
        The same as plain text.
    alt : str
        What it shows, in a sentence.
    svg : str
        The drawing alone; empty for words and tables.
    content : tuple of blocks
        What it says as data, for documents that are not HTML.
    """

    html: str
    text: str
    alt: str = ""
    svg: str = ""
    content: Content = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        data = {MIME: to_json(self.content)} if self.content else {}
        return {"text/html": self.html, "text/plain": self.text} | data

    def __str__(self) -> str:
        return self.text


def drawing(key: str, title: str, alt: str, height: float, body: str, words: str) -> Figure:
    """A drawing on a canvas of :data:`~kla_widgets.figures.svg.WIDTH` units, with its title and its description.

    Parameters
    ----------
    key : str
        Names the figure within its page; its ids are made of it.
    title : str
        Headline, shown above the drawing.
    alt : str
        What the drawing shows, for screen readers.
    height : float
        Height of the canvas, in units.
    body : str
        SVG shapes.
    words : str
        What the drawing says, as plain text.
    """
    name, headline = identifier(key), escape(title)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="kla-svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {WIDTH} {n(height)}" width="{WIDTH}" height="{n(height)}" '
        f'style="width:100%;max-width:500px;height:auto" font-family="{FONT}" font-size="13">'
        f'<title id="{name}-t">{headline}</title><desc id="{name}-d">{escape(alt)}</desc>{body}</svg>'
    )
    caption = f'<figcaption class="kla-caption">{headline}</figcaption>' if title else ""
    html = f'<figure class="kla-figure" id="{name}">{caption}{svg}</figure>'
    return Figure(html, f"{title}\n{words}" if title else words, alt, svg, (Picture(svg, title, alt),))


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Rows of words as plain text aligned in columns.

    Parameters
    ----------
    rows : sequence of sequence of str
        Each with one entry a column.
    right : sequence of bool
        Which columns are aligned to the right.
    """
    padded = []
    for cells, to_right in zip(zip(*rows, strict=True), right, strict=True):
        width = max(map(len, cells))
        padded.append([cell.rjust(width) if to_right else cell.ljust(width) for cell in cells])
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*padded, strict=True))


def stack(*figures: Figure) -> Figure:
    """Several figures, one below the other."""
    return _joined(figures, "".join(figure.html for figure in figures))


def beside(*figures: Figure) -> Figure:
    """Several figures next to one another where the page is wide enough, else one below the other."""
    return _joined(figures, f'<div class="kla-beside">{"".join(figure.html for figure in figures)}</div>')


def section(title: str, *figures: Figure, level: int = 2, anchor: str = "") -> Figure:
    """Figures under a heading.

    Parameters
    ----------
    title : str
        The heading.
    *figures : Figure
        What stands below it.
    level : int
        2 for a chapter, 3 for a part of one, to 6.
    anchor : str
        Name by which links find the section.
    """
    if not 2 <= level <= 6:
        raise ValueError(f"level {level}: a heading has level 2 to 6")
    name = f' id="{identifier(anchor)}"' if anchor else ""
    inner = stack(*figures)
    html = f'<section class="kla-section"{name}><h{level}>{escape(title)}</h{level}>{inner.html}</section>'
    content = (Heading(title, level, anchor), *inner.content)
    rule = ("=" if level == 2 else "-") * len(title)
    return Figure(html, "\n".join(filter(None, (title, rule, inner.text))), inner.alt or title, content=content)


def paragraph(text: str) -> Figure:
    """A paragraph of words."""
    return Figure(f'<p class="kla-text">{escape(text)}</p>', text, text, content=(Words(text),))


def notice(text: str, tone: Literal["info", "warning"] = "info", label: str = "") -> Figure:
    """A boxed remark; its tone is told by a sign, the border and the label, not by colour alone.

    Parameters
    ----------
    text : str
        The remark.
    tone : {"info", "warning"}
        How urgent it is.
    label : str
        A word before it, such as "Note", in the reader's language.
    """
    sign = _SIGNS[tone]
    lead = f"<strong>{escape(label)}</strong> " if label else ""
    html = f'<div class="kla-notice kla-notice-{tone}" role="note">{sign}<p>{lead}{escape(text)}</p></div>'
    plain = " ".join(filter(None, ("[!]" if tone == "warning" else "[i]", label, text)))
    return Figure(html, plain, plain, content=(Remark(text, tone, label),))


def _joined(figures: Sequence[Figure], html: str) -> Figure:
    text = "\n\n".join(figure.text for figure in figures if figure.text)
    content = tuple(block for figure in figures for block in figure.content)
    return Figure(html, text, " ".join(figure.alt for figure in figures if figure.alt), content=content)


_SIGNS = {
    "info": '<svg class="kla-sign" aria-hidden="true" viewBox="0 0 20 20" width="20" height="20" fill="none" '
    'stroke="currentColor" stroke-width="1.8"><circle cx="10" cy="10" r="8"/><path d="M10 9v5.5M10 5.2v1.6"/></svg>',
    "warning": '<svg class="kla-sign" aria-hidden="true" viewBox="0 0 20 20" width="20" height="20" fill="none" '
    'stroke="currentColor" stroke-width="1.8"><path d="M10 2 19 18H1Z" stroke-linejoin="round"/>'
    '<path d="M10 7.5v5M10 14v1.8"/></svg>',
}
