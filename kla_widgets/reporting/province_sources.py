"""Where the numbers of a report on many districts come from, and what it was made of."""

from __future__ import annotations

from kla_widgets.figures import Column, Figure, paragraph, section, table
from kla_widgets.reporting.common import edge_rule, record_section, source_table
from kla_widgets.reporting.province_facts import ProvinceFacts
from kla_widgets.words import support_rule

BOUNDARIES = "github.com/cahyadsn/wilayah_boundaries"
"""Where the boundaries come from; see ``SOURCES.md`` beside them."""


def notes(facts: ProvinceFacts) -> Figure:
    """The status of single districts' numbers, the rules, and the sources."""
    t, instrument = facts.t, facts.instrument
    parts = []
    if facts.notes:
        rows = [{"name": region.name, "note": t.pick(note)} for region, note in facts.notes]
        columns = [Column("name", t("District")), Column("note", t("Status of its numbers"), width="70%")]
        parts.append(table(columns, rows, t, t("What is said of the numbers"), "status"))
    if instrument.known_defects:
        defects = [{"place": one.place, "text": t.pick(one.text)} for one in instrument.known_defects]
        columns = [Column("place", t("Concerns"), "id"), Column("text", t("Known defect of the source"), width="80%")]
        parts.append(table(columns, defects, t, t("Known defects"), "cacat"))
    parts += edge_rule(instrument, t)
    parts.append(paragraph(support_rule(t)))
    parts.append(source_table(instrument, t))
    words = t(
        "Boundaries of the districts: {source} (MIT licence), derived from material of Badan Informasi Geospasial, "
        "simplified.",
        source=BOUNDARIES,
    )
    return section(t("Notes and provenance"), *parts, paragraph(words), anchor="catatan")


def record(facts: ProvinceFacts) -> Figure:
    """What the report was made of."""
    place = facts.region.code if facts.region else facts.t("Indonesia")
    data = f"{place} · {facts.cycle}"
    return record_section(facts.instrument, facts.record, data, facts.stage_name, facts.t)
