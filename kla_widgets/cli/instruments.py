"""``kla instrument``: list, show, check, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_widgets.assessment.workspace import OWN_INSTRUMENTS, is_workspace
from kla_widgets.cli.console import HERE, REFUSED, WorkspaceOption, say, t
from kla_widgets.figures import Column, table

if TYPE_CHECKING:  # pydantic is slow to import: each command below loads what it needs
    from kla_widgets.instrument.library import Library

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help=t("Instruments: what is asked, and what it is worth.")
)


@app.command("list", help=t("List the instruments.\n\nExample: kla instrument list"))
def list_(workspace: WorkspaceOption = HERE) -> None:
    from kla_widgets.words import STATUSES

    rows = [
        {
            "id": one.id,
            "cycle": str(one.cycle or "–"),
            "clusters": len(one.clusters),
            "indicators": len(one.indicators),
            "questions": len(one.questions),
            "max": t.short(one.max),
            "status": t(STATUSES[one.status]),
            "title": t.pick(one.title),
        }
        for one in _library(workspace).all()
    ]
    columns = [
        Column("id", "id", "id"),
        Column("cycle", t("Cycle")),
        Column("clusters", t("Clusters"), "count"),
        Column("indicators", t("Indicators"), "count"),
        Column("questions", t("Questions"), "count"),
        Column("max", t("Maximum"), align="right"),
        Column("status", t("Status")),
        Column("title", t("Title")),
    ]
    print(table(columns, rows, t, t("Instruments"), "instruments").text)


@app.command(
    help=t("Show an instrument: clusters, indicators, questions, weights.\n\nExample: kla instrument show kla-2024")
)
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help=t("Instrument id, such as kla-2024."))],
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.words import KINDS, STATUSES

    one = _library(workspace).get(identifier)
    print(f"{one.id}: {t.pick(one.title)}")
    print(t("Maximum {maximum}; status: {status}", maximum=t.short(one.max), status=t(STATUSES[one.status])))
    for cluster in one.clusters:
        print(f"\n{cluster.id}  {t.pick(cluster.name)}  [{t.short(cluster.max)}]")
        for indicator in cluster.indicators:
            print(f"  {indicator.id}  {t.pick(indicator.name)}  [{t.short(indicator.max)}]")
            for question in indicator.questions:
                kind = t(KINDS[question.kind])
                print(f"    {question.id}  {t.pick(question.text)}  [{t.short(question.weight)}; {kind}]")


@app.command(
    help=t(
        "Check instrument files; all faults are told at once.\n\n"
        "Example: kla instrument check templates/instruments/*.yaml"
    )
)
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=t("Instrument files (YAML)."))]) -> None:
    from kla_widgets.instrument.loading import check_instrument

    bad = 0
    for file in files:
        faults = check_instrument(file)
        bad += bool(faults)
        for fault in faults:
            say(fault.describe(t))
        verdict = t("{count} faults", count=len(faults)) if faults else t("good")
        print(f"{file}: {verdict}")
    if bad:
        raise typer.Exit(REFUSED)


@app.command(
    help=t(
        "Print the JSON Schema of the instrument file, for editors.\n\nExample: kla instrument schema > kla.schema.json"
    )
)
def schema() -> None:
    from kla_widgets.instrument.schema import instrument_schema

    print(json.dumps(instrument_schema(), indent=2, ensure_ascii=False))


def _library(workspace: Path) -> Library:
    from kla_widgets.instrument.library import shipped_library

    return shipped_library(*([workspace / OWN_INSTRUMENTS] if is_workspace(workspace) else []))
