"""What documents are made of: our figures as they said it, anything else as well as it can be done."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import nbformat
import pandas as pd
import pytest
from format_notebooks import notebook_of
from format_reading import Page, pdf_pages, sheets, word_tables, word_text
from nbformat import NotebookNode

from kla_widgets import figures as f
from kla_widgets.figures.content import Grid, Heading, Picture, Remark, Words
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.document import document_of
from kla_widgets.reporting.formats.pieces import Bullets, Fixed, Raster

new_output = nbformat.v4.new_output


def png(width: int, height: int) -> str:
    """A grey picture, in base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    made = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return base64.b64encode(made).decode()


def showing(*outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> NotebookNode:
    cell = nbformat.v4.new_code_cell("x", outputs=list(outputs), metadata={"tags": list(tags)})
    return nbformat.v4.new_notebook(cells=[cell])


def data(**kinds: str) -> dict[str, Any]:
    return new_output("display_data", data={name.replace("_", "/", 1): value for name, value in kinds.items()})


FRAME = pd.DataFrame({"kode": ["01", "11.10"], "nilai": [1.5, -2.0], "jumlah": [3, 4], "nama": ["a & b", "<c>"]})


def test_figures_come_as_they_said_it() -> None:
    made = f.section("Judul", f.paragraph("Kata"), f.notice("Awas", "warning"))
    document = document_of(notebook_of(f.watermark("DATA LATIHAN"), made))
    assert document.content == made.content
    assert document.mark == "DATA LATIHAN"
    assert document.synthetic
    assert (document.title, document.t.code, document.fingerprint) == ("Kabupaten Uji, 2024", "id", "f" * 64)


def test_a_notebook_that_says_nothing_of_itself_is_an_indonesian_report() -> None:
    document = document_of(nbformat.v4.new_notebook())
    assert (document.title, document.t.code, document.synthetic) == ("Report", "id", False)


def test_what_a_tag_hides_is_in_no_document() -> None:
    shown = data(text_html="<p>rahasia</p>")
    assert document_of(showing(shown)).content == (Words("rahasia"),)
    for tag in ("remove-cell", "remove-output"):
        assert document_of(showing(shown, tags=(tag,))).content == ()
        assert "rahasia" not in formats.write("html", showing(shown, tags=(tag,))).decode()


def test_a_table_of_pandas_is_a_table_of_numbers_and_codes_stay_text() -> None:
    (grid,) = document_of(showing(data(text_html=FRAME.to_html(), text_plain="no"))).content
    assert isinstance(grid, Grid)
    assert [field.label for field in grid.fields] == ["", "kode", "nilai", "jumlah", "nama"]
    assert [field.side for field in grid.fields] == ["right", "left", "right", "right", "left"]
    assert [line.words for line in grid.lines] == [("0", "01", "1.5", "3", "a & b"), ("1", "11.10", "-2.0", "4", "<c>")]
    assert grid.lines[1].values == (1.0, None, -2.0, 4.0, None)


@pytest.mark.parametrize("codes", [["01", "02"], ["0012", "5"], ["11.01", "011.10"], ["00"]])
def test_numbers_that_would_lose_signs_are_no_numbers(codes: list[str]) -> None:
    rows = "".join(f"<tr><td>{code}</td></tr>" for code in codes)
    (grid,) = document_of(showing(data(text_html=f"<table>{rows}</table>"))).content
    assert isinstance(grid, Grid)
    assert all(line.values == (None,) for line in grid.lines)


def test_html_comes_as_headings_paragraphs_and_lists_without_scripts() -> None:
    html = "<style>p{}</style><h1>A</h1><p>B <b>c</b>\n d</p><ul><li>e</li><li>f</li></ul><script>g</script>h"
    pieces = document_of(showing(data(text_html=html))).content
    assert pieces == (Heading("A", 2), Words("B c d"), Bullets(("e", "f")), Words("h"))


def test_markdown_comes_as_headings_paragraphs_lists_and_tables() -> None:
    text = "# Judul\n\nKata *miring*.\n\n1. satu\n2. dua\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n```\nkode  2\n```"
    document = document_of(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]))
    heading, words, items, grid, code = document.content
    assert (heading, words) == (Heading("Judul", 2), Words("Kata miring."))
    assert items == Bullets(("satu", "dua"), numbered=True)
    assert isinstance(grid, Grid)
    assert grid.lines[0].values == (None, 1.0)
    assert code == Fixed("kode  2")


def test_pictures_drawings_text_and_errors_are_shown() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><rect width="9" height="4"/></svg>'
    notebook = showing(
        data(image_png=png(40, 30), text_plain="gambar"),
        {**data(), "data": {"image/svg+xml": svg}},
        new_output("stream", name="stdout", text="baris 1\nbaris 2\n"),
        new_output("stream", name="stderr", text="peringatan"),
        new_output("error", ename="ValueError", evalue="salah", traceback=[]),
    )
    raster, picture, fixed, error = document_of(notebook).content
    assert isinstance(raster, Raster)
    assert (raster.kind, raster.width, raster.height) == ("png", 40, 30)
    assert isinstance(picture, Picture)
    assert fixed == Fixed("baris 1\nbaris 2")
    assert error == Remark("salah", "warning", "ValueError")
    page = formats.write("html", notebook).decode()
    for part in ("data:image/png;base64,", "<svg", "<pre>baris 1", "<strong>ValueError</strong> salah"):
        assert part in page
    assert "peringatan" not in page
    assert "baris2" in "".join(pdf_pages(formats.write("pdf", notebook)))
    assert "baris 1baris 2" in word_text(formats.write("docx", notebook))
    assert formats.write("xlsx", notebook)


@pytest.mark.parametrize("content", ["", "%%%", base64.b64encode(b"GIF89a").decode(), png(4, 4)[:20]])
def test_a_broken_picture_breaks_no_document(content: str) -> None:
    assert document_of(showing(data(image_png=content))).content == ()


def test_a_foreign_notebook_is_in_all_formats() -> None:
    cells = [
        nbformat.v4.new_markdown_cell("## Bagian\n\nKata."),
        nbformat.v4.new_code_cell("df", outputs=[data(text_html=FRAME.to_html())]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    rows = Page(formats.write("html", notebook)).tables[0]
    assert rows[2] == ["1", "11.10", "-2.0", "4", "<c>"]
    assert word_tables(formats.write("docx", notebook)) == [rows]
    assert "111.10-2.04<c>" in "".join(pdf_pages(formats.write("pdf", notebook)))
    table = list(sheets(formats.write("xlsx", notebook)).values())[1]
    assert table[-1] == [1, "11.10", -2, 4, "<c>"]


def test_made_up_data_are_marked_even_if_the_template_forgets_to() -> None:
    notebook = notebook_of(f.paragraph("x"))
    notebook.metadata["kla"]["synthetic"] = True
    assert document_of(notebook).mark == "DATA LATIHAN"
    assert 'class="kla-watermark-banner">DATA LATIHAN<' in formats.write("html", notebook).decode()
    marked = notebook_of(f.watermark("REKAAN"))
    marked.metadata["kla"]["synthetic"] = True
    assert document_of(marked).mark == "REKAAN"
    assert "DATA LATIHAN" not in formats.write("html", marked).decode()
