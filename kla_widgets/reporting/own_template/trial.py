"""Running a template for some regions, cold and warm, without a network, in a process that can be ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kla_widgets.reporting.warm.processes import end_tree

GUARD = Path(__file__).resolve().parent / "guard"
"""Folder whose module Python imports at the start; it refuses the network."""
_PAPERMILLS = {"injected-parameters", "papermill-error-cell-tag"}
"""Tags of the cells that papermill adds."""
_START = 90
"""Seconds for a trial beside those of its cells: imports, kernels."""


@dataclass(frozen=True)
class Run:
    """One run to be made.

    Parameters
    ----------
    region : str
        Region code.
    parameters : mapping
    warm : bool
        As a batch runs it, in a process that has run others before; else with a kernel of its own.
    label : str
        Tells runs apart that are otherwise the same.
    """

    region: str
    parameters: Mapping[str, Any] = field(compare=False)
    warm: bool = False
    label: str = ""


@dataclass(frozen=True)
class Result:
    """What became of a run.

    Parameters
    ----------
    problem, reason : str
        ``failed``, ``slow``, ``died`` or ``broken``, and why; empty where all went well.
    cells : tuple of dict
        The template's own cells as executed; none where there is no notebook.
    """

    problem: str
    reason: str
    cells: tuple[dict[str, Any], ...]

    @property
    def failing(self) -> int:
        """The number of the cell that failed or ran last, counted from 1; 0 if that is not known."""
        for number, cell in enumerate(self.cells, 1):
            if any(output["output_type"] == "error" for output in cell.get("outputs", ())):
                return number
        ran = [number for number, cell in enumerate(self.cells, 1) if cell.get("execution_count")]
        return ran[-1] if ran else 0

    def numbered(self, source: str) -> int:
        """The number of the cell with this source; 0 if there is none."""
        sources = ["".join(cell["source"]).strip() for cell in self.cells]
        return sources.index(source.strip()) + 1 if source.strip() in sources else 0


@dataclass(frozen=True)
class Asked:
    """What a run wanted of the network: which machine, and in the cell with which source."""

    host: str
    source: str


def try_template(
    template: Path, runs: Sequence[Run], folder: Path, timeout: float
) -> tuple[dict[Run, Result], tuple[Asked, ...]]:
    """Run a template.

    Parameters
    ----------
    template : Path
    runs : sequence of Run
    folder : Path
        An empty one, for what is made on the way.
    timeout : float
        Seconds for each cell.

    Returns
    -------
    tuple of (dict, tuple of Asked)
        What became of every run, and what was wanted of the network.
    """
    files = {run: folder / f"{number}.ipynb" for number, run in enumerate(runs)}
    orders = [{"file": str(file), "warm": run.warm, "parameters": dict(run.parameters)} for run, file in files.items()]
    request, log = folder / "request.json", folder / "network.jsonl"
    asked = {"template": str(template.resolve()), "timeout": timeout, "runs": orders}
    request.write_text(json.dumps(asked), encoding="utf-8")
    told = _call(request, log, len(runs) * timeout + _START)
    return {run: _result(file, told) for run, file in files.items()}, tuple(_asked(log))


def _call(request: Path, log: Path, patience: float) -> str:
    """Start the child and wait for it; what it complained about."""
    paths = [str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "KLA_NETWORK_LOG": str(log)}
    command = [sys.executable, "-m", f"{__package__}.child", str(request)]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=surroundings
    )
    try:
        _, complaint = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        end_tree(process.pid)
        process.communicate()
        return ""
    finally:
        end_tree(process.pid)
    return complaint.decode("utf-8", "replace").strip()


def _result(file: Path, complaint: str) -> Result:
    note = Path(f"{file}.told")
    if note.is_file():
        problem, reason = json.loads(note.read_text("utf-8"))
    else:  # the child did not come that far
        problem, reason = ("broken", complaint.splitlines()[-1]) if complaint else ("slow", "")
    return Result(problem, reason, _own_cells(file) if file.is_file() else ())


def _own_cells(file: Path) -> tuple[dict[str, Any], ...]:
    cells = json.loads(file.read_text("utf-8"))["cells"]
    return tuple(cell for cell in cells if not _PAPERMILLS.intersection(cell["metadata"].get("tags", ())))


def _asked(log: Path) -> Iterator[Asked]:
    lines = log.read_text("utf-8").splitlines() if log.is_file() else ()
    for line in dict.fromkeys(lines):
        entry = json.loads(line)
        yield Asked(entry["host"], entry["source"])
