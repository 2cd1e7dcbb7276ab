"""The planning benchmark runs, on tiny sizes."""

from __future__ import annotations

import bench_planning


def test_one_district_is_measured_and_reported() -> None:
    words = bench_planning.report_one(draws=50)
    assert words.startswith("one district: 274 questions")
    assert words.count(" s") >= 5
    assert "best" in words


def test_many_districts_are_measured_and_reported() -> None:
    words = bench_planning.report_many(2, processes=1)
    assert words.startswith("2 districts on 1 processes")
    assert "proven best" in words
