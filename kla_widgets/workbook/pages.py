"""What does not change while a page is open: its questions and controls, as plain data for the browser."""

from __future__ import annotations

from typing import Any

from kla_widgets.assessment.evidence import LARGEST
from kla_widgets.assessment.records import Case
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.answers import AnswerType, Checklist, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.models import Cluster, Indicator, Instrument, Question
from kla_widgets.language import N_, Language
from kla_widgets.regions import Region
from kla_widgets.words import KINDS, STATUSES, agency_name, evidence_name

UNKNOWN_CLUSTER = Message(
    "WBK-001", N_("The instrument {instrument} has no cluster “{cluster}”."), N_("Use one of: {known}.")
)

Data = dict[str, Any]


def page_data(instrument: Instrument, cluster: str, case: Case, region: Region, stage: str, t: Language) -> Data:
    """The page of one cluster.

    Raises
    ------
    KlaError
        ``WBK-001``.
    """
    chosen = find_cluster(instrument, cluster)
    agencies = [{"id": one, "name": agency_name(instrument, one, t)} for one in instrument.agencies]
    return {
        "id": chosen.id,
        "title": t.pick(chosen.name),
        "region": region.name,
        "region_code": region.code,
        "cycle": case.cycle,
        "instrument": instrument.id,
        "unofficial": instrument.status is not Status.OFFICIAL,
        "synthetic": region.synthetic,
        "stage": t.pick(instrument.stage[stage].name),
        "limit_mb": LARGEST // 2**20,
        "language": t.code,
        "agencies": sorted(agencies, key=lambda one: one["name"].casefold()),
        "evidence_kinds": [{"id": one, "name": evidence_name(instrument, one, t)} for one in instrument.evidence_kinds],
        "indicators": [_indicator(instrument, one, t) for one in chosen.indicators],
    }


def find_cluster(instrument: Instrument, cluster: str) -> Cluster:
    """A cluster by id; raises ``WBK-001``."""
    for one in instrument.clusters:
        if one.id == cluster:
            return one
    known = ", ".join(one.id for one in instrument.clusters)
    raise fail(UNKNOWN_CLUSTER, "", cluster, instrument=instrument.id, cluster=cluster, known=known)


def _indicator(instrument: Instrument, indicator: Indicator, t: Language) -> Data:
    return {
        "id": indicator.id,
        "number": indicator.number,
        "name": t.pick(indicator.name),
        "max": indicator.max,
        "questions": [_question(instrument, one, t) for one in indicator.questions],
    }


def _question(instrument: Instrument, question: Question, t: Language) -> Data:
    required = [
        {"kind": kind, "name": evidence_name(instrument, kind, t), "required": True} for kind in question.evidence
    ]
    suggested = [
        {"kind": kind, "name": evidence_name(instrument, kind, t), "required": False}
        for kind in question.evidence_suggested
        if kind not in question.evidence
    ]
    return {
        "id": question.id,
        "text": t.pick(question.text),
        "help": t.pick(question.help) if question.help else "",
        "weight": question.weight,
        "kind": t(KINDS[question.kind]),
        "rule": _rule(question, t),
        "inferred": question.answer.status is Status.INFERRED,
        "control": _control(question.answer, t),
        "evidence": [*required, *suggested],
        "lead": list(question.agencies),
    }


def _rule(question: Question, t: Language) -> str:
    words = t(
        "Weight: {weight}; rule from answer to points: {rule}.",
        weight=t(STATUSES[question.status]),
        rule=t(STATUSES[question.answer.status]),
    )
    return f"{words} {t.pick(question.answer.note)}" if question.answer.note else words


def _control(rule: AnswerType, t: Language) -> Data:
    data: Data = {"type": rule.type}
    match rule:
        case Choice():
            data["options"] = [{"id": one.id, "label": t.pick(one.label), "credit": one.credit} for one in rule.options]
        case Checklist():
            data["items"] = [{"id": one.id, "label": t.pick(one.label)} for one in rule.items]
        case Number():
            data |= {"unit": t.pick(rule.unit), "whole": rule.whole}
        case Percent():
            data |= {"numerator": t.pick(rule.numerator), "denominator": t.pick(rule.denominator)}
        case TwoYear():
            whole = t.pick(rule.denominator) if rule.denominator else None
            data |= {
                "of": rule.of,
                "numerator": t.pick(rule.numerator),
                "denominator": whole,
                "direction": rule.direction,
            }
        case Matrix():
            data["columns"] = [
                {"id": one.id, "label": t.pick(one.label), "kind": one.kind, "required": one.required}
                for one in rule.columns
            ]
            data["rows"] = [{"id": one.id, "label": t.pick(one.label)} for one in rule.rows]
            data["expected"] = rule.expected
    return data
