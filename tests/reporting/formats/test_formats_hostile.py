"""Whatever people write, every format is written, opens, and shows it as words.

FMT-H1  Markup, formulas, Typst code and signs of other scripts are words in every format.
FMT-H2  Signs that no document knows are replaced, not fatal.
FMT-H3  A note of 100,000 signs is whole in page, PDF and Word; Excel, whose cells hold less, says what it leaves out.
FMT-H4  Names with slashes, quotes, braces and right-to-left marks make no trouble in titles and sheet names.
FMT-H5  A report of nothing is a document too.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import nbformat
import pytest
from format_notebooks import notebook_of
from format_reading import Page, pdf_pages, sheets, without_blanks, word_tables, word_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from kla_widgets import figures as f
from kla_widgets.errors import KlaError
from kla_widgets.language import language
from kla_widgets.reporting import formats

WORDS = (
    "<script>alert(1)</script>",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1-2@3",
    "#typst[*kode*] $x$ @ref <label>",
    "#import \"/etc/passwd\": *",
    "w:p & </w:t> &amp; %s {0} {{jinja}}",
    "-- ' \" ` \\ /* */",
)  # fmt: skip
SCRIPTS = "مرحبا \u202eabc\u202c שלום 漢字 👩‍👧 é ﷽"
BROKEN = "a\x00b\x07c\x1bd\ud800e\ufffef"
LONG = "Catatan panjang. " * 6000
OFFICE = ("html", "pdf", "docx", "xlsx")


def everything(words: str) -> nbformat.NotebookNode:
    """A notebook that has these words in every place that words can stand in."""
    t = language("id")
    columns = [f.Column("a", words), f.Column("b", "B", "id"), f.Column("n", "N", "points", total=True)]
    rows: list[dict[str, Any]] = [{"a": words, "b": words, "n": 1 / 3, "g": words}, {"a": "z", "b": "11.10", "n": None}]
    return notebook_of(
        f.watermark(words),
        f.cover(words, words, words, [(words, words)]),
        f.tiles(f.Tile(words, words, words)),
        f.notice(words, "warning", words),
        f.section(words, f.paragraph(words), f.progress(f.Part(words, 1), t=t, title=words, alt=words, key="p")),
        f.table(columns, rows, t, words, "k", group_by="g"),
        f.table(columns, rows, t, words, "k2"),
        title=words,
        fingerprint=words,
    )


def all_words(ending: str, file: bytes) -> str:
    if ending == "html":
        return "".join(Page(file).words)
    if ending == "pdf":
        return "".join(pdf_pages(file))
    if ending == "docx":
        return word_text(file)
    return " ".join(str(cell) for rows in sheets(file).values() for row in rows for cell in row)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("ending", OFFICE)
def test_fmt_h1_markup_is_words(ending: str, words: str) -> None:
    file = formats.write(ending, everything(words))
    assert without_blanks(words) in without_blanks(all_words(ending, file))
    if ending == "html":
        assert "script" not in Page(file).tags
    if ending == "docx":
        assert [row for table in word_tables(file) for row in table if row[0] == words]
    if ending == "xlsx":
        cells = [cell for sheet in load_workbook(BytesIO(file)).worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert [cell.value for cell in cells if cell.value == "11.10"]


@pytest.mark.parametrize("ending", OFFICE)
def test_fmt_h1_scripts_of_the_world_do_not_break_anything(ending: str) -> None:
    found = all_words(ending, formats.write(ending, everything(SCRIPTS)))
    assert without_blanks(SCRIPTS) in without_blanks(found) if ending != "pdf" else "é" in found


@pytest.mark.parametrize("ending", OFFICE)
def test_fmt_h2_signs_that_no_document_knows_are_replaced(ending: str) -> None:
    found = all_words(ending, formats.write(ending, everything(BROKEN)))
    assert "\x00" not in found
    assert "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf" in found or ending == "pdf"


def test_fmt_h2_a_notebook_with_them_can_be_read_again() -> None:
    file = formats.write("ipynb", everything(BROKEN))
    assert nbformat.reads(file.decode("utf-8"), as_version=4).cells


@pytest.mark.parametrize("ending", OFFICE)
def test_fmt_h3_a_long_note_is_whole_or_says_that_it_is_not(ending: str) -> None:
    note, count = without_blanks(LONG), 6000
    columns = [f.Column("id", "No", "id"), f.Column("note", "Catatan")]
    rows = [{"id": "I1", "note": LONG}, {"id": "I2", "note": "pendek"}]
    file = formats.write(ending, notebook_of(f.table(columns, rows, language("id"), "Catatan", "k")))
    if ending == "xlsx":
        cell = sheets(file)["Catatan"][2][1]
        assert 32_000 < len(cell) <= 32_767
        kept, _, remark = cell.rpartition("…")
        assert LONG.startswith(kept)
        assert language("id").number(len(LONG) - len(kept), 0) in remark
    elif ending == "pdf":
        pages = PdfReader(BytesIO(file)).pages
        assert sum(page.extract_text().count("panjang.") for page in pages) == count
        assert "pendek" in pages[-1].extract_text()
    else:
        assert note in without_blanks(all_words(ending, file))


@pytest.mark.parametrize("ending", OFFICE)
def test_fmt_h4_names_make_no_trouble(ending: str) -> None:
    name = "Kab. ../..\\x/'{region}' \"[a]:*?\" \u200f\u202e" * 3
    assert formats.write(ending, everything(name))


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_fmt_h5_a_report_of_nothing_is_a_document(ending: str) -> None:
    assert formats.write(ending, nbformat.v4.new_notebook())


def test_fmt_h5_an_unknown_format_is_told() -> None:
    with pytest.raises(KlaError) as told:
        formats.write("odt", nbformat.v4.new_notebook())
    assert [fault.code for fault in told.value.faults] == ["FMT-001"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(max_size=60))
def test_fmt_h1_any_words_make_a_word_file_and_a_sheet(words: str) -> None:
    made = everything(words)
    docx.Document(BytesIO(formats.write("docx", made)))
    load_workbook(BytesIO(formats.write("xlsx", made)))
    assert formats.write("pdf", made).startswith(b"%PDF")
