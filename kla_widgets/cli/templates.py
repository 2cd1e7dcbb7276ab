"""``kla template``: a report template of one's own, begun and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.cli.console import SOME_FAILED, say, t

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=t("Report templates of your own."))


@app.command(
    help=t("Write a notebook to make a report template of.\n\nExample: kla template new our-report --from district")
)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help=t("Name of the template."))],
    start: Annotated[str, typer.Option("--from", help=t("What to begin with: district, province ..."))] = "district",
    folder: Annotated[Path, typer.Option("--folder", help=t("Folder of the template."))] = Path(),
) -> None:
    from kla_widgets.reporting.own_template.starting import new_template

    file = new_template(name, folder, start)
    print(file)
    say(t("Open it in JupyterLab; then check it: kla template check {file}", file=file))


@app.command(
    help=t(
        "Check a template: parameters, stored outputs, paths; and run it for two regions without a network.\n\n"
        "Example: kla template check our-report.ipynb"
    )
)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The notebook."))],
    region: Annotated[
        list[str] | None, typer.Option("--region", help=t("Region to run it for; give two, or none."))
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help=t("Seconds for each cell."))] = 120,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help=t("Folder of the workspace; the demo workspace if not given.")),
    ] = None,
) -> None:
    from kla_widgets.reporting.own_template.checking import check_template

    say(t("Checking {file} ... it is run several times, which takes half a minute or more.", file=file))
    found = check_template(file, workspace, region or (), timeout)
    for fault in found:
        print(fault.describe(t))
    if found:
        say(t("Findings: {count}.", count=len(found)))
        raise typer.Exit(SOME_FAILED)
    say(t("Nothing to object to: {file} is ready for many regions.", file=file))
