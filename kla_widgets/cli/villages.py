"""``kla export villages`` and ``kla import villages``: the table of villages and sub-districts out, and in again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
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
    say,
    t,
)
from kla_widgets.errors import KlaError

EXPORT_HELP = t(
    "Write the table of a district's villages and sub-districts (XLSX): a row each, yes or no for every criterion.\n\n"
    "Example: kla export villages --region 32.73 --cycle 2024 --out desa.xlsx"
)
IMPORT_HELP = t(
    "Read a table of villages and sub-districts (XLSX, CSV, or “-” for pasted text); percentages become answers.\n\n"
    "Example: kla import villages desa.xlsx --region 32.73 --cycle 2024 --dry-run"
)


def export_villages(
    region: RegionOption,
    cycle: CycleOption,
    out: Annotated[Path, typer.Option("--out", help=t("The workbook to be written."))] = Path("desa-kelurahan.xlsx"),
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.villages.export import export_villages

    with open_workspace(workspace) as opened:
        rows = export_villages(opened, region, cycle, out, t, instrument)
    print(out)
    say(t("{count} villages and sub-districts are known; the rows below them are empty.", count=rows))


def import_villages(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The table, .xlsx or .csv; “-” reads pasted text."))],
    cycle: CycleOption,
    region: Annotated[
        str, typer.Option("--region", help=t("The only district that it may be about, by code or name."))
    ] = "",
    instrument: InstrumentOption = "",
    stage: Annotated[
        str, typer.Option("--stage", help=t("Stage that is filled in; the self-assessment if not given."))
    ] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=t("Take what the file says also where something else is stored."))
    ] = False,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help=t("Take over percentages although some places have not answered."))
    ] = False,
    dry_run: DryRunOption = False,
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.villages.describe import describe_import
    from kla_widgets.exchange.villages.importing import import_villages

    with open_workspace(workspace) as opened:
        done = import_villages(
            opened, file, cycle, region, instrument, stage, author_name(author), overwrite, incomplete, dry_run
        )
        print(describe_import(done, opened.regions, t))
    if done.refusal:
        raise KlaError(done.refusal)
    raise typer.Exit(SOME_FAILED if done.plan.conflicts else OK)
