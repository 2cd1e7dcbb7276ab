"""``kla import``: files from elsewhere come into a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli import agency_books, field, review_sheets, villages, whole
from kla_widgets.cli.console import (
    HERE,
    OK,
    SOME_FAILED,
    AuthorOption,
    CycleOption,
    DryRunOption,
    InstrumentOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    t,
)
from kla_widgets.errors import KlaError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=t("Bring files into a workspace."))
app.command("assessment", help=whole.IMPORT_HELP)(whole.import_assessment)
app.command("agency", help=agency_books.IMPORT_HELP)(agency_books.import_agency)
app.command("villages", help=villages.IMPORT_HELP)(villages.import_villages)
app.command("field", help=field.IMPORT_HELP)(field.import_field)
app.command("review", help=review_sheets.IMPORT_HELP)(review_sheets.import_review)


@app.command(
    help=t(
        "Read a recap of points (CSV or XLSX) and tell how it agrees with the instrument.\n\n"
        "Example: kla import recap rekap.xlsx --region 32.73 --cycle 2024 --stage mandiri --dry-run"
    )
)
def recap(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The recap, .csv or .xlsx."))],
    region: RegionOption,
    cycle: CycleOption,
    stage: Annotated[str, typer.Option("--stage", help=t("Stage of the points, such as mandiri."))],
    instrument: InstrumentOption = "",
    dry_run: DryRunOption = False,
    partial: Annotated[
        bool, typer.Option("--partial", help=t("Store what is clear although some rows are not."))
    ] = False,
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.recap.importing import import_recap

    with open_workspace(workspace) as opened:
        result = import_recap(
            opened, file, region, cycle, stage, instrument, author_name(author), partial=partial, dry_run=dry_run
        )
    print(result.describe(t))
    if result.refusal:
        raise KlaError(result.refusal)
    raise typer.Exit(SOME_FAILED if result.left_out else OK)
