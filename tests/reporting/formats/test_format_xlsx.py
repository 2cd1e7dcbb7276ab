"""The Excel file: one sheet a table, to sort, filter, add up and print.

FMT-X1  Sheets have names that Excel takes, each once.
FMT-X2  Heads stay in view, filters are on, columns are as wide as their words; printing repeats the head.
FMT-X3  Numbers are numbers in the format of their kind; codes and whatever looks like a formula are text.
FMT-X4  Made-up data are marked on every sheet and on every printed page.
FMT-X5  Groups are a column, so that rows can be sorted; the total is outside of the filter.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from format_notebooks import notebook_of
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from openpyxl import Workbook, load_workbook

from kla_widgets import figures as f
from kla_widgets.language import language
from kla_widgets.reporting import formats
from kla_widgets.reporting.formats.xlsx import sheet_names


@pytest.fixture(scope="module")
def book(training: NotebookNode) -> Workbook:
    return load_workbook(BytesIO(formats.write("xlsx", training)))


@settings(deadline=None)
@given(
    titles=st.lists(st.text(max_size=60) | st.sampled_from(["Nilai", "nilai", "History", "'a'", "x" * 40, "👩‍👧" * 20]))
)
def test_fmt_x1_any_title_becomes_a_name_of_its_own(titles: list[str]) -> None:
    names = list(sheet_names(titles))
    assert len(names) == len(titles)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_fmt_x1_a_long_name_ends_with_a_whole_word() -> None:
    assert list(sheet_names(["Poin yang masih dapat diraih, menurut OPD"])) == ["Poin yang masih dapat diraih"]


def test_fmt_x2_heads_filters_and_printing(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        head = int(sheet.freeze_panes[1:]) - 1
        assert head == 3
        assert sheet.auto_filter.ref.startswith(f"A{head}:")
        assert sheet.print_title_rows == f"${head}:${head}"
        assert sheet.page_setup.orientation == "landscape"
        assert (
            sheet.page_setup.paperSize,
            sheet.page_setup.fitToHeight,
            sheet.sheet_properties.pageSetUpPr.fitToPage,
        ) == (9, 0, True)
        assert all(6 <= column.width <= 62 for column in sheet.column_dimensions.values())


def test_fmt_x3_numbers_have_the_format_of_their_kind() -> None:
    kinds = ("points", "count", "percent", "share", "id", "text")
    columns = [f.Column(kind, kind, kind) for kind in kinds]
    row = {"points": 1 / 3, "count": 7, "percent": 0.125, "share": 0.5, "id": "11.10", "text": "=1+1"}
    blank = dict.fromkeys(kinds)
    file = formats.write("xlsx", notebook_of(f.table(columns, [row, blank], language("id"), "T", "k")))
    sheet = load_workbook(BytesIO(file))["T"]
    cells = next(sheet.iter_rows(min_row=3, max_row=3))
    assert [cell.value for cell in cells] == [pytest.approx(1 / 3, rel=1e-15), 7, 0.125, 0.5, "11.10", "=1+1"]
    assert [cell.data_type for cell in cells] == ["n", "n", "n", "n", "s", "s"]
    assert [cell.number_format for cell in cells] == ["#,##0.00", "#,##0", "0 %", "0 %", "@", "@"]
    assert [cell.value for cell in next(sheet.iter_rows(min_row=4, max_row=4))] == ["–"] * 6


def test_fmt_x4_made_up_data_are_marked_on_every_sheet(book: Workbook, bandung: NotebookNode) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value == "DATA LATIHAN"
        assert "DATA LATIHAN" in sheet.oddHeader.right.text
        assert sheet.oddHeader.left.text == "Kabupaten Latihan · 2024"
    real = load_workbook(BytesIO(formats.write("xlsx", bandung)))
    assert not [sheet for sheet in real.worksheets if "LATIHAN" in str(sheet["A1"].value)]


def test_fmt_x4_properties(book: Workbook) -> None:
    about = book.properties
    assert (about.title, about.keywords, about.description) == ("Kabupaten Uji, 2024", "f" * 64, "DATA LATIHAN")


def test_fmt_x5_groups_are_a_column_and_the_total_stays_outside() -> None:
    columns = [f.Column("name", "Nama"), f.Column("points", "Poin", "points", total=True)]
    rows = [{"name": name, "points": 1.5, "g": group} for name, group in (("a", "X"), ("b", "X"), ("c", "Y"))]
    shown = f.table(columns, rows, language("id"), "T", "k", group_by="g", max_rows=1)
    sheet = load_workbook(BytesIO(formats.write("xlsx", notebook_of(shown))))["T"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert found[:3] == [["X", "a", 1.5], ["X", "b", 1.5], ["Y", "c", 1.5]]
    assert found[3][2] == 4.5
    assert sheet.auto_filter.ref == "A2:C5"
