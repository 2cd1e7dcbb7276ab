"""``kla plan``: propose, show and check a district's plan, tell its progress, write its documents, read them back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.cli.console import (
    HERE,
    SOME_FAILED,
    AuthorOption,
    CycleOption,
    DryRunOption,
    InstrumentOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    say,
    t,
)

if TYPE_CHECKING:  # planning is slow to import: each command below loads what it needs
    from kla_widgets.reporting.rad_facts import RadFacts

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=t("The plan to the next predicate: actions, matrix (RAD), documents, progress."),
)


class Least(StrEnum):
    """What is kept small among the plans that reach the goal."""

    COST = "cost"
    EFFORT = "effort"


ReachOption = Annotated[str, typer.Option("--reach", help=t("Predicate to be reached, such as Madya."))]
ByOption = Annotated[int, typer.Option("--by", help=t("Year in which it is to be reached."))]
BudgetOption = Annotated[
    list[str] | None, typer.Option("--budget", help=t("Rupiah of a year, YEAR=AMOUNT; may be given again."))
]
CapacityOption = Annotated[
    list[str] | None,
    typer.Option("--capacity", help=t("Person-days of an agency in every year, AGENCY=N; may be given again.")),
]


@app.command(
    help=t(
        "Search for the plan that reaches a predicate with least effort or cost, and say what is missing if there is "
        "none.\n\n"
        "Example: kla plan propose --region 18.72 --cycle 2022 --standing Pratama --reach Madya --by 2027 --save"
    )
)
def propose(
    region: RegionOption,
    cycle: CycleOption,
    reach: ReachOption = "",
    by: ByOption = 0,
    budget: BudgetOption = None,
    capacity: CapacityOption = None,
    minimise: Annotated[Least | None, typer.Option("--minimise", help=t("cost or effort."))] = None,
    most: Annotated[bool, typer.Option("--most-points", help=t("As many points as the limits allow."))] = False,
    margin: Annotated[float | None, typer.Option("--margin", help=t("Points to spare above the predicate."))] = None,
    chance: Annotated[
        float | None, typer.Option("--chance", help=t("The least margin with this chance after verification, as 0.8."))
    ] = None,
    standing: Annotated[
        str, typer.Option("--standing", help=t("The predicate that the region has, where nothing is answered."))
    ] = "",
    first: Annotated[int, typer.Option("--from", help=t("First year of the plan; the year after the cycle."))] = 0,
    save: Annotated[bool, typer.Option("--save", help=t("Store the proposal; nothing is decided by that."))] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help=t("Store it, accept all of its actions, and fill the matrix."))
    ] = False,
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.planning.plan import Outlook
    from kla_widgets.reporting import rad, rad_course
    from kla_widgets.reporting.rad_asking import Wish
    from kla_widgets.reporting.rad_making import make_rad, store_rad

    wish = Wish(reach, by, budget or (), capacity or (), minimise or "", most, margin, chance, standing, first)
    with open_workspace(workspace) as opened:
        made = make_rad(opened, _place(opened, region), cycle, instrument, wish, t.code)
        found = made.plan.outlook in (Outlook.BEST, Outlook.GOOD)
        parts = [rad.goal(made)]
        if found:
            parts += [rad.action_table(made)] if made.chosen else []
            parts += rad_course.cost_parts(made) if made.chosen else []
        print("\n\n".join(part.text for part in (*rad.standing_of_plan(made), *parts)))
        if found and (save or accept):
            store_rad(opened, made, author_name(author), accept)
            say(t("Accepted and stored; the matrix is filled.") if accept else t("Stored as a proposal."))
    if not found:
        raise typer.Exit(SOME_FAILED)


@app.command(help=t("Show the plan of a region.\n\nExample: kla plan show --region 18.72 --cycle 2022"))
def show(
    region: RegionOption,
    cycle: CycleOption,
    format: Annotated[str, typer.Option("--format", help=t("How to print: table or json."))] = "table",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting import rad, rad_course

    facts = _read(workspace, region, cycle, instrument)
    if format == "json":
        print(facts.proposal.model_dump_json(indent=2))
        return
    for part in (rad.head, rad.goal, rad.years, rad_course.costs, rad_course.path):
        print(part(facts).text, end="\n\n")


@app.command(help=t("Check the matrix and the progress told.\n\nExample: kla plan check --region 18.72 --cycle 2022"))
def check(
    region: RegionOption, cycle: CycleOption, instrument: InstrumentOption = "", workspace: WorkspaceOption = HERE
) -> None:
    from kla_widgets.reporting.rad_matrix import findings

    facts = _read(workspace, region, cycle, instrument)
    found = findings(facts)
    for fault in found:
        print(fault.describe(t))
    if open_texts := sum(len(row.open_fields) for row in facts.rows):
        say(t("{count} texts in the matrix still have to be written.", count=open_texts))
    say(t("Findings: {count}.", count=len(found)))
    if found:
        raise typer.Exit(SOME_FAILED)


@app.command(
    help=t(
        "Show how far the actions are and what is overdue; or tell it of one action.\n\n"
        "Example: kla plan progress --region 18.72 --cycle 2022 --action rad --quarter 2024-1 --state done"
    )
)
def progress(
    region: RegionOption,
    cycle: CycleOption,
    action: Annotated[str, typer.Option("--action", help=t("Id of the action."))] = "",
    quarter: Annotated[str, typer.Option("--quarter", help=t("Year and quarter, such as 2025-1."))] = "",
    state: Annotated[str, typer.Option("--state", help=t("done, on_the_way, late or stopped."))] = "on_the_way",
    spent: Annotated[str, typer.Option("--spent", help=t("Rupiah spent in the quarter."))] = "",
    remark: Annotated[str, typer.Option("--remark", help=t("A remark."))] = "",
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.rad_course import monitoring
    from kla_widgets.reporting.rad_making import tell_progress

    with open_workspace(workspace) as opened:
        if action:
            place = _place(opened, region)
            tell_progress(opened, place, cycle, instrument, action, quarter, state, spent, remark, author_name(author))
    print(monitoring(_read(workspace, region, cycle, instrument)).text)


@app.command(
    help=t(
        "Write the documents of the plan.\n\n"
        "Example: kla plan export --region 18.72 --cycle 2022 --formats docx,xlsx,pdf --out rad"
    )
)
def export(
    region: RegionOption,
    cycle: CycleOption,
    formats: Annotated[
        str, typer.Option("--formats", help=t("File formats, with commas between: docx, xlsx, pdf, ipynb, html."))
    ] = "docx,xlsx,pdf",
    template: Annotated[
        Path | None, typer.Option("--template", help=t("Your own Word template with placeholders."))
    ] = None,
    language: Annotated[str, typer.Option("--language", help=t("Language of the documents: id or en."))] = "id",
    out: Annotated[Path, typer.Option("--out", help=t("Folder; documents go to <cycle>/<code>/ in it."))] = Path(
        "reports"
    ),
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.errors import fail
    from kla_widgets.reporting.jobs import check_formats
    from kla_widgets.reporting.rad_export import DOCUMENTS, NOT_FOR_WORD, write_documents

    wanted = check_formats([one.strip() for one in formats.split(",") if one.strip()])
    if template is not None and "docx" not in wanted:
        raise fail(NOT_FOR_WORD, where=str(template))
    facts = _read(workspace, region, cycle, instrument, language)
    for file in write_documents(facts, [one for one in wanted if one in DOCUMENTS], out, template):
        print(file)
    if pages := tuple(one for one in wanted if one not in DOCUMENTS):
        from kla_widgets.cli.reports import render_all
        from kla_widgets.reporting.batch import Settings
        from kla_widgets.reporting.batch.selection import Look, Wanted, choose_jobs
        from kla_widgets.reporting.jobs import read_template

        case = facts.facts.case
        with open_workspace(workspace) as opened:
            look = Look(read_template("rad"), pages, facts.t.code)
            chosen = Wanted((case.region,), cycle=case.cycle, instrument=case.instrument)
            jobs = choose_jobs(opened, chosen, look, out)
            if not render_all(opened, jobs, out, Settings(force=True)):
                raise typer.Exit(SOME_FAILED)


@app.command(
    "import",
    help=t(
        "Read an edited matrix again; what somebody else changed in the meantime is not overwritten.\n\n"
        "Example: kla plan import matriks-rad-kla-2024.xlsx --region 18.72 --cycle 2022 --dry-run"
    ),
)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The matrix, .xlsx."))],
    region: RegionOption,
    cycle: CycleOption,
    dry_run: DryRunOption = False,
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.rad_making import import_matrix

    with open_workspace(workspace) as opened:
        place = _place(opened, region)
        done = import_matrix(opened, place, cycle, instrument, file, author_name(author), dry_run)
    for fault in done.findings:
        print(fault.describe(t))
    counts = {"changed": done.changed, "new": done.new, "same": done.same}
    say(t("{changed} rows changed, {new} new, {same} as before.", **counts))
    if done.absent:
        say(t("{count} rows of the plan are not in the file; they stay as they are.", count=done.absent))


def _place(workspace: Workspace, region: str) -> str:
    return workspace.regions.resolve(region).code


def _read(workspace: Path, region: str, cycle: int, instrument: str, language: str = "") -> RadFacts:
    from kla_widgets.reporting.rad_facts import read_rad

    with open_workspace(workspace) as opened:
        return read_rad(opened, _place(opened, region), cycle, instrument, "", language or t.code)
