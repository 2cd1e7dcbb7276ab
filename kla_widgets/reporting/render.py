"""One report: papermill executes a template for a region, and the result is written whole or not at all."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillException

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.files import write_whole
from kla_widgets.language import N_
from kla_widgets.reporting.jobs import Job, Outcome, fingerprint, page_title
from kla_widgets.reporting.page import to_page

CELL_FAILED = Message(
    "REP-004", N_("Cell {cell} of the template failed: {reason}."), N_("Open {notebook} to see the cell and its error.")
)
CANNOT_WRITE = Message(
    "REP-005", N_("The report cannot be written: {reason}."), N_("Check free space and access rights.")
)
NOT_RUN = Message("REP-006", N_("The template could not be run: {reason}."), N_("Run “make setup” again, then retry."))


def render(workspace: Workspace, job: Job) -> Outcome:
    """Make one report.

    Returns
    -------
    Outcome
        Faults are returned, not raised, so that a batch goes on.
    """
    writers: dict[str, Callable[[NotebookNode], str]] = {"ipynb": nbformat.writes, "html": to_page}
    try:
        made_of = fingerprint(workspace, job)
        notebook = _execute(workspace, job)
        about = {"fingerprint": made_of, "language": job.language, "title": page_title(workspace, job)}
        notebook.metadata["kla"] = notebook.metadata.get("kla", {}) | about
        for ending, file in zip(job.formats, job.files, strict=True):
            _write(file, writers[ending](notebook))
    except KlaError as error:
        return Outcome(job, (), error.faults)
    return Outcome(job, job.files)


def _execute(workspace: Workspace, job: Job) -> NotebookNode:
    values = {
        "workspace": str(workspace.folder.resolve()),
        "region": job.case.region,
        "cycle": job.case.cycle,
        "instrument": job.case.instrument,
        "stage": job.stage,
        "language": job.language,
    }
    logging.getLogger("papermill").setLevel(logging.ERROR)
    failed = job.folder / f"{job.name}.failed.ipynb"
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="kla-") as scratch, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries' own deprecations are not the reader's business
            draft = Path(scratch) / "draft.ipynb"
            try:
                notebook: NotebookNode = papermill.execute_notebook(
                    _literal(job.template),
                    _literal(draft),
                    parameters=values,
                    kernel_name="python3",
                    progress_bar=False,
                    request_save_on_cell_execute=False,  # saving after every cell is quadratic, and of no use here
                    store_widget_state=False,
                    extra_arguments=["--IPKernelApp.log_level=ERROR"],  # its warnings would break the progress bar
                )
            except PapermillException as error:
                if draft.is_file():
                    _write(failed, draft.read_text("utf-8"))
                cell, reason = getattr(error, "exec_count", "?"), getattr(error, "evalue", "") or str(error)
                raise fail(
                    CELL_FAILED, str(job.template), job.case.region, cell=cell, reason=reason, notebook=failed
                ) from error
        failed.unlink(missing_ok=True)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(job.folder), job.case.region, reason=error.strerror or error) from error
    except (RuntimeError, ValueError, KeyError) as error:  # a dead kernel, a broken notebook, no such kernel
        raise fail(NOT_RUN, str(job.template), job.case.region, reason=error) from error
    return notebook


def _literal(path: Path) -> str:
    """A path as papermill takes it: it fills in braces otherwise."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _write(file: Path, text: str) -> None:
    """Write a file so that it is never there by half."""
    try:
        write_whole(file, text)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(file), reason=error.strerror or error) from error
