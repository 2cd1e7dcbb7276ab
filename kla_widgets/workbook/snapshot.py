"""An assessment as it stands at this moment, for pages that show and do not edit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kla_widgets.assessment.editing import Held, held
from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.regions import Region
from kla_widgets.results import score_case
from kla_widgets.scoring.gaps import Gap, find_gaps
from kla_widgets.scoring.scores import RegionScore


@dataclass(frozen=True)
class Snapshot:
    """What is known of one assessment.

    Parameters
    ----------
    t : Language
        In which it is told.
    score : RegionScore
        At the stage shown.
    gaps : tuple of Gap
        With the agencies that the workshop made responsible, where it did.
    held : dict of question to Held
        What was answered, noted and assigned, by whom.
    evidence : tuple of Evidence
    """

    t: Language
    region: Region
    case: Case
    instrument: Instrument
    score: RegionScore
    gaps: tuple[Gap, ...]
    held: dict[str, Held]
    evidence: tuple[Evidence, ...]

    def agencies(self, question: str) -> tuple[str, ...]:
        """Who is responsible for a question, the leading agency first."""
        given = self.held.get(question)
        assigned = given.agencies if given else None
        return self.instrument.question[question].agencies if assigned is None else assigned


def take_snapshot(workspace: Workspace, case: Case, stage: str, t: Language) -> Snapshot:
    """Read an assessment.

    Parameters
    ----------
    stage : str
        Whose score is shown; empty for the self-assessment, which the forms fill in.

    Raises
    ------
    KlaError
        ``STO-011`` for an unknown stage.
    """
    instrument = workspace.library.get(case.instrument)
    shown = stage or instrument.claim_stage.id
    score = score_case(workspace, case, shown)
    touched = held(workspace.store, case, shown, instrument.question)
    return Snapshot(
        t=t,
        region=workspace.regions.get(case.region),
        case=case,
        instrument=instrument,
        score=score,
        gaps=tuple(_assigned(gap, touched) for gap in find_gaps(score)),
        held=touched,
        evidence=workspace.store.evidence(case),
    )


def _assigned(gap: Gap, touched: dict[str, Held]) -> Gap:
    given = touched.get(gap.target)
    return gap if given is None or given.agencies is None else replace(gap, agencies=given.agencies)
