"""How a plan goes: progress by quarter, what is overdue, and what it means for the next assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.answers import Checklist, Choice
from kla_widgets.instrument.base import Record
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import N_
from kla_widgets.planning.actions import LARGEST, Action, State

UNKNOWN_ACTION = Message(
    "PLN-060", N_("Progress is told of “{action}”, which is not in the plan."), N_("Correct its id, or add the action.")
)
BAD_SPENDING = Message("PLN-061", N_("{amount} cannot have been spent."), N_("Enter zero or more, in rupiah."))
BEFORE_START = Message(
    "PLN-062",
    N_("Progress is told of {quarter}, before the action begins in {year}."),
    N_("Correct the quarter, or the year of the action."),
)


class Doing(StrEnum):
    """How an action stands."""

    DONE = "done"
    ON_THE_WAY = "on_the_way"
    LATE = "late"
    STOPPED = "stopped"


class Progress(Record):
    """What is told of one action for one quarter.

    Parameters
    ----------
    spent : float, optional
        Rupiah spent in the quarter; None where it is not told.
    evidence : tuple of str
        Evidence kinds that exist by now.
    """

    action: str
    year: int
    quarter: Annotated[int, Field(ge=1, le=4)]
    doing: Annotated[Doing, Field(strict=False)]
    spent: float | None = None
    evidence: tuple[str, ...] = ()
    remark: str = ""

    @property
    def when(self) -> str:
        return f"{self.year}-Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Overdue:
    """An action that should be done and is not.

    Parameters
    ----------
    due : date
        The last day of the year decided for it.
    doing : Doing, optional
        As told last; None where nothing was ever told.
    """

    action: str
    lead: str
    due: date
    days: int
    doing: Doing | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer that a realised action suggests for the next cycle; a person checks and gives it.

    Parameters
    ----------
    credit : float
        The least credit that was planned.
    value : object
        The answer of least credit that earns it, where the question offers answers to choose from; None where a number
        or a table has to be filled in.
    evidence : tuple of str
        Evidence kinds that the action left.
    """

    question: str
    credit: float
    value: object
    evidence: tuple[str, ...]
    actions: tuple[str, ...]


def latest(progress: Iterable[Progress]) -> dict[str, Progress]:
    """What was told last of each action; of the same quarter, the later entry counts."""
    found: dict[str, Progress] = {}
    for one in progress:
        before = found.get(one.action)
        if before is None or (one.year, one.quarter) >= (before.year, before.quarter):
            found[one.action] = one
    return found


def check_progress(actions: Sequence[Action], progress: Iterable[Progress]) -> tuple[Fault, ...]:
    """Everything that cannot be right."""
    return tuple(_faults({action.id: action for action in actions}, progress))


def overdue(actions: Sequence[Action], progress: Iterable[Progress], today: date) -> tuple[Overdue, ...]:
    """Actions past their year that are neither done nor stopped, longest overdue first.

    Actions that no one decided a year for cannot be overdue. One that is told late is listed from its year on, before
    that year ends too.
    """
    told = latest(progress)
    found = []
    for action in actions:
        if action.year is None or action.state not in (State.ACCEPTED, State.LOCKED):
            continue
        doing = told[action.id].doing if action.id in told else None
        due = date(action.year, 12, 31)
        late = doing is Doing.LATE and today.year >= action.year
        if doing not in (Doing.DONE, Doing.STOPPED) and (today > due or late):
            found.append(Overdue(action.id, action.lead, due, max(0, (today - due).days), doing))
    return tuple(sorted(found, key=lambda one: (one.due, one.lead, one.action)))


def by_agency(found: Iterable[Overdue]) -> dict[str, tuple[Overdue, ...]]:
    """Overdue actions by leading agency."""
    groups: dict[str, list[Overdue]] = {}
    for one in found:
        groups.setdefault(one.lead, []).append(one)
    return {agency: tuple(ones) for agency, ones in sorted(groups.items())}


def spending(progress: Iterable[Progress]) -> dict[str, float]:
    """Rupiah spent by action, where anything was told."""
    sums: dict[str, float] = {}
    for one in progress:
        if one.spent is not None:
            sums[one.action] = sums.get(one.action, 0.0) + one.spent
    return sums


def realised(actions: Sequence[Action], progress: Iterable[Progress]) -> tuple[Action, ...]:
    """The actions with those told as done marked so; done actions count from the start of the next plan."""
    told = latest(progress)

    def updated(action: Action) -> Action:
        if action.id in told and told[action.id].doing is Doing.DONE and action.state is not State.DROPPED:
            return action.model_copy(update={"state": State.DONE, "year": action.year or told[action.id].year})
        return action

    return tuple(map(updated, actions))


def suggestions(
    instrument: Instrument, actions: Sequence[Action], credits: Mapping[str, float]
) -> tuple[Suggestion, ...]:
    """Answers that done actions suggest, in the instrument's order.

    Parameters
    ----------
    actions : sequence of Action
        Those whose state is done count.
    credits : mapping of str to float
        Expected credit of each question with the done actions
        (:func:`kla_widgets.planning.effects.after` gives it).
    """
    by_question: dict[str, list[Action]] = {}
    for action in actions:
        if action.state is State.DONE:
            for question in action.questions:
                by_question.setdefault(question, []).append(action)
    return tuple(
        Suggestion(
            question.id,
            credits[question.id],
            _value(question, credits[question.id]),
            tuple(dict.fromkeys(kind for action in by_question[question.id] for kind in action.evidence)),
            tuple(action.id for action in by_question[question.id]),
        )
        for question in instrument.questions
        if question.id in by_question and question.id in credits
    )


def _value(question: Question, credit: float) -> object:
    """The least answer that earns a credit, where answers are there to choose from."""
    rule = question.answer
    if isinstance(rule, Choice):
        enough = [option for option in rule.options if option.credit >= credit - 1e-9]
        return min(enough, key=lambda option: option.credit).id if enough else None
    if isinstance(rule, Checklist) and credit >= 1 - 1e-9:
        return [item.id for item in rule.items]
    return None


def _faults(actions: Mapping[str, Action], progress: Iterable[Progress]) -> Iterator[Fault]:
    for one in progress:
        action = actions.get(one.action)
        if action is None:
            yield Fault(UNKNOWN_ACTION, path=one.action, action=one.action)
        elif action.year is not None and one.year < action.year:
            yield Fault(BEFORE_START, path=one.action, quarter=one.when, year=action.year)
        if one.spent is not None and not 0 <= one.spent <= LARGEST:
            yield Fault(BAD_SPENDING, path=one.action, amount=f"{one.spent:g}")
