"""A whole batch: one folder, one lock, one record, one crew; what is finished stays whatever happens to the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kla_widgets.assessment.digest import latest_change
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch.lock import folder_lock
from kla_widgets.reporting.batch.orders import Order, prepare
from kla_widgets.reporting.batch.record import RunRecord, Totals, run_record
from kla_widgets.reporting.batch.writing import clear_drafts
from kla_widgets.reporting.jobs import Job, Outcome

Listener = Callable[[Outcome], None]


@dataclass(frozen=True)
class Settings:
    """How a batch is run.

    Parameters
    ----------
    workers : int
        Processes at most; 0 for one a processor.
    force : bool
        Make also what is up to date.
    timeout : float
        Seconds for one report.
    retries : int
        How often a report is tried again whose process died.
    scheduler : str
        Address of a Dask scheduler; empty for this machine alone.
    """

    workers: int = 0
    force: bool = False
    timeout: float = 120.0
    retries: int = 1
    scheduler: str = ""


@dataclass(frozen=True)
class Batch:
    """What came of a batch: its totals, its record, why the record is not whole, and what became of every report."""

    totals: Totals
    record: Path
    record_lost: str
    outcomes: tuple[Outcome, ...]


class Makers(Protocol):
    """Whoever makes reports: processes of this machine, or those of several."""

    def run(self, orders: Iterable[Order | Outcome]) -> Iterator[Outcome]:
        """Make reports; each outcome comes as soon as it is known."""
        ...


def run_batch(workspace: Workspace, jobs: Sequence[Job], out: Path, settings: Settings, listen: Listener) -> Batch:
    """Make reports.

    Parameters
    ----------
    workspace : Workspace
    jobs : sequence of Job
    out : Path
        The folder in which the folders of all jobs lie.
    settings : Settings
    listen : callable
        Is told every outcome as soon as it is there.

    Returns
    -------
    Batch
        Also when it is interrupted (Ctrl-C): then of what was finished until then.

    Raises
    ------
    KlaError
        When nothing could be started: ``BAT-004`` the folder is in use, ``REP-005`` it cannot be written to,
        ``BAT-01x`` the scheduler cannot be used.
    """
    outcomes = []
    with _at_work(workspace, jobs, out, settings) as (crew, record):
        try:
            for outcome in crew.run(prepare(workspace, jobs, settings.force)):
                record.add(outcome)
                outcomes.append(outcome)
                listen(outcome)
        except KeyboardInterrupt:
            record.totals.interrupted = True
    return Batch(record.totals, record.file, record.lost, tuple(outcomes))


def watch_batch(
    workspace: Workspace,
    choose: Callable[[], Sequence[Job]],
    out: Path,
    settings: Settings,
    listen: Listener,
    complain: Callable[[KlaError], None],
    after: Callable[[Sequence[Outcome]], None],
    pause: float = 1.0,
) -> None:
    """Make what is not up to date, and again whenever the workspace, an instrument or a template changes.

    Parameters
    ----------
    choose : callable
        Gives the jobs as they are now.
    listen : callable
        Is told what is made or fails.
    complain : callable
        Is told why nothing can be made at the moment, such as a template that is only half saved.
    after : callable
        Is given all outcomes of a round in which something was made.
    pause : float
        Seconds between two looks.

    Raises
    ------
    KlaError
        As :func:`run_batch`.
    """
    jobs = choose()
    with suppress(KeyboardInterrupt), _at_work(workspace, jobs, out, settings) as (crew, record):
        seen: object = None
        while True:
            now = _stamp(workspace, jobs)
            if now != seen:
                seen = now
                try:
                    jobs = choose()
                    outcomes = []
                    for outcome in crew.run(prepare(workspace, jobs, force=False)):
                        outcomes.append(outcome)
                        if outcome.fresh:
                            record.add(outcome)
                            listen(outcome)
                    if any(outcome.fresh for outcome in outcomes):
                        after(outcomes)
                except KlaError as error:
                    complain(error)
            time.sleep(pause)


def _stamp(workspace: Workspace, jobs: Iterable[Job]) -> object:
    """Something cheap that is another after every change."""
    files = {job.template for job in jobs} | set(workspace.library.files.values())
    return latest_change(workspace.store), sorted((file, _modified(file)) for file in files)


def _modified(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@contextmanager
def _at_work(
    workspace: Workspace, jobs: Sequence[Job], out: Path, settings: Settings
) -> Iterator[tuple[Makers, RunRecord]]:
    """Have the folder for oneself, with whoever makes the reports and the record of the run."""
    with folder_lock(out):
        for folder in {job.folder for job in jobs}:
            clear_drafts(folder)
        with (
            makers(settings, jobs, workspace.folder, out) as crew,
            run_record(out, _about(jobs, settings)) as record,
        ):
            yield crew, record


def makers(settings: Settings, jobs: Sequence[Job], workspace: Path, out: Path) -> AbstractContextManager[Makers]:
    """Who makes the reports under these settings; nobody is hired before there is something to do."""
    from kla_widgets.reporting.batch.crew import Crew, Limits, hire_for, sensible_size

    if settings.scheduler:
        from kla_widgets.reporting.batch.cluster import Cluster

        return Cluster(settings.scheduler, out, Limits(1, settings.timeout, settings.retries))
    size = min(sensible_size(settings.workers), max(len(jobs), 1))
    return Crew(Limits(size, settings.timeout, settings.retries), hire_for(workspace, _formats(jobs)))


def render_jobs(workspace: Workspace, jobs: Iterable[Job], resume: bool = False) -> Iterator[Outcome]:
    """Make reports one after another, without lock and record; for a few of them, and for tests."""
    jobs = list(jobs)
    with makers(Settings(workers=1), jobs, workspace.folder, Path()) as crew:
        yield from crew.run(prepare(workspace, jobs, force=not resume))


def _formats(jobs: Iterable[Job]) -> list[str]:
    return sorted({ending for job in jobs for ending in job.formats})


def _about(jobs: Sequence[Job], settings: Settings) -> dict[str, object]:
    return {
        "reports": len(jobs),
        "templates": sorted({job.template.name for job in jobs}),
        "formats": _formats(jobs),
        "languages": sorted({job.language for job in jobs}),
        "workers": settings.workers,
        "force": settings.force,
        "timeout": settings.timeout,
        "retries": settings.retries,
        "scheduler": settings.scheduler,
    }
