"""What the planning tests share: a made-up instrument, situations, actions, and a search by trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from kla_widgets.instrument.base import Status, Text
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.planning.actions import Action, Effect, State
from kla_widgets.planning.effects import Measure, after, score_after
from kla_widgets.planning.goals import Goal, Limits, Objective
from kla_widgets.planning.situation import Situation

MADE_UP = load_instrument(Path(__file__).parents[1] / "instrument" / "made-up.yaml")
FIRST = 2026
QUESTIONS = [question.id for question in MADE_UP.questions]
QUARTERS = st.integers(0, 4).map(lambda quarter: quarter / 4)


def situation(
    credits: Mapping[str, float] | None = None,
    shares: Mapping[str, float] | None = None,
    accepted: Mapping[str, float] | None = None,
    told: Mapping[str, float] | None = None,
) -> Situation:
    """Credits by question; evidence is complete where it is not given."""
    given = credits or {}
    return Situation(
        MADE_UP,
        np.array([given.get(question, np.nan) for question in QUESTIONS]),
        np.array([(shares or {}).get(question, 1.0) for question in QUESTIONS]),
        np.array([(accepted or {}).get(question, 0.0) for question in QUESTIONS]),
        dict(told or {}),
    )


def action(name: str, effects: Mapping[str, float] | Sequence[Effect] = (), **fields: object) -> Action:
    """An action; effects by question are credits that it reaches, with all evidence."""
    if isinstance(effects, Mapping):
        effects = [Effect(question=one, raises_to=credit, evidence=1.0) for one, credit in effects.items()]
    text = Text(id=name, en=name)
    values = {"id": name, "title": text, "effects": tuple(effects), "effort": 1.0, "status": Status.INFERRED}
    return Action.model_validate(values | fields)


# ---- everything that Hypothesis may come upon ------------------------------------------------------------------------

SITUATIONS = st.builds(
    situation,
    st.dictionaries(st.sampled_from(QUESTIONS), QUARTERS),
    st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)),
)
EFFECTS = st.builds(
    lambda question, raises, adds, evidence: Effect(question=question, raises_to=raises, adds=adds, evidence=evidence),
    st.sampled_from(QUESTIONS),
    st.none() | QUARTERS,
    QUARTERS,
    QUARTERS,
)
SMALL = st.integers(0, 4).map(float)


@st.composite
def actions(draw: st.DrawFn, most: int = 4) -> tuple[Action, ...]:
    """Some actions with every kind of bond; prerequisites only look back, so that they have an order."""
    made: list[Action] = []
    for number in range(draw(st.integers(0, most))):
        names = [one.id for one in made]
        state = draw(st.sampled_from([State.PROPOSED] * 5 + [*State]))
        made.append(
            action(
                f"a{number}",
                draw(st.lists(EFFECTS, max_size=3)),
                lead=draw(st.sampled_from(["north", "south"])),
                cost=draw(SMALL),
                effort=draw(SMALL),
                lead_time=draw(st.integers(0, 1)),
                yearly=draw(st.booleans()),
                earliest=draw(st.none() | st.integers(FIRST, FIRST + 2)) if state is not State.LOCKED else None,
                requires=tuple(draw(st.lists(st.sampled_from(names), max_size=1))) if names else (),
                state=state,
                year=draw(st.integers(FIRST, FIRST + 1)) if state is State.LOCKED else None,
            )
        )
    return tuple(made)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    last = FIRST + draw(st.integers(1, 2))
    amounts = st.dictionaries(st.integers(FIRST, last), st.integers(0, 8).map(float))
    return Limits(
        first=FIRST,
        last=last,
        budget=draw(amounts),
        capacity=draw(st.dictionaries(st.sampled_from(["north", "south"]), amounts)),
    )


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    return Goal(
        by=FIRST + draw(st.integers(0, 1)),
        targets=draw(st.dictionaries(st.integers(FIRST, FIRST + 1), st.integers(0, 60).map(float), max_size=2)),
        objective=draw(st.sampled_from(Objective)),
        measure=draw(st.sampled_from(Measure)),
    )


# ---- the same question answered by trying everything, without the planning code's own checks -------------------------


def every_schedule(actions: Sequence[Action], limits: Limits) -> Iterator[dict[str, int]]:
    """Every way to set actions to years within limits and decisions."""
    years = [None, *range(limits.first, limits.last + 1)]
    for chosen in product(years, repeat=len(actions)):
        starts = {one.id: year for one, year in zip(actions, chosen, strict=True) if year is not None}
        if allowed(actions, limits, starts):
            yield starts


def allowed(actions: Sequence[Action], limits: Limits, starts: Mapping[str, int]) -> bool:
    """Whether a schedule keeps everything that was asked."""
    for one in actions:
        year = starts.get(one.id)
        decided = {
            State.PROPOSED: True,
            State.ACCEPTED: year is not None,
            State.LOCKED: year == one.year,
            State.DROPPED: year is None,
            State.DONE: year is None,
        }
        if not decided[one.state] or (year is not None and one.earliest is not None and year < one.earliest):
            return False
        for required in one.requires if year is not None else ():
            (other,) = (each for each in actions if each.id == required)
            began = starts.get(required)
            if other.state is not State.DONE and (began is None or began + other.lead_time > year):
                return False
    for year in range(limits.first, limits.last + 1):
        running = [one for one in actions if one.id in starts and runs(one, starts[one.id], year)]
        if sum(one.cost or 0.0 for one in running) > limits.budget.get(year, np.inf):
            return False
        for agency, capacity in limits.capacity.items():
            if sum(one.effort for one in running if one.lead == agency) > capacity.get(year, np.inf):
                return False
    return True


def runs(one: Action, start: int, year: int) -> bool:
    return year >= start if one.yearly else year == start


def points_in(
    start: Situation, actions: Sequence[Action], starts: Mapping[str, int], year: int, measure: Measure
) -> float:
    """Points of a year, done actions counted first."""
    done = after(start, [one for one in actions if one.state is State.DONE])
    seen = [one for one in actions if one.id in starts and starts[one.id] + one.lead_time <= year]
    return score_after(done, seen).of(measure)


def spent(actions: Sequence[Action], limits: Limits, starts: Mapping[str, int], amount: str) -> float:
    """Cost or effort of the whole period."""
    return sum(
        getattr(one, amount)
        for one in actions
        if one.id in starts
        for year in range(limits.first, limits.last + 1)
        if runs(one, starts[one.id], year)
    )
