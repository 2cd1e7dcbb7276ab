"""The benchmark of the plan's documents runs."""

from __future__ import annotations

import bench_rad


def test_every_document_is_measured_and_reported() -> None:
    words = bench_rad.report()
    for ending in ("docx", "pdf", "xlsx"):
        assert f"  {ending}: " in words
    assert "rows of the matrix" in words
