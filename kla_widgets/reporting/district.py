"""The parts of a district's report, each a figure: cover, summary, clusters, indicators."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures import (
    Band,
    Column,
    Figure,
    ScoreBar,
    Series,
    Tile,
    beside,
    cover,
    notice,
    paragraph,
    predicate_ladder,
    progress,
    radar,
    score_bars,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.figures import Part as Piece
from kla_widgets.reporting.common import instrument_line, training_mark, unofficial
from kla_widgets.reporting.facts import Facts
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.scoring.scores import Part

Rows = list[dict[str, object]]


def head(facts: Facts, kicker: str = "") -> Figure:
    """Cover: which region, cycle and instrument, and what the numbers are; ``kicker`` is what kind of report it is."""
    t = facts.t
    details = [
        (t("Province"), facts.province.name if facts.province else "–"),
        (t("Region code"), facts.region.code),
        (t("Cycle"), str(facts.case.cycle)),
        (t("Stage"), facts.stage_name),
        (t("Instrument"), instrument_line(facts.instrument, t)),
        (t("Made on"), t.date(facts.record.made_at.date())),
    ]
    parts = [cover(facts.region.name, t.pick(facts.instrument.title), kicker or t("Assessment report"), details)]
    if facts.region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts = [training_mark(t), *parts, notice(words, "warning")]
    if facts.note:
        parts.append(notice(t.pick(facts.note), label=t("Status of the numbers")))
    return stack(*parts, *unofficial(facts.instrument, t))


def summary(facts: Facts) -> Figure:
    """Total, predicate and the distance to the next one; how complete the answers are."""
    t, score = facts.t, facts.score
    total, own, place = score.total, score.own(score.total), score.standing
    if facts.instrument.predicates is None:
        predicate, missing = t("no thresholds known"), ""
    else:
        predicate = place.predicate.name if place.predicate else (t("none yet") if own is not None else "–")
        missing = ""
        if place.next and place.missing is not None:
            missing = t("{points} points to {predicate}", points=t.number(place.missing), predicate=place.next.name)
        if _provisional(facts):
            missing = t("from what is filled in so far")
    keys = [
        Tile(t("Total score"), t.number(own), t("of {maximum}", maximum=t.short(total.max))),
        Tile(t("Predicate"), predicate, missing),
        Tile(t("Supported by evidence"), t.number(total.supported), _drop(facts)),
    ]
    if score.stage != facts.instrument.claim_stage.id:
        keys.insert(1, Tile(t("Claimed"), t.number(total.claimed), t("self-assessment")))
    parts = [tiles(*keys)]
    if _provisional(facts):
        words = t(
            "Only {answered} of {questions} questions are filled in. The score counts these alone; it does not yet "
            "describe the district.",
            answered=total.answered,
            questions=total.questions,
        )
        parts.append(notice(words, "warning", t("Incomplete")))
    charts = []
    if facts.instrument.predicates and total.max:
        charts.append(_ladder(facts, own, total.max))
    if facts.has_questions and not _known_by_sums(facts):
        charts.append(_completeness(facts))
    if charts:
        parts.append(beside(*charts))
    return section(t("Summary"), *parts, anchor="ringkasan")


def clusters(facts: Facts) -> Figure:
    """Score per cluster: bars, radar and table."""
    t, score = facts.t, facts.score
    named = {cluster.id: cluster for cluster in facts.instrument.clusters}
    weighted = [part for part in score.clusters if part.max]
    parts, charts = [], []
    if weighted:
        verified = score.stage != facts.instrument.claim_stage.id
        bars = [
            ScoreBar(
                t.pick(named[part.id].name), part.claimed, part.max, part.supported, part.verified if verified else None
            )
            for part in weighted
        ]
        alt = "; ".join(
            t(
                "{name}: {value} of {maximum}",
                name=bar.label,
                value=t.number(score.own(part)),
                maximum=t.short(bar.maximum),
            )
            for bar, part in zip(bars, weighted, strict=True)
        )
        charts.append(score_bars(bars, t, t("Points per cluster"), alt, "klaster-batang"))
        if 3 <= len(weighted) <= 12 and any(part.claimed is not None for part in weighted):
            lines = [Series(t("Claimed"), _shares(weighted, "claimed"))]
            lines += [Series(t("Supported by evidence"), _shares(weighted, "supported"))] if facts.evidence else []
            lines += [Series(t("Verified"), _shares(weighted, "verified"))] if verified else []
            short = [t.pick(named[part.id].short) for part in weighted]
            charts.append(radar(short, lines, t, t("Share of the maximum per cluster"), alt, "klaster-radar"))
        parts.append(beside(*charts))
    rows = [{"id": part.id, "name": t.pick(named[part.id].name)} | _numbers(facts, part) for part in score.clusters]
    columns = _columns(facts, Column("name", t("Cluster")), total=True)
    parts.append(table(columns, rows, t, t("Score per cluster"), "tabel-klaster", footer=_total_row(facts)))
    return section(t("Clusters"), *parts, anchor="klaster")


def indicators(facts: Facts) -> Figure:
    """Score per indicator, grouped by cluster."""
    t, score = facts.t, facts.score
    rows: Rows = []
    for cluster in facts.instrument.clusters:
        for indicator in cluster.indicators:
            part = score.parts[indicator.id]
            name = f"{indicator.number} {t.pick(indicator.name)}".strip()
            rows.append({"id": part.id, "name": name, "cluster": t.pick(cluster.name)} | _numbers(facts, part))
    if not rows:
        return stack()
    if _known_by_sums(facts) and all(score.own(part) is None for part in score.indicators):
        words = t("The points of single indicators are not known: the source gives the clusters only.")
        return section(t("Indicators"), paragraph(words), anchor="indikator")
    columns = _columns(facts, Column("name", t("Indicator"), width="38%"))
    figure = table(
        columns, rows, t, t("Score per indicator"), "tabel-indikator", group_by="cluster", row_anchor="i-{id}"
    )
    return section(t("Indicators"), figure, anchor="indikator")


def _columns(facts: Facts, first: Column, total: bool = False) -> list[Column]:
    t = facts.t
    verified = facts.score.stage != facts.instrument.claim_stage.id
    columns = [
        first,
        Column("max", t("Maximum"), "points"),
        Column("claimed", t("Claimed"), "points"),
        Column("supported", t("Supported"), "points"),
    ]
    columns += [Column("verified", t("Verified"), "points")] if verified else []
    columns += [Column("gap", t("Gap"), "points"), Column("share", t("Share"), "share")]
    return columns + ([Column("answered", t("Answered"), align="right")] if facts.has_questions else [])


def _numbers(facts: Facts, part: Part) -> dict[str, object]:
    own = facts.score.own(part)
    return {
        "max": part.max,
        "claimed": part.claimed,
        "supported": part.supported,
        "verified": part.verified,
        "gap": part.gap,
        "share": own / part.max if own is not None and part.max else None,
        "answered": f"{part.answered}/{part.questions}",
    }


def _total_row(facts: Facts) -> dict[str, object]:
    return {"name": facts.t("Total")} | _numbers(facts, facts.score.total)


def _shares(parts: Sequence[Part], column: str) -> tuple[float | None, ...]:
    return tuple(
        None if (value := getattr(part, column)) is None or not part.max else value / part.max for part in parts
    )


def _drop(facts: Facts) -> str:
    """The risk of a drop at verification, in words."""
    t, total = facts.t, facts.score.total
    if total.claimed is None:
        return ""
    if total.supported is None:
        return t("evidence is kept per question")
    lost = total.claimed - total.supported
    if lost <= 0:
        return t("all that is claimed is supported")
    return t("{points} points may be lost at verification", points=t.number(lost))


def _completeness(facts: Facts) -> Figure:
    t, total = facts.t, facts.score.total
    full, answered = total.evidenced, total.answered
    if facts.score.stage != facts.instrument.claim_stage.id:
        answered = sum(1 for one in facts.answers.values() if one.value is not None)
    pieces = (
        Piece(t("Answered, evidence complete"), full),
        Piece(t("Answered, evidence incomplete"), max(answered - full, 0)),
        Piece(t("Not filled in"), total.questions - max(answered, full), open=True),
    )
    alt = t("{answered} of {questions} questions are answered.", answered=answered, questions=total.questions)
    return progress(
        *pieces, t=t, title=t("Completeness of {count} questions", count=total.questions), alt=alt, key="lengkap"
    )


def _known_by_sums(facts: Facts) -> bool:
    """Whether the clusters are known although no question is."""
    return not facts.score.total.answered and all(facts.score.own(part) is not None for part in facts.score.clusters)


def _provisional(facts: Facts) -> bool:
    """Whether the score rests on a part of the questions only."""
    total = facts.score.total
    return 0 < total.answered < total.questions


def _ladder(facts: Facts, own: float | None, maximum: float) -> Figure:
    t = facts.t
    assert facts.instrument.predicates is not None
    bands = [
        Band(step.band.name, step.least, t.short(step.band.min)) for step in thresholds(facts.instrument.predicates)
    ]
    place = facts.score.standing
    if own is None:
        alt = t("No score yet.")
    else:
        predicate = place.predicate.name if place.predicate else t("none yet")
        alt = t("{points} points; predicate: {predicate}.", points=t.number(own), predicate=predicate)
    return predicate_ladder(bands, own, maximum, t, t("The way to the next predicate"), alt, "tangga", place.missing)
