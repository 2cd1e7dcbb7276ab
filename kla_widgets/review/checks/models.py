"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kla_widgets.assessment.records import Case
from kla_widgets.review.facts import CheckFacts


class Severity(StrEnum):
    """How bad it is: an error costs points or trust, a warning wants to be looked at."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at.

    Parameters
    ----------
    id : str
        Stable and unique, for example ``CHK-101``.
    severity : Severity
    title : str
        Template of its name.
    what : str
        Template of what was found, with the values of the finding.
    why : str
        Template of why it matters.
    cure : str
        Template of what to do about it.
    """

    id: str
    severity: Severity
    title: str
    what: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found.

    Parameters
    ----------
    check : Check
    case : Case
        The assessment.
    question : str
        Id of the question concerned; empty where the whole assessment is.
    agency : str
        Id of the agency that leads in that question; empty for none.
    values : mapping of str to object
        What fills the templates: numbers, words, ids, tuples of ids, and words of the instrument.
    """

    check: Check
    case: Case
    question: str
    agency: str
    values: Mapping[str, object]

    @property
    def severity(self) -> Severity:
        return self.check.severity

    @property
    def region(self) -> str:
        return self.case.region


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a finding that is itself a template, and is translated when shown."""

    template: str


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage (0..100) among the values of a finding."""

    points: float


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part and its whole among the values of a finding."""

    part: float
    whole: float


Hit = tuple[str, dict[str, object]]
"""The question concerned (empty for none), and the values of the finding."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with the function that does it.

    Parameters
    ----------
    check : Check
    find : callable
        Gives the hits in the facts of one assessment.
    thorough : bool
        Needs what takes long to read: the journal, and the content of all evidence files.
    """

    check: Check
    find: Callable[[CheckFacts], Iterable[Hit]]
    thorough: bool = False

    def findings(self, facts: CheckFacts) -> tuple[Finding, ...]:
        """What it finds in one assessment."""
        return tuple(
            Finding(self.check, facts.case, question, facts.agency(question), values)
            for question, values in self.find(facts)
        )
