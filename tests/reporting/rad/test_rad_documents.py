"""The RAD as Word, PDF and Excel: chapters, styles, marked gaps, own templates, and the matrix read back equal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import load_workbook
from pypdf import PdfReader

from kla_widgets.errors import KlaError
from kla_widgets.language import language
from kla_widgets.reporting.formats import docx as word_writer
from kla_widgets.reporting.formats import pdf
from kla_widgets.reporting.rad_chapters import chapters, document
from kla_widgets.reporting.rad_export import write_documents
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.reporting.rad_template import BLOCKS, WORDS, fill_template


@pytest.fixture(scope="session")
def word(training: RadFacts) -> WordDocument:
    return docx.Document(BytesIO(word_writer.write(document(training))))


def template(build: Callable[[WordDocument], object]) -> bytes:
    made, file = docx.Document(), BytesIO()
    build(made)
    made.save(file)
    return file.getvalue()


def words_of(made: WordDocument) -> str:
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in made.element.iter(qn("w:p")))


def test_the_word_file_has_all_chapters_as_real_headings(word: WordDocument) -> None:
    titles = [one.text for one in word.paragraphs if one.style and one.style.name.lower() == "heading 1"]
    assert len(titles) == 8
    assert [one.split(".")[0].split()[-1] for one in titles[:7]] == ["I", "II", "III", "IV", "V", "VI", "VII"]


def test_the_word_file_has_contents_and_a_landscape_matrix_with_repeated_heads(word: WordDocument) -> None:
    assert any(one.text.strip().startswith("TOC ") for one in word.element.iter(qn("w:instrText")) if one.text)
    assert any(size.get(qn("w:orient")) == "landscape" for size in word.element.iter(qn("w:pgSz")))
    assert all(table._tbl.findall(".//" + qn("w:tblHeader")) for table in word.tables if len(table.rows) > 8)


def test_head_and_foot_reach_the_right_margin_of_upright_and_wide_pages(word: WordDocument) -> None:
    margins = set()
    for section in word.sections:
        wide = section.orientation == WD_ORIENT.LANDSCAPE
        room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        for part in (section.header, section.footer):
            paragraph = part.paragraphs[0]
            stops = list(paragraph.paragraph_format.tab_stops)
            if not stops:
                assert paragraph.style is not None
                stops = list(paragraph.style.paragraph_format.tab_stops)
            assert abs(stops[-1].position - room) < Pt(1)
            margins.add(wide)
            assert paragraph.text.strip()
    assert margins == {True, False}


def test_no_page_between_two_wide_tables_is_empty(word: WordDocument) -> None:
    kinds, filled = [], False
    for element in word.element.body:
        filled |= element.tag == qn("w:tbl") or bool("".join(node.text or "" for node in element.iter(qn("w:t"))))
        if element.find(".//" + qn("w:sectPr")) is not None:
            kinds.append(filled)
            filled = False
    assert all(kinds), kinds
    assert len(kinds) >= 3


def test_what_only_people_can_write_is_a_marked_gap(training: RadFacts) -> None:
    text = "\n".join(one.text for one in chapters(training))
    lead = "[" + language("id")("[To be written by {agency}: {what}.]").split("{")[0].strip("[ ")
    assert text.count(lead) >= 15


@pytest.mark.slow
def test_made_up_data_are_marked_and_undecided_plans_too(training: RadFacts, metro: RadFacts) -> None:
    assert document(training).mark == "DATA LATIHAN"
    assert document(metro).mark == ""


@pytest.mark.slow
def test_the_pdf_says_what_the_word_file_says(training: RadFacts) -> None:
    pages = PdfReader(BytesIO(pdf.write(document(training)))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "613,55" in text
    assert "Kabupaten Latihan" in text
    assert any(page.mediabox.width > page.mediabox.height for page in pages)


@pytest.mark.slow
def test_files_are_named_by_the_instrument_and_lie_under_cycle_and_code(metro: RadFacts, tmp_path: Path) -> None:
    files = write_documents(metro, ["docx", "xlsx", "pdf"], tmp_path)
    assert [one.relative_to(tmp_path).as_posix() for one in files] == [
        "2022/18.72/rencana-aksi-kla-2024.docx",
        "2022/18.72/matriks-rad-kla-2024.xlsx",
        "2022/18.72/rencana-aksi-kla-2024.pdf",
    ]
    assert all(one.stat().st_size > 5000 for one in files)


# ---- the district's own template -------------------------------------------------------------------------------------


def test_placeholders_of_an_own_template_are_filled_wherever_they_stand(metro: RadFacts) -> None:
    def build(made: WordDocument) -> None:
        made.sections[0].header.paragraphs[0].text = "RAD {{daerah}}"
        made.add_heading("RAD {{daerah}} {{periode}}", 0)
        cut = made.add_paragraph("Sasaran {{sa")
        cut.add_run("saran}} dari {{predikat_kini}}").bold = True
        made.add_table(1, 1).cell(0, 0).text = "{{ tahun_sasaran }}"
        made.add_paragraph("{{matriks}}")
        made.add_paragraph("Sesudah")

    filled = docx.Document(BytesIO(fill_template(template(build), "own.docx", metro)))
    text = words_of(filled)
    assert "{{" not in text
    assert "RAD Kota Metro 2023–2027" in text
    assert "dari Pratama" in text
    assert filled.sections[0].header.paragraphs[0].text == "RAD Kota Metro"
    assert filled.tables[0].cell(0, 0).text == "2027"
    assert len(filled.tables) == 3
    assert text.rstrip().endswith("Sesudah")


@pytest.mark.slow
def test_every_placeholder_can_be_used(training: RadFacts) -> None:
    def build(made: WordDocument) -> None:
        for name in (*WORDS, *BLOCKS):
            made.add_paragraph(f"{{{{{name}}}}}")

    filled = docx.Document(BytesIO(fill_template(template(build), "own.docx", training)))
    assert "{{" not in words_of(filled)
    assert "DATA LATIHAN" in filled.paragraphs[0].text
    assert "DATA LATIHAN" in filled.sections[0].header._element.xml


def test_wide_tables_keep_within_the_margins_of_the_template(metro: RadFacts) -> None:
    filled = docx.Document(
        BytesIO(fill_template(template(lambda made: made.add_paragraph("{{matriks}}")), "own.docx", metro))
    )
    section = filled.sections[1]
    room = section.page_width - section.left_margin - section.right_margin
    for table in filled.tables:
        across = sum(int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.findall(qn("w:gridCol")))
        assert across <= room / 635 + len(table.columns)  # an EMU is a 635th of a twentieth of a point


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda made: made.add_paragraph("Tanpa penanda"), "RAD-011"),
        (lambda made: made.add_paragraph("{{daerah}} {{entah}}"), "RAD-012"),
        (lambda made: made.add_paragraph("Lihat {{matriks}} ini"), "RAD-013"),
        (lambda made: setattr(made.add_table(1, 1).cell(0, 0), "text", "{{matriks}}"), "RAD-013"),
    ],
)
def test_templates_that_cannot_be_filled_say_why(
    metro: RadFacts, build: Callable[[WordDocument], object], code: str
) -> None:
    with pytest.raises(KlaError, match=code):
        fill_template(template(build), "own.docx", metro)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04broken"])
def test_what_is_no_word_file_is_refused(metro: RadFacts, data: bytes) -> None:
    with pytest.raises(KlaError, match="RAD-010"):
        fill_template(data, "own.docx", metro)


def test_an_excel_file_is_no_template(metro: RadFacts, tmp_path: Path) -> None:
    (file,) = write_documents(metro, ["xlsx"], tmp_path)
    with pytest.raises(KlaError, match="RAD-010"):
        fill_template(file.read_bytes(), file.name, metro)


def test_nothing_is_written_when_the_template_cannot_be_filled(metro: RadFacts, tmp_path: Path) -> None:
    with pytest.raises(KlaError, match="RAD-002"):
        write_documents(metro, ["xlsx", "docx"], tmp_path / "out", tmp_path / "missing.docx")
    assert not (tmp_path / "out").exists()


# ---- the matrix as Excel file ----------------------------------------------------------------------------------------


def test_the_matrix_file_has_filter_lists_bounds_and_totals(metro: RadFacts, tmp_path: Path) -> None:
    (file,) = write_documents(metro, ["xlsx"], tmp_path)
    sheet = load_workbook(file).worksheets[0]
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes
    kinds = {one.type for one in sheet.data_validations.dataValidation}
    assert kinds == {"list", "decimal"}
    totals = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=SUBTOTAL(109")]
    assert len(totals) == len(metro.years)
