"""Plans in words: why there is none, and why each action is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.plan import Chosen, Outlook, Plan, Relief, Shortfall
from kla_widgets.planning.situation import USUAL_EVIDENCE, Situation
from kla_widgets.words import part_name

EVEN_ALL = N_("Even all actions together give {points} points; {target} needs {needed} in {year}.")
WITHIN = N_("Within the limits, {points} points can be reached by {year}; {target} needs {needed}.")
DECISIONS_CLASH = N_("The actions that were accepted or locked cannot all be done within the limits.")
EARLIER = N_("The targets of {years} are kept.")
RELIEVED = {
    Relief.BUDGET: N_("Without the limits of the budget: {points} points."),
    Relief.CAPACITY: N_("Without the limits of the agencies' capacity: {points} points."),
    Relief.TIME: N_("Without lead times and earliest years, by the last year: {points} points."),
    Relief.DECISIONS: N_("If dropped actions were allowed and locked ones could move: {points} points."),
}
ENOUGH = N_("That is enough.")
NOT_ENOUGH = N_("That is not enough.")
NOTHING_HELPS = N_("Giving up a single kind of limit does not help.")
REACHED_ALREADY = N_("The target is reached already with {points} points; nothing more is needed.")
NO_TIME = N_("No plan was found in the time allowed. Allow more time, or drop some actions.")
PROVEN = N_("No better plan exists for these actions and limits.")
NEARLY = N_("A better plan could gain {gap} at most.")

BRINGS = N_("Brings {alone} points by itself; without it the plan loses {marginal}.")
NEEDED_FOR = N_("Without it the target of {years} fails.")
REQUIRED_BY = N_("{count} other actions of the plan need it first.")
DECIDED = N_("Decided by people.")

CROWDED = N_(
    "No agency's capacity was given, so nothing spreads the work over the years: {count} of {all} actions begin in "
    "{year}. Enter the person-days that the agencies have, and propose the plan again."
)
UNLIKELY = N_(
    "The chance asked for, {wanted}, cannot be reached with these actions and limits. This plan has the highest chance "
    "that was found, {chance}."
)
SUMS = N_(
    "Only sums are known: {sums}. Which questions below them lack points is not known. The plan takes the same share "
    "for all of them, so what an action brings is an average and no finding. Fill in the answers first, then plan "
    "again."
)
SUMS_EVIDENCE = N_(
    "What evidence there is, is not known either: it is taken to support {usual} of the claims, {supported} of "
    "{claimed} points."
)
_NEARLY_SAFE = 0.02  # the chance of a plan is drawn again, more finely, once it is chosen


def describe_plan(plan: Plan, instrument: Instrument, t: Language) -> tuple[str, ...]:
    """How the search ended, in sentences."""
    if plan.outlook is Outlook.UNDECIDED:
        return (t(NO_TIME),)
    if plan.shortfall is not None:
        return describe_shortfall(plan.shortfall, _target(plan, instrument), t)
    if not plan.chosen and plan.goal.needed is not None:
        return (t(REACHED_ALREADY, points=t.number(plan.points)),)
    return (t(PROVEN) if plan.outlook is Outlook.BEST else t(NEARLY, gap=t.percent(plan.gap, 1)),)


def describe_work(plan: Plan, t: Language) -> str:
    """That nothing was given that spreads the work over the years; empty where something was."""
    begins = Counter(one.year for one in plan.chosen)
    if plan.limits.capacity or len(plan.chosen) < 2:
        return ""
    year, count = max(begins.items(), key=lambda pair: (pair[1], -pair[0]))
    return t(CROWDED, count=count, all=len(plan.chosen), year=year)


def describe_chance(wanted: float | None, found: float | None, t: Language) -> str:
    """That a plan is not as safe as people want it; empty where it is, or where nobody asked."""
    if wanted is None or found is None or found >= wanted - _NEARLY_SAFE:
        return ""
    return t(UNLIKELY, wanted=t.percent(wanted), chance=t.percent(found))


def describe_sums(sums: Mapping[str, float], start: Situation, t: Language) -> str:
    """What is not known of a district of which only sums are known, and what the plan takes for it.

    Parameters
    ----------
    sums : mapping of str to float
        Points by part.
    start : Situation
        With what was assumed below the sums.
    """
    named = "; ".join(f"{part_name(start.instrument, part, t)}: {t.number(points)}" for part, points in sums.items())
    words, now = t(SUMS, sums=named), score_after(start)
    if now.supported >= now.claimed:
        return words
    told = {"supported": t.number(now.supported), "claimed": t.number(now.claimed)}
    return f"{words} {t(SUMS_EVIDENCE, usual=t.percent(USUAL_EVIDENCE), **told)}"


def describe_shortfall(short: Shortfall, target: str, t: Language) -> tuple[str, ...]:
    """What is missing, and what would help."""
    values = {"target": target, "needed": t.number(short.needed), "year": short.year}
    if short.everything < short.needed:
        return (t(EVEN_ALL, points=t.number(short.everything), **values),)
    if short.within_limits is None:
        first = t(DECISIONS_CLASH)
    else:
        first = t(WITHIN, points=t.number(short.within_limits), **values)
    helps = [
        f"{t(RELIEVED[one.without], points=t.number(one.points))} {t(ENOUGH if one.enough else NOT_ENOUGH)}"
        for one in short.relieved
    ]
    kept = [t(EARLIER, years=", ".join(map(str, short.earlier)))] if short.earlier else []
    return (first, *kept, *(helps or [t(NOTHING_HELPS)]))


def describe_chosen(chosen: Chosen, t: Language) -> str:
    """Why an action is in the plan."""
    parts = [t(BRINGS, alone=t.number(chosen.alone), marginal=t.number(chosen.marginal))]
    if chosen.needed_for:
        parts.append(t(NEEDED_FOR, years=", ".join(map(str, chosen.needed_for))))
    if chosen.required_by:
        parts.append(t(REQUIRED_BY, count=len(chosen.required_by)))
    if chosen.decided:
        parts.append(t(DECIDED))
    return " ".join(parts)


def _target(plan: Plan, instrument: Instrument) -> str:
    bands = instrument.predicates.bands if instrument.predicates else ()
    named = [band.name for band in bands if band.id == plan.goal.predicate]
    return named[0] if named else str(plan.goal.by)
