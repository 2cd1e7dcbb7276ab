"""A workspace with hundreds of districts that do not exist, to see how batches, provinces and sites do with many.

Invented figures never bear the code or the name of a real district: the districts lie in training provinces (00 to 09),
and every report on them carries the watermark. Beside them stand the real districts of the demo workspace.

Run: ``python tests/synthetic.py FOLDER 500``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from kla_widgets.assessment.records import Answer, Case, Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import build_demo
from kla_widgets.instrument.answers import Checklist, Choice, Percent
from kla_widgets.instrument.models import Question
from kla_widgets.regions import Region, RegionKind

AUTHOR = "synthetic"
MODEL = Case("00.01", "kla-2024", 2024)
"""The training district of the demo workspace; its answers are varied."""
_EACH = 55
"""Districts of a province."""


def build_synthetic(folder: Path, count: int, seed: int = 2024) -> Workspace:
    """The demo workspace with so many synthetic districts besides; the same seed gives the same figures."""
    workspace = build_demo(folder)
    codes = [f"{number // _EACH:02}.{number % _EACH + 2:02}" for number in range(count)]
    add_districts(workspace, {code: f"Kabupaten Latihan {code}" for code in codes}, seed)
    return workspace


def add_districts(workspace: Workspace, names: dict[str, str], seed: int = 2024) -> None:
    """Add synthetic districts with an assessment each: codes of training provinces, and their names."""
    known = {region.code for region in workspace.regions}
    provinces = sorted({code[:2] for code in names} - known)
    regions = [Region(code, f"Provinsi Latihan {code}", RegionKind.PROVINCE, None, True) for code in provinces]
    regions += [Region(code, name, RegionKind.KABUPATEN, code[:2], True) for code, name in names.items()]
    workspace.store.save_regions(regions, AUTHOR)
    instrument = workspace.library.get(MODEL.instrument)
    model = workspace.store.answers(MODEL, instrument.claim_stage.id)
    files = workspace.store.evidence(MODEL)
    for code in names:
        dice = random.Random(f"{seed} {code}")
        case = Case(code, MODEL.instrument, MODEL.cycle)
        share = dice.uniform(0.3, 1.0)  # how much of the questions this district has answered
        answers = [
            Answer(question.id, _varied(question, model[question.id].value, dice), "", "rekaan")
            for question in instrument.questions
            if question.id in model and dice.random() < share
        ]
        workspace.store.save_answers(case, instrument.claim_stage.id, answers, instrument, AUTHOR)
        workspace.store.save_evidence(case, list(_some(files, answers, dice)), instrument, AUTHOR)


def _varied(question: Question, value: object, dice: random.Random) -> object:
    answer = question.answer
    if isinstance(answer, Choice):
        return dice.choice(answer.options).id
    if isinstance(answer, Checklist):
        return [item.id for item in answer.items if dice.random() < 0.6]
    if isinstance(answer, Percent):
        whole = dice.randint(100, 100_000)
        return {"numerator": dice.randint(0, whole), "denominator": whole}
    return value


def _some(files: tuple[Evidence, ...], answers: list[Answer], dice: random.Random) -> Iterator[Evidence]:
    answered = {answer.question for answer in answers}
    for one in files:
        if one.question in answered and dice.random() < 0.7:
            yield one


if __name__ == "__main__":
    build_synthetic(Path(sys.argv[1]), int(sys.argv[2])).close()
