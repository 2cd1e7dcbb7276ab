"""The map: every district found again, levels told without colour, small ones seen, light enough to send.

MP001  Every area with a boundary is drawn once, under its code; the others are named below the map.
MP002  Levels differ in lightness, so that they are told apart in grey.
MP003  No data is white and hatched, never the lowest level.
MP004  A name stands in its area and tells the level in words; where it has no room, a number and a key do.
MP005  An area that would be too small to be seen is a dot.
MP006  A map of the country is under 150 kB, whatever it shows.
MP007  Made-up data are marked among others.
MP008  Well-formed for any words, accessible, self-contained, the same for the same data.
MP009  North is up, proportions are true, and nothing leaves the canvas.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.figures import choropleth
from kla_widgets.figures.choropleth import Area
from kla_widgets.figures.content import MIME, from_json
from kla_widgets.figures.figure import Figure
from kla_widgets.figures.shades import ink_on, shade
from kla_widgets.language import Language, language
from kla_widgets.regions import shipped_regions
from kla_widgets.regions.boundaries import outlines

LEVELS = ("none", "Pratama", "Madya", "Nindya", "Utama", "KLA")
SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0))


def areas(province: str, level: int | None, tolerance: float = 0.0) -> list[Area]:
    regions = shipped_regions()
    found = []
    for outline in outlines(province, tolerance):
        name = regions.get(outline.code).name
        note = LEVELS[level] if level is not None else ""
        found.append(
            Area(outline.code, name, name.removeprefix("Kabupaten "), outline.rings, level, note, outline.code[3:])
        )
    return found


def square(code: str, x: float, size: float = 1.0, level: int | None = 1, special: bool = False) -> Area:
    ring = tuple((x + size * a, size * b) for a, b in SQUARE)
    note = LEVELS[level] if level is not None else ""
    return Area(code, f"Kabupaten {code}", code, (ring,), level, note, "01", special)


def draw(some: list[Area], t: Language, **more: object) -> Figure:
    return choropleth(some, LEVELS, t, "Peta", "Uraian", "peta", **more)  # type: ignore[arg-type]


def lightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_mp001_every_area_is_drawn_once_under_its_code(t: Language) -> None:
    some = areas("32", 2)
    figure = draw([*some, Area("00.01", "Kabupaten Latihan", "Latihan", (), 1)], t)
    assert sorted(re.findall(r'data-code="([^"]+)"', figure.svg)) == sorted(area.code for area in some)
    assert "Not on the map: Kabupaten Latihan" in figure.svg
    assert all(f"{area.code}  {area.name}" in figure.text for area in some)


def test_mp002_levels_are_told_apart_in_grey() -> None:
    for count in range(2, 7):
        shades = [lightness(shade(level, count)) + 0.05 for level in range(count)]
        assert all(light / dark > 1.2 for light, dark in pairwise(shades))


def test_mp002_words_are_legible_on_every_level() -> None:
    for level in range(6):
        light, dark = sorted((lightness(shade(level, 6)), lightness(ink_on(level, 6))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_mp003_no_data_is_hatched_and_white_and_zero_is_not(t: Language) -> None:
    figure = draw([square("A", 0, level=None), square("B", 3, level=0)], t)
    blank, lowest = (re.search(rf'<g data-code="{code}".*?</g>', figure.svg) for code in "AB")
    assert blank
    assert lowest
    assert 'fill="#ffffff"' in blank[0]
    assert blank[0].count("<path") == 2
    assert f'fill="{shade(0, 6)}"' in lowest[0]
    assert lowest[0].count("<path") == 1
    assert "no data yet" in figure.svg


def test_mp004_a_name_and_its_level_stand_in_the_area(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    figure = draw([square("Garut", 0), square("Kepulauan Yang Namanya Panjang Sekali", 2.2, 0.1)], t)
    texts = [element.text for element in parse(figure).iter("text")]
    assert texts[:2] == ["Garut", "Pratama"]
    assert "Kepulauan Yang Namanya Panjang Sekali" not in texts
    assert texts.count("01") == 2
    assert "Kabupaten Kepulauan Yang Namanya Panjang Sekali · Pratama" in texts


@pytest.mark.parametrize("province", ["19", "31", "32", "51", "71", "82"])
def test_mp004_every_district_of_a_province_is_named_or_in_the_key(province: str, t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    some = areas(province, 3)
    texts = [element.text or "" for element in parse(draw(some, t)).iter("text")]
    words = " ".join(texts)
    for area in some:
        assert area.short in words or f"{area.name} · Nindya" in texts


def test_mp005_a_tiny_area_is_a_dot(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    some = [square("A", 0), square("B", 2.5, 0.004)]
    dots = list(parse(draw(some, t)).iter("circle"))
    assert len(dots) == 1
    assert float(dots[0].attrib["r"]) > 20  # tenths of a unit


def test_mp005_dots_of_neighbours_can_be_told_apart(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    some = [square("A", 0), *(square(f"B{n}", 2.5 + n * 0.004, 0.003) for n in range(4)), square("C", 3)]
    places = [complex(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in parse(draw(some, t)).iter("circle")]
    assert len(places) == 4
    assert min(abs(one - other) for one, other in pairwise(sorted(places, key=lambda one: one.real))) > 40


@pytest.mark.parametrize("level", [None, 4])
def test_mp006_the_country_is_light(level: int | None, t: Language) -> None:
    figure = draw(areas("", level, 0.03), t, width=900, named=False)
    assert figure.svg.count("data-code=") == 514
    assert len(figure.html.encode()) < 150_000
    assert "Kota Bandung" in figure.svg


def test_mp007_made_up_data_are_marked_among_others(t: Language) -> None:
    mixed = draw([square("A", 0), square("B", 3, special=True)], t, special="training data")
    assert mixed.svg.count("stroke-dasharray=") == 2
    assert "training data" in mixed.svg
    alone = draw([square("B", 3, special=True)], t, special="training data")
    assert "stroke-dasharray=" not in alone.svg


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_mp008_well_formed_for_any_words(words: str) -> None:
    area = Area(words, words, words, (SQUARE,), 0, words, words)
    figure = choropleth([area], [words], language("id"), words, words, words, special=words)
    root = ElementTree.fromstring(figure.svg)
    assert root.attrib["role"] == "img"
    said = {element.attrib["id"] for element in root if element.tag.endswith(("title", "desc"))}
    assert said == set(root.attrib["aria-labelledby"].split())


def test_mp008_nothing_is_loaded_and_the_same_data_give_the_same_bytes(t: Language) -> None:
    one, other = draw(areas("19", 1), t), draw(areas("19", 1), t)
    assert one == other
    bare = one.html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//|@import|url\(|src=|<link|<script", bare)
    assert from_json(json.loads(one._repr_mimebundle_()[MIME])) == one.content


def test_mp008_a_map_of_nothing_is_a_legend(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    root = parse(draw([], t))
    assert float(root.attrib["viewBox"].split()[3]) > 0
    assert [element.text for element in root.iter("text")] == list(LEVELS)


def test_mp009_north_is_up_and_degrees_are_square_at_the_equator(t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    north = Area("N", "N", "", (((0, 1), (1, 1), (1, 2), (0, 2)),), 1)
    south = Area("S", "S", "", (((0, -2), (1, -2), (1, -1), (0, -1)),), 1)
    boxes = {}
    for group in parse(draw([north, south], t)).iter("g"):
        if code := group.get("data-code"):
            path = group.find("path")
            assert path is not None
            _, y, *steps = map(int, re.findall(r"-?\d+", path.attrib["d"]))
            boxes[code] = (y, max(map(abs, steps[::2])), max(map(abs, steps[1::2])))
    assert boxes["N"][0] < boxes["S"][0]
    for _, across, up in boxes.values():
        assert across == pytest.approx(up, rel=0.01)


@pytest.mark.parametrize("province", ["19", "31", "71", "94"])
def test_mp009_nothing_leaves_the_canvas(province: str, t: Language, parse) -> None:  # type: ignore[no-untyped-def]
    root = parse(draw(areas(province, 1), t))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for path in root.iter("path"):
        x = y = 0.0
        for command, numbers in re.findall(r"([Mml])([-\d., ]+)", path.attrib["d"]):
            pairs = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", numbers)))
            for across, down in zip(pairs[::2], pairs[1::2], strict=True):
                x, y = (across, down) if command == "M" else (x + across, y + down)
                assert -20 <= x <= 10 * width + 20
                assert -20 <= y <= 10 * height + 20
