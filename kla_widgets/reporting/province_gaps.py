"""What is missing in many districts: who is near the next predicate, common gaps, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kla_widgets.figures import Column, Figure, paragraph, section, table
from kla_widgets.instrument.models import Question
from kla_widgets.reporting.province import predicate_name
from kla_widgets.reporting.province_facts import ProvinceFacts, Row
from kla_widgets.scoring.fixed import UNIT, to_units
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.words import KINDS, agency_name

NEAR_SHOWN, COMMON_SHOWN, SAID = 40, 40, 3
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Common:
    """What many districts lack of one question.

    Parameters
    ----------
    question : Question
    lacking, unanswered, known : int
        Districts that have not all its points, those of them that have not answered it, and districts of which either
        is known.
    points : float
        To be had in all of them together.
    places : array of int
        Of the districts that lack something.
    """

    question: Question
    lacking: int
    unanswered: int
    known: int
    points: float
    places: NDArray[np.int64]


def common_gaps(facts: ProvinceFacts) -> tuple[Common, ...]:
    """What districts with answers lack, question by question, most points first.

    A district counts where single questions of it are answered; sums and empty assessments tell nothing here.
    """
    places = np.array([row.place for row in facts.answering], np.int64)
    level = facts.scores.questions
    gaps, own = level.gap[places], facts.own(level)[places]
    known, open_ = ~np.isnan(gaps), np.nan_to_num(gaps) > 0
    units = np.where(known, to_units(np.nan_to_num(gaps)), 0).sum(axis=0)
    found = [
        Common(
            question=question,
            lacking=int(open_[:, n].sum()),
            unanswered=int((open_[:, n] & np.isnan(own[:, n])).sum()),
            known=int(known[:, n].sum()),
            points=float(units[n] / UNIT),
            places=places[open_[:, n]],
        )
        for n, question in enumerate(facts.instrument.questions)
        if open_[:, n].any()
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, -one.lacking)))


def near(facts: ProvinceFacts) -> Figure:
    """Districts by the points that they miss to the next predicate."""
    t = facts.t
    title, anchor = t("Near the next predicate"), "predikat-berikutnya"
    if facts.instrument.predicates is None:
        return section(title, paragraph(t("This instrument has no known thresholds.")), anchor=anchor)
    ahead = [(row.standing.missing, row) for row in facts.rows if row.standing.missing is not None]
    if not ahead:
        return section(title, paragraph(t("No district has a score below a further predicate.")), anchor=anchor)
    ahead.sort(key=lambda one: (one[0], one[1].region.code))
    rows = [_near_row(facts, row, with_gaps=place < NEAR_SHOWN) for place, (_, row) in enumerate(ahead)]
    columns = [
        Column("name", t("District")),
        Column("missing", t("Points missing"), "points"),
        Column("next", t("To")),
        Column("own", t("Score"), "points"),
        Column("now", t("Now")),
        Column("gaps", t("Largest gaps (points)"), width="32%"),
    ]
    words = t("Fewest missing points first. Scores marked with * are provisional: their districts may be nearer.")
    figure = table(columns, rows, t, t("Points missing to the next predicate"), "dekat", max_rows=NEAR_SHOWN)
    return section(title, paragraph(words), figure, anchor=anchor)


def common(facts: ProvinceFacts) -> Figure:
    """Questions on which many districts have not all points."""
    t = facts.t
    title, anchor = t("Common gaps"), "kesenjangan-bersama"
    found = common_gaps(facts)
    if not found:
        words = t("Of no district are single questions known, so common gaps cannot be counted.")
        return section(title, paragraph(words if not facts.answering else t("No gaps.")), anchor=anchor)
    intro = t(
        "Only the {count} districts with answers at this stage are counted. Not filled in counts as a gap, because its "
        "points are still to be had; it is not taken for zero.",
        count=len(facts.answering),
    )
    said = [
        t(
            "{part} of {whole} districts have not yet all points on {id}: {name} ({points} points in total).",
            part=one.lacking,
            whole=one.known,
            id=one.question.id,
            name=t.pick(one.question.text),
            points=t.number(one.points),
        )
        for one in found[:SAID]
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="42%"),
        Column("lacking", t("Not yet all points"), "count"),
        Column("known", t("Of districts"), "count"),
        Column("unanswered", t("Not filled in"), "count"),
        Column("points", t("To be had in total"), "points", total=True),
    ]
    rows = [
        {
            "id": one.question.id,
            "name": t.pick(one.question.text),
            "lacking": one.lacking,
            "known": one.known,
            "unanswered": one.unanswered,
            "points": one.points,
        }
        for one in found
    ]
    figure = table(columns, rows, t, t("Common gaps, most points first"), "bersama", max_rows=COMMON_SHOWN)
    return section(title, paragraph(intro), *map(paragraph, said), figure, _by_kind(facts, found), anchor=anchor)


def agencies(facts: ProvinceFacts) -> Figure:
    """Which kind of agency holds most points to be had, over all districts."""
    t, found = facts.t, [one for one in common_gaps(facts) if one.question.agencies]
    title, anchor = t("Agencies with most points to be had"), "opd"
    if not found:
        return section(title, paragraph(t("Nothing can be counted by agency yet.")), anchor=anchor)
    rows = []
    for lead in dict.fromkeys(one.question.agencies[0] for one in found):
        own = [one for one in found if one.question.agencies[0] == lead]
        rows.append(
            {
                "name": agency_name(facts.instrument, lead, t),
                "questions": len(own),
                "districts": len(np.unique(np.concatenate([one.places for one in own]))),
                "points": _sum(own),
                "largest": ", ".join(one.question.id for one in own[:6]) + (" …" if len(own) > 6 else ""),
            }
        )
    rows.sort(key=lambda row: -float(str(row["points"])))
    columns = [
        Column("name", t("Leading agency")),
        Column("questions", t("Questions"), "count", total=True),
        Column("districts", t("Districts"), "count"),
        Column("points", t("To be had in total"), "points", total=True),
        Column("largest", t("Largest first"), width="34%"),
    ]
    words = t(
        "Points are counted with the leading agency of the instrument, which is inferred where the source names "
        "several; a district may have given a question to another one."
    )
    figure = table(columns, rows, t, t("Points to be had over all districts, by leading agency"), "per-opd")
    return section(title, paragraph(words), figure, anchor=anchor)


def _near_row(facts: ProvinceFacts, row: Row, with_gaps: bool) -> dict[str, object]:
    assert row.standing.next
    t = facts.t
    largest = find_gaps(facts.scores.of(row.region.code))[:_LARGEST] if with_gaps else ()
    return {
        "name": row.region.name + ("*" if row.provisional else ""),
        "missing": row.standing.missing,
        "next": row.standing.next.name,
        "own": row.own,
        "now": predicate_name(facts, row),
        "gaps": ", ".join(f"{gap.target} ({t.number(gap.points)})" for gap in largest),
    }


def _by_kind(facts: ProvinceFacts, found: Sequence[Common]) -> Figure:
    t = facts.t
    kinds = {kind: [one for one in found if one.question.kind is kind] for kind in KINDS}
    rows = [
        {"name": t(KINDS[kind]), "questions": len(own), "cases": sum(one.lacking for one in own), "points": _sum(own)}
        for kind, own in kinds.items()
        if own
    ]
    rows.sort(key=lambda row: -float(str(row["points"])))
    columns = [
        Column("name", t("Kind of question")),
        Column("questions", t("Questions"), "count", total=True),
        Column("cases", t("Gaps in all districts"), "count", total=True),
        Column("points", t("To be had in total"), "points", total=True),
    ]
    return table(columns, rows, t, t("Common gaps by kind of question"), "per-jenis")


def _sum(found: Sequence[Common]) -> float:
    return float(sum(int(to_units(one.points)) for one in found) / UNIT)
