"""The part of a verification report on single decisions: what was reduced, by whom and why, and what was given back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.reporting.common import missing_evidence
from kla_widgets.reporting.verification_facts import Change, Course, total_of
from kla_widgets.review.records import Request, RequestState
from kla_widgets.words import part_name


def reductions(course: Course) -> Figure:
    """Every reduction with its reason, who decided it, and what would have saved the points."""
    t, found = course.t, course.reductions
    if not any(one.begun for one in course.stages):
        return stack()
    title, anchor = t("Reductions"), "pengurangan"
    if not found:
        words = t("No single question was reduced, as far as is known.")
        return section(title, paragraph(words), anchor=anchor)
    columns = [
        *_columns(course),
        Column("by", t("Decided by")),
        Column("reason", t("Reason"), width="19%"),
        Column("saved", t("What would have saved it"), width="21%"),
    ]
    rows = [_row(course, one) | {"saved": "; ".join(saving(course, one))} for one in found]
    words = t(
        "What would have saved the points is read off the evidence attached here and the completions asked for; the "
        "decision itself lies with the evaluators."
    )
    figure = table(
        columns, rows, t, t("Reductions, by stage"), "kurang", group_by="group", row_anchor="kurang-{stage}-{id}"
    )
    return section(title, paragraph(words), figure, *_overflow(course), anchor=anchor)


def restorations(course: Course) -> Figure:
    """What a later stage gave back, after a completion for instance."""
    t, found = course.t, course.restorations
    if not found:
        return stack()
    columns = [*_columns(course), Column("by", t("Decided by")), Column("reason", t("Reason"), width="32%")]
    rows = [_row(course, one) for one in found]
    figure = table(columns, rows, t, t("Points given back, by stage"), "kembali", group_by="group")
    return section(t("Points given back"), figure, anchor="pengembalian")


def saving(course: Course, change: Change) -> Iterator[str]:
    """What would have saved the points of a reduction, as far as the workspace tells."""
    t, facts = course.t, course.facts
    attached = any(one.question == change.question for one in facts.evidence)
    named = bool(course.instrument.question[change.question].evidence)
    missing = missing_evidence(facts, change.question) if named or not attached else ""
    asked = [one for one in course.requests if one.question == change.question and _is_by(course, one, change.stage)]
    if missing:
        yield t("not attached: {kinds}", kinds=missing)
    for one in asked:
        yield _request_words(course, one)
    if missing and not asked:
        yield t("no completion was asked for")
    if not missing and not asked:
        yield t("evidence of every kind is attached; see the reason")


def _request_words(course: Course, one: Request) -> str:
    t = course.t
    state = one.state(course.facts.record.made_at)
    if state is RequestState.ANSWERED and one.replied_at:
        return t("completed on {at}, but not accepted in full", at=t.date(one.replied_at.date()))
    if one.deadline:
        return t(
            "completion asked for until {deadline} and not answered: {text}",
            deadline=f"{t.moment(one.deadline)} UTC",
            text=one.text,
        )
    return t("completion asked for and not answered: {text}", text=one.text)


def _is_by(course: Course, one: Request, stage: str) -> bool:
    """Whether a request was made at a stage or before it."""
    order = list(course.instrument.stage)
    return order.index(one.stage) <= order.index(stage)


def _columns(course: Course) -> list[Column]:
    t = course.t
    return [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="22%"),
        Column("before", t("Before"), "points"),
        Column("after", t("After"), "points"),
        Column("points", t("Change"), "points", total=True),
    ]


def _row(course: Course, one: Change) -> dict[str, object]:
    return {
        "id": one.question,
        "stage": one.stage,
        "group": course.name_of(one.stage),
        "name": part_name(course.instrument, one.question, course.t),
        "before": one.before,
        "after": one.after,
        "points": one.points,
        "by": _deciders(course, one),
        "reason": one.reason or course.t("no reason given"),
    }


def _deciders(course: Course, one: Change) -> str:
    """The evaluators, and who settled it if that was somebody else."""
    t = course.t
    if one.settled is None:
        return t("not decided in this workspace")
    names = list(one.evaluators)
    if not names:
        return one.settled.author
    if one.settled.author not in names:
        return t("{names}; settled by {author}", names=", ".join(names), author=one.settled.author)
    return ", ".join(names)


def _overflow(course: Course) -> list[Figure]:
    """Why changes of questions can add up to something else than the change of the total."""
    t, claimed, left = course.t, course.points(None), course.points(course.last)
    if course.last is None or claimed is None or left is None:
        return []
    listed: Sequence[Change] = [one for stage in course.whole for one in stage.changes]
    sum_, change = total_of(listed), left - claimed
    if not listed or abs(sum_ - change) < 0.005:
        return []
    words = t(
        "The changes of questions add up to {parts}, that of the total is {total}: indicators count at most their "
        "maximum, or some stages are known as sums only.",
        parts=t.number(sum_),
        total=t.number(change),
    )
    return [paragraph(words)]
