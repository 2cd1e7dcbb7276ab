"""Runs a notebook in this process, and leaves the process as it was.

In a worker, that is; in any other process only its surroundings are put back, not what modules hold.
"""

from __future__ import annotations

import atexit
import contextlib
import contextvars
import decimal
import gc
import os
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import NotebookExecutionManager
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers

from kla_widgets.reporting.warm.client import Client
from kla_widgets.reporting.warm.isolation import noted
from kla_widgets.reporting.warm.kernel import WarmKernel
from kla_widgets.reporting.warm.processes import children, end_children
from kla_widgets.reporting.warm.surroundings import Surroundings, fresh_random


def execute(notebook: NotebookNode, folder: Path | None = None, timeout: float | None = None) -> NotebookNode:
    """Run the cells of a notebook as papermill does, without writing a file.

    Parameters
    ----------
    notebook : NotebookNode
        With its parameters filled in; it is changed in place.
    folder : Path, optional
        Working directory of the cells; the current one if not given.
    timeout : float, optional
        Seconds for each cell.

    Returns
    -------
    NotebookNode
        With outputs, execution counts and papermill's metadata.

    Raises
    ------
    PapermillExecutionError, CellTimeoutError, DeadKernelError
        A cell failed, took too long or ended its kernel. The attribute ``notebook`` of the error is the notebook so
        far, with papermill's markers where a cell failed.
    """
    for cell in remove_error_markers(notebook).cells:
        cell.metadata.setdefault("tags", [])
    notebook.metadata.setdefault("papermill", NotebookNode())
    try:
        run(notebook, folder, timeout=timeout)
        raise_for_execution_errors(notebook, None)
    except (PapermillExecutionError, CellTimeoutError, DeadKernelError) as error:
        error.notebook = notebook  # type: ignore[union-attr]
        raise
    return notebook


def run(notebook: NotebookNode, folder: Path | None = None, **options: Any) -> None:
    """Run the cells; one that fails ends the run but raises nothing.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill's loader makes it; changed in place.
    folder : Path, optional
    **options
        Of papermill's client, that is of nbclient's.
    """
    manager = NotebookExecutionManager(notebook, progress_bar=False, autosave_cell_every=0)
    manager.notebook_start()
    try:
        _run_cleanly(manager, folder, options)
    finally:
        manager.notebook_complete()


def attempt(notebook: NotebookNode, folder: Path, options: dict[str, Any]) -> tuple[NotebookNode, Exception | None]:
    """As :func:`run`, with what papermill's own engine would raise beside the notebook so far."""
    try:
        run(notebook, folder, **options)
    except Exception as error:
        return notebook, error
    return notebook, None


def warm_up() -> None:
    """Run a notebook of no consequence, so that what libraries do once is done."""
    cells = [new_code_cell("print(0)\n0"), new_code_cell("await __import__('asyncio').sleep(0)")]
    execute(new_notebook(cells=cells))


def _run_cleanly(manager: NotebookExecutionManager, folder: Path | None, options: dict[str, Any]) -> None:
    memory = noted.get(None)  # None if this is no worker: then the process is another's, who may have his threads in it
    surroundings, others = Surroundings(), children()
    if memory and memory.thorough:  # a process of one call was copied from one that has just noted it
        memory.note()  # before there is a kernel, which it would keep
    with contextlib.ExitStack() as afterwards:  # what is called last is done first
        afterwards.callback(end_children, but=others)
        afterwards.callback(surroundings.restore)
        kernel = WarmKernel.instance()
        afterwards.callback(kernel.close)
        afterwards.enter_context(kernel.running())
        if memory:
            atexit._clear()  # what is registered from here on is the template's
            afterwards.callback(memory.restore)
            afterwards.callback(_exit)
        os.chdir(folder or os.curdir)
        contextvars.copy_context().run(_run, Client(manager, kernel, **options))
    if memory and memory.thorough:  # what is left in cycles may hold files, and the template's data
        gc.collect()


def _run(client: Client) -> None:
    decimal.setcontext(decimal.Context())
    fresh_random()
    client.execute()


def _exit() -> None:
    """Do what the template registered for the end of its process."""
    with contextlib.suppress(Exception, SystemExit):
        atexit._run_exitfuncs()
    atexit._clear()
