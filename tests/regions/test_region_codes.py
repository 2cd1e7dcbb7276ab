"""Codes are text, with or without dots, and damage by spreadsheets is recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.regions import codes

TWO = st.from_regex(r"[0-9]{2}", fullmatch=True)
FOUR = st.from_regex(r"[0-9]{4}", fullmatch=True)
CODES = st.one_of(st.tuples(TWO), st.tuples(TWO, TWO), st.tuples(TWO, TWO, TWO), st.tuples(TWO, TWO, TWO, FOUR)).map(
    ".".join
)


@given(CODES)
def test_dotted_and_compact_codes_mean_the_same(code: str) -> None:
    assert codes.dotted(code) == code
    assert codes.dotted(code.replace(".", "")) == code


@pytest.mark.parametrize(
    "text", ["11.1", "3.1", "1", "327", "32.", "32.730", "32-73", "٣٢", "Bandung", "", "32.73.01.201"]
)
def test_what_is_not_a_code_is_not_made_one(text: str) -> None:
    assert codes.dotted(text) is None


def test_blanks_and_the_apostrophe_of_spreadsheets_are_ignored() -> None:
    assert codes.dotted(" '11.10\u00a0") == "11.10"


@given(CODES.filter(lambda code: code.count(".") == 1))
def test_a_district_code_read_as_a_number_is_guessed(code: str) -> None:
    """The code is among the guesses, unless reading it as a number left a different well-formed code."""
    damaged = str(float(code))
    assert codes.dotted(damaged) is not None or code in codes.likely(damaged)


@given(CODES.filter(lambda code: len(code) <= 8))
def test_a_compact_code_read_as_a_number_is_guessed(code: str) -> None:
    number = float(code.replace(".", ""))
    assert code in codes.likely(str(number))
    assert code in codes.likely(str(int(number)))


@given(st.from_regex(r"[0-9]{1,11}(\.[0-9]{1,5}){0,5}", fullmatch=True))
def test_guesses_are_well_formed(text: str) -> None:
    found = codes.likely(text)
    assert all(codes.dotted(code) == code for code in found)
    assert len(set(found)) == len(found)


def test_parents_and_levels() -> None:
    assert [codes.parent(code) for code in ("32", "32.73", "32.73.01")] == [None, "32", "32.73"]
    assert [codes.level(code) for code in ("32", "32.73", "32.73.01", "32.73.01.2001")] == [0, 1, 2, 3]
