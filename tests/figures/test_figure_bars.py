"""Score bars: lengths are points, missing is not zero."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import Figure, ScoreBar, score_bars
from kla_widgets.figures.svg import PALETTE, WIDTH
from kla_widgets.language import Language, language


def draw(*rows: ScoreBar, t: Language | None = None) -> Figure:
    return score_bars(rows, t or language("en"), "Title", "Alt", "k")


def widths(root, colour: str) -> list[float]:
    return [float(rect.attrib["width"]) for rect in root.iter("rect") if rect.attrib["fill"] == PALETTE[colour]]


def words(root) -> list[str]:
    return [element.text for element in root.iter("text")]


def test_all_bars_have_one_scale_of_points(parse) -> None:
    bars = widths(parse(draw(ScoreBar("A", 50, 100), ScoreBar("B", 100, 200))), "mid")
    assert bars[1] == 2 * bars[0]


def test_value_maximum_and_share_are_written_in_the_readers_language(parse, indonesian: Language) -> None:
    seen = words(parse(draw(ScoreBar("Kelembagaan", 145.24, 164), t=indonesian)))
    assert seen == ["Kelembagaan", "145,24", "/ 164", "89 %"]


def test_an_unanswered_row_is_an_empty_dashed_track_and_not_a_zero(parse) -> None:
    root = parse(draw(ScoreBar("A", None, 100)))
    assert "not filled in" in words(root)
    assert not {"0.00", "0 %"} & set(words(root))
    assert widths(root, "mid") == []
    (track,) = root.iter("rect")
    assert track.get("stroke-dasharray")


def test_zero_is_an_answer(parse) -> None:
    root = parse(draw(ScoreBar("A", 0, 100)))
    assert {"0.00", "0 %"} <= set(words(root))
    assert "not filled in" not in words(root)
    assert not any(rect.get("stroke-dasharray") for rect in root.iter("rect"))


def test_readings_differ_in_thickness_and_shape_not_only_in_colour(parse) -> None:
    root = parse(draw(ScoreBar("A", 80, 100, 60, 40)))
    heights = {rect.attrib["fill"]: float(rect.attrib["height"]) for rect in root.iter("rect")}
    assert heights[PALETTE["deep"]] < heights[PALETTE["mid"]] / 2
    assert root.find("line") is not None
    assert "Supported by evidence 60.00 · Verified 40.00" in words(root)


def test_a_legend_names_the_readings_that_occur_and_no_others(parse) -> None:
    assert "Claimed" not in words(parse(draw(ScoreBar("A", 80, 100))))
    seen = words(parse(draw(ScoreBar("A", 80, 100, 60))))
    assert {"Claimed", "Supported by evidence"} <= set(seen)
    assert "Verified" not in seen


def test_a_row_without_a_known_maximum_shows_its_points_alone(parse) -> None:
    seen = words(parse(draw(ScoreBar("A", 12, None))))
    assert seen == ["A", "12.00"]


def test_plain_text_lists_every_row() -> None:
    figure = draw(ScoreBar("A", 50, 100, 40), ScoreBar("Longer", None, 20))
    assert figure.text.splitlines() == [
        "Title",
        "A               50.00  / 100  50 %  Supported by evidence 40.00",
        "Longer  not filled in   / 20",
    ]


points = st.none() | st.floats(0, 1e6)


@given(st.lists(st.builds(ScoreBar, st.text(max_size=90), points, points, points, points), max_size=6))
def test_no_bar_leaves_the_canvas(rows: list[ScoreBar]) -> None:
    root = ElementTree.fromstring(draw(*rows).svg)
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= WIDTH
        assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= float(root.attrib["height"])
