"""How long whole assessments take out and in. Run: ``python tests/benchmarks/bench_exchange_whole.py [DISTRICTS]``.

The training district as archive, out and into an empty workspace, and as Excel; then the tidy tables of many synthetic
districts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from synthetic import MODEL, build_synthetic

from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.whole.excel import export_excel
from kla_widgets.exchange.whole.export import export_whole
from kla_widgets.exchange.whole.importing import import_whole
from kla_widgets.exchange.whole.tables import export_tables
from kla_widgets.language import language

T = TypeVar("T")


def main() -> None:
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 500))


def report(districts: int) -> str:
    """Seconds and sizes of every step."""
    with tempfile.TemporaryDirectory(prefix="kla-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        with build_synthetic(folder / "many", districts) as workspace:
            return "\n".join([*_one(workspace, folder), *_many(workspace, folder)])


def _one(workspace: Workspace, folder: Path) -> list[str]:
    archive, excel = folder / "one.zip", folder / "one.xlsx"
    out, exported = timed(lambda: export_whole(workspace, MODEL, archive))
    with create_workspace(folder / "empty") as other:
        tried, _ = timed(lambda: import_whole(other, archive, dry_run=True))
        into, imported = timed(lambda: import_whole(other, archive))
        again, _ = timed(lambda: import_whole(other, archive))
    seen, _ = timed(lambda: export_excel(workspace, MODEL, excel, language("id")))
    return [
        f"training district: {exported.rows} rows, {exported.evidence} evidence files, {_size(archive)}",
        f"  export: {out:.2f} s",
        f"  import: dry run {tried:.2f} s, {imported.rows} new rows {into:.2f} s, once more {again:.2f} s",
        f"  excel: {seen:.2f} s, {_size(excel)}",
    ]


def _many(workspace: Workspace, folder: Path) -> list[str]:
    cases = workspace.store.cases()
    spent, files = timed(lambda: export_tables(workspace, cases, folder / "tables", "csv", language("id")))
    sizes = ", ".join(f"{file.stem} {_size(file)}" for file in files)
    return [f"tables of {len(cases)} assessments as CSV: {spent:.1f} s", f"  {sizes}"]


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.2f} MB"


def timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
