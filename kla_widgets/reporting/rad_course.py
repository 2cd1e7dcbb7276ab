"""The parts of a RAD report on its course: money and people by year, the expected score, progress, what it rests on."""

from __future__ import annotations

from math import fsum

from kla_widgets.figures import Band, Column, Figure, PathPoint, notice, paragraph, score_path, section, table
from kla_widgets.language import N_
from kla_widgets.planning.drafting import decided
from kla_widgets.planning.drop import coverage
from kla_widgets.planning.effects import after
from kla_widgets.planning.monitoring import Doing, by_agency, latest, overdue, spending
from kla_widgets.planning.uncertainty import assumptions as assumed_words
from kla_widgets.planning.uncertainty import simulate
from kla_widgets.reporting.common import record_section
from kla_widgets.reporting.rad import goal_words
from kla_widgets.reporting.rad_facts import DRAWS, RadFacts
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.words import agency_name, part_name, support_rule

DOINGS = {
    Doing.DONE: N_("done"),
    Doing.ON_THE_WAY: N_("on the way"),
    Doing.LATE: N_("late"),
    Doing.STOPPED: N_("stopped"),
}


def costs(rad: RadFacts) -> Figure:
    """Cost and effort by agency and year."""
    t = rad.t
    if not rad.chosen:
        return section(t("Cost and effort"), paragraph(t("No action is planned.")), anchor="biaya")
    return section(t("Cost and effort"), *cost_parts(rad), anchor="biaya")


def cost_parts(rad: RadFacts) -> list[Figure]:
    """The tables of cost and effort, and what they do not count."""
    t = rad.t
    unpriced = [one for one in rad.chosen if one.cost is None]
    parts = []
    if unpriced:
        words = t(
            "{count} of {all} planned actions have no cost yet; the kit does not know costs. They are missing below, "
            "which is not zero.",
            count=len(unpriced),
            all=len(rad.chosen),
        )
        parts.append(notice(words, "warning", t("Costs open")))
    if len(unpriced) < len(rad.chosen):
        parts.append(_by_agency(rad, "cost", t("Cost by leading agency and year (Rp)"), "biaya-opd"))
    parts.append(_by_agency(rad, "effort", t("Person-days by leading agency and year"), "beban-opd"))
    if rad.settings.budget:
        rows = [
            {"year": str(year), "budget": rad.settings.limits.budget.get(year), "cost": rad.schedule.cost(year)}
            for year in rad.years
        ]
        columns = [
            Column("year", t("Year"), "id"),
            Column("budget", t("Budget (Rp)"), "count"),
            Column("cost", t("Planned cost (Rp)"), "count"),
        ]
        parts.append(table(columns, rows, t, t("Budget and planned cost"), "pagu"))
    return parts


def path(rad: RadFacts) -> Figure:
    """The expected score from year to year, with what verification may leave of it."""
    return section(rad.t("Expected course of the score"), *path_parts(rad), anchor="arah-nilai")


def path_parts(rad: RadFacts) -> list[Figure]:
    """Chart and table of the expected course, and the questions on which the predicate hangs."""
    t = rad.t
    bands = {one.year: one for one in rad.bands}
    points = []
    for year, value in rad.path.items():
        band = bands.get(year)
        points.append(PathPoint(year, value, *((band.low, band.middle, band.high) if band else ())))
    ladder = thresholds(rad.instrument.predicates) if rad.instrument.predicates else ()
    levels = [Band(step.band.name, step.least, t.short(step.band.min)) for step in ladder]
    needed = next((step.least for step in ladder if step.band.id == rad.settings.predicate), None)
    names = (t("Expected as planned"), t("After verification (90 % band)"), t("Middle of the band"))
    wanted = (needed, t("{predicate} begins", predicate=rad.wanted)) if needed is not None else None
    alt = "; ".join(f"{one.year}: {t.number(one.value)}" for one in points)
    chart = score_path(points, levels, t, goal_words(rad), alt, "arah", names, wanted)
    rows = [
        {
            "year": str(one.year),
            "value": one.value,
            "predicate": rad.predicate_at(one.value),
            "low": one.low,
            "high": one.high,
            "chance": bands[one.year].chance if one.year in bands else None,
        }
        for one in points
    ]
    columns = [
        Column("year", t("Year"), "id"),
        Column("value", t("Expected as planned"), "points"),
        Column("predicate", t("Predicate")),
        Column("low", t("Band from"), "points"),
        Column("high", t("to"), "points"),
    ]
    if rad.wanted and bands:
        columns.append(Column("chance", t("Chance of {predicate}", predicate=rad.wanted), "percent"))
    return [chart, table(columns, rows, t, t("Expected score by year"), "arah-tabel"), *_deciding(rad)]


def monitoring(rad: RadFacts) -> Figure:
    """How far the actions are, and what is overdue."""
    return section(rad.t("Monitoring"), *monitoring_parts(rad), anchor="pemantauan")


def monitoring_parts(rad: RadFacts) -> list[Figure]:
    """Progress of what people decided, and overdue actions by agency."""
    t, told = rad.t, latest(rad.kept.progress)
    planned = decided([one.record for one in rad.kept_actions])
    if not planned:
        return [paragraph(t("No action is accepted yet, so there is nothing to follow up."))]
    spent = spending(rad.kept.progress)
    rows = []
    for one in sorted(planned, key=lambda one: (one.year or 0, one.lead, one.id)):
        last = told.get(one.id)
        rows.append(
            {
                "id": one.id,
                "name": t.pick(one.title),
                "lead": agency_name(rad.instrument, one.lead, t),
                "year": str(one.year or "–"),
                "doing": t(DOINGS[last.doing]) if last else t("nothing told yet"),
                "when": last.when if last else None,
                "spent": spent.get(one.id),
            }
        )
    columns = [
        Column("name", t("Action"), width="36%"),
        Column("lead", t("Leading agency")),
        Column("year", t("Year"), "id"),
        Column("doing", t("State")),
        Column("when", t("As of"), "id"),
        Column("spent", t("Spent (Rp)"), "count", total=True),
    ]
    parts = [table(columns, rows, t, t("Progress of the actions"), "kemajuan")]
    late = overdue(rad.actions, rad.kept.progress, rad.today)
    if not late:
        return [*parts, paragraph(t("Nothing is overdue on {day}.", day=t.date(rad.today)))]
    titles = {one.id: t.pick(one.title) for one in rad.actions}
    rows = [
        {
            "agency": agency_name(rad.instrument, agency, t),
            "name": titles[one.action],
            "due": t.date(one.due),
            "days": one.days,
            "doing": t(DOINGS[one.doing]) if one.doing else t("nothing told yet"),
        }
        for agency, ones in by_agency(late).items()
        for one in ones
    ]
    columns = [
        Column("name", t("Action"), width="45%"),
        Column("due", t("Due")),
        Column("days", t("Days over"), "count"),
        Column("doing", t("State")),
    ]
    caption = t("Overdue on {day}, by leading agency", day=t.date(rad.today))
    return [*parts, table(columns, rows, t, caption, "terlambat", group_by="agency")]


def assumptions(rad: RadFacts) -> Figure:
    """What the plan and its chances rest on."""
    return section(rad.t("What this rests on"), *assumption_parts(rad), anchor="asumsi")


def assumption_parts(rad: RadFacts) -> list[Figure]:
    """Every assumption, in words."""
    t, pairs = rad.t, rad.basis.pairs
    events, doubtful = len({one.event for one in pairs}), sum(one.doubtful for one in pairs)
    words = [
        t(
            "What an action brings, its effort and its lead time come from the kit's catalogue of usual actions, which "
            "is inferred. A district corrects them; costs are its own."
        ),
        support_rule(t),
        *assumed_words(rad.basis.drop, coverage(pairs), events, doubtful, t),
    ]
    return [paragraph(one) for one in words]


def record(rad: RadFacts) -> Figure:
    """What the report was made of."""
    facts = rad.facts
    data = f"{facts.case.region} · {facts.case.cycle}"
    return record_section(facts.instrument, facts.record, data, facts.stage_name, facts.t)


def _by_agency(rad: RadFacts, amount: str, caption: str, key: str) -> Figure:
    t = rad.t
    sums: dict[str, dict[int, float]] = {}
    for year in rad.years:
        for one in rad.schedule.running(year):
            agency = sums.setdefault(one.lead, dict.fromkeys(rad.years, 0.0))
            agency[year] += getattr(one, amount) or 0.0
    order = {agency: place for place, agency in enumerate(rad.instrument.agencies)}
    rows: list[dict[str, object]] = [
        {
            "name": agency_name(rad.instrument, agency, t),
            **{str(year): value for year, value in values.items()},
            "all": fsum(values.values()),
        }
        for agency, values in sorted(sums.items(), key=lambda pair: order.get(pair[0], len(order)))
    ]
    columns = [
        Column("name", t("Leading agency"), width="30%"),
        *(Column(str(year), str(year), "count", total=True) for year in rad.years),
        Column("all", t("All years"), "count", total=True),
    ]
    return table(columns, rows, t, caption, key)


def _deciding(rad: RadFacts) -> list[Figure]:
    """The questions whose loss at verification changes the chance of the predicate most."""
    t, by = rad.t, rad.settings.by
    if not (rad.settings.predicate and rad.bands and by in rad.years):
        return []
    end = after(rad.basis.situation, rad.schedule.effective(by))
    found = simulate(end, rad.basis.drop, draws=DRAWS).deciding(rad.settings.predicate)
    rows = [
        {
            "id": one.question,
            "name": part_name(rad.instrument, one.question, t),
            "kept": one.if_kept,
            "lost": one.if_lost,
        }
        for one in found
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="55%"),
        Column("kept", t("Chance if accepted"), "percent"),
        Column("lost", t("Chance if lost"), "percent"),
    ]
    caption = t("The questions that decide whether it is {predicate} in {year}", predicate=rad.wanted, year=by)
    return [table(columns, rows, t, caption, "penentu")] if rows else []
