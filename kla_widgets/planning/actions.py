"""Actions: what a district can do to gain points, who does it, and what people have decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.instrument.answers import Credit
from kla_widgets.instrument.base import Provenance, Record, Text
from kla_widgets.instrument.models import Id, Instrument
from kla_widgets.language import N_

UNKNOWN_QUESTION = Message(
    "PLN-011", N_("The question “{question}” is not in the instrument."), N_("Correct its id; “I5.1” is one.")
)
UNKNOWN_AGENCY = Message(
    "PLN-012", N_("The agency “{agency}” is not in the instrument."), N_("Use one of its agencies: {known}.")
)
UNKNOWN_REQUIREMENT = Message(
    "PLN-014", N_("The action asks for “{required}” first, which does not exist."), N_("Correct the id or remove it.")
)
CYCLE = Message(
    "PLN-015",
    N_("These actions wait for each other: {cycle}."),
    N_("Remove one of these prerequisites, so that one of the actions can begin."),
)
TWICE = Message("PLN-016", N_("The id “{id}” is used {count} times."), N_("Give every action an id of its own."))
BAD_AMOUNT = Message(
    "PLN-018",
    N_("{amount} cannot be the cost or the effort of one year."),
    N_("Enter zero or more, costs in rupiah; leave the cost empty where it is not known."),
)

LARGEST = 1e14
"""No district spends more than a hundred trillion rupiah in a year, so a larger amount is a slip."""


class State(StrEnum):
    """What people have decided about an action."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    DROPPED = "dropped"
    DONE = "done"


class Effect(Record):
    """What an action does to one question once it is done.

    Parameters
    ----------
    raises_to : float, optional
        The credit that is reached at least; nothing changes where the present credit is higher.
    adds : float
        Credit that comes on top. Several actions that add are summed; the credit ends at 1.
    evidence : float
        Share of the asked evidence that the action yields; shares are summed and end at 1.
    """

    question: Id
    raises_to: Credit | None = None
    adds: Credit = 0.0
    evidence: Credit = 0.0


class Action(Provenance):
    """One action of a district.

    Parameters
    ----------
    id : str
        Unique within the plan.
    title, program, activity : Text
        ``activity`` is the *kegiatan*.
    effects : tuple of Effect
        One for each question that gains.
    lead : str
        Agency that does it and whose capacity it takes; empty if none is named.
    supporting : tuple of str
    cost : float, optional
        Rupiah in each year in which it runs; None where it is not known, which is not zero.
    effort : float
        Person-days of the lead in each year in which it runs.
    lead_time : int
        Years from its start until an evaluation sees it; 0 for the same year.
    yearly : bool
        Whether it must be repeated in every year to hold; if not, it costs once.
    earliest : int, optional
        First year in which it can begin.
    requires : tuple of str
        Ids of actions that must be in effect in the year in which this one begins.
    year : int, optional
        The year decided for it, if it is accepted, locked or done.
    evidence : tuple of str
        Evidence kinds that it yields.
    template : str
        Id of the template it was made from; empty for the district's own.
    """

    id: Annotated[str, Field(min_length=1, max_length=120)]
    title: Text
    program: Text | None = None
    activity: Text | None = None
    effects: tuple[Effect, ...] = ()
    lead: str = ""
    supporting: tuple[str, ...] = ()
    cost: float | None = None
    effort: float = 0.0
    lead_time: Annotated[int, Field(ge=0, le=10)] = 0
    yearly: bool = False
    earliest: int | None = None
    requires: tuple[str, ...] = ()
    state: Annotated[State, Field(strict=False)] = State.PROPOSED
    year: int | None = None
    evidence: tuple[str, ...] = ()
    template: str = ""
    remark: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(effect.question for effect in self.effects)

    def in_effect(self, start: int, year: int) -> bool:
        """Whether an evaluation in ``year`` sees the action when it begins in ``start``."""
        return start + self.lead_time <= year

    def runs(self, start: int, year: int) -> bool:
        """Whether it takes money and people in ``year`` when it begins in ``start``."""
        return start <= year if self.yearly else start == year


def check_actions(instrument: Instrument, actions: Sequence[Action]) -> tuple[Fault, ...]:
    """All faults of a district's actions; none if they can be planned with."""
    known = {action.id for action in actions}
    faults = [Fault(TWICE, path=name, id=name, count=count) for name, count in _repeated(actions)]
    for action in actions:
        faults += _faults_of(instrument, action, known)
    if cycle := find_cycle({action.id: action.requires for action in actions}):
        faults.append(Fault(CYCLE, path=cycle[0], cycle=" → ".join(cycle)))
    return tuple(faults)


def require_good(instrument: Instrument, actions: Sequence[Action]) -> None:
    """Raise a :class:`KlaError` with every fault of :func:`check_actions`."""
    if faults := check_actions(instrument, actions):
        raise KlaError(*faults)


def find_cycle(requires: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A chain of ids in which each waits for the next and the last is the first again; empty if there is none."""
    cleared: set[str] = set()
    for start in requires:
        chain, branches = [start], [iter(requires[start])]
        while branches:
            if (following := next(branches[-1], None)) is None:
                cleared.add(chain.pop())
                branches.pop()
            elif following in chain:
                return (*chain[chain.index(following) :], following)
            elif following in requires and following not in cleared:
                chain.append(following)
                branches.append(iter(requires[following]))
    return ()


def _repeated(actions: Sequence[Action]) -> Iterator[tuple[str, int]]:
    counts = Counter(action.id for action in actions)
    return ((name, count) for name, count in counts.items() if count > 1)


def _faults_of(instrument: Instrument, action: Action, known: set[str]) -> Iterator[Fault]:
    for question in action.questions:
        if question not in instrument.question:
            yield Fault(UNKNOWN_QUESTION, path=action.id, question=question)
    for agency in (action.lead, *action.supporting):
        if agency and agency not in instrument.agencies:
            yield Fault(UNKNOWN_AGENCY, path=action.id, agency=agency, known=", ".join(instrument.agencies))
    for required in action.requires:
        if required not in known:
            yield Fault(UNKNOWN_REQUIREMENT, path=action.id, required=required)
    for amount in (action.cost, action.effort):
        if amount is not None and not 0 <= amount <= LARGEST:
            yield Fault(BAD_AMOUNT, path=action.id, amount=f"{amount:g}")
