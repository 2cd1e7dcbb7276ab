"""Whatever a file holds, it is read or refused with coded faults; nothing else is ever raised."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.loading import parse_instrument
from kla_widgets.language import language

TEXT = (Path(__file__).parent / "made-up.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
VALUES = st.sampled_from(
    [
        "",
        "5",
        "-1",
        "1.5",
        "no",
        "yes",
        "null",
        "~",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{a: {}}",
        "{id: {}}",
        "{id: []}",
        "{rule: {}}",
        "{rule: 5}",
        "{type: [1]}",
        "{steps: 5}",
        "{steps: [5]}",
        "x",
        "TOTAL",
        '""',
        "'\\0'",
        ".nan",
        ".inf",
        "2024-01-01",
        "!!int x",
        "!!float nan",
        "!!binary aGk=",
        "!!set {a}",
        "&a 5",
        "*a",
        "<<: {a: 1}",
        "? [a]",
        f"1{'0' * 400}",
        "9" * 5000,
        "|",
        ">",
        "'",
        "{",
        "]",
        "\t",
        "\x00",
        "\u2028",
        "met",
        "share",
        "halves",
        "NaN",
        "0x1F",
        "1_000",
        "1:30",
        "0o7",
        "[" * 100,
    ],
)
ALPHABET = st.characters(codec="utf-8")


def read(text: str) -> None:
    """Loads, or gives faults that can be shown; any other exception fails the test."""
    found: tuple[Fault, ...] | None = None
    try:
        parse_instrument(text)
    except KlaError as error:
        found = error.faults
    assert found != (), "refused without a word"
    for fault in found or ():
        assert fault.code[:4] in ("YML-", "INS-")
        assert fault.describe(language("id"))


def with_value(place: int, value: str) -> str:
    """The line's value replaced, its indentation and key kept."""
    lines = list(LINES)
    key, colon, _ = lines[place].partition(": ")
    lines[place] = f"{key}{colon or ': '}{value}"
    return "\n".join(lines)


@given(st.integers(0, len(LINES) - 1), VALUES)
@settings(max_examples=250, deadline=None)
def test_any_value_in_any_place_is_read_or_refused_with_codes(place: int, value: str) -> None:
    read(with_value(place, value))


@pytest.mark.parametrize(
    "key", ["id", "stages", "predicates", "bands", "rules", "clusters", "sources", "agencies", "known_defects", "max"]
)
@given(value=VALUES)
@settings(max_examples=25, deadline=None)
def test_any_value_of_a_whole_section_is_read_or_refused_with_codes(key: str, value: str) -> None:
    lines = [f"{key}: {value}"]
    kept = True
    for line in LINES:
        if line[:1].isalpha():
            kept = not line.startswith(f"{key}:")
        if kept:
            lines.append(line)
    read("\n".join(lines))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_lines_dropped_doubled_moved_or_indented_are_read_or_refused_with_codes(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines.pop(place)
        new = data.draw(st.sampled_from([[], [line, line], [f"  {line}"], [line[2:]], [line.strip()]]))
        lines[place:place] = new
    read("\n".join(lines))


@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(ALPHABET, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_cut_and_insertion_is_read_or_refused_with_codes(start: int, length: int, text: str) -> None:
    read(TEXT[:start] + text + TEXT[start + length :])


@given(st.text(ALPHABET, max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_refused_with_codes(text: str) -> None:
    with pytest.raises(KlaError):
        parse_instrument(text)
    with suppress(KlaError):
        parse_instrument(f"clusters:\n  - {text}")
