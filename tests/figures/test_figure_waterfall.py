"""Falls: where bars begin and end, what is not known, and that nothing leaves the canvas."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.figures import Fall, Figure, Step, waterfall
from kla_widgets.figures.waterfall import signed
from kla_widgets.language import Language, language

Parse = Callable[[Figure], ElementTree.Element]
SVG = "{http://www.w3.org/2000/svg}"
POINTS = st.none() | st.floats(0, 1000)
FALLS = st.lists(
    st.builds(
        Fall,
        st.text(max_size=60),
        st.lists(st.builds(Step, st.text(max_size=60), POINTS), max_size=6),
        st.none() | st.floats(0, 1000),
    ),
    max_size=4,
)


def bars(root: ElementTree.Element) -> list[tuple[float, float, str]]:
    """Left end, width and fill of every bar; those of the legend are left out."""
    found = [
        (float(one.get("x", 0)), float(one.get("width", 0)), str(one.get("fill")))
        for one in root.iter("rect")
        if one.get("height") == "11"
    ]
    return found


def test_each_bar_begins_where_the_one_before_it_ended(t: Language, parse: Parse) -> None:
    steps = [Step("Claimed", 100), Step("Office", 60), Step("Field", 80), Step("End", 50)]
    start, office, field, end, left = bars(parse(waterfall([Fall("All", steps, 100)], t, "T", "A", "k")))
    assert start[0] == left[0] == 138
    assert (start[1], left[1]) == (216, 108)
    assert office[0] == pytest.approx(138 + 0.6 * 216, abs=0.1)
    assert office[0] + office[1] == pytest.approx(start[0] + start[1], abs=0.2)
    assert field[0] == pytest.approx(office[0], abs=0.1)
    assert field[0] + field[1] == pytest.approx(end[0] + end[1], abs=0.2)
    assert end[0] == pytest.approx(left[0] + left[1], abs=0.1)
    assert len({start[2], office[2], field[2], left[2]}) == 4
    assert office[2] == end[2]


def test_what_is_not_known_has_no_bar_and_the_fall_goes_on_from_the_last_known(t: Language, parse: Parse) -> None:
    steps = [Step("Claimed", 100), Step("Office", None), Step("End", 50)]
    figure = waterfall([Fall("All", steps)], t, "T", "A", "k")
    assert len(bars(parse(figure))) == 3
    assert "-50" not in figure.text
    assert "−50.00" in figure.text
    assert "–" in figure.text


def test_where_nothing_changes_there_is_no_bar(t: Language, parse: Parse) -> None:
    figure = waterfall([Fall("All", [Step("Claimed", 100), Step("Office", 100)])], t, "T", "A", "k")
    assert len(bars(parse(figure))) == 2
    assert "0.00" in figure.text


def test_all_falls_share_one_scale(t: Language, parse: Parse) -> None:
    falls = [Fall("Large", [Step("Claimed", 200)]), Fall("Small", [Step("Claimed", 50)])]
    large, small = bars(parse(waterfall(falls, t, "T", "A", "k")))
    assert large[1] == pytest.approx(4 * small[1], abs=0.2)


@settings(deadline=None)
@given(FALLS)
def test_nothing_leaves_the_canvas(falls: list[Fall]) -> None:
    root = ElementTree.fromstring(waterfall(falls, language("en"), "t", "a", "k").svg)
    width, height = map(float, str(root.get("viewBox")).split()[2:])
    for one in root.iter(f"{SVG}rect"):
        x, y = float(one.get("x", 0)), float(one.get("y", 0))
        assert x >= 0
        assert x + float(one.get("width", 0)) <= width + 0.1
        assert y + float(one.get("height", 0)) <= height
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("y", 0)) <= height


@given(st.floats(-1000, 1000))
def test_a_change_has_its_sign_unless_it_shows_as_nothing(change: float) -> None:
    words = signed(change, language("en"))
    if words == "0.00":
        assert abs(change) <= 0.005
    else:
        assert words[0] == ("−" if change < 0 else "+")
