"""The PDF: proper pages.

FMT-P1  Every page has the region, the cycle and its number of how many; made-up data are marked on every page.
FMT-P2  The contents name every heading with the page that it is on.
FMT-P3  A table goes on with its heading repeated; a table too wide for an upright page lies on its side.
FMT-P4  Title, language and fingerprint are in the file; its fonts are those that the typesetter brings along.
FMT-P5  What one document said is not in the next.
"""

from __future__ import annotations

import json
import re
from io import BytesIO

import psutil
import pytest
from format_notebooks import notebook_of
from format_reading import pdf_pages, without_blanks
from nbformat import NotebookNode
from pypdf import PdfReader

from kla_widgets import figures as f
from kla_widgets.errors import KlaError
from kla_widgets.figures.content import Heading
from kla_widgets.language import language
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.document import Document
from kla_widgets.reporting.formats.typesetting import to_pdf

EMBEDDED = ("LibertinusSerif", "NewCM", "DejaVuSansMono")


@pytest.fixture(scope="module")
def reader(training: NotebookNode) -> PdfReader:
    return PdfReader(BytesIO(formats.write("pdf", training)))


@pytest.fixture(scope="module")
def pages(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def test_fmt_p1_every_page_says_where_it_belongs(pages: list[str]) -> None:
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        assert "Kabupaten Latihan · 2024" in page
        assert re.search(rf"\b{number} (of|dari) {len(pages)}\b", page)
        assert page.count("DATA LATIHAN") >= 2  # across the page, and in its head


def test_fmt_p1_a_real_region_has_no_watermark(bandung: NotebookNode) -> None:
    pages = pdf_pages(formats.write("pdf", bandung))
    assert all("DATALATIHAN" not in page for page in pages)
    assert all("KotaBandung·2024" in page for page in pages)


def test_fmt_p1_pages_are_a4(reader: PdfReader) -> None:
    sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages}
    assert sizes == {(595, 842)}


def test_fmt_p2_the_contents_are_true(pages: list[str], document: Document) -> None:
    contents = without_blanks(pages[0])
    titles = [piece.text for piece in document.content if isinstance(piece, Heading)]
    assert len(titles) >= 9
    for title in titles:
        found = re.search(rf"{re.escape(without_blanks(title))}\.+(\d+)", contents)
        assert found, title
        assert title in pages[int(found[1]) - 1]


def test_fmt_p2_few_headings_need_no_contents() -> None:
    pages = pdf_pages(formats.write("pdf", notebook_of(f.section("Satu", f.paragraph("x")))))
    assert len(pages) == 1


def test_fmt_p3_the_heading_of_a_table_is_repeated(pages: list[str], document: Document) -> None:
    grid = max(document.grids, key=lambda one: len(one.lines))
    labels = without_blanks("".join(field.label for field in grid.fields))
    first = next(number for number, page in enumerate(pages) if grid.caption in page)
    last = max(
        n for n, page in enumerate(pages) if without_blanks("".join(grid.lines[-1].words)) in without_blanks(page)
    )
    assert last > first + 3
    assert all(labels in without_blanks(page) for page in pages[first : last + 1])


def test_fmt_p3_a_table_of_many_columns_lies_on_its_side() -> None:
    columns = [f.Column(f"c{number}", f"Indikator {number}", "points") for number in range(16)]
    rows = [{column.key: 1234.5 for column in columns}] * 3
    made = notebook_of(
        f.paragraph("sebelum"), f.table(columns, rows, language("id"), "Lebar", "k"), f.paragraph("lalu")
    )
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for page in PdfReader(BytesIO(formats.write("pdf", made))).pages
    ]
    assert sizes == [(595, 842), (842, 595), (595, 842)]


def test_fmt_p4_the_file_says_what_it_is(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Kabupaten Uji, 2024"
    assert "f" * 64 in str(reader.metadata)
    assert reader.trailer["/Root"]["/Lang"].startswith("id")


def test_fmt_p4_fonts_are_the_same_on_every_machine(reader: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).rpartition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(font.startswith(EMBEDDED) for font in fonts)


def test_fmt_p5_a_document_has_nothing_of_the_one_before(training: NotebookNode) -> None:
    made = notebook_of(f.cover("Kota Lain"), f.section("Bagian", f.paragraph("Kata")), title="Kota Lain")
    alone = formats.write("pdf", made)
    formats.write("pdf", training)
    assert formats.write("pdf", made) == alone
    assert all("Latihan" not in page for page in pdf_pages(alone))


def test_a_template_that_fails_is_told_with_its_reason() -> None:
    with pytest.raises(KlaError) as told:
        to_pdf("report.typ", document="no JSON")
    (fault,) = told.value.faults
    assert fault.code == "FMT-002"
    assert "JSON" in str(told.value)


def test_a_forked_copy_of_a_process_that_set_pages_is_told_and_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    formats.write("pdf", notebook_of(f.paragraph("x")))
    monkeypatch.setattr("os.getpid", lambda: -1)
    with pytest.raises(RuntimeError, match="forked"):
        formats.write("pdf", notebook_of(f.paragraph("x")))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_reports(training: NotebookNode) -> None:
    process, sizes = psutil.Process(), []
    for number in range(24):
        changed = json.loads(json.dumps(training).replace("Apakah", f"Apakah {number}").replace(",00", f",{number:02}"))
        formats.write("pdf", changed)
        sizes.append(process.memory_info().rss / 2**20)
    assert max(sizes[12:]) - max(sizes[4:12]) < 60  # one report that is kept would be 50
