"""Whether a template of one's own can be trusted with hundreds of regions."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.demo import build_demo
from kla_widgets.language import N_
from kla_widgets.reporting.jobs import Job
from kla_widgets.reporting.own_template import judging
from kla_widgets.reporting.own_template.reading import NO_CELL, NOT_PYTHON, Read, findings, read_notebook
from kla_widgets.reporting.own_template.trial import Result, Run, try_template

TWO_REGIONS = Message(
    "TPL-006",
    N_("A check needs two regions with an assessment; here are: {regions}."),
    N_("Name two with --region, or leave --workspace out to use the demo workspace."),
)

TIMEOUT = 120.0
"""Seconds for each cell."""
_FATAL = {NO_CELL.code, NOT_PYTHON.code}
"""Findings after which running would only repeat them."""


def check_template(
    file: Path, workspace: Path | None = None, regions: Sequence[str] = (), timeout: float = TIMEOUT
) -> tuple[Fault, ...]:
    """Read a template and run it for two regions.

    Parameters
    ----------
    file : Path
        A notebook.
    workspace : Path, optional
        Where the regions' data are; the demo workspace, built anew, if not given.
    regions : sequence of str
        Codes or names; two with an assessment are chosen if not given.
    timeout : float
        Seconds for each cell.

    Returns
    -------
    tuple of Fault
        All that was found, each with the number of its cell; none where the template is sound.

    Raises
    ------
    KlaError
        ``TPL-005``, ``TPL-006``, or what is wrong with workspace and regions.
    """
    notebook = read_notebook(file)
    found = list(findings(notebook))
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kla-", ignore_cleanup_errors=True)))
        opened = stack.enter_context(open_workspace(workspace) if workspace else build_demo(scratch / "workspace"))
        jobs = _jobs(notebook, opened, regions)
        if not _FATAL.intersection(fault.code for fault in found):
            found += _tried(notebook, opened, jobs, scratch, timeout)
    return tuple(dict.fromkeys(found))


def _jobs(notebook: Read, workspace: Workspace, wanted: Sequence[str]) -> list[Job]:
    """The reports that are tried: of the regions named, else of two that the latest cycle has."""
    cases = sorted(workspace.store.cases(), key=lambda case: -case.cycle)
    about = notebook.metadata.get("kla")
    wide = isinstance(about, dict) and about.get("template") == "province"
    if wanted:
        codes = [workspace.regions.resolve(name).code for name in wanted]
    else:
        codes = list(dict.fromkeys(case.region[:2] if wide else case.region for case in cases))[:2]
    latest = {code: next((one for one in cases if f"{one.region}.".startswith(f"{code}.")), None) for code in codes}
    known = {code: case for code, case in latest.items() if case}
    if len(known) < 2:
        raise fail(TWO_REGIONS, regions=", ".join(known) or "–")
    return [
        Job(case if case.region == code else Case(code, "", case.cycle), notebook.file, Path())
        for code, case in known.items()
    ]


def _tried(notebook: Read, workspace: Workspace, jobs: Sequence[Job], scratch: Path, timeout: float) -> list[Fault]:
    file = notebook.file.name
    cold = [Run(job.case.region, job.parameters(workspace.folder)) for job in jobs]
    warm = [replace(run, warm=True) for run in cold]
    again = replace(warm[0], label="again")  # what the others left behind would show here
    results, asked = try_template(notebook.file, [*cold, *warm, again], _folder(scratch, "runs"), timeout)
    found: list[Fault] = []
    for run in cold:
        found += judging.run_faults(file, run.region, results[run], timeout)
    found += judging.network_faults(file, asked, results[cold[0]])
    found += judging.output_faults(file, results[cold[0]])
    if any(results[run].problem for run in cold):
        return found
    if judging.alike({run.region: results[run] for run in cold}):
        found.append(Fault(judging.ALL_ALIKE, file, regions=", ".join(run.region for run in cold)))
    by_region = {run.region: results[run] for run in cold}
    pairs = [(run, by_region[run.region], results[run]) for run in (*warm, again)]
    if any(_differ(left, right) for _, left, right in pairs):
        repeated, _ = try_template(notebook.file, cold, _folder(scratch, "repeated"), timeout)
        restless = set().union(*(_cells(by_region[run.region], repeated[run]) for run in cold))
        for run, left, right in pairs:
            if right.problem and right.problem != left.problem:
                found += judging.run_faults(file, run.region, right, timeout)
            else:
                cells = sorted(_cells(left, right) - restless)
                found += [Fault(judging.NOT_THE_SAME, file, run.region, cell=cell, region=run.region) for cell in cells]
    return found


def _differ(one: Result, other: Result) -> bool:
    return one.problem != other.problem or bool(_cells(one, other))


def _cells(one: Result, other: Result) -> set[int]:
    return judging.changed_cells(one, other) if len(one.cells) == len(other.cells) else set()


def _folder(scratch: Path, name: str) -> Path:
    folder = scratch / name
    folder.mkdir()
    return folder
