"""The start page: what is assessed, by whom, how far it has come, and where to go on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import ipywidgets

from kla_widgets.assessment.records import Case, author_name
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.figures import (
    Column,
    Figure,
    beside,
    cover,
    notice,
    paragraph,
    progress,
    section,
    stack,
    table,
)
from kla_widgets.figures import Part as Piece
from kla_widgets.instrument.base import Status
from kla_widgets.language import language as language_of
from kla_widgets.results import choose_instrument
from kla_widgets.scoring.gaps import sum_gaps
from kla_widgets.scoring.scores import Part
from kla_widgets.words import agency_name
from kla_widgets.workbook.choosing import Choice, Opened
from kla_widgets.workbook.completions import Completions
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.navigation import Link, anchor, links, page_of, page_titled
from kla_widgets.workbook.orphans import orphans
from kla_widgets.workbook.panel import draw, on_press, panel, say, shown
from kla_widgets.workbook.snapshot import Snapshot, take_snapshot
from kla_widgets.workbook.taskforce import TaskForce


def head(seen: Snapshot) -> Figure:
    """What is assessed, what the numbers are not, and how saving works."""
    t, instrument = seen.t, seen.instrument
    facts = [
        (t("Region code"), seen.region.code),
        (t("Cycle"), str(seen.case.cycle)),
        (t("Stage"), t.pick(instrument.stage[seen.score.stage].name)),
        (t("Instrument"), instrument.id),
    ]
    parts = []
    if seen.region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts.append(notice(words, "warning", t("Training")))
    if instrument.status is not Status.OFFICIAL:
        words = t(
            "Weights come from second-hand sources, and how an answer becomes points is inferred. The score here is a "
            "guide, not the ministry's."
        )
        parts.append(notice(words, label=t("Not the official instrument")))
    if instrument.cycle and instrument.cycle != seen.case.cycle:
        words = t(
            "The instrument was made for {made}; it is used here for {cycle}.",
            made=instrument.cycle,
            cycle=seen.case.cycle,
        )
        parts.append(notice(words, label=t("Another year's instrument")))
    saving = t(
        "Every answer is saved at once; the form then says “saved” and the time. If it says that it could not save, "
        "leave the page open: it tries again and keeps what you typed. You may close the page at any time and go on "
        "later, also on another page or with several people at once."
    )
    title = cover(seen.region.name, t.pick(instrument.title), t("Workbook"), facts)
    return stack(title, beside(*parts, notice(saving, label=t("How saving works"))))


def how_far(seen: Snapshot) -> Figure:
    """What is answered and evidenced in every cluster, each with the way to its page."""
    t, total = seen.t, seen.score.total
    pieces = (
        Piece(t("Answered, evidence complete"), total.evidenced),
        Piece(t("Answered, evidence incomplete"), total.answered - total.evidenced),
        Piece(t("Not filled in"), total.questions - total.answered, open=True),
    )
    alt = t("{part} of {whole}", part=total.answered, whole=total.questions)
    bar = progress(*pieces, t=t, title=t("Questions"), alt=alt, key="kelengkapan")
    ways = {page_of(seen.instrument, part.id).file: part for part in seen.score.clusters}
    rows = [
        {
            "page": Figure(anchor(way), way.title),
            "answered": t("{part} of {whole}", part=part.answered, whole=part.questions),
            "share": part.answered / part.questions if part.questions else None,
            "evidenced": t("{part} of {whole}", part=part.evidenced, whole=part.questions),
            "gap": part.gap,
        }
        for way in links(seen.instrument, t)
        if (part := ways.get(way.file))
    ]
    columns = [
        Column("page", t("Page"), "html", width="34%"),
        Column("answered", t("Answered"), align="right"),
        Column("share", t("Filled in (%)"), "share"),
        Column("evidenced", t("Evidence complete"), align="right"),
        Column("gap", t("To be had"), "points", total=True),
    ]
    listed = table(columns, rows, t, t("Progress per cluster"), "kemajuan")
    parts = [bar, listed, where_next(seen)]
    if not total.answered and seen.score.own(total) is not None:
        parts.insert(0, notice(t("A score is known from published sums; no question is filled in here yet.")))
    return section(t("How far we are"), *parts, anchor="kemajuan-klaster")


def where_next(seen: Snapshot) -> Figure:
    """The way on: the cluster whose open questions are worth most, then the score."""
    t = seen.t
    open_parts = [part for part in seen.score.clusters if part.answered < part.questions]
    score = page_titled(seen.instrument, "score", t)
    if open_parts:
        best = max(open_parts, key=_worth)
        short = next(t.pick(one.short) for one in seen.instrument.clusters if one.id == best.id)
        way = Link(page_of(seen.instrument, best.id).file, t("Go on with: {page}", page=short))
    else:
        way = Link(score.file, t("Every question is filled in. Go on with: {page}", page=score.title))
    return Figure(f'<p class="kla-text"><strong>{anchor(way)}</strong></p>', f"{way.title} ({way.file})")


def who_answers(seen: Snapshot) -> Figure:
    """Questions by responsible agency, and answers by the people who gave them."""
    t, parts = seen.t, seen.score.parts
    asked: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for question in seen.instrument.questions:
        lead = next(iter(seen.agencies(question.id)), "")
        asked[lead] += 1
        answered[lead] += parts[question.id].answered
    left = {one.key: one.points for one in sum_gaps(seen.gaps, lambda gap: gap.lead)}
    by_agency = [
        {
            "name": agency_name(seen.instrument, agency, t),
            "answered": t("{part} of {whole}", part=answered[agency], whole=count),
            "share": answered[agency] / count,
            "gap": left.get(agency, 0.0),
        }
        for agency, count in asked.most_common()
    ]
    columns = [
        Column("name", t("Leading agency"), width="40%"),
        Column("answered", t("Answered"), align="right"),
        Column("share", t("Filled in (%)"), "share"),
        Column("gap", t("To be had"), "points", total=True),
    ]
    figures = [table(columns, by_agency, t, t("Questions by leading agency"), "opd-kemajuan")]
    authors = Counter(one.author for one in seen.held.values() if one.value is not None)
    if authors:
        rows = [{"name": name, "count": count} for name, count in authors.most_common()]
        people = [Column("name", t("Name"), width="60%"), Column("count", t("Answers"), "count", total=True)]
        figures.append(table(people, rows, t, t("Who gave the answers"), "pengisi"))
    return section(t("Who answers how much"), *figures, anchor="pembagian")


class StartPage:
    """The start page with its controls.

    Parameters
    ----------
    opened : Opened
    here : Path
        Folder of the page.
    """

    def __init__(self, opened: Opened, here: Path) -> None:
        self._opened = opened
        t, look = opened.t, Look()
        self.head, self.progress = panel(), panel()
        self.choice = Choice(opened, here, look)
        self.completions = Completions(opened.workspace, opened.case, opened.author, look, t)
        self.task_force = TaskForce(opened.workspace, opened.case, opened.author, look, t)
        self.button = ipywidgets.Button(description=t("Refresh"), icon="refresh", **look.button)
        self.status = shown(stack())
        on_press(self.button, self.refresh, self.status, t)
        toolbar = ipywidgets.HBox([self.button, self.status], **look.plain)
        toolbar.add_class("kla-controls")
        self.view = ipywidgets.VBox(
            [
                self.head,
                toolbar,
                self.completions.view,
                self.progress,
                self.task_force.view,
                panel(section(t("Another district or cycle"), anchor="pilihan")),
                self.choice.view,
            ],
            **look.plain,
        )
        say(self.status, self.refresh())

    def refresh(self) -> Figure:
        """Read the workspace again; says when."""
        opened = self._opened
        seen = take_snapshot(opened.workspace, opened.case, opened.stage, opened.t)
        draw(self.head, head(seen))
        kept = orphans(opened.workspace, opened.case, opened.t)
        draw(self.progress, how_far(seen), who_answers(seen), kept)
        self.completions.refresh()
        return paragraph(opened.t("As of {at}", at=opened.t.clock(opened.workspace.store.now())))


def open_start(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language: str = "id",
    author: str = "",
) -> Any:
    """The start page; parameters as for :func:`kla_widgets.workbook.form.open_form`.

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
        signer = author_name(author)
        opened.store.add_case(case, None, signer)
        return StartPage(Opened(opened, case, stage, signer, t), Path.cwd()).view


def _worth(part: Part) -> float:
    return part.gap or 0.0
