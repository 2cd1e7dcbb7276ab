"""How long the documents of a plan take. Run: ``python tests/benchmarks/bench_rad.py``.

The training district with its own proposal: reading everything, then each document by itself, the second time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from kla_widgets.exchange.demo import open_or_example
from kla_widgets.reporting.rad_export import DOCUMENTS
from kla_widgets.reporting.rad_facts import RadFacts, read_rad
from kla_widgets.reporting.rad_import import read_matrix

T = TypeVar("T")


def main() -> None:
    print(report())


def report() -> str:
    """Seconds of every step."""
    with open_or_example("") as workspace:
        seconds, rad = timed(lambda: read_rad(workspace, "00.01", 2024))
    lines = [f"{len(rad.chosen)} actions, {len(rad.rows)} rows of the matrix"]
    lines.append(f"  read, with a plan proposed and simulated: {seconds:.2f} s")
    for ending in DOCUMENTS:
        spent, content = _written(ending, rad)
        lines.append(f"  {ending}: {spent:.2f} s, {len(content) / 1000:.0f} kB")
    spent, rows = timed(lambda: read_matrix(DOCUMENTS["xlsx"](rad), "m.xlsx", rad.instrument, rad.years))
    lines.append(f"  xlsx written and read back: {spent:.2f} s, {len(rows)} rows")
    return "\n".join(lines)


def _written(ending: str, rad: RadFacts) -> tuple[float, bytes]:
    DOCUMENTS[ending](rad)  # imports, fonts, styles
    return timed(lambda: DOCUMENTS[ending](rad))


def timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
