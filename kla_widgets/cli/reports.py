"""``kla report`` and ``kla demo``: what is asked for, and how it ended."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.cli.console import HERE, SOME_FAILED, InstrumentOption, ShownStageOption, WorkspaceOption, say, t
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import N_, language

if TYPE_CHECKING:  # reports are slow to import: a command loads what it needs
    from kla_widgets.reporting.batch import Settings
    from kla_widgets.reporting.jobs import Job, Outcome

NOT_A_VALUE = Message(
    "REP-015", N_("“{text}” does not give a parameter a value."), N_("Write -p name=value, for example -p judul=Draf.")
)

REPORT_HELP = t(
    "Render assessment reports: only those that are not up to date, unless --force is given.\n\n"
    "Examples: kla report --region 32.73 --cycle 2024; kla report --all --formats html,pdf; "
    "kla report --provinces --jobs 4"
)
DEMO_HELP = t("Build the demo workspace from published results, and render its reports.\n\nExample: kla demo")

OutOption = Annotated[Path, typer.Option("--out", help=t("Folder; reports go to <cycle>/<code>/ in it."))]
OUT = Path("reports")


def report(
    codes: Annotated[list[str] | None, typer.Argument(metavar="CODE", help=t("More region codes."))] = None,
    region: Annotated[list[str] | None, typer.Option("--region", help=t("Region code; may be given again."))] = None,
    all_: Annotated[bool, typer.Option("--all", help=t("All assessments of the workspace."))] = False,
    province: Annotated[
        list[str] | None, typer.Option("--province", help=t("All assessments of a province; may be given again."))
    ] = None,
    provinces: Annotated[bool, typer.Option("--provinces", help=t("A report on every province with data."))] = False,
    from_: Annotated[
        Path | None, typer.Option("--from", help=t("File with region codes or names, one a line."))
    ] = None,
    cycle: Annotated[int | None, typer.Option("--cycle", help=t("Only this cycle."))] = None,
    instrument: InstrumentOption = "",
    stage: ShownStageOption = "",
    agency: Annotated[str, typer.Option("--agency", help=t("Agency id, or all; for templates about agencies."))] = "",
    template: Annotated[str, typer.Option("--template", help=t("Template name, or path of a notebook."))] = "",
    values: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", help=t("A parameter of your own template: name=text."))
    ] = None,
    formats: Annotated[
        str, typer.Option("--formats", help=t("File formats, with commas between: html, pdf, docx, xlsx, ipynb."))
    ] = "ipynb,html",
    report_language: Annotated[str, typer.Option("--language", help=t("Language of the report: id or en."))] = "id",
    out: OutOption = OUT,
    resume: Annotated[
        bool, typer.Option("--resume/--force", help=t("Leave reports alone that are up to date, or make them too."))
    ] = True,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help=t("Reports made side by side; one a processor if not given."))
    ] = 0,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help=t("Seconds for one report."))] = 120,
    retries: Annotated[
        int, typer.Option("--retries", min=0, help=t("How often a report is tried again whose process was ended."))
    ] = 1,
    site: Annotated[
        bool | None, typer.Option("--site/--no-site", help=t("Write index.html; so done for more than one report."))
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help=t("Go on, and render what changes, until Ctrl-C."))] = False,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help=t("Address of a Dask scheduler: use the machines that it knows."))
    ] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.batch import Settings
    from kla_widgets.reporting.batch.selection import Look, Wanted, choose_jobs
    from kla_widgets.reporting.jobs import check_formats, read_template

    wanted = Wanted((*(region or ()), *(codes or ())), tuple(province or ()), provinces, all_, from_, cycle, instrument)
    settings = Settings(jobs, not resume, timeout, retries, scheduler)
    spoken = language(report_language).code
    with open_workspace(workspace) as opened:

        def choose() -> list[Job]:
            look = Look(
                read_template(template or ("province" if provinces else "district")),
                check_formats([one.strip() for one in formats.split(",")]),
                spoken,
                stage,
                agency,
                _pairs(values or ()),
            )
            return choose_jobs(opened, wanted, look, out)

        if watch:
            _watch(opened, choose, out, settings, site)
        elif not render_all(opened, choose(), out, settings, site):
            raise typer.Exit(SOME_FAILED)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("Folder of the demo workspace."))] = Path("demo"),
    out: OutOption = OUT,
) -> None:
    from kla_widgets.exchange.demo import build_demo
    from kla_widgets.reporting.batch import Settings
    from kla_widgets.reporting.batch.selection import Look, Wanted, choose_jobs
    from kla_widgets.reporting.jobs import read_template

    with build_demo(folder) as opened:
        say(t("Demo workspace: {folder}", folder=folder))
        look = Look(read_template("district"), ("ipynb", "html"))
        well = render_all(opened, choose_jobs(opened, Wanted(everything=True), look, out), out, Settings())
    say(t("Open the .html files above in a browser; the .ipynb beside each one opens in JupyterLab."))
    if not well:
        raise typer.Exit(SOME_FAILED)


def render_all(
    workspace: Workspace, jobs: Sequence[Job], out: Path, settings: Settings, site: bool | None = None
) -> bool:
    """Make reports, and the page that lists them; whether all went well."""
    from kla_widgets.cli.report_progress import Telling, summary
    from kla_widgets.reporting import batch

    with _stopped_politely(), Telling(len(jobs)) as telling:
        done = batch.run_batch(workspace, jobs, out, settings, telling.tell)
    listed = not (len(jobs) > 1 if site is None else site) or _write_site(workspace, out, jobs, done.outcomes)
    say(summary(done))
    return done.totals.all_well and listed


def _watch(
    workspace: Workspace, choose: Callable[[], list[Job]], out: Path, settings: Settings, site: bool | None
) -> None:
    """Make what is not up to date, and again whenever something changes."""
    from kla_widgets.cli.report_progress import Telling
    from kla_widgets.reporting import batch

    def after(outcomes: Sequence[Outcome]) -> None:
        if len(outcomes) > 1 if site is None else site:
            _write_site(workspace, out, [outcome.job for outcome in outcomes], outcomes)

    say(t("Watching; Ctrl-C ends it."))
    with _stopped_politely(), Telling(0) as telling:
        batch.watch_batch(workspace, choose, out, settings, telling.tell, telling.complain, after)


def _write_site(workspace: Workspace, out: Path, jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> bool:
    """Write the page that lists the reports; whether it could be: the reports are there all the same."""
    from kla_widgets.reporting.site import PAGE, write_site

    if (out / PAGE).is_file() and not any(outcome.fresh for outcome in outcomes):
        return True  # it says all this already
    try:
        print(write_site(workspace, out, outcomes, language(jobs[0].language)))
    except KlaError as error:
        say(error.describe(t))
        return False
    return True


def _pairs(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Parameters from the command line; always text, because 11.10 is not 11.1."""
    if faults := [Fault(NOT_A_VALUE, text=text) for text in texts if "=" not in text]:
        raise KlaError(*faults)
    pairs = (text.partition("=") for text in texts)
    return tuple((name.strip(), value) for name, _, value in pairs)


@contextmanager
def _stopped_politely() -> Iterator[None]:
    """Let a polite request to end (SIGTERM) do what Ctrl-C does: stop the workers, keep what is finished."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
