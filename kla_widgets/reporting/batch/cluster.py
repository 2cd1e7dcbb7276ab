"""The same batch on several machines, through Dask distributed.

Every machine runs ``dask worker`` with this package installed, and sees the workspace and the folder of the reports
under the same path. A Dask worker makes reports with a warm process of its own, as a crew does on one machine; one
that is lost in the middle gives its report back to the scheduler, which hands it to another.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Self
from uuid import uuid4

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.batch.crew import UNEXPECTED, Crew, Limits, hire_for
from kla_widgets.reporting.batch.orders import Order, program
from kla_widgets.reporting.jobs import Outcome

NOT_INSTALLED = Message(
    "BAT-010",
    N_("Work on several machines needs the package “distributed”."),
    N_("Install it with: pip install “kla-widgets[cluster]”."),
)
NO_SCHEDULER = Message(
    "BAT-011",
    N_("No Dask scheduler answers at {address}: {reason}."),
    N_("Start one with “dask scheduler”, and give its address, for example tcp://10.0.0.5:8786."),
)
NO_WORKERS = Message(
    "BAT-012",
    N_("The scheduler at {address} knows no workers."),
    N_("Start one on every machine: “dask worker {address}”."),
)
NOT_SHARED = Message(
    "BAT-013",
    N_("The machine {worker} does not see the folder {folder}."),
    N_("Put the workspace and the reports on a file system that all machines mount under the same path."),
)
OTHER_PROGRAM = Message(
    "BAT-014",
    N_("The machine {worker} has another version of kla-widgets."),
    N_("Install the same version on all machines, and start its Dask worker again."),
)
LOST = Message(
    "BAT-015",
    N_("Every machine that made this report was lost in the middle of it."),
    N_("Look at the machines' logs, most likely for memory; run this region alone."),
)

_WAITING = 4
"""Reports handed to the scheduler for every thread: enough that none waits, few enough to stop soon."""
_CONNECT_SECONDS = 10


class Cluster:
    """The machines that a Dask scheduler knows; use it as a context.

    Parameters
    ----------
    address : str
        Of the scheduler.
    out : Path
        The folder of the reports.
    limits : Limits
        For a single report; how many are made side by side is up to the workers.

    Raises
    ------
    KlaError
        When the context is entered: ``BAT-010`` to ``BAT-014``.
    """

    def __init__(self, address: str, out: Path, limits: Limits) -> None:
        self._address = address
        self._out = out.resolve()
        self._limits = limits

    def __enter__(self) -> Self:
        try:
            distributed: Any = import_module("distributed")  # optional, and typed in part only
        except ImportError as error:
            raise fail(NOT_INSTALLED) from error
        try:
            self._client: Any = distributed.Client(self._address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise fail(NO_SCHEDULER, address=self._address, reason=error or type(error).__name__) from error
        try:
            self._check()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def run(self, orders: Iterable[Order | Outcome]) -> Iterator[Outcome]:
        """Make reports; what is an outcome already is passed on. As :meth:`Crew.run`."""
        remaining = iter(orders)
        handed: dict[Any, Order] = {}
        finished: SimpleQueue[Any] = SimpleQueue()
        more = True
        try:
            while more or handed:
                while more and len(handed) < self._room():
                    order = next(remaining, None)
                    if order is None:
                        more = False
                    elif isinstance(order, Outcome):
                        yield order
                    else:
                        future = self._submit(order)
                        handed[future] = order
                        future.add_done_callback(finished.put)
                with suppress(Empty):  # now and then, so that Ctrl-C is heard on Windows too
                    future = finished.get(timeout=1 if handed else 0)
                    yield _outcome(future, handed.pop(future))
        finally:
            self._client.cancel(list(handed))

    def _submit(self, order: Order) -> Any:
        job = replace(order.job, folder=order.job.folder.resolve(), template=order.job.template.resolve())
        told = replace(order, job=job, workspace=order.workspace.resolve())
        # A new key each time: a report that is asked for again is made again.
        return self._client.submit(_make, told, self._limits, key=f"{job.name}-{uuid4()}", pure=False)

    def _room(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return _WAITING * max(1, sum(threads.values()))

    def _check(self) -> None:
        """Whether all machines see the same folder and run the same program."""
        token = self._out / f".{uuid4().hex}.draft"
        try:
            token.write_text(platform.node(), "utf-8")
            answers: dict[str, Any] = self._client.run(_look, token)
        finally:
            token.unlink(missing_ok=True)
        if not answers:
            raise fail(NO_WORKERS, address=self._address)
        faults = []
        for worker, (seen, theirs) in sorted(answers.items()):
            if not seen:
                faults.append(Fault(NOT_SHARED, worker=worker, folder=self._out))
            if theirs != program():
                faults.append(Fault(OTHER_PROGRAM, worker=worker))
        if faults:
            raise KlaError(*faults)


def _look(token: Path) -> tuple[bool, str]:
    """Runs on a worker: whether it sees a file, and which program it has."""
    return token.is_file(), program()


def _make(order: Order, limits: Limits) -> Outcome:
    """Runs on a worker: make a report in a warm process, which is kept for the next one."""
    from distributed import get_worker

    crews: SimpleQueue[Crew] = get_worker().__dict__.setdefault("kla_crews", SimpleQueue())
    try:
        crew = crews.get_nowait()
    except Empty:
        crew = Crew(limits, hire_for(order.workspace, order.job.formats))
    (outcome,) = crew.run([order])
    crews.put(crew)
    return outcome


def _outcome(future: Any, order: Order) -> Outcome:
    """What became of a report; the paths are those that were asked for."""
    from distributed import KilledWorker

    job = order.job
    try:
        made: Outcome = future.result()
    except KilledWorker:
        return Outcome.failed(job, [Fault(LOST)])
    except Exception as error:  # whatever happened on the way, the others are made
        reason = f"{type(error).__name__}: {error}"
        return Outcome.failed(job, [Fault(UNEXPECTED, reason=reason)])
    return replace(made, job=job, files=job.files if made.files else ())
