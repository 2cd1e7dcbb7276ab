"""The best plan within the limits. The solver proposes; the scoring rules certify the points; people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, State, require_good
from kla_widgets.planning.effects import after, score_after, scores_after
from kla_widgets.planning.goals import Goal, Limits, Objective, outside, require_possible
from kla_widgets.planning.plan import Chosen, LeftOut, Outlook, Plan, YearOfPlan
from kla_widgets.planning.programme import build
from kla_widgets.planning.schedule import Schedule, possible_starts
from kla_widgets.planning.shortfall import find_shortfall
from kla_widgets.planning.situation import Situation
from kla_widgets.planning.solver import Answer, solve
from kla_widgets.scoring.predicate import standing

UNPRICED = Message(
    "PLN-032",
    N_("{count} actions have no cost yet, so the cheapest plan cannot be found: {actions}."),
    N_("Enter their costs, or ask for the least effort."),
)

SECONDS = 4.0
GAP = 1e-4
_REPAIRS = 3


def make_plan(
    situation: Situation,
    actions: Sequence[Action],
    limits: Limits,
    goal: Goal,
    seconds: float = SECONDS,
    gap: float = GAP,
) -> Plan:
    """Find the best plan.

    Parameters
    ----------
    situation : Situation
        Where the district stands.
    actions : sequence of Action
        With people's decisions: accepted ones are in, locked ones in their year, dropped ones out, done ones count
        from the start and cost nothing.
    limits : Limits
    goal : Goal
    seconds : float
        Time limit of the search; the best plan found by then is taken, with its gap.
    gap : float
        The search ends once no improvement beyond this share is possible.

    Returns
    -------
    Plan
        Its points are those of the scoring rules. Without any plan that reaches the targets it says what is missing.

    Raises
    ------
    KlaError
        ``PLN-011`` to ``PLN-032``: actions, limits or goal that make no sense.
    """
    _require_sense(situation, actions, limits, goal)
    done = [action for action in actions if action.state is State.DONE]
    search = _Search(after(situation, done), tuple(actions), limits, goal, seconds, gap)
    return search.plan()


def _require_sense(situation: Situation, actions: Sequence[Action], limits: Limits, goal: Goal) -> None:
    require_good(situation.instrument, actions)
    require_possible(situation.instrument, limits, goal)
    locked = [action for action in actions if action.state is State.LOCKED and not possible_starts(action, limits)]
    if locked:
        raise KlaError(*(outside(limits, action.year or 0, action.id) for action in locked))
    if goal.objective is Objective.COST:
        missing = [action.id for action in actions if action.cost is None and possible_starts(action, limits)]
        if missing:
            named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
            raise fail(UNPRICED, count=len(missing), actions=named)


@dataclass(frozen=True)
class _Search:
    """One question to the solver, and the way from its answer to a plan."""

    situation: Situation
    actions: tuple[Action, ...]
    limits: Limits
    goal: Goal
    seconds: float
    gap: float

    def plan(self) -> Plan:
        goal = self.goal
        for _ in range(_REPAIRS):
            model = build(self.situation, self.actions, self.limits, goal)
            solution = solve(model.programme, self.seconds, self.gap)
            if solution.answer is Answer.NONE:
                return self._without(Outlook.IMPOSSIBLE)
            if solution.answer is Answer.UNKNOWN:
                return self._without(Outlook.UNDECIDED)
            schedule = Schedule(self.actions, model.read(solution.values), self.limits)
            lacking = self._lacking(schedule)
            if not lacking:
                return self._with(schedule, proven=solution.answer is Answer.BEST, gap=solution.gap)
            # A solver holds its rows only within a tolerance; ask for a little more.
            raised = {year: points + 2 * lacking.get(year, 0.0) for year, points in goal.targets.items()}
            goal = goal.model_copy(update={"targets": raised})
        return self._without(Outlook.UNDECIDED)

    def _lacking(self, schedule: Schedule) -> dict[int, float]:
        """Points missing to each target, by the scoring rules."""
        years = sorted(self.goal.targets)
        ends = scores_after(self.situation, [schedule.effective(year) for year in years])
        measure = self.goal.measure
        missing = {year: self.goal.targets[year] - end.of(measure) for year, end in zip(years, ends, strict=True)}
        return {year: points for year, points in missing.items() if points > 0}

    def _without(self, outlook: Outlook) -> Plan:
        shortfall = None
        if outlook is Outlook.IMPOSSIBLE:
            shortfall = find_shortfall(self.situation, self.actions, self.limits, self.goal, self.seconds)
        return Plan(
            outlook=outlook,
            goal=self.goal,
            limits=self.limits,
            start=self._start,
            shortfall=shortfall,
            assumed=self.situation.assumed,
        )

    def _with(self, schedule: Schedule, proven: bool, gap: float) -> Plan:
        schedule = self._earlier(self._lean(schedule))
        return Plan(
            outlook=Outlook.BEST if proven else Outlook.GOOD,
            goal=self.goal,
            limits=self.limits,
            start=self._start,
            chosen=self._reasons(schedule),
            years=tuple(self._year(schedule, year) for year in self.limits.years),
            left_out=self._left_out(schedule),
            unpriced=tuple(action.id for action in schedule.chosen if action.cost is None),
            gap=gap,
            assumed=self.situation.assumed,
        )

    # ---- a plan holds nothing that does nothing, and nothing waits without need ------------------------------------

    def _lean(self, schedule: Schedule) -> Schedule:
        """Without proposed actions that neither a target nor the points of the plan need, dearest first."""
        while idle := self._idle(schedule):
            dearest = max(idle, key=lambda action: (action.cost or 0.0, action.effort, action.id))
            schedule = schedule.with_starts({k: year for k, year in schedule.starts.items() if k != dearest.id})
        return schedule

    def _idle(self, schedule: Schedule) -> list[Action]:
        """Proposed actions that can go, one at a time."""
        needed = {name for action in schedule.chosen for name in action.requires}
        free = [one for one in schedule.chosen if one.state is State.PROPOSED and one.id not in needed]
        floors = dict(self.goal.targets)
        if self.goal.objective is Objective.POINTS:
            (floors[self.goal.by],) = self._ends([schedule.effective(self.goal.by)])
        for year, floor in floors.items():
            rest = [[one for one in schedule.effective(year) if one is not action] for action in free]
            free = [action for action, end in zip(free, self._ends(rest), strict=True) if end >= floor]
        return free

    def _earlier(self, schedule: Schedule) -> Schedule:
        """Each action as early as the limits allow, unless it would then cost more years."""
        for action in sorted(schedule.chosen, key=lambda one: (schedule.starts[one.id], one.id)):
            spends = action.yearly and (action.effort or action.cost) and self.goal.objective is not Objective.POINTS
            for year in possible_starts(action, self.limits):
                if spends or year >= schedule.starts[action.id]:
                    break
                moved = schedule.with_starts({**schedule.starts, action.id: year})
                if not moved.breaches():
                    schedule = moved
                    break
        return schedule

    # ---- reasons and the path ---------------------------------------------------------------------------------------

    def _reasons(self, schedule: Schedule) -> tuple[Chosen, ...]:
        chosen, by = schedule.chosen, self.goal.by
        alone = self._ends([[action] for action in chosen])
        groups = [self._dependants(schedule, action.id) for action in chosen]
        (whole,) = self._ends([schedule.effective(by)])
        left = {
            year: self._ends([[one for one in schedule.effective(year) if one.id not in group] for group in groups])
            for year in {by, *self.goal.targets}
        }
        found = [
            Chosen(
                action=action.id,
                year=schedule.starts[action.id],
                alone=round(alone[place] - self._now, 9),
                marginal=round(whole - left[by][place], 9),
                needed_for=tuple(
                    year for year, floor in sorted(self.goal.targets.items()) if left[year][place] < floor
                ),
                required_by=tuple(sorted(groups[place] - {action.id})),
                decided=action.state is not State.PROPOSED,
            )
            for place, action in enumerate(chosen)
        ]
        return tuple(sorted(found, key=lambda one: (one.year, -one.marginal, one.action)))

    def _dependants(self, schedule: Schedule, name: str) -> set[str]:
        """The action and every chosen one that cannot begin without it."""
        group = {name}
        while more := {one.id for one in schedule.chosen if group & set(one.requires)} - group:
            group |= more
        return group

    def _left_out(self, schedule: Schedule) -> tuple[LeftOut, ...]:
        rest = [
            action for action in self.actions if action.id not in schedule.starts and action.state is not State.DONE
        ]
        base = schedule.effective(self.goal.by)
        (whole, *more) = self._ends([base, *([*base, action] for action in rest)])
        found = [LeftOut(action=one.id, adds=round(end - whole, 9)) for one, end in zip(rest, more, strict=True)]
        return tuple(sorted(found, key=lambda one: (-one.adds, one.action)))

    def _ends(self, sets: Sequence[Sequence[Action]]) -> list[float]:
        return [end.of(self.goal.measure) for end in scores_after(self.situation, sets)]

    def _year(self, schedule: Schedule, year: int) -> YearOfPlan:
        actions = schedule.effective(year)
        return self._state(year, actions, schedule.cost(year), schedule.effort(year))

    @cached_property
    def _start(self) -> YearOfPlan:
        return self._state(self.limits.first - 1, (), 0.0, {})

    @cached_property
    def _now(self) -> float:
        return self._start.points(self.goal.measure)

    def _state(self, year: int, actions: Sequence[Action], cost: float, effort: Mapping[str, float]) -> YearOfPlan:
        end = score_after(self.situation, actions)
        band = standing(self.situation.instrument.predicates, end.of(self.goal.measure)).predicate
        return YearOfPlan(
            year=year,
            claimed=end.claimed,
            supported=end.supported,
            predicate=band.id if band else "",
            cost=cost,
            effort=dict(effort),
        )
