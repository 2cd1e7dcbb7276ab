"""How long district reports take as executed notebook and page, beside what people do today. Run: ``make bench``.

Each way makes the same reports of the same workspace, with two processes where it says so; the whole wall time counts,
start included, and the most memory that all its processes had together (what they share counted once, on Linux).

    cli       papermill, then jupyter nbconvert --to html, as commands, a region at a time, two at once
    api       papermill's execute_notebook and nbconvert's HTMLExporter, in one process
    api, 2    the same in two processes
    kla       kla report
    floor     the same figures by a plain function and a Jinja page, in two processes: no notebook at all

``KLA_BENCH_REPORTS`` reports (120), of which ``cli`` makes ``KLA_BENCH_CLI`` (4) and ``api`` ``KLA_BENCH_API`` (8);
``KLA_BENCH_ROUNDS`` rounds (3). ``KLA_BENCH_FORMATS`` are the formats of one more run of ``kla report``
(``html,pdf,docx,xlsx``). ``KLA_BENCH_ONLY`` names the ways to run, with commas between.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from synthetic import MODEL, build_synthetic  # noqa: E402  # tests/ is not a package

from kla_widgets.reporting.jobs import find_template  # noqa: E402

Way = Callable[[Path, Sequence[str], Path], None]


@dataclass(frozen=True)
class Measured:
    """One run: seconds of wall time, and bytes of memory at most."""

    seconds: float
    memory: int


def main() -> None:
    number = {"REPORTS": 120, "CLI": 4, "API": 8, "ROUNDS": 3}
    number = {name: int(os.environ.get(f"KLA_BENCH_{name}", default)) for name, default in number.items()}
    formats = os.environ.get("KLA_BENCH_FORMATS", "html,pdf,docx,xlsx")
    ways: dict[str, tuple[Way, int]] = {
        "cli": (by_commands, number["CLI"]),
        "api": (by_script("api", 1), number["API"]),
        "api, 2": (by_script("api", 2), number["API"]),
        "kla": (by_kla("ipynb,html"), number["REPORTS"]),
        "floor": (by_script("floor", 2), number["REPORTS"]),
        formats: (by_kla(formats), number["REPORTS"]),
    }
    only = [one.strip() for one in os.environ.get("KLA_BENCH_ONLY", "").split(";") if one.strip()]
    with tempfile.TemporaryDirectory() as scratch:
        workspace = Path(os.environ.get("KLA_BENCH_WORKSPACE") or Path(scratch) / "workspace")
        with build_synthetic(workspace, number["REPORTS"]) as opened:
            regions = [case.region for case in opened.store.cases(None, MODEL.cycle, MODEL.instrument)]
        found: dict[str, list[Measured]] = {name: [] for name in ways if not only or name in only}
        for turn in range(number["ROUNDS"]):
            for name in found:  # a round of all ways, then the next: what else the machine does meets all alike
                way, count = ways[name]
                out = Path(scratch) / f"{turn}-{name.replace(',', '-')}"
                found[name].append(measured(lambda w=way, c=count, o=out: w(workspace, regions[:c], o)))  # type: ignore[misc]
    print(table(found, {name: min(ways[name][1], len(regions)) for name in found}))


def table(found: dict[str, list[Measured]], counts: dict[str, int]) -> str:
    """Medians, and how many times as long as ``kla`` each way takes for a report."""
    each = {name: median(run.seconds for run in runs) / counts[name] for name, runs in found.items()}
    own = each.get("kla")
    lines = [f"{'':24} {'reports':>8} {'s each':>8} {'a second':>9} {'MB':>6}  as long as kla"]
    for name, runs in found.items():
        ratio = f"{each[name] / own:8.2f}" if own else ""
        megabytes = max(run.memory for run in runs) / 1e6
        lines.append(f"{name:24} {counts[name]:8} {each[name]:8.3f} {1 / each[name]:9.2f} {megabytes:6.0f}  {ratio}")
    return "\n".join(lines)


def measured(task: Callable[[], None]) -> Measured:
    """Run something that starts processes; what this one holds is left out."""
    ended, peak = threading.Event(), [0]

    def look() -> None:
        while not ended.wait(0.2):
            peak[0] = max(peak[0], sum(map(_held, psutil.Process().children(recursive=True))))

    watcher = threading.Thread(target=look)
    watcher.start()
    began = time.perf_counter()
    try:
        task()
        return Measured(time.perf_counter() - began, peak[0])
    finally:
        ended.set()
        watcher.join()


def by_commands(workspace: Path, regions: Sequence[str], out: Path) -> None:
    """What people do today."""
    program = Path(sys.executable).parent

    def make(region: str) -> None:
        folder = out / region
        folder.mkdir(parents=True)
        values = ["-r", "region", region, "-p", "cycle", str(MODEL.cycle), "-r", "workspace", str(workspace)]
        values += ["-r", "instrument", MODEL.instrument]
        _run([str(program / "papermill"), str(find_template("district")), str(folder / "report.ipynb"), *values])
        convert = ["nbconvert", "--to", "html", "--no-input", str(folder / "report.ipynb")]
        _run([str(program / "jupyter"), *convert])

    with ThreadPoolExecutor(2) as two:
        list(two.map(make, regions))


def by_kla(formats: str) -> Way:
    def make(workspace: Path, regions: Sequence[str], out: Path) -> None:
        options = ["-w", str(workspace), "--cycle", str(MODEL.cycle), "--instrument", MODEL.instrument]
        options += ["--formats", formats, "--out", str(out), "--jobs", "2", "--no-site"]
        _run([sys.executable, "-m", "kla_widgets", "report", *regions, *options])

    return make


def by_script(name: str, processes: int) -> Way:
    """A script of :mod:`plain_reports`, its regions dealt out to some processes."""

    def make(workspace: Path, regions: Sequence[str], out: Path) -> None:
        out.mkdir()
        script = str(HERE / "plain_reports.py")
        shares = [regions[start::processes] for start in range(processes)]
        with ThreadPoolExecutor(processes) as several:
            commands = [[sys.executable, script, name, str(workspace), str(out), *share] for share in shares if share]
            list(several.map(_run, commands))

    return make


def _run(command: Sequence[str]) -> None:
    """Run a command; once more if its kernel found its port taken, as happens to kernels that start at once."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "Address already in use" in done.stderr:
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")


def _held(process: psutil.Process) -> int:
    """Bytes of a process; what it shares with others in part only, where the system tells."""
    try:
        about = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(about, "pss", 0) or about.rss)


if __name__ == "__main__":
    main()
