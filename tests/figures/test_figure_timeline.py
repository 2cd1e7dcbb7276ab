"""Timeline: years are evenly spaced, doubt is hollow, nothing recorded is left out."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import TimelinePoint, timeline
from kla_widgets.figures.svg import PALETTE, WIDTH
from kla_widgets.language import Language, language

LEVELS = ("Low", "Middle", "High")


def draw(*points: TimelinePoint, t: Language):
    return timeline(points, LEVELS, t, "Title", "Alt", "k")


def dots(root):
    """(what it says, x, y, fill) of each dot."""
    return [
        (group.find("title").text, *(float(group.find("circle").attrib[place]) for place in ("cx", "cy")),
         group.find("circle").attrib["fill"])
        for group in root.iter("g")
        if group.find("circle") is not None
    ]  # fmt: skip


def test_later_years_lie_right_and_higher_levels_above(parse, t: Language) -> None:
    points = (TimelinePoint(2023, "High"), TimelinePoint(2019, "Low"), TimelinePoint(2021, "Middle"))
    (_, x1, y1, _), (_, x2, y2, _), (_, x3, y3, _) = dots(parse(draw(*points, t=t)))
    assert x1 < x2 < x3
    assert abs((x2 - x1) - (x3 - x2)) < 0.2
    assert y1 > y2 > y3


def test_contested_values_are_hollow_and_explained(parse, t: Language) -> None:
    root = parse(draw(TimelinePoint(2023, "High", "decree"), TimelinePoint(2023, "Low", "press", True), t=t))
    assert [(said, fill) for said, _, _, fill in dots(root)] == [
        ("2023 · High · decree", PALETTE["deep"]),
        ("2023 · Low · press", PALETTE["paper"]),
    ]
    assert "disputed or weakly sourced" in [element.text for element in root.iter("text")]


def test_a_year_without_a_level_breaks_the_steps(parse, t: Language) -> None:
    points = [TimelinePoint(2021, "Low"), TimelinePoint(2022, None), TimelinePoint(2023, "Low")]
    steps = [line for line in parse(draw(*points, t=t)).iter("line") if line.attrib["stroke"] == PALETTE["mid"]]
    assert steps == []
    steps = [
        line for line in parse(draw(points[0], points[2], t=t)).iter("line") if line.attrib["stroke"] == PALETTE["mid"]
    ]
    assert len(steps) == 2


def test_plain_text_names_year_level_doubt_and_source(t: Language) -> None:
    figure = draw(TimelinePoint(2023, "High", "press", True), TimelinePoint(2019, None), t=t)
    assert figure.text.splitlines() == ["Title", "2019  none", "2023  High  disputed or weakly sourced  press"]


def test_a_level_that_is_not_on_the_list_is_shown_on_top(parse, t: Language) -> None:
    root = parse(draw(TimelinePoint(2023, "High"), TimelinePoint(2024, "Special"), t=t))
    (_, _, high, _), (_, _, special, _) = dots(root)
    assert special < high


def test_nothing_recorded_still_shows_the_levels(parse, t: Language) -> None:
    seen = [element.text for element in parse(draw(t=t)).iter("text")]
    assert seen == list(LEVELS)


@given(st.lists(st.builds(TimelinePoint, st.integers(1990, 2100), st.none() | st.sampled_from(LEVELS)), min_size=1))
def test_year_labels_do_not_touch_and_every_point_is_drawn(points: list[TimelinePoint]) -> None:
    root = ElementTree.fromstring(timeline(points, LEVELS, language("en"), "T", "A", "k").svg)
    svg = "{http://www.w3.org/2000/svg}"
    places = [float(e.attrib["x"]) for e in root.findall(f"{svg}text") if (e.text or "").isdigit()]
    assert str(max(point.year for point in points)) in [e.text for e in root.findall(f"{svg}text")]
    assert all(right - left >= 30 for left, right in pairwise(places))
    assert max(places) <= WIDTH - 12
    assert len(root.findall(f"{svg}g")) == len(points)
