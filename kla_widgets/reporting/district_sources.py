"""The parts of a district's report on where things come from: statements, history, defects, provenance, record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kla_widgets.assessment.history import Award
from kla_widgets.assessment.records import StatementKind
from kla_widgets.figures import Column, Figure, TimelinePoint, notice, paragraph, section, stack, table, timeline
from kla_widgets.instrument.base import Status
from kla_widgets.language import N_
from kla_widgets.reporting.facts import Facts
from kla_widgets.words import STATEMENTS, STATUSES, part_name

NO_AWARD, UNKNOWN_AWARD = "none", "unknown"
PUBLISHED_STAGES = {
    "mandiri": N_("self-assessment"),
    "verifikasi": N_("verification"),
    "final": N_("final"),
    "interim": N_("interim"),
    "unclear": N_("stage not clear"),
}
PUBLISHED_PARTS = {
    "total": N_("Total"),
    "kelembagaan": N_("Institutions"),
    "klaster_1": N_("Cluster I"),
    "klaster_2": N_("Cluster II"),
    "klaster_3": N_("Cluster III"),
    "klaster_4": N_("Cluster IV"),
    "klaster_5": N_("Cluster V"),
    "kelana_dekela": N_("Sub-districts and villages"),
}


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
    if instrument.predicates:
        edge = (
            t("A score between two printed bands belongs to the upper one.")
            if instrument.predicates.edge == "upper"
            else t("A score between two printed bands belongs to the lower one.")
        )
        variants = " ".join(t.pick(variant) for variant in instrument.predicates.variants)
        status = t("This rule is {status}.", status=t(STATUSES[instrument.predicates.status]))
        parts.append(paragraph(" ".join(filter(None, (edge, status, variants)))))
    parts.append(paragraph(_support_rule(facts)))
    listed = [
        {"id": name, "title": t.pick(source.title), "url": source.url or None}
        for name, source in instrument.sources.items()
    ]
    columns = [Column("id", t("Source"), "id"), Column("title", t("Title"), width="50%"), Column("url", t("Address"))]
    parts.append(table(columns, listed, t, t("Sources of the instrument"), "sumber"))
    if instrument.legal_basis:
        words = "; ".join(f"{t.pick(one.title)} ({t(STATUSES[one.status])})" for one in instrument.legal_basis)
        parts.append(paragraph(t("Legal basis: {names}.", names=words)))
    return section(t("Notes and provenance"), *parts, anchor="catatan")


def record(facts: Facts) -> Figure:
    """What the report was made of."""
    t, made = facts.t, facts.record
    rows = [
        {"name": t("Program"), "value": f"kla-widgets {made.version}"},
        {"name": t("Instrument"), "value": f"{facts.instrument.id} · {made.instrument_hash}"},
        {"name": t("Data"), "value": f"{facts.case.region} · {facts.case.cycle} · {made.data_hash}"},
        {"name": t("Stage"), "value": facts.stage_name},
        {"name": t("Made at"), "value": f"{t.moment(made.made_at)} UTC"},
    ]
    columns = [Column("name", t("What")), Column("value", t("Value"), width="75%")]
    return section(t("Record"), table(columns, rows, t, t("How this report was made"), "rekam"), anchor="rekam-jejak")


def _timeline(facts: Facts) -> Figure:
    t = facts.t
    predicates = facts.instrument.predicates
    levels = [band.name for band in predicates.bands] if predicates else []
    known = [one for one in facts.awards if one.predicate != UNKNOWN_AWARD]
    points = [
        TimelinePoint(one.year, None if one.predicate == NO_AWARD else one.predicate, one.source, not one.certain)
        for one in known
    ]
    alt = "; ".join(f"{one.year}: {_award(facts, one.predicate)}" for one in facts.awards)
    return timeline(points, levels, t, t("Published predicates"), alt, "riwayat-predikat")


def _award_table(facts: Facts) -> Figure:
    t = facts.t
    rows = [
        {
            "year": str(one.year),
            "predicate": _award(facts, one.predicate),
            "source": one.source,
            "note": "; ".join(_doubts(facts, one)),
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
            "source": _with_note(facts, one.source, one.note),
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


def _support_rule(facts: Facts) -> str:
    t = facts.t
    return t(
        "Supported: every kind of evidence that a question asks for carries an equal part of the claim; a question "
        "that names none needs one document. This rule is ours, not the ministry's."
    )


def _doubts(facts: Facts, award: Award) -> Iterator[str]:
    if award.contested:
        yield facts.t("sources contradict each other")
    if not award.page_known:
        yield facts.t("exact page not known")


def _with_note(facts: Facts, source: str, note: str) -> str:
    """The compilers' remarks are in English and are left out elsewhere."""
    return f"{source} – {note}" if note and facts.t.code == "en" else source


def _award(facts: Facts, predicate: str) -> str:
    t = facts.t
    return {NO_AWARD: t("without an award"), UNKNOWN_AWARD: t("award, predicate not given")}.get(predicate, predicate)
