"""The program that tries a template: ``python -m kla_widgets.reporting.own_template.child request.json``.

A process of its own, so that whatever the template does can be ended, and so that the network can be refused to it
and to all that it starts.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import nbformat.reader
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.parameterize import parameterize_notebook

from kla_widgets.reporting.warm.imports import imports_of
from kla_widgets.reporting.warm.shell import execute
from kla_widgets.reporting.warm.worker import Worker, WorkerDied

HERE = f"{__package__}.child"
"""This module's name, also while it runs as a program."""


def main(request: Path) -> None:
    """Run a template as often as asked; every run leaves a notebook and what went wrong with it.

    Parameters
    ----------
    request : Path
        JSON: ``template``, ``timeout`` (seconds a cell) and ``runs``, each with ``file`` (where its notebook goes),
        ``warm`` and ``parameters``. All warm runs are made by one process, one after another.
    """
    asked = json.loads(request.read_text("utf-8"))
    template, timeout = asked["template"], asked["timeout"]
    warm = [run for run in asked["runs"] if run["warm"]]
    for run in asked["runs"]:
        if not run["warm"]:
            _tell(run, run_cold(template, run["file"], run["parameters"], timeout))
    if warm:
        with Worker((HERE, *imports_of(_read(template)))) as worker:
            for run in warm:
                worker.begin(f"{HERE}:run_warm", template, run["file"], run["parameters"], timeout)
                try:
                    _tell(run, worker.result())
                except WorkerDied as error:
                    _tell(run, ("died", str(error)))


def run_cold(template: str, file: str, parameters: dict[str, Any], timeout: float) -> tuple[str, str]:
    """Run a template as papermill does, with a kernel of its own.

    Returns
    -------
    tuple of (str, str)
        ``failed`` (a cell), ``slow``, ``died`` or ``broken``, and why; empty where all went well.
    """
    try:
        papermill.execute_notebook(
            _read(template),
            file.replace("{", "{{").replace("}", "}}"),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            store_widget_state=False,
            cwd=str(Path(template).parent),
            execution_timeout=timeout,
        )
    except Exception as error:  # a template may raise whatever it likes; all of it is a finding
        return _problem(error)
    return "", ""


def run_warm(template: str, file: str, parameters: dict[str, Any], timeout: float) -> tuple[str, str]:
    """Run a template as a batch does, in a process that has run others before."""
    problem = "", ""
    try:
        notebook = parameterize_notebook(_read(template), parameters)
        notebook = execute(notebook, folder=Path(template).parent, timeout=timeout)
    except Exception as error:
        problem, notebook = _problem(error), getattr(error, "notebook", None)
    if notebook is not None:
        nbformat.write(notebook, file)
    return problem


def _problem(error: Exception) -> tuple[str, str]:
    if isinstance(error, PapermillExecutionError):
        return "failed", f"{error.ename}: {error.evalue}"
    if isinstance(error, (CellTimeoutError, TimeoutError)):
        return "slow", str(error)
    return "died" if isinstance(error, DeadKernelError) else "broken", str(error) or type(error).__name__


def _read(template: str) -> NotebookNode:
    """A template without anything that an earlier run left in it, as papermill wants it."""
    notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(Path(template).read_text("utf-8-sig")), 4)
    notebook.metadata.setdefault("papermill", NotebookNode())
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _tell(run: dict[str, Any], problem: tuple[str, str]) -> None:
    Path(f"{run['file']}.told").write_text(json.dumps(problem), encoding="utf-8")


if __name__ == "__main__":
    logging.getLogger("papermill").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")  # libraries' own deprecations are not the reader's business
    main(Path(sys.argv[1]))
