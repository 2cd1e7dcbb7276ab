"""The report on a district's verification says the same in all formats.

FMT-V1  Every row of every table stands in the page, the PDF and the Word file; every value exactly in the Excel file.
FMT-V2  The falls of points are drawings with a description in every format that knows one.
FMT-V3  The shipped template takes the parameters of every report, and its page stays light.
FMT-V4  Training data are marked in every format.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from format_notebooks import executed
from format_reading import Page, pdf_pages, sheets, without_blanks, word_tables, word_text
from verified_training import CASE

from kla_widgets.figures.content import Picture
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.document import Document, document_of
from kla_widgets.reporting.jobs import PARAMETERS, read_template

LIGHT = 150_000


@pytest.fixture(scope="module")
def made(verified_folder: Path) -> tuple[Document, dict[str, bytes]]:
    notebook = executed("verification", workspace=str(verified_folder), region=CASE.region, cycle=CASE.cycle)
    return document_of(notebook), {ending: formats.write(ending, notebook) for ending in formats.FORMATS}


def test_fmt_v1_every_row_and_every_value_is_in_all_formats(made: tuple[Document, dict[str, bytes]]) -> None:
    document, files = made
    rows = [
        [[one.label for one in grid.fields], *(list(line.words) for line in grid.page_lines)] for grid in document.grids
    ]
    assert len(rows) == 9
    shown = [[row for row in table if len(row) > 1 or "lainnya" not in row[0]] for table in Page(files["html"]).tables]
    assert shown == rows
    assert word_tables(files["docx"]) == rows
    pages = pdf_pages(files["pdf"])
    lines = [without_blanks("".join(row)) for table in rows for row in table]
    assert [line for line in lines if not any(line in page for page in pages)] == []
    cells = {cell for table in sheets(files["xlsx"]).values() for row in table for cell in row}
    values = {value for grid in document.grids for line in grid.lines for value in line.values if value is not None}
    assert {724.14, 714.24, -9.9, -0.9} <= values
    assert values <= cells


def test_fmt_v2_the_falls_are_described_in_every_format(made: tuple[Document, dict[str, bytes]]) -> None:
    document, files = made
    alts = [piece.alt for piece in document.content if isinstance(piece, Picture)]
    assert len(alts) == 2
    assert "724,14" in alts[0]
    assert "714,24" in alts[0]
    body = docx.Document(BytesIO(files["docx"])).element.body
    assert body.xpath("//wp:docPr/@descr") == alts
    page = files["html"].decode()
    assert page.count("<svg xmlns") == 2
    first = next(iter(sheets(files["xlsx"]).values()))
    assert [alt for alt in alts if not any(alt in str(row[0]) for row in first)] == []


def test_fmt_v3_the_template_takes_every_parameter_and_its_page_is_light(
    made: tuple[Document, dict[str, bytes]],
) -> None:
    template = read_template("verification")
    assert set(PARAMETERS) <= set(template.parameters)
    assert not template.covers_province
    assert len(made[1]["html"]) < LIGHT


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "xlsx"])
def test_fmt_v4_training_data_are_marked(made: tuple[Document, dict[str, bytes]], ending: str) -> None:
    read = {
        "html": lambda file: "".join(Page(file).words),
        "pdf": lambda file: "".join(pdf_pages(file)),
        "docx": word_text,
        "xlsx": lambda file: " ".join(str(cell) for rows in sheets(file).values() for row in rows for cell in row),
    }[ending]
    assert "DATALATIHAN" in without_blanks(read(made[1][ending])).upper()
