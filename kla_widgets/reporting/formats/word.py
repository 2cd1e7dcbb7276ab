"""Pieces put into a Word document, whichever it is: a report of ours or a template that a user brings.

Styles that the document lacks are added from ``templates/documents/word-styles.xml``; those that it has stay, so that a
template keeps its look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import lru_cache
from io import BytesIO
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kla_widgets.figures.content import Front, Grid, Heading, KeyFigures, Mark, Picture, Remark, Words
from kla_widgets.reporting.formats import word_xml as xml
from kla_widgets.reporting.formats.drawings import drawing_size, for_print, raster_size
from kla_widgets.reporting.formats.layout import PORTRAIT, Layout, layout
from kla_widgets.reporting.formats.pieces import Bullets, Fixed, Piece, Raster
from kla_widgets.reporting.formats.typesetting import svg_to_png
from kla_widgets.resources import templates

_DOTS_PER_INCH = 150
_NARROW = 55.0


def add_pieces(word: WordDocument, pieces: Iterable[Piece], after: Paragraph | None = None) -> None:
    """Put pieces into a document.

    Parameters
    ----------
    word : docx.document.Document
        Any; it is changed.
    pieces : iterable of Piece
        Headings come as Heading 1 to 3, tables as tables; a table too wide for an upright page stands in a section of
        its own that lies on its side. Marks are left out: they belong into a header.
    after : Paragraph, optional
        Where; at the end by default.
    """
    add_styles(word)
    body = word.element.body
    place = list(body).index(after._p) + 1 if after is not None else len(body) - (body.sectPr is not None)
    writer = Writer(word, _section_of(body, place))
    written = "".join(map(writer.write, pieces))
    for element in reversed(xml.elements(written)):
        body.insert(place, element)


def add_styles(word: WordDocument, replace: bool = False) -> None:
    """Give a document the styles that pieces use.

    Parameters
    ----------
    replace : bool
        Also put ours in place of those that it has.
    """
    styles = word.styles.element
    known = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
    for style in _styles():
        own = known.get(style.get(qn("w:styleId")))
        if own is not None and replace:
            styles.replace(own, deepcopy(style))
        elif own is None:
            styles.append(deepcopy(style))


@lru_cache(maxsize=1)
def _styles() -> tuple[Any, ...]:
    made = parse_xml((templates() / "documents" / "word-styles.xml").read_bytes())
    return tuple(made.findall(qn("w:style")))


def _section_of(body: Any, place: int) -> Any:
    """The settings of the section that holds a place: those that follow next, since sections are closed by them."""
    later = (found for element in list(body)[place:] for found in element.iter(qn("w:sectPr")))
    return next(later, body.get_or_add_sectPr())


class Writer:
    """Writes pieces as XML of a document, to which it adds pictures.

    Parameters
    ----------
    word : docx.document.Document
    section : element
        Settings of the section that the pieces stand in.
    first_on_new_page : bool
        Whether the first heading begins a page.

    Attributes
    ----------
    titles : list of (str, int, int)
        Words, level and bookmark of every heading written.
    """

    def __init__(self, word: WordDocument, section: Any, first_on_new_page: bool = False) -> None:
        self.titles: list[tuple[str, int, int]] = []
        self._part = word.part
        self._section = section
        self._new_page = first_on_new_page
        self._after_wide = False
        ids = [int(one) for one in word.element.body.xpath("//w:bookmarkStart/@w:id | //wp:docPr/@id") if one.isdigit()]
        self._numbers: Iterator[int] = count(max(ids, default=0) + 1)
        self._lists = {style.name for style in word.styles if style.name in ("List Bullet", "List Number")}

    def write(self, piece: Piece) -> str:
        """The XML of a piece."""
        written = self._written(piece)
        self._after_wide = isinstance(piece, Grid) and layout(piece).landscape
        return written

    def _written(self, piece: Piece) -> str:
        match piece:
            case Heading():
                return self._heading(piece)
            case Words():
                return xml.paragraph(xml.run(piece.text))
            case Remark():
                return self._remark(piece)
            case Front():
                return _front(piece)
            case KeyFigures():
                return _key_figures(piece)
            case Picture():
                svg = for_print(piece.svg)
                width, height = drawing_size(svg)
                title = xml.paragraph(xml.run(piece.title), "Caption") if piece.title else ""
                return title + self._picture(svg_to_png(svg, width, _DOTS_PER_INCH), width, height, piece.alt)
            case Raster():
                return self._picture(piece.data, *raster_size(piece), piece.alt)
            case Grid():
                return self._grid(piece)
            case Bullets():
                return self._bullets(piece)
            case Fixed():
                return xml.paragraph(xml.run(piece.text), "KlaFixed")
            case Mark():
                return ""

    def _heading(self, piece: Heading) -> str:
        self.titles.append((piece.text, min(max(piece.level - 1, 1), 3), next(self._numbers)))
        return xml.heading(*self.titles[-1], new_page=self._new_page and len(self.titles) == 1)

    def _remark(self, piece: Remark) -> str:
        label = xml.run(f"{piece.label} ", "<w:b/>") if piece.label else ""
        style = "KlaWarning" if piece.tone == "warning" else "KlaRemark"
        # Word puts neighbours with equal borders and indents into one box; a twentieth of a point keeps them apart.
        indent = f'<w:ind w:left="{170 + next(self._numbers) % 2}" w:right="150"/>'
        return xml.paragraph(label + xml.run(piece.text), style, indent)

    def _picture(self, data: bytes, width: float, height: float, alt: str) -> str:
        relation, _ = self._part.get_or_add_image(BytesIO(data))
        number = next(self._numbers)
        shown = xml.picture(relation, width, height, f"Gambar {number}", alt, number)
        return xml.paragraph(shown, "KlaPicture")

    def _grid(self, grid: Grid) -> str:
        made = layout(grid, breadth=1.0)
        caption = xml.paragraph(xml.run(grid.caption), "Caption") if grid.caption else ""
        below = xml.paragraph(xml.run(grid.left_out), "KlaBelow")  # also keeps two tables apart
        written = caption + xml.table(grid, self._fitting(made)) + below
        if not made.landscape:
            return written
        upright, wide = (xml.paragraph("", "", _section(self._section, landscape)) for landscape in (False, True))
        return ("" if self._after_wide else upright) + written + wide  # no empty page between two wide tables

    def _fitting(self, made: Layout) -> tuple[float, ...]:
        """Widths of columns that fit between the margins, which a template may have set closer than ours."""
        size, margins = self._section.find(qn("w:pgSz")), self._section.find(qn("w:pgMar"))
        if size is None or margins is None:
            return made.widths
        across, down = int(size.get(qn("w:w"))), int(size.get(qn("w:h")))
        between = int(margins.get(qn("w:left"))) + int(margins.get(qn("w:right")))
        room = ((max(across, down) if made.landscape else across) - between) / 20
        if room > 0.99 * sum(made.widths):
            return made.widths
        whole = sum(width for width in made.widths if width <= _NARROW)  # columns of numbers, whose words cannot break
        share = (room - whole) / (sum(made.widths) - whole) if sum(made.widths) > whole else 0.0
        if share < 0.4:
            return tuple(width * room / sum(made.widths) for width in made.widths)
        return tuple(width if width <= _NARROW else width * share for width in made.widths)

    def _bullets(self, piece: Bullets) -> str:
        style = "List Number" if piece.numbered else "List Bullet"
        if style in self._lists:
            return "".join(xml.paragraph(xml.run(item), style.replace(" ", "")) for item in piece.items)
        signs = (f"{place}." if piece.numbered else "•" for place in count(1))
        hanging = '<w:ind w:left="360" w:hanging="360"/>'
        return "".join(
            xml.paragraph(xml.run(f"{sign}\t{item}"), "", hanging)
            for sign, item in zip(signs, piece.items, strict=False)
        )


def _section(like: Any, landscape: bool = False) -> str:
    """The end of a section, upright or lying on its side, with the margins, head and foot of another."""
    made = deepcopy(like)
    size = made.find(qn("w:pgSz"))
    if landscape and size is not None:
        size.set(qn("w:orient"), "landscape")
        size.attrib[qn("w:w")], size.attrib[qn("w:h")] = size.get(qn("w:h")), size.get(qn("w:w"))
    return xml.written(made)


def _front(piece: Front) -> str:
    kicker = xml.paragraph(xml.run(piece.kicker), "KlaKicker") if piece.kicker else ""
    subtitle = xml.paragraph(xml.run(piece.subtitle), "Subtitle") if piece.subtitle else ""
    facts = [
        xml.paragraph(xml.run(f"{name}: ", '<w:color w:val="56626E"/>') + xml.run(value), "KlaCell")
        for name, value in piece.facts
    ]
    listed = xml.plain_table(facts, (PORTRAIT / 2,) * 2) + xml.paragraph("", "KlaBelow") if facts else ""
    return kicker + xml.paragraph(xml.run(piece.title), "Title") + subtitle + listed


def _key_figures(piece: KeyFigures) -> str:
    cells = [
        xml.paragraph(xml.run(label), "KlaFigureNote", "<w:keepNext/>")
        + xml.paragraph(xml.run(value), "KlaFigure")
        + xml.paragraph(xml.run(note), "KlaFigureNote")
        for label, value, note in piece.items
    ]
    across = min(max(len(cells), 1), 4)
    border = '<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="76838F"/></w:tcBorders>'
    return xml.plain_table(cells, (PORTRAIT / across,) * across, border) + xml.paragraph("", "KlaBelow")
