"""Columns on a page: everything fits, and nothing gets less than it needs while there is room."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.figures.content import Field, Grid, Line
from kla_widgets.reporting.formats.document import Document
from kla_widgets.reporting.formats.layout import LANDSCAPE, PORTRAIT, layout, width_of

fields = st.builds(
    Field,
    key=st.just("k"),
    label=st.text(max_size=40),
    kind=st.sampled_from(["text", "points", "share", "id", "count", "number"]),
    side=st.sampled_from(["left", "right", "center"]),
    width=st.sampled_from(["", "40%", "100%", "6em", "0%"]),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    columns = draw(st.lists(fields, min_size=1, max_size=24))
    row = st.builds(Line, st.tuples(*(st.text(max_size=120) for _ in columns)))
    return Grid("k", "c", tuple(columns), tuple(draw(st.lists(row, max_size=5))))


@settings(deadline=None)
@given(grid=grids())
def test_a_table_is_as_wide_as_its_page_at_most(grid: Grid) -> None:
    made = layout(grid)
    room = LANDSCAPE if made.landscape else PORTRAIT
    assert len(made.widths) == len(grid.fields)
    assert all(width > 0 for width in made.widths)
    assert sum(made.widths) <= room + 1e-6


def test_numbers_are_never_broken(document: Document) -> None:
    for grid in document.grids:
        made = layout(grid)
        assert not made.landscape
        for line in (one for one in grid.page_lines if one.role != "group"):
            for words, width, field in zip(line.words, made.widths, grid.fields, strict=True):
                assert field.kind not in ("points", "count", "id") or width_of(words) <= width


def test_a_table_of_words_fills_the_page() -> None:
    grid = Grid("k", "c", (Field("a", "A"), Field("b", "B", "points", "right")), (Line(("kata " * 30, "1,00")),))
    assert abs(sum(layout(grid).widths) - PORTRAIT) < 1e-6
