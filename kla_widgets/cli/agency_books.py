"""``kla export agency``, ``kla import agency`` and ``kla board``: workbooks go out and come back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
    REFUSED,
    SOME_FAILED,
    AuthorOption,
    CycleOption,
    DryRunOption,
    InstrumentOption,
    PrintOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    say,
    t,
)
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.language import N_, language

if TYPE_CHECKING:  # slow to import: each command loads what it needs
    from kla_widgets.exchange.agency.board import BoardRow

WHICH = Message(
    "AGW-060", N_("It is not said which agencies are asked."), N_("Name them with --agency, or take --all.")
)
BOTH = Message("AGW-061", N_("--keep-ours and --take-theirs contradict each other."), N_("Give only one of them."))

EXPORT_HELP = t(
    "Write a workbook and a letter for each agency: its questions, with what is known already.\n\n"
    "Example: kla export agency --all --region 00.01 --cycle 2024 --deadline 2024-02-29 --out agencies"
)
IMPORT_HELP = t(
    "Read the workbooks of agencies again; what was changed here in the meantime is not overwritten.\n\n"
    "Example: kla import agency dinkes-kla-2024.xlsx disdik-kla-2024.xlsx --dry-run"
)
BOARD_HELP = t(
    "Show which agency has delivered what, and what is late.\n\nExample: kla board --region 00.01 --cycle 2024"
)
_DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


def export_agency(
    region: RegionOption,
    cycle: CycleOption,
    agency: Annotated[list[str] | None, typer.Option("--agency", help=t("Agency id; may be given again."))] = None,
    all_: Annotated[bool, typer.Option("--all", help=t("All agencies that are asked anything."))] = False,
    deadline: Annotated[
        datetime | None, typer.Option("--deadline", formats=_DAYS, help=t("Day until which answers are wanted."))
    ] = None,
    contact: Annotated[str, typer.Option("--contact", help=t("Whom agencies ask, in words."))] = "",
    document_language: Annotated[str, typer.Option("--language", help=t("Language of the files: id or en."))] = "id",
    out: Annotated[Path, typer.Option("--out", help=t("Folder; files go to <cycle>/<code>/ in it."))] = Path(
        "agencies"
    ),
    force: Annotated[bool, typer.Option("--force", help=t("Replace files that are there."))] = False,
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.agency.exporting import export_agencies
    from kla_widgets.results import choose_instrument

    if not agency and not all_:
        raise fail(WHICH)
    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        case = Case(place.code, choose_instrument(opened, place.code, cycle, instrument).id, cycle)
        day = deadline.date() if deadline else None
        chosen = [] if all_ else agency or []
        spoken = language(document_language)
        for file in export_agencies(opened, case, chosen, out, spoken, author_name(author), day, contact, force):
            print(file)


def import_agency(
    files: Annotated[list[Path], typer.Argument(metavar="FILES", help=t("Workbooks, .xlsx."))],
    region: Annotated[str, typer.Option("--region", help=t("Refuse files of another region."))] = "",
    cycle: Annotated[int, typer.Option("--cycle", help=t("Refuse files of another cycle."))] = 0,
    instrument: Annotated[str, typer.Option("--instrument", help=t("Refuse files of another instrument."))] = "",
    dry_run: DryRunOption = False,
    take_theirs: Annotated[
        list[str] | None,
        typer.Option("--take-theirs", help=t("Question where the agency is right; may be given again.")),
    ] = None,
    keep_ours: Annotated[
        bool, typer.Option("--keep-ours", help=t("Leave what was changed here as it is, and call that well."))
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help=t("Store what is clear although some answers are not."))
    ] = False,
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.agency.importing import Wanted, import_deliveries

    if keep_ours and take_theirs:
        raise fail(BOTH)
    with open_workspace(workspace) as opened:
        wanted = Wanted(region, cycle, instrument)
        done = import_deliveries(opened, files, author_name(author), wanted, take_theirs or (), partial, dry_run)
    for one in done:
        if text := one.describe(t, brief=not dry_run):
            print(text)
        if one.refusal:
            say(KlaError(*one.refusal).describe(t))
        elif not dry_run:
            print("  " + t("Stored: {count} new or changed answers.", count=one.stored))
    if all(one.refusal for one in done):
        raise typer.Exit(REFUSED)
    if any(one.is_incomplete(keep_ours) for one in done):
        raise typer.Exit(SOME_FAILED)


def board(
    region: RegionOption,
    cycle: CycleOption,
    format: PrintOption = "table",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.agency.board import read_board
    from kla_widgets.reporting.agency_board import board_table
    from kla_widgets.results import find_case

    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        case = find_case(opened, place.code, cycle, instrument or None)
        rows = read_board(opened, case, date.today())
        questionnaire = opened.library.get(case.instrument)
    if format == "json":
        print(board_json(rows))
        return
    if place.synthetic:
        print(t("TRAINING DATA"))
    print(board_table(rows, questionnaire, t).text)


def board_json(rows: Sequence[BoardRow]) -> str:
    """The board for programs; days as YYYY-MM-DD, moments with their time zone, null for none."""
    listed = [
        {
            "agency": row.agency,
            "asked": row.asked,
            "answered": row.answered,
            "documented": row.documented,
            "to_document": row.to_document,
            "sent": row.sent,
            "deadline": row.deadline.isoformat() if row.deadline else None,
            "delivered": row.delivered.isoformat() if row.delivered else None,
            "file": row.file or None,
            "late_days": row.late,
        }
        for row in rows
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)
