"""``kla workshop``: the workbook in a browser, until Ctrl-C."""

from __future__ import annotations

import signal
import tempfile
import webbrowser
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.cli.console import HERE, AuthorOption, InstrumentOption, WorkspaceOption, author_name, say, t

WORKSHOP_HELP = t(
    "Open the workbook of a region in the browser.\n\nExample: kla workshop --region 32.73 --cycle 2024 -w my-district"
)


def workshop(
    region: Annotated[str, typer.Option("--region", help=t("Region code (32.73) or name (Kota Bandung)."))] = "",
    cycle: Annotated[int | None, typer.Option("--cycle", help=t("Year of the evaluation."))] = None,
    instrument: InstrumentOption = "",
    stage: Annotated[
        str, typer.Option("--stage", help=t("Stage that is filled in; the self-assessment if not given."))
    ] = "",
    author: AuthorOption = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=t("Port of the server; any if 0."))] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=t("Open the browser."))] = True,
    voila: Annotated[bool, typer.Option("--voila", help=t("Show plain pages instead of notebooks."))] = False,
    page: Annotated[str, typer.Option("--page", help=t("Page to begin with, such as 02."))] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.workbook.notebooks import write
    from kla_widgets.workbook.workshop.start import Wish, opened_workshop, parameters_of

    with create_workspace(workspace) as opened:
        wish = Wish(region, cycle, instrument, stage)
        parameters = parameters_of(opened, wish, t.code, author_name(author))
        place = opened.regions.get(parameters.region)
        questionnaire = opened.library.get(parameters.instrument)
    say(
        t(
            "Opening the workbook: {region}, {cycle}, instrument {instrument} ...",
            region=place.full_name,
            cycle=parameters.cycle,
            instrument=parameters.instrument,
        )
    )
    _end_once_for_all()
    made = tempfile.TemporaryDirectory(prefix="kla-notebooks-")  # pages of this instrument, whichever it is
    try:
        write(Path(made.name), questionnaire)
        with made, opened_workshop(parameters, page, "voila" if voila else "lab", port, Path(made.name)) as running:
            print(running.address, flush=True)
            if browser and not webbrowser.open(running.address):
                say(t("No browser could be opened."))
            if running.process is None:
                say(t("The workshop runs already; the page was opened there."))
                return
            say(t("If no page appears, open the address above in a browser. Ctrl-C ends the workshop; answers stay."))
            running.process.wait()
    except KeyboardInterrupt:
        say(t("The workshop has ended. All answers are in {folder}.", folder=Path(parameters.workspace)))


def _end_once_for_all() -> None:
    """Closing the terminal, or being asked to end, is as good as Ctrl-C; pressing it again does not disturb the end."""
    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]

    def interrupt(number: int, frame: FrameType | None) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in signals:
        signal.signal(one, interrupt)
