"""One report: a template is executed for a region, and the result is written whole or not at all.

Runs inside a worker process (:mod:`kla_widgets.reporting.warm`), where everything imported here is imported once.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat.reader
import psutil
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.parameterize import parameterize_notebook

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting import formats
from kla_widgets.reporting.batch.ledger import write_note
from kla_widgets.reporting.batch.orders import Order
from kla_widgets.reporting.batch.writing import cannot_write, write_file
from kla_widgets.reporting.jobs import Job, Outcome
from kla_widgets.reporting.warm.managed import fits
from kla_widgets.reporting.warm.shell import execute

CELL_FAILED = Message(
    "REP-004", N_("Cell {cell} of the template failed: {reason}."), N_("Open {notebook} to see the cell and its error.")
)
NOT_RUN = Message("REP-006", N_("The template could not be run: {reason}."), N_("Run “make setup” again, then retry."))


def make(order: Order) -> Outcome:
    """Make one report, here and now.

    Raises
    ------
    KlaError
        ``REP-004`` to ``REP-008``.
    """
    job = order.job
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        _failed_file(job).unlink(missing_ok=True)  # of an earlier attempt
        notebook = _executed(order)
        content = {ending: formats.write(ending, notebook) for ending in job.formats}
        written = {ending: write_file(job.file(ending), data) for ending, data in content.items()}
        write_note(job, order.made_of, written)
    except OSError as error:
        raise cannot_write(error, job.folder, job.case.region) from error
    return Outcome(job, job.files, memory=psutil.Process().memory_info().rss, written=tuple(written.values()))


def _executed(order: Order) -> NotebookNode:
    job = order.job
    try:
        notebook = parameterize_notebook(_read(job.template), job.parameters(order.workspace))
        notebook = _run(notebook, job.template.parent)
    except PapermillExecutionError as error:
        file = _failed_file(job)
        write_file(file, formats.write("ipynb", error.notebook))
        raise fail(
            CELL_FAILED, str(job.template), job.case.region, cell=error.exec_count, reason=error.evalue, notebook=file
        ) from error
    except OSError:
        raise
    except Exception as error:  # a broken notebook, a kernel that is not there or has died
        raise fail(NOT_RUN, str(job.template), job.case.region, reason=error) from error
    about = {"fingerprint": order.fingerprint, "language": job.language, "title": order.title}
    notebook.metadata["kla"] = notebook.metadata.get("kla", {}) | about | {"synthetic": order.synthetic}
    return notebook


def _run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run the cells, here, or in a kernel of its own where the template asks for one or is not Python.

    Raises
    ------
    PapermillExecutionError
        When a cell fails; its ``notebook`` is what was run until then.
    """
    kernel = notebook.metadata.kernelspec.name
    usual = kernel == "python3" and notebook.metadata.get("kla", {}).get("kernel") != "cold"  # asking takes 10 ms
    if usual or fits(notebook, kernel, {}):
        return execute(notebook, folder=folder)
    os.chdir(folder)
    cold: NotebookNode = papermill_engines.execute_notebook_with_engine(None, notebook, kernel, progress_bar=False)
    try:
        raise_for_execution_errors(cold, None)
    except PapermillExecutionError as error:
        error.notebook = cold
        raise
    return cold


def _read(template: Path) -> NotebookNode:
    """A template without anything that an earlier run left in it.

    Raises
    ------
    ValueError
        When it is no notebook.
    """
    notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(template.read_text("utf-8")), 4)
    notebook.metadata.setdefault("papermill", NotebookNode())
    notebook.metadata.setdefault("kernelspec", NotebookNode(name="python3", language="python", display_name="Python 3"))
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _failed_file(job: Job) -> Path:
    return job.folder / f"{job.name}.failed.ipynb"
