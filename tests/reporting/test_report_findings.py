"""Findings of the checks in a district's own report.

FND-1  Every check that found something has one line with its number of findings, errors first.
FND-2  Checks that were not run are not told as if they had found nothing.
"""

from __future__ import annotations

from pathlib import Path

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures.content import Grid
from kla_widgets.reporting import findings
from kla_widgets.reporting.facts import load_facts, read_facts
from kla_widgets.review.checking import check_cases, choose
from kla_widgets.review.checks.models import Severity


def test_fnd_1_every_check_has_a_line_and_errors_come_first(demo_folder: Path, demo: Workspace) -> None:
    facts = load_facts(str(demo_folder), "00.01", 2024)
    found = list(check_cases(demo, [facts.case], choose(thorough=False)))
    (grid,) = (block for block in findings.brief(facts).content if isinstance(block, Grid))
    rows = [line for line in grid.lines if line.role == "row"]
    counts = {line.words[0]: line.values[3] for line in rows}
    assert counts == {one.check.id: sum(other.check.id == one.check.id for other in found) for one in found}
    severe = {one.check.id for one in found if one.severity is Severity.ERROR}
    assert 0 < len(severe) < len(rows)
    assert {line.words[0] for line in rows[: len(severe)]} == severe
    assert grid.lines[-1].values[3] == len(found)


def test_fnd_2_checks_that_were_not_run_are_not_told(demo: Workspace) -> None:
    assert findings.brief(read_facts(demo, "00.01", 2024)).text == ""


def test_fnd_2_checks_that_found_nothing_say_so(demo_folder: Path) -> None:
    facts = load_facts(str(demo_folder), "32.73", 2024)
    assert facts.findings == ()
    assert facts.t("The checks found nothing.") in findings.brief(facts).text
