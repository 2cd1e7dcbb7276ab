"""How findings are printed: for reading, and as JSON and CSV for programs, with the same words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kla_widgets.assessment.records import Case
from kla_widgets.figures import Column, table
from kla_widgets.instrument.library import Library
from kla_widgets.language import Language
from kla_widgets.regions import Regions
from kla_widgets.review.checking import Grouping, grouped
from kla_widgets.review.checks.models import Finding, Rule, Severity
from kla_widgets.review.wording import severity_name, told
from kla_widgets.words import agency_name

LISTED = 200
"""Findings printed for reading; CSV and JSON hold all."""


@dataclass(frozen=True)
class Checked:
    """What was checked, and what was found.

    Parameters
    ----------
    regions : Regions
    library : Library
    cycle : int
    cases : collection of Case
    rules : sequence of Rule
    findings : list of Finding
        In the order of their groups.
    by : {"region", "agency", "check"}
    """

    regions: Regions
    library: Library
    cycle: int
    cases: Collection[Case]
    rules: Sequence[Rule]
    findings: list[Finding]
    by: Grouping


def check_table(checked: Checked, t: Language) -> str:
    """How many in each group, and the findings with explanation and cure."""
    rows = list(_groups(checked, t))
    columns = [
        Column("name", {"region": t("Region"), "agency": t("Agency"), "check": t("Check")}[checked.by]),
        Column("errors", t("Errors"), "count", total=True),
        Column("warnings", t("Warnings"), "count", total=True),
    ]
    caption = t("Checks {cycle}: {count} assessments", cycle=checked.cycle, count=len(checked.cases))
    lines = [table(columns, rows, t, caption, "checks").text]
    heading = ""
    for finding, row in zip(checked.findings[:LISTED], _rows(checked, t), strict=False):
        name = _group_name(checked, finding, t)
        if name != heading:
            lines += ["", name]
            heading = name
        training = t("TRAINING DATA")
        mark = f" ({training})" if row["synthetic"] and checked.by != "region" else ""
        lines.append(
            f"  [{row['check']}] {severity_name(finding.severity, t)} · {row['region']}{mark} · {row['title']}"
        )
        lines += [f"      {row[part]}" for part in ("where", "what", "why", "cure") if row[part]]
    if (more := len(checked.findings) - LISTED) > 0:
        lines += ["", t("{count} more; --format csv lists all.", count=more)]
    return "\n".join(lines)


def check_json(checked: Checked, t: Language) -> str:
    """The contract that scripts rely on."""
    document = {
        "cycle": checked.cycle,
        "checks": [rule.check.id for rule in checked.rules],
        "assessments": [_place(checked, case) for case in sorted(checked.cases)],
        "groups": list(_groups(checked, t)),
        "findings": list(_rows(checked, t)),
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def check_csv(checked: Checked, t: Language) -> str:
    """One line per finding."""
    stream = io.StringIO()
    names = ["check", "severity", "region", "name", "synthetic", "instrument", "cycle", "question", "agency"]
    writer = csv.DictWriter(stream, [*names, "title", "where", "what", "why", "cure"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | {"synthetic": str(row["synthetic"]).lower()} for row in _rows(checked, t))
    return stream.getvalue().rstrip("\n")


def _rows(checked: Checked, t: Language) -> Iterator[dict[str, Any]]:
    for one in checked.findings:
        yield (
            {"check": one.check.id, "severity": str(one.severity)}
            | _place(checked, one.case)
            | {"cycle": one.case.cycle, "question": one.question, "agency": one.agency}
            | asdict(told(one, checked.library.get(one.case.instrument), t))
        )


def _groups(checked: Checked, t: Language) -> Iterator[dict[str, Any]]:
    for key, members in grouped(checked.findings, checked.by).items():
        errors = sum(one.severity is Severity.ERROR for one in members)
        name = _group_name(checked, members[0], t)
        yield {"key": key, "name": name, "errors": errors, "warnings": len(members) - errors}


def _group_name(checked: Checked, finding: Finding, t: Language) -> str:
    if checked.by == "check":
        return f"{finding.check.id} {t(finding.check.title)}"
    if checked.by == "agency":
        return agency_name(checked.library.get(finding.case.instrument), finding.agency, t)
    region = checked.regions.get(finding.region)
    mark = t("TRAINING DATA")
    return f"{region} ({mark})" if region.synthetic else str(region)


def _place(checked: Checked, case: Case) -> dict[str, Any]:
    region = checked.regions.get(case.region)
    named = {"region": region.code, "name": region.full_name, "synthetic": region.synthetic}
    return named | {"instrument": case.instrument}
