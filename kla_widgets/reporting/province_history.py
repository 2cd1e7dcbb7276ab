"""What was published about the districts, how far their data are, and what verification took away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from kla_widgets.assessment.history import Award, PublishedScore
from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.reporting.common import award_in_words, doubts, with_note
from kla_widgets.reporting.province_facts import ProvinceFacts, Row

SHOWN = 60
"""Rows of a long table that a page shows; a spreadsheet has them all."""
_VERIFIED = ("final", "verifikasi")
"""Stages of published scores that follow a verification, the last one first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The points of a district's self-assessment, and those of a verification in the same year."""

    name: str
    year: int
    claimed: float
    verified: float
    source: str

    @property
    def drop(self) -> float:
        return round(self.claimed - self.verified, 9)


def history(facts: ProvinceFacts) -> Figure:
    """Published predicates, years across and districts down, and where each was published."""
    t = facts.t
    awards = {row.region.code: facts.history.awards_of(row.region.code) for row in facts.rows}
    every = [one for some in awards.values() for one in some]
    if not every:
        if facts.region and facts.region.synthetic:
            return stack()
        words = t("No published predicate of these districts is known to us. That does not mean there is none.")
        return section(t("History of predicates"), paragraph(words), anchor="riwayat")
    years = sorted({one.year for one in every})
    shown = [row for row in facts.rows if facts.region or awards[row.region.code]]
    rows = [_years(facts, row, awards[row.region.code], years) for row in shown]
    columns = [Column("name", t("District")), *(Column(str(year), str(year)) for year in years)]
    words = t(
        "Collected from press and government pages; not complete. An empty year does not mean no award. “?” marks what "
        "is disputed or weakly sourced."
    )
    figure = table(
        columns,
        rows,
        t,
        t("Published predicates by year of the award"),
        "riwayat-tahun",
        group_by=None if facts.region else "province",
        max_rows=None if facts.region else SHOWN,
    )
    return section(t("History of predicates"), paragraph(words), figure, _sources(facts, every), anchor="riwayat")


def completeness(facts: ProvinceFacts) -> Figure:
    """How much is answered and evidenced, by district; by province for the whole country."""
    t = facts.t
    stored = [row for row in facts.rows if row.stored]
    title, anchor = t("Completeness of the data"), "kelengkapan"
    if not facts.instrument.questions:
        return section(title, paragraph(t("The instrument has no single questions.")), anchor=anchor)
    if not stored:
        return section(title, paragraph(t("No district has an assessment in this cycle yet.")), anchor=anchor)
    answered = sum(1 for row in stored if row.answered)
    words = t(
        "{stored} of {whole} districts have an assessment in this workspace; of {answered} single questions are "
        "answered, of {sums} only sums are known.",
        stored=len(stored),
        whole=len(facts.rows),
        answered=answered,
        sums=sum(row.sums_only for row in stored),
    )
    if facts.region:
        groups = [(row.region.name, [row]) for row in stored]
        first, caption = t("District"), t("Answered questions and full evidence, by district")
    else:
        groups = [
            (province.name, [row for row in facts.rows if row.region.code[:2] == code])
            for code, province in facts.provinces.items()
        ]
        groups = [(name, rows) for name, rows in groups if any(row.stored for row in rows)]
        first, caption = t("Province"), t("Answered questions and full evidence, by province")
    lines = [_completeness_row(name, rows) for name, rows in groups]
    columns = [
        Column("name", first),
        *([] if facts.region else [Column("stored", t("With an assessment"), "count", total=True)]),
        *([] if facts.region else [Column("districts", t("Districts"), "count", total=True)]),
        Column("answered", t("Answered"), "count", total=True),
        Column("questions", t("Questions"), "count", total=True),
        Column("share", t("Answered, share"), "share"),
        Column("evidenced", t("Answered with full evidence"), "share"),
    ]
    return section(title, paragraph(words), table(columns, lines, t, caption, "kelengkapan-tabel"), anchor=anchor)


def verification(facts: ProvinceFacts) -> Figure:
    """What verification left of self-assessments here, beside pairs that were published."""
    t = facts.t
    own, published = own_pairs(facts), published_pairs(facts)
    title, anchor = t("From self-assessment to verification"), "verifikasi"
    if not own and not published:
        words = t("Neither in this workspace nor in published sources is there a pair of both for these districts.")
        return section(title, paragraph(words), *_elsewhere(facts), anchor=anchor)
    columns = [
        Column("name", t("District")),
        Column("year", t("Year"), "id"),
        Column("claimed", t("Self-assessment"), "points"),
        Column("verified", t("After verification"), "points"),
        Column("drop", t("Drop"), "points"),
        Column("source", t("Source"), width="38%"),
    ]
    rows = [
        {
            "name": one.name,
            "year": str(one.year),
            "claimed": one.claimed,
            "verified": one.verified,
            "drop": one.drop,
            "source": one.source,
            "group": group,
        }
        for group, pairs in ((t("In this workspace"), own), (t("Published"), published))
        for one in sorted(pairs, key=lambda pair: -pair.drop)
    ]
    figure = table(columns, rows, t, t("Self-assessment and verification"), "turun", group_by="group", max_rows=SHOWN)
    words = t("A drop says what was not accepted or not supported; it does not say that the work was not done.")
    return section(title, paragraph(words), figure, *_elsewhere(facts), anchor=anchor)


def own_pairs(facts: ProvinceFacts) -> tuple[Pair, ...]:
    """The districts of the workspace of which both totals are known, and no claim still waits for its points."""
    total, stage = facts.furthest.total, facts.furthest.stage
    if stage == facts.instrument.claim_stage.id:
        return ()
    source = ", ".join((facts.t("this workspace"), facts.t.pick(facts.instrument.stage[stage].name)))
    found = ((row, total.parts(row.place)[0]) for row in facts.rows)
    return tuple(
        Pair(_marked(facts, row), facts.cycle, part.claimed, part.verified, source)
        for row, part in found
        if part.claimed is not None and part.verified is not None and not is_half_verified(facts, row)
    )


def is_half_verified(facts: ProvinceFacts, row: Row) -> bool:
    """Whether something that a district claimed has no points yet at the furthest stage, nor a sum above it has."""
    if np.isnan(facts.furthest.total.verified[row.place, 0]):
        return False
    levels = (facts.furthest.questions, facts.furthest.indicators, facts.furthest.clusters)
    here = ((one.claimed[row.place], one.verified[row.place], one.gap[row.place]) for one in levels)
    return any(bool(((claimed > 0) & np.isnan(points) & ~np.isnan(gap)).any()) for claimed, points, gap in here)


def published_pairs(facts: ProvinceFacts) -> tuple[Pair, ...]:
    """Published totals of a self-assessment and of a later stage of the same year, of these districts."""
    return tuple(
        pair for row in facts.rows for pair in _pairs(facts, row.region.name, facts.history.scores_of(row.region.code))
    )


def _pairs(facts: ProvinceFacts, name: str, scores: Sequence[PublishedScore]) -> Iterator[Pair]:
    totals = [one for one in scores if one.part == "total"]
    for year in sorted({one.year for one in totals}):
        stages = {one.stage: one for one in reversed(totals) if one.year == year}
        later = next((stages[stage] for stage in _VERIFIED if stage in stages), None)
        if later and (claim := stages.get("mandiri")):
            source = with_note(later.source, later.note, facts.t)
            yield Pair(name, year, claim.points, later.points, source)


def _elsewhere(facts: ProvinceFacts) -> list[Figure]:
    """What the pairs published anywhere in the country say."""
    t = facts.t
    drops = [pair.drop for scores in facts.history.scores.values() for pair in _pairs(facts, "", scores)]
    if not drops:
        return []
    words = t(
        "For comparison: in the {count} pairs known to us from the whole country the drop is {least} to {most} points, "
        "{middle} in the middle (median). They were not chosen at random.",
        count=len(drops),
        least=t.number(min(drops)),
        most=t.number(max(drops)),
        middle=t.number(median(drops)),
    )
    return [paragraph(words)]


def _years(facts: ProvinceFacts, row: Row, awards: Sequence[Award], years: Sequence[int]) -> dict[str, str | None]:
    cells: dict[str, str | None] = {str(year): _cell(facts, awards, year) for year in years}
    return cells | {"name": row.region.name, "province": facts.provinces[row.region.code[:2]].name}


def _cell(facts: ProvinceFacts, awards: Sequence[Award], year: int) -> str | None:
    found = dict.fromkeys(
        award_in_words(one.predicate, facts.t) + ("" if one.certain else " ?") for one in awards if one.year == year
    )
    return " / ".join(found) or None


def _sources(facts: ProvinceFacts, awards: Sequence[Award]) -> Figure:
    t = facts.t
    names = {row.region.code: row.region.name for row in facts.rows}
    rows = [
        {
            "year": str(one.year),
            "name": names[one.region],
            "predicate": award_in_words(one.predicate, t),
            "source": one.source,
            "note": "; ".join(doubts(one, t)),
        }
        for one in sorted(awards, key=lambda one: (-one.year, one.region))
    ]
    columns = [
        Column("year", t("Award year"), "id"),
        Column("name", t("District")),
        Column("predicate", t("Predicate")),
        Column("source", t("Source"), width="36%"),
        Column("note", t("Note"), width="20%"),
    ]
    years = ", ".join(f"{year}: {count}" for year, count in sorted(Counter(one.year for one in awards).items()))
    caption = t("Where the predicates were published ({years})", years=years)
    return table(columns, rows, t, caption, "penghargaan", max_rows=SHOWN)


def _completeness_row(name: str, rows: Sequence[Row]) -> dict[str, object]:
    counted = [row for row in rows if row.stored and not row.sums_only]
    answered, asked = sum(row.answered for row in counted), sum(row.questions for row in counted)
    return {
        "name": name,
        "stored": sum(row.stored for row in rows),
        "districts": len(rows),
        "answered": answered if counted else None,
        "questions": asked if counted else None,
        "share": answered / asked if asked else None,
        "evidenced": sum(row.evidenced for row in counted) / answered if answered else None,
    }


def _marked(facts: ProvinceFacts, row: Row) -> str:
    mark = facts.t("training data")
    return f"{row.region.name} ({mark})" if row.region.synthetic else row.region.name
