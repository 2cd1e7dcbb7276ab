"""``kla export review`` and ``kla import review``: the sheet of an evaluator goes out and comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
    OK,
    SOME_FAILED,
    CycleOption,
    DryRunOption,
    InstrumentOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    say,
    t,
)
from kla_widgets.language import language

EXPORT_HELP = t(
    "Write the review sheet of an evaluator: a row for each claim, its evidence, and the way to it in the report.\n\n"
    "Example: kla export review --region 00.01 --cycle 2024 --stage administrasi --evaluator Budi"
)
IMPORT_HELP = t(
    "Read a filled review sheet; its decisions become the evaluator's own, all of them or none.\n\n"
    "Example: kla import review review-kla-2024-administrasi-budi.xlsx --stage administrasi --evaluator Budi --dry-run"
)

StageOption = Annotated[str, typer.Option("--stage", help=t("Stage of verification, such as administrasi."))]
EvaluatorOption = Annotated[str, typer.Option("--evaluator", help=t("Name of the evaluator."))]


def export_review(
    region: RegionOption,
    cycle: CycleOption,
    stage: StageOption,
    evaluator: EvaluatorOption,
    document_language: Annotated[str, typer.Option("--language", help=t("Language of the files: id or en."))] = "id",
    out: Annotated[Path, typer.Option("--out", help=t("Folder; files go to <cycle>/<code>/ in it."))] = Path("reports"),
    force: Annotated[bool, typer.Option("--force", help=t("Replace files that are there."))] = False,
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.review_sheet.exporting import export_review_sheet
    from kla_widgets.results import find_case

    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        case = find_case(opened, place.code, cycle, instrument or None)
        name, spoken = author_name(evaluator), language(document_language).code
        file, report = export_review_sheet(opened, case, stage, name, out, spoken, force)
    print(file)
    if not report.exists():
        say(t("The links of the sheet lead to {report}; make it with “kla report”.", report=report))


def import_review(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The filled review sheet, .xlsx."))],
    stage: StageOption,
    evaluator: EvaluatorOption,
    region: Annotated[str, typer.Option("--region", help=t("Refuse files of another region."))] = "",
    cycle: Annotated[int, typer.Option("--cycle", help=t("Refuse files of another cycle."))] = 0,
    accept_older: Annotated[
        bool, typer.Option("--accept-older", help=t("Take decisions on claims that were changed since, too."))
    ] = False,
    dry_run: DryRunOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.review_sheet.importing import import_review_sheet

    with open_workspace(workspace) as opened:
        name = author_name(evaluator)
        done = import_review_sheet(opened, file, name, stage, region, cycle, accept_older, dry_run)
    print(done.describe(t))
    if not dry_run:
        print(t("Stored: {count} decisions.", count=done.stored))
    raise typer.Exit(SOME_FAILED if done.is_incomplete else OK)
