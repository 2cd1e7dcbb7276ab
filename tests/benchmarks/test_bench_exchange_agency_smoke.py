"""The benchmark of agency workbooks runs, and stores what it read."""

from __future__ import annotations

from bench_exchange_agency import report


def test_the_benchmark_of_agency_workbooks_runs() -> None:
    lines = report(["bapenda", "forum_anak"]).splitlines()
    assert lines[0] == "2 agencies, 6 questions asked"
    assert lines[-2].endswith("6 answers stored")
    assert lines[-1].endswith("0 answers stored")
