"""The benchmark of the checks runs, on the demo workspace."""

from __future__ import annotations

import bench_checks

from kla_widgets.assessment.workspace import Workspace


def test_checks_are_measured_and_reported(demo: Workspace) -> None:
    words = bench_checks.report(demo)
    assert words.startswith(f"{len(demo.store.cases(cycle=2024))} assessments, {len(bench_checks.RULES)} checks")
    assert words.count(" findings, ") == 2
