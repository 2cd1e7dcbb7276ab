"""``kla people``: who works on an assessment, and in which role."""

from __future__ import annotations

from typing import Annotated

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import (
    HERE,
    AuthorOption,
    CycleOption,
    InstrumentOption,
    RegionOption,
    WorkspaceOption,
    author_name,
    say,
    t,
)

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=t("People of an assessment and their roles."))

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=t("The name with which the person signs."))]


@app.command(
    name="list",
    help=t("Who may do what, and what that is worth.\n\nExample: kla people list --region 00.01 --cycle 2024"),
)
def list_(
    region: RegionOption, cycle: CycleOption, instrument: InstrumentOption = "", workspace: WorkspaceOption = HERE
) -> None:
    from kla_widgets.figures import Column, table
    from kla_widgets.results import find_case
    from kla_widgets.review.roles import EVERYONE, HONESTY, ROLE_NAMES, people

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        found = people(opened.store, case)
    rows = [{"name": one.name, "role": t(ROLE_NAMES[one.role]), "agency": one.agency} for one in found]
    columns = [Column("name", t("Name")), Column("role", t("Role")), Column("agency", t("Agency"))]
    if rows:
        print(table(columns, rows, t, t("People"), "people").text)
    else:
        say(t(EVERYONE))
    say(t(HONESTY))


@app.command(
    name="set",
    help=t(
        "Name somebody, or give them another role: facilitator, agency, evaluator or viewer.\n\n"
        "Example: kla people set “Ani B.” --role evaluator --region 00.01 --cycle 2024"
    ),
)
def set_(
    name: NameArgument,
    region: RegionOption,
    cycle: CycleOption,
    role: Annotated[str, typer.Option("--role", help=t("facilitator, agency, evaluator or viewer."))],
    agency: Annotated[str, typer.Option("--agency", help=t("Id or name of the agency."))] = "",
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.results import find_case
    from kla_widgets.review.roles import Person, named_role, set_person

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        set_person(opened.store, case, Person(name, named_role(role), agency), author_name(author))


@app.command(
    help=t("Take somebody off the list.\n\nExample: kla people remove “Ani B.” --region 00.01 --cycle 2024"),
)
def remove(
    name: NameArgument,
    region: RegionOption,
    cycle: CycleOption,
    instrument: InstrumentOption = "",
    author: AuthorOption = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.results import find_case
    from kla_widgets.review.roles import remove_person

    with open_workspace(workspace) as opened:
        case = find_case(opened, opened.regions.resolve(region).code, cycle, instrument or None)
        remove_person(opened.store, case, name, author_name(author))
