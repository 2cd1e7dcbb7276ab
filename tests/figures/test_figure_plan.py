"""The year plan and the expected path: what they draw, and that they hold whatever they are given."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures import Band, GanttRow, PathPoint, gantt, score_path
from kla_widgets.language import Language, language

HOSTILE = "<script>alert(1)</script>"
NAMES = ("Expected", "Band", "Middle")
T = language("en")


def test_a_bar_spans_its_years_and_a_sign_marks_the_first_effect(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    rows = [GanttRow("One", 2026, 2026, 2027), GanttRow("Two", 2026, 2028)]
    root = parse(gantt(rows, range(2026, 2029), t, "Plan", "Plan", "plan"))
    groups = [one for one in root.iter("g") if one.find("rect") is not None]
    short, long = (float(group.find("rect").get("width")) for group in groups)
    assert long > 2.9 * short
    assert [len(group.findall("circle")) for group in groups] == [1, 0]


def test_what_is_only_proposed_is_drawn_hollow(t: Language) -> None:
    sure = gantt([GanttRow("One", 2026, 2026)], [2026], t, "", "", "a").svg
    open_ = gantt([GanttRow("One", 2026, 2026, sure=False)], [2026], t, "", "", "a").svg
    assert "stroke-dasharray" in open_
    assert "stroke-dasharray" not in sure


def test_higher_values_are_drawn_higher_and_levels_are_named(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    points = [PathPoint(2025, 550, 500, 530, 560), PathPoint(2026, 610, 540, 580, 615)]
    figure = score_path(points, [Band("Madya", 600.01)], t, "Path", "Path", "path", NAMES, (600.01, "wanted"))
    circles = [float(one.get("cy")) for group in parse(figure).iter("g") for one in group.iter("circle")]
    assert circles[0] > circles[1]
    assert "Madya" in figure.svg
    assert "wanted" in figure.svg


YEARS, COUNT = st.integers(2020, 2035), st.integers(1, 5)


@given(st.lists(st.builds(GanttRow, st.text(max_size=80), YEARS, YEARS, st.none() | YEARS), max_size=5), COUNT)
def test_a_year_plan_never_leaves_its_canvas(rows: list[GanttRow], count: int) -> None:
    years = range(2026, 2026 + count)
    root = ElementTree.fromstring(gantt(rows, years, T, "t", "a", "k").svg)
    for one in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(one.get("x", 0)) >= 0
        assert float(one.get("x", 0)) + float(one.get("width", 0)) <= 420.1


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=6))
def test_a_path_never_leaves_its_canvas(values: list[float]) -> None:
    points = [PathPoint(2025 + place, value, value * 0.9, value * 0.95, value) for place, value in enumerate(values)]
    figure = score_path(points, [], T, "t", "a", "k", NAMES)
    root = ElementTree.fromstring(figure.svg)
    height = float(str(root.get("viewBox")).split()[3])
    for one in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 <= float(one.get("cx", -1)) <= 420
        assert 0 <= float(one.get("cy", -1)) <= height


def test_names_are_escaped(t: Language) -> None:
    drawn = gantt([GanttRow(HOSTILE, 2026, 2026, group=HOSTILE)], [2026], t, HOSTILE, HOSTILE, HOSTILE).html
    drawn += score_path([PathPoint(2026, 1)], [Band(HOSTILE, 1)], t, HOSTILE, HOSTILE, "k", NAMES, (1, HOSTILE)).html
    assert "<script" not in drawn
