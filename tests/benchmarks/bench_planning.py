"""How long planning takes. Run: ``python tests/benchmarks/bench_planning.py``.

Districts with random answers and evidence to all questions of an instrument; their actions are those that the catalogue
proposes. One district: the three questions that districts ask, and a simulation. Many: a plan each, on some processes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import pandas as pd

from kla_widgets.assessment.history import published_history
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Instrument
from kla_widgets.planning.actions import Action
from kla_widgets.planning.asking import plan_for_points, plan_for_predicate, plan_for_safety
from kla_widgets.planning.catalogue import Catalogue, shipped_catalogue
from kla_widgets.planning.drop import fit, pairs_of
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.goals import Limits
from kla_widgets.planning.plan import Outlook, Plan
from kla_widgets.planning.propose import propose
from kla_widgets.planning.situation import Situation, situation_of
from kla_widgets.planning.uncertainty import simulate
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.predicate import standing
from kla_widgets.scoring.scores import Inputs, RegionScore, score

FIRST, LAST = 2026, 2030
T = TypeVar("T")
DAYS = 60.0  # of each agency in each year


@dataclass(frozen=True)
class District:
    """What a plan is made from."""

    situation: Situation
    actions: tuple[Action, ...]
    limits: Limits
    next: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--districts", type=int, default=514)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--draws", type=int, default=10_000)
    wanted = parser.parse_args()
    print(report_one(wanted.draws), flush=True)
    print(report_many(wanted.districts, wanted.processes), flush=True)


def report_one(draws: int) -> str:
    """One district, every question asked once warm."""
    one = district(0)
    drop = fit(pairs_of(each for scores in published_history().scores.values() for each in scores))
    simulate(one.situation, drop, draws=draws)
    steps: dict[str, Callable[[], object]] = {
        "actions proposed": lambda: district(0),
        "next predicate, least effort": lambda: plan_for_predicate(
            one.situation, one.actions, one.limits, one.next, LAST
        ),
        "most points within capacity": lambda: plan_for_points(one.situation, one.actions, one.limits, LAST),
        "safe margin (80 %)": lambda: plan_for_safety(
            one.situation, one.actions, one.limits, one.next, LAST, 0.8, drop, draws=draws
        ),
        f"{draws} draws": lambda: simulate(one.situation, drop, draws=draws),
    }
    questions, years = len(one.situation.credits), len(one.limits.years)
    lines = [f"one district: {questions} questions, {len(one.actions)} actions, {years} years"]
    for name, step in steps.items():
        seconds, result = timed(step)
        found = f", {result.outlook}, gap {result.gap:.2%}" if isinstance(result, Plan) else ""
        lines.append(f"  {name}: {seconds:.2f} s{found}")
    return "\n".join(lines)


def report_many(count: int, processes: int) -> str:
    """Many districts, a plan each."""
    started = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        results = list(pool.map(plan_one, range(count), chunksize=max(1, min(8, count // processes))))
    seconds = time.perf_counter() - started
    longest = max(spent for spent, _ in results)
    good = sum(outlook == Outlook.BEST for _, outlook in results)
    none = sum(outlook == Outlook.IMPOSSIBLE for _, outlook in results)
    return (
        f"{count} districts on {processes} processes: {seconds:.0f} s, {seconds / count:.2f} s each, the longest "
        f"{longest:.2f} s; {good} proven best, {none} out of reach (and said why)"
    )


def plan_one(number: int) -> tuple[float, str]:
    """Seconds and outlook of one district's plan for its next predicate."""
    seconds, plan = timed(lambda: _plan(district(number)))
    return seconds, plan.outlook.value


def _plan(one: District) -> Plan:
    return plan_for_predicate(one.situation, one.actions, one.limits, one.next, LAST)


def district(number: int) -> District:
    """A district of its own random answers; the same number gives the same district."""
    instrument, catalogue = _shipped()
    result = _scored(instrument, number)
    actions = propose(result, find_gaps(result), catalogue)
    situation = situation_of(result)
    ahead = standing(instrument.predicates, score_after(situation).supported).next
    capacity = {agency: dict.fromkeys(range(FIRST, LAST + 1), DAYS) for agency in instrument.agencies}
    limits = Limits(first=FIRST, last=LAST, capacity=capacity)
    return District(situation, actions, limits, ahead.id if ahead else instrument.predicates.bands[-1].id)


def _scored(instrument: Instrument, number: int) -> RegionScore:
    random = np.random.default_rng(number)
    region, questions = "01.01", instrument.questions
    points = [question.weight * one for question, one in zip(questions, _credits(random, len(questions)), strict=True)]
    kinds = [(question.id, kind) for question in questions for kind in question.evidence if random.random() < 0.9]
    told = pd.DataFrame({"region": region, "target": [one.id for one in questions], "points": points})
    evidence = pd.DataFrame({"region": region, "question": [a for a, _ in kinds], "kind": [b for _, b in kinds]})
    answers = pd.DataFrame({"region": [], "question": [], "value": []}, dtype="str")
    return score(instrument, [region], Inputs(answers, told), evidence, instrument.claim_stage.id).of(region)


def _credits(random: np.random.Generator, count: int) -> Sequence[float]:
    level = random.uniform(0.45, 0.8)
    return np.where(random.random(count) < level, 1.0, random.integers(0, 4, count) / 5).tolist()


@cache
def _shipped() -> tuple[Instrument, Catalogue]:
    instrument = shipped_library().get("kla-2024")
    return instrument, shipped_catalogue(instrument)


def timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
