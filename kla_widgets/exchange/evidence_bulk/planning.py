"""Planning a bulk import: every file looked at, proposed for a question, and told what should be known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kla_widgets.assessment.privacy import looks_like_a_nik
from kla_widgets.assessment.records import Case
from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.evidence_bulk.delivery import Delivered, Delivery
from kla_widgets.exchange.evidence_bulk.looking import Look, look_at
from kla_widgets.exchange.evidence_bulk.names import Clues, read_names
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan, Proposed, settled
from kla_widgets.exchange.evidence_bulk.proposing import Idea, Proposer, Trust
from kla_widgets.exchange.evidence_bulk.table import Decision, as_cell
from kla_widgets.language import N_

SAME_CONTENT = Message(
    "EVB-012", N_("It has the same content as {other}."), N_("Keep both only if both questions need it.")
)
ELSEWHERE = Message(
    "EVB-013", N_("It is attached to {questions} already."), N_("Attach it again only if this question needs it too.")
)
WRONG_YEAR = Message(
    "EVB-014",
    N_("It speaks of {years}; the evaluation of {cycle} asks for {first} to {cycle}."),
    N_("Check that it is the right document; --year names another year that is right."),
)
NO_CAPTION = Message(
    "EVB-015", N_("The photo has no caption."), N_("Say place, date and activity; name the file so, or fill in a plan.")
)
PERSONAL = Message(
    "EVB-016",
    N_("Its name holds 16 digits, as an identity number (NIK) has."),
    N_("Name the file without personal data."),
)
CHANGED = Message(
    "EVB-027", N_("The file is not the one for which the row was written."), N_("Have the plan written anew.")
)
ABSENT = Message("EVB-028", N_("The file “{file}” is not in the delivery."), N_("Check folder and name."))

BY_PLAN, BY_INDEX = N_("your plan"), N_("index of the delivery")
NOT_IN_PLAN = N_("not in your plan")

STANDING = ("PERDA", "SK", "SE", "MOU", "SOP")
"""Kinds that hold until they are replaced: an older year is no fault of theirs."""
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Told:
    """What people said besides the names.

    Parameters
    ----------
    plan, index : tuple of Decision
        Rows of the user's plan, and of indexes in the delivery; the plan goes before.
    has_plan : bool
        A plan was given: what it does not name waits for a word.
    year : int, optional
        The year of documents of which nothing tells it; right whatever the cycle.
    """

    plan: tuple[Decision, ...] = ()
    index: tuple[Decision, ...] = ()
    has_plan: bool = False
    year: int | None = None


def plan_delivery(
    delivery: Delivery,
    files: Sequence[Delivered],
    proposer: Proposer,
    case: Case,
    attached: Mapping[str, frozenset[tuple[str, str]]],
    told: Told,
    tell: Callable[[int], None] = lambda done: None,
) -> BulkPlan:
    """Plan what to do with the files of a delivery.

    Parameters
    ----------
    files : sequence of Delivered
        Those of the delivery that may be evidence.
    attached : dict of str to frozenset
        By content, what is attached already.
    tell : callable
        Is told after each file how many were looked at.
    """
    by_plan, by_index = _by_file(told.plan), _by_file(told.index)
    found: list[Proposed] = []
    for count, one in enumerate(files, 1):
        look, clues = look_at(delivery, one), read_names(one.path, proposer.keys)
        name = as_cell(one.path)
        for decision, reason in _decisions(by_plan.get(name, ()), by_index.get(name, ())):
            found.append(_proposed(one, look, clues, decision, reason, proposer, case, told))
        tell(count)
    files_now = settled(list(_with_sameness(found, attached)), attached)
    here = {as_cell(one.path) for one in files}
    absent = [one for one in (*told.plan, *told.index) if one.file not in here and one.question]
    return BulkPlan(files_now, tuple(Fault(ABSENT, one.where, file=one.file) for one in absent), attached)


def _by_file(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        found[one.file].append(one)
    return found


def _decisions(plan: Sequence[Decision], index: Sequence[Decision]) -> list[tuple[Decision | None, str]]:
    if plan:
        return [(one, BY_PLAN) for one in plan]
    return [(one, BY_INDEX) for one in index] or [(None, "")]


def _proposed(
    one: Delivered,
    look: Look,
    clues: Clues,
    decision: Decision | None,
    reason: str,
    proposer: Proposer,
    case: Case,
    told: Told,
) -> Proposed:
    refusal = look.refusal
    if decision is None:
        idea = proposer.propose(clues, look.is_picture)
        if told.has_plan:
            idea = replace(idea, trust=Trust.UNSURE, reason=NOT_IN_PLAN)
        year, caption, name = clues.year or told.year, clues.caption, one.name
    else:
        kind = decision.kind or proposer.kind(decision.question, clues.kinds, look.is_picture)[0]
        idea = Idea(decision.question, kind, Trust.SURE, reason)
        year = decision.year or (told.year if reason == BY_PLAN else None)
        caption, name = decision.caption, decision.name or one.name
        if decision.sha256 and decision.sha256 != look.sha256 and not refusal:
            refusal = Fault(CHANGED, decision.where, one.path)
    proposed = Proposed(
        file=one,
        idea=idea,
        told=clues.kinds,
        is_picture=look.is_picture,
        sha256=look.sha256,
        name=_short(name),
        year=year,
        caption=caption,
        decided=decision is not None,
        refusal=refusal,
    )
    return replace(proposed, findings=(*look.findings, *_findings(proposed, look, clues, case, told.year)))


def _findings(one: Proposed, look: Look, clues: Clues, case: Case, told_year: int | None) -> Iterator[Fault]:
    path = one.file.path
    if looks_like_a_nik(path):
        yield Fault(PERSONAL, path)
    if one.refusal:
        return
    years = _years(one.year if one.decided else clues.year, look)
    if years and not any(_is_right(year, one.idea.kind, case.cycle, told_year) for year in years):
        listed = ", ".join(map(str, sorted(years)))
        yield Fault(WRONG_YEAR, path, years=listed, cycle=case.cycle, first=case.cycle - 2)
    if one.is_picture and not one.caption:
        yield Fault(NO_CAPTION, path)


def _years(named: int | None, look: Look) -> frozenset[int]:
    """The years of a document: the one of its name, else those of its text, else the one in which it was made."""
    if named is not None:
        return frozenset([named])
    if look.pdf is None:
        return frozenset()
    return look.pdf.years or frozenset([look.pdf.made] if look.pdf.made else [])


def _is_right(year: int, kind: str, cycle: int, told: int | None) -> bool:
    """An evaluation looks at the two years before it (of 2026: 2024 and 2025); papers are still signed in its own."""
    return year == told or (year <= cycle and (kind in STANDING or year >= cycle - 2))


def _with_sameness(files: Sequence[Proposed], attached: Mapping[str, frozenset[tuple[str, str]]]) -> Iterator[Proposed]:
    first: dict[str, str] = {}
    for one in files:
        more = []
        if one.sha256 and not one.refusal:
            other = first.setdefault(one.sha256, one.file.path)
            if other != one.file.path:
                more.append(Fault(SAME_CONTENT, one.file.path, other=other))
            questions = sorted({question for question, _ in attached.get(one.sha256, ())} - {one.idea.question})
            if questions:
                more.append(Fault(ELSEWHERE, one.file.path, questions=", ".join(questions)))
        yield replace(one, findings=(*one.findings, *more))


def _short(name: str) -> str:
    """A name that every store takes, its ending kept."""
    ending = PurePosixPath(name).suffix[:20]
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - len(ending)] + ending
