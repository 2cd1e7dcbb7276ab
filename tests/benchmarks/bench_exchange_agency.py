"""How long the workbooks of agencies take. Run: ``python tests/benchmarks/bench_exchange_agency.py``.

The training district with all of its agencies: workbooks and letters written, then read into an empty assessment, and
the same files once more.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.agency.asking import read_requests
from kla_widgets.exchange.agency.exporting import export_agencies
from kla_widgets.exchange.agency.importing import import_deliveries
from kla_widgets.exchange.agency.letter import write_letter
from kla_widgets.exchange.agency.writing import write_workbook
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.language import language

CASE = Case("00.01", "kla-2024", 2024)
T = TypeVar("T")


def main() -> None:
    print(report())


def report(agencies: Sequence[str] = ()) -> str:
    """Seconds of every step, for all agencies or some."""
    t = language("id")
    with tempfile.TemporaryDirectory() as scratch, open_or_example("") as trained:
        folder = Path(scratch)
        write_letter(read_requests(trained, CASE, ["bapenda"])[0], "x", t)  # imports
        spent, requests = timed(lambda: read_requests(trained, CASE, agencies))
        lines = [f"{len(requests)} agencies, {sum(len(one.asked) for one in requests)} questions asked"]
        lines.append(f"  questions and answers read: {spent:.2f} s")
        spent, books = timed(lambda: [write_workbook(one, t) for one in requests])
        lines.append(f"  workbooks made: {spent:.2f} s, {sum(map(len, books)) / 1000:.0f} kB")
        spent, letters = timed(lambda: [write_letter(one, "x.xlsx", t) for one in requests])
        lines.append(f"  letters made: {spent:.2f} s, {sum(map(len, letters)) / 1000:.0f} kB")
        spent, files = timed(lambda: export_agencies(trained, CASE, agencies, folder / "out", t, "bench"))
        lines.append(f"  exported, workbooks and letters on disk: {spent:.2f} s")
        workbooks = [file for file in files if file.suffix == ".xlsx"]
        with _empty(trained, folder / "empty") as empty:
            for name in ("imported into an empty assessment", "imported again"):
                spent, done = timed(lambda empty=empty: import_deliveries(empty, workbooks, "bench"))
                lines.append(f"  {name}: {spent:.2f} s, {sum(one.stored for one in done)} answers stored")
    return "\n".join(lines)


def _empty(trained: Workspace, folder: Path) -> Workspace:
    workspace = create_workspace(folder)
    workspace.store.save_regions(trained.store.own_regions(), "bench")
    workspace.store.add_case(CASE, None, "bench")
    return workspace


def timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
