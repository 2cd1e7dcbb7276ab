"""Refuses the network to every Python that starts with this folder on its path, and notes what was asked for.

Python imports a module of this name by itself when it starts. What stays on the machine is let through: kernels talk
to each other that way.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import Any

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_ASKING = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_LOCAL = frozenset({"", "localhost", "localhost.localdomain", "::", "::1", "0.0.0.0"})


def _host(event: str, arguments: tuple[Any, ...]) -> str:
    """The machine that is wanted; empty for one that needs no network."""
    wanted = arguments[0] if event in _ASKING else arguments[1]
    if event in _CONNECTING:
        wanted = wanted[0] if isinstance(wanted, tuple) else ""  # else a socket in the file system
    name = wanted.decode("ascii", "replace") if isinstance(wanted, bytes) else str(wanted or "")
    return "" if name in _LOCAL or name.startswith("127.") or name == _own_name() else name


def _own_name() -> str:
    import socket

    return socket.gethostname()


def _source() -> str:
    """The source of the cell that runs now; empty if that is not known."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    sources = getattr(getattr(shell, "history_manager", None), "input_hist_raw", None)
    return str(sources[-1]) if sources else ""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CONNECTING or event in _ASKING:
        host = _host(event, arguments)
        if host:
            with open(os.environ["KLA_NETWORK_LOG"], "a", encoding="utf-8") as log:  # noqa: PTH123 - nothing heavy here
                log.write(json.dumps({"host": host, "source": _source()}) + "\n")
            raise OSError(errno.ENETUNREACH, f"A report must not use the network: {host}")


if "KLA_NETWORK_LOG" in os.environ:
    sys.addaudithook(_refuse)
