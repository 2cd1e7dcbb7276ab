"""A document as PDF: A4 pages with header, page numbers and contents, set by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kla_widgets.figures.content import Grid, Heading, Picture, to_json
from kla_widgets.figures.svg import width_of
from kla_widgets.language import N_
from kla_widgets.reporting.formats.document import Document, document_of
from kla_widgets.reporting.formats.drawings import drawing_width, for_print, raster_as_svg
from kla_widgets.reporting.formats.layout import is_long, layout
from kla_widgets.reporting.formats.pieces import Bullets, Fixed, Piece, Raster
from kla_widgets.reporting.formats.typesetting import to_pdf

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGE_OF = N_("Page {page} of {pages}")
CONTENTS = N_("Contents")


def write(document: Document) -> bytes:
    """A PDF.

    Raises
    ------
    KlaError
        ``FMT-002`` where the pages cannot be set.
    """
    t = document.t
    told = {
        "title": document.title,
        "language": t.code,
        "keywords": [document.fingerprint] if document.fingerprint else [],
        "mark": document.mark,
        "mark_size": round(min(60, 600 / max(width_of(document.mark, 1, bold=True), 1)), 1),
        "head_line": document.head_line,
        "kind": document.front.kicker,
        "page_words": t(PAGE_OF),
        "contents_words": t(CONTENTS),
        "blocks": list(_blocks(document)),
    }
    return to_pdf("report.typ", document=json.dumps(told, ensure_ascii=False))


def write_notebook(notebook: NotebookNode) -> bytes:
    """The PDF of an executed notebook."""
    return write(document_of(notebook))


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    """The pieces as the template takes them, the contents before the first heading."""
    first = next((one for one in document.content if isinstance(one, Heading)), None)
    for one in document.content:
        if one is first and len(document.headings) > 2:
            yield {"block": "contents"}
        yield _block(one)


def _block(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, Grid):
        return _grid(piece)
    if isinstance(piece, Heading):
        return {"block": "heading", "text": piece.text, "level": max(piece.level - 1, 1)}
    if isinstance(piece, Picture):
        svg = for_print(piece.svg)
        return {"block": "picture", "svg": svg, "title": piece.title, "alt": piece.alt, "width": drawing_width(svg)}
    if isinstance(piece, Raster):
        svg, width = raster_as_svg(piece)
        return {"block": "picture", "svg": svg, "title": "", "alt": piece.alt, "width": width}
    if isinstance(piece, Bullets):
        return {"block": "bullets", "items": piece.items, "numbered": piece.numbered}
    if isinstance(piece, Fixed):
        return {"block": "fixed", "text": piece.text}
    told: dict[str, Any] = json.loads(to_json((piece,)))[0]
    return told


def _grid(grid: Grid) -> dict[str, Any]:
    made = layout(grid)
    return {
        "block": "grid",
        "caption": grid.caption,
        "labels": [field.label for field in grid.fields],
        "kinds": [field.kind for field in grid.fields],
        "sides": [field.side for field in grid.fields],
        "widths": made.widths,
        "wide": made.landscape,
        "left_out": grid.left_out,
        "lines": [
            {"words": line.words, "values": line.values, "role": line.role, "long": is_long(line)}
            for line in grid.page_lines
        ],
    }
