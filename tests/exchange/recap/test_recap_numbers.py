"""RN: numbers in both notations, and words for no answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.exchange.recap.numbers import (
    NEGATIVE,
    NOT_A_NUMBER,
    PERCENT,
    UNCLEAR_NUMBER,
    Mark,
    both_ways,
    decimal_mark,
    read_number,
    readings,
    unanswered,
)


# RN-01: a number that can be read in one way only is read so, in either notation.
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("145,24", 145.24),
        ("145.24", 145.24),
        ("1.003,5", 1003.5),
        ("1,003.5", 1003.5),
        ("1.234.567", 1234567.0),
        ("1 003,5", 1003.5),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        (",5", 0.5),
        (" 12 ", 12.0),
        ("'7,5", 7.5),
        ("0", 0.0),
        (7, 7.0),
    ],
)
def test_clear_numbers(text: str | float, number: float) -> None:
    assert read_number(text) == number


# RN-02: an unclear number is decided by the column, then by the maximum, else it is a fault that shows both readings.
def test_unclear_numbers() -> None:
    assert read_number("1.234", mark=",") == 1234
    assert read_number("1.234", mark=".") == 1.234
    assert read_number("1.234", maximum=100) == 1.234
    assert read_number("1.234", maximum=2000) is UNCLEAR_NUMBER
    assert read_number("101.234", maximum=100) is UNCLEAR_NUMBER
    assert read_number("1.234") is UNCLEAR_NUMBER
    assert both_ways("1.234") == ("1.234", "1234")


# RN-03: the column's notation comes from its clear values; contradictions say nothing.
def test_decimal_mark_of_a_column() -> None:
    assert decimal_mark(["1.234", "145,24", "12", "belum", 3.5]) == ","
    assert decimal_mark(["1,003.5", "1.234"]) == "."
    assert decimal_mark(["1.003.500"]) == ","
    assert decimal_mark(["145,24", "145.24"]) is None
    assert decimal_mark(["1.234", "12"]) is None


# RN-04: percentages, words, negative numbers and impossible groupings are refused, each by its name.
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("85%", PERCENT),
        ("85,5 %", PERCENT),
        ("belum", NOT_A_NUMBER),
        ("12 poin", NOT_A_NUMBER),
        ("1.23.4", NOT_A_NUMBER),
        ("1e5", NOT_A_NUMBER),
        ("٣", NOT_A_NUMBER),
        ("#REF!", NOT_A_NUMBER),
        ("9" * 400, NOT_A_NUMBER),
        ("-5", NEGATIVE),
        ("−5,5", NEGATIVE),
        (-0.5, NEGATIVE),
        (float("inf"), NOT_A_NUMBER),
        (float("nan"), NOT_A_NUMBER),
    ],
)
def test_refused_values(text: str | float, message: object) -> None:
    assert read_number(text) is message


# RN-05: the usual signs and words for "no answer" are no answer; "belum" alone is none of them, and zero is a number.
def test_words_for_no_answer() -> None:
    assert all(unanswered(word) for word in ("", " - ", "–", "n/a", "N/A", "Belum diisi"))
    assert not any(unanswered(word) for word in ("belum", "0", 0.0))


# RN-06: a number written in either notation is read back, once the column tells the notation.
@given(st.integers(0, 10**8), st.sampled_from([(",", "."), (".", ",")]), st.booleans())
def test_numbers_round_trip(hundredths: int, marks: tuple[Mark, Mark], grouped: bool) -> None:
    mark, group = marks
    whole = f"{hundredths // 100:,}".replace(",", group if grouped else "")
    assert read_number(f"{whole}{mark}{hundredths % 100:02d}", mark) == hundredths / 100
    assert read_number(whole, mark) == hundredths // 100


# RN-07: text has at most two readings, and two only when the larger is a thousand times the smaller.
@given(st.text("0123456789., ", max_size=12))
def test_at_most_two_readings(text: str) -> None:
    found = readings(text)
    assert len(found) <= 2
    if len(found) == 2:
        assert found[1] == pytest.approx(1000 * found[0])
