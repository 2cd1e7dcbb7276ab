"""The parts of a verification report on how it was done: agreement, completions, checks, and what it was made of."""

from __future__ import annotations

from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.language import N_
from kla_widgets.reporting import district_sources
from kla_widgets.reporting.findings import by_check, every_finding
from kla_widgets.reporting.verification_facts import Course
from kla_widgets.review.agreement import agreements
from kla_widgets.review.naming import REQUESTS
from kla_widgets.review.records import Request
from kla_widgets.words import agency_name

KAPPA = N_(
    "Cohen's kappa compares the kinds of decision with what chance would give: 1 is full agreement, 0 is what chance "
    "gives. The difference is that of the points, on average over the questions to which both give points."
)


def agreement(course: Course) -> Figure:
    """How far evaluators who decided independently agree."""
    t = course.t
    rows = [
        {
            "stage": t.pick(stage.stage.name),
            "first": one.first,
            "second": one.second,
            "questions": one.questions,
            "same": one.same,
            "kappa": one.kappa,
            "difference": one.difference,
        }
        for stage in course.stages
        for one in agreements(stage.desk)
        if one.questions
    ]
    title, anchor = t("Agreement of the evaluators"), "kesepakatan"
    if not rows:
        if not any(stage.desk.own for stage in course.stages):
            return stack()
        words = t("At no stage did two evaluators decide about the same questions.")
        return section(title, paragraph(words), anchor=anchor)
    columns = [
        Column("stage", t("Stage"), width="26%"),
        Column("first", t("Evaluator")),
        Column("second", t("Evaluator")),
        Column("questions", t("Decided by both"), "count"),
        Column("same", t("The same"), "count"),
        Column("kappa", t("Kappa"), "points"),
        Column("difference", t("Mean difference in points"), "points"),
    ]
    figure = table(columns, rows, t, t("Two evaluators compared"), "kesepakatan-tabel")
    return section(title, paragraph(t(KAPPA)), figure, anchor=anchor)


def completions(course: Course) -> Figure:
    """What evaluators asked the district to complete, and what it answered."""
    t = course.t
    if not course.requests:
        return stack()
    order = list(course.instrument.stage)
    rows = [_request_row(course, one) for one in sorted(course.requests, key=lambda one: order.index(one.stage))]
    columns = [
        Column("id", t("No."), "id"),
        Column("text", t("What is missing"), width="24%"),
        Column("agency", t("Agency")),
        Column("asked", t("Asked for by, on"), width="15%"),
        Column("deadline", t("Deadline")),
        Column("state", t("State")),
        Column("reply", t("Answer of the district"), width="24%"),
    ]
    figure = table(columns, rows, t, t("Requests for completion, by stage"), "kelengkapan", group_by="group")
    return section(t("Completions"), figure, anchor="permintaan")


def findings(course: Course) -> Figure:
    """What the consistency checks found, the thorough ones too."""
    t, found = course.t, course.findings
    parts = [by_check(found, course.instrument, t)]
    parts += [every_finding(found, course.instrument, t)] if found else []
    words = t("A finding is a question to be asked, not a verdict: what is unusual may be right.")
    return section(t("Consistency checks"), paragraph(words), *parts, anchor="pemeriksaan")


def record(course: Course) -> Figure:
    """What the report was made of."""
    return district_sources.record(course.facts)


def _request_row(course: Course, one: Request) -> dict[str, object]:
    t = course.t
    reply = None
    if one.replied_at:
        reply = t(
            "{text} ({author}, {at})", text=one.reply, author=one.replied_by, at=f"{t.moment(one.replied_at)} UTC"
        )
    return {
        "id": one.question,
        "group": course.name_of(one.stage),
        "text": one.text if one.round == 1 else t("{text} (round {round})", text=one.text, round=one.round),
        "agency": agency_name(course.instrument, one.agencies[0], t) if one.agencies else None,
        "asked": f"{one.author}, {t.moment(one.at)} UTC",
        "deadline": f"{t.moment(one.deadline)} UTC" if one.deadline else t("until the stage is signed"),
        "state": t(REQUESTS[one.state(course.facts.record.made_at)]),
        "reply": reply,
    }
