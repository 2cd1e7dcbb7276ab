"""What the checks look at: everything that is known of one assessment, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kla_widgets.assessment.records import Answer, Case, Evidence, Json, Statement
from kla_widgets.assessment.signing import Signed
from kla_widgets.errors import Fault
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.regions.models import RegionCounts
from kla_widgets.review.breaks import Break
from kla_widgets.review.file_states import FileState
from kla_widgets.review.proof import Difference

Answers = Mapping[str, Answer]
"""By question."""


@dataclass(frozen=True)
class Past:
    """The assessment of the nearest earlier cycle.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    answers : mapping of str to Answer
        Its self-assessment.
    share : float, optional
        What was claimed, as a share (0..1) of the maximum.
    """

    case: Case
    instrument: Instrument
    answers: Answers
    share: float | None


@dataclass(frozen=True)
class CheckFacts:
    """One assessment.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    counts : RegionCounts, optional
        Sub-districts and villages of the region in the official list of codes.
    answers : mapping of str to mapping of str to Answer
        By stage and question.
    reported : mapping of str to set of str
        What has points known as points, by stage.
    evidence : tuple of Evidence
    files : mapping of str to FileState
        The evidence files on disk, by hash.
    statements : tuple of Statement
    assigned : mapping of str to tuple of str
        Agencies that the district itself gave to questions.
    plan_rows : int
        Rows of the RAD.
    share : float, optional
        What is claimed, as a share (0..1) of the maximum; read only where there is an earlier cycle.
    past : Past, optional
    signed : tuple of Signed
        The signatures that are valid.
    breaks : tuple of Break
        What is not any more as it was signed.
    differences : tuple of Difference
        Where the tables are not what the journal leads to.
    """

    case: Case
    instrument: Instrument
    counts: RegionCounts | None = None
    answers: Mapping[str, Answers] = field(default_factory=dict)
    reported: Mapping[str, frozenset[str]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    files: Mapping[str, FileState] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    assigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan_rows: int = 0
    share: float | None = None
    past: Past | None = None
    signed: tuple[Signed, ...] = ()
    breaks: tuple[Break, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def claims(self) -> Answers:
        """The self-assessment."""
        return self.answers.get(self.instrument.claim_stage.id, {})

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is claimed, by question: answers that fit their question."""
        return {name: value for name, (value, fault) in self._judged.items() if fault is None}

    @cached_property
    def misfits(self) -> dict[str, Fault]:
        """What is wrong with claims that do not fit their question, by question."""
        return {name: fault for name, (_, fault) in self._judged.items() if fault}

    @cached_property
    def earning(self) -> tuple[Question, ...]:
        """Questions whose claim is worth something: only these can lose points."""
        asked, values = self.instrument.questions, self.values
        return tuple(one for one in asked if one.id in values and one.weight and one.answer.credit(values[one.id]) > 0)

    @cached_property
    def attached(self) -> dict[str, tuple[Evidence, ...]]:
        """Evidence by question."""
        found: dict[str, list[Evidence]] = {}
        for one in self.evidence:
            found.setdefault(one.question, []).append(one)
        return {question: tuple(files) for question, files in found.items()}

    def kinds(self, question: str) -> frozenset[str]:
        """The kinds of evidence attached to a question."""
        return frozenset(one.kind for one in self.attached.get(question, ()))

    def agency(self, question: str) -> str:
        """The agency that leads in a question; empty for none."""
        asked = self.instrument.question.get(question)
        named = self.assigned.get(question) or (asked.agencies if asked else ())
        return named[0] if named else ""

    @cached_property
    def _judged(self) -> dict[str, tuple[Json, Fault | None]]:
        """Claims with what is wrong with them."""
        asked = self.instrument.question
        given = [(name, one.value) for name, one in self.claims.items() if one.value is not None and name in asked]
        return {name: (value, asked[name].answer.fault(value)) for name, value in given}
