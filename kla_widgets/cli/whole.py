"""``kla export assessment``, ``excel`` and ``tables``, ``kla import assessment``: whole assessments out and in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
    SOME_FAILED,
    CycleOption,
    DryRunOption,
    InstrumentOption,
    RegionOption,
    ShownStageOption,
    WorkspaceOption,
    say,
    t,
)
from kla_widgets.language import language

ASSESSMENT_HELP = t(
    "Write an assessment as one zip file: answers, journal, evidence and plan, to be read elsewhere without loss.\n\n"
    "Example: kla export assessment --region 18.72 --cycle 2022 --out metro-2022.zip"
)
EXCEL_HELP = t(
    "Write everything of an assessment as an Excel file for reading, one row a question.\n\n"
    "Example: kla export excel --region 18.72 --cycle 2022 --out metro-2022.xlsx"
)
TABLES_HELP = t(
    "Write tidy tables for analysts: regions, scores, answers, evidence, gaps, with a README.\n\n"
    "Example: kla export tables --all --format csv --out tables"
)
IMPORT_HELP = t(
    "Read an assessment that “kla export assessment” wrote.\n\nExample: kla import assessment metro-2022.zip --dry-run"
)

LanguageOption = Annotated[str, typer.Option("--language", help=t("Language of the documents: id or en."))]


def _print_schema(wanted: bool) -> None:
    if wanted:
        from kla_widgets.assessment.transfer import schema

        print(json.dumps(schema(), ensure_ascii=False, indent=2))
        raise typer.Exit


def assessment(
    region: RegionOption,
    cycle: CycleOption,
    instrument: InstrumentOption = "",
    out: Annotated[
        Path | None, typer.Option("--out", help=t("The zip file; <code>-<instrument>-<cycle>.zip if not given."))
    ] = None,
    with_files: Annotated[
        bool, typer.Option("--with-files/--without-files", help=t("With the evidence itself, or its list only."))
    ] = True,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema", callback=_print_schema, is_eager=True, help=t("Print the JSON Schema of the rows, and end.")
        ),
    ] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.whole.export import export_whole
    from kla_widgets.results import find_case

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        file = out or Path(f"{case.region}-{case.instrument}-{case.cycle}.zip")
        done = export_whole(opened, case, file, with_files)
    print(done.file)
    say(t("{rows} rows, {files} evidence files.", rows=done.rows, files=done.evidence))
    for sha256 in done.missing:
        say(t("Not in the evidence folder any more: {file}", file=sha256))
    if done.missing:
        raise typer.Exit(SOME_FAILED)


def excel(
    region: RegionOption,
    cycle: CycleOption,
    instrument: InstrumentOption = "",
    stage: ShownStageOption = "",
    file_language: LanguageOption = "id",
    out: Annotated[
        Path | None, typer.Option("--out", help=t("The Excel file; <code>-<instrument>-<cycle>.xlsx if not given."))
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.whole.excel import export_excel
    from kla_widgets.results import find_case

    spoken = language(file_language)
    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        file = out or Path(f"{case.region}-{case.instrument}-{case.cycle}.xlsx")
        export_excel(opened, case, file, spoken, stage or None)
    print(file)
    say(t("For reading; changes in it are not read back."))


def tables(
    region: Annotated[
        list[str] | None, typer.Option("--region", help=t("Code or name; a province means all in it; may be repeated."))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=t("All assessments of the workspace."))] = False,
    cycle: Annotated[int, typer.Option("--cycle", help=t("Year of the evaluation; all if not given."))] = 0,
    instrument: InstrumentOption = "",
    stage: ShownStageOption = "",
    format: Annotated[Literal["csv", "parquet"], typer.Option("--format", help=t("File format."))] = "csv",
    file_language: LanguageOption = "id",
    out: Annotated[Path, typer.Option("--out", help=t("Folder for the files."))] = Path("tables"),
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.whole.tables import choose_cases, export_tables

    spoken = language(file_language)
    with open_workspace(workspace) as opened:
        cases = choose_cases(opened, region or (), everything, cycle, instrument)
        files = export_tables(opened, cases, out, format, spoken, stage or None)
    for file in files:
        print(file)
    say(t("{count} assessments.", count=len(cases)))


def import_assessment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The zip file."))],
    dry_run: DryRunOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.whole.importing import import_whole

    with open_workspace(workspace) as opened:
        done = import_whole(opened, file, dry_run)
    print(done.describe(t))
