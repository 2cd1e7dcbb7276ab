"""Every type of answer: what is wrong with a value, and what credit it earns."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.errors import Fault
from kla_widgets.instrument.answers import Checklist, Choice, Matrix, Number, Percent, TwoYear, percentage
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.instrument.quantities import LARGEST

INSTRUMENT = load_instrument(Path(__file__).parent / "made-up.yaml")
CHOICE, PERCENT, NUMBER, CHECKLIST, TREND, FALL, OWN_ROWS, NAMED_ROWS = (
    INSTRUMENT.question[name].answer for name in ("A1.1", "A1.2", "A2.1", "A2.2", "B1.1", "B1.2", "B1.3", "B1.4")
)
RULES = {question.id: question.answer for question in INSTRUMENT.questions}
COUNTS = st.integers(0, 1000)
AMOUNTS = st.one_of(st.integers(0, LARGEST), st.floats(0, LARGEST))


def part(numerator: float, denominator: float) -> dict[str, float]:
    return {"numerator": numerator, "denominator": denominator}


def years(previous: Any, current: Any) -> dict[str, Any]:
    return {"previous": previous, "current": current}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, 10**400, -(10**400), math.nan, math.inf, -math.inf, 5e-324])
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["met", "one", "two", "school", "clinic"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.fixed_dictionaries({"numerator": inner, "denominator": inner})
        | st.fixed_dictionaries({"previous": inner, "current": inner})
        | st.lists(st.fixed_dictionaries({"row": inner, "open": inner}), max_size=2)
        | st.lists(st.fixed_dictionaries({"name": inner, "number": inner}), max_size=2)
    ),
    max_leaves=8,
)


def test_the_sample_holds_every_type() -> None:
    assert {type(rule) for rule in RULES.values()} == {Choice, Checklist, Number, Percent, TwoYear, Matrix}


GOOD = [
    (CHOICE, "met", 1),
    (CHOICE, "partly", 0.4),
    (CHOICE, "not_met", 0),
    (CHECKLIST, [], 0),
    (CHECKLIST, ["one"], 0.25),
    (CHECKLIST, ["four", "one"], 0.5),
    (CHECKLIST, ["one", "one"], 0.25),
    (CHECKLIST, ["one", "two", "three", "four"], 1),
    (NUMBER, 0, 1),
    (NUMBER, 1, 0.5),
    (NUMBER, 9.0, 0.5),
    (NUMBER, 10, 0),
    (NUMBER, 500, 0),
    (PERCENT, part(0, 5), 0),
    (PERCENT, part(49.999, 100), 0),
    (PERCENT, part(1, 2), 0.5),
    (PERCENT, part(99, 100), 0.5),
    (PERCENT, part(7, 7), 1),
    (PERCENT, part(LARGEST, LARGEST), 1),
    (TREND, years(part(1, 4), part(1, 2)), 1),
    (TREND, years(part(1, 4), part(2, 8)), 0.5),
    (TREND, years(part(1, 2), part(1, 4)), 0),
    (TREND, years(part(9, 9), part(8, 8)), 1),
    (FALL, years(5, 4), 1),
    (FALL, years(5, 5), 0.5),
    (FALL, years(5, 6), 0),
    (FALL, years(0, 0), 1),
    (OWN_ROWS, [], 0),
    (OWN_ROWS, [{"name": "x"}], 0.25),
    (OWN_ROWS, [{"name": "  "}, {"number": 5}, {}, {"name": None}], 0),
    (OWN_ROWS, [{"name": "x", "number": ""}, {"name": "y", "number": 1.5}], 0.5),
    (OWN_ROWS, [{"name": "x"}] * 9, 1),
    (NAMED_ROWS, [{"row": "school", "open": False}], 0.5),
    (NAMED_ROWS, [{"row": "school", "open": True}, {"row": "school", "open": True}], 0.5),
    (NAMED_ROWS, [{"row": "school", "open": True}, {"row": "clinic", "open": None}], 0.5),
    (NAMED_ROWS, [{"row": "school", "open": True}, {"row": "clinic", "open": True}], 1),
]


@pytest.mark.parametrize(("rule", "value", "credit"), GOOD)
def test_an_answer_that_fits_earns_its_credit(rule: Any, value: Any, credit: float) -> None:
    assert rule.fault(value) is None
    assert rule.credit(value) == credit


BAD = [
    (CHOICE, "other", "ANS-001"),
    (CHOICE, None, "ANS-001"),
    (CHOICE, ["met"], "ANS-001"),
    (CHOICE, True, "ANS-001"),
    (CHECKLIST, "one", "ANS-007"),
    (CHECKLIST, {"one": True}, "ANS-007"),
    (CHECKLIST, ["one", "five"], "ANS-001"),
    (CHECKLIST, [["one"]], "ANS-001"),
    (CHECKLIST, [{"one": 1}], "ANS-001"),
    (NUMBER, "12", "ANS-002"),
    (NUMBER, True, "ANS-002"),
    (NUMBER, None, "ANS-002"),
    (NUMBER, math.nan, "ANS-002"),
    (NUMBER, -1, "ANS-003"),
    (NUMBER, -math.inf, "ANS-003"),
    (NUMBER, 1.5, "ANS-004"),
    (NUMBER, 501, "ANS-008"),
    (NUMBER, 10**400, "ANS-008"),
    (NUMBER, math.inf, "ANS-008"),
    (PERCENT, 50, "ANS-007"),
    (PERCENT, {"numerator": 1}, "ANS-007"),
    (PERCENT, part(1, 2) | {"more": 3}, "ANS-007"),
    (PERCENT, part(3, 2), "ANS-005"),
    (PERCENT, part(0, 0), "ANS-006"),
    (PERCENT, part(-1, 2), "ANS-003"),
    (PERCENT, part(1, LARGEST + 1), "ANS-008"),
    (PERCENT, {"numerator": "1", "denominator": 2}, "ANS-002"),
    (TREND, years(1, 2), "ANS-007"),
    (TREND, {"current": part(1, 2)}, "ANS-007"),
    (TREND, years(part(1, 2), part(2, 1)), "ANS-005"),
    (FALL, years(part(1, 2), part(1, 2)), "ANS-002"),
    (FALL, years(1, 1.5), "ANS-004"),
    (OWN_ROWS, {}, "ANS-007"),
    (OWN_ROWS, ["x"], "ANS-007"),
    (OWN_ROWS, [{"row": "x"}], "ANS-007"),
    (OWN_ROWS, [{"name": ["x"]}], "ANS-007"),
    (OWN_ROWS, [{"name": "x", "number": "many"}], "ANS-002"),
    (NAMED_ROWS, [{"open": True}], "ANS-001"),
    (NAMED_ROWS, [{"row": "shop"}], "ANS-001"),
    (NAMED_ROWS, [{"row": ["school"]}], "ANS-001"),
    (NAMED_ROWS, [{"row": "school", "open": "yes"}], "ANS-007"),
    (NAMED_ROWS, [{"row": "school", "name": "x"}], "ANS-007"),
]


@pytest.mark.parametrize(("rule", "value", "code"), BAD)
def test_an_answer_that_does_not_fit_is_told_with_its_code(rule: Any, value: Any, code: str) -> None:
    fault = rule.fault(value)
    assert fault is not None
    assert fault.code == code


@given(st.sampled_from(sorted(RULES)), JSON)
@settings(max_examples=600, deadline=None)
def test_any_json_value_is_credited_between_0_and_1_or_told(name: str, value: Any) -> None:
    rule: Any = RULES[name]
    fault = rule.fault(value)
    if fault is None:
        assert 0 <= rule.credit(value) <= 1
    else:
        assert isinstance(fault, Fault)
        assert fault.code.startswith("ANS-")


@given(AMOUNTS, AMOUNTS)
def test_a_part_of_a_whole_is_a_percentage_between_0_and_100(one: float, other: float) -> None:
    value = part(min(one, other), max(one, other))
    if PERCENT.fault(value) is None:
        assert 0 <= percentage(value) <= 100


@given(st.integers(1, 1000), COUNTS, COUNTS)
def test_a_higher_percentage_never_earns_less(whole: int, one: int, other: int) -> None:
    low, high = sorted((min(one, whole), min(other, whole)))
    assert PERCENT.credit(part(low, whole)) <= PERCENT.credit(part(high, whole))


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_lower_number_never_earns_less_when_lower_is_better(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert NUMBER.credit(low) >= NUMBER.credit(high)


@given(st.lists(st.sampled_from(["one", "two", "three", "four"])), st.sampled_from(["one", "two", "three", "four"]))
def test_one_more_item_never_earns_less(held: list[str], more: str) -> None:
    assert CHECKLIST.credit(held) <= CHECKLIST.credit([*held, more])


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_better_year_never_earns_less(before: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    rising = [TREND.credit(years(part(before, 100), part(now, 100))) for now in (low, high)]
    falling = [FALL.credit(years(before, now)) for now in (high, low)]
    assert rising == sorted(rising)
    assert falling == sorted(falling)


@given(st.lists(st.fixed_dictionaries({"name": st.sampled_from(["", "x", "y"])})), st.sampled_from(["", "x"]))
def test_one_more_row_never_earns_less(rows: list[dict[str, str]], name: str) -> None:
    assert OWN_ROWS.credit(rows) <= OWN_ROWS.credit([*rows, {"name": name}])


@given(st.lists(st.sampled_from(["school", "clinic"])), st.sampled_from(["school", "clinic"]))
def test_one_more_named_row_never_earns_less(names: list[str], more: str) -> None:
    rows = [{"row": name, "open": True} for name in names]
    assert NAMED_ROWS.credit(rows) <= NAMED_ROWS.credit([*rows, {"row": more, "open": False}])
