"""Importing a table of villages: read, laid over what is stored, planned; then all of it in one transaction, or none.

Percentages flow into the answers of the self-assessment where every place has answered; where some have not, only when
that is asked for. An answer that somebody gave otherwise is not overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kla_widgets.assessment.bulk import Change, answers_of, save_changes
from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.items import Item
from kla_widgets.assessment.records import Answer, SavedAnswer
from kla_widgets.assessment.store import canonical
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.big_tables import BigSheet, read_big_tables
from kla_widgets.exchange.villages.criteria import criteria_of
from kla_widgets.exchange.villages.merging import Merged, merge, single_rows
from kla_widgets.exchange.villages.reading import Given, understand
from kla_widgets.exchange.villages.summary import by_criterion, counts_of
from kla_widgets.exchange.villages.table import VillageTable, case_of, district_of, read_table, records_of
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.regions import Regions
from kla_widgets.results import choose_instrument

SOURCE = "village-table"
"""How the source of an answer begins that was counted from a table."""

NOTHING = Message(
    "VIL-030", N_("No row of the file has the code of a village or sub-district."), N_("Write the codes as text.")
)
OTHER_FILE = Message(
    "VIL-031",
    N_("The file was written for {found}, not for {wanted}."),
    N_("Choose the right file, or correct the options."),
)
OTHER_DISTRICT = Message(
    "VIL-032",
    N_("{count} rows belong to another district ({codes}), not to {wanted}."),
    N_("Delete these rows, or import without --region."),
)
UNKNOWN_DISTRICT = Message(
    "VIL-033",
    N_("{count} rows begin with {code}, which is no district of today."),
    N_("Use the codes of the Ministry of Home Affairs that hold today (BPS codes differ)."),
)
REFUSED = Message(
    "VIL-034",
    N_("Nothing was stored: {count} faults."),
    N_("Correct the file and import it again; without faults all of it is stored."),
)
COUNTED_OTHERWISE = Message(
    "VIL-035",
    N_("The answer to {question} was given otherwise ({stored}); the table says {counted}. It stays."),
    N_("Correct it in the workbook, or take the counts with “--overwrite”."),
)


@dataclass(frozen=True)
class VillagePlan:
    """What an import would store.

    Parameters
    ----------
    file : str
    merged : Merged
        The table after the import, of the districts that the file is about.
    counts : DataFrame
        As :func:`~kla_widgets.exchange.villages.summary.by_criterion`, with ``state``: ``new``, ``same``,
        ``incomplete`` (not stored), ``conflict`` (not stored) or ``empty``.
    changes : tuple of Change
    conflicts, faults, notices : tuple of Fault
        What stays as it is; what stops the import; what is good to know.
    """

    file: str
    merged: Merged
    counts: pd.DataFrame
    changes: tuple[Change, ...]
    conflicts: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]


@dataclass(frozen=True)
class VillageImport:
    """What became of an import; ``stored`` counts records and answers, ``refusal`` says why there are none."""

    plan: VillagePlan
    stored: int
    dry_run: bool
    refusal: Fault | None


def import_villages(
    workspace: Workspace,
    file: Path,
    cycle: int,
    region: str = "",
    instrument: str = "",
    stage: str = "",
    author: str = "",
    overwrite: bool = False,
    incomplete: bool = False,
    dry_run: bool = False,
) -> VillageImport:
    """Import a table of villages and sub-districts; the same file again changes nothing.

    Parameters
    ----------
    file : Path
        XLSX, CSV, or ``-`` for a table pasted into the terminal.
    region : str
        The only district that it may be about; empty for any.
    instrument, stage : str
        Empty for the one of the region or cycle, and for the self-assessment.
    overwrite : bool
        Take the file's answers even where others are stored that its maker cannot have seen.
    incomplete : bool
        Take percentages also where some places have not answered.

    Raises
    ------
    KlaError
        ``TAB-…``, ``VIL-0…`` when the file cannot be read as such a table; ``REG-…``, ``INS-…``, ``STO-…``.
    """
    district = workspace.regions.resolve(region).code if region else ""
    if district:
        questionnaire = choose_instrument(workspace, district, cycle, instrument)
    else:
        questionnaire = workspace.library.get(instrument) if instrument else workspace.library.for_cycle(cycle)
    wanted_stage = stage or questionnaire.claim_stage.id
    if wanted_stage not in questionnaire.stage:
        raise fail(UNKNOWN_STAGE, stage=wanted_stage, known=", ".join(questionnaire.stage))
    sheets = read_big_tables(file)
    plan = plan_villages(
        workspace, sheets, questionnaire, cycle, file.name, district, wanted_stage, overwrite, incomplete
    )
    if plan.faults:
        return VillageImport(plan, 0, dry_run, Fault(REFUSED, file.name, count=len(plan.faults)))
    stored = 0
    if not dry_run:
        stored = save_changes(workspace.store, plan.changes, questionnaire, author, f"villages {file.name}")
    return VillageImport(plan, stored, dry_run, None)


def plan_villages(
    workspace: Workspace,
    sheets: Sequence[BigSheet],
    instrument: Instrument,
    cycle: int,
    file: str,
    district: str = "",
    stage: str = "",
    overwrite: bool = False,
    incomplete: bool = False,
) -> VillagePlan:
    """Plan an import; see :func:`import_villages`. Nothing is stored here."""
    criteria = criteria_of(instrument)
    given = understand(sheets, criteria, file)
    _refuse_other(given, file, district, instrument, cycle)
    if not given.codes and not given.faults:
        raise fail(NOTHING, file)
    rows, twice = single_rows(given)
    rows, strange = _known(rows, workspace.regions, file, district)
    districts = sorted({district_of(code) for code in rows.index})
    stored = read_table(workspace.store, instrument.id, cycle, districts)
    merged = merge(stored, given, rows, overwrite)
    wanted = stage or instrument.claim_stage.id
    held = answers_of(workspace.store, instrument.id, cycle, wanted, districts)
    counts = by_criterion(merged.table, criteria)
    counts = counts.assign(state=list(_states(counts, held, overwrite, incomplete)))
    changes = tuple(_changes(merged, stored, counts, held, instrument, cycle, wanted))
    conflicts = (*merged.conflicts, *_told_otherwise(counts, held, file))
    return VillagePlan(file, merged, counts, changes, conflicts, (*given.faults, *twice, *strange), given.notices)


def _refuse_other(given: Given, file: str, district: str, instrument: Instrument, cycle: int) -> None:
    """A template that was written for something else is refused whole."""
    wanted = {"region": district, "instrument": instrument.id, "cycle": str(cycle)}
    wrong = [(name, given.about[name], value) for name, value in wanted.items() if value and name in given.about]
    faults = [
        Fault(OTHER_FILE, file, name, found=found, wanted=value) for name, found, value in wrong if found != value
    ]
    if faults:
        raise KlaError(*faults)


def _known(rows: pd.DataFrame, regions: Regions, file: str, district: str) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """The rows of districts that there are, and a fault for each district that there is not or that was not meant."""
    of_rows = pd.Series([district_of(code) for code in rows.index], index=rows.index, dtype="object")
    count = of_rows.value_counts()
    faults = [
        Fault(UNKNOWN_DISTRICT, file, code, count=int(count[code]), code=code)
        for code in sorted(count.index)
        if not _is_district(regions, code)
    ]
    others = sorted(code for code in count.index if district and code != district)
    if others:
        number = int(count[others].sum())
        faults.append(Fault(OTHER_DISTRICT, file, count=number, codes=", ".join(others[:8]), wanted=district))
    bad = {fault.path for fault in faults} | set(others)
    return rows[~of_rows.isin(bad).to_numpy()], tuple(faults)


def _is_district(regions: Regions, code: str) -> bool:
    try:
        found = regions.get(code)
    except KlaError:
        return False
    return found.code == code and found.kind.is_district


def _states(
    counts: pd.DataFrame, held: Mapping[tuple[str, str], SavedAnswer], overwrite: bool, incomplete: bool
) -> Iterator[str]:
    for row in counts_of(counts):
        saved = held.get((row.district, row.question))
        if not row.answered:
            yield "empty"
        elif saved and canonical(saved.value) == canonical(row.value):
            yield "same"
        elif row.blank and not incomplete:
            yield "incomplete"
        elif saved and saved.value is not None and not saved.source.startswith(SOURCE) and not overwrite:
            yield "conflict"
        else:
            yield "new"


def _changes(
    merged: Merged,
    stored: VillageTable,
    counts: pd.DataFrame,
    held: Mapping[tuple[str, str], SavedAnswer],
    instrument: Instrument,
    cycle: int,
    stage: str,
) -> Iterator[Change]:
    """What is to be stored, district by district."""
    items: dict[str, list[Item]] = {}
    for district, item in records_of(merged.table, stored.revisions, merged.touched):
        items.setdefault(district, []).append(item)
    answers: dict[str, list[tuple[Answer, int]]] = {}
    for row in counts_of(counts[counts["state"] == "new"]):
        saved = held.get((row.district, row.question))
        source = f"{SOURCE} {row.answered}/{row.total}"
        answer = Answer(row.question, row.value, saved.note if saved else "", source)
        answers.setdefault(row.district, []).append((answer, saved.revision if saved else 0))
    for district in sorted(items.keys() | answers.keys()):
        case = case_of(district, instrument.id, cycle)
        yield Change(case, tuple(items.get(district, ())), stage, tuple(answers.get(district, ())))


def _told_otherwise(counts: pd.DataFrame, held: Mapping[tuple[str, str], SavedAnswer], file: str) -> Iterator[Fault]:
    for row in counts_of(counts[counts["state"] == "conflict"]):
        value = held[row.district, row.question].value
        told = f"{value.get('numerator')}/{value.get('denominator')}" if isinstance(value, dict) else str(value)
        counted = f"{row.yes}/{row.answered}"
        yield Fault(COUNTED_OTHERWISE, file, row.district, question=row.question, stored=told, counted=counted)
