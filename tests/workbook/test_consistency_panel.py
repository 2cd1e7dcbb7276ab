"""The page of scores shows what the checks find, and where to mend it."""

from __future__ import annotations

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.language import language
from kla_widgets.review.checking import check_cases, choose
from kla_widgets.workbook.consistency import consistency


def test_every_finding_is_counted_and_errors_come_first(demo: Workspace) -> None:
    case, t = Case("00.01", "kla-2024", 2024), language("en")
    found = list(check_cases(demo, [case], choose(thorough=False)))
    figure = consistency(demo, case, t)
    assert f"Findings: {len(found)}," in figure.text
    lines = [line for block in figure.content if hasattr(block, "lines") for line in block.lines]
    severities = [line.words[0] for line in lines]
    assert severities == sorted(severities)  # error, then warning
    assert len(severities) == len(found)
    assert ".ipynb" in figure.html


def test_a_district_without_findings_is_told_so(demo: Workspace) -> None:
    figure = consistency(demo, Case("32.73", "kla-2024", 2024), language("en"))
    assert "nothing" in figure.text
