"""A document as Word file: real styles, real tables, contents, page numbers; anyone can go on writing in it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

from kla_widgets.figures.content import Heading
from kla_widgets.language import Language
from kla_widgets.reporting.formats import word_xml as xml
from kla_widgets.reporting.formats.document import Document, document_of
from kla_widgets.reporting.formats.layout import PORTRAIT
from kla_widgets.reporting.formats.pdf import CONTENTS, PAGE_OF
from kla_widgets.reporting.formats.word import Writer, add_styles

if TYPE_CHECKING:
    from nbformat import NotebookNode

_LOCALES = {"id": "id-ID", "en": "en-GB"}
_WIDE = 14792  # where the right margin of a page on its side stands, in twentieths of a point


def write(document: Document) -> bytes:
    """A Word file."""
    word = docx.Document(BytesIO(_blank()))
    t = document.t
    _describe(word, document)
    wide = _head_and_foot(word, document, t)
    written = _body(word, document, t)
    # Set as a whole: to move so many elements into the document one by one takes ten times as long.
    word.part._element = parse_xml(f"<w:document {xml.NAMESPACES}><w:body>{written}</w:body></w:document>")
    _head_wide_pages(word.part._element, wide)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def write_notebook(notebook: NotebookNode) -> bytes:
    """The Word file of an executed notebook."""
    return write(document_of(notebook))


def prepare() -> None:
    """Make the empty document that all others begin with."""
    _blank()


@lru_cache(maxsize=1)
def _blank() -> bytes:
    """An empty A4 document with our styles."""
    word = docx.Document()
    add_styles(word, replace=True)
    section = word.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    section.left_margin = section.right_margin = Pt((595.3 - PORTRAIT) / 2)
    section.top_margin, section.bottom_margin = Pt(70), Pt(60)
    section.header_distance, section.footer_distance = Pt(34), Pt(30)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _describe(word: WordDocument, document: Document) -> None:
    """Properties, and the language that spelling is checked in."""
    about, now = word.core_properties, datetime.now(UTC).replace(tzinfo=None)
    about.title, about.subject = document.title[:255], document.front.kicker[:255]
    about.author, about.comments, about.keywords = "kla-widgets", document.mark[:255], document.fingerprint[:255]
    about.language, about.created, about.modified = _LOCALES[document.t.code], now, now
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for name in ("w:lang", "w:rFonts"):
        for old in defaults.findall(qn(name)):
            defaults.remove(old)
    fonts = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    spoken = f'<w:lang w:val="{about.language}" w:eastAsia="{about.language}" w:bidi="ar-SA"/>'
    defaults.insert(0, *xml.elements(fonts))
    defaults.extend(xml.elements(spoken))


def _head_and_foot(word: WordDocument, document: Document, t: Language) -> dict[str, str]:
    """Head and foot of upright pages; those of wide ones are made beside them: their relations, by the reference."""
    section = word.sections[0]
    mark = ""
    if document.mark:
        length = min(26.0 * len(document.mark), 560.0)
        mark = xml.watermark(document.mark, length, length / max(len(document.mark), 1) * 1.9)
    right = document.mark or document.front.kicker
    look = '<w:rStyle w:val="KlaMark"/>' if document.mark else ""
    head = f"{xml.run(document.head_line)}<w:r><w:tab/></w:r>{xml.run(right, look)}{mark}"
    before, _, rest = t(PAGE_OF).partition("{page}")
    between, _, behind = rest.partition("{pages}")
    page = xml.run(before) + xml.field("PAGE", "1") + xml.run(between) + xml.field("NUMPAGES", "1") + xml.run(behind)
    foot = f"{xml.run(document.front.kicker if document.mark else '')}<w:r><w:tab/></w:r>{page}"
    wide = {}
    for part, inner, style, add in (
        (section.header, head, "Header", word.part.add_header_part),
        (section.footer, foot, "Footer", word.part.add_footer_part),
    ):
        part.is_linked_to_previous = False
        part._element[:] = xml.elements(xml.paragraph(inner, style))
        other, wide[f"w:{style.lower()}Reference"] = add()  # type: ignore[no-untyped-call]
        tabs = f'<w:tabs><w:tab w:val="clear" w:pos="9866"/><w:tab w:val="right" w:pos="{_WIDE}"/></w:tabs>'
        other.element[:] = xml.elements(xml.paragraph(inner, style, tabs))
    return wide


def _head_wide_pages(body: Any, wide: dict[str, str]) -> None:
    """Give pages that lie on their side the head and foot made for them."""
    for section in body.iter(qn("w:sectPr")):
        size = section.find(qn("w:pgSz"))
        if size is not None and size.get(qn("w:orient")) == "landscape":
            for name, relation in wide.items():
                for reference in section.findall(qn(name)):
                    reference.set(qn("r:id"), relation)


def _body(word: WordDocument, document: Document, t: Language) -> str:
    """All pieces; contents on the first page, and the first heading on the next, where there are a few headings."""
    section = word.element.body.sectPr
    with_contents = len(document.headings) > 2
    writer = Writer(word, section, first_on_new_page=with_contents)
    written = [writer.write(piece) for piece in document.content]
    if with_contents:
        first = next(place for place, piece in enumerate(document.content) if isinstance(piece, Heading))
        written.insert(first, xml.contents(t(CONTENTS), [title for title in writer.titles if title[1] <= 2]))
    return "".join(written) + xml.written(section)
