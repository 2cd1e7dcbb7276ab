"""The commands, one thin function each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import create_workspace, is_workspace, open_workspace
from kla_widgets.cli import (
    agency_books,
    check,
    evidence,
    exports,
    imports,
    instruments,
    people,
    plans,
    reports,
    site,
    stages,
    templates,
    workshop,
)
from kla_widgets.cli.console import (
    HERE,
    CycleOption,
    InstrumentOption,
    PrintAllOption,
    PrintOption,
    RegionOption,
    ShownStageOption,
    WorkspaceOption,
    say,
    t,
)
from kla_widgets.cli.region_output import matches_json, matches_table
from kla_widgets.regions import shipped_regions

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=t("Assessment workbooks for child-friendly districts (Kabupaten/Kota Layak Anak)."),
)
app.add_typer(exports.app, name="export")
app.add_typer(imports.app, name="import")
app.add_typer(instruments.app, name="instrument")
app.add_typer(templates.app, name="template")
app.add_typer(plans.app, name="plan")
app.add_typer(evidence.app, name="evidence")
app.add_typer(stages.app, name="stage")
app.add_typer(people.app, name="people")
app.command(help=check.CHECK_HELP)(check.check)
app.command(help=reports.REPORT_HELP)(reports.report)
app.command(help=reports.DEMO_HELP)(reports.demo)
app.command(help=site.SITE_HELP)(site.site)
app.command(help=agency_books.BOARD_HELP)(agency_books.board)
app.command(help=workshop.WORKSHOP_HELP)(workshop.workshop)


@app.command(help=t("Make a workspace: a folder with a database.\n\nExample: kla init my-district"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("The folder; made if it is not there."))],
) -> None:
    there = is_workspace(folder)
    create_workspace(folder).close()
    say(t("{folder} is a workspace already.", folder=folder) if there else t("Workspace made: {folder}", folder=folder))


@app.command(
    help=t("Find a region by code or by name as people write it.\n\nExample: kla regions “Kab. Paser” --format json")
)
def regions(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help=t("A code or a name."))],
    format: PrintOption = "table",
    workspace: WorkspaceOption = HERE,
) -> None:
    known = shipped_regions()
    if is_workspace(workspace):
        with open_workspace(workspace) as opened:
            known = opened.regions
    wanted = " ".join(query)
    found = known.find(wanted)
    if not found:
        known.resolve(wanted)  # says why nothing was found
    if all(match.how == "similar" for match in found):
        say(t("Nothing is called exactly so; these are similar."))
    print(matches_json(known, found) if format == "json" else matches_table(known, found, t))


@app.command(
    help=t(
        "The score of a region: total, predicate, clusters, indicators.\n\n"
        "Example: kla score --region 32.73 --cycle 2024 --format json"
    )
)
def score(
    region: RegionOption,
    cycle: CycleOption,
    instrument: InstrumentOption = "",
    stage: ShownStageOption = "",
    format: PrintAllOption = "table",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.cli.score_output import score_csv, score_json, score_table  # late: pandas is slow to import
    from kla_widgets.results import find_case, score_case

    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        case = find_case(opened, place.code, cycle, instrument or None)
        result = score_case(opened, case, stage or None)
    writers = {"table": score_table, "json": score_json, "csv": score_csv}
    print(writers[format](result, place, case, t))
