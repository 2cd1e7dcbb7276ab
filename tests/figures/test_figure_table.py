"""Tables: numbers as the reader writes them, gaps as gaps, anchors that links can trust."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import Column, Figure, paragraph, table
from kla_widgets.language import Language, language

COLUMNS = (
    Column("id", "No", "id"),
    Column("text", "Question"),
    Column("points", "Points", "points", total=True),
    Column("count", "Count", "count", total=True),
    Column("share", "Share", "share"),
)
ROWS: list[dict[str, Any]] = [
    {"id": "I1.2a", "text": "A & B", "points": 1234.5, "count": 3, "share": 0.456, "group": "One"},
    {"id": "11.10", "text": None, "points": None, "count": 0, "share": None, "group": "One"},
    {"id": "I2.1", "text": "C", "points": float("nan"), "count": 2, "share": 1.2, "group": "Two"},
]


def cells(figure: Figure, row: int) -> list[str]:
    """The words of one row, headings being row 0."""
    html = re.findall(r"<tr[ >].*?</tr>", figure.html)[row]
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<(?:td|th)[ >].*?</(?:td|th)>", html)]


def test_numbers_are_written_in_the_readers_language(indonesian: Language) -> None:
    shown = table(COLUMNS, ROWS, indonesian, "Caption", "k")
    assert cells(shown, 1) == ["I1.2a", "A &amp; B", "1.234,50", "3", "46 %"]


def test_missing_is_a_dash_and_zero_a_zero(t: Language) -> None:
    assert cells(table(COLUMNS, ROWS, t, "Caption", "k"), 2) == ["11.10", "–", "–", "0", "–"]


def test_codes_stay_text(t: Language) -> None:
    shown = table([Column("code", "Code", "id")], [{"code": "01"}, {"code": "11.10"}], t, "Caption", "k")
    assert (cells(shown, 1), cells(shown, 2)) == (["01"], ["11.10"])


def test_totals_add_what_is_known_and_only_the_columns_that_ask_for_it(t: Language) -> None:
    assert cells(table(COLUMNS, ROWS, t, "Caption", "k"), -1) == ["Total", "", "1,234.50", "5", ""]


def test_the_total_of_nothing_known_is_missing(t: Language) -> None:
    shown = table(COLUMNS, [{"id": "a", "points": None, "count": None}], t, "Caption", "k")
    assert cells(shown, -1) == ["Total", "", "–", "–", ""]


def test_a_given_footer_is_not_added_up_again(t: Language) -> None:
    shown = table(COLUMNS, ROWS, t, "Caption", "k", footer={"text": "Sum", "points": 770.36})
    assert cells(shown, -1) == ["Total", "Sum", "770.36", "5", ""]


def test_a_table_without_totals_has_no_last_row(t: Language) -> None:
    assert "<tfoot>" not in table(COLUMNS[:2], ROWS, t, "Caption", "k").html


def test_rows_that_are_left_out_are_counted_and_still_in_the_totals(t: Language) -> None:
    shown = table(COLUMNS, ROWS, t, "Caption", "k", max_rows=1)
    assert "I2.1" not in shown.html
    assert "2 more rows are not shown." in shown.html
    assert "2 more rows are not shown." in shown.text
    assert cells(shown, -1)[3] == "5"
    assert "not shown" not in table(COLUMNS, ROWS, t, "Caption", "k", max_rows=3).html


def test_groups_have_a_heading_of_their_own(t: Language) -> None:
    shown = table(COLUMNS, ROWS, t, "Caption", "k", group_by="group")
    assert re.findall(r'scope="rowgroup" colspan="5">(\w+)<', shown.html) == ["One", "Two"]
    assert shown.html.count("<tbody>") == 2
    lines = shown.text.splitlines()
    assert [line for line in lines if line.startswith("—")] == ["— One", "— Two"]
    assert lines.index("— Two") > next(place for place, line in enumerate(lines) if line.startswith("11.10"))


def test_rows_have_stable_anchors(t: Language) -> None:
    html = table(COLUMNS, ROWS, t, "Caption", "k", row_anchor="q-{id}").html
    assert re.findall(r'<tr id="([^"]*)"', html) == ["q-I1.2a", "q-11.10", "q-I2.1"]


def test_headings_have_their_scope_and_the_table_its_caption(t: Language) -> None:
    html = table(COLUMNS, ROWS, t, "Nilai", "k").html
    assert html.count('scope="col"') == len(COLUMNS)
    assert html.count('<th scope="row"') == len(ROWS) + 1
    assert "<caption" in html
    assert ">Nilai</caption>" in html
    assert "<thead>" in html


def test_a_share_has_a_bar_that_stays_in_its_frame(t: Language) -> None:
    html = table(COLUMNS, ROWS, t, "Caption", "k").html
    assert re.findall(r"<i style=\"width:(\d+)%\"", html) == ["46", "100"]


def test_numbers_stand_right_and_words_left_unless_told_otherwise() -> None:
    assert [column.side for column in COLUMNS] == ["left", "left", "right", "right", "right"]
    assert Column("a", "A", "points", align="center").side == "center"


def test_figures_may_stand_in_cells_but_bare_markup_may_not(t: Language) -> None:
    column = Column("x", "X", "html")
    html = table(
        [Column("id", "No"), column], [{"id": 1, "x": paragraph("<b>")}, {"id": 2, "x": "<b>"}], t, "C", "k"
    ).html
    assert '<td><p class="kla-text">&lt;b&gt;</p></td>' in html
    assert "<td>&lt;b&gt;</td>" in html


def test_plain_text_is_aligned_in_columns(t: Language) -> None:
    shown = table(COLUMNS[:3], ROWS[:2], t, "Caption", "k")
    assert shown.text.splitlines() == [
        "Caption",
        "No     Question    Points",
        "-------------------------",
        "I1.2a  A & B     1,234.50",
        "11.10  –                –",
        "Total            1,234.50",
    ]


def test_a_table_without_rows_keeps_its_heading(t: Language) -> None:
    shown = table(COLUMNS[:2], [], t, "Caption", "k", group_by="group", row_anchor="q-{id}")
    assert cells(shown, 0) == ["No", "Question"]


words = st.none() | st.text(max_size=80)
numbers = st.none() | st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9)


@pytest.mark.parametrize("code", ["id", "en"])
@given(
    rows=st.lists(
        st.fixed_dictionaries({"id": words, "text": words, "points": numbers, "count": numbers, "share": numbers})
    )
)
def test_every_row_has_one_cell_a_column(rows: list[dict[str, Any]], code: str) -> None:
    html = table(COLUMNS, rows, language(code), "Caption", "k").html
    assert html.count("<tr") == len(rows) + 2
    assert html.count("<td") + html.count('<th scope="row"') == (len(rows) + 1) * len(COLUMNS)
