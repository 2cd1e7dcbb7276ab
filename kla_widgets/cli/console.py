"""What every command shares: the options, the language, and how faults are told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from kla_widgets.assessment.records import author_name as author_name  # for the commands
from kla_widgets.errors import KlaError
from kla_widgets.language import preferred_language

OK, SOME_FAILED, REFUSED = 0, 1, 2

t = preferred_language()

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", envvar="KLA_WORKSPACE", help=t("Folder of the workspace."))
]
CycleOption = Annotated[int, typer.Option("--cycle", help=t("Year of the evaluation."))]
RegionOption = Annotated[str, typer.Option("--region", help=t("Region code (32.73) or name (Kota Bandung)."))]
InstrumentOption = Annotated[str, typer.Option("--instrument", help=t("Instrument id, such as kla-2024."))]
AuthorOption = Annotated[str, typer.Option("--author", help=t("Who signs the change."))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=t("Tell only; store nothing."))]
PrintOption = Annotated[Literal["table", "json"], typer.Option("--format", help=t("How to print."))]
PrintAllOption = Annotated[Literal["table", "json", "csv"], typer.Option("--format", help=t("How to print."))]
ShownStageOption = Annotated[str, typer.Option("--stage", help=t("The stage shown; the furthest one if not given."))]
HERE = Path()


def say(text: str) -> None:
    """A message, on stderr."""
    print(text, file=sys.stderr)


def refuse(error: KlaError) -> int:
    """Tell all faults of an error; the exit code that goes with it."""
    say(error.describe(t))
    return REFUSED
