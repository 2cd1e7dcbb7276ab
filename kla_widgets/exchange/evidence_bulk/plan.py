"""The plan of a bulk import: for every file what would be done with it, and why. Pure; nothing is stored here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kla_widgets.assessment.records import Evidence
from kla_widgets.errors import Fault
from kla_widgets.exchange.evidence_bulk.delivery import Delivered
from kla_widgets.exchange.evidence_bulk.proposing import Idea, Trust


class State(StrEnum):
    """What becomes of a file."""

    READY = "ready"
    """Sure, or decided by a person: it is attached."""
    LIKELY = "likely"
    """Attached if likely proposals are accepted."""
    OPEN = "open"
    """Somebody has to say where it belongs."""
    ALREADY = "already"
    """Attached before; nothing is to be done."""
    REPEATED = "repeated"
    """The same content for the same question and kind, by another file of the delivery."""
    LEFT_OUT = "left_out"
    """Somebody decided that it is not wanted."""
    REFUSED = "refused"
    """It cannot be evidence."""


@dataclass(frozen=True)
class Proposed:
    """One file, and what is proposed for it.

    Parameters
    ----------
    file : Delivered
    idea : Idea
    told : tuple of str
        Kinds that its name may mean.
    is_picture : bool
    sha256 : str
        Empty where it could not be read.
    name : str
        Under which it would be attached.
    year : int, optional
    caption : str
    decided : bool
        A plan, an index or a person said it.
    refusal : Fault, optional
    findings : tuple of Fault
        What should be looked at.
    state : State
    """

    file: Delivered
    idea: Idea
    told: tuple[str, ...] = ()
    is_picture: bool = False
    sha256: str = ""
    name: str = ""
    year: int | None = None
    caption: str = ""
    decided: bool = False
    refusal: Fault | None = None
    findings: tuple[Fault, ...] = ()
    state: State = State.OPEN

    @property
    def key(self) -> tuple[str, str, str]:
        """What an attachment is known by: question, kind, content."""
        return self.idea.question, self.idea.kind, self.sha256

    @property
    def is_sure(self) -> bool:
        return self.decided or self.idea.trust is Trust.SURE


@dataclass(frozen=True)
class BulkPlan:
    """What an import would do.

    Parameters
    ----------
    files : tuple of Proposed
        By path.
    notices : tuple of Fault
        What concerns no file of the delivery, such as rows of a plan whose file is missing.
    attached : dict of str to frozenset
        By content, the questions and kinds under which it is attached already.
    """

    files: tuple[Proposed, ...]
    notices: tuple[Fault, ...] = ()
    attached: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def of(self, *states: State) -> tuple[Proposed, ...]:
        """The files of these states."""
        return tuple(one for one in self.files if one.state in states)

    @property
    def open_places(self) -> tuple[int, ...]:
        """Where in ``files`` those are that wait for a word."""
        waiting = (State.OPEN, State.LIKELY)
        return tuple(place for place, one in enumerate(self.files) if one.state in waiting)

    def decide(self, place: int, question: str, kind: str, caption: str | None = None) -> BulkPlan:
        """The plan after a person said where a file belongs; no question leaves it out."""
        one = self.files[place]
        idea = replace(one.idea, question=question, kind=kind)
        told = one.caption if caption is None else caption
        files = (*self.files[:place], replace(one, idea=idea, decided=True, caption=told), *self.files[place + 1 :])
        return replace(self, files=settled(files, self.attached))

    def accept_likely(self) -> BulkPlan:
        """The plan after a person accepted what is likely."""
        files = [replace(one, decided=True) if one.state is State.LIKELY else one for one in self.files]
        return replace(self, files=settled(files, self.attached))


def attached_by_content(evidence: Iterable[Evidence]) -> dict[str, frozenset[tuple[str, str]]]:
    """By content, under which questions and kinds it is attached."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in evidence:
        found[one.sha256].add((one.question, one.kind))
    return {sha256: frozenset(places) for sha256, places in found.items()}


def settled(files: Sequence[Proposed], attached: Mapping[str, frozenset[tuple[str, str]]]) -> tuple[Proposed, ...]:
    """The files with their states.

    Of two files with one content, question and kind the surer one counts; of equals, the first.
    """
    first: dict[tuple[str, str, str], int] = {}
    for place in sorted(range(len(files)), key=lambda place: (not files[place].is_sure, place)):
        if files[place].idea.question and not files[place].refusal:
            first.setdefault(files[place].key, place)
    return tuple(
        replace(one, state=_state(one, first.get(one.key, place) != place, attached.get(one.sha256, frozenset())))
        for place, one in enumerate(files)
    )


def _state(one: Proposed, repeated: bool, there: frozenset[tuple[str, str]]) -> State:
    if one.refusal:
        return State.REFUSED
    if one.decided and not one.idea.question:
        return State.LEFT_OUT
    if _is_there(one, there):
        return State.ALREADY
    if repeated:
        return State.REPEATED
    if one.is_sure:
        return State.READY
    return State.LIKELY if one.idea.trust is Trust.LIKELY else State.OPEN


def _is_there(one: Proposed, there: frozenset[tuple[str, str]]) -> bool:
    """Whether an attachment stands for this file: what people moved by hand is not put back by a second import."""
    if one.decided:
        return (one.idea.question, one.idea.kind) in there
    if one.is_sure:
        return any(question == one.idea.question for question, _ in there)
    return bool(there)
