"""``kla check``: what does not fit together in assessments, and what was changed behind the program's back."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.cli.console import HERE, OK, SOME_FAILED, CycleOption, PrintAllOption, WorkspaceOption, say, t
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

NO_REGION = Message(
    "CHK-002", N_("No region is named."), N_("Name regions with --region, or check all of them with --all.")
)
NOTHING = Message(
    "CHK-003", N_("Nothing is stored in the cycle {cycle}."), N_("Choose another cycle, or another workspace.")
)

CHECK_HELP = t(
    "Check assessments: claims without evidence, numbers and answers that contradict each other, jumps, and changes "
    "made outside the program.\n\n"
    "Example: kla check --region 32.73 --cycle 2024 --by agency\n\n"
    "Example: kla check --all --cycle 2024 --severity error --format csv"
)


def check(
    cycle: CycleOption,
    region: Annotated[
        list[str] | None, typer.Option("--region", help=t("Region code or name; may be given again."))
    ] = None,
    everywhere: Annotated[bool, typer.Option("--all", help=t("All regions of the cycle."))] = False,
    checks: Annotated[
        list[str] | None, typer.Option("--check", help=t("Only this check, such as CHK-101; may be given again."))
    ] = None,
    severity: Annotated[
        Literal["warning", "error"], typer.Option("--severity", help=t("The least severity that is told."))
    ] = "warning",
    by: Annotated[Literal["region", "agency", "check"], typer.Option("--by", help=t("How to group."))] = "region",
    quick: Annotated[
        bool, typer.Option("--quick", help=t("Read neither the journal nor the content of evidence files."))
    ] = False,
    format: PrintAllOption = "table",
    workspace: WorkspaceOption = HERE,
) -> None:
    from kla_widgets.cli.check_output import Checked, check_csv, check_json, check_table  # late: slow to import
    from kla_widgets.results import find_case
    from kla_widgets.review.checking import check_cases, choose, group_key
    from kla_widgets.review.checks.models import Severity

    if not (region or everywhere):
        raise fail(NO_REGION)
    with open_workspace(workspace) as opened:
        rules = choose(checks or (), Severity(severity), thorough=not quick)
        cases = set(opened.store.cases(cycle=cycle))
        if region:
            codes = {opened.regions.resolve(one).code for one in region}
            for code in codes - {case.region for case in cases}:
                find_case(opened, code, cycle)  # says what is stored of it
            cases = {case for case in cases if case.region in codes}
        if not cases:
            raise fail(NOTHING, cycle=cycle)
        found = sorted(check_cases(opened, cases, rules), key=lambda one: group_key(one, by))
        checked = Checked(opened.regions, opened.library, cycle, cases, rules, found, by)
        writers = {"table": check_table, "json": check_json, "csv": check_csv}
        print(writers[format](checked, t))
    errors = sum(one.severity is Severity.ERROR for one in found)
    say(t("Findings: {count}, errors among them: {errors}.", count=len(found), errors=errors))
    raise typer.Exit(SOME_FAILED if errors else OK)
