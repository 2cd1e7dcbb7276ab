"""The parts of a RAD report, each a figure: cover, goal, gaps, what is done when and why."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from kla_widgets.figures import (
    Column,
    Figure,
    GanttRow,
    Tile,
    cover,
    gantt,
    notice,
    paragraph,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.instrument.models import TOTAL
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.plan import Outlook
from kla_widgets.planning.wording import (
    describe_chance,
    describe_chosen,
    describe_plan,
    describe_sums,
    describe_work,
)
from kla_widgets.reporting.common import instrument_line, training_mark, unofficial
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.scoring.gaps import sum_gaps
from kla_widgets.words import REASONS, agency_name, part_name

GAPS_SHOWN = 15
ROWS_OF_CHART = 12
"""Rows of half a page: a chart is not cut, so a longer one would leave the page before it empty."""
UNDECIDED = N_(
    "Proposed by the kit from the gaps and from usual actions, which are inferred. Nobody has decided on it."
)


def head(rad: RadFacts) -> Figure:
    """Cover: whose plan, for which years, towards what."""
    t, facts = rad.t, rad.facts
    details = [
        (t("Province"), facts.province.name if facts.province else "–"),
        (t("Region code"), facts.region.code),
        (t("Period"), period(rad)),
        (t("Goal"), goal_words(rad)),
        (t("Evaluation it starts from"), f"{facts.case.cycle} · {facts.stage_name}"),
        (t("Instrument"), instrument_line(facts.instrument, t)),
        (t("Made on"), t.date(facts.record.made_at.date())),
    ]
    parts = [cover(facts.region.name, t("Regional action plan for a child-friendly district"), t("RAD KLA"), details)]
    if facts.region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts = [training_mark(t), *parts, notice(words, "warning")]
    if facts.note:
        parts.append(notice(t.pick(facts.note), label=t("Status of the numbers")))
    return stack(*parts, *standing_of_plan(rad), *unofficial(facts.instrument, t))


def standing_of_plan(rad: RadFacts) -> list[Figure]:
    """Whether people have decided anything yet, and what the plan assumes about the start."""
    t = rad.t
    parts = []
    if not rad.decided:
        parts.append(notice(t(UNDECIDED), "warning", t("Draft")))
    told = rad.settings.told.get(TOTAL)
    if told is not None:
        words = t(
            "The answers are not known. The plan takes a total of {points} points, as {predicate} stands for, and "
            "spreads it evenly over all questions that are not answered. Fill in the answers and plan again.",
            points=t.number(told),
            predicate=rad.predicate_at(told),
        )
        parts.append(notice(words, "warning", t("Assumed start")))
    elif rad.basis.situation.assumed:
        words = describe_sums(rad.basis.sums, rad.basis.situation, t)
        parts.append(notice(words, "warning", t("Assumed start")))
    elif not rad.facts.score.total.answered and rad.facts.score.own(rad.facts.score.total) is None:
        words = t("Nothing is answered yet, so the plan starts from zero points. Fill in the answers and plan again.")
        parts.append(notice(words, "warning", t("Assumed start")))
    return parts


def goal(rad: RadFacts) -> Figure:
    """What is wanted, what the plan reaches, and what it takes."""
    t, plan = rad.t, rad.plan
    by = rad.settings.by
    start, end = rad.path[rad.years[0] - 1], rad.path.get(by)
    keys = [
        Tile(t("Now"), t.number(start), rad.predicate_at(start)),
        Tile(t("Planned for {year}", year=by), t.number(end), rad.predicate_at(end)),
        Tile(t("Actions"), t.number(len(rad.chosen), 0), t("of {count} possible ones", count=len(rad.actions))),
    ]
    if rad.chance is not None:
        note = t("after verification, simulated")
        keys.append(Tile(t("Chance of {predicate}", predicate=rad.wanted), t.percent(rad.chance), note))
    parts = [tiles(*keys), *(paragraph(words) for words in describe_plan(plan, rad.instrument, t))]
    if plan.goal != rad.settings.goal(rad.instrument) or plan.limits != rad.settings.limits:
        words = t("The goal or the limits were changed after this plan was proposed; propose it again.")
        parts.append(notice(words, "warning"))
    if words := describe_work(plan, t):
        parts.append(notice(words, "warning", t("Capacity open")))
    if words := describe_chance(rad.settings.chance, rad.chance, t):
        parts.append(notice(words, "warning"))
    elif rad.chance is not None and rad.chance < 0.5 and plan.outlook in (Outlook.BEST, Outlook.GOOD):
        words = t(
            "The plan reaches the goal as it is counted, but verification usually takes points away: more often than "
            "not it will not be enough. Plan with a margin (kla plan propose --chance 0.8)."
        )
        parts.append(notice(words, "warning"))
    return section(t("The goal"), *parts, anchor="sasaran")


def gaps(rad: RadFacts) -> Figure:
    """What is to be had, by cluster and the largest first."""
    t, found = rad.t, [gap for gap in rad.basis.gaps if gap.points > 0]
    if not found:
        return section(t("Gaps"), paragraph(t("No gaps: the maximum is reached.")), anchor="kesenjangan")
    return section(t("Gaps"), gaps_by_cluster(rad), largest_gaps(rad, GAPS_SHOWN), anchor="kesenjangan")


def gaps_by_cluster(rad: RadFacts) -> Figure:
    """Points to be had by cluster."""
    t = rad.t
    sums = {one.key: one for one in sum_gaps(rad.basis.gaps, lambda gap: gap.cluster)}
    rows = [
        {
            "name": t.pick(cluster.name),
            "max": cluster.max,
            "own": rad.facts.score.own(rad.facts.score.parts[cluster.id]),
            "count": sums[cluster.id].count if cluster.id in sums else 0,
            "points": sums[cluster.id].points if cluster.id in sums else 0.0,
        }
        for cluster in rad.instrument.clusters
    ]
    columns = [
        Column("name", t("Cluster"), width="40%"),
        Column("max", t("Maximum"), "points", total=True),
        Column("own", t("Present score"), "points", total=True),
        Column("count", t("Gaps"), "count", total=True),
        Column("points", t("To be had"), "points", total=True),
    ]
    return table(columns, rows, t, t("Points to be had, by cluster"), "kesenjangan-klaster")


def largest_gaps(rad: RadFacts, shown: int | None = None) -> Figure:
    """Gaps with their reason and agency."""
    t = rad.t
    rows = [
        {
            "id": gap.target,
            "name": part_name(rad.instrument, gap.target, t),
            "points": gap.points,
            "why": t(REASONS[gap.why]),
            "lead": agency_name(rad.instrument, gap.lead, t) if gap.lead else None,
        }
        for gap in rad.basis.gaps
        if gap.points > 0
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question or part"), width="45%"),
        Column("points", t("To be had"), "points", total=True),
        Column("why", t("Why")),
        Column("lead", t("Agency")),
    ]
    return table(columns, rows, t, t("Points to be had, largest first"), "kesenjangan-terbesar", max_rows=shown)


def years(rad: RadFacts) -> Figure:
    """The plan by year, as a chart and as a list with reasons."""
    t = rad.t
    if not rad.chosen:
        words = t("No action is planned.")
        return section(t("What is done when"), paragraph(words), anchor="rencana-tahunan")
    return section(t("What is done when"), year_chart(rad), action_table(rad), anchor="rencana-tahunan")


def year_chart(rad: RadFacts) -> Figure:
    """The years of every planned action."""
    t, last = rad.t, rad.years[-1]
    rows = [
        GanttRow(
            t.pick(one.title),
            rad.starts[one.id],
            last if one.yearly else rad.starts[one.id],
            rad.starts[one.id] + one.lead_time,
            one.state in (State.ACCEPTED, State.LOCKED),
            agency_name(rad.instrument, one.lead, t),
        )
        for one in sorted(rad.chosen, key=lambda one: (_place(rad, one.lead), rad.starts[one.id], one.id))
    ]
    begun = {year: sum(row.start == year for row in rows) for year in rad.years}
    alt = "; ".join(t("{count} actions begin in {year}", count=count, year=year) for year, count in begun.items())
    title = t("Year plan, by leading agency")
    charts = ceil(len(rows) / ROWS_OF_CHART)
    size = ceil(len(rows) / charts)  # as many rows in each
    parts = [rows[first : first + size] for first in range(0, len(rows), size)]
    return stack(
        *(gantt(part, rad.years, t, title, alt, f"bagan-tahun-{place}") for place, part in enumerate(parts, 1))
    )


def action_table(rad: RadFacts) -> Figure:
    """Planned actions by the year in which they begin, each with the reason why it is in."""
    t = rad.t
    reasons = {one.action: describe_chosen(one, t) for one in rad.plan.chosen}
    rows = [
        {
            "year": str(rad.starts[one.id]),
            "name": action_words(rad, one),
            "lead": agency_name(rad.instrument, one.lead, t),
            "questions": len(one.effects),
            "effort": one.effort,
            "why": reasons.get(one.id, t("Decided by people.")),
        }
        for one in rad.chosen
    ]
    columns = [
        Column("name", t("Action"), width="38%"),
        Column("lead", t("Leading agency")),
        Column("questions", t("Questions"), "count"),
        Column("effort", t("Person-days"), "count"),
        Column("why", t("Why it is in"), width="34%"),
    ]
    return table(columns, rows, t, t("Planned actions"), "aksi", group_by="year")


def action_words(rad: RadFacts, action: Action) -> str:
    """The title of an action, and what is done."""
    return ": ".join(rad.t.pick(one) for one in (action.title, action.activity) if one)


def period(rad: RadFacts) -> str:
    return f"{rad.years[0]}–{rad.years[-1]}"


def goal_words(rad: RadFacts) -> str:
    """What is to be reached, and when."""
    t, by = rad.t, rad.settings.by
    return (
        t("{predicate} by {year}", predicate=rad.wanted, year=by) if rad.wanted else t("most points by {year}", year=by)
    )


def _place(rad: RadFacts, agency: str) -> int:
    known: Sequence[str] = list(rad.instrument.agencies)
    return known.index(agency) if agency in known else len(known)
