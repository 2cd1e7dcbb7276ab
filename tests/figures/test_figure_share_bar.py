"""Progress: the parts fill the bar, and are said in words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import Part, progress
from kla_widgets.figures.svg import WIDTH
from kla_widgets.language import Language, language


def test_counts_and_shares_are_written(parse, indonesian: Language) -> None:
    parts = (Part("Dijawab", 1500), Part("Belum diisi", 500, open=True))
    figure = progress(*parts, t=indonesian, title="Judul", alt="Alt", key="k")
    assert [element.text for element in parse(figure).iter("text")] == [
        "Dijawab: 1.500 (75 %)",
        "Belum diisi: 500 (25 %)",
    ]
    assert figure.text.splitlines() == ["Judul", "Dijawab      1.500  75 %", "Belum diisi    500  25 %"]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=4).filter(any))
def test_lengths_are_in_proportion_and_fill_the_bar(counts: list[int]) -> None:
    parts = [Part("x", count) for count in counts]
    svg = progress(*parts, t=language("en"), title="T", alt="A", key="k").svg
    rects = ElementTree.fromstring(svg).findall("{http://www.w3.org/2000/svg}rect")
    bar = [float(rect.attrib["width"]) for rect in rects if rect.attrib["y"] == "0.5"]
    expected = [WIDTH * count / sum(counts) - 1 for count in counts if count]
    assert bar == pytest.approx([max(width, 0) for width in expected], abs=0.06)


def test_what_is_still_to_be_done_is_an_empty_outline(parse, t: Language) -> None:
    root = parse(progress(Part("done", 3), Part("open", 1, True), t=t, title="T", alt="A", key="k"))
    done, todo = root.findall("rect")[:2]
    assert done.get("stroke-dasharray") is None
    assert todo.get("stroke-dasharray")


def test_nothing_to_do_gives_an_empty_bar_without_shares(t: Language) -> None:
    figure = progress(Part("done", 0), t=t, title="T", alt="A", key="k")
    assert "done: 0<" in figure.svg
    assert "%" not in figure.text
