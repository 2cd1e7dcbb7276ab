"""How long scoring takes, and how much memory, beside what a script would do instead. Run: ``make bench``.

Two cases: every district of Indonesia with all questions of an instrument, and every village with 20 criteria.
The alternatives are a loop over the answers, and a pandas ``merge`` and ``groupby`` over credited rows. They give the
points of the indicators only, without evidence, gaps, or counts, and are run once.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import pandas as pd

from kla_widgets.instrument.answers import Checklist, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.loading import parse_instrument
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.scoring.scores import Inputs, Scores, score

NO_POINTS = pd.DataFrame({"region": [], "target": [], "points": []}).astype({"points": float})


@dataclass(frozen=True)
class Case:
    """What is scored."""

    name: str
    instrument: Instrument
    regions: list[str]
    answers: pd.DataFrame
    evidence: pd.DataFrame


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--districts", type=int, default=514)
    parser.add_argument("--villages", type=int, default=83_000)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    for case in (districts(wanted.districts), villages(wanted.villages)):
        print(report(case, wanted.runs), flush=True)


def districts(count: int) -> Case:
    """All types of answers; no two percentages are the same."""
    return _case("districts", shipped_library().get("kla-2024"), [f"{n // 100:02}.{n % 100:02}" for n in range(count)])


def villages(count: int, criteria: int = 20) -> Case:
    """A short list of criteria, each met, partly met or not met."""
    return _case(
        "villages", _village_instrument(criteria), [f"{n // 10_000:02}.01.01.{n % 10_000:04}" for n in range(count)]
    )


def report(case: Case, runs: int) -> str:
    """Median seconds, peak memory, and how many times longer the alternatives take."""
    seconds = median(_seconds(lambda: run(case)) for _ in range(runs))
    megabytes = _peak(lambda: run(case)) / 1e6
    loop, merge = _seconds(lambda: by_loop(case)), _seconds(lambda: by_merge(case))
    return (
        f"{case.name}: {len(case.regions)} regions x {len(case.instrument.questions)} questions, "
        f"{len(case.answers)} answers\n"
        f"  kla_widgets      {seconds:8.3f} s   peak {megabytes:.0f} MB on top of the input\n"
        f"  loop             {loop:8.3f} s   {loop / seconds:.1f} times as long\n"
        f"  merge + groupby  {merge:8.3f} s   {merge / seconds:.1f} times as long"
    )


def run(case: Case) -> Scores:
    stage = case.instrument.claim_stage.id
    return score(case.instrument, case.regions, Inputs(case.answers, NO_POINTS), case.evidence, stage)


def by_loop(case: Case) -> dict[tuple[str, str], float]:
    """Points of the indicators: answer by answer."""
    questions, parents = case.instrument.question, case.instrument.parents
    points: dict[tuple[str, str], float] = defaultdict(float)
    rows = zip(case.answers["region"], case.answers["question"], case.answers["value"], strict=True)
    for region, name, text in rows:
        question, value = questions[name], json.loads(text)
        if not question.answer.fault(value):
            points[region, parents[name]] += question.answer.credit(value) * (question.weight or 0)
    return points


def by_merge(case: Case) -> pd.Series[float]:
    """Points of the indicators: answers merged with a table of the questions, credited row by row, and summed."""
    instrument = case.instrument
    table = pd.DataFrame(
        {
            "question": [question.id for question in instrument.questions],
            "weight": [question.weight for question in instrument.questions],
            "indicator": [instrument.parents[question.id] for question in instrument.questions],
        }
    )
    merged = case.answers.merge(table, on="question")
    earned = [
        instrument.question[name].answer.credit(json.loads(text))
        for name, text in zip(merged["question"], merged["value"], strict=True)
    ]
    return merged.assign(points=merged["weight"] * earned).groupby(["region", "indicator"])["points"].sum()


def _case(name: str, instrument: Instrument, regions: list[str]) -> Case:
    dice = random.Random(2024)
    rows = [
        (region, question.id, json.dumps(_value(question, dice), separators=(",", ":")))
        for region in regions
        for question in instrument.questions
        if dice.random() < 0.9
    ]
    answers = pd.DataFrame(rows, columns=["region", "question", "value"])
    files = [
        (region, question.id, kind)
        for region in regions
        for question in instrument.questions
        for kind in question.evidence
        if dice.random() < 0.5
    ]
    return Case(name, instrument, regions, answers, pd.DataFrame(files, columns=["region", "question", "kind"]))


def _value(question: Question, dice: random.Random) -> object:
    answer = question.answer
    match answer:
        case Choice():
            return dice.choice(answer.options).id
        case Checklist():
            return [item.id for item in answer.items if dice.random() < 0.6]
        case Number():
            return dice.randint(0, 40)
        case Percent():
            return _percentage(dice)
        case TwoYear(of="percent"):
            return {"previous": _percentage(dice), "current": _percentage(dice)}
        case TwoYear():
            return {"previous": dice.randint(0, 500), "current": dice.randint(0, 500)}
        case Matrix():
            filled = [
                {column.id: _cell(column.kind, dice) for column in answer.columns} for _ in range(dice.randint(0, 6))
            ]
            return [{"row": item.id} | cells for item, cells in zip(answer.rows, filled, strict=False)] or filled


def _percentage(dice: random.Random) -> dict[str, int]:
    whole = dice.randint(1, 1_000_000)
    return {"numerator": dice.randint(0, whole), "denominator": whole}


def _cell(kind: str, dice: random.Random) -> object:
    return {"number": dice.randint(0, 99), "yesno": dice.random() < 0.5}.get(kind, f"nama {dice.randint(0, 9999)}")


def _village_instrument(criteria: int) -> Instrument:
    entry = "{{id: I{n}, name: I{n}, max: 5, status: inferred, questions: [{question}]}}"
    question = "{{id: I{n}.1, text: I{n}.1, kind: data, weight: 5, status: inferred, answer: met}}"
    indicators = [entry.format(n=n, question=question.format(n=n)) for n in range(criteria)]
    return parse_instrument(
        f"""
format: 1
id: villages
title: Villages
cycle: 2024
unit: village
max: {5 * criteria}
status: inferred
sources: {{}}
stages:
  - {{id: own, name: Own, actor: Village, kind: claim, status: inferred}}
rules:
  met:
    type: choice
    status: inferred
    options:
      - {{id: met, label: Met, credit: 1}}
      - {{id: partly, label: Partly, credit: 0.5}}
      - {{id: not_met, label: Not met, credit: 0}}
clusters:
  - {{id: C, name: C, short: C, max: {5 * criteria}, status: inferred, indicators: [{", ".join(indicators)}]}}
"""
    )


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _peak(task: Callable[[], object]) -> int:
    """Bytes that the task had allocated at most, the result included."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
