"""Score and gaps: where the district stands, which points are still to be had, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum
from typing import Any

import ipywidgets

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.figures import (
    Band,
    Column,
    Figure,
    ScoreBar,
    Tile,
    beside,
    notice,
    paragraph,
    predicate_ladder,
    score_bars,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.instrument.models import Kind
from kla_widgets.language import Language
from kla_widgets.language import language as language_of
from kla_widgets.results import choose_instrument
from kla_widgets.scoring.gaps import Gap, GapSum, sum_gaps
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.words import KINDS, REASONS, agency_name, evidence_name, part_name
from kla_widgets.workbook.comparison import comparison
from kla_widgets.workbook.consistency import consistency
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.navigation import way_to
from kla_widgets.workbook.panel import draw, on_press, panel, say, shown
from kla_widgets.workbook.snapshot import Snapshot, take_snapshot
from kla_widgets.workbook.states import score_data

LARGEST = 25
"""Most gaps that are listed one by one; sums count all."""


def summary(seen: Snapshot) -> Figure:
    """Total, predicate and distance; claimed beside supported, and what may be lost."""
    t, score, told_of = seen.t, seen.score, score_data(seen.score, seen.t)
    keys = [
        Tile(t("Total score"), told_of["total_text"], t("of {maximum}", maximum=told_of["max_text"])),
        Tile(t("Predicate"), told_of["predicate"] or t("no thresholds known"), told_of["distance"]),
        Tile(t("Supported by evidence"), told_of["supported_text"]),
        Tile(
            t("Answered"),
            t("{part} of {whole}", part=told_of["answered"], whole=told_of["questions"]),
            t("{count} with complete evidence", count=told_of["evidenced"]),
        ),
    ]
    parts = [tiles(*keys)]
    if told_of["risk"]:
        at_risk = bool(score.total.claimed and score.total.claimed > (score.total.supported or 0))
        parts.append(notice(told_of["risk"], "warning" if at_risk else "info", t("Verification")))
    return section(t("Where we stand"), *parts, beside(*_ladder(seen), *_bars(seen)), anchor="nilai")


def gaps(seen: Snapshot) -> Figure:
    """The gaps by points to be had, by agency and by kind of question."""
    t = seen.t
    wanted = [gap for gap in seen.gaps if gap.points > 0]
    if not wanted:
        words = (
            t("No gaps: the maximum is reached.") if seen.score.total.max else t("Without weights there are no gaps.")
        )
        return section(t("Points still to be had"), paragraph(words), anchor="kesenjangan")
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question or part"), width="42%"),
        Column("points", t("To be had"), "points", total=True),
        Column("why", t("Why")),
        Column("agency", t("Agency")),
        Column("page", t("Filled in on"), "html"),
    ]
    rows = [_gap_row(seen, gap) | {"why": t(REASONS[gap.why]), "points": gap.points} for gap in wanted]
    largest = table(columns, rows, t, t("Largest gaps first"), "terbesar", max_rows=LARGEST)
    by_agency = _sums(
        seen, t("Leading agency"), "per-opd", _agency_of, lambda key: agency_name(seen.instrument, key, t)
    )
    by_kind = _sums(seen, t("Kind of question"), "per-jenis", lambda gap: gap.kind, lambda key: t(KINDS[Kind(key)]))
    return section(t("Points still to be had"), largest, *_overflow(seen), by_agency, by_kind, anchor="kesenjangan")


def without_evidence(seen: Snapshot) -> Figure:
    """What is answered already and lacks nothing but evidence."""
    t = seen.t
    title = t("Only evidence is missing")
    risky = sorted((gap for gap in seen.gaps if gap.at_risk > 0), key=lambda gap: -gap.at_risk)
    if not risky:
        words = t("Nothing that is claimed lacks its evidence.")
        return section(title, paragraph(words), anchor="tanpa-bukti")
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="38%"),
        Column("points", t("At risk"), "points", total=True),
        Column("missing", t("Evidence missing")),
        Column("agency", t("Agency")),
        Column("page", t("Filled in on"), "html"),
    ]
    rows = [_gap_row(seen, gap) | {"points": gap.at_risk, "missing": _missing(seen, gap.target)} for gap in risky]
    figure = table(columns, rows, t, t("Claimed, but not fully supported"), "tabel-bukti", max_rows=LARGEST)
    return section(title, figure, anchor="tanpa-bukti")


class Scoreboard:
    """The page of scores and gaps, drawn anew at the press of a button.

    Parameters
    ----------
    workspace : Workspace
        Stays open as long as the page.
    case : Case
    stage : str
        Whose score is shown; empty for the self-assessment.
    t : Language
    """

    def __init__(self, workspace: Workspace, case: Case, stage: str, t: Language) -> None:
        self._workspace, self._case, self._stage, self._t = workspace, case, stage, t
        self.button = ipywidgets.Button(description=t("Refresh"), icon="refresh", button_style="primary")
        self.status = shown(stack())
        self.body = panel()
        on_press(self.button, self.refresh, self.status, t)
        toolbar = ipywidgets.HBox([self.button, self.status])
        toolbar.add_class("kla-controls")
        self.view = ipywidgets.VBox([toolbar, self.body])
        say(self.status, self.refresh())

    def refresh(self) -> Figure:
        """Read the workspace again; says when."""
        t = self._t
        seen = take_snapshot(self._workspace, self._case, self._stage, t)
        checked = consistency(self._workspace, self._case, t)
        draw(self.body, summary(seen), gaps(seen), without_evidence(seen), checked, comparison(self._workspace, seen))
        return paragraph(t("As of {at}", at=t.clock(self._workspace.store.now())))


def open_scoreboard(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language: str = "id"
) -> Any:
    """The page of scores and gaps; parameters as for :func:`kla_widgets.workbook.form.open_form`.

    Returns
    -------
    ipywidgets widget

    Raises
    ------
    PageFault
        After the page has said what is wrong.
    """
    t = language_of(language)
    with faults_told(t):
        opened = open_or_example(workspace)
        place = opened.regions.resolve(region)
        case = Case(place.code, choose_instrument(opened, place.code, cycle, instrument).id, cycle)
        return Scoreboard(opened, case, stage, t).view


def _ladder(seen: Snapshot) -> Sequence[Figure]:
    t, score = seen.t, seen.score
    predicates, maximum = seen.instrument.predicates, score.total.max
    if predicates is None or not maximum:
        return ()
    bands = [Band(step.band.name, step.least, t.short(step.band.min)) for step in thresholds(predicates)]
    own = score.own(score.total)
    alt = t("{points} points", points=t.number(own)) if own is not None else t("No score yet.")
    title = t("The way to the next predicate")
    return (predicate_ladder(bands, own, maximum, t, title, alt, "tangga", score.standing.missing),)


def _bars(seen: Snapshot) -> Sequence[Figure]:
    t = seen.t
    short = {cluster.id: t.pick(cluster.short) for cluster in seen.instrument.clusters}
    rows = [
        ScoreBar(short[part.id], seen.score.own(part), part.max, part.supported)
        for part in seen.score.clusters
        if part.max
    ]
    alt = "; ".join(f"{row.label}: {t.number(row.value)}" for row in rows)
    return (score_bars(rows, t, t("Points per cluster"), alt, "klaster"),) if rows else ()


def _overflow(seen: Snapshot) -> Sequence[Figure]:
    """Why the gaps of questions can add up to more than the gap of the total."""
    t, total = seen.t, seen.score.total.gap
    parts = fsum(gap.points for gap in seen.gaps)
    if total is None or abs(parts - total) < 0.005:
        return ()
    words = t(
        "The gaps add up to {parts}, the gap of the total is {total}: in {indicators} the questions are worth more "
        "than the indicator's maximum.",
        parts=t.number(parts),
        total=t.number(total),
        indicators=", ".join(one.id for one in seen.instrument.indicators if one.overflow),
    )
    return (paragraph(words),)


def _sums(
    seen: Snapshot, first: str, key: str, group: Callable[[Gap], str | None], name: Callable[[str], str]
) -> Figure:
    t = seen.t
    found = sum_gaps(seen.gaps, group)
    columns = [
        Column("name", first, width="45%"),
        Column("count", t("Gaps"), "count", total=True),
        Column("points", t("To be had"), "points", total=True),
        Column("at_risk", t("At risk"), "points", total=True),
    ]
    return table(columns, [_sum_row(one, name(one.key)) for one in found], t, first, key)


def _sum_row(one: GapSum, name: str) -> dict[str, object]:
    return {"name": name, "count": one.count, "points": one.points, "at_risk": one.at_risk}


def _gap_row(seen: Snapshot, gap: Gap) -> dict[str, object]:
    t = seen.t
    return {
        "id": gap.target,
        "name": part_name(seen.instrument, gap.target, t),
        "agency": agency_name(seen.instrument, gap.lead, t),
        "page": way_to(seen.instrument, gap.cluster, t),
    }


def _agency_of(gap: Gap) -> str:
    return gap.lead


def _missing(seen: Snapshot, question: str) -> str:
    attached = {one.kind for one in seen.evidence if one.question == question}
    asked = seen.instrument.question[question].evidence
    lacking = [evidence_name(seen.instrument, kind, seen.t) for kind in asked if kind not in attached]
    return ", ".join(lacking) if asked else seen.t("a document of any kind")
