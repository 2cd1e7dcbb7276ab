"""The heat map: the value is written in each cell, missing is not zero, and the numbers go along as data.

HM001  Every cell says its share; a darker one is a larger share.
HM002  A missing share is a dash on hatching, never 0 %.
HM003  The same numbers are in a table on the page and in the data for other documents, exact.
HM004  Column names stand upright where they have no room to lie.
HM005  Well-formed for any words, and nothing wider than the canvas.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.figures import HeatRow, heat_map
from kla_widgets.figures.content import Grid, Picture
from kla_widgets.figures.shades import shade
from kla_widgets.language import Language, language

COLUMNS = ("Kelembagaan", "Klaster I", "Klaster II", "Klaster III", "Klaster IV", "Klaster V", "Kecamatan dan desa")
ROWS = (
    HeatRow("Kabupaten Bangka", (0.0, 0.199, 0.2, 0.5, 0.75, 0.999, 1.0)),
    HeatRow("Kota Pangkal Pinang", (None, None, 0.4, None, 0.123456, 0.6, 0.8)),
)


def draw(t: Language, columns: tuple[str, ...] = COLUMNS, rows: tuple[HeatRow, ...] = ROWS):  # type: ignore[no-untyped-def]
    return heat_map(rows, columns, t, "Capaian", "Uraian", "panas", "Kabupaten/kota")


def test_hm001_every_cell_says_its_share(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    root = parse(draw(t))
    texts = [element.text for element in root.iter("text")]
    for row in ROWS:
        assert row.name in texts
    for share in ("0 %", "20 %", "50 %", "75 %", "100 %", "40 %", "12 %", "60 %", "80 %"):
        assert share.replace(" ", "\u00a0") in texts or share in texts
    fills = [element.attrib["fill"] for element in root.iter("rect")]
    assert fills[:7] == [shade(level, 5) for level in (0, 0, 1, 2, 3, 4, 4)]


def test_hm002_missing_is_a_dash_on_hatching(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    root = parse(draw(t))
    assert [element.text for element in root.iter("text")].count("–") == 3
    assert len(list(root.iter("path"))) == 3


def test_hm003_the_numbers_go_along_exactly(t: Language) -> None:
    figure = draw(t)
    picture, grid = figure.content
    assert isinstance(picture, Picture)
    assert isinstance(grid, Grid)
    assert [line.values[1:] for line in grid.lines] == [row.shares for row in ROWS]
    assert "<details" in figure.html
    assert "Kota Pangkal Pinang" in re.sub("<svg.*?</svg>", "", figure.html, flags=re.DOTALL)


def test_hm004_long_heads_stand_upright_and_short_ones_lie(t: Language) -> None:
    assert "rotate(-90" in draw(t).svg
    assert "rotate(-90" not in draw(t, COLUMNS[1:3], (HeatRow("A", (0.1, 0.2)),)).svg


@settings(max_examples=30)
@given(st.text(max_size=40), st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=8))
def test_hm005_well_formed_for_any_words(words: str, shares: list[float | None]) -> None:
    rows = (HeatRow(words, tuple(shares)),)
    figure = heat_map(rows, (words,) * len(shares), language("id"), words, words, words, words)
    root = ElementTree.fromstring(figure.svg)
    for cell in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(cell.attrib["x"]) >= 0
        assert float(cell.attrib["x"]) + float(cell.attrib["width"]) <= 420.2


def test_hm005_no_rows_and_no_columns_are_drawn_too(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    assert float(parse(draw(t, (), ())).attrib["viewBox"].split()[3]) > 0
