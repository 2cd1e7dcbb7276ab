"""``kla report`` and ``kla demo``: rendering, with a progress bar and a summary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.cli.console import HERE, SOME_FAILED, InstrumentOption, WorkspaceOption, say, t
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_, language

NOTHING_TO_REPORT = Message(
    "REP-010", N_("There is no assessment to report on."), N_("Import a recap first, or check --region and --cycle.")
)
WHICH = Message("REP-011", N_("No region is named."), N_("Name one with --region CODE, or take all with --all."))

REPORT_HELP = t(
    "Render assessment reports.\n\nExamples: kla report --region 32.73 --cycle 2024; kla report --all --formats html"
)
DEMO_HELP = t("Build the demo workspace from published results, and render its reports.\n\nExample: kla demo")


def report(
    codes: Annotated[list[str] | None, typer.Argument(metavar="CODE", help=t("More region codes."))] = None,
    region: Annotated[list[str] | None, typer.Option("--region", help=t("Region code; may be given again."))] = None,
    all_: Annotated[bool, typer.Option("--all", help=t("All assessments of the workspace."))] = False,
    cycle: Annotated[int | None, typer.Option("--cycle", help=t("Only this cycle."))] = None,
    instrument: InstrumentOption = "",
    stage: Annotated[str, typer.Option("--stage", help=t("The stage shown; the furthest one if not given."))] = "",
    template: Annotated[str, typer.Option("--template", help=t("Template name, or path of a notebook."))] = "district",
    formats: Annotated[str, typer.Option("--formats", help=t("File formats, with commas between."))] = "ipynb,html",
    report_language: Annotated[str, typer.Option("--language", help=t("Language of the report: id or en."))] = "id",
    out: Annotated[Path, typer.Option("--out", help=t("Folder; reports go to <cycle>/<code>/ in it."))] = Path(
        "reports"
    ),
    resume: Annotated[bool, typer.Option("--resume", help=t("Leave reports alone that are up to date."))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.assessment.checks import UNKNOWN_STAGE

    wanted = [*(region or ()), *(codes or ())]
    if not wanted and not all_:
        raise fail(WHICH)
    with open_workspace(workspace) as opened:
        places = [opened.regions.resolve(one).code for one in wanted]
        known = opened.store.cases(cycle=cycle, instrument=instrument or None)
        cases = [case for case in known if all_ or case.region in places]
        absent = [place for place in places if all(case.region != place for case in cases)]
        if absent or not cases:
            raise fail(NOTHING_TO_REPORT, "", ", ".join(absent))
        for stages in (opened.library.get(case.instrument).stage for case in cases):
            if stage and stage not in stages:
                raise fail(UNKNOWN_STAGE, stage=stage, known=", ".join(stages))
        chosen = language(report_language).code
        failed = render_all(opened, cases, template, formats.split(","), chosen, stage, out, resume)
    if failed:
        raise typer.Exit(SOME_FAILED)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("Folder of the demo workspace."))] = Path("demo"),
    out: Annotated[Path, typer.Option("--out", help=t("Folder; reports go to <cycle>/<code>/ in it."))] = Path(
        "reports"
    ),
) -> None:
    from kla_widgets.exchange.demo import build_demo

    with build_demo(folder) as opened:
        say(t("Demo workspace: {folder}", folder=folder))
        failed = render_all(opened, opened.store.cases(), "district", ["ipynb", "html"], "id", "", out, resume=True)
    say(t("Open the .html files above in a browser; the .ipynb beside each one opens in JupyterLab."))
    if failed:
        raise typer.Exit(SOME_FAILED)


def render_all(
    workspace: Workspace,
    cases: Sequence[Case],
    template: str,
    formats: Sequence[str],
    language_code: str,
    stage: str,
    out: Path,
    resume: bool,
) -> int:
    """Render reports one after another; how many failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kla_widgets.reporting.batch import render_jobs
    from kla_widgets.reporting.jobs import Job, check_formats, find_template

    notebook, endings = find_template(template), check_formats([one.strip() for one in formats])
    jobs = [Job(case, notebook, out / str(case.cycle) / case.region, endings, language_code, stage) for case in cases]
    failed = fresh = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(t("Reports"), total=len(jobs))
        for outcome in render_jobs(workspace, jobs, resume):
            failed += bool(outcome.faults)
            fresh += outcome.fresh and not outcome.faults
            for file in outcome.files:
                print(file)
            for fault in outcome.faults:
                bar.console.print(fault.describe(t), markup=False, highlight=False, soft_wrap=True)
            bar.advance(task)
    same = len(jobs) - failed - fresh
    say(t("Reports: {fresh} made, {same} up to date, {failed} failed.", fresh=fresh, same=same, failed=failed))
    return failed
