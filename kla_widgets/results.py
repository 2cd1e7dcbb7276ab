"""Scores of what a workspace holds: the one way from the store to numbers, for screens, reports and exports alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.language import N_
from kla_widgets.scoring.fixed import to_units
from kla_widgets.scoring.scores import Inputs, RegionScore, Scores, score

NOTHING_STORED = Message(
    "RES-001",
    N_("Nothing is stored for {region} in the cycle {cycle}."),
    N_("Import a recap or answer in the workbook first; stored are: {known}."),
)
SEVERAL = Message(
    "RES-002",
    N_("{region} has several assessments in the cycle {cycle}: {instruments}."),
    N_("Name one with --instrument."),
)


@dataclass(frozen=True)
class Discrepancy:
    """A printed number that differs from the sum of its parts; both are shown, neither is corrected."""

    target: str
    printed: float
    computed: float
    source: str


def find_case(workspace: Workspace, region: str, cycle: int, instrument: str | None = None) -> Case:
    """The one assessment that is meant.

    Raises
    ------
    KlaError
        ``RES-001`` if there is none, ``RES-002`` if there are several and no instrument is named.
    """
    found = workspace.store.cases(region, cycle, instrument)
    if not found:
        known = workspace.store.cases(region)
        listed = ", ".join(f"{case.cycle} {case.instrument}" for case in known)
        raise fail(NOTHING_STORED, region=region, cycle=cycle, known=listed or "–")
    if len(found) > 1:
        raise fail(SEVERAL, region=region, cycle=cycle, instruments=", ".join(case.instrument for case in found))
    return found[0]


def choose_instrument(workspace: Workspace, region: str, cycle: int, named: str = "") -> Instrument:
    """The instrument named; else the one that the region uses in that cycle; else the one made for the cycle.

    Raises
    ------
    KlaError
        ``INS-030``, ``INS-032``.
    """
    if named:
        return workspace.library.get(named)
    used = workspace.store.cases(region, cycle)
    return workspace.library.get(used[0].instrument) if len(used) == 1 else workspace.library.for_cycle(cycle)


def score_regions(
    workspace: Workspace, instrument: Instrument, cycle: int, regions: Sequence[str], stage: str | None = None
) -> Scores:
    """Score some regions of one cycle.

    Parameters
    ----------
    stage : str, optional
        The stage whose score counts; the furthest one with anything stored if not given.

    Raises
    ------
    KlaError
        ``STO-011`` for a stage that the instrument does not have.
    """
    if stage is not None and stage not in instrument.stage:
        raise fail(UNKNOWN_STAGE, stage=stage, known=", ".join(instrument.stage))
    answers = workspace.store.answer_table(instrument.id, cycle, regions)
    points = workspace.store.reported_table(instrument.id, cycle, regions)
    evidence = workspace.store.evidence_table(instrument.id, cycle, regions)
    shown = stage or furthest_stage(instrument, {*answers["stage"], *points["stage"]})
    claim = instrument.claim_stage.id
    verification = None if shown == claim else _inputs(answers, points, shown)
    return score(instrument, regions, _inputs(answers, points, claim), evidence, shown, verification)


def score_case(workspace: Workspace, case: Case, stage: str | None = None) -> RegionScore:
    """Score one assessment; see :func:`score_regions`."""
    instrument = workspace.library.get(case.instrument)
    return score_regions(workspace, instrument, case.cycle, [case.region], stage).of(case.region)


def rescorer(workspace: Workspace, case: Case, stage: str) -> Callable[[Instrument], RegionScore]:
    """What scores one assessment, read once, by whatever instrument of the same questions."""
    regions = [case.region]
    answers = workspace.store.answer_table(case.instrument, case.cycle, regions)
    points = workspace.store.reported_table(case.instrument, case.cycle, regions)
    evidence = workspace.store.evidence_table(case.instrument, case.cycle, regions)

    def rescore(instrument: Instrument) -> RegionScore:
        claim = instrument.claim_stage.id
        verification = None if stage == claim else _inputs(answers, points, stage)
        found = score(instrument, regions, _inputs(answers, points, claim), evidence, stage, verification)
        return found.of(case.region)

    return rescore


def furthest_stage(instrument: Instrument, present: Collection[str]) -> str:
    """The last stage at which something is stored; the self-assessment where nothing is."""
    reached = [stage.id for stage in instrument.stages if stage.id in present]
    return reached[-1] if reached else instrument.claim_stage.id


def discrepancies(workspace: Workspace, case: Case, result: RegionScore) -> tuple[Discrepancy, ...]:
    """Where reported points differ from what their parts add up to, at the stage shown."""
    table = workspace.store.reported_table(case.instrument, case.cycle, [case.region])
    table = table[table["stage"] == result.stage]
    parts = result.parts | {TOTAL: result.total}
    found = []
    for target, points, source in zip(table["target"], table["points"], table["source"], strict=True):
        computed = result.own(parts[target]) if target in parts else None
        if computed is not None and to_units(computed) != to_units(float(points)):
            found.append(Discrepancy(target, float(points), computed, source))
    return tuple(found)


def _inputs(answers: pd.DataFrame, points: pd.DataFrame, stage: str) -> Inputs:
    return Inputs(answers[answers["stage"] == stage], points[points["stage"] == stage])
