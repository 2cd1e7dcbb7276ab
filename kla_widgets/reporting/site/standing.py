"""Where every assessment stands: the same numbers as in its report, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.models import Instrument
from kla_widgets.results import score_regions
from kla_widgets.scoring.predicate import Standing
from kla_widgets.scoring.scores import Part, Scores


@dataclass(frozen=True)
class Placed:
    """Score and predicate of an assessment at a stage.

    Parameters
    ----------
    instrument : Instrument
    total : Part
    points : float, optional
        The total at the stage, not rounded; None where nothing is known.
    standing : Standing
    """

    instrument: Instrument
    total: Part
    points: float | None
    standing: Standing

    @property
    def rank(self) -> int | None:
        """The predicate as a number, 0 below the lowest; None where there is none to be had or no score."""
        predicates = self.instrument.predicates
        if predicates is None or self.points is None:
            return None
        return predicates.bands.index(self.standing.predicate) + 1 if self.standing.predicate else 0

    @property
    def completeness(self) -> float | None:
        """Share of questions answered (0..1); None where the score rests on printed sums, or there are no questions."""
        by_sums = not self.total.answered and self.points is not None
        return None if by_sums or not self.total.questions else self.total.answered / self.total.questions

    @property
    def provisional(self) -> bool:
        """Whether the score rests on a part of the questions only."""
        return 0 < self.total.answered < self.total.questions


def place_cases(workspace: Workspace, wanted: Iterable[tuple[Case, str]]) -> dict[tuple[Case, str], Placed]:
    """Score assessments.

    Parameters
    ----------
    workspace : Workspace
    wanted : iterable of (Case, str)
        Assessments with the stage that is shown; empty for the furthest one of each.

    Returns
    -------
    dict
        By assessment and stage as wanted; those that the workspace does not hold are left out.
    """
    stored = set(workspace.store.cases())
    groups: dict[tuple[str, int], list[tuple[Case, str]]] = defaultdict(list)
    for case, stage in dict.fromkeys(wanted):
        if case in stored:
            groups[case.instrument, case.cycle].append((case, stage))
    found: dict[tuple[Case, str], Placed] = {}
    for (name, cycle), pairs in groups.items():
        with suppress(KlaError):  # an instrument that is missing or broken must not cost the others their scores
            found |= _placed(workspace, workspace.library.get(name), cycle, pairs)
    return found


def _placed(
    workspace: Workspace, instrument: Instrument, cycle: int, pairs: Sequence[tuple[Case, str]]
) -> dict[tuple[Case, str], Placed]:
    regions = sorted({case.region for case, _ in pairs})
    furthest = _furthest(workspace, instrument, cycle, regions)
    by_stage: dict[str, list[tuple[Case, str]]] = defaultdict(list)
    for case, stage in pairs:
        by_stage[stage or furthest.get(case.region, instrument.claim_stage.id)].append((case, stage))
    found: dict[tuple[Case, str], Placed] = {}
    for stage, several in by_stage.items():
        if stage in instrument.stage:
            scores = score_regions(workspace, instrument, cycle, sorted({case.region for case, _ in several}), stage)
            placed = dict(zip(scores.regions, _each(scores), strict=True))
            found |= {(case, asked): placed[case.region] for case, asked in several}
    return found


def _furthest(workspace: Workspace, instrument: Instrument, cycle: int, regions: Sequence[str]) -> dict[str, str]:
    """The furthest stage with anything stored, of every region that has something: as a single report chooses it."""
    tables = (
        workspace.store.answer_table(instrument.id, cycle, regions),
        workspace.store.reported_table(instrument.id, cycle, regions),
    )
    pairs = pd.concat([table[["region", "stage"]] for table in tables]).drop_duplicates()
    order = {stage.id: number for number, stage in enumerate(instrument.stages)}
    found: dict[str, str] = {}
    for region, stage in pairs.itertuples(index=False):
        if stage in order and order[stage] >= order.get(found.get(region, ""), 0):
            found[region] = stage
    return found


def _each(scores: Scores) -> list[Placed]:
    claimed = scores.stage == scores.instrument.claim_stage.id
    totals = [scores.total.part(number, 0) for number in range(len(scores.regions))]
    return [
        Placed(scores.instrument, total, total.claimed if claimed else total.verified, standing)
        for total, standing in zip(totals, scores.standings(), strict=True)
    ]
