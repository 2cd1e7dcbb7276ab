"""The three questions that districts ask, ready-made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action
from kla_widgets.planning.drop import Drop
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.goals import Goal, Limits, Objective, reach
from kla_widgets.planning.optimiser import GAP, SECONDS, make_plan
from kla_widgets.planning.plan import Outlook, Plan
from kla_widgets.planning.situation import Situation
from kla_widgets.planning.uncertainty import DRAWS, SEED, expected_path

BAD_CHANCE = Message("PLN-033", N_("{chance} is not a chance."), N_("Give a share above 0 and below 1, such as 0.8."))

_MARGIN_STEPS = 6  # halvings: a margin within a few points, which is finer than the model


@dataclass(frozen=True)
class SafePlan:
    """The cheapest plan found whose predicate is likely enough.

    Parameters
    ----------
    plan : Plan
        Of the highest chance there is, if none is likely enough.
    margin : float
        Points above the predicate's beginning that the plan aims at.
    chance : float
        Of the predicate in the year asked for, by simulation.
    likely_enough : bool
    """

    plan: Plan
    margin: float
    chance: float
    likely_enough: bool


def plan_for_predicate(
    situation: Situation,
    actions: Sequence[Action],
    limits: Limits,
    predicate: str,
    by: int,
    objective: Objective = Objective.EFFORT,
    measure: Measure = Measure.SUPPORTED,
    seconds: float = SECONDS,
) -> Plan:
    """“Reach Madya by 2027 at least cost or effort.” See :func:`~kla_widgets.planning.optimiser.make_plan`."""
    goal = reach(situation.instrument, predicate, by, objective, measure)
    return make_plan(situation, actions, limits, goal, seconds)


def plan_for_points(
    situation: Situation,
    actions: Sequence[Action],
    limits: Limits,
    by: int,
    measure: Measure = Measure.SUPPORTED,
    seconds: float = SECONDS,
) -> Plan:
    """“The most points within this budget and these agencies' capacity.”"""
    goal = Goal(by=by, objective=Objective.POINTS, measure=measure)
    return make_plan(situation, actions, limits, goal, seconds)


def plan_for_safety(
    situation: Situation,
    actions: Sequence[Action],
    limits: Limits,
    predicate: str,
    by: int,
    chance: float,
    drop: Drop,
    objective: Objective = Objective.EFFORT,
    measure: Measure = Measure.SUPPORTED,
    seconds: float = SECONDS,
    draws: int = DRAWS,
    seed: int = SEED,
) -> SafePlan:
    """“The cheapest margin that is safe enough.”

    Margins are halved until the smallest one is found whose plan has the predicate with the chance asked for. A larger
    margin nearly always means a larger chance; where it does not, the plan is safe enough all the same.

    Parameters
    ----------
    chance : float
        Wanted chance of the predicate, above 0 and below 1.

    Raises
    ------
    KlaError
        ``PLN-033`` for a chance that is none, and what ``make_plan`` raises.
    """
    if not 0 < chance < 1:
        raise fail(BAD_CHANCE, chance=chance)

    def attempt(margin: float) -> SafePlan:
        goal = reach(situation.instrument, predicate, by, objective, measure, margin)
        return weigh(make_plan(situation, actions, limits, goal, seconds, GAP), margin)

    def weigh(plan: Plan, margin: float) -> SafePlan:
        years = Limits(first=by, last=by)
        (band,) = expected_path(situation, actions, years, plan.starts, drop, predicate, draws, seed)
        found = band.chance or 0.0
        return SafePlan(plan, margin, found, found >= chance)

    best = attempt(0.0)
    if best.likely_enough or best.plan.outlook in (Outlook.IMPOSSIBLE, Outlook.UNDECIDED):
        return best
    most = plan_for_points(situation, actions, limits, by, measure, seconds)
    low, high = 0.0, round(most.points - (best.plan.goal.needed or 0.0), 9)
    goal = reach(situation.instrument, predicate, by, objective, measure, high)  # what that plan reaches
    best = weigh(most.model_copy(update={"goal": goal}), high)
    for _ in range(_MARGIN_STEPS if best.likely_enough else 0):
        middle = round((low + high) / 2, 2)
        tried = attempt(middle)
        if tried.likely_enough:
            best, high = tried, middle
        else:
            low = middle
    return best
