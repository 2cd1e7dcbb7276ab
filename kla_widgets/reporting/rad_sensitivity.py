"""The part of a RAD report on inferred rules: which of its conclusions change if one of them is wrong."""

from __future__ import annotations

from kla_widgets.errors import KlaError
from kla_widgets.figures import Column, Figure, paragraph, section, table
from kla_widgets.planning.drafting import Basis
from kla_widgets.planning.effects import after, score_after
from kla_widgets.planning.optimiser import make_plan
from kla_widgets.planning.sensitivity import TOP_GAPS, Change, describe_change, sensitivity, variants
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.scores import RegionScore

SECONDS = 1.0
"""Of the search for each plan, which is compared and not followed."""


def rules(rad: RadFacts) -> Figure:
    """The part under its heading."""
    return section(rad.t("If an inferred rule is wrong"), *rule_parts(rad), anchor="aturan")


def rule_parts(rad: RadFacts) -> list[Figure]:
    """What changes with each rule; those that change nothing stand below."""
    t, by = rad.t, rad.settings.by
    about = t(
        "Rules of the instrument that no source gives are changed here, one kind at a time: the district is scored "
        "again, the planned actions are counted again, and a plan is searched for again. Everything else stays."
    )
    changes = sensitivity(rad.instrument, rad.rescore, lambda score: _chosen(rad, score))
    reached = {one.name: _reached(rad, rad.rescore(one.instrument)) for one in variants(rad.instrument)}
    planned = rad.predicate_at(rad.path[by])
    telling = [one for one in changes if one.any or rad.predicate_at(reached[one.name]) != planned]
    rows = [_row(rad, one, reached[one.name]) for one in telling]
    columns = [
        Column("rule", t("If it were otherwise"), width="34%"),
        Column("now", t("Present score"), "points"),
        Column("standing", t("Predicate")),
        Column("then", t("Planned for {year}", year=by), "points"),
        Column("reached", t("Predicate")),
        Column("gaps", t("New among the {count} largest gaps", count=TOP_GAPS)),
        Column("actions", t("Actions of a new plan")),
    ]
    parts = [paragraph(about)]
    if rad.basis.situation.assumed:
        parts.append(paragraph(t("Where answers are assumed, other rules for answers cannot show what they change.")))
    if rows:
        parts.append(table(columns, rows, t, t("Conclusions that change"), "aturan-tabel"))
    same = [describe_change(one, t) for one in changes if one not in telling]
    if same:
        parts.append(paragraph(t("No conclusion changes with: {rules}", rules=" ".join(same))))
    return parts


def _row(rad: RadFacts, one: Change, reached: float) -> dict[str, object]:
    t = rad.t
    plan = [t("{count} in addition", count=len(one.actions_in))] if one.actions_in else []
    plan += [t("{count} not needed", count=len(one.actions_out))] if one.actions_out else []
    return {
        "rule": describe_change(one, t),
        "now": one.conclusions.points,
        "standing": rad.predicate_at(one.conclusions.points),
        "then": reached,
        "reached": rad.predicate_at(reached),
        "gaps": ", ".join(one.gaps_in) or "–",
        "actions": "; ".join(plan) or "–",
    }


def _basis(rad: RadFacts, score: RegionScore) -> Basis:
    return Basis(score, find_gaps(score), rad.settings)


def _reached(rad: RadFacts, score: RegionScore) -> float:
    """Points of the planned actions in the year that counts, by the rules of a score's instrument."""
    end = after(_basis(rad, score).situation, rad.schedule.effective(rad.settings.by))
    return score_after(end).of(rad.measure)


def _chosen(rad: RadFacts, score: RegionScore) -> tuple[str, ...]:
    """The actions of a new plan by the rules of a score's instrument; none where nothing can be planned."""
    settings = rad.settings
    try:
        goal = settings.goal(score.instrument)
        plan = make_plan(_basis(rad, score).situation, rad.actions, settings.limits, goal, SECONDS)
    except KlaError:
        return ()
    return tuple(plan.starts)
