"""How long evidence takes in bulk. Run: ``python tests/benchmarks/bench_exchange_evidence.py [FILES]``.

A folder as agencies deliver it, PDFs and photos by turns: planned, attached, brought in a second time, and packed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "exchange" / "evidence_bulk"))

from evidence_deliveries import JPEG, pdf

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.evidence_bulk.importing import open_bulk
from kla_widgets.exchange.evidence_bulk.packing import pack_evidence
from kla_widgets.exchange.evidence_bulk.plan import State
from kla_widgets.language import language

T = TypeVar("T")
CASE = Case("18.72", "kla-2024", 2024)
_SIZE = 300_000
"""Bytes of a file, about."""


def main() -> None:
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))


def report(count: int) -> str:
    """Seconds of every step."""
    with tempfile.TemporaryDirectory(prefix="kla-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        with create_workspace(folder / "workspace") as workspace:
            source = _delivered(workspace, folder / "delivery", count)
            first, (ready, planned, stored) = timed(lambda: _bring(workspace, source))
            again, (_, _, more) = timed(lambda: _bring(workspace, source))
            spent, packed = timed(lambda: pack_evidence(workspace, CASE, folder / "pack", 50 * 10**6, language("id")))
    each = 1000 * first / count
    return "\n".join(
        [
            f"{count} files of {_SIZE // 1000} KB, {ready} sure",
            f"  import: {first:.1f} s, of it the plan {planned:.1f} s ({each:.0f} ms a file), {stored} attached",
            f"  once more: {again:.1f} s, {more} attached",
            f"  pack: {spent:.1f} s, {len(packed.files) - 2} zip files",
        ]
    )


def _delivered(workspace: Workspace, folder: Path, count: int) -> Path:
    questions = workspace.library.get(CASE.instrument).questions
    for number in range(count):
        question = questions[number % len(questions)].id
        place = folder / f"Perangkat daerah {number % 30}"
        place.mkdir(parents=True, exist_ok=True)
        if number % 2:
            (place / f"{question} Foto kegiatan {number}.jpg").write_bytes(JPEG + bytes([number % 256]) * _SIZE)
        else:
            text = "Keputusan Bupati tahun 2023 tentang gugus tugas " * 20
            content = pdf(text, 6, f"{number} " + "isi" * (_SIZE // 3))
            (place / f"{question} SK {number}.pdf").write_bytes(content)
    return folder


def _bring(workspace: Workspace, source: Path) -> tuple[int, float, int]:
    began = time.perf_counter()
    with open_bulk(workspace, source, CASE.region, CASE.cycle) as bulk:
        planned = time.perf_counter() - began
        plan = bulk.plan.accept_likely()
        return len(plan.of(State.READY)), planned, bulk.store(plan, "bench").attached


def timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
