"""A template may ask for a kernel of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_templates import write_template

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.reporting.batch import render_jobs
from kla_widgets.reporting.jobs import Job

PARENT = (
    "import os, psutil; print('kernel' if 'ipykernel_launcher' in ' '.join(psutil.Process().cmdline()) else 'warm')"
)


@pytest.mark.slow
def test_a_template_that_asks_for_it_runs_in_a_kernel_of_its_own(demo: Workspace, tmp_path: Path) -> None:
    templates = [
        write_template(tmp_path, "hangat", PARENT),
        write_template(tmp_path, "dingin", PARENT, about={"kernel": "cold"}),
        write_template(tmp_path, "gagal", "1 / 0", about={"kernel": "cold"}),
    ]
    jobs = [Job(Case("32.73", "kla-2024", 2024), one, tmp_path / "out", ("html",)) for one in templates]
    warm, cold, failed = render_jobs(demo, jobs)
    assert "warm" in warm.files[0].read_text("utf-8")
    assert "kernel" in cold.files[0].read_text("utf-8")
    assert [fault.code for fault in failed.faults] == ["REP-004"]
    assert "ZeroDivisionError" in (tmp_path / "out" / "gagal-kla-2024.failed.ipynb").read_text("utf-8")
