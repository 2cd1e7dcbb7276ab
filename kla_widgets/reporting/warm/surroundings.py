"""What a process has besides its memory, put back after a template has run: folder, environment, signals and more."""

from __future__ import annotations

import contextlib
import decimal
import gc
import locale
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Undo = Callable[[], object]
LOGGER = ("level", "propagate", "disabled", "handlers", "filters")
NAMES = (
    *("path", "meta_path", "path_hooks", "argv", "stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"),
    *("displayhook", "excepthook", "unraisablehook", "breakpointhook", "dont_write_bytecode"),
)
DECIMAL = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")


class Surroundings:
    """The surroundings of this process, as they are now."""

    def __init__(self) -> None:
        self._undo: list[Undo] = [
            *_folder_and_environment(),
            *_interpreter(),
            *_warnings(),
            *_logging(),
            *_numbers(),
            *_signals(),
            *_limits(),
        ]

    def restore(self) -> None:
        """Put everything back; what cannot be (a folder that was deleted) is left."""
        for undo in self._undo:
            with contextlib.suppress(OSError, ValueError, locale.Error):
                undo()


def fresh_random() -> None:
    """Give random numbers a start of their own, as a new process has."""
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _folder_and_environment() -> list[Undo]:
    folder, environment = Path.cwd(), dict(os.environ)
    mask = os.umask(0o077)
    os.umask(mask)

    def put_back() -> None:
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)
        if hasattr(time, "tzset"):
            time.tzset()

    return [put_back, lambda: os.umask(mask), lambda: os.chdir(folder)]


def _interpreter() -> list[Undo]:
    kept: tuple[list[Any], ...] = (sys.path, sys.meta_path, sys.path_hooks, sys.argv, gc.callbacks)
    lists = [(each, each[:]) for each in kept]
    values = {name: getattr(sys, name) for name in NAMES}
    depth, interval, digits = sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()
    hook, collecting, thresholds = threading.excepthook, gc.isenabled(), gc.get_threshold()

    def put_back() -> None:
        for each, saved in lists:
            each[:] = saved
        for name, value in values.items():
            setattr(sys, name, value)
        threading.excepthook = hook
        for trace in (sys.settrace, sys.setprofile):
            trace(None)

    return [
        put_back,
        lambda: sys.setrecursionlimit(depth),
        lambda: sys.setswitchinterval(interval),
        lambda: sys.set_int_max_str_digits(digits),
        lambda: threading.settrace(None),
        lambda: threading.setprofile(None),
        gc.enable if collecting else gc.disable,
        lambda: gc.set_threshold(*thresholds),
        lambda: gc.set_debug(0),
    ]


def _warnings() -> list[Undo]:
    filters, saved, show = warnings.filters, list(warnings.filters), warnings.showwarning
    once: dict[Any, Any] = vars(warnings)["onceregistry"]

    def put_back() -> None:
        filters[:] = saved  # type: ignore[index]  # a list, whatever its stub says
        warnings.filters = filters
        warnings.showwarning = show
        once.clear()
        mutated = vars(warnings).get("_filters_mutated")  # tells the C part; newer versions see it themselves
        if mutated:
            mutated()

    return [put_back]


def _logging() -> list[Undo]:
    manager = logging.root.manager
    known = dict(manager.loggerDict)
    loggers = [logging.root, *(each for each in known.values() if isinstance(each, logging.Logger))]
    states = [(each, {name: _copy(getattr(each, name)) for name in LOGGER}) for each in loggers]
    of_class, disabled, raising = manager.loggerClass, manager.disable, logging.raiseExceptions

    def put_back() -> None:
        for name in manager.loggerDict.keys() - known.keys():
            del manager.loggerDict[name]
        for each, state in states:
            for name, value in state.items():
                setattr(each, name, value)
        manager.loggerClass, manager.disable, logging.raiseExceptions = of_class, disabled, raising
        for each in loggers:
            each.manager._clear_cache()  # type: ignore[attr-defined]  # levels that loggers have worked out

    return [put_back]


def _numbers() -> list[Undo]:
    templates = (decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext)
    saved = [(each, [(name, getattr(each, name)) for name in DECIMAL], dict(each.traps)) for each in templates]
    place = locale.setlocale(locale.LC_ALL)
    timeout = socket.getdefaulttimeout()

    def put_back() -> None:
        for each, values, traps in saved:
            for name, value in values:
                setattr(each, name, value)
            each.traps.update(traps)
            each.clear_flags()

    return [
        put_back,
        lambda: decimal.setcontext(decimal.Context()),
        lambda: locale.setlocale(locale.LC_ALL, place),
        lambda: socket.setdefaulttimeout(timeout),
    ]


def _signals() -> list[Undo]:
    if threading.current_thread() is not threading.main_thread():
        return []
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}

    def put_back() -> None:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) is not handler:
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, handler)

    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ()) if sys.platform != "win32" else set()
    return [put_back]


def _limits() -> list[Undo]:
    """Limits that a template may have lowered; where it lowered a hard one, nothing helps."""
    if sys.platform == "win32":
        return []
    import resource

    kinds = [value for name, value in vars(resource).items() if name.startswith("RLIMIT_")]
    saved = {kind: resource.getrlimit(kind) for kind in kinds}

    def put_back() -> None:
        for kind, limits in saved.items():
            if resource.getrlimit(kind) != limits:
                resource.setrlimit(kind, limits)

    return [put_back]


def _copy(value: Any) -> Any:
    return value[:] if isinstance(value, list) else value
