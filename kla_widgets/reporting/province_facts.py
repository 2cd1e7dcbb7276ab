"""Everything that a report on many districts shows, read once: of a province, or of the whole country."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from kla_widgets import __version__
from kla_widgets.assessment.digest import case_digests
from kla_widgets.assessment.history import History, published_history
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language, language
from kla_widgets.regions import Region
from kla_widgets.reporting.facts import Record
from kla_widgets.results import score_regions
from kla_widgets.scoring.predicate import Standing
from kla_widgets.scoring.scores import Level, Scores

NOT_A_PROVINCE = Message(
    "PRV-001",
    N_("{region} is not a province."),
    N_("Give a province's code of two digits such as 32, or none for the whole country; for one district use the "
       "template “district”."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one district.

    Parameters
    ----------
    place : int
        Of the district in the arrays of the scores.
    own, claimed, supported, verified : float, optional
        Total points; ``own`` is the score of the stage shown. None where not known.
    standing : Standing
    answered, evidenced, questions : int
        Questions answered at the stage shown, those of them with full evidence, and all.
    stored : bool
        Whether an assessment with the instrument is kept, even if empty.
    provisional : bool
        Whether the score leaves out something that is not known yet.
    """

    region: Region
    place: int
    own: float | None
    claimed: float | None
    supported: float | None
    verified: float | None
    standing: Standing
    answered: int
    evidenced: int
    questions: int
    stored: bool
    provisional: bool

    @property
    def sums_only(self) -> bool:
        """Whether a score is known, but no single question."""
        return self.own is not None and not self.answered


@dataclass(frozen=True)
class ProvinceFacts:
    """What is known of the districts of a province in a cycle; ``t`` is the language it is told in.

    Parameters
    ----------
    region : Region, optional
        The province; None for the whole country.
    provinces : mapping of str to Region
        The provinces of the districts.
    others : mapping of str to int
        How many districts use another instrument alone, by its id.
    stages : mapping of str to int
        How many districts have anything at each stage.
    scores, furthest : Scores
        At the stage shown, and at the furthest stage that any district has reached.
    rows : tuple of Row
        All districts by code.
    notes : tuple of (Region, Text)
        Remarks on the status of a district's numbers.
    left_out : int
        Made-up districts with data, which do not belong to the country.
    """

    t: Language
    region: Region | None
    provinces: Mapping[str, Region]
    cycle: int
    instrument: Instrument
    others: Mapping[str, int]
    stages: Mapping[str, int]
    scores: Scores
    furthest: Scores
    rows: tuple[Row, ...]
    notes: tuple[tuple[Region, Text], ...]
    history: History
    left_out: int
    record: Record

    @property
    def name(self) -> str:
        return self.region.name if self.region else self.t("Indonesia")

    @property
    def synthetic(self) -> bool:
        """Whether any number may be made up."""
        return any(row.region.synthetic for row in self.rows)

    @property
    def stage_name(self) -> str:
        return self.t.pick(self.instrument.stage[self.scores.stage].name)

    @property
    def asked(self) -> tuple[Row, ...]:
        """The districts with an assessment whose questions can be counted: of the others only sums are known."""
        return tuple(row for row in self.rows if row.stored and not row.sums_only)

    @property
    def scored(self) -> tuple[Row, ...]:
        """The districts that have a score."""
        return tuple(row for row in self.rows if row.own is not None)

    @property
    def answering(self) -> tuple[Row, ...]:
        """The districts of which single questions are known."""
        return tuple(row for row in self.rows if row.answered)

    def own(self, level: Level) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The points of a level at the stage shown, shape (districts, parts)."""
        return own_points(self.scores, level)


def load_province(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> ProvinceFacts:
    """Read the districts of a province.

    Parameters
    ----------
    workspace : str
        Folder of the workspace; empty for the training district.
    region : str
        Code of a province; empty for the whole country, without made-up provinces.
    cycle : int
    instrument, stage : str
        Empty for the instrument that most districts use, and the stage that most of them have reached.
    language_code : str
        ``id`` or ``en``.

    Raises
    ------
    KlaError
        ``PRV-001`` when the region is no province; when there is no such workspace, region, instrument or stage.
    """
    with open_or_example(workspace) as opened:
        return read_province(opened, region, cycle, instrument, stage, language_code)


def read_province(
    workspace: Workspace, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> ProvinceFacts:
    """The same from an opened workspace."""
    t, regions = language(language_code), workspace.regions
    province = regions.get(region) if region else None
    if province and province.kind.level != 0:
        raise fail(NOT_A_PROVINCE, path=province.code, region=province)
    everywhere = regions.districts(province.code if province else None)
    districts = tuple(one for one in everywhere if province or not one.synthetic)
    cases = workspace.store.cases(cycle=cycle)
    codes = {one.code for one in districts}
    here = [case for case in cases if case.region in codes]
    chosen = _instrument(workspace, here, cycle, instrument)
    used = [case for case in here if case.instrument == chosen.id]
    names = [one.code for one in districts]
    stages = _stages(workspace, chosen, cycle, codes)
    shown = stage or _mostly(chosen, stages)
    scores = score_regions(workspace, chosen, cycle, names, shown)
    last = max(stages, key=lambda one: list(chosen.stage).index(one), default=shown)
    furthest = scores if last == shown else score_regions(workspace, chosen, cycle, names, last)
    notes = [(regions.get(case.region), workspace.store.case_note(case)) for case in used]
    return ProvinceFacts(
        t=t,
        region=province,
        provinces={one.code[:2]: regions.province_of(one) for one in districts},
        cycle=cycle,
        instrument=chosen,
        others=_others(here, chosen),
        stages=stages,
        scores=scores,
        furthest=furthest,
        rows=_rows(districts, scores, {case.region for case in used}),
        notes=tuple((place, note) for place, note in notes if note),
        history=published_history(),
        left_out=sum(1 for case in cases if not province and _made_up(regions.get(case.region))),
        record=Record(__version__, chosen.content_hash, _data_hash(workspace, used, cycle), datetime.now(UTC)),
    )


def own_points(scores: Scores, level: Level) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The points of a level at the stage of the scores."""
    return level.claimed if scores.stage == scores.instrument.claim_stage.id else level.verified


def _instrument(workspace: Workspace, cases: Sequence[Case], cycle: int, named: str) -> Instrument:
    """The instrument named; else the one of most districts, of several the one that asks most; else the cycle's own."""
    if named:
        return workspace.library.get(named)
    counts = Counter(case.instrument for case in cases)
    if not counts:
        return workspace.library.for_cycle(cycle)
    most = [workspace.library.get(one) for one, count in counts.items() if count == max(counts.values())]
    return max(sorted(most, key=lambda one: one.id), key=lambda one: len(one.questions))


def _others(cases: Sequence[Case], chosen: Instrument) -> dict[str, int]:
    served = {case.region for case in cases if case.instrument == chosen.id}
    return dict(sorted(Counter(case.instrument for case in cases if case.region not in served).items()))


def _stages(workspace: Workspace, instrument: Instrument, cycle: int, codes: set[str]) -> dict[str, int]:
    """How many of the districts have something at each stage, in the instrument's order."""
    store = workspace.store
    found = {
        (region, stage)
        for table in (
            store.answer_table(instrument.id, cycle, codes),
            store.reported_table(instrument.id, cycle, codes),
        )
        for region, stage in table[["region", "stage"]].drop_duplicates().itertuples(index=False)
        if region in codes
    }
    counts = Counter(stage for _, stage in found)
    return {stage.id: counts[stage.id] for stage in instrument.stages if counts[stage.id]}


def _mostly(instrument: Instrument, stages: Mapping[str, int]) -> str:
    """The stage that most districts have reached, so that most can be compared; of several the furthest."""
    return max(reversed(list(stages)), key=lambda one: stages[one]) if stages else instrument.claim_stage.id


def _made_up(region: Region) -> bool:
    return region.synthetic and region.kind.is_district


def _rows(districts: Sequence[Region], scores: Scores, stored: set[str]) -> tuple[Row, ...]:
    own = own_points(scores, scores.total)[:, 0]
    lacking = np.zeros(len(districts), bool)
    for level in (scores.questions, scores.indicators, scores.clusters):
        # A gap that is known where no points are: nothing tells of this part, neither it nor a sum above it.
        lacking |= (np.isnan(own_points(scores, level)) & (np.nan_to_num(level.gap) > 0)).any(axis=1)
    found = []
    for place, (region, standing) in enumerate(zip(districts, scores.standings(), strict=True)):
        total = scores.total.parts(place)[0]
        points = None if np.isnan(own[place]) else float(own[place])
        found.append(
            Row(
                region=region,
                place=place,
                own=points,
                claimed=total.claimed,
                supported=total.supported,
                verified=total.verified,
                standing=standing,
                answered=total.answered,
                evidenced=total.evidenced,
                questions=total.questions,
                stored=region.code in stored,
                provisional=points is not None and bool(lacking[place]),
            )
        )
    return tuple(found)


def _data_hash(workspace: Workspace, cases: Sequence[Case], cycle: int) -> str:
    """A short name for exactly this state of all these assessments."""
    digests = case_digests(workspace.store, cycle, {case.region for case in cases})
    text = "\n".join(f"{case.region} {digests.get(case, '')}" for case in sorted(cases))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
