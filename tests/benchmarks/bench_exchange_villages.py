"""How long the villages of the whole country take. Run: ``python tests/benchmarks/bench_exchange_villages.py``.

A made-up table of 83,000 villages with yes or no for all 18 criteria is imported as CSV and as XLSX, each into an empty
workspace and once again; memory is the most that the process ever had. The real district codes are used because the
import checks them; the answers are drawn by chance and stay in a scratch folder.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
from xlsxwriter import Workbook as Book

from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.villages.criteria import Tier, criteria_of
from kla_widgets.exchange.villages.importing import import_villages
from kla_widgets.instrument.library import shipped_library
from kla_widgets.regions import shipped_regions

VILLAGES = 83_000
CYCLE = 2024


def main() -> None:
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else VILLAGES))


def report(count: int) -> str:
    """Seconds and memory of each way in."""
    lines = [f"{count} villages, {len(_questions())} criteria"]
    with tempfile.TemporaryDirectory(prefix="kla-bench-") as scratch:
        for ending, write in (("csv", _write_csv), ("xlsx", _write_xlsx)):
            file = Path(scratch) / f"desa.{ending}"
            write(file, count)
            with create_workspace(Path(scratch) / ending) as workspace:
                first, lines_stored = _timed(workspace, file)
                again, nothing = _timed(workspace, file)
            size = file.stat().st_size / 1e6
            lines.append(f"  {ending} ({size:.1f} MB): {first}, {lines_stored} lines; again: {again}, {nothing} lines")
    lines.append(f"  most memory: {_most_memory() / 1e6:.0f} MB")
    return "\n".join(lines)


def _timed(workspace: Workspace, file: Path) -> tuple[str, int]:
    wall, work = time.perf_counter(), time.process_time()
    done = import_villages(workspace, file, CYCLE, author="bench")
    assert done.refusal is None
    return f"{time.perf_counter() - wall:.1f} s ({time.process_time() - work:.1f} s of work)", done.stored


def _questions() -> list[str]:
    return [one.question for one in criteria_of(shipped_library().get("kla-2024")) if one.tier is Tier.VILLAGE]


def _rows(count: int) -> Iterator[Sequence[str]]:
    dice, questions = random.Random(83), _questions()
    districts = [region.code for region in shipped_regions().districts()]
    yield ["Kode", "Nama", "Kecamatan", *questions]
    for number in range(count):
        place, district = divmod(number, len(districts))
        above = place // 12 + 1
        answers = [dice.choice(("ya", "tidak")) for _ in questions]
        yield [
            f"{districts[district]}.{above:02}.{2001 + place % 12}",
            f"Desa {number}",
            f"Kecamatan {above}",
            *answers,
        ]


def _write_csv(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(_rows(count))


def _write_xlsx(file: Path, count: int) -> None:
    book = Book(str(file), {"constant_memory": True})
    page = book.add_worksheet("Desa")
    for number, row in enumerate(_rows(count)):
        page.write_row(number, 0, row)
    book.close()


def _most_memory() -> int:
    """Peak memory of this process in bytes."""
    info = psutil.Process().memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
