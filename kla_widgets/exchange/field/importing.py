"""Importing field visits: read, planned, then visits, answers and photos in one transaction; again it changes nothing.

A visit is kept as a record of kind ``field-visit``. One with the instrument's form also answers its questions at the
stage of field verification; one with a checklist supports a question with photos, but answers none by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.bulk import Change, answers_of, save_changes
from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.items import Item, read_items
from kla_widgets.assessment.records import Answer, Case, Evidence, SavedAnswer
from kla_widgets.assessment.store import canonical
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.field.photos import (
    NO_ATTACHMENTS,
    Photos,
)
from kla_widgets.exchange.field.submissions import read_raw
from kla_widgets.exchange.field.visits import Reading, Visit
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.results import choose_instrument

KIND = "field-visit"
FIELD_STAGE = "lapangan"
PHOTO = "FOTO"
DECIMALS = 2
"""Of coordinates, in degrees: about a kilometre."""

NO_STAGE = Message(
    "FLD-051",
    N_("The instrument {instrument} has no stage of field verification."),
    N_("Name the stage with --stage; it has: {known}."),
)
DISAGREE = Message(
    "FLD-052",
    N_("Visits answer {question} differently ({count} answers); none was taken."),
    N_("Decide in the workbook which one holds."),
)
ANSWERED = Message(
    "FLD-053",
    N_("{question} was answered otherwise by {author}; the visit's answer was not taken."),
    N_("Compare both in the workbook, or take the visit's with “--overwrite”."),
)
REFUSED = Message(
    "FLD-056",
    N_("Nothing was stored: {count} faults."),
    N_("Correct them on the server, and export the file again; without faults all of it is stored."),
)
NO_KIND = Message(
    "FLD-055",
    N_("The instrument {instrument} knows no photos as evidence; photos were left out."),
    N_("Attach them in the workbook under another kind."),
)


@dataclass(frozen=True)
class FieldPlan:
    """What an import would store.

    Parameters
    ----------
    visits : tuple of Visit
        All that the file holds.
    items : tuple of Item
        Visits that are new or changed.
    answers : tuple of (Answer, int)
        New or changed answers, each with the revision that it replaces.
    conflicts, faults, notices : tuple of Fault
        What stays as it is; what stops the import; what is good to know.
    """

    file: str
    case: Case
    stage: str
    visits: tuple[Visit, ...]
    items: tuple[Item, ...]
    answers: tuple[tuple[Answer, int], ...]
    conflicts: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]


def plan_field(
    workspace: Workspace,
    file: Path,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    checklist: str = "",
    attachments: Path | None = None,
    decimals: int | None = DECIMALS,
    overwrite: bool = False,
) -> FieldPlan:
    """Plan an import of submissions; nothing is stored.

    Parameters
    ----------
    checklist : str
        Path of a checklist of one's own; shipped ones are known.
    attachments : Path, optional
        Folder with the photos.
    decimals : int, optional
        Of the coordinates that are kept, 0 to 6; None keeps no place.
    overwrite : bool
        Take the visits' answers also where others are stored.

    Raises
    ------
    KlaError
        ``FLD-0…``, ``TAB-…``; ``REG-…``, ``INS-…``, ``STO-…``.
    """
    place = workspace.regions.resolve(region).code
    questionnaire = choose_instrument(workspace, place, cycle, instrument)
    case = Case(place, questionnaire.id, cycle)
    wanted = stage or FIELD_STAGE
    if wanted not in questionnaire.stage:
        known = ", ".join(questionnaire.stage)
        raise fail(UNKNOWN_STAGE if stage else NO_STAGE, stage=stage, instrument=questionnaire.id, known=known)
    reading = Reading(questionnaire, case, checklist, Photos(attachments) if attachments else None, decimals)
    stored = {item.id: item for item in read_items(workspace.store, case, KIND)}
    reading.read(read_raw(file), file.name, stored)
    held = answers_of(workspace.store, questionnaire.id, cycle, wanted, [place])
    answers, conflicts = _settled(reading.visits, held, case, overwrite)
    items = tuple(
        Item(KIND, one.submission.id, one.content, before.revision if before else 0)
        for one in reading.visits
        if (before := stored.get(one.submission.id)) is None or canonical(before.content) != canonical(one.content)
    )
    notices = (*reading.notices, *_of_photos(reading.visits, questionnaire, attachments))
    return FieldPlan(
        file.name, case, wanted, tuple(reading.visits), items, answers, conflicts, tuple(reading.faults), notices
    )


def apply_field(workspace: Workspace, plan: FieldPlan, author: str) -> int:
    """Store a plan: visits, answers and photos in one transaction. How many lines were new or different.

    Photos are copied first: a file that nothing refers to does no harm, the opposite would.
    """
    instrument = workspace.library.get(plan.case.instrument)
    evidence = tuple(_attached(workspace, plan, author)) if PHOTO in instrument.evidence_kinds else ()
    change = Change(plan.case, plan.items, plan.stage, plan.answers, evidence)
    return save_changes(workspace.store, [change], instrument, author, f"field {plan.file}")


def _settled(
    visits: Sequence[Visit], held: Mapping[tuple[str, str], SavedAnswer], case: Case, overwrite: bool
) -> tuple[tuple[tuple[Answer, int], ...], tuple[Fault, ...]]:
    """The answers that are taken: one a question, and none over what somebody else said."""
    said: dict[str, list[tuple[Answer, str]]] = {}
    for visit in visits:
        for answer in visit.answers:
            said.setdefault(answer.question, []).append((answer, visit.submission.where))
    taken: list[tuple[Answer, int]] = []
    conflicts: list[Fault] = []
    for question, answers in said.items():
        values = {canonical(answer.value) for answer, _ in answers}
        answer, where = answers[0]
        saved = held.get((case.region, question))
        if len(values) > 1:
            conflicts.append(Fault(DISAGREE, where, question=question, count=len(values)))
        elif saved is None or saved.value is None:
            taken.append((answer, saved.revision if saved else 0))
        elif canonical(saved.value) == canonical(answer.value):
            continue
        elif saved.source == answer.source or overwrite:
            taken.append((answer, saved.revision))
        else:
            conflicts.append(Fault(ANSWERED, where, question=question, author=saved.author))
    return tuple(taken), tuple(conflicts)


def _of_photos(visits: Sequence[Visit], instrument: Instrument, attachments: Path | None) -> Iterator[Fault]:
    photos = [photo for visit in visits for photo in visit.photos]
    if photos and PHOTO not in instrument.evidence_kinds:
        yield Fault(NO_KIND, instrument=instrument.id)
    missing = sum(not photo.sha256 for photo in photos)
    if missing and attachments is None:
        yield Fault(NO_ATTACHMENTS, count=missing)


def _attached(workspace: Workspace, plan: FieldPlan, author: str) -> Iterator[Evidence]:
    """Copy the photos into the evidence folder; each once for a question."""
    now = workspace.store.now()
    seen: set[tuple[str, str]] = set()
    for visit in plan.visits:
        for photo in visit.photos:
            if photo.file is None or not photo.question or (photo.question, photo.sha256) in seen:
                continue
            seen.add((photo.question, photo.sha256))
            stored = workspace.evidence.add(photo.file)
            year = str(visit.submission.values.get("tanggal", ""))[:4]
            yield Evidence(
                question=photo.question,
                kind=PHOTO,
                sha256=stored.sha256,
                name=photo.file.name.encode("utf-8", "replace").decode(),
                size=stored.size,
                media_type=stored.media_type,
                caption=photo.caption,
                year=int(year) if year.isdigit() else None,
                author=author,
                at=now,
            )
