"""What goes between the handle of a worker and its process: a call, and what came of it."""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_

ENDED = Message(
    "WRM-001",
    N_("The process that made the report ended by itself with code {code}."),
    N_("A cell of the template may end its process (os._exit); remove that. The report was not made."),
)
KILLED = Message(
    "WRM-002",
    N_("The process that made the report was ended by the signal {signal}."),
    N_("Memory may have run out, or a library crashed. Try again with fewer reports at once."),
)
NOT_CARRIED = Message(
    "WRM-003", N_("The report failed: {reason}."), N_("Look at the template; if it is a shipped one, report this.")
)


class WorkerDied(KlaError):
    """The process that made a call ended before it was done."""


@dataclass(frozen=True)
class Call:
    """A function to be called in a worker, with the folder and the environment of the one who asks.

    Parameters
    ----------
    function : str
        ``package.module:name``.
    payload : bytes
        Pickled arguments, folder and environment.
    trusted : bool
        Whether it runs code of this package alone, which leaves nothing behind; see
        :mod:`kla_widgets.reporting.shipped`.
    """

    function: str
    payload: bytes
    trusted: bool = False

    @classmethod
    def of(cls, function: str, arguments: tuple[object, ...], trusted: bool = False) -> Call:
        return cls(function, pickle.dumps((arguments, str(Path.cwd()), dict(os.environ))), trusted)

    def module(self) -> str:
        return self.function.partition(":")[0]

    def perform(self) -> tuple[bool, bytes]:
        """Make the call.

        Returns
        -------
        tuple of (bool, bytes)
            Whether it returned, and what it returned or raised, pickled.
        """
        try:
            arguments, folder, environment = pickle.loads(self.payload)
            os.chdir(folder)
            for name in os.environ.keys() - environment.keys():
                del os.environ[name]
            os.environ.update(environment)
            module, _, name = self.function.partition(":")
            function = cast("Callable[..., object]", getattr(importlib.import_module(module), name))
            return True, pickle.dumps(function(*arguments))
        except BaseException as error:
            return False, _carried(error)


@dataclass(frozen=True)
class Answer:
    """What came of a call.

    Parameters
    ----------
    returned : bool or None
        None if the process that made the call died.
    payload : bytes
        Pickled result or error.
    status : int
        If it died: its exit code, or minus the number of the signal.
    peak : int
        Bytes of memory that the call held at most.
    learned : tuple of str
        Modules that the call loaded and that should be there from the start.
    leftover : tuple of str
        What the process cannot be rid of; it must be replaced before the next call.
    """

    returned: bool | None
    payload: bytes = b""
    status: int = 0
    peak: int = 0
    learned: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()

    def value(self) -> Any:
        """What the function returned.

        Raises
        ------
        Exception
            What the function raised.
        WorkerDied
        """
        if self.returned is None:
            raise died(self.status)
        try:
            found = pickle.loads(self.payload)
        except Exception as error:
            raise fail(NOT_CARRIED, reason=error) from error
        if self.returned:
            return found
        raise found


def died(status: int | None) -> WorkerDied:
    """The error of a process that ended with a status as of ``subprocess`` (negative for a signal)."""
    if status is not None and status < 0:
        names = {one.value: one.name for one in signal.Signals}
        return WorkerDied(Fault(KILLED, signal=names.get(-status, str(-status))))
    return WorkerDied(Fault(ENDED, code="?" if status is None else status))


def _carried(error: BaseException) -> bytes:
    """An error as bytes; one that cannot be carried becomes its words."""
    if isinstance(error, KlaError):
        faults = [
            Fault(one.message, one.where, one.path, **{key: _plain(value) for key, value in one.values.items()})
            for one in error.faults
        ]
        return pickle.dumps(type(error)(*faults))
    error.add_note("".join(traceback.format_exception(error)))
    try:
        carried = pickle.dumps(error)
        if isinstance(error, Exception) and type(pickle.loads(carried)) is type(error):
            return carried
    except Exception:
        pass
    words = str(error) or type(error).__name__
    return pickle.dumps(fail(NOT_CARRIED, reason=words))


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
