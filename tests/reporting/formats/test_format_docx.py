"""The Word file: real styles and tables, contents, and pieces for other people's templates.

FMT-W1  Headings, captions and tables have the styles that Word knows; headings are in the contents.
FMT-W2  The head of a table is repeated, rows are not cut, numbers stand right.
FMT-W3  Every page has the region, the cycle and its number; made-up data are marked.
FMT-W4  A table too wide for an upright page stands in a section that lies on its side.
FMT-W5  Pieces go into any document, where one wants them, and leave its own look alone.
"""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import RGBColor
from format_notebooks import notebook_of
from format_reading import word_tables, words_of
from nbformat import NotebookNode

from kla_widgets import figures as f
from kla_widgets.figures.content import Heading
from kla_widgets.language import language
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.document import Document
from kla_widgets.reporting.formats.pieces import Bullets
from kla_widgets.reporting.formats.word import add_pieces

WIDE = f.table(
    [f.Column(f"c{number}", f"Indikator {number}", "points") for number in range(16)],
    [{f"c{number}": 1234.5 for number in range(16)}],
    language("id"),
    "Lebar",
    "lebar",
)


@pytest.fixture(scope="module")
def word(training: NotebookNode) -> WordDocument:
    return docx.Document(BytesIO(formats.write("docx", training)))


def test_fmt_w1_headings_and_captions_have_their_styles(word: WordDocument, document: Document) -> None:
    found = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    assert found == [piece.text for piece in document.content if isinstance(piece, Heading)]
    captions = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Caption"]
    assert [grid.caption for grid in document.grids if grid.caption not in captions] == []


def test_fmt_w1_the_contents_are_a_field_with_an_entry_for_each_heading(word: WordDocument) -> None:
    entries = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "toc 1"]
    titles = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    marks = {mark for title in titles for mark in title._p.xpath("w:bookmarkStart/@w:name")}
    assert [words_of(entry._p) for entry in entries] == [title.text for title in titles]
    assert [entry._p.xpath("w:hyperlink/@w:anchor")[0] in marks for entry in entries] == [True] * len(titles)
    body = word.element.body
    assert len(body.xpath('//w:fldChar[@w:fldCharType="begin"]')) == len(
        body.xpath('//w:fldChar[@w:fldCharType="end"]')
    )
    assert "TOC" in body.xpath("string(//w:instrText[1])")


def test_fmt_w2_tables_repeat_their_heads_and_keep_rows_whole(word: WordDocument) -> None:
    tables = [table for table in word.tables if table.style is not None and table.style.name == "KLA Table"]
    assert len(tables) >= 10
    for table in tables:
        first, *rest = table._tbl.tr_lst
        assert first.xpath("w:trPr/w:tblHeader")
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rest)


def test_fmt_w2_numbers_stand_right(word: WordDocument) -> None:
    table = next(table for table in word.tables if table.style is not None and table.style.name == "KLA Table")
    styles = [cell.paragraphs[0].style.name for cell in table.rows[1].cells]
    assert styles[:2] == ["KLA Cell", "KLA Number"]
    assert word.styles["KLA Number"].paragraph_format.alignment == 2


def test_fmt_w2_a_row_longer_than_a_page_may_break() -> None:
    rows = [{"a": "kata " * 2000}, {"a": "pendek"}]
    made = notebook_of(f.table([f.Column("a", "A")], rows, language("id"), "T", "k"))
    word = docx.Document(BytesIO(formats.write("docx", made)))
    assert [bool(row.xpath("w:trPr/w:cantSplit")) for row in word.tables[0]._tbl.tr_lst] == [True, False, True]


def test_fmt_w3_head_foot_and_mark(word: WordDocument, bandung: NotebookNode) -> None:
    (section,) = word.sections
    assert "Kabupaten Latihan · 2024" in words_of(section.header._element)
    assert section.header._element.xpath("//*[local-name()='textpath']/@string") == ["DATA LATIHAN"]
    assert section.footer._element.xpath("//w:instrText/text()") == [" PAGE ", " NUMPAGES "]
    real = docx.Document(BytesIO(formats.write("docx", bandung)))
    assert "LATIHAN" not in words_of(real.sections[0].header._element)
    assert not real.sections[0].header._element.xpath("//*[local-name()='textpath']")


def test_fmt_w3_properties_and_language(word: WordDocument) -> None:
    about = word.core_properties
    assert (about.title, about.language, about.keywords) == ("Kabupaten Uji, 2024", "id-ID", "f" * 64)
    assert word.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["id-ID"]


def test_fmt_w4_a_wide_table_lies_on_its_side() -> None:
    made = notebook_of(f.watermark("DATA LATIHAN"), f.paragraph("sebelum"), WIDE, f.paragraph("lalu"))
    word = docx.Document(BytesIO(formats.write("docx", made)))
    upright, lying = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in word.sections] == [upright, lying, upright]
    assert word.sections[1].page_width > word.sections[1].page_height
    assert all("DATA LATIHAN" in words_of(section.header._element) for section in word.sections)


def test_fmt_w5_pieces_stand_where_they_are_wanted_and_keep_the_templates_look() -> None:
    word = docx.Document()
    word.styles["Heading 1"].font.color.rgb = RGBColor(1, 2, 3)
    before = word.add_paragraph("Di atas")
    word.add_paragraph("Di bawah")
    pieces = (*f.section("Judul", f.paragraph("Kata")).content, Bullets(("satu", "dua")), *WIDE.content)
    add_pieces(word, pieces, after=before)
    file = BytesIO()
    word.save(file)
    again = docx.Document(BytesIO(file.getvalue()))
    words = [paragraph.text for paragraph in again.paragraphs if paragraph.text]
    assert words == ["Di atas", "Judul", "Kata", "satu", "dua", "Lebar", "Di bawah"]
    assert again.styles["Heading 1"].font.color.rgb == RGBColor(1, 2, 3)
    assert [one.style.name for one in again.paragraphs if one.text in ("satu", "dua")] == ["List Bullet"] * 2
    assert len(again.sections) == 3
    assert word_tables(file.getvalue())[0][1][0] == "1.234,50"


def test_fmt_w5_without_a_list_style_items_still_have_their_signs() -> None:
    word = docx.Document()
    for name in ("List Bullet", "List Number"):
        word.styles[name].delete()
    add_pieces(word, (Bullets(("a", "b"), numbered=True), Bullets(("c",))))
    assert [paragraph.text for paragraph in word.paragraphs if paragraph.text] == ["1.\ta", "2.\tb", "•\tc"]


def test_fmt_w5_bookmarks_and_pictures_have_numbers_of_their_own() -> None:
    word = docx.Document()
    drawn = f.progress(f.Part("A", 3), t=language("id"), title="T", alt="Alt", key="k").content
    for _ in range(2):
        add_pieces(word, (*f.section("Judul").content, *drawn))
    ids = word.element.body.xpath("//w:bookmarkStart/@w:id | //wp:docPr/@id")
    assert len(ids) == len(set(ids)) == 4
    assert len({mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}) == 2
