"""Everything that a district's report shows, read once from the workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kla_widgets import __version__
from kla_widgets.assessment.digest import case_digests
from kla_widgets.assessment.history import Award, PublishedScore, published_history
from kla_widgets.assessment.records import Case, Evidence, SavedAnswer, Statement
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language, language
from kla_widgets.regions import Region, Regions
from kla_widgets.results import Discrepancy, discrepancies, find_case, score_case
from kla_widgets.review.checking import check_cases, choose
from kla_widgets.review.checks.models import Finding
from kla_widgets.scoring.gaps import Gap, find_gaps
from kla_widgets.scoring.scores import RegionScore


@dataclass(frozen=True)
class Record:
    """What a report was made of, so that it can be made again.

    Parameters
    ----------
    version : str
        Of this package.
    instrument_hash, data_hash : str
        First twelve signs of the SHA-256 of the instrument and of the assessment's data.
    made_at : datetime
    """

    version: str
    instrument_hash: str
    data_hash: str
    made_at: datetime


@dataclass(frozen=True)
class Facts:
    """What is known of one assessment; ``t`` is the language it is told in.

    ``findings`` are those of the quick checks; None where they were not run, as by :func:`read_facts`.
    """

    t: Language
    region: Region
    province: Region | None
    case: Case
    note: Text | None
    instrument: Instrument
    score: RegionScore
    answers: dict[str, SavedAnswer]
    evidence: tuple[Evidence, ...]
    statements: tuple[Statement, ...]
    discrepancies: tuple[Discrepancy, ...]
    gaps: tuple[Gap, ...]
    awards: tuple[Award, ...]
    published: tuple[PublishedScore, ...]
    record: Record
    findings: tuple[Finding, ...] | None = None

    @property
    def has_questions(self) -> bool:
        return bool(self.instrument.questions)

    @property
    def stage_name(self) -> str:
        return self.t.pick(self.instrument.stage[self.score.stage].name)


def load_facts(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> Facts:
    """Read an assessment.

    Parameters
    ----------
    workspace : str
        Folder of the workspace; empty for the training district.
    region : str
        Region code.
    cycle : int
    instrument, stage : str
        Empty for the only instrument and the furthest stage.
    language_code : str
        ``id`` or ``en``.

    Raises
    ------
    KlaError
        When there is no such workspace, region or assessment.
    """
    with open_or_example(workspace) as opened, opened.snapshot() as now:
        facts = read_facts(now, region, cycle, instrument, stage, language_code)
        return with_findings(facts, now)


def read_facts(
    workspace: Workspace, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> Facts:
    """The same from an opened workspace."""
    regions = workspace.regions_above(region)
    case = find_case(workspace, regions.get(region).code, cycle, instrument or None)
    return facts_of(workspace, case, regions, stage, language_code)


def facts_of(workspace: Workspace, case: Case, regions: Regions, stage: str = "", language_code: str = "id") -> Facts:
    """The same of an assessment that is known; one of which nothing is stored is empty."""
    place = regions.get(case.region)
    questionnaire = workspace.library.get(case.instrument)
    score = score_case(workspace, case, stage or None)
    history = published_history()
    return Facts(
        t=language(language_code),
        region=place,
        province=regions.province_of(place),
        case=case,
        note=workspace.store.case_note(case),
        instrument=questionnaire,
        score=score,
        answers=workspace.store.answers(case, questionnaire.claim_stage.id),
        evidence=workspace.store.evidence(case),
        statements=workspace.store.statements(case),
        discrepancies=discrepancies(workspace, case, score),
        gaps=find_gaps(score),
        awards=history.awards_of(place.code),
        published=history.scores_of(place.code),
        record=Record(__version__, questionnaire.content_hash, data_hash(workspace, case), datetime.now(UTC)),
    )


def with_findings(facts: Facts, workspace: Workspace) -> Facts:
    """The same with what the quick checks find."""
    return replace(facts, findings=tuple(check_cases(workspace, [facts.case], choose(thorough=False))))


def data_hash(workspace: Workspace, case: Case) -> str:
    """A short name for exactly this state of an assessment; it changes with every edit and only then."""
    return case_digests(workspace.store, case.cycle, [case.region]).get(case, "")[:12]
