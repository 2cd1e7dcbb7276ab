"""What holds for every figure: escaped, deterministic, accessible, well-formed, self-contained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets import figures as f
from kla_widgets.figures.content import MIME, from_json
from kla_widgets.language import Language, language

HOSTILE = "<script>alert('\"&')</script>\x00\x1b"
Maker = Callable[[str, Language], f.Figure]

DRAWINGS: dict[str, Maker] = {
    "bars": lambda s, t: f.score_bars([f.ScoreBar(s, 3.5, 4, 2, 1, s)], t, s, s, s, names=(s, s, s)),
    "radar": lambda s, t: f.radar([s] * 5, [f.Series(s, (0.1, None, 0.5, 1, 0))], t, s, s, s),
    "ladder": lambda s, t: f.predicate_ladder([f.Band(s, 500, s), f.Band("B", 700)], 650, 1000, t, s, s, s),
    "timeline": lambda s, t: f.timeline([f.TimelinePoint(2019, s, s, True)], [s, "B"], t, s, s, s),
    "progress": lambda s, t: f.progress(f.Part(s, 3), f.Part("rest", 2, True), t=t, title=s, alt=s, key=s),
    "waterfall": lambda s, t: f.waterfall([f.Fall(s, [f.Step(s, 9), f.Step(s, None), f.Step("B", 7)], 10)], t, s, s, s),
}
OTHERS: dict[str, Maker] = {
    "table": lambda s, t: f.table(
        [f.Column("a", s), f.Column("b", "B", "id"), f.Column("c", "C", "html")],
        [{"a": s, "b": s, "c": s, "g": s}], t, s, s, {"a": s}, group_by="g", row_anchor="q-{a}",
    ),
    "tiles": lambda s, t: f.tiles(f.Tile(s, s, s)),
    "cover": lambda s, t: f.cover(s, s, s, [(s, s)]),
    "watermark": lambda s, t: f.watermark(s),
    "notice": lambda s, t: f.notice(s, "warning", s),
    "section": lambda s, t: f.section(s, f.paragraph(s), anchor=s),
}  # fmt: skip
ALL = DRAWINGS | OTHERS


class Tags(HTMLParser):
    """The names, attributes and words of a page as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", ALL)
def test_a_script_in_a_name_shows_as_text(name: str, t: Language) -> None:
    seen = Tags()
    seen.feed(ALL[name](HOSTILE, t).html)
    assert "script" not in seen.names
    assert not [attribute for attribute, _ in seen.attributes if attribute.startswith("on")]
    assert "<script>" in seen.words.replace("\n", "")


@pytest.mark.parametrize("name", ALL)
def test_the_same_data_give_the_same_bytes(name: str, t: Language) -> None:
    assert ALL[name]("Kota", t) == ALL[name]("Kota", t)


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_loaded_from_elsewhere(name: str, t: Language) -> None:
    html = ALL[name]("Kota", t).html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//|@import|url\(|src=|<link|<script", html)


@pytest.mark.parametrize("name", ALL)
def test_plain_text_says_what_the_page_says(name: str, t: Language) -> None:
    figure = ALL[name]("Kabupaten Paser", t)
    assert "Kabupaten Paser" in figure.text
    assert "<" not in figure.text
    shown = figure._repr_mimebundle_()
    assert (shown["text/html"], shown["text/plain"]) == (figure.html, figure.text)


@pytest.mark.parametrize("name", ALL)
def test_what_it_says_goes_through_a_notebook_as_data_and_comes_back_equal(name: str, t: Language) -> None:
    figure = ALL[name]("Kabupaten Paser", t)
    stored = json.loads(figure._repr_mimebundle_()[MIME])
    assert from_json(stored) == figure.content
    assert "Kabupaten Paser" in json.dumps(stored)


@pytest.mark.parametrize("name", DRAWINGS)
@given(words=st.text(max_size=40))
def test_a_drawing_of_any_words_is_well_formed(name: str, words: str) -> None:
    figure = DRAWINGS[name](words, language("en"))
    root = ElementTree.fromstring(figure.svg)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top, width) == (0, 0, 420)
    assert height > 0
    assert figure.html.encode("utf-8")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_tells_screen_readers_its_title_and_description(name: str, t: Language, parse) -> None:
    root = parse(DRAWINGS[name]("Nilai & predikat", t))
    said = {element.attrib["id"]: element.text for element in root if element.tag in ("title", "desc")}
    assert root.attrib["role"] == "img"
    assert list(said) == root.attrib["aria-labelledby"].split()
    assert set(said.values()) == {"Nilai & predikat"}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_literal_colours_besides_its_classes(name: str, t: Language, parse) -> None:
    painted = [
        element for element in parse(DRAWINGS[name]("Kota", t)).iter() if element.get("class", "").startswith("kla-f")
    ]
    assert painted
    assert all(re.fullmatch("#[0-9a-f]{6}", element.attrib["fill"]) for element in painted)


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_two_ids_of_a_page_are_the_same(name: str, t: Language) -> None:
    page = f.stack(*(make(f"Kota-{key}", t) for key, make in ALL.items()), DRAWINGS[name]("Lain", t))
    ids = re.findall(r'\bid="([^"]*)"', page.html)
    assert len(ids) > 10
    assert len(ids) == len(set(ids))


def test_stacked_figures_keep_their_order_and_skip_empty_texts() -> None:
    page = f.stack(f.paragraph("first"), f.Figure("<hr>", ""), f.paragraph("second"))
    assert page.text == "first\n\nsecond"
    assert page.html == '<p class="kla-text">first</p><hr><p class="kla-text">second</p>'


def test_a_section_has_the_heading_of_its_level_and_an_anchor_for_links() -> None:
    html = f.section("Klaster I", f.paragraph("x"), level=3, anchor="klaster 1").html
    assert html.startswith('<section class="kla-section" id="klaster-1"><h3>Klaster I</h3>')
    with pytest.raises(ValueError, match="level 1"):
        f.section("Title", level=1)


def test_a_notice_tells_its_tone_without_colour() -> None:
    info, warning = f.notice("Teks"), f.notice("Teks", "warning")
    assert info.text == "[i] Teks"
    assert warning.text == "[!] Teks"
    assert "<circle" in info.html
    assert "<circle" not in warning.html


def test_a_watermark_stands_on_screen_and_on_paper() -> None:
    html = f.watermark("DATA LATIHAN").html
    assert html.count("DATA LATIHAN") == 2
    assert "kla-watermark-banner" in html
    assert "kla-watermark-print" in html


def test_a_long_watermark_is_set_smaller_so_that_it_fits_the_page() -> None:
    sizes = [int(re.findall(r"font-size:(\d+)pt", f.watermark(words).html)[0]) for words in ("LATIHAN", "LATIHAN " * 6)]
    assert sizes[0] > 2 * sizes[1] > 0
