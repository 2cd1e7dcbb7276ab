"""A limit of time for a cell, kept from inside the process."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from types import TracebackType
from typing import Self

LATER = 0.5
"""Seconds after its time that a cell is interrupted: a cell that awaits something has been told so before."""
GRACE = 5
"""Seconds that a cell has to end after its time; then the process ends."""


class Deadline:
    """Interrupts the main thread when time is over.

    A cell that swallows the interrupt, or computes in C without listening, takes the process with it a little later:
    its owner finds it dead.

    Parameters
    ----------
    seconds : float, optional
        None for no limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self.passed = False

    def __enter__(self) -> Self:
        if self._seconds:
            self._sink = os.open(os.devnull, os.O_WRONLY)
            faulthandler.dump_traceback_later(self._seconds + GRACE, exit=True, file=self._sink)
            self._timer = threading.Timer(self._seconds + LATER, self._interrupt)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if self._timer:
            with contextlib.suppress(KeyboardInterrupt):  # the timer may be faster
                self._timer.cancel()
                self._timer.join()
            faulthandler.cancel_dump_traceback_later()
            os.close(self._sink)
        return self.passed and isinstance(error, KeyboardInterrupt)

    def _interrupt(self) -> None:
        self.passed = True
        if sys.platform == "win32":
            signal.raise_signal(signal.SIGINT)
        else:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
