"""AGW-V1: every answer survives its way through cells; AGW-V2: no cell breaks the reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.errors import Fault, KlaError
from kla_widgets.exchange.agency.values import (
    TABLE_CELLS,
    asked_columns,
    choice_words,
    essence,
    from_cells,
    number,
    state,
    to_cells,
)
from kla_widgets.exchange.recap.cells import Cell
from kla_widgets.instrument.answers import AnswerType, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import LANGUAGES, language

QUESTIONS = shipped_library().get("kla-2024").questions
RULES = {one.answer.type: [q.answer for q in QUESTIONS if q.answer.type == one.answer.type] for one in QUESTIONS}
COUNTS = st.integers(0, 10**15)
CELLS = st.one_of(
    st.text(max_size=30),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["-", "1.234", "1,5", "80%", "=1+1", "2024-02-01 00:00:00", "Ya", "Perda", "Nihil", "--", "'", "−5"]
    ),
)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    whole = draw(st.integers(1, 10**15))
    return {"numerator": draw(st.integers(0, whole)), "denominator": whole}


def answers_to(rule: AnswerType) -> st.SearchStrategy[Any]:
    match rule:
        case Choice():
            return st.sampled_from([option.id for option in rule.options])
        case Number():
            return COUNTS
        case Percent():
            return shares()
        case TwoYear():
            level = shares() if rule.of == "percent" else COUNTS
            return st.fixed_dictionaries({"previous": level, "current": level})
        case Matrix():
            return st.just([])
    return st.none()


RULE_AND_ANSWER = (
    st.sampled_from([rule for rules in RULES.values() for rule in rules])
    .flatmap(lambda rule: st.tuples(st.just(rule), answers_to(rule)))
)  # fmt: skip


@given(RULE_AND_ANSWER, st.sampled_from(LANGUAGES))
def test_agw_v1_an_answer_survives_its_cells(rule_and_answer: tuple[AnswerType, Any], code: str) -> None:
    rule, value = rule_and_answer
    written = to_cells(rule, value, language(code))
    assert set(written) <= set(asked_columns(rule))
    cells = {
        name: Cell(one if isinstance(one, str) else float(one), 5, place)
        for place, (name, one) in enumerate(written.items(), 1)
    }
    assert from_cells(rule, cells) == value


@given(st.sampled_from([rule for rules in RULES.values() for rule in rules]), st.data())
def test_agw_v2_any_cells_are_read_or_told_by_name(rule: AnswerType, data: st.DataObject) -> None:
    cells = {
        name: Cell(data.draw(CELLS), 7, place, formula=data.draw(st.booleans()))
        for place, name in enumerate(asked_columns(rule), 1)
        if data.draw(st.booleans())
    }
    value, faults = tried(lambda: from_cells(rule, cells))
    assert all(fault.code.startswith("AGW-") for fault in faults)
    assert all(fault.where in ("", *(cell.name for cell in cells.values())) for fault in faults)
    if not faults:
        assert not any(cell.formula for cell in cells.values())
        wrong = value is not None and rule.fault(value)
        assert not wrong or wrong.code.startswith("ANS-")


@given(CELLS, st.sampled_from(sorted(TABLE_CELLS)))
def test_agw_v2_any_cell_of_a_table_is_read_or_told(value: str | float, kind: str) -> None:
    found, faults = tried(lambda: TABLE_CELLS[kind](Cell(value, 3, 4)))
    wanted = {"text": str, "number": (int, float), "yesno": bool}[kind]
    assert [fault.where for fault in faults] in ([], ["D3"])
    assert found is None or isinstance(found, wanted)


def tried(step: Callable[[], Any]) -> tuple[Any, tuple[Fault, ...]]:
    """What a step gives, or what it tells."""
    try:
        return step(), ()
    except KlaError as error:
        return None, error.faults


@given(st.floats(0, 1e15))
def test_agw_v1_a_number_keeps_its_last_digit(value: float) -> None:
    assert number(Cell(value, 1, 1)) == value


def test_agw_v1_the_same_content_has_the_same_state_however_it_is_written() -> None:
    percent, table = RULES["percent"][0], RULES["matrix"][0]
    assert state(percent, {"numerator": 80, "denominator": 100}, "a\r\nb ") == state(
        percent, {"denominator": 100.0, "numerator": 80.0}, "a\nb"
    )
    rows = [{"mitra": "A", "peran": "x"}, {"mitra": "B ", "jumlah": None}]
    assert essence(table, rows, "") == essence(table, [{"mitra": "B"}, {"peran": "x", "mitra": "A"}, {}], "")
    assert essence(table, [], "") != essence(table, None, "")
    assert essence(percent, None, "") != essence(percent, None, "catatan")


def test_agw_v1_options_of_the_same_words_stay_apart() -> None:
    rule = RULES["choice"][0].model_copy()
    first, second, *rest = rule.options
    same = second.model_copy(update={"label": first.label})
    rule = rule.model_copy(update={"options": (first, same, *rest)})
    words = choice_words(rule, language("id"))
    assert len(set(words.values())) == len(rule.options)
    for option in (first, same):
        assert from_cells(rule, {"answer": Cell(words[option.id], 1, 1)}) == option.id
