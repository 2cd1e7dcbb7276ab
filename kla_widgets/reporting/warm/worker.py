"""The handle of a process that makes calls in a clean state, with its imports loaded."""

from __future__ import annotations

import contextlib
import pickle
import secrets
import subprocess
import sys
import weakref
from collections.abc import Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from types import TracebackType
from typing import Any, Self

import psutil

from kla_widgets.reporting.warm.calls import Answer, Call, WorkerDied, died
from kla_widgets.reporting.warm.isolation import Isolation, Settings
from kla_widgets.reporting.warm.processes import end_tree

__all__ = ["Isolation", "Worker", "WorkerDied"]

APART = 0x200 if sys.platform == "win32" else 0  # CREATE_NEW_PROCESS_GROUP: Ctrl-C is for us alone
STOP = b"stop"
POLITE = 2
"""Seconds that a worker has to stop before it is killed."""


class Worker:
    """A process that makes one call after another; nothing of one reaches the next.

    A call runs with the working directory and the environment that this process has when it begins. When the process
    has ended, or when a call left in it what cannot be put back, the next :meth:`begin` starts a new one.

    Parameters
    ----------
    preload : sequence of str
        Modules to load at the start.
    isolation : Isolation, optional
        How calls are kept apart; the best that the system allows.
    prepare : tuple, optional
        A function, ``package.module:name``, and its arguments. The process calls it once when its modules are loaded,
        to fill caches that every call would have to fill; it must be harmless to call it again.
    """

    def __init__(
        self, preload: Sequence[str] = (), isolation: Isolation | None = None, prepare: tuple[Any, ...] = ()
    ) -> None:
        self.isolation = isolation or Isolation.best()
        self._preload = tuple(preload)
        self._prepare = prepare
        self._never: tuple[str, ...] = ()
        self._spent = self._used = False
        self._peak = 0
        self._connection: Connection | None = None
        self.busy = False
        self._start()

    @property
    def connection(self) -> Connection:
        """Readable when a result is there, or when the process has ended; another one after each new start."""
        if self._connection is None:
            assert self._process.stdout is not None
            address = self._process.stdout.readline().decode().rstrip("\r\n")
            if not address:
                raise self._dead()
            try:
                self._connection = Client(address, authkey=self._key)
            except (OSError, EOFError, AuthenticationError) as error:
                raise self._dead() from error
            self._process.stdout.close()
        return self._connection

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def begin(self, function: str, *arguments: object, trusted: bool = False) -> None:
        """Start a call.

        Parameters
        ----------
        function : str
            ``package.module:name``.
        *arguments
            Anything that can be pickled.
        trusted : bool
            Whether the call runs code of this package alone: it is not kept apart by copying or searching memory, which
            takes longer than all the rest.
        """
        assert not self.busy, "one call at a time"
        copied = self.isolation is Isolation.FORK and not trusted
        if self._spent or (copied and self._used) or not self.alive:
            self.stop()  # libraries that a trusted call used may have threads of their own, which no copy has
            self._start()
        self._used = self._used or trusted
        message = pickle.dumps(Call.of(function, arguments, trusted))
        try:
            self.connection.send_bytes(message)
        except OSError as error:
            raise self._dead() from error
        self.busy = True

    def result(self) -> Any:
        """What the function returned; waits for it.

        Raises
        ------
        WorkerDied
            ``WRM-001``, ``WRM-002``: the process ended. The worker can be used again.
        Exception
            What the function raised.
        """
        self.busy = False
        try:
            answer: Answer = pickle.loads(self.connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._dead() from error
        self._peak = answer.peak
        self._spent = bool(answer.leftover or answer.learned)
        if self.isolation is Isolation.RESET:
            self._preload += answer.learned
        elif answer.leftover:  # modules that start threads when loaded are in the way of copying the process
            self._never += answer.learned
            self._preload = self._preload if answer.learned else ()
        return answer.value()

    def kill(self) -> None:
        """End the process now, with every process that it or a template started."""
        self.busy = False
        self._end()

    def stop(self) -> None:
        """Ask the process to end, and end it if it does not."""
        if self._connection is not None and not self.busy:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._connection.send_bytes(STOP)
                self._process.wait(POLITE)
        self.kill()

    def memory(self) -> int:
        """Bytes of memory: what the process holds now, or what the last call held at most if that is more."""
        try:
            return max(self._peak, int(psutil.Process(self.pid).memory_info().rss))
        except psutil.NoSuchProcess:
            return self._peak

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _dead(self) -> WorkerDied:
        """The process has ended, or does not speak any more: see that it is gone, and say how it went."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(POLITE)
        self._end()
        return died(self._process.returncode)

    def _start(self) -> None:
        self._spent = self._used = False
        self._connection = None
        self._key = secrets.token_bytes(32)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kla_widgets.reporting.warm.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
            creationflags=APART,
        )
        assert self._process.stdin is not None
        settings = Settings(self._key, self.isolation, self._preload, self._never, self._prepare)
        pickle.dump(settings, self._process.stdin)
        self._process.stdin.flush()  # and stays open: its end tells the process that we have gone
        self._end = weakref.finalize(self, _end, self._process)


def _end(process: subprocess.Popen[bytes]) -> None:
    end_tree(process.pid)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
