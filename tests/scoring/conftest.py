"""An instrument that nobody uses, and small tables of answers, evidence and reported points."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kla_widgets.instrument.loading import load_instrument
from kla_widgets.instrument.models import Instrument
from kla_widgets.scoring.scores import Inputs, Scores, score

Answers = Mapping[tuple[str, str], Any]  # (region, question): value
Files = Sequence[tuple[str, str, str]]  # region, question, kind
Told = Mapping[tuple[str, str], float]  # (region, target): points
Scorer = Callable[..., Scores]


@pytest.fixture(scope="session")
def made_up() -> Instrument:
    return load_instrument(Path(__file__).parents[1] / "instrument" / "made-up.yaml")


@pytest.fixture(scope="session")
def scored(made_up: Instrument) -> Scorer:
    """Scores answers, evidence and reported points of regions."""

    def run(
        answers: Answers | None = None,
        evidence: Files = (),
        told: Told | None = None,
        regions: Sequence[str] = ("01.01",),
        stage: str | None = None,
        verification: Inputs | None = None,
        instrument: Instrument = made_up,
    ) -> Scores:
        files = pd.DataFrame(list(evidence), columns=["region", "question", "kind"], dtype="str")
        shown = stage or instrument.claim_stage.id
        return score(instrument, regions, inputs(answers, told), files, shown, verification)

    return run


@pytest.fixture(scope="session")
def tables() -> Callable[..., Inputs]:
    return inputs


def inputs(answers: Answers | None = None, told: Told | None = None) -> Inputs:
    given = [(region, question, json.dumps(value)) for (region, question), value in (answers or {}).items()]
    points = [(region, target, value) for (region, target), value in (told or {}).items()]
    return Inputs(
        pd.DataFrame(given, columns=["region", "question", "value"], dtype="str"),
        pd.DataFrame(points, columns=["region", "target", "points"]).astype({"points": float}),
    )
