"""The first parts of a report on many districts: cover, summary, ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median

from kla_widgets.figures import (
    Column,
    Figure,
    Tile,
    cover,
    notice,
    paragraph,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.reporting.common import instrument_line, training_mark, unofficial
from kla_widgets.reporting.province_facts import ProvinceFacts, Row
from kla_widgets.reporting.province_rank import Ranked, ranked


def head(facts: ProvinceFacts) -> Figure:
    """Cover: which districts, cycle and instrument, and what the numbers are."""
    t = facts.t
    details = [
        (t("Region code"), facts.region.code if facts.region else "–"),
        (t("Districts"), t.number(len(facts.rows), 0)),
        (t("Cycle"), str(facts.cycle)),
        (t("Stage"), facts.stage_name),
        (t("Instrument"), instrument_line(facts.instrument, t)),
        (t("Made on"), t.date(facts.record.made_at.date())),
    ]
    kicker = t("Report on the districts of a province") if facts.region else t("Report on all districts")
    parts = [cover(facts.name, t.pick(facts.instrument.title), kicker, details)]
    if facts.synthetic:
        words = t("Training data: the numbers of districts marked so are made up.")
        parts = [training_mark(t), *parts, notice(words, "warning")]
    parts += [notice(words, label=t("What is compared")) for words in _compared(facts)]
    return stack(*parts, *unofficial(facts.instrument, t))


def summary(facts: ProvinceFacts) -> Figure:
    """How many districts have data, how complete these are, and which predicates they reach."""
    t, scored = facts.t, facts.scored
    whole = [row for row in scored if not row.provisional]
    asked = sum(row.questions for row in facts.asked)
    answered = sum(row.answered for row in facts.asked)
    keys = [
        Tile(
            t("Districts with a score"),
            t("{part} of {whole}", part=len(scored), whole=len(facts.rows)),
            t("{count} of them provisional", count=len(scored) - len(whole)) if scored else "",
        ),
        Tile(
            t("Middle score (median)"),
            t.number(median([row.own for row in whole if row.own is not None]) if whole else None),
            t("of {count} complete scores", count=len(whole)),
        ),
        Tile(
            t("Questions answered"),
            t.percent(answered / asked if asked else None),
            t("in {count} assessments with questions", count=len(facts.asked)),
        ),
    ]
    if facts.instrument.predicates:
        reached = sum(1 for row in scored if row.standing.predicate)
        words = t("{part} of {whole}", part=reached, whole=len(scored)) if scored else "–"
        keys.insert(1, Tile(t("With a predicate"), words, t("of those with a score")))
    parts = [tiles(*keys)]
    if not scored:
        parts.append(notice(t("No district has a score at this stage yet."), "warning"))
    if facts.instrument.predicates and scored:
        parts.append(_predicates(facts))
    parts.append(paragraph(t("Not filled in is not zero: a district without data has no score and no rank.")))
    return section(t("Summary"), *parts, anchor="ringkasan")


def ranking(facts: ProvinceFacts) -> Figure:
    """Districts by their score, and those that have none."""
    t, verified = facts.t, facts.scores.stage != facts.instrument.claim_stage.id
    parts = []
    if facts.scored:
        columns = [
            Column("rank", t("Rank"), "id", "right"),
            Column("name", t("District")),
            Column("own", t("Score"), "points"),
            *([Column("claimed", t("Claimed"), "points")] if verified else []),
            Column("supported", t("Supported"), "points"),
            Column("predicate", t("Predicate")),
            Column("missing", t("To the next one"), "points"),
            Column("answered", t("Answered"), align="right"),
            Column("note", t("Note")),
        ]
        rows = [_ranking_row(facts, one) for one in ranked(facts.rows)]
        words = t(
            "Ranked by exact points, not by rounded ones. Equal points share a rank, marked with “=”. “Provisional”: "
            "something is not known yet, so that the score may still rise."
        )
        parts += [paragraph(words), table(columns, rows, t, t("Ranking"), "peringkat-tabel", row_anchor="d-{code}")]
    else:
        parts.append(paragraph(t("Nobody can be ranked yet.")))
    if rest := [row for row in facts.rows if row.own is None]:
        parts.append(_unranked(facts, rest))
    return section(t("Ranking of districts"), *parts, anchor="peringkat")


def predicate_name(facts: ProvinceFacts, row: Row) -> str:
    """The predicate that a district's score reaches; a dash where there is no score or no scale."""
    if row.own is None or facts.instrument.predicates is None:
        return "–"
    return row.standing.predicate.name if row.standing.predicate else facts.t("no predicate yet")


def _compared(facts: ProvinceFacts) -> Iterator[str]:
    """What must be known to read the numbers side by side."""
    t = facts.t
    if facts.others:
        listed = ", ".join(f"{name} ({count})" for name, count in facts.others.items())
        yield t(
            "{count} districts use another instrument and are not compared here: {names}.",
            count=sum(facts.others.values()),
            names=listed,
        )
    if len(facts.stages) > 1:
        names = ", ".join(
            f"{t.pick(facts.instrument.stage[stage].name)}: {count}" for stage, count in facts.stages.items()
        )
        yield t(
            "Districts have reached different stages ({names}). Compared is the stage “{stage}”.",
            names=names,
            stage=facts.stage_name,
        )
    if facts.left_out:
        yield t("{count} made-up training assessments are left out.", count=facts.left_out)


def _predicates(facts: ProvinceFacts) -> Figure:
    t = facts.t
    assert facts.instrument.predicates
    names = [band.name for band in reversed(facts.instrument.predicates.bands)] + [t("no predicate yet")]
    reached = {name: [row for row in facts.scored if predicate_name(facts, row) == name] for name in names}
    rows = [
        {
            "name": name,
            "count": len(members),
            "share": len(members) / len(facts.scored),
            "provisional": sum(row.provisional for row in members),
        }
        for name, members in reached.items()
    ]
    columns = [
        Column("name", t("Predicate")),
        Column("count", t("Districts"), "count", total=True),
        Column("share", t("Part of those with a score"), "share"),
        Column("provisional", t("Provisional"), "count", total=True),
    ]
    return table(columns, rows, t, t("Predicates that the scores would reach"), "predikat")


def _ranking_row(facts: ProvinceFacts, one: Ranked) -> dict[str, object]:
    t, row = facts.t, one.row
    notes = [t("provisional")] if row.provisional else []
    notes += [t("training data")] if row.region.synthetic else []
    return {
        "code": row.region.code,
        "rank": f"{one.rank} =" if one.tied else str(one.rank),
        "name": row.region.name,
        "own": row.own,
        "claimed": row.claimed,
        "supported": row.supported,
        "predicate": predicate_name(facts, row),
        "missing": row.standing.missing,
        "answered": t("sums only") if row.sums_only else f"{row.answered}/{row.questions}",
        "note": ", ".join(notes),
    }


def _unranked(facts: ProvinceFacts, rest: list[Row]) -> Figure:
    t = facts.t
    if facts.region:
        states: dict[str, list[str]] = {}
        for row in rest:
            states.setdefault(_why(facts, row), []).append(row.region.name)
        rows = [{"why": why, "count": len(names), "who": ", ".join(names)} for why, names in states.items()]
        columns = [
            Column("why", t("State"), width="28%"),
            Column("count", t("Districts"), "count", total=True),
            Column("who", t("Which"), width="56%"),
        ]
    else:
        missing, all_ = (Counter(row.region.code[:2] for row in some) for some in (rest, facts.rows))
        rows = [
            {"code": code, "name": facts.provinces[code].name, "count": missing[code], "whole": all_[code]}
            for code in sorted(missing)
        ]
        columns = [
            Column("code", t("Code"), "id"),
            Column("name", t("Province")),
            Column("count", t("Without a score"), "count", total=True),
            Column("whole", t("Districts"), "count", total=True),
        ]
    return table(columns, rows, t, t("Without a score, so without a rank"), "tanpa-nilai")


def _why(facts: ProvinceFacts, row: Row) -> str:
    t = facts.t
    if row.claimed is not None:
        return t("not at this stage yet; claimed {points}", points=t.number(row.claimed))
    return t("assessment opened, no points yet") if row.stored else t("no data yet")
