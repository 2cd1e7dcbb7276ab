"""A crew of warm worker processes that make reports side by side.

A worker that dies, or that takes too long, is started anew; what it was making is tried again or told. Nothing that one
report does reaches another: see :mod:`kla_widgets.reporting.warm`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import Self

import psutil

from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import N_
from kla_widgets.reporting.batch.orders import Order
from kla_widgets.reporting.jobs import Outcome
from kla_widgets.reporting.warm.worker import Worker, WorkerDied

MAKE = "kla_widgets.reporting.render:make"
WARM_UP = "kla_widgets.reporting.batch.warmth:warm_up"
PRELOAD = (
    "kla_widgets.reporting.render",
    *(
        f"kla_widgets.reporting.{name}"
        for name in ("district", "district_gaps", "district_sources", "findings", "province", "agency")
    ),
)
"""What every worker loads before its first report; a module that is not there is passed over."""
MEMORY = 400_000_000
"""Bytes that a worker may come to need while it makes a report; a crew is kept so small that all of them find room."""

TOO_LONG = Message(
    "BAT-001",
    N_("The report was not finished after {limit} seconds and was stopped."),
    N_("Correct a template that does not end, or give it more time with --timeout."),
)
UNEXPECTED = Message(
    "BAT-002",
    N_("The report could not be made: {reason}."),
    N_("Run it alone to see whether it stays so; if it does, report this message."),
)


@dataclass(frozen=True)
class Limits:
    """How much a crew may take.

    Parameters
    ----------
    size : int
        Workers at most.
    timeout : float
        Seconds for one attempt at one report.
    retries : int
        How often a report is tried again whose worker died.
    warming : float
        Seconds that a worker has besides to load what it needs, when it has just been started.
    """

    size: int = 1
    timeout: float = 120.0
    retries: int = 1
    warming: float = 60.0


@dataclass
class _Task:
    """A report in the making."""

    order: Order
    attempts: int = 0
    began: float = 0.0
    seconds: float = 0.0

    def failed(self, message: Message, **values: object) -> Outcome:
        return self.failed_by(KlaError(Fault(message, "", "", **values)))

    def failed_by(self, error: KlaError) -> Outcome:
        return Outcome.failed(self.order.job, error.faults, self.seconds, self.attempts)


class Crew:
    """Some workers; use it as a context, so that none of them outlives the batch.

    Parameters
    ----------
    limits : Limits
    hire : callable
        Starts a worker, such as :func:`hire_for` gives.
    """

    def __init__(self, limits: Limits, hire: Callable[[], Worker]) -> None:
        self._limits = limits
        self._hire = hire
        self._idle: list[Worker] = []
        self._busy: dict[Worker, _Task] = {}
        self._warm: set[Worker] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._busy:
            worker.kill()
        for worker in self._idle:
            worker.stop()
        self._busy.clear()
        self._idle.clear()

    def run(self, orders: Iterable[Order | Outcome]) -> Iterator[Outcome]:
        """Make reports; what is an outcome already is passed on.

        Yields
        ------
        Outcome
            As soon as each is done; faults are in it, not raised.
        """
        remaining, waiting = iter(orders), deque[_Task]()
        more = True
        while more or waiting or self._busy:
            while more and len(waiting) + len(self._busy) < self._limits.size:
                found = next(remaining, None)
                if found is None:
                    more = False
                elif isinstance(found, Outcome):
                    yield found
                else:
                    waiting.append(_Task(found))
                    self._hire_for(len(waiting))
            while waiting and len(self._busy) < self._limits.size:
                yield from self._begin(waiting.popleft(), waiting)
            yield from self._finished(waiting)

    def _hire_for(self, tasks: int) -> None:
        """Have workers for so many tasks; several that are hired at once warm up side by side."""
        if len(self._idle) < tasks:
            self._idle.append(self._hire())

    def _begin(self, task: _Task, waiting: deque[_Task]) -> Iterator[Outcome]:
        self._hire_for(1)
        worker = self._idle.pop()
        task.attempts += 1
        try:
            worker.begin(MAKE, task.order, trusted=task.order.trusted)
        except WorkerDied as error:  # it could not even be started
            self._idle.append(worker)
            yield from self._again(task, error, waiting)
        else:
            task.began = time.monotonic()
            self._busy[worker] = task

    def _finished(self, waiting: deque[_Task]) -> Iterator[Outcome]:
        """Wait until something is done; put back what should be tried again."""
        if not self._busy:
            return
        ready = wait([worker.connection for worker in self._busy], max(0.0, self._soonest() - time.monotonic()))
        now = time.monotonic()
        for worker, task in list(self._busy.items()):
            task.seconds = now - task.began
            if worker.connection in ready:
                self._release(worker)
                self._warm.add(worker)
                yield from self._outcome(worker, task, waiting)
            elif now >= self._deadline(worker, task):
                worker.kill()  # for good: what took too long once will do so again
                self._release(worker)
                self._warm.discard(worker)
                yield task.failed(TOO_LONG, limit=round(self._limits.timeout))

    def _soonest(self) -> float:
        return min(self._deadline(worker, task) for worker, task in self._busy.items())

    def _deadline(self, worker: Worker, task: _Task) -> float:
        return task.began + self._limits.timeout + (0.0 if worker in self._warm else self._limits.warming)

    def _release(self, worker: Worker) -> None:
        del self._busy[worker]
        self._idle.append(worker)

    def _outcome(self, worker: Worker, task: _Task, waiting: deque[_Task]) -> Iterator[Outcome]:
        try:
            outcome: Outcome = worker.result()
        except WorkerDied as error:
            yield from self._again(task, error, waiting)
        except KlaError as error:
            yield task.failed_by(error)
        except Exception as error:  # whatever a template leads to, the others are made
            yield task.failed(UNEXPECTED, reason=f"{type(error).__name__}: {error}")
        else:
            memory = max(outcome.memory, worker.memory())
            yield replace(outcome, seconds=task.seconds, attempts=task.attempts, memory=memory)

    def _again(self, task: _Task, error: WorkerDied, waiting: deque[_Task]) -> Iterator[Outcome]:
        """Try once more what was lost with its worker, or tell it."""
        if task.attempts <= self._limits.retries:
            waiting.append(task)
        else:
            yield task.failed_by(error)


def hire_for(workspace: Path, formats: Iterable[str]) -> Callable[[], Worker]:
    """What starts workers that know a workspace's instruments, and how to write formats, before their first report.

    They can write every format, but the less is loaded, the sooner a process is copied.
    """
    prepare = (WARM_UP, workspace.resolve(), tuple(formats))
    return lambda: Worker(PRELOAD, prepare=prepare)


def sensible_size(wanted: int = 0) -> int:
    """How many workers to use: those wanted, else one a processor, and never more than there is memory for."""
    process = psutil.Process()
    processors = len(process.cpu_affinity()) if hasattr(process, "cpu_affinity") else psutil.cpu_count() or 1
    fitting = int(psutil.virtual_memory().available // MEMORY)
    return max(1, min(wanted or processors, fitting))
