"""Ending processes with all that they started, and knowing what a process left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Container

import psutil

ADOPT = 36  # PR_SET_CHILD_SUBREAPER
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
PATIENCE = 5
"""Seconds to wait for a killed process to be gone."""


def end_tree(pid: int) -> None:
    """Kill a process and all that it and its children started.

    Parameters
    ----------
    pid : int
        Of the process; where there are process groups it must be the leader of one. Somebody still has to wait for it.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        children = root.children(recursive=True)
        root.kill()  # first, so that it starts nothing more
        _kill(children)
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)  # children whose parent had gone before


def children() -> set[int]:
    """The processes that this one started, or adopted, and that nobody has waited for yet."""
    if hasattr(os, "waitid"):
        try:  # the cheap question first: is there any?
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return set()
    return {child.pid for child in psutil.Process().children()}


def end_children(but: Container[int] = ()) -> None:
    """Kill every process that this one started or adopted, with all that those started.

    Parameters
    ----------
    but : container of int
        Children to be left alone.
    """
    for pid in children():
        if pid not in but:
            with contextlib.suppress(psutil.NoSuchProcess):
                child = psutil.Process(pid)
                _kill([child, *child.children(recursive=True)])


def adopt_orphans() -> None:
    """On Linux, become the parent of whatever our children leave behind, so that it can be found."""
    _control(ADOPT, 1)


def die_with_parent() -> None:
    """On Linux, be killed when the process that forked this one ends, however it ends."""
    _control(DIE_WITH_PARENT, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def _kill(tree: list[psutil.Process]) -> None:
    for process in tree:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill()
    psutil.wait_procs(tree, timeout=PATIENCE)
