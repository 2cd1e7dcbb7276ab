"""The benchmark of the batch runs, and its plain function shows the same numbers as our reports."""

from __future__ import annotations

from pathlib import Path

import bench_batch
import plain_reports
import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.reporting.batch import render_jobs
from kla_widgets.reporting.jobs import Job, find_template


@pytest.mark.slow
def test_the_floor_shows_the_same_tables_as_the_report(demo: Workspace, tmp_path: Path) -> None:
    plain_reports.floor(str(demo.folder), tmp_path, ["00.01"])
    job = Job(Case("00.01", "kla-2024", 2024), find_template("district"), tmp_path / "out", ("html",))
    (outcome,) = render_jobs(demo, [job])
    pages = [(tmp_path / "00.01.html").read_text("utf-8"), outcome.files[0].read_text("utf-8")]
    assert pages[0].count("<tr") == pages[1].count("<tr") > 300
    assert pages[0].count("<svg") == pages[1].count("<svg") > 3


def test_a_run_is_measured_with_its_ratio() -> None:
    measured = bench_batch.measured(lambda: None)
    assert measured.seconds >= 0
    found = {"kla": [bench_batch.Measured(2.0, 5_000_000)], "api": [bench_batch.Measured(9.0, 1_000_000)]}
    lines = bench_batch.table(found, {"kla": 10, "api": 3}).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["kla", "api"]
    assert lines[2].split()[-1] == "15.00"
    assert lines[1].split()[-2:] == ["5", "1.00"]
