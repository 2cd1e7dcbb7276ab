"""The benchmarks of villages and field visits run."""

from __future__ import annotations

import bench_exchange_field
import bench_exchange_villages


def test_both_ways_of_a_village_table_are_measured() -> None:
    words = bench_exchange_villages.report(60)
    assert words.startswith("60 villages, 18 criteria")
    assert words.count("again") == 2
    assert words.count(", 0 lines") == 2
    assert "MB" in words


def test_forms_and_visits_are_measured() -> None:
    words = bench_exchange_field.report(3)
    assert "form of all questions" in words
    assert "3 lines stored" in words
