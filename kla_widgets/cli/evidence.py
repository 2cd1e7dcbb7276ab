"""``kla evidence``: files of agencies come in together, and go out packed for the official application."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
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

if TYPE_CHECKING:
    from kla_widgets.exchange.evidence_bulk.importing import Bulk
    from kla_widgets.exchange.evidence_bulk.plan import BulkPlan

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help=t("Import many evidence files at once, or pack them.")
)


@app.command(
    "import",
    help=t(
        "Attach the files of a folder or zip file to the questions that their names tell; what is unsure is asked.\n\n"
        "Example: kla evidence import bukti-dinsos.zip --region 32.73 --cycle 2024 --plan rencana.csv"
    ),
)
def import_(
    source: Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help=t("What an agency delivered."))],
    region: RegionOption,
    cycle: CycleOption,
    year: Annotated[
        int | None, typer.Option("--year", min=1900, max=2100, help=t("Year of documents that do not tell theirs."))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=t("Ask nothing; attach what is likely too."))] = False,
    dry_run: DryRunOption = False,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", help=t("A table (.csv, .xlsx): written if it is not there, then to be edited; followed if it is.")
        ),
    ] = None,
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.evidence_bulk.describe import describe, describe_stored
    from kla_widgets.exchange.evidence_bulk.importing import open_bulk, write_plan
    from kla_widgets.exchange.evidence_bulk.plan import State

    to_follow = plan if plan and plan.exists() else None
    with (
        open_workspace(workspace) as opened,
        open_bulk(opened, source, region, cycle, instrument, year, to_follow, _teller(t("looked at"))) as bulk,
    ):
        planned = bulk.plan
        if plan and not to_follow:
            count = write_plan(bulk, planned, plan, t)
            print(describe(planned, t))
            say(
                t(
                    "Plan written: {file} ({count} files). Edit it, then give the same command again.",
                    file=plan,
                    count=count,
                )
            )
            return
        if yes:
            planned = planned.accept_likely()
        elif not dry_run and sys.stdin.isatty():
            planned = _ask(bulk, planned)
        print(describe(planned, t))
        if dry_run:
            print(t("Stored: nothing."))
            return
        stored = bulk.store(planned, author_name(author), _teller(t("attached")))
        print(describe_stored(stored, t))
    if stored.failed or planned.of(State.REFUSED, State.OPEN, State.LIKELY):
        raise typer.Exit(SOME_FAILED)


@app.command(
    help=t(
        "Write all evidence as zip files, one an indicator, each with an index.\n\n"
        "Example: kla evidence pack --region 32.73 --cycle 2024 --out bukti-2024 --limit 50MB"
    )
)
def pack(
    region: RegionOption,
    cycle: CycleOption,
    out: Annotated[
        Path,
        typer.Option(
            "--out", help=t("A folder for one zip file an indicator; or a name ending in .zip, for one of all.")
        ),
    ],
    limit: Annotated[str, typer.Option("--limit", help=t("Largest size of a zip file, such as 50MB."))] = "50MB",
    instrument: InstrumentOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.exchange.evidence_bulk.packing import pack_evidence, read_limit
    from kla_widgets.results import find_case

    size = read_limit(limit)
    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        packed = pack_evidence(opened, case, out, size, t)
    for file in packed.files:
        print(file)
    for fault in packed.faults:
        say(fault.describe(t))
    say(t("Packed: {count} files.", count=packed.count))
    if not packed.complete:
        raise typer.Exit(SOME_FAILED)


def _ask(bulk: Bulk, planned: BulkPlan) -> BulkPlan:
    """Ask about each file that waits for a word; “s” leaves the others as they are."""
    from kla_widgets.exchange.evidence_bulk.asking import options, understand
    from kla_widgets.exchange.evidence_bulk.describe import question_line

    say(t("For each file: a number, a question (with a kind, such as “I5.1 FOTO”), Enter to leave it out, s to stop."))
    for place in planned.open_places:
        if place not in planned.open_places:  # an earlier word has settled it
            continue
        one = planned.files[place]
        say(question_line(one, t))
        for number, line in enumerate(options(bulk, one, t), 1):
            say(f"  {number}. {line}")
        choice = None
        while choice is None:
            typed = typer.prompt("?", default="", show_default=False, err=True).strip()
            if typed.casefold() == "s":
                return planned
            choice = understand(bulk, one, typed)
            if choice is None:
                say(t("That is no number of the list and no question of the instrument."))
        caption = None
        if choice.question and one.is_picture and not one.caption:
            caption = typer.prompt(t("Caption"), default="", show_default=False, err=True).strip()
        planned = planned.decide(place, choice.question, choice.kind, caption)
    return planned


def _teller(doing: str) -> Callable[[int, int], None]:
    """Tells in a terminal how far it is."""

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} / {of} {doing}", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return tell
