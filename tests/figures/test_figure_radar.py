"""Radar: labels never overlap or leave the canvas, a missing share breaks the line."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.errors import KlaError
from kla_widgets.figures import Series, radar
from kla_widgets.figures.radar import _labels, _radius
from kla_widgets.figures.svg import PALETTE, WIDTH
from kla_widgets.language import Language, language

CLUSTERS = (
    "Kelembagaan",
    "Klaster I – Hak Sipil dan Kebebasan",
    "Klaster II – Lingkungan Keluarga dan Pengasuhan Alternatif",
    "Klaster III – Kesehatan Dasar dan Kesejahteraan",
    "Klaster IV – Pendidikan, Pemanfaatan Waktu Luang, dan Kegiatan Budaya",
    "Klaster V – Perlindungan Khusus",
    "Penyelenggaraan KLA di Kecamatan dan Desa/Kelurahan (KELANA/DEKELA)",
)


@given(axes=st.lists(st.sampled_from((*CLUSTERS, "A", "Disdukcapil/" * 5)), min_size=3, max_size=12))
def test_labels_neither_overlap_nor_leave_the_canvas(axes: list[str]) -> None:
    labels = _labels(axes, ["100 / 100 / 100\u00a0%"] * len(axes), _radius(axes))
    for label in labels:
        assert label.left >= -WIDTH / 2
        assert label.left + label.width <= WIDTH / 2
    for one, other in combinations(labels, 2):
        apart = (
            one.left + one.width <= other.left
            or other.left + other.width <= one.left
            or one.top + one.height <= other.top + 1e-6
            or other.top + other.height <= one.top + 1e-6
        )
        assert apart, (one, other)


def test_long_labels_are_wrapped_and_complete(parse, t: Language) -> None:
    root = parse(radar(CLUSTERS, [Series("2025", (0.5,) * 7)], t, "Title", "Alt", "k"))
    words = "".join(element.text for element in root.iter("text")).replace(" ", "")
    assert all(label.replace(" ", "") in words for label in CLUSTERS)


def test_every_label_lies_within_the_height_of_the_canvas(parse, t: Language) -> None:
    root = parse(radar(CLUSTERS, [Series("2025", (0.5,) * 7)], t, "Title", "Alt", "k"))
    shift = float(root.find("g").attrib["transform"].split()[1].rstrip(")"))
    heights = [float(element.attrib["y"]) + shift for element in root.find("g").iter("text")]
    assert min(heights) > 10
    assert max(heights) < float(root.attrib["height"])


def test_a_missing_share_breaks_the_line_and_is_marked(parse, t: Language) -> None:
    root = parse(radar("ABCDE", [Series("2025", (0.5, None, 0.5, 0.5, 0.5))], t, "Title", "Alt", "k"))
    group = root.find("g")
    lines = [line for line in group.iter("line") if line.attrib["stroke"] == PALETTE["deep"]]
    assert len(lines) == 3
    assert not [shape for shape in group.iter("polygon") if shape.get("stroke") == PALETTE["deep"]]
    assert len(list(group.iter("circle"))) == 4
    assert "–" in [element.text for element in group.iter("text")]


def test_a_complete_series_is_a_closed_line(parse, t: Language) -> None:
    group = parse(radar("ABC", [Series("2025", (0.5, 0, 1))], t, "Title", "Alt", "k")).find("g")
    assert len([shape for shape in group.iter("polygon") if shape.get("stroke") == PALETTE["deep"]]) == 1
    assert "–" not in [element.text for element in group.iter("text")]


def test_series_differ_in_dash_and_marker_too(parse, t: Language) -> None:
    three = [Series(name, (0.5,) * 4) for name in ("a", "b", "c")]
    root = parse(radar("ABCD", three, t, "Title", "Alt", "k"))
    signs = root.findall("line")
    assert len({line.get("stroke-dasharray") for line in signs}) == 3
    assert [len(root.findall(shape)) for shape in ("circle", "rect", "polygon")] == [1, 1, 1]


def test_shares_are_written_beside_their_axis(t: Language) -> None:
    series = [Series("a", (0.5, 0.25, None)), Series("b", (0.4, None, None))]
    svg = radar("ABC", series, t, "Title", "Alt", "k").svg
    assert "50 / 40\u00a0%" in svg
    assert "25\u00a0% / –" in svg
    assert "– / –" in svg


def test_plain_text_is_a_table_of_shares(t: Language) -> None:
    figure = radar(("A", "Bee", "C"), [Series("2025", (1, 0.5, None))], t, "Title", "Alt", "k")
    assert figure.text.splitlines() == ["Title", "      2025", "A    100 %", "Bee   50 %", "C        –"]


@pytest.mark.parametrize(
    ("axes", "series", "code"),
    [
        ("AB", [Series("a", (1, 1))], "FIG-001"),
        ("A" * 13, [Series("a", (1,) * 13)], "FIG-001"),
        ("ABC", [], "FIG-002"),
        ("ABC", [Series("a", (1, 1))], "FIG-002"),
        ("ABC", [Series(name, (1, 1, 1)) for name in "abcd"], "FIG-002"),
    ],
)
def test_what_a_radar_cannot_show_is_refused(axes: str, series: list[Series], code: str) -> None:
    with pytest.raises(KlaError) as caught:
        radar(axes, series, language("en"), "Title", "Alt", "k")
    assert [fault.code for fault in caught.value.faults] == [code]
