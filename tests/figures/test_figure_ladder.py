"""Ladder: the right step is reached, and the distance to the next is never promised too short."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import Band, predicate_ladder
from kla_widgets.figures.svg import PALETTE
from kla_widgets.language import Language, language

BANDS = (Band("Low", 500), Band("Middle", 600.01, "601"), Band("High", 700.01, "701"))


def words(value: float | None, **more: float) -> list[str]:
    return predicate_ladder(BANDS, value, 1000, language("en"), "Title", "Alt", "k", **more).text.splitlines()[1:-1]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (499.995, ["500.00 below Low", "0.01 more points to Low"]),
        (0, ["0.00 below Low", "500.00 more points to Low"]),
        (500, ["500.00 Low", "100.01 more points to Middle"]),
        (600, ["600.00 Low", "0.01 more points to Middle"]),
        (600.01, ["600.01 Middle", "100.00 more points to High"]),
        (1000, ["1,000.00 High", "The highest band is reached."]),
    ],
)
def test_the_band_and_the_distance_to_the_next_are_written_out(value: float, said: list[str]) -> None:
    assert words(value) == said


def test_a_missing_score_is_not_zero(parse, t: Language) -> None:
    figure = predicate_ladder(BANDS, None, 1000, t, "Title", "Alt", "k")
    assert words(None) == ["– not filled in"]
    assert not list(parse(figure).iter("polygon"))


def test_a_distance_known_from_scoring_is_shown_as_it_is() -> None:
    assert words(650, missing=49.99)[1] == "49.99 more points to High"


def test_only_the_step_that_is_reached_is_dark(parse, t: Language) -> None:
    root = parse(predicate_ladder(BANDS, 650, 1000, t, "Title", "Alt", "k"))
    fills = [rect.attrib["fill"] for rect in root.iter("rect")]
    assert fills == [PALETTE["mid"], PALETTE["deep"], PALETTE["pale"]]


def test_thresholds_are_labelled_as_printed(parse, t: Language) -> None:
    seen = [element.text for element in parse(predicate_ladder(BANDS, 650, 1000, t, "T", "A", "k")).iter("text")]
    assert {"0", "500", "601", "701", "1,000"} <= set(seen)


@given(value=st.floats(0, 1000))
def test_the_pointer_stands_at_the_score(value: float) -> None:
    root = ElementTree.fromstring(predicate_ladder(BANDS, value, 1000, language("en"), "T", "A", "k").svg)
    pointer = root.find("{http://www.w3.org/2000/svg}polygon")
    assert pointer is not None
    assert float(pointer.attrib["points"].split(",")[0]) == pytest.approx(value * 0.42, abs=0.06)


@given(gap=st.floats(0.0001, 90), start=st.floats(500, 600))
def test_who_gains_the_written_points_arrives(gap: float, start: float) -> None:
    bands = (Band("Low", 0), Band("High", start))
    value = start - gap
    line = predicate_ladder(bands, value, 1000, language("en"), "T", "A", "k").text.splitlines()[2]
    assert value + float(line.split()[0]) >= start - 1e-6


@given(st.lists(st.integers(0, 1000), max_size=7, unique=True), st.none() | st.floats(0, 2000))
def test_any_scale_can_be_drawn(starts: list[int], value: float | None) -> None:
    bands = [Band(f"Band {start}", start) for start in sorted(starts)]
    figure = predicate_ladder(bands, value, 1000, language("id"), "T", "A", "k")
    assert figure.svg.count("<rect") == len(bands)


def test_the_words_at_the_top_touch_no_step(parse, t: Language) -> None:
    bands = [Band(name, 10 * place) for place, name in enumerate(("One", "Two", "Three"))]
    root = parse(predicate_ladder(bands, 5, 30, t, "Title", "Alt", "k"))
    top = min(float(rect.attrib["y"]) for rect in root.iter("rect") if float(rect.attrib["x"]) < 100)
    lowest = max(float(text.attrib["y"]) for text in root.iter("text") if text.get("font-size") in ("26", "12.5"))
    assert lowest < top - 12
