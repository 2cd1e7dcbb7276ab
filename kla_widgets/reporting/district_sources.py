"""The parts of a district's report on where things come from: statements, history, defects, provenance, record."""

from __future__ import annotations

from collections import Counter

from kla_widgets.assessment.records import StatementKind
from kla_widgets.figures import Column, Figure, TimelinePoint, notice, paragraph, section, stack, table, timeline
from kla_widgets.instrument.base import Status
from kla_widgets.reporting.common import (
    NO_AWARD,
    PUBLISHED_PARTS,
    PUBLISHED_STAGES,
    UNKNOWN_AWARD,
    award_in_words,
    doubts,
    edge_rule,
    record_section,
    source_table,
    with_note,
)
from kla_widgets.reporting.facts import Facts
from kla_widgets.words import STATEMENTS, STATUSES, part_name, support_rule


def statements(facts: Facts) -> Figure:
    """What sources say about the district, each line with its source."""
    t = facts.t
    if not facts.statements:
        return stack()
    order = list(StatementKind)
    rows = [
        {
            "kind": t(STATEMENTS[one.kind]),
            "place": part_name(facts.instrument, one.place, t) if one.place == "TOTAL" else one.place,
            "text": one.text_id if t.code == "id" else one.text_en,
            "source": one.source,
        }
        for one in sorted(facts.statements, key=lambda one: (order.index(one.kind), one.id))
    ]
    columns = [
        Column("place", t("Concerns"), "id"),
        Column("text", t("What the source says"), width="55%"),
        Column("source", t("Source")),
    ]
    words = t("In our own words. These lines are not answers and earn no points.")
    figure = table(columns, rows, t, t("Statements"), "pernyataan", group_by="kind")
    return section(t("What sources say"), paragraph(words), figure, anchor="pernyataan-sumber")


def history(facts: Facts) -> Figure:
    """Predicates and scores that were published for the region."""
    t = facts.t
    if facts.region.synthetic:
        return stack()
    if not facts.awards and not facts.published:
        words = t("No published predicate or score of this region is known to us. That does not mean there is none.")
        return section(t("History"), paragraph(words), anchor="riwayat")
    parts = []
    if facts.awards:
        parts += [_timeline(facts), _award_table(facts)]
    if facts.published:
        parts.append(_score_table(facts))
    words = t(
        "Collected from press and government pages; not complete. A year without an entry does not mean no award."
    )
    return section(t("History"), paragraph(words), *parts, anchor="riwayat")


def notes(facts: Facts) -> Figure:
    """Known defects, differences, and where the rules come from."""
    t, instrument = facts.t, facts.instrument
    parts = []
    for one in facts.discrepancies:
        words = t(
            "{name}: printed {printed}, but the parts add up to {computed} (difference {difference}). The report uses "
            "the sum of the parts. Source: {source}",
            name=part_name(instrument, one.target, t),
            printed=t.number(one.printed),
            computed=t.number(one.computed),
            difference=t.number(one.computed - one.printed),
            source=one.source,
        )
        parts.append(notice(words, "warning", t("Printed number differs")))
    if instrument.known_defects:
        rows = [{"place": one.place, "text": t.pick(one.text)} for one in instrument.known_defects]
        columns = [Column("place", t("Concerns"), "id"), Column("text", t("Known defect of the source"), width="80%")]
        parts.append(table(columns, rows, t, t("Known defects"), "cacat"))
    parts.append(_certainty(facts))
    parts += edge_rule(instrument, t)
    parts.append(paragraph(support_rule(t)))
    parts.append(source_table(instrument, t))
    if instrument.legal_basis:
        words = "; ".join(f"{t.pick(one.title)} ({t(STATUSES[one.status])})" for one in instrument.legal_basis)
        parts.append(paragraph(t("Legal basis: {names}.", names=words)))
    return section(t("Notes and provenance"), *parts, anchor="catatan")


def record(facts: Facts) -> Figure:
    """What the report was made of."""
    data = f"{facts.case.region} · {facts.case.cycle}"
    return record_section(facts.instrument, facts.record, data, facts.stage_name, facts.t)


def _timeline(facts: Facts) -> Figure:
    t = facts.t
    predicates = facts.instrument.predicates
    levels = [band.name for band in predicates.bands] if predicates else []
    known = [one for one in facts.awards if one.predicate != UNKNOWN_AWARD]
    points = [
        TimelinePoint(one.year, None if one.predicate == NO_AWARD else one.predicate, one.source, not one.certain)
        for one in known
    ]
    alt = "; ".join(f"{one.year}: {award_in_words(one.predicate, facts.t)}" for one in facts.awards)
    return timeline(points, levels, t, t("Published predicates"), alt, "riwayat-predikat")


def _award_table(facts: Facts) -> Figure:
    t = facts.t
    rows = [
        {
            "year": str(one.year),
            "predicate": award_in_words(one.predicate, t),
            "source": one.source,
            "note": "; ".join(doubts(one, t)),
        }
        for one in facts.awards
    ]
    columns = [
        Column("year", t("Award year"), "id"),
        Column("predicate", t("Predicate")),
        Column("source", t("Source"), width="45%"),
        Column("note", t("Note")),
    ]
    return table(columns, rows, t, t("Published predicates"), "penghargaan")


def _score_table(facts: Facts) -> Figure:
    t = facts.t
    rows = [
        {
            "year": str(one.year),
            "stage": t(PUBLISHED_STAGES.get(one.stage, one.stage)),
            "part": t(PUBLISHED_PARTS.get(one.part, one.part)),
            "points": one.points,
            "max": one.maximum,
            "source": with_note(one.source, one.note, t),
        }
        for one in facts.published
    ]
    columns = [
        Column("year", t("Year"), "id"),
        Column("stage", t("Stage")),
        Column("part", t("Part")),
        Column("points", t("Points"), "points"),
        Column("max", t("Maximum"), "points"),
        Column("source", t("Source"), width="45%"),
    ]
    return table(columns, rows, t, t("Published scores"), "nilai-terbit")


def _certainty(facts: Facts) -> Figure:
    t, instrument = facts.t, facts.instrument
    layers: dict[str, Counter[Status]] = {
        t("Clusters"): Counter(one.status for one in instrument.clusters),
        t("Indicators"): Counter(one.status for one in instrument.indicators),
        t("Questions and weights"): Counter(one.status for one in instrument.questions),
        t("Rules from answer to points"): Counter(one.answer.status for one in instrument.questions),
    }
    rows = [
        {"what": name, **{str(status): counts[status] for status in Status}}
        for name, counts in layers.items()
        if counts.total()
    ]
    columns = [Column("what", t("What")), *(Column(str(one), t(STATUSES[one]), "count") for one in Status)]
    return table(columns, rows, t, t("How sure the instrument is"), "kepastian")
