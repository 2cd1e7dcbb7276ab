"""The process of a worker: it waits for calls, warm, and makes each in a clean state."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection, Listener

from kla_widgets.reporting.warm.isolation import Settings

UNCALLED = 60
"""Seconds after which a process that nobody connected to ends."""


def main() -> None:
    """Start, say where to connect, and serve until told to stop or left alone."""
    settings: Settings = pickle.load(sys.stdin.buffer)
    connection = _connect(settings.key)
    owner = os.dup(0)
    with _without("rfc3987_syntax"):  # heavy modules, and only now: whoever started this process may go on
        from kla_widgets.reporting.warm.serving import serve

    _leave_terminal()
    serve(settings, connection, owner)


def _connect(key: bytes) -> Connection:
    folder = tempfile.mkdtemp(prefix="kla-") if sys.platform != "win32" else ""
    try:
        with Listener(f"{folder}/s" if folder else None, authkey=key) as listener:
            print(listener.address, flush=True)
            faulthandler.dump_traceback_later(UNCALLED, exit=True)
            connection = listener.accept()
            faulthandler.cancel_dump_traceback_later()
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    return connection


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Import without a module that is optional to another.

    jsonschema takes one and a half seconds to build a grammar of international web addresses, which no notebook has to
    match.
    """
    sys.modules.setdefault(module, None)  # type: ignore[arg-type]  # Python's own sign for what may not be imported
    try:
        yield
    finally:
        if sys.modules[module] is None:
            del sys.modules[module]


def _leave_terminal() -> None:
    """A cell must not read the user's input, nor may what libraries say disturb what the user sees.

    With ``KLA_DEBUG`` in the environment what is said as an error stays visible.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if not os.environ.get("KLA_DEBUG"):
        os.dup2(nothing, 2)
    os.close(nothing)


if __name__ == "__main__":
    main()
