"""``kla stage``: the stages of an assessment, their signatures, and opening one again."""

from __future__ import annotations

from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
    AuthorOption,
    CycleOption,
    InstrumentOption,
    PrintOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    say,
    t,
)

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help=t("Stages of the evaluation: show, sign, open again.")
)

StageOption = Annotated[str, typer.Option("--stage", help=t("Stage id, such as mandiri."))]


@app.command(
    help=t(
        "Which stage is open, who signed which, and the points at each.\n\n"
        "Example: kla stage show --region 00.01 --cycle 2024"
    )
)
def show(
    region: RegionOption,
    cycle: CycleOption,
    format: PrintOption = "table",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.cli.stage_output import read_lines, stages_json, stages_table
    from kla_widgets.results import find_case

    with open_workspace(workspace) as opened:
        place = opened.regions.resolve(region)
        lines = read_lines(opened, find_case(opened, place.code, cycle, instrument or None))
    print(stages_json(lines) if format == "json" else stages_table(lines, place, t))


@app.command(
    help=t(
        "Sign a stage: what it holds is kept as it is, and the next stage opens.\n\n"
        "Example: kla stage sign --region 00.01 --cycle 2024 --stage mandiri --author “Ani B.”"
    )
)
def sign(
    region: RegionOption,
    cycle: CycleOption,
    stage: StageOption,
    author: AuthorOption = "",
    role: Annotated[str, typer.Option("--role", help=t("As what, in your own words."))] = "",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.results import find_case
    from kla_widgets.review import stages

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        signed = stages.sign(opened, case, stage, author_name(author), role)
    say(t("Signed by {author}: {stage}, {hash}.", author=signed.author, stage=stage, hash=signed.hash[:12]))


@app.command(
    help=t(
        "Open a signed stage again; the reason is kept in the journal.\n\n"
        "Example: kla stage reopen --region 00.01 --cycle 2024 --stage mandiri --reason “Salah unggah I3.2a”"
    )
)
def reopen(
    region: RegionOption,
    cycle: CycleOption,
    stage: StageOption,
    reason: Annotated[str, typer.Option("--reason", help=t("Why; required."))],
    author: AuthorOption = "",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.results import find_case
    from kla_widgets.review import stages

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        stages.reopen(opened, case, stage, author_name(author), reason)
    say(t("Open again: {stage}.", stage=stage))
