"""Answers as cells, and cells as answers: the same rules for writing a workbook and for reading it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from kla_widgets.assessment.records import Json
from kla_widgets.assessment.store import canonical
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.agency.marks import ANSWER, BEFORE, BEFORE_WHOLE, WHOLE
from kla_widgets.exchange.recap.cells import Cell
from kla_widgets.exchange.recap.numbers import readings, unanswered
from kla_widgets.instrument.answers import AnswerType, Checklist, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.language import LANGUAGES, N_, Language, language, printable

FORMULA = Message(
    "AGW-020",
    N_("Cell {cell} holds a formula; an answer is a value."),
    N_("Copy the cell and paste it as a value, or type the answer."),
)
NOT_A_NUMBER = Message(
    "AGW-021", N_("“{text}” is not a number."), N_("Write digits only, for example 12 or 12,5; words go into the note.")
)
A_DATE = Message(
    "AGW-022", N_("The cell holds a date ({text}), not a number."), N_("Give the cell a number format, and type again.")
)
A_PERCENTAGE = Message(
    "AGW-023", N_("“{text}” is a percentage."), N_("Write the two counts; the percentage is worked out from them.")
)
TWO_READINGS = Message(
    "AGW-024", N_("“{text}” can be read as {small} or as {large}."), N_("Write it without a thousands separator.")
)
NOT_A_CHOICE = Message("AGW-025", N_("“{text}” is not one of the choices."), N_("Choose one of: {choices}."))
INCOMPLETE = Message(
    "AGW-026", N_("The answer is not complete: “{column}” is empty."), N_("Fill it in, or empty the whole answer.")
)

NOTHING_THERE = Message(
    "AGW-027",
    N_("“{text}” is not an answer here; this question is answered on a sheet of its own."),
    N_("Fill in that sheet; or choose “{none}” here if there is nothing to enter."),
)

YES, NO, NONE = N_("Yes"), N_("No"), N_("None")
_YES = {"ya", "y", "yes", "true", "benar", "ada", "1", "✓", "✔", "√", "v"}
_NO = {"tidak", "t", "no", "n", "false", "salah", "tidak ada", "belum", "0"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d.*)?")
_PERCENT_CELLS = {"numerator": ANSWER, "denominator": WHOLE}
_BEFORE_CELLS = {"numerator": BEFORE, "denominator": BEFORE_WHOLE}


def asked_columns(rule: AnswerType) -> tuple[str, ...]:
    """The columns of the sheet of questions that an answer is typed into; none for checklists."""
    match rule:
        case Choice() | Number():
            return (ANSWER,)
        case Percent():
            return (ANSWER, WHOLE)
        case TwoYear():
            return (ANSWER, WHOLE, BEFORE, BEFORE_WHOLE) if rule.of == "percent" else (ANSWER, BEFORE)
        case Matrix():
            return (ANSWER,)  # that there is nothing to enter
    return ()


def choice_words(rule: Choice, t: Language) -> dict[str, str]:
    """The words of every option, by its id; with the id where two have the same words."""
    words = {option.id: clean(t.pick(option.label)) for option in rule.options}
    same = [one.casefold() for one in words.values()]
    return {id: f"{one} [{id}]" if same.count(one.casefold()) > 1 else one for id, one in words.items()}


def to_cells(rule: AnswerType, value: Json, t: Language) -> dict[str, str | float]:
    """What stands in the columns of :func:`asked_columns` for an answer; nothing for none.

    Of a table only that it has no rows, which is an answer too.
    """
    if value is None:
        return {}
    match rule:
        case Choice():
            return {ANSWER: choice_words(rule, t)[value]}
        case Number():
            return {ANSWER: value}
        case Percent():
            return {column: value[part] for part, column in _PERCENT_CELLS.items()}
        case TwoYear() if rule.of == "percent":
            now = {column: value["current"][part] for part, column in _PERCENT_CELLS.items()}
            return now | {column: value["previous"][part] for part, column in _BEFORE_CELLS.items()}
        case TwoYear():
            return {ANSWER: value["current"], BEFORE: value["previous"]}
        case Matrix():
            return {} if value else {ANSWER: t(NONE)}
    return {}


def from_cells(rule: AnswerType, cells: Mapping[str, Cell]) -> Json:
    """The answer that stands in the columns of a question; None for none.

    Raises
    ------
    KlaError
        ``AGW-020`` to ``AGW-026``, with ``where`` as the name of the cell, or of the column that is empty.
    """
    match rule:
        case Choice():
            return _choice(rule, cells[ANSWER]) if ANSWER in cells else None
        case Number():
            return number(cells[ANSWER], rule.whole) if ANSWER in cells else None
        case Matrix():
            return _nothing(cells[ANSWER]) if ANSWER in cells else None
        case Checklist():
            return None
    whole = rule.type == "two_year" and rule.of == "count"
    found = {column: number(cells[column], whole) for column in asked_columns(rule) if column in cells}
    if all(one is None for one in found.values()):
        return None
    if missing := [column for column in asked_columns(rule) if found.get(column) is None]:
        raise fail(INCOMPLETE, where="", column=missing[0])
    now, before = ({part: found.get(at) for part, at in cells.items()} for cells in (_PERCENT_CELLS, _BEFORE_CELLS))
    if rule.type == "percent":
        return now
    return {"previous": found[BEFORE], "current": found[ANSWER]} if whole else {"previous": before, "current": now}


def number(cell: Cell, whole: bool = False) -> float | None:
    """The number of a cell, None for none; raises ``AGW-020`` to ``AGW-024``."""
    refuse_formula(cell)
    if not isinstance(cell.value, str):
        return plain(cell.value)
    text = cell.text.removeprefix("'")
    if unanswered(text):
        return None
    if "%" in text:
        raise fail(A_PERCENTAGE, where=cell.name, text=text)
    if _DATE.fullmatch(text):
        raise fail(A_DATE, where=cell.name, text=text)
    negative = text.startswith(("-", "−"))
    found = readings(text.lstrip("-− "))
    if len(found) == 2 and whole:
        found = found[1:]  # a count has no decimals
    if not found:
        raise fail(NOT_A_NUMBER, where=cell.name, text=text)
    if len(found) == 2:
        raise fail(TWO_READINGS, where=cell.name, text=text, small=f"{found[0]:.10g}", large=f"{found[1]:.10g}")
    return plain(-found[0] if negative else found[0])


def holds(cell: Cell) -> bool | None:
    """Yes or no, None for an empty cell; raises ``AGW-020``, ``AGW-025``."""
    refuse_formula(cell)
    text = cell.text.casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if unanswered(text):
        return None
    choices = ", ".join(language(code)(word) for code in LANGUAGES for word in (YES, NO))
    raise fail(NOT_A_CHOICE, where=cell.name, text=cell.text, choices=choices)


def words(cell: Cell) -> str:
    """The text of a cell; raises ``AGW-020``."""
    refuse_formula(cell)
    return clean(cell.value) if isinstance(cell.value, str) else cell.text


TABLE_CELLS: Mapping[str, Callable[[Cell], Any]] = {"text": words, "number": number, "yesno": holds}
"""How a cell of a table is read, by the kind of its column."""


def refuse_formula(cell: Cell) -> None:
    if cell.formula:
        raise fail(FORMULA, where=cell.name, cell=cell.name)


def clean(text: str) -> str:
    """A text as it comes through a spreadsheet: without blanks at its ends, one kind of line break."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def plain(value: float) -> float:
    """A number without a needless decimal point: 80 for 80.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def essence(rule: AnswerType, value: Json, note: str) -> str:
    """An answer and its note in one written form, equal for all that say the same."""
    if isinstance(rule, Checklist) and value is not None:
        value = sorted(set(value))
    elif isinstance(rule, Matrix) and value is not None:
        rows = (canonical(_plain({name: cell for name, cell in row.items() if not _empty(cell)})) for row in value)
        value = sorted(row for row in rows if row and row != "{}")
    return str(canonical([_plain(value), clean(note)]))


def state(rule: AnswerType, value: Json, note: str) -> str:
    """A short name of an answer and its note, for the mark beside a question."""
    return hashlib.sha256(essence(rule, value, note).encode("utf-8", "replace")).hexdigest()[:16]


def _choice(rule: Choice, cell: Cell) -> str | None:
    refuse_formula(cell)
    text = cell.text.casefold()
    for code in LANGUAGES:
        for id, one in choice_words(rule, language(code)).items():
            if " ".join(one.casefold().split()) == text:
                return id
    by_id = [option.id for option in rule.options if option.id.casefold() == text]
    if by_id:
        return by_id[0]
    if unanswered(cell.text):
        return None
    choices = ", ".join(choice_words(rule, language(LANGUAGES[0])).values())
    raise fail(NOT_A_CHOICE, where=cell.name, text=cell.text, choices=choices)


def _nothing(cell: Cell) -> list[Json] | None:
    """That a table has no rows; None where that is not said."""
    refuse_formula(cell)
    none = {language(code)(NONE) for code in LANGUAGES}
    if cell.text.casefold() in {one.casefold() for one in none}:
        return []
    if unanswered(cell.text):
        return None
    raise fail(NOTHING_THERE, where=cell.name, text=cell.text, none=" / ".join(sorted(none)))


def _empty(cell: Json) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _plain(value: Json) -> Json:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case float():
            return plain(value)
        case str():
            return clean(value)
    return value
