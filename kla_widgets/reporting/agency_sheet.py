"""The parts of an agency's sheet, each a figure; plain enough for someone who has never seen the instrument."""

from __future__ import annotations

from math import fsum

from kla_widgets.figures import Column, Figure, Tile, cover, notice, paragraph, section, stack, table, tiles
from kla_widgets.instrument.models import Question
from kla_widgets.reporting.agency import AgencyFacts
from kla_widgets.reporting.common import (
    answer_text,
    instrument_line,
    missing_evidence,
    record_section,
    training_mark,
    unofficial,
)
from kla_widgets.scoring.gaps import Why
from kla_widgets.words import REASONS, agency_name, evidence_name, support_rule

TO_FILL = "……………………………………"


def head(own: AgencyFacts) -> Figure:
    """Cover: which agency of which district, and what this sheet is for."""
    t, facts = own.t, own.facts
    details = [
        (t("District"), f"{facts.region.name} ({facts.region.code})"),
        (t("Cycle"), str(facts.case.cycle)),
        (t("Stage"), facts.stage_name),
        (t("Instrument"), instrument_line(facts.instrument, t)),
        (t("Made on"), t.date(facts.record.made_at.date())),
    ]
    parts = [cover(own.name, t.pick(facts.instrument.title), t("Questions to one agency"), details)]
    if facts.region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts = [training_mark(t), *parts, notice(words, "warning")]
    if facts.note:
        parts.append(notice(t.pick(facts.note), label=t("Status of the numbers")))
    return stack(*parts, *unofficial(facts.instrument, t))


def summary(own: AgencyFacts) -> Figure:
    """How much is asked of the agency, and how much of it is still missing."""
    t, open_, sums = own.t, own.unanswered, [one for one in own.leading if own.by_sum(one)]
    if not own.leading and not own.supporting:
        words = t("No question of this instrument is asked of this agency.")
        return section(t("Summary"), paragraph(words), anchor="ringkasan")
    known = len(sums) < len(own.leading)
    keys = [
        Tile(t("Questions you answer"), t.number(len(own.leading), 0),
             t("and {count} in which you support others", count=len(own.supporting))),
        Tile(t("Not filled in"), t.number(len(open_), 0),
             t("worth {points} points", points=t.number(own.points(Why.UNANSWERED))) if open_ else ""),
        Tile(t("To be had"), t.number(own.points() if known else None), t("points of your questions, in all")),
        _endangered(own, known),
    ]  # fmt: skip
    words = t(
        "The district is evaluated by questions; each answer earns points, and only evidence makes them count. You are "
        "asked to answer what is not filled in, to attach the missing evidence, and to say where an answer is wrong."
    )
    parts = [paragraph(words), tiles(*keys)]
    if sums:
        words = t(
            "Of {count} of your questions only the sum of their cluster is known, so it cannot be said here what is "
            "missing.",
            count=len(sums),
        )
        parts.append(notice(words))
    if own.decided & {one.id for one in own.leading + own.supporting}:
        parts.append(paragraph(t("The district has given some of these questions to agencies of its own choice.")))
    else:
        words = t("Who answers which question follows the instrument; the district may decide otherwise.")
        parts.append(paragraph(words))
    return section(t("Summary"), *parts, anchor="ringkasan")


def dates(own: AgencyFacts) -> Figure:
    """Until when, and whom to ask: what is known, and lines to fill in."""
    t = own.t
    rows = [
        {"name": t("Answers wanted by"), "value": own.deadline or TO_FILL},
        {"name": t("Questions to (secretariat of the task force)"), "value": own.contact or TO_FILL},
    ]
    rows += [
        {"name": t("In the task force for this agency"), "value": ", ".join(filter(None, (one.name, one.role)))}
        for one in own.members
    ]
    rows += [
        {"name": t("Answered by (name, office, telephone)"), "value": TO_FILL},
        {"name": t("Head of the agency (name, date, signature)"), "value": TO_FILL},
    ]
    parts = []
    if not own.deadline:
        words = t("No deadline is known to this program. Whoever sends this sheet writes it in.")
        parts.append(notice(words, "warning", t("Deadline missing")))
    columns = [Column("name", t("What"), width="45%"), Column("value", t("To be filled in"))]
    figure = table(columns, rows, t, t("Dates and contacts"), "tenggat-tabel")
    return section(t("Deadline and contacts"), *parts, figure, anchor="tenggat")


def gaps(own: AgencyFacts) -> Figure:
    """The questions of the agency that still have points to give, largest first."""
    t = own.t
    title = t("What is still to be had")
    shown = [gap for gap in own.gaps.values() if gap.points > 0]
    if not shown:
        words = t("No points are missing on your questions, as far as is known.") if own.leading else t("No questions.")
        return section(title, paragraph(words), anchor="kesenjangan")
    rows = [
        {
            "id": gap.target,
            "name": t.pick(own.facts.instrument.question[gap.target].text),
            "points": gap.points,
            "why": t(REASONS[gap.why]),
            "evidence": _missing(own, gap.target),
        }
        for gap in shown
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="40%"),
        Column("points", t("To be had"), "points", total=True),
        Column("why", t("Why")),
        Column("evidence", t("Evidence missing"), width="24%"),
    ]
    figure = table(columns, rows, t, t("Points to be had, largest first"), "terbesar")
    return section(title, figure, anchor="kesenjangan")


def unanswered(own: AgencyFacts) -> Figure:
    """The questions of the agency that are not filled in."""
    t, open_ = own.t, own.unanswered
    title = t("Not filled in")
    if not own.leading:
        return stack()
    if not open_:
        words = t("None of your questions is without an answer, as far as is known.")
        return section(title, paragraph(words), anchor="belum-diisi")
    parts = own.facts.score.parts
    rows = [
        {"id": one.id, "name": t.pick(one.text), "points": parts[one.id].max, "evidence": _wanted(own, one.id)}
        for one in open_
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="50%"),
        Column("points", t("Worth"), "points", total=True),
        Column("evidence", t("Evidence wanted"), width="28%"),
    ]
    words = t("Not filled in is not zero: it means that nobody has answered yet.")
    figure = table(columns, rows, t, t("Questions not filled in"), "kosong")
    return section(title, paragraph(words), figure, anchor="belum-diisi")


def evidence(own: AgencyFacts) -> Figure:
    """What evidence is there and what is still wanted, for the questions that are answered."""
    t = own.t
    rows = []
    for one in own.leading:
        if own.is_open(one) or own.by_sum(one):
            continue
        part = own.facts.score.parts[one.id]
        risk = None if part.claimed is None or part.supported is None else part.claimed - part.supported
        kinds = {file.kind for file in own.facts.evidence if file.question == one.id}
        rows.append(
            {
                "id": one.id,
                "name": t.pick(one.text),
                "there": ", ".join(sorted(evidence_name(own.facts.instrument, kind, t) for kind in kinds)) or None,
                "missing": missing_evidence(own.facts, one.id) if risk else None,
                "at_risk": risk,
            }
        )
    if not rows:
        return stack()
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="36%"),
        Column("there", t("Attached")),
        Column("missing", t("Still wanted")),
        Column("at_risk", t("Claimed without evidence"), "points", total=True),
    ]
    figure = table(columns, rows, t, t("Evidence of your answered questions"), "bukti")
    return section(t("Evidence"), paragraph(support_rule(t)), figure, anchor="data-dukung")


def leading(own: AgencyFacts) -> Figure:
    """Every question that the agency answers, with the present answer and room to correct it."""
    t, score = own.t, own.facts.score
    if not own.leading:
        return stack()
    verified = score.stage != own.facts.instrument.claim_stage.id
    rows = [
        {
            "id": one.id,
            "name": t.pick(one.text),
            "answer": _answer(own, one),
            "max": score.parts[one.id].max,
            "claimed": score.parts[one.id].claimed,
            "verified": score.parts[one.id].verified,
            "helping": ", ".join(agency_name(own.facts.instrument, name, t) for name in own.agencies[one.id][1:])
            or None,
        }
        for one in own.leading
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="32%"),
        Column("answer", t("Present answer"), width="26%"),
        Column("max", t("Maximum"), "points", total=True),
        Column("claimed", t("Claimed"), "points", total=True),
        *([Column("verified", t("Verified"), "points", total=True)] if verified else []),
        Column("helping", t("Supported by")),
    ]
    figure = table(columns, rows, t, t("All questions that you answer"), "jawaban", row_anchor="q-{id}")
    return section(t("Your questions"), figure, anchor="pertanyaan")


def supporting(own: AgencyFacts) -> Figure:
    """The questions in which the agency helps another one."""
    t = own.t
    if not own.supporting:
        return stack()
    rows = [
        {
            "id": one.id,
            "name": t.pick(one.text),
            "lead": agency_name(own.facts.instrument, own.agencies[one.id][0], t),
            "state": t("not filled in") if own.is_open(one) else t("sum only") if own.by_sum(one) else t("answered"),
            "gap": own.facts.score.parts[one.id].gap,
        }
        for one in own.supporting
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="48%"),
        Column("lead", t("Leading agency")),
        Column("state", t("State")),
        Column("gap", t("To be had"), "points"),
    ]
    words = t(
        "Another agency answers these. Give it your data and documents; points are counted with the leading agency."
    )
    figure = table(columns, rows, t, t("Questions in which you support others"), "mendukung")
    return section(t("Questions you support"), paragraph(words), figure, anchor="mendukung-bagian")


def record(own: AgencyFacts) -> Figure:
    """What the sheet was made of."""
    facts = own.facts
    data = f"{facts.case.region} · {facts.case.cycle} · {own.agency}"
    return record_section(facts.instrument, facts.record, data, facts.stage_name, facts.t)


def _endangered(own: AgencyFacts, known: bool) -> Tile:
    """Points that evidence may still lose, or that verification did take away."""
    t, parts = own.t, [own.facts.score.parts[one.id] for one in own.leading]
    if own.facts.score.stage == own.facts.instrument.claim_stage.id:
        points = fsum(gap.at_risk for gap in own.gaps.values())
        return Tile(t("At risk"), t.number(points if known else None), t("points claimed without full evidence"))
    lost = fsum(
        part.claimed - part.verified for part in parts if part.claimed is not None and part.verified is not None
    )
    return Tile(t("Not accepted"), t.number(lost if known else None), t("claimed points that verification took away"))


def _missing(own: AgencyFacts, question: str) -> str:
    """The evidence that is asked for and not attached; any document will do where nothing is asked for by kind."""
    asked = own.facts.instrument.question[question].evidence
    attached = any(file.question == question for file in own.facts.evidence)
    return "" if attached and not asked else missing_evidence(own.facts, question)


def _wanted(own: AgencyFacts, question: str) -> str:
    """All the evidence that a question asks for."""
    asked = own.facts.instrument.question[question].evidence
    return ", ".join(evidence_name(own.facts.instrument, kind, own.t) for kind in asked) or own.t(
        "a document of any kind"
    )


def _answer(own: AgencyFacts, question: Question) -> str:
    if own.by_sum(question):
        return own.t("known only as a sum of the cluster")
    return answer_text(own.facts, question.id) or own.t("not filled in")
