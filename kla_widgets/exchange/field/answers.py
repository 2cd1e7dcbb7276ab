"""From what a visitor filled in to answers of the instrument, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kla_widgets.assessment.records import Answer, Json
from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.field.forms import NONE, YES, Form, FormField
from kla_widgets.exchange.field.submissions import Submission
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

SOURCE = "field-visit"
"""How the source of an answer begins that came from a visit."""

NOT_AN_OPTION = Message(
    "FLD-040",
    N_("“{value}” is no option of {name}."),
    N_("Use the form of the same version, or correct it on the server."),
)
NOT_A_NUMBER = Message("FLD-041", N_("“{value}” is not a number ({name})."), N_("Correct it on the server."))
UNFINISHED = Message(
    "FLD-042", N_("{question} was checked, but not answered; it was left out."), N_("Ask the visitor {visitor}.")
)


def answers_of_visit(
    submission: Submission, form: Form, instrument: Instrument
) -> tuple[list[Answer], list[Fault], list[Fault]]:
    """The answers of one visit, with faults and notices."""
    answers: list[Answer] = []
    faults: list[Fault] = []
    notices: list[Fault] = []
    for question in dict.fromkeys(one.question for one in form.fields.values() if one.question):
        parts = {one.part: one for one in form.fields.values() if one.question == question}
        if submission.values.get(parts["cek"].name) != YES:
            continue
        value, wrong = _value(submission, {part: one for part, one in parts.items() if part not in _ABOUT})
        if wrong:
            faults += wrong
        elif value is None:
            visitor = submission.values.get("petugas", "")
            notices.append(Fault(UNFINISHED, submission.where, question=question, visitor=visitor))
        elif fault := instrument.question[question].answer.fault(value):
            faults.append(Fault(fault.message, submission.where, question, **fault.values))
        else:
            note = str(submission.values.get(parts["note"].name, ""))
            answers.append(Answer(question, value, note, f"{SOURCE} {submission.id}"))
    return answers, faults, notices


def options_faults(submission: Submission, form: Form) -> Iterator[Fault]:
    """Answers that no option of the form has, in fields that are no answers of the instrument."""
    for name, value in submission.values.items():
        one = form.fields.get(name)
        if one and one.options and not (one.question and one.part not in _ABOUT):
            yield from _choice(submission, one, value)[1]


_ABOUT = ("cek", "note", "photo")


def _value(submission: Submission, parts: dict[str, FormField]) -> tuple[Json, list[Fault]]:
    """The value of an answer made of its parts; None where any part is missing."""
    faults: list[Fault] = []
    whole: dict[str, Any] = {}
    for part, one in parts.items():
        said = submission.values.get(one.name)
        if said is None:
            return None, faults
        value, wrong = _choice(submission, one, said) if one.options else _number(submission, one, said)
        faults += wrong
        above, _, last = part.rpartition(".")
        (whole.setdefault(above, {}) if above else whole)[last] = value
    return whole.get("value", whole), faults


def _choice(submission: Submission, one: FormField, said: str | list[str]) -> tuple[Json, list[Fault]]:
    ids = {option.name: option.id for option in one.options}
    chosen = said if isinstance(said, list) else [said]
    faults = [
        Fault(NOT_AN_OPTION, submission.where, one.question, value=name[:60], name=one.name)
        for name in chosen
        if name not in ids
    ]
    known = [ids[name] for name in chosen if name in ids and name != NONE]
    return (known if one.kind == "many" else next(iter(known), None)), faults


def _number(submission: Submission, one: FormField, said: str | list[str]) -> tuple[Json, list[Fault]]:
    try:
        number = float(str(said))
        return (int(number) if number == int(number) else number), []
    except (ValueError, OverflowError):
        return None, [Fault(NOT_A_NUMBER, submission.where, one.question, value=str(said)[:60], name=one.name)]
