"""The benchmark of whole assessments runs."""

from __future__ import annotations

import bench_exchange_whole
import pytest


@pytest.mark.slow
def test_every_step_is_measured_and_reported() -> None:
    words = bench_exchange_whole.report(2)
    for step in ("export: ", "import: dry run ", "excel: ", "tables of 22 assessments"):
        assert step in words
