"""Words in drawings: broken into lines without loss, never wider than they may be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.figures.svg import WIDTH, escape, identifier, legend, width_of, wrap

WORDS = st.text(st.sampled_from("abcIWm/-é漢 "), max_size=60)


@given(words=WORDS, width=st.floats(20, 400))
def test_wrapping_leaves_nothing_out(words: str, width: float) -> None:
    assert "".join(wrap(words, width)).replace(" ", "") == words.replace(" ", "")


@given(words=WORDS, width=st.floats(20, 400))
def test_no_line_is_wider_than_it_may_be(words: str, width: float) -> None:
    assert all(width_of(line) <= width + 1e-6 for line in wrap(words, width))


def test_a_long_word_is_broken_after_a_slash() -> None:
    assert wrap("Desa/Kelurahan", width_of("Kelurahan") + 1) == ["Desa/", "Kelurahan"]


def test_lines_are_balanced_so_that_no_word_is_left_alone() -> None:
    words = "Lingkungan Keluarga dan Pengasuhan Alternatif"
    lines = wrap(words, width_of(words) - 10)
    assert lines == ["Lingkungan Keluarga dan", "Pengasuhan Alternatif"]


def test_words_joined_by_a_no_break_space_stay_together() -> None:
    assert wrap("100\u00a0%", 400) == ["100\u00a0%"]


def test_characters_that_xml_does_not_know_are_replaced() -> None:
    assert escape("a\x00b\ud800c<") == "a\ufffdb\ufffdc&lt;"


@given(key=st.text(max_size=30))
def test_an_identifier_has_no_character_that_breaks_links_or_markup(key: str) -> None:
    assert set(identifier(key)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")


def test_an_identifier_keeps_question_ids_readable() -> None:
    assert identifier("q-I1.2a") == "q-I1.2a"


def test_a_legend_that_does_not_fit_goes_on_in_the_next_row() -> None:
    places: list[tuple[float, float]] = []

    def sign(x: float, y: float) -> str:
        places.append((x, y))
        return ""

    _, bottom = legend([(sign, "Didukung data dukung dan terverifikasi")] * 3)
    assert all(x < WIDTH for x, _ in places)
    assert len({y for _, y in places}) > 1
    assert bottom > places[-1][1]
