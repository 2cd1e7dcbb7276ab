"""The RAD as a document: its chapters, written from what is known; what only people can write is a marked gap."""

from __future__ import annotations

from kla_widgets.figures import Column, Figure, notice, paragraph, section, stack, table
from kla_widgets.figures.content import Mark
from kla_widgets.instrument.models import Cluster
from kla_widgets.language import N_
from kla_widgets.reporting import rad as sheet
from kla_widgets.reporting import rad_course as course
from kla_widgets.reporting import rad_matrix as grid
from kla_widgets.reporting.formats.document import Document
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.reporting.rad_sensitivity import rule_parts
from kla_widgets.words import STATUSES, agency_name, part_name

WRITES = "dp3a"
"""The agency that writes what nobody else is named for; ids are the instrument's."""
PLANS = "bappeda"

BACKGROUND = N_("why the district wants to be child-friendly, in its own words; policies and problems of the region")
PROCESS = N_("how this plan was made: task force, consultations, the voice of children and of the Forum Anak")
PEOPLE = N_("number of children by age and sex, births, poverty, disability; official figures with year and source")
CONDITION = N_("the state of children in this cluster: official figures with year and source, problems, good practice")
PRIORITIES = N_("the strategy and priorities behind the actions, and how they fit the RPJMD")
ORGANISATION = N_("task force, roles, coordination, decree of the head of the region")
MONEY = N_("sources of funds and how the budget is secured; share of business, communities and villages")
REPORTING = N_("who reports to whom, how often, and who decides when an action is late")
CLOSING = N_("closing words, place and date, name and signature of the head of the region")


def document(rad: RadFacts) -> Document:
    """The whole RAD, ready for Word and PDF."""
    facts, t = rad.facts, rad.t
    content = stack(sheet.head(rad), *chapters(rad)).content
    return Document(
        content=tuple(one for one in content if not isinstance(one, Mark)),
        title=t("Regional action plan for a child-friendly district: {region}", region=facts.region.name),
        t=t,
        fingerprint=f"{facts.record.instrument_hash} {facts.record.data_hash}",
        mark=mark_of(rad),
        cycle=sheet.period(rad),
    )


def mark_of(rad: RadFacts) -> str:
    """What must be seen on every page: that data are made up, or that nobody has decided yet; else nothing."""
    if rad.facts.region.synthetic:
        return rad.t("TRAINING DATA")
    return "" if rad.decided else rad.t("DRAFT")


def mark_words(rad: RadFacts) -> str:
    """The mark in a sentence."""
    t = rad.t
    if rad.facts.region.synthetic:
        return t("Training data: this district does not exist; every number is made up.")
    return t(sheet.UNDECIDED)


def chapters(rad: RadFacts) -> tuple[Figure, ...]:
    """All chapters, each a section with a numbered heading."""
    t = rad.t
    named = (
        (t("Introduction"), introduction(rad)),
        (t("State and profile of children by cluster"), profile(rad)),
        (t("Results of the evaluation and gaps"), results(rad)),
        (t("Strategy and matrix"), strategy(rad)),
        (t("Implementation and funding"), funding(rad)),
        (t("Monitoring and evaluation"), follow_up(rad)),
        (t("Closing"), closing(rad)),
    )
    numbered = [
        section(t("Chapter {number}. {title}", number=_roman(place), title=title), content)
        for place, (title, content) in enumerate(named, 1)
    ]
    return (*numbered, section(t("Annexes"), annexes(rad)))


def introduction(rad: RadFacts) -> Figure:
    """Why, on what legal basis, for whom and for which years."""
    t, instrument = rad.t, rad.instrument
    parts = [_part(t("Background"), _gap(rad, BACKGROUND)), _part(t("Legal basis"), *_legal(rad))]
    goal = t(
        "This plan covers {period}. Its goal: {goal}. It was made from the evaluation of {cycle} ({stage}) with the "
        "instrument {instrument}.",
        period=sheet.period(rad),
        goal=sheet.goal_words(rad),
        cycle=rad.facts.case.cycle,
        stage=rad.facts.stage_name,
        instrument=instrument.id,
    )
    parts.append(_part(t("Purpose and scope"), paragraph(goal)))
    return stack(*parts, _part(t("How the plan was made"), _gap(rad, PROCESS)))


def profile(rad: RadFacts) -> Figure:
    """What is known of every cluster, and the gap for what the instrument does not ask."""
    general = _part(rad.t("Children of the district"), _gap(rad, PEOPLE, PLANS))
    return stack(general, *(_cluster(rad, cluster) for cluster in rad.instrument.clusters))


def results(rad: RadFacts) -> Figure:
    """The score, how it stands to the next predicate, and the gaps."""
    t, total = rad.t, rad.facts.score.total
    own = rad.facts.score.own(total)
    if own is None:
        words = t("No score is stored for this evaluation.")
    else:
        words = t(
            "In the evaluation of {cycle} ({stage}) the district has {points} of {maximum} points: {predicate}.",
            cycle=rad.facts.case.cycle,
            stage=rad.facts.stage_name,
            points=t.number(own),
            maximum=t.short(total.max),
            predicate=rad.predicate_at(own),
        )
    parts = [paragraph(words)]
    if [gap for gap in rad.basis.gaps if gap.points > 0]:
        parts += [sheet.gaps_by_cluster(rad), sheet.largest_gaps(rad, sheet.GAPS_SHOWN)]
    else:
        parts.append(paragraph(t("No gaps: the maximum is reached.")))
    return stack(*parts)


def strategy(rad: RadFacts) -> Figure:
    """What is to be reached, with which actions, and the matrix."""
    t = rad.t
    parts = [_part(t("Strategy"), _gap(rad, PRIORITIES)), _part(t("The goal"), _without_heading(sheet.goal(rad)))]
    if rad.chosen:
        parts.append(_part(t("Actions"), sheet.action_table(rad)))
    return stack(*parts, _part(t("Matrix of the RAD"), grid.matrix_tables(rad)))


def matrix_only(rad: RadFacts) -> Figure:
    """The matrix without anything around it."""
    return grid.matrix_tables(rad)


def funding(rad: RadFacts) -> Figure:
    """Who does what when, with how many people and at what cost."""
    t = rad.t
    parts = [_part(t("Organisation"), _gap(rad, ORGANISATION))]
    if rad.chosen:
        parts += [
            _part(t("Year plan"), sheet.year_chart(rad)),
            _part(t("Cost and effort"), *course.cost_parts(rad)),
        ]
    return stack(*parts, _part(t("Sources of funds"), _gap(rad, MONEY, PLANS)))


def follow_up(rad: RadFacts) -> Figure:
    """The expected course, and how it is watched."""
    t = rad.t
    return stack(
        _part(t("Expected course of the score"), *course.path_parts(rad)),
        _part(t("Progress"), *course.monitoring_parts(rad)),
        _part(t("Reporting and decisions"), _gap(rad, REPORTING)),
    )


def closing(rad: RadFacts) -> Figure:
    return _gap(rad, CLOSING)


def annexes(rad: RadFacts) -> Figure:
    """All gaps, the check of the matrix, what it rests on, what other rules would change, and the record."""
    t = rad.t
    parts = [_part(t("Check of the matrix"), _without_heading(grid.checks(rad)))]
    if [gap for gap in rad.basis.gaps if gap.points > 0]:
        parts.append(_part(t("All gaps"), sheet.largest_gaps(rad)))
    parts.append(_part(t("What this rests on"), *course.assumption_parts(rad)))
    parts.append(_part(t("If an inferred rule is wrong"), *rule_parts(rad)))
    return stack(*parts, _part(t("Record"), _without_heading(course.record(rad))))


def _cluster(rad: RadFacts, cluster: Cluster) -> Figure:
    """A cluster: its points, its indicators, what sources say, and the gap."""
    t, score = rad.t, rad.facts.score
    part = score.parts[cluster.id]
    own = score.own(part)
    words = t(
        "{points} of {maximum} points; {open} of {questions} questions are not filled in.",
        points=t.number(own),
        maximum=t.short(part.max),
        open=part.questions - part.answered,
        questions=part.questions,
    )
    parts = [paragraph(words)]
    rows = [
        {
            "name": f"{one.number} {t.pick(one.name)}".strip(),
            "max": score.parts[one.id].max,
            "own": score.own(score.parts[one.id]),
            "gap": score.parts[one.id].gap,
        }
        for one in cluster.indicators
    ]
    if any(row["own"] is not None for row in rows):
        columns = [
            Column("name", t("Indicator"), width="55%"),
            Column("max", t("Maximum"), "points"),
            Column("own", t("Present score"), "points"),
            Column("gap", t("To be had"), "points"),
        ]
        parts.append(table(columns, rows, t, t("Indicators: {cluster}", cluster=t.pick(cluster.short)), cluster.id))
    inside = {cluster.id, *(one.id for one in cluster.indicators)}
    inside |= {question.id for one in cluster.indicators for question in one.questions}
    for said in rad.facts.statements:
        if said.place in inside:
            text = said.text_id if t.code == "id" else said.text_en
            parts.append(paragraph(f"{part_name(rad.instrument, said.place, t)}: {text} ({said.source})"))
    return _part(t.pick(cluster.name), *parts, _gap(rad, CONDITION, _lead(rad, cluster)))


def _legal(rad: RadFacts) -> list[Figure]:
    t, instrument = rad.t, rad.instrument
    known = [f"{t.pick(one.title)} ({t(STATUSES[one.status])})" for one in instrument.legal_basis]
    parts = [paragraph(t("Named by the instrument: {names}.", names="; ".join(known)))] if known else []
    return [*parts, _gap(rad, N_("regional regulations and decrees on which the plan rests"), "bagian_hukum")]


def _part(title: str, *content: Figure) -> Figure:
    return section(title, *content, level=3)


def _without_heading(figure: Figure) -> Figure:
    """A section's content without its heading, for a chapter that has one of its own."""
    return Figure(figure.html, figure.text, figure.alt, figure.svg, figure.content[1:])


def _gap(rad: RadFacts, what: str, agency: str = WRITES) -> Figure:
    """A place that people fill in: who writes, and what."""
    t = rad.t
    name = agency_name(rad.instrument, agency if agency in rad.instrument.agencies else WRITES, t)
    return notice(t("[To be written by {agency}: {what}.]", agency=name, what=t(what)))


def _lead(rad: RadFacts, cluster: Cluster) -> str:
    """The agency that leads a cluster's indicators most often."""
    leads = [one.lead_agencies[0] for one in cluster.indicators if one.lead_agencies]
    return max(leads, key=leads.count) if leads else WRITES


def _roman(number: int) -> str:
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]
