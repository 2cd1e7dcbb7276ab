"""What an agency's workbook changes: decided from what it says and what is stored now, before anything is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kla_widgets.assessment.editing import LONGEST_NOTE, NOTE_TOO_LONG
from kla_widgets.assessment.records import Json, SavedAnswer
from kla_widgets.errors import Fault
from kla_widgets.exchange.agency.gathering import Given
from kla_widgets.exchange.agency.reading import Delivered
from kla_widgets.exchange.agency.values import essence, state
from kla_widgets.instrument.models import Instrument, Question


class Outcome(StrEnum):
    """What becomes of what a workbook says about a question.

    The last four are left open: nothing is stored unless somebody decides so.
    """

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNTOUCHED = "untouched"
    CONFLICT = "conflict"
    OUTRANKED = "outranked"
    EMPTIED = "emptied"
    NOT_THEIRS = "not_theirs"


STORED = frozenset({Outcome.NEW, Outcome.CHANGED})
OPEN = frozenset({Outcome.CONFLICT, Outcome.OUTRANKED, Outcome.EMPTIED, Outcome.NOT_THEIRS})


@dataclass(frozen=True)
class Step:
    """One question: what the workbook says, what is stored, and what becomes of it.

    Parameters
    ----------
    value, note
        Of the workbook; as they would be stored.
    saved : SavedAnswer, optional
        What is stored now.
    """

    question: Question
    value: Json
    note: str
    saved: SavedAnswer | None
    outcome: Outcome
    where: str

    @property
    def revision(self) -> int:
        """Of the stored answer; 0 if there is none."""
        return self.saved.revision if self.saved else 0


@dataclass(frozen=True)
class DeliveryPlan:
    """What a workbook changes.

    Parameters
    ----------
    steps : tuple of Step
        Every question that the workbook speaks of, in the instrument's order.
    asked : tuple of str
        The questions of the agency, as they are assigned now.
    absent : tuple of str
        Those of which the workbook says nothing any more; they stay as they are.
    """

    delivered: Delivered
    steps: tuple[Step, ...]
    asked: tuple[str, ...]
    absent: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def changes(self) -> tuple[Step, ...]:
        return tuple(one for one in self.steps if one.outcome in STORED)

    @property
    def open(self) -> tuple[Step, ...]:
        """What somebody must decide."""
        return tuple(one for one in self.steps if one.outcome in OPEN)

    @property
    def answered(self) -> int:
        """How many of the agency's questions the workbook answers."""
        return sum(one.value is not None and one.question.id in self.asked for one in self.steps)


def plan_delivery(
    delivered: Delivered,
    instrument: Instrument,
    agencies: Mapping[str, tuple[str, ...]],
    stored: Mapping[str, SavedAnswer],
    take_theirs: Collection[str] = (),
    outranked: Collection[str] = (),
) -> DeliveryPlan:
    """Decide what a workbook changes.

    An answer that was changed here after the workbook went out is not overwritten, and none is taken away only because
    a cell is empty.

    Parameters
    ----------
    agencies : mapping of str to tuple of str
        Who is asked each question now.
    stored : mapping of str to SavedAnswer
        The answers that are stored now.
    take_theirs : collection of str
        Questions for which the workbook counts, although the answer here changed or theirs is empty.
    outranked : collection of str
        Questions that another workbook answers, from :func:`outranked_questions`.
    """
    asked = tuple(one.id for one in instrument.questions if delivered.agency in agencies[one.id])
    steps, faults = [], []
    for id, given in delivered.given.items():
        question, saved = instrument.question[id], stored.get(id)
        note = given.note if given.note is not None else (saved.note if saved else "")
        if len(note) > LONGEST_NOTE:
            faults.append(Fault(NOTE_TOO_LONG, given.where, id, length=len(note), limit=LONGEST_NOTE))
            continue
        outcome = _outcome(question, given, note, saved, id in take_theirs)
        if id not in asked and outcome not in (Outcome.SAME, Outcome.UNTOUCHED):
            outcome = Outcome.NOT_THEIRS
        elif id in outranked and outcome in STORED:
            outcome = Outcome.OUTRANKED
        steps.append(Step(question, given.value, note, saved, outcome, given.where))
    told = delivered.given.keys() | {one.path for one in delivered.faults}
    absent = tuple(id for id in asked if id not in told)
    return DeliveryPlan(delivered, tuple(steps), asked, absent, (*delivered.faults, *faults))


def outranked_questions(
    delivered: Delivered,
    together: Iterable[Delivered],
    instrument: Instrument,
    agencies: Mapping[str, tuple[str, ...]],
) -> frozenset[str]:
    """Questions to which another workbook gives another answer, of an agency that is asked before this one.

    Parameters
    ----------
    together : iterable of Delivered
        The workbooks of the same assessment that come in at the same time.
    """
    return frozenset(
        id
        for id, own in delivered.given.items()
        for other in together
        if id in other.given
        and _rank(other.agency, agencies[id]) < _rank(delivered.agency, agencies[id])
        and _differs(instrument.question[id], own, other.given[id])
    )


def _differs(question: Question, own: Given, other: Given) -> bool:
    """Whether another workbook has an answer of its own, and it is another one."""
    if other.value is None or state(question.answer, other.value, other.note or "") == other.state:
        return False
    return essence(question.answer, own.value, "") != essence(question.answer, other.value, "")


def _rank(agency: str, asked: Sequence[str]) -> int:
    return asked.index(agency) if agency in asked else len(asked)


def _outcome(question: Question, given: Given, note: str, saved: SavedAnswer | None, theirs: bool) -> Outcome:
    rule = question.answer
    value, own_note = (saved.value, saved.note) if saved else (None, "")
    if essence(rule, given.value, note) == essence(rule, value, own_note):
        return Outcome.SAME
    if saved is None:
        return Outcome.NEW
    changed_here = state(rule, value, own_note) != given.state
    changed_there = state(rule, given.value, note) != given.state
    emptied_here = value is None and not own_note
    if not changed_there and not emptied_here and not theirs:
        return Outcome.UNTOUCHED
    if changed_here and not theirs:
        return Outcome.CONFLICT
    if given.value is None and value is not None and not theirs:
        return Outcome.EMPTIED
    return Outcome.NEW if value is None else Outcome.CHANGED
