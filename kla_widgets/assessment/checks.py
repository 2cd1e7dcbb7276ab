"""What stands in the way of storing something: every fault of every entry, found before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from kla_widgets.assessment.records import Answer, Case, Evidence, Reported, Statement
from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

UNKNOWN_QUESTION = Message(
    "STO-010",
    N_("The instrument {instrument} has no question “{id}”."),
    N_("Check the id; “kla instrument show” lists them."),
)
UNKNOWN_STAGE = Message("STO-011", N_("The instrument has no stage “{stage}”."), N_("Use one of: {known}."))
UNKNOWN_TARGET = Message(
    "STO-012",
    N_("The instrument {instrument} has no part “{id}”."),
    N_("Check the id; “kla instrument show” lists them."),
)
ABOVE_MAXIMUM = Message(
    "STO-013",
    N_("{points} points are more than the maximum {maximum}."),
    N_("Check the number and the cycle's instrument."),
)
UNKNOWN_KIND = Message("STO-014", N_("The instrument has no evidence kind “{kind}”."), N_("Use one of: {known}."))
OTHER_INSTRUMENT = Message(
    "STO-015",
    N_("The assessment belongs to the instrument {expected}, not {given}."),
    N_("Load the instrument that the assessment names."),
)
NOT_POINTS = Message("STO-016", N_("“{points}” is not a number of points."), N_("Write a number, zero or more."))


def answer_faults(case: Case, stage: str, answers: Sequence[Answer], instrument: Instrument) -> list[Fault]:
    """``ANS-…`` with the question's id for values that do not fit, ``STO-01x`` for unknown ids."""
    faults = _stage_faults(case, stage, instrument)
    for one in answers:
        question = instrument.question.get(one.question)
        if question is None:
            faults.append(_unknown_question(case, one.question, instrument))
        elif one.value is not None and (fault := question.answer.fault(one.value)):
            faults.append(Fault(fault.message, case.region, one.question, **fault.values))
    return faults


def points_faults(case: Case, stage: str, points: Sequence[Reported], instrument: Instrument) -> list[Fault]:
    """``STO-01x`` for unknown ids, and for points that are no number or above the maximum."""
    faults = _stage_faults(case, stage, instrument)
    for one in points:
        if one.target not in instrument.maxima:
            faults.append(_unknown_target(case, one.target, instrument))
        elif not (isfinite(one.points) and one.points >= 0):
            faults.append(Fault(NOT_POINTS, case.region, one.target, points=one.points))
        elif (maximum := instrument.maxima[one.target]) is not None and one.points > maximum:
            faults.append(Fault(ABOVE_MAXIMUM, case.region, one.target, points=one.points, maximum=maximum))
    return faults


def statement_faults(case: Case, statements: Sequence[Statement], instrument: Instrument) -> list[Fault]:
    """``STO-01x`` for unknown ids."""
    unknown = [one.place for one in statements if one.place not in instrument.maxima]
    return _instrument_faults(case, instrument) + [_unknown_target(case, place, instrument) for place in unknown]


def evidence_faults(case: Case, evidence: Sequence[Evidence], instrument: Instrument) -> list[Fault]:
    """``STO-01x`` for unknown ids and kinds."""
    faults = _instrument_faults(case, instrument)
    for one in evidence:
        if one.question not in instrument.question:
            faults.append(_unknown_question(case, one.question, instrument))
        if one.kind not in instrument.evidence_kinds:
            known = ", ".join(instrument.evidence_kinds)
            faults.append(Fault(UNKNOWN_KIND, case.region, one.question, kind=one.kind, known=known))
    return faults


def _instrument_faults(case: Case, instrument: Instrument) -> list[Fault]:
    if case.instrument == instrument.id:
        return []
    return [Fault(OTHER_INSTRUMENT, "", case.region, expected=case.instrument, given=instrument.id)]


def _stage_faults(case: Case, stage: str, instrument: Instrument) -> list[Fault]:
    faults = _instrument_faults(case, instrument)
    if stage not in instrument.stage:
        faults.append(Fault(UNKNOWN_STAGE, "", case.region, stage=stage, known=", ".join(instrument.stage)))
    return faults


def _unknown_question(case: Case, identifier: str, instrument: Instrument) -> Fault:
    return Fault(UNKNOWN_QUESTION, "", case.region, instrument=instrument.id, id=identifier)


def _unknown_target(case: Case, identifier: str, instrument: Instrument) -> Fault:
    return Fault(UNKNOWN_TARGET, "", case.region, instrument=instrument.id, id=identifier)
