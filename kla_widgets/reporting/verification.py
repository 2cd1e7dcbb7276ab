"""The first parts of a report on a district's verification: cover, summary with the fall of points, stages."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures import (
    Column,
    Fall,
    Figure,
    Step,
    Tile,
    beside,
    notice,
    paragraph,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.figures import waterfall as draw_waterfall
from kla_widgets.figures.waterfall import signed
from kla_widgets.language import Language
from kla_widgets.reporting import district
from kla_widgets.reporting.verification_facts import Course, Verified, total_of
from kla_widgets.review.naming import STATES
from kla_widgets.review.roles import ROLE_NAMES, Role
from kla_widgets.review.stages import StageState
from kla_widgets.scoring.predicate import Standing, standing


def head(course: Course) -> Figure:
    """Cover: which region, cycle and instrument, and what the numbers are."""
    return district.head(course.facts, course.t("Verification report"))


def summary(course: Course) -> Figure:
    """What verification left of the claim, and how far it is."""
    t, last = course.t, course.last
    claimed, left = course.points(None), course.points(last) if last else None
    keys = [Tile(t("Claimed"), t.number(claimed), _predicate(course, None))]
    if last and claimed is not None and left is not None:
        taken, given = total_of(course.reductions), total_of(course.restorations)
        share = t("{share} of the claim is left", share=t.percent(left / claimed, 1)) if claimed else ""
        words = t("{taken} points taken away, {given} given back", taken=t.number(-taken), given=t.number(given))
        by_question = last not in course.sums_only
        keys += [
            Tile(t("After “{stage}”", stage=t.pick(last.stage.name)), t.number(left), _predicate(course, last)),
            Tile(t("Change"), signed(left - claimed, t), share),
            Tile(t("Reductions"), t.number(len(course.reductions) if by_question else None, 0), words)
            if by_question
            else Tile(t("Reductions"), t.number(None), t("not known question by question")),
        ]
    return section(t("Summary"), tiles(*keys), *_remarks(course), *_falls(course), anchor="ringkasan")


def stages(course: Course) -> Figure:
    """The score of every stage, how far each is decided, and who signed it."""
    t = course.t
    rows = [_stage_row(course, state) for state in course.states]
    columns = [
        Column("name", t("Stage"), width="26%"),
        Column("state", t("State")),
        Column("points", t("Points"), "points"),
        Column("change", t("Change"), "points"),
        Column("kept", t("Of the claim"), "percent"),
        Column("predicate", t("Predicate")),
        Column("decided", t("Decided"), align="right"),
        *([Column("note", t("Note"), width="22%")] if any(row.get("note") for row in rows) else []),
    ]
    words = t("“Change” is against the stage before it. The score of every stage stays as it was signed.")
    figure = table(columns, rows, t, t("Score of every stage"), "tahapan-nilai")
    return section(t("Stages"), paragraph(words), figure, _signatures(course), anchor="tahapan")


def _falls(course: Course) -> list[Figure]:
    """The fall of the whole, and of every cluster."""
    t, whole = course.t, course.whole
    if not whole or course.points(None) is None:
        return []
    names = (t("Claimed"), t("Taken away"), t("Given back"), t("Left"))
    total = _fall(course, t("All clusters"), whole, "", keep_all=True)
    parts = [
        _fall(course, t.pick(cluster.name), whole, cluster.id)
        for cluster in course.instrument.clusters
        if course.points(None, cluster.id) is not None
    ]
    figures = [draw_waterfall([total], t, t("From claim to verified score"), _told([total], t), "turun-jumlah", names)]
    if parts:
        title = t("From claim to verified score, per cluster")
        figures.append(draw_waterfall(parts, t, title, _told(parts, t), "turun-klaster", names))
    return [beside(*figures)]


def _fall(course: Course, name: str, whole: Sequence[Verified], part: str, keep_all: bool = False) -> Fall:
    """A fall; stages that change nothing are left out unless all are wanted."""
    here = course.points(None, part)
    steps = [Step(course.t("Claimed"), here)]
    for stage in whole:
        after = course.points(stage, part)
        if keep_all or after is None or here is None or abs(after - here) > 1e-9:
            steps.append(Step(course.t.pick(stage.stage.name), after))
        here = here if after is None else after
    maximum = course.facts.score.parts[part].max if part else course.facts.score.total.max
    return Fall(name, steps, maximum)


def _told(falls: Sequence[Fall], t: Language) -> str:
    """Falls in a sentence."""
    return "; ".join(
        f"{fall.label}: " + " → ".join(f"{t.number(step.value)} ({step.label})" for step in fall.steps)
        for fall in falls
    )


def _remarks(course: Course) -> list[Figure]:
    """What has to be known to read the numbers."""
    t = course.t
    parts: list[Figure] = []
    if not any(one.begun for one in course.stages):
        words = t(
            "No verification is known yet: there is neither a decision of an evaluator nor a score of a later stage."
        )
        return [notice(words, label=t("Not verified"))]
    for one in course.stages:
        if one.begun and not one.whole:
            words = t(
                "At the stage “{stage}” {open} claimed questions have no decision that counts yet. Its total is not "
                "compared; its single decisions are listed below.",
                stage=t.pick(one.stage.name),
                open=one.open or len(one.desk.unsettled()),
            )
            parts.append(notice(words, "warning", t("Not finished")))
    if sums := course.sums_only:
        words = t(
            "Of these stages only the points of clusters are known: {stages}. Which questions were reduced, by whom "
            "and why is not known here.",
            stages=", ".join(t.pick(one.stage.name) for one in sums),
        )
        parts.append(notice(words, label=t("Sums only")))
    return parts


def _stage_row(course: Course, state: StageState) -> dict[str, object]:
    t = course.t
    row: dict[str, object] = {"name": t.pick(state.stage.name), "state": t(STATES[state.state])}
    claimed = course.points(None)
    if state.stage.kind == "claim":
        return row | {"points": claimed, "predicate": _predicate(course, None), "note": _reopened(course, state)}
    one = next((found for found in course.stages if found.stage.id == state.stage.id), None)
    if one is None:
        return row
    before = _before(course, one)
    points = course.points(one) if one.whole else None
    return row | {
        "points": points,
        "change": None if points is None or before is None else round(points - before, 9),
        "kept": points / claimed if points is not None and claimed else None,
        "predicate": _predicate(course, one) if one.whole else None,
        "decided": _decided(one) or None,
        "note": _reopened(course, state),
    }


def _before(course: Course, one: Verified) -> float | None:
    earlier = [stage for stage in course.whole if course.stages.index(stage) < course.stages.index(one)]
    return course.points(earlier[-1] if earlier else None)


def _decided(one: Verified) -> str:
    """How many of the questions that came to a stage have a decision that counts; empty where nobody decides here."""
    if not one.begun or not (one.desk.own or one.desk.settled):
        return ""
    asked = len(one.desk.to_decide)
    return f"{asked - len(one.desk.unsettled())}/{asked}"


def _reopened(course: Course, state: StageState) -> str:
    t, again = course.t, state.reopening
    if again is None:
        return ""
    return t(
        "opened again by {author} on {at}: {reason}", author=again.author, at=t.moment(again.at), reason=again.reason
    )


def _predicate(course: Course, stage: Verified | None) -> str:
    t = course.t
    if course.instrument.predicates is None:
        return t("no thresholds known")
    place: Standing = standing(course.instrument.predicates, course.points(stage))
    if course.points(stage) is None:
        return "–"
    return place.predicate.name if place.predicate else t("no predicate yet")


def _signatures(course: Course) -> Figure:
    """Who signed what, and the hash that stands for it."""
    t = course.t
    signatures = [(state.stage, state.signature) for state in course.states if state.signature]
    if not signatures:
        return stack(paragraph(t("No stage is signed in this workspace.")))
    rows = [
        {
            "name": t.pick(stage.name),
            "author": f"{one.author} ({_role(one.role, t)})" if one.role else one.author,
            "at": f"{t.moment(one.at)} UTC",
            "hash": " ".join(one.hash[place : place + 16] for place in range(0, len(one.hash), 16)),
        }
        for stage, one in signatures
    ]
    columns = [
        Column("name", t("Stage"), width="24%"),
        Column("author", t("Signed by")),
        Column("at", t("Signed on")),
        Column("hash", t("SHA-256 of everything signed"), width="34%"),
    ]
    words = t("The hash covers answers, points, decisions, completions and evidence; its spaces are for reading only.")
    return stack(table(columns, rows, t, t("Signatures"), "tanda-tangan"), paragraph(words))


def _role(role: str, t: Language) -> str:
    """A role's name; as it was written where somebody signed as something else."""
    return t(ROLE_NAMES[Role(role)]) if role in list(Role) else role
