"""How things are called on the screen: reasons, kinds, statuses, and answers in words."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.assessment.records import Json, StatementKind
from kla_widgets.instrument.answers import (
    AnswerType,
    Checklist,
    Choice,
    Matrix,
    Number,
    Percent,
    TwoYear,
    percentage,
)
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.models import TOTAL, Instrument, Kind
from kla_widgets.language import N_, Language
from kla_widgets.scoring.gaps import Why

KINDS: Mapping[Kind, str] = {
    Kind.POLICY: N_("Policy"),
    Kind.BUDGET: N_("Budget"),
    Kind.DATA: N_("Data"),
    Kind.MECHANISM: N_("Mechanism"),
    Kind.TRAINED_STAFF: N_("Trained staff"),
    Kind.STANDARD: N_("Standard"),
    Kind.PARTNERSHIP: N_("Partnership"),
    Kind.INNOVATION: N_("Innovation"),
}
REASONS: Mapping[Why, str] = {
    Why.UNANSWERED: N_("Not filled in"),
    Why.LOW_ANSWER: N_("Answer below the maximum"),
    Why.EVIDENCE_MISSING: N_("Evidence missing"),
    Why.NOT_ACCEPTED: N_("Not accepted at verification"),
    Why.SUM_ONLY: N_("Known only as a sum"),
}
STATUSES: Mapping[Status, str] = {
    Status.OFFICIAL: N_("official"),
    Status.SECONDARY: N_("secondary"),
    Status.INFERRED: N_("inferred"),
}
STATEMENTS: Mapping[StatementKind, str] = {
    StatementKind.FACT: N_("Facts"),
    StatementKind.EVIDENCE: N_("Evidence that is mentioned"),
    StatementKind.AGREEMENT: N_("Agreed actions"),
    StatementKind.SHORTFALL: N_("Shortfalls"),
}


def answer_in_words(rule: AnswerType, value: Json, t: Language) -> str:
    """An answer as a reader understands it.

    Parameters
    ----------
    rule : AnswerType
        The question's answer type.
    value : Json
        An answer that fits it; None for none.
    """
    if value is None:
        return t("not filled in")
    match rule:
        case Choice():
            return next(t.pick(option.label) for option in rule.options if option.id == value)
        case Checklist():
            held = [t.pick(item.label) for item in rule.items if item.id in value]
            count = t("{part} of {whole}", part=len(held), whole=len(rule.items))
            return f"{count}: {'; '.join(held)}" if held else count
        case Number():
            return f"{t.short(value)} {t.pick(rule.unit)}"
        case Percent():
            return _percent(value, t)
        case TwoYear():
            write = _percent if rule.of == "percent" else _count
            return f"{write(value['previous'], t)} → {write(value['current'], t)}"
        case Matrix():
            return t("{count} rows", count=len(value))


def part_name(instrument: Instrument, target: str, t: Language) -> str:
    """What a total, cluster, indicator or question is called."""
    if target == TOTAL:
        return t("Total")
    for cluster in instrument.clusters:
        if cluster.id == target:
            return t.pick(cluster.name)
    for indicator in instrument.indicators:
        if indicator.id == target:
            return t.pick(indicator.name)
    question = instrument.question.get(target)
    return t.pick(question.text) if question else target


def agency_name(instrument: Instrument, agency: str, t: Language) -> str:
    """The short name of an agency; a dash for none."""
    found = instrument.agencies.get(agency)
    return t.pick(found.short) if found else (agency or t("no agency named"))


def stage_name(instrument: Instrument, stage: str, t: Language) -> str:
    """What a stage is called; its id where the instrument has no such stage any more."""
    found = instrument.stage.get(stage)
    return t.pick(found.name) if found else stage


def evidence_name(instrument: Instrument, kind: str, t: Language) -> str:
    found = instrument.evidence_kinds.get(kind)
    return t.pick(found.name) if found else kind


def support_rule(t: Language) -> str:
    """What "supported" means."""
    return t(
        "Supported: every kind of evidence that a question asks for carries an equal part of the claim; a question "
        "that names none needs one document. This rule is ours, not the ministry's."
    )


def _percent(value: Mapping[str, float], t: Language) -> str:
    part, whole = t.short(value["numerator"]), t.short(value["denominator"])
    share = t("{part} of {whole}", part=part, whole=whole)
    return f"{share} ({t.percent(percentage(value) / 100, 1)})"


def _count(value: float, t: Language) -> str:
    return t.short(value)
