"""How the engine ``kla-warm`` runs a notebook: in a worker of this process's pool, or as papermill itself does."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager
from papermill.log import logger

from kla_widgets.reporting.warm.imports import imports_of
from kla_widgets.reporting.warm.worker import Worker, WorkerDied

ANOTHER_KERNEL = frozenset({"km", "kernel_manager_class", "extra_arguments", "config", "parent", "timeout_func"})
"""Arguments that only a kernel of the notebook's own can obey."""


class ManagedEngine(Engine):  # type: ignore[misc]
    """Runs notebooks in warm workers."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any) -> None:
        """Run the cells of the notebook that papermill manages; the arguments are those of its own engine."""
        if not fits(nb_man.nb, kernel_name, options):
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)
            return
        timeout = options.pop("execution_timeout", None) or options.pop("timeout", None)
        log = {name: options.pop(name, None) for name in ("log_output", "stdout_file", "stderr_file")}
        for name in ("input_path", "start_timeout", "startup_timeout", "timeout"):
            options.pop(name, None)
        with pool().worker(nb_man.nb) as worker:
            options["timeout"] = timeout
            worker.begin("kla_widgets.reporting.warm.shell:attempt", nb_man.nb, Path.cwd(), options)
            try:
                notebook, error = worker.result()
            except WorkerDied as died:
                raise DeadKernelError("Kernel died") from died
        nb_man.nb.clear()  # papermill holds this very object
        nb_man.nb.update(notebook)
        _tell(nb_man, log)
        if error:
            raise error


def fits(notebook: NotebookNode, kernel_name: str, options: dict[str, Any]) -> bool:
    """Whether a notebook can run warm.

    Parameters
    ----------
    notebook : NotebookNode
    kernel_name : str
        The Jupyter kernel that it is to run in.
    options : dict
        What was given to papermill beyond its own.
    """
    if notebook.metadata.get("kla", {}).get("kernel") == "cold":
        return False
    given = {name for name, value in options.items() if value}
    if given & ANOTHER_KERNEL or any(name.startswith("on_") for name in given):
        return False
    return _is_this_python(kernel_name)


def _is_this_python(kernel_name: str) -> bool:
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False  # papermill says it in its own words
    own = {"python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info[:2]), sys.executable}
    program, *arguments = spec.argv or [""]
    return program in own and arguments[:2] == ["-m", "ipykernel_launcher"] and not spec.env


def _tell(nb_man: NotebookExecutionManager, log: dict[str, Any]) -> None:
    """Log and copy the outputs, if asked to, and show the progress."""
    if any(log.values()):
        teller = PapermillNotebookClient(nb_man, log=logger, **log)
        for cell in nb_man.nb.cells:
            for output in cell.get("outputs", ()):
                teller.log_output_message(output)
    if nb_man.pbar:
        nb_man.pbar.update(len(nb_man.nb.cells))


class Pool:
    """Workers of this process: one for each notebook that runs at a time, kept for the next."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []  # they end with this process
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def worker(self, notebook: NotebookNode) -> Iterator[Worker]:
        """A worker that nobody else has, until the block ends."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or Worker(("kla_widgets.reporting.warm.shell", *imports_of(notebook)))
        try:
            yield worker
        except BaseException:
            if worker.busy:  # interrupted: it would answer the next one's question with this one's notebook
                worker.kill()
            raise
        finally:
            with self._lock:
                self._idle.append(worker)


@cache
def pool() -> Pool:
    """The pool of this process."""
    return Pool()
