"""The benchmark of evidence in bulk runs."""

from __future__ import annotations

import bench_exchange_evidence
import pytest


@pytest.mark.slow
def test_every_step_is_measured_and_all_files_are_attached_once() -> None:
    words = bench_exchange_evidence.report(40)
    for step in ("40 sure", "40 attached", ", 0 attached", "pack: "):
        assert step in words
