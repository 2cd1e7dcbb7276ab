"""Storing the workbooks of agencies: each read, planned, and then all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_widgets.assessment.bulk import Change, save_changes
from kla_widgets.assessment.editing import held
from kla_widgets.assessment.items import Item, read_items
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.agency.asking import agencies_of
from kla_widgets.exchange.agency.describe import describe
from kla_widgets.exchange.agency.plan import DeliveryPlan, Outcome, outranked_questions, plan_delivery
from kla_widgets.exchange.agency.reading import Delivered, find_book, read_delivery
from kla_widgets.exchange.recap.grid import file_bytes, read_book
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language

DELIVERY = "delivery"
"""Kind of the record that an agency has delivered; its id is the agency's."""

OTHER_REGION = Message(
    "AGW-050",
    N_("The workbook is of {found}, not of {wanted}."),
    N_("Choose the file of {wanted}, or give the other region when importing."),
)
OTHER_CYCLE = Message(
    "AGW-051",
    N_("The workbook is of the cycle {found}, not of {wanted}."),
    N_("Choose the file of {wanted}, or give the other cycle when importing."),
)
OTHER_INSTRUMENT = Message(
    "AGW-052",
    N_("The workbook was made with the instrument {found}, not with {wanted}."),
    N_("Export the workbooks again with {wanted}, or name the other instrument."),
)
NO_CASE = Message(
    "AGW-053",
    N_("This workspace asked nobody about {region} in the cycle {cycle} with the instrument {instrument}."),
    N_("Choose the right workspace; or give --region and --cycle to begin that assessment here."),
)
UNKNOWN_AGENCY = Message(
    "AGW-054",
    N_("The instrument {instrument} knows no agency “{agency}”."),
    N_("Check which workbook this is."),
)
REFUSED = Message(
    "AGW-055",
    N_("Nothing of this file was stored: {count} faults."),
    N_("Correct the file and import it again; “--partial” stores the answers that are clear."),
)
NOT_A_QUESTION = Message(
    "AGW-056", N_("There is no question “{id}” in the files."), N_("Write the number as in the list, such as I1.2a.")
)


@dataclass(frozen=True)
class Wanted:
    """Which assessment the files must be of; what is empty or 0 may be any that the workspace has."""

    region: str = ""
    cycle: int = 0
    instrument: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of one file.

    Parameters
    ----------
    plan : DeliveryPlan, optional
        None for a file that cannot be read at all.
    stored : int
        Answers that were new or changed.
    refusal : tuple of Fault
        Why nothing was stored.
    """

    file: Path
    plan: DeliveryPlan | None
    instrument: Instrument | None
    stored: int
    refusal: tuple[Fault, ...]

    def is_incomplete(self, keep_ours: bool = False) -> bool:
        """Whether something of the file is still to be decided or corrected.

        Parameters
        ----------
        keep_ours : bool
            What was changed here, or emptied there, is decided: it stays as it is.
        """
        if self.plan is None or self.refusal or self.plan.faults:
            return True
        decided = (Outcome.CONFLICT, Outcome.EMPTIED, Outcome.OUTRANKED) if keep_ours else ()
        return any(one.outcome not in decided for one in self.plan.open)

    def describe(self, t: Language, brief: bool = False) -> str:
        """The plan in words; empty for a file that cannot be read."""
        return describe(self.plan, self.instrument, t, brief) if self.plan and self.instrument else ""


def import_deliveries(
    workspace: Workspace,
    files: Sequence[Path],
    author: str,
    wanted: Wanted = Wanted(),
    take_theirs: Collection[str] = (),
    partial: bool = False,
    dry_run: bool = False,
) -> tuple[Delivery, ...]:
    """Import the workbooks of agencies; the same file again changes nothing.

    Where two agencies answer the same question differently, the one that is asked first counts: the leading agency.

    Parameters
    ----------
    wanted : Wanted
        Which assessment the files must be of.
    take_theirs : collection of str
        Questions for which the workbook counts although the answer here changed, or theirs is empty.
    partial : bool
        Store what is clear although some answers are at fault.
    dry_run : bool
        Tell only. Each file is told as if it came alone.

    Returns
    -------
    tuple of Delivery
        In the order of ``files``.

    Raises
    ------
    KlaError
        ``AGW-056`` for a question that no file has; ``REG-…`` for an unknown region in ``wanted``. What is wrong with a
        file is told with it.
    """
    code = workspace.regions.resolve(wanted.region).code if wanted.region else ""
    importer = _Importer(workspace, author, Wanted(code, wanted.cycle, wanted.instrument), set(take_theirs), partial)
    opened = [importer.open(file) for file in files]
    read = [one for one in opened if isinstance(one, _Opened)]
    if read and (unknown := sorted(set(take_theirs).difference(*(one.instrument.question for one in read)))):
        raise KlaError(*(Fault(NOT_A_QUESTION, path=id, id=id) for id in unknown))
    return tuple(importer.store(one, read, dry_run) if isinstance(one, _Opened) else one for one in opened)


@dataclass(frozen=True)
class _Opened:
    """A file that was read."""

    file: Path
    sha256: str
    delivered: Delivered
    instrument: Instrument


@dataclass(frozen=True)
class _Importer:
    workspace: Workspace
    author: str
    wanted: Wanted
    take_theirs: set[str]
    partial: bool

    def open(self, file: Path) -> _Opened | Delivery:
        """Read a file and see whether it belongs here."""
        try:
            data = file_bytes(file)
            sheets = read_book(data, file.name)
            book = find_book(sheets, file.name)
            self._check(book.case, file.name)
            self.workspace.regions.get(book.case.region)
            instrument = self.workspace.library.get(book.case.instrument)
            delivered = read_delivery(sheets, file.name, instrument)
        except KlaError as error:
            return Delivery(file, None, None, 0, error.faults)
        return _Opened(file, hashlib.sha256(data).hexdigest(), delivered, instrument)

    def store(self, one: _Opened, read: Sequence[_Opened], dry_run: bool) -> Delivery:
        """Plan what a file changes with what is stored now, and store it."""
        store, delivered, instrument = self.workspace.store, one.delivered, one.instrument
        case = delivered.case
        stage = instrument.claim_stage
        touched = held(store, case, stage.id, list(instrument.question))
        agencies = {question.id: agencies_of(question, touched) for question in instrument.questions}
        try:
            if delivered.agency not in instrument.agencies:
                raise fail(UNKNOWN_AGENCY, one.file.name, instrument=instrument.id, agency=delivered.agency)
            together = [other.delivered for other in read if other.delivered.case == case]
            outranked = outranked_questions(delivered, together, instrument, agencies)
            stored = store.answers(case, stage.id)
            plan = plan_delivery(delivered, instrument, agencies, stored, self.take_theirs, outranked)
            if plan.faults and not self.partial:
                refusal = Fault(REFUSED, one.file.name, count=len(plan.faults))
                return Delivery(one.file, plan, instrument, 0, (refusal,))
            if dry_run:
                return Delivery(one.file, plan, instrument, 0, ())
            with store.reading() as connection:
                require(connection, case, self.author, Action.ANSWER, stage)
            answers = tuple(
                (Answer(step.question.id, step.value, step.note, one.file.name), step.revision) for step in plan.changes
            )
            change = Change(case, (self._record(one, plan),), stage.id, answers)
            save_changes(store, [change], instrument, self.author, f"{delivered.agency} {one.file.name}")
        except KlaError as error:
            return Delivery(one.file, None, None, 0, error.faults)
        return Delivery(one.file, plan, instrument, len(answers), ())

    def _check(self, case: Case, name: str) -> None:
        wanted = self.wanted
        if wanted.region and wanted.region != case.region:
            raise fail(OTHER_REGION, name, found=case.region, wanted=wanted.region)
        if wanted.cycle and wanted.cycle != case.cycle:
            raise fail(OTHER_CYCLE, name, found=case.cycle, wanted=wanted.cycle)
        if wanted.instrument and wanted.instrument != case.instrument:
            raise fail(OTHER_INSTRUMENT, name, found=case.instrument, wanted=wanted.instrument)
        if wanted.region and wanted.cycle:
            return
        if not self.workspace.store.cases(case.region, case.cycle, case.instrument):
            raise fail(NO_CASE, name, region=case.region, cycle=case.cycle, instrument=case.instrument)

    def _record(self, one: _Opened, plan: DeliveryPlan) -> Item:
        """The record of the delivery; the moment of the first one stays."""
        known = {item.id: item for item in read_items(self.workspace.store, plan.delivered.case, DELIVERY)}
        before = known.get(plan.delivered.agency)
        content: dict[str, Any] = {
            "file": one.file.name,
            "sha256": one.sha256,
            "asked": len(plan.asked),
            "answered": plan.answered,
            "first": before.content["first"] if before else self.workspace.store.now().isoformat(),
        }
        if before and before.content["sha256"] == one.sha256:
            content = before.content  # the same file again, perhaps under another name
        return Item(DELIVERY, plan.delivered.agency, content, before.revision if before else 0)
