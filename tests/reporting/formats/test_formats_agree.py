"""Every number and every word is in all formats, as the executed notebook has it.

FMT-A1  Every row of every table stands in the page, the PDF and the Word file as it is displayed.
FMT-A2  The Excel file has every value to sixteen digits, of the rows that a page leaves out as well.
FMT-A3  Headings, paragraphs, remarks, key figures and the head are in every format.
FMT-A4  What drawings say is in the Word and the Excel file for who cannot see them.
FMT-A5  The same notebook gives the same page, the same notebook file and the same PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from math import isclose

import docx
import pytest
from format_reading import Page, pdf_pages, sheets, without_blanks, word_tables, word_text
from nbformat import NotebookNode

from kla_widgets.figures.content import Front, Grid, Heading, KeyFigures, Picture, Remark, Words
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.document import Document


@pytest.fixture(scope="module")
def files(training: NotebookNode) -> dict[str, bytes]:
    return {ending: formats.write(ending, training) for ending in formats.FORMATS}


def rows_of(grid: Grid) -> list[list[str]]:
    """The rows of a table as a page shows them, its heading first."""
    return [[field.label for field in grid.fields], *(list(line.words) for line in grid.page_lines)]


def said(document: Document) -> Iterator[str]:
    """Every piece of words that is not in a table or a drawing."""
    for piece in document.content:
        match piece:
            case Heading() | Words():
                yield piece.text
            case Remark():
                yield from (piece.label, piece.text)
            case KeyFigures():
                yield from (words for item in piece.items for words in item)
            case Front():
                yield from (piece.title, piece.subtitle, piece.kicker)
                yield from (words for fact in piece.facts for words in fact)


def test_the_training_district_has_tables_of_every_kind(document: Document) -> None:
    assert len(document.grids) >= 10
    assert max(len(grid.lines) for grid in document.grids) > 274
    assert any(grid.shown is not None for grid in document.grids)
    assert {line.role for grid in document.grids for line in grid.lines} == {"row", "group", "total"}


def test_fmt_a1_the_page_has_every_row(files: dict[str, bytes], document: Document) -> None:
    shown = [[row for row in rows if len(row) > 1 or "lainnya" not in row[0]] for rows in Page(files["html"]).tables]
    assert shown == [rows_of(grid) for grid in document.grids]


def test_fmt_a1_the_word_file_has_every_row(files: dict[str, bytes], document: Document) -> None:
    assert word_tables(files["docx"]) == [rows_of(grid) for grid in document.grids]


def test_fmt_a1_the_pdf_has_every_row_whole_on_one_page(files: dict[str, bytes], document: Document) -> None:
    pages = pdf_pages(files["pdf"])
    rows = [without_blanks("".join(row)) for grid in document.grids for row in rows_of(grid)]
    missing = [row for row in rows if not any(row in page for page in pages)]
    assert missing == []


def test_fmt_a2_the_excel_file_has_every_value_exactly(files: dict[str, bytes], document: Document) -> None:
    tables = list(sheets(files["xlsx"]).values())[1:]
    assert len(tables) == len(document.grids)
    numbers = 0
    for grid, rows in zip(document.grids, tables, strict=True):
        grouped = int(any(line.role == "group" for line in grid.lines))
        top = next(place for place, row in enumerate(rows) if row[grouped] == grid.fields[0].label)
        lines = [line for line in grid.lines if line.role != "group"]
        assert len(rows) == top + 1 + len(lines)
        for row, line in zip(rows[top + 1 :], lines, strict=True):
            values = line.values or (None,) * len(line.words)
            expected = [words if value is None else value for words, value in zip(line.words, values, strict=True)]
            found = [cell if cell is not None else "" for cell in row[grouped:]]
            pairs = zip(found, expected, strict=True)
            assert all(one == other or isclose(one, other, rel_tol=1e-15) for one, other in pairs)  # sixteen digits
            numbers += sum(value is not None for value in values)
    assert numbers > 1000


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "xlsx"])
def test_fmt_a3_every_word_is_there(files: dict[str, bytes], document: Document, ending: str) -> None:
    read = {
        "html": lambda file: "".join(Page(file).words),
        "pdf": lambda file: "".join(pdf_pages(file)),
        "docx": word_text,
        "xlsx": lambda file: " ".join(str(cell) for rows in sheets(file).values() for row in rows for cell in row),
    }[ending]
    found = without_blanks(read(files[ending]))
    words = list(said(document))
    assert len(words) > 40
    assert [one for one in words if without_blanks(one) not in found] == []


def test_fmt_a4_drawings_are_told_in_words(files: dict[str, bytes], document: Document) -> None:
    alts = [piece.alt for piece in document.content if isinstance(piece, Picture)]
    assert len(alts) == 4
    body = docx.Document(BytesIO(files["docx"])).element.body
    assert body.xpath("//wp:docPr/@descr") == alts
    first = next(iter(sheets(files["xlsx"]).values()))
    assert [alt for alt in alts if not any(alt in str(row[0]) for row in first)] == []


@pytest.mark.parametrize("ending", ["ipynb", "html", "pdf"])
def test_fmt_a5_the_same_notebook_gives_the_same_bytes(
    files: dict[str, bytes], training: NotebookNode, ending: str
) -> None:
    assert formats.write(ending, training) == files[ending]
