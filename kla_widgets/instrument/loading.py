"""From a YAML file to an :class:`Instrument`, or to every fault that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.instrument.answers import AnswerType
from kla_widgets.instrument.checking import check_data
from kla_widgets.instrument.models import Instrument
from kla_widgets.instrument.resolve import origin, resolve
from kla_widgets.instrument.source import KeyPath, Source, at, parse_source, read_source
from kla_widgets.language import N_

MISSING_FIELD = Message("INS-020", N_("The field “{field}” is missing."), N_("Add it."))
UNKNOWN_FIELD = Message(
    "INS-021", N_("The field “{field}” is not known here."), N_("Correct its spelling or remove it.")
)
NOT_TEXT = Message("INS-022", N_("“{value}” must be text."), N_("Put it between quotation marks."))
NOT_NUMERIC = Message(
    "INS-023", N_("“{value}” must be a number."), N_("Write a number with a decimal point and without quotation marks.")
)
NOT_ONE_OF = Message("INS-024", N_("“{value}” is not accepted here."), N_("Use {expected}."))
OUT_OF_RANGE = Message("INS-025", N_("{value} is outside what is possible here."), N_("Allowed: {limit}."))
BAD_ID = Message(
    "INS-026",
    N_("“{value}” cannot be an id."),
    N_("Use letters, digits, dot, dash and underscore, at most 40."),
)
NOT_A_LIST = Message(
    "INS-027", N_("A list is expected here."), N_("Write one entry per line, each beginning with a dash.")
)
TOO_FEW = Message("INS-028", N_("There are too few entries here."), N_("Write {least} or more."))
NOT_FIELDS = Message("INS-033", N_("Fields are expected here."), N_("Write lines such as “id: …”, indented below."))
EMPTY = Message("INS-034", N_("There are no words here."), N_("Write the words between the quotation marks."))
OTHER = Message("INS-029", N_("“{value}” is not accepted here."), N_("{reason}."))

_MESSAGES = {
    "missing": MISSING_FIELD,
    "extra_forbidden": UNKNOWN_FIELD,
    "string_type": NOT_TEXT,
    "float_type": NOT_NUMERIC,
    "int_type": NOT_NUMERIC,
    "int_from_float": NOT_NUMERIC,
    "finite_number": NOT_NUMERIC,
    "enum": NOT_ONE_OF,
    "literal_error": NOT_ONE_OF,
    "union_tag_invalid": NOT_ONE_OF,
    "union_tag_not_found": MISSING_FIELD,
    "greater_than": OUT_OF_RANGE,
    "greater_than_equal": OUT_OF_RANGE,
    "less_than": OUT_OF_RANGE,
    "less_than_equal": OUT_OF_RANGE,
    "string_pattern_mismatch": BAD_ID,
    "tuple_type": NOT_A_LIST,
    "too_short": TOO_FEW,
    "string_too_short": EMPTY,
    "string_too_long": BAD_ID,
    "bool_type": NOT_ONE_OF,
    "dict_type": NOT_FIELDS,
    "model_type": NOT_FIELDS,
    "model_attributes_type": NOT_FIELDS,
}
_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
_LEFT_TO_QUESTIONS = frozenset({"numerator", "denominator", "unit"})
"""Fields that a named rule may leave to the questions that use it."""
_answers: TypeAdapter[Any] = TypeAdapter(AnswerType)


def load_instrument(path: Path) -> Instrument:
    """Load and check an instrument file.

    Raises
    ------
    KlaError
        Every fault of the file: ``YML-…`` for its YAML, ``INS-…`` for its content.
    """
    return build_instrument(read_source(path))


def parse_instrument(text: str, file: str = "<text>") -> Instrument:
    """The same from text."""
    return build_instrument(parse_source(text, file))


def check_instrument(path: Path) -> tuple[Fault, ...]:
    """All faults of a file, none if it is good."""
    try:
        load_instrument(path)
    except KlaError as error:
        return error.faults
    return ()


def build_instrument(source: Source) -> Instrument:
    """The instrument of a parsed file; raises like :func:`load_instrument`."""
    resolved = resolve(source)
    data, faults = resolved.data, [*resolved.faults, *_rule_faults(source, resolved.rules)]
    instrument = None
    try:
        instrument = Instrument.model_validate(data)
    except ValidationError as error:
        faults += [fault for detail in error.errors() for fault in _field_faults(source, data, detail)]
    faults += check_data(source, data)
    if faults or instrument is None:
        raise KlaError(*dict.fromkeys(faults))
    return instrument


def _rule_faults(source: Source, rules: dict[str, Any]) -> Iterator[Fault]:
    """Faults of named rules, which are told also when no question uses the rule."""
    for name, rule in rules.items():
        try:
            _answers.validate_python(rule)
        except ValidationError as error:
            for detail in error.errors():
                if detail["type"] != "missing" or detail["loc"][-1] not in _LEFT_TO_QUESTIONS:
                    yield from _translated(source, ("rules", name, *_written(rule, detail["loc"])), detail)


def _field_faults(source: Source, data: dict[str, Any], detail: ErrorDetails) -> Iterator[Fault]:
    path = _written(data, detail["loc"])
    if path[-1:] == ("answer",) and detail["input"] is None and at(source.data, path) is not None:
        return  # told at the rule, or as an unknown rule
    if path[-1:] == ("answer",) and (field := _field(detail)) not in _LEFT_TO_QUESTIONS:
        path = origin(source, (*path, field))[:-1]  # what a named rule lacks is told at the rule
    yield from _translated(source, path, detail)


def _translated(source: Source, path: KeyPath, detail: ErrorDetails) -> Iterator[Fault]:
    """The fault of a pydantic error, at the place where it is written."""
    context, kind = detail.get("ctx", {}), detail["type"]
    if kind == "too_short" and len(detail["input"]) >= context["min_length"]:
        return  # pydantic counts only the entries that are good; the others have been told
    message = _MESSAGES.get(kind, OTHER)
    if kind == "model_type" and context.get("class_name") == "Text":
        message = NOT_TEXT
    yield source.fault(
        message,
        origin(source, path),
        field=_field(detail),
        value="" if message is MISSING_FIELD else _brief(context.get("tag", detail["input"])),
        expected=context.get("expected") or context.get("expected_tags") or "true, false",
        limit=", ".join(f"{sign} {context[bound]:g}" for bound, sign in _BOUNDS.items() if bound in context),
        least=context.get("min_length"),
        reason=detail["msg"],
    )


def _field(detail: ErrorDetails) -> str:
    if detail["type"].startswith("union_tag"):
        return "type"
    return str(detail["loc"][-1]) if detail["loc"] else ""


def _written(data: Any, location: tuple[str | int, ...]) -> KeyPath:
    """The part of a pydantic location that exists in the file (the names of union members do not)."""
    path: list[str | int] = []
    node = data
    for key in location:
        if isinstance(node, dict) and key in node:
            node = node[str(key)]
        elif isinstance(node, tuple) and isinstance(key, int) and key < len(node):
            node = node[key]
        else:
            continue
        path.append(key)
    return tuple(path)


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
