"""The records of an instrument: what is asked, what it is worth, who answers, how sure we are of each.

An instrument may stop at any level: clusters alone (results known only per cluster), indicators without
questions, or questions; maxima may be missing where no weight is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from kla_widgets.instrument.answers import AnswerType
from kla_widgets.instrument.base import Provenance, Record, Status, Text

Points = Annotated[float, Field(ge=0, le=1_000_000)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]

TOTAL = "TOTAL"
"""Id of the whole, beside the ids of clusters, indicators and questions."""


class Kind(StrEnum):
    """What a question is about; gaps are grouped by it."""

    POLICY = "policy"
    BUDGET = "budget"
    DATA = "data"
    MECHANISM = "mechanism"
    TRAINED_STAFF = "trained_staff"
    STANDARD = "standard"
    PARTNERSHIP = "partnership"
    INNOVATION = "innovation"


class Question(Provenance):
    """One question.

    Parameters
    ----------
    weight : float, optional
        Points at full credit.
    answer : AnswerType
        How it is answered and credited; carries its own status.
    evidence : tuple of str
        Evidence kinds that the source asks for.
    evidence_suggested : tuple of str
        Our proposal, never demanded.
    agencies : tuple of str
        Agencies that answer, the leading one first.
    """

    id: Id
    text: Text
    kind: Annotated[Kind, Field(strict=False)]
    answer: AnswerType
    weight: Points | None = None
    evidence: tuple[str, ...] = ()
    evidence_suggested: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    agencies_status: Annotated[Status, Field(strict=False)] = Status.SECONDARY
    help: Text | None = None


class Indicator(Provenance):
    """A group of questions that are scored together.

    Parameters
    ----------
    max : float, optional
        Most points that can be had.
    overflow : {"rescale", "cap"}, optional
        What happens when the questions add up to more than ``max``: all shrink in proportion, or the sum is cut.
    """

    id: Id
    name: Text
    number: str = ""
    max: Points | None = None
    overflow: Literal["rescale", "cap"] | None = None
    lead_agencies: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


class Cluster(Provenance):
    """A cluster of indicators (klaster; kelembagaan is one of them)."""

    id: Id
    name: Text
    short: Text
    max: Points | None = None
    lead_agencies: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()


class Source(Record):
    """Where facts were read."""

    title: Text
    url: str | None = None


class Basis(Provenance):
    """A law or decree behind the instrument."""

    title: Text


class Agency(Provenance):
    """A body that answers questions (OPD, vertical body, forum)."""

    name: Text
    short: Text


class EvidenceKind(Record):
    """A kind of document or data asked for as evidence."""

    name: Text


class Stage(Provenance):
    """A step of the evaluation; the first of kind ``claim`` is the self-assessment.

    Parameters
    ----------
    role : {"facilitator", "evaluator"}, optional
        Who works on it in the workspace; facilitators claim and evaluators do the rest if not given.
    sign_off : bool
        Whether the next stage opens only once this one is signed.
    window_hours : int, optional
        Time that a district has to complete its documents when it is asked to, from the asking on.
    """

    id: Id
    name: Text
    actor: Text
    kind: Literal["claim", "verification", "award"]
    role: Literal["facilitator", "evaluator"] | None = None
    sign_off: bool = False
    window_hours: Annotated[int, Field(ge=1, le=8784)] | None = None

    @property
    def acting_role(self) -> str:
        """Role of the people who work on it."""
        return self.role or ("facilitator" if self.kind == "claim" else "evaluator")


class PredicateBand(Record):
    """A predicate and the range of points printed for it."""

    id: Id
    name: str
    min: Points
    max: Points


class Predicates(Provenance):
    """The predicates, from lowest to highest, and what holds between two printed bands.

    Parameters
    ----------
    edge : {"upper", "lower"}
        The band of a score that lies between two printed ones (600.5 between 500-600 and 601-700).
    resolution : float
        The smallest step of a published score, used to say how many points are missing.
    variants : tuple of Text
        Other printings of the bands, shown with results.
    """

    edge: Literal["upper", "lower"]
    resolution: Annotated[float, Field(gt=0)] = 0.01
    bands: tuple[PredicateBand, ...] = Field(min_length=1)
    variants: tuple[Text, ...] = ()


class Defect(Record):
    """A known fault of the sources, shown in reports and never smoothed over."""

    place: str
    text: Text


class Instrument(Provenance):
    """Everything that one evaluation asks, in one file."""

    format: Literal[1]
    id: Id
    title: Text
    cycle: Annotated[int, Field(ge=1990, le=2100)] | None
    unit: Literal["district", "village"]
    max: Points | None = None
    legal_basis: tuple[Basis, ...] = ()
    sources: dict[str, Source]
    agencies: dict[str, Agency] = Field(default_factory=dict)
    evidence_kinds: dict[str, EvidenceKind] = Field(default_factory=dict)
    stages: tuple[Stage, ...] = Field(min_length=1)
    predicates: Predicates | None = None
    clusters: tuple[Cluster, ...] = Field(min_length=1)
    known_defects: tuple[Defect, ...] = ()

    @cached_property
    def content_hash(self) -> str:
        """A short name for exactly this content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for cluster in self.clusters for indicator in cluster.indicators)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for indicator in self.indicators for question in indicator.questions)

    @cached_property
    def question(self) -> dict[str, Question]:
        """Questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The id of the level above, for every cluster, indicator and question."""
        return {child: parent for parent, child in self._edges()}

    def _edges(self) -> Iterator[tuple[str, str]]:
        for cluster in self.clusters:
            yield TOTAL, cluster.id
            for indicator in cluster.indicators:
                yield cluster.id, indicator.id
                for question in indicator.questions:
                    yield indicator.id, question.id

    @cached_property
    def maxima(self) -> dict[str, float | None]:
        """Most points that can be had at every id, the total under :data:`TOTAL`."""
        found: dict[str, float | None] = {TOTAL: self.max}
        found |= {cluster.id: cluster.max for cluster in self.clusters}
        found |= {indicator.id: indicator.max for indicator in self.indicators}
        return found | {question.id: question.weight for question in self.questions}

    @cached_property
    def claim_stage(self) -> Stage:
        """The self-assessment."""
        return next(stage for stage in self.stages if stage.kind == "claim")

    @cached_property
    def stage(self) -> dict[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}
