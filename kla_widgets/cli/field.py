"""``kla export field`` and ``kla import field``: forms for phones out, and what was seen in the field in again."""

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
from kla_widgets.errors import fail

EXPORT_HELP = t(
    "Write a form for phones (XLSForm for KoboToolbox or ODK): the instrument's questions, or a checklist.\n\n"
    "Example: kla export field --region 32.73 --cycle 2024 --checklist rbra --out rbra.xlsx"
)
IMPORT_HELP = t(
    "Read submissions of such a form (CSV or JSON of KoboToolbox or ODK Central) with their photos.\n\n"
    "Example: kla import field kunjungan.csv --region 32.73 --cycle 2024 --attachments foto --dry-run"
)
ChecklistOption = Annotated[
    str, typer.Option("--checklist", help=t("ruang-asi, rbra, pisa, ktr, or a YAML file of your own."))
]


def export_field(
    region: RegionOption,
    cycle: CycleOption,
    checklist: ChecklistOption = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            help=t("Indicator or question, may be given again; questions that ask for photos if not given."),
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help=t("The workbook to be written."))] = Path("formulir.xlsx"),
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.field.checklists import find_checklist
    from kla_widgets.exchange.field.forms import checklist_form, instrument_form
    from kla_widgets.exchange.field.xlsform import write_form
    from kla_widgets.results import choose_instrument

    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        questionnaire = choose_instrument(opened, place.code, cycle, instrument)
    if checklist:
        form = checklist_form(find_checklist(checklist, questionnaire), place.code, cycle)
    else:
        form = instrument_form(questionnaire, place.code, cycle, only or ())
    write_form(form, out, place.synthetic)
    print(out)
    if form.left_out:
        say(t("Not on phones, because they are tables: {questions}.", questions=", ".join(form.left_out)))


def import_field(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("The submissions, .csv or .json."))],
    region: RegionOption,
    cycle: CycleOption,
    attachments: Annotated[
        Path | None, typer.Option("--attachments", help=t("Folder with the photos; looked through with its folders."))
    ] = None,
    decimals: Annotated[
        int, typer.Option("--decimals", min=0, max=6, help=t("Decimals of the coordinates; 2 is about a kilometre."))
    ] = 2,
    no_location: Annotated[bool, typer.Option("--no-location", help=t("Keep no coordinates at all."))] = False,
    checklist: ChecklistOption = "",
    stage: Annotated[str, typer.Option("--stage", help=t("Stage of the answers; lapangan if not given."))] = "",
    instrument: InstrumentOption = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=t("Take what the file says also where something else is stored."))
    ] = False,
    dry_run: DryRunOption = False,
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.field.describe import describe_plan
    from kla_widgets.exchange.field.importing import REFUSED, apply_field, plan_field

    kept = None if no_location else decimals
    with open_workspace(workspace) as opened:
        plan = plan_field(opened, file, region, cycle, instrument, stage, checklist, attachments, kept, overwrite)
        print(describe_plan(plan, t))
        if plan.faults:
            raise fail(REFUSED, file.name, count=len(plan.faults))
        stored = 0 if dry_run else apply_field(opened, plan, author_name(author))
    print(t("Stored: {count} new or changed lines.", count=stored) if stored else t("Stored: nothing."))
    raise typer.Exit(SOME_FAILED if plan.conflicts else OK)
