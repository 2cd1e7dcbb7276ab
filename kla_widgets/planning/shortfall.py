"""When no plan reaches the targets: how far one comes, and which limit stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.goals import Goal, Limits, Objective
from kla_widgets.planning.plan import Reached, Relief, Shortfall
from kla_widgets.planning.programme import build
from kla_widgets.planning.schedule import Schedule
from kla_widgets.planning.situation import Situation
from kla_widgets.planning.solver import Answer, solve

_GAP = 1e-4  # a diagnosis needs no proof to the last point


def find_shortfall(
    situation: Situation, actions: Sequence[Action], limits: Limits, goal: Goal, seconds: float
) -> Shortfall:
    """Why the targets cannot be reached.

    The earliest target that cannot be reached together with those before it is looked at: most points of its year
    within all limits, then without one kind of limit at a time, then with every action done.

    Parameters
    ----------
    situation : Situation
        With the effects of actions that are done.
    seconds : float
        Time limit of each of the searches.
    """
    kept: dict[int, float] = {}
    for year, needed in sorted(goal.targets.items() or {goal.by: 0.0}.items()):
        within = _most(situation, actions, limits, _wish(goal, year, kept), seconds)
        if within is None or within < needed:
            break
        kept[year] = needed
    relieved = []
    for relief in Relief:
        free_actions, free_limits = relieve(relief, actions, limits)
        by = limits.last if relief is Relief.TIME else year
        points = _most(situation, free_actions, free_limits, _wish(goal, by, kept), seconds)
        if points is not None and (within is None or points > within):
            relieved.append(Reached(without=relief, points=points, enough=points >= needed))
    return Shortfall(
        year=year,
        needed=needed,
        within_limits=within,
        everything=score_after(situation, actions).of(goal.measure),
        relieved=tuple(relieved),
        earlier=tuple(one for one in kept if one < year),
    )


def relieve(relief: Relief, actions: Sequence[Action], limits: Limits) -> tuple[tuple[Action, ...], Limits]:
    """Actions and limits without one kind of limit; ``TIME`` means first years and lead times."""
    if relief is Relief.BUDGET:
        return tuple(actions), limits.model_copy(update={"budget": {}})
    if relief is Relief.CAPACITY:
        return tuple(actions), limits.model_copy(update={"capacity": {}})
    if relief is Relief.TIME:
        return tuple(one.model_copy(update={"earliest": None, "lead_time": 0}) for one in actions), limits
    free = {"state": State.PROPOSED, "year": None}
    return tuple(one if one.state is State.DONE else one.model_copy(update=free) for one in actions), limits


def _wish(goal: Goal, by: int, kept: Mapping[int, float]) -> Goal:
    """Most points in a year, with earlier targets kept."""
    return goal.model_copy(update={"by": by, "targets": dict(kept), "objective": Objective.POINTS})


def _most(situation: Situation, actions: Sequence[Action], limits: Limits, wish: Goal, seconds: float) -> float | None:
    """Most points in a year; None if decisions and earlier targets cannot be kept."""
    model = build(situation, actions, limits, wish)
    solution = solve(model.programme, seconds, _GAP)
    if solution.answer in (Answer.NONE, Answer.UNKNOWN):
        return None
    schedule = Schedule(tuple(actions), model.read(solution.values), limits)
    return score_after(situation, schedule.effective(wish.by)).of(wish.measure)
