"""What the page of the plan tells above and between its grids: gaps, the proposed path, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures import Column, Figure, Tile, notice, paragraph, section, stack, table, tiles
from kla_widgets.language import MISSING, N_, Language
from kla_widgets.planning.actions import State
from kla_widgets.planning.drafting import published_pairs
from kla_widgets.planning.drop import coverage, fit
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.keeping import DistrictPlan
from kla_widgets.planning.monitoring import by_agency, overdue
from kla_widgets.planning.plan import Outlook, Plan
from kla_widgets.planning.uncertainty import YearBand, assumptions
from kla_widgets.planning.wording import describe_chance, describe_plan, describe_sums, describe_work
from kla_widgets.scoring.gaps import Gap
from kla_widgets.words import REASONS, agency_name, part_name
from kla_widgets.workbook.navigation import anchor, page_titled
from kla_widgets.workbook.rad.desk import Desk, differs
from kla_widgets.workbook.rad.progress import DOINGS
from kla_widgets.workbook.snapshot import Snapshot

TOLD = N_("Only the predicate of this district is known, so the answers are assumed. Fill in the questions.")
LARGEST = 10
"""Gaps listed here; the page of scores lists them all."""
UNSAFE = 0.5
"""A chance below which the page warns."""


def gap_head(seen: Snapshot) -> Figure:
    """Where the district stands, and the largest gaps."""
    t, score = seen.t, seen.score
    now, standing = score.own(score.total), score.standing
    keys = (
        Tile(t("Total score"), t.number(now), t("of {maximum}", maximum=t.short(score.total.max))),
        Tile(t("Supported by evidence"), t.number(score.total.supported)),
        Tile(t("Predicate"), standing.predicate.name if standing.predicate else t("none")),
        Tile(t("To be had"), t.number(score.total.gap), t("{count} gaps", count=len(seen.gaps))),
    )
    gaps = [gap for gap in seen.gaps if gap.points > 0]
    parts = [tiles(*keys)]
    if gaps:
        parts.append(_gap_table(seen, gaps))
    way = page_titled(seen.instrument, "score", t)
    parts.append(Figure(f'<p class="kla-text">{anchor(way)}</p>', f"{way.title} ({way.file})"))
    return section(t("From gaps to a plan"), *parts, anchor="dari-kesenjangan")


def proposed(desk: Desk, plan: DistrictPlan) -> Figure:
    """The plan as it was proposed last: the path by year with its band, or what is missing."""
    t = desk.t
    title = t("The proposed plan")
    if plan.proposal is None:
        words = t("No plan is proposed yet. Choose the goal and press “Propose a plan”; you decide about every action.")
        return section(title, paragraph(words), anchor="usulan")
    found = plan.proposal.record.plan
    said = describe_plan(found, desk.instrument, t)
    parts: list[Figure] = [_target(desk, found)]
    if found.outlook in (Outlook.IMPOSSIBLE, Outlook.UNDECIDED):
        parts.append(notice(" ".join(said), "warning", t("What is missing")))
    else:
        parts += [paragraph(" ".join(said)), _path(desk, found, plan.proposal.record.bands)]
    if words := describe_work(found, t):
        parts.append(notice(words, "warning", t("Capacity open")))
    chance = next((band.chance for band in plan.proposal.record.bands if band.year == found.goal.by), None)
    if words := describe_chance(desk.settings(plan).record.chance, chance, t):
        parts.append(notice(words, "warning"))
    elif chance is not None and chance < UNSAFE:
        words = t(
            "After verification the goal is reached with a chance of {chance} only. "
            "More points to spare make it safer.",
            chance=t.percent(chance),
        )
        parts.append(notice(words, "warning"))
    if differs(plan):
        words = t("Decisions or limits were changed after this proposal. Press “Propose a plan” to renew it.")
        parts.append(notice(words, "warning"))
    if found.unpriced:
        count = len(found.unpriced)
        parts.append(notice(t("{count} actions of the plan have no cost yet; sums leave them out.", count=count)))
    if found.assumed:
        basis = desk.basis(plan)
        words = describe_sums(basis.sums, basis.situation, t) if basis.sums else t(TOLD)
        parts.append(notice(words, "warning", t("Assumed start")))
    parts.append(_assumptions(desk))
    return section(title, *parts, anchor="usulan")


def late(desk: Desk, plan: DistrictPlan) -> Figure:
    """Overdue actions by agency."""
    t, instrument = desk.t, desk.instrument
    title = t("Overdue actions")
    if not any(one.state in (State.ACCEPTED, State.LOCKED) for one in plan.actions):
        return section(title, paragraph(t("No action is accepted yet.")), level=3, anchor="terlambat")
    groups = by_agency(overdue(plan.actions, plan.progress, desk.today()))
    names = {one.id: t.pick(one.title) for one in plan.actions}
    rows = [
        {
            "agency": agency_name(instrument, agency, t),
            "action": names[one.action],
            "due": t.date(one.due),
            "days": one.days,
            "doing": t(DOINGS[one.doing]) if one.doing else t("nothing told yet"),
        }
        for agency, found in groups.items()
        for one in found
    ]
    if not rows:
        return section(title, paragraph(t("Nothing is overdue.")), level=3, anchor="terlambat")
    columns = [
        Column("action", t("Action"), width="45%"),
        Column("due", t("Due")),
        Column("days", t("Days late"), "count"),
        Column("doing", t("State")),
    ]
    listed = table(columns, rows, t, t("Overdue actions by agency"), "tabel-terlambat", group_by="agency")
    return section(title, listed, level=3, anchor="terlambat")


def _gap_table(seen: Snapshot, gaps: Sequence[Gap]) -> Figure:
    t = seen.t
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question or part"), width="45%"),
        Column("points", t("To be had"), "points", total=True),
        Column("why", t("Why")),
        Column("agency", t("Agency")),
    ]
    rows = [
        {
            "id": gap.target,
            "name": part_name(seen.instrument, gap.target, t),
            "points": gap.points,
            "why": t(REASONS[gap.why]),
            "agency": agency_name(seen.instrument, gap.lead, t),
        }
        for gap in gaps
    ]
    return table(columns, rows, t, t("Largest gaps first"), "kesenjangan-rad", max_rows=LARGEST)


def _target(desk: Desk, plan: Plan) -> Figure:
    t, goal = desk.t, plan.goal
    if goal.needed is None:
        return paragraph(t("Asked for: as many points as possible in {year}.", year=goal.by))
    names = {band.id: band.name for band in desk.instrument.predicates.bands} if desk.instrument.predicates else {}
    target = names.get(goal.predicate) or t("a number of points")
    return paragraph(
        t(
            "Asked for: {target} in {year}, at least {points} points.",
            target=target,
            year=goal.by,
            points=t.number(goal.needed),
        )
    )


def _path(desk: Desk, plan: Plan, bands: Sequence[YearBand]) -> Figure:
    t = desk.t
    measure = plan.goal.measure
    supported = measure is Measure.SUPPORTED
    names = {band.id: band.name for band in desk.instrument.predicates.bands} if desk.instrument.predicates else {}
    by_year = {band.year: band for band in bands}
    begins = [one.year for one in plan.chosen]
    rows = []
    for year in (plan.start, *plan.years):
        band = by_year.get(year.year)
        rows.append(
            {
                "year": str(year.year) if band else t("now"),
                "count": begins.count(year.year) if band else None,
                "cost": year.cost if band and (year.cost or not plan.unpriced) else None,
                "effort": sum(year.effort.values()) if band else None,
                "points": year.points(measure),
                "predicate": names.get(year.predicate, MISSING),
                "band": _band(band, t) if band else MISSING,
                "chance": band.chance if band else None,
            }
        )
    columns = [
        Column("year", t("Year"), "id"),
        Column("count", t("Actions that begin"), "count", total=True),
        Column("cost", t("Cost (Rp)"), "count", total=True),
        Column("effort", t("Person-days"), "count", total=True),
        Column("points", t("Supported by evidence") if supported else t("Points claimed"), "points"),
        Column("predicate", t("Predicate")),
        Column("band", t("After verification (90 %)"), align="right"),
        Column("chance", t("Chance of the goal"), "percent"),
    ]
    return table(columns, rows, t, t("The path by year"), "jalur")


def _band(band: YearBand, t: Language) -> str:
    return f"{t.number(band.low, 0)} – {t.number(band.high, 0)}"


def _assumptions(desk: Desk) -> Figure:
    """What the chances rest on, folded away."""
    t = desk.t
    pairs = published_pairs()
    told = assumptions(
        fit(pairs), coverage(pairs), len({one.event for one in pairs}), sum(one.doubtful for one in pairs), t
    )
    inner = stack(*(paragraph(one) for one in told))
    title = t("What the chances rest on")
    return Figure(f"<details><summary>{title}</summary>{inner.html}</details>", f"{title}\n{inner.text}")
