"""Importing evidence in bulk: look, plan, and then file after file, each whole or not at all.

A second run attaches nothing twice, so that a run that was interrupted is simply begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kla_widgets.assessment.evidence import EMPTY, TOO_LARGE, UNREADABLE
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.evidence_bulk.delivery import BROKEN_FILE, Delivery, open_delivery, told_of
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan, State, attached_by_content
from kla_widgets.exchange.evidence_bulk.planning import Told, plan_delivery
from kla_widgets.exchange.evidence_bulk.proposing import Proposer
from kla_widgets.exchange.evidence_bulk.table import (
    Decision,
    as_cell,
    plain_cell,
    read_table,
    region_cell,
    write_csv,
    write_xlsx,
)
from kla_widgets.exchange.whole.writing import new_file
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.results import choose_instrument

INDEX_CSV, INDEX_XLSX = "indeks-data-dukung.csv", "indeks-data-dukung.xlsx"
"""The index of a pack; in a delivery it tells where its files belong."""

NO_KINDS = Message(
    "EVB-008",
    N_("The instrument {instrument} has no questions or no kinds of evidence."),
    N_("Name another with --instrument."),
)
NO_PLAN_FILE = Message(
    "EVB-009", N_("The plan cannot be read: {reason}."), N_("Close it in other programs, and check its name.")
)

PLAN_COLUMNS = ("file", "question", "kind", "year", "caption", "trust", "remark", "sha256", "region", "cycle")
TRUST = (N_("unsure"), N_("likely"), N_("sure"))
_OF_ONE_FILE = {message.code for message in (BROKEN_FILE, EMPTY, TOO_LARGE, UNREADABLE)}
"""Faults that concern one file; any other ends the import."""

Tell = Callable[[int, int], None]
"""Is told how many files are done, of how many."""


@dataclass(frozen=True)
class Stored:
    """What became of an import: how many files were attached, and those that could not be."""

    attached: int
    failed: tuple[Fault, ...]


@dataclass(frozen=True)
class Bulk:
    """A delivery opened for an assessment, and the plan for it.

    Parameters
    ----------
    workspace, case, instrument, delivery, proposer
    plan : BulkPlan
        As first proposed.
    """

    workspace: Workspace
    case: Case
    instrument: Instrument
    delivery: Delivery
    proposer: Proposer
    plan: BulkPlan

    def store(self, plan: BulkPlan, author: str, tell: Tell = lambda done, of: None) -> Stored:
        """Attach what the plan has ready.

        Raises
        ------
        KlaError
            For what concerns more than one file; what was attached before stays.
        """
        ready, attached, failed = plan.of(State.READY), 0, []
        for count, one in enumerate(ready, 1):
            try:
                with self.delivery.at_hand(one.file) as file:
                    item = Attachment(one.idea.question, one.idea.kind, file, one.caption, one.year, one.name)
                    attached += bool(self.workspace.attach(self.case, [item], self.instrument, author))
            except KlaError as error:
                if error.faults[0].code not in _OF_ONE_FILE:
                    raise
                failed.append(told_of(error, one.file.path))
            tell(count, len(ready))
        return Stored(attached, tuple(failed))


@contextmanager
def open_bulk(
    workspace: Workspace,
    source: Path,
    region: str,
    cycle: int,
    instrument: str = "",
    year: int | None = None,
    plan: Path | None = None,
    tell: Tell = lambda done, of: None,
) -> Iterator[Bulk]:
    """Look at a delivery and plan its import; nothing is stored.

    Parameters
    ----------
    source : Path
        A folder or a zip file.
    region : str
        Code or name.
    instrument : str
        Id; empty for the one that the region uses in that cycle, or else the cycle's own.
    year : int, optional
        The year of documents of which nothing tells it.
    plan : Path, optional
        An edited plan (CSV or XLSX) that decides.

    Raises
    ------
    KlaError
        ``EVB-…``, ``ZIP-…``, and for a region or instrument that is not known.
    """
    place = workspace.regions.resolve(region)
    questionnaire = choose_instrument(workspace, place.code, cycle, instrument)
    if not (questionnaire.questions and questionnaire.evidence_kinds):
        raise fail(NO_KINDS, instrument=questionnaire.id)
    case = Case(place.code, questionnaire.id, cycle)
    decided = read_table(_bytes(plan), plan.name, questionnaire, case) if plan else ()
    with open_delivery(source) as delivery:
        index = _indexes(delivery, questionnaire, case)
        files = [one for one in delivery.files if one.name not in (INDEX_CSV, INDEX_XLSX)]
        proposer = Proposer(questionnaire)
        attached = attached_by_content(workspace.store.evidence(case))
        told = Told(decided, index, plan is not None, year)
        planned = plan_delivery(delivery, files, proposer, case, attached, told, lambda done: tell(done, len(files)))
        yield Bulk(workspace, case, questionnaire, delivery, proposer, planned)


def write_plan(bulk: Bulk, plan: BulkPlan, file: Path, t: Language) -> int:
    """Write what waits to be attached as a table to be edited and given back; how many rows it has.

    Raises
    ------
    KlaError
        ``WHO-001``.
    """
    region = bulk.workspace.regions.get(bulk.case.region)
    rows = [
        {
            "file": one.file.path,
            "question": one.idea.question if one.state is not State.OPEN else "",
            "kind": one.idea.kind,
            "year": one.year,
            "caption": one.caption,
            "trust": t(TRUST[one.idea.trust]),
            "remark": " ".join([_why(one.idea.reason, one.idea.candidates, t), *(f.cause(t) for f in one.findings)]),
            "sha256": one.sha256,
            "region": region_cell(region, t),
            "cycle": bulk.case.cycle,
        }
        for one in plan.of(State.READY, State.LIKELY, State.OPEN)
    ]
    if file.suffix.lower() == ".xlsx":
        mark = t("TRAINING DATA") if region.synthetic else ""
        content = write_xlsx(rows, PLAN_COLUMNS, t("Evidence"), mark, t)
    else:
        content = write_csv(rows, PLAN_COLUMNS, t)
    with new_file(file) as stream:
        stream.write(content)
    return len(rows)


def _why(reason: str, candidates: tuple[str, ...], t: Language) -> str:
    words = t(reason)
    return f"{words}: {', '.join(candidates)}." if len(candidates) > 1 else f"{words}."


def _indexes(delivery: Delivery, instrument: Instrument, case: Case) -> tuple[Decision, ...]:
    """What the indexes in a delivery say of its files."""
    found: dict[tuple[str, str, str], Decision] = {}  # the index of a folder and those of its zip files say the same
    for one in delivery.files:
        if one.name == INDEX_CSV and not one.fault:
            with delivery.at_hand(one) as file:
                rows = read_table(file.read_bytes(), one.path, instrument, case)
            before = f"{one.folder}/" if one.folder else ""
            for row in rows:
                moved = replace(row, file=as_cell(before + plain_cell(row.file)))
                found.setdefault((moved.file, moved.question, moved.kind), moved)
    return tuple(found.values())


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise fail(NO_PLAN_FILE, str(file), reason=error.strerror or type(error).__name__) from error
