"""``kla site``: the list of all reports, written anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import HERE, WorkspaceOption, say, t
from kla_widgets.language import language

SITE_HELP = t("Write the list of all reports of a folder, index.html, anew.\n\nExample: kla site --out reports")


def site(
    out: Annotated[Path, typer.Option("--out", help=t("Folder with the reports."))] = Path("reports"),
    page_language: Annotated[str, typer.Option("--language", help=t("Language of the page: id or en."))] = "id",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.reporting.site import write_site

    spoken = language(page_language)
    with open_workspace(workspace) as opened:
        print(write_site(opened, out, (), spoken))
    say(t("Open the page in a browser; it needs no server and no network."))
