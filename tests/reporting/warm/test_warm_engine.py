"""The papermill engine ``kla-warm``.

WE001  Executed notebooks equal those of papermill's own engine, cell by cell, for outputs of every kind.
WE002  The same for the shipped template, and for a notebook that fails.
WE003  papermill's command line finds the engine.
WE004  Cells do not run in the caller's process; a worker is kept for the next notebook; threads have one each.
WE005  A template can ask for a cold kernel; other kernels and arguments for a kernel of one's own get one.
WE006  papermill's arguments do what they do with its own engine: parameters, time limits, logs, files for the output.
WE007  A notebook whose process dies is an error, and the next one runs.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from warm_notebooks import comparable, every_kind, notebook, written

from kla_widgets.reporting.warm.managed import fits
from kla_widgets.reporting.warm.worker import Isolation, Worker

TEMPLATES = Path(__file__).parents[3] / "templates" / "reports"


def run(made: NotebookNode, folder: Path, engine: str | None, **options: Any) -> NotebookNode:
    """A notebook, run by an engine."""
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # ipykernel leaves out the output of programs when it sees this
    file = written(made, folder / "in.ipynb")
    out = folder / f"out-{engine}.ipynb"
    done: NotebookNode = papermill.execute_notebook(file, out, engine_name=engine, progress_bar=False, **options)
    assert comparable(out) == comparable(done)
    return done


def text(done: NotebookNode, cell: int = -1) -> str:
    """What the cell returned or printed."""
    output = done.cells[cell].outputs[0]
    return str(output.get("text") or output.data["text/plain"])


@pytest.mark.slow
def test_we001_outputs_of_every_kind_equal_those_of_papermill(engine: str, tmp_path: Path) -> None:
    ended = {}
    for name in (None, engine):
        with pytest.raises(PapermillExecutionError):  # as soon as any output is an error, even one that is allowed
            run(every_kind(), tmp_path, name)
        ended[name] = comparable(tmp_path / f"out-{name}.ipynb")
    cold, warm = ended[None], ended[engine]
    for one, other in zip(cold["cells"], warm["cells"], strict=True):
        assert other == one
    assert warm == cold
    with Worker(("kla_widgets.reporting.warm.shell",), Isolation.RESET) as worker:
        ready = papermill.execute_notebook(tmp_path / "in.ipynb", None, prepare_only=True)
        worker.begin("kla_widgets.reporting.warm.shell:attempt", ready, tmp_path, {})
        done, error = worker.result()
    assert error is None
    with pytest.raises(PapermillExecutionError):
        raise_for_execution_errors(done, None)
    for one, other in zip(cold["cells"], comparable(done)["cells"], strict=True):
        assert other == one
    statuses = {cell["metadata"]["papermill"]["status"] for cell in warm["cells"]}
    assert "pending" not in statuses


@pytest.mark.slow
def test_we002_the_shipped_report_equals_that_of_papermill(engine: str, demo_folder: Path, tmp_path: Path) -> None:
    template = nbformat.read(TEMPLATES / "district.ipynb", 4)
    values = {"workspace": str(demo_folder), "region": "00.01", "language": "en"}
    cold, warm = (comparable(run(template, tmp_path, name, parameters=values)) for name in (None, engine))
    assert warm["metadata"]["papermill"]["parameters"] == values
    assert warm["cells"].pop()["outputs"]  # says when the report was made
    cold["cells"].pop()
    assert warm == cold


@pytest.mark.slow
def test_we002_a_failing_notebook_equals_that_of_papermill(engine: str, tmp_path: Path) -> None:
    made = notebook("x = 1", "print('before')\ndef f():\n    1 / 0\nf()", "x")
    errors = {}
    for name in (None, engine):
        with pytest.raises(PapermillExecutionError) as raised:
            run(made, tmp_path, name)
        errors[name] = (raised.value.evalue, raised.value.exec_count, raised.value.cell_index)
    assert errors[engine] == errors[None] == ("division by zero", 2, 1)
    assert comparable(tmp_path / f"out-{engine}.ipynb") == comparable(tmp_path / "out-None.ipynb")


@pytest.mark.slow
def test_we003_the_command_line_finds_the_engine(entry_point: Path, tmp_path: Path) -> None:
    file = written(notebook("region = ''", "region, __import__('sys').argv"), tmp_path / "in.ipynb")
    environment = os.environ | {"PYTHONPATH": str(entry_point)}
    arguments = ["--engine", "kla-warm", "-r", "region", "11.10", file, tmp_path / "out.ipynb"]
    command = [sys.executable, "-m", "papermill", *arguments]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    done = nbformat.read(tmp_path / "out.ipynb", 4)
    assert text(done) == "('11.10', ['ipykernel_launcher.py'])"


def test_we004_a_worker_runs_the_cells_and_is_kept(engine: str, tmp_path: Path) -> None:
    made = notebook("", "import os\nos.getpid(), os.getppid()")
    (own, parent), (other, same_parent) = (eval(text(run(made, tmp_path, engine))) for _ in range(2))
    assert os.getpid() not in (own, other)
    if sys.platform == "linux":  # each in a process of its own, copied from one that is kept
        assert own != other
        assert parent == same_parent
    else:
        assert own == other


def test_we004_threads_can_run_notebooks_at_the_same_time(engine: str, tmp_path: Path) -> None:
    done: dict[int, str] = {}

    def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        made = notebook("number = 0", "import time\ntime.sleep(0.2)\nnumber")
        done[number] = text(run(made, folder, engine, parameters={"number": number}))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == {0: "0", 1: "1", 2: "2"}


@pytest.mark.parametrize(
    ("metadata", "kernel", "options", "fitting"),
    [
        ({}, "python3", {}, True),
        ({"kla": {"template": "district"}}, "python3", {"allow_errors": True, "log_output": None}, True),
        ({"kla": {"kernel": "cold"}}, "python3", {}, False),
        ({}, "ir", {}, False),
        ({}, "python3", {"extra_arguments": ["--matplotlib=inline"]}, False),
        ({}, "python3", {"extra_arguments": []}, True),
        ({}, "python3", {"km": object()}, False),
        ({}, "python3", {"on_cell_start": print}, False),
    ],
)
def test_we005_what_gets_a_cold_kernel(
    metadata: dict[str, Any], kernel: str, options: dict[str, Any], fitting: bool
) -> None:
    assert fits(notebook("", **metadata), kernel, options) is fitting


@pytest.mark.slow
def test_we005_a_template_that_asks_for_a_cold_kernel_gets_one(engine: str, tmp_path: Path) -> None:
    made = notebook("", "get_ipython().kernel.__class__.__name__", kla={"kernel": "cold"})
    assert text(run(made, tmp_path, engine)) == "'IPythonKernel'"
    del made.metadata["kla"]
    assert text(run(made, tmp_path, engine)) == "'WarmKernel'"


def test_we006_the_working_directory_is_what_papermill_is_told(engine: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    made = notebook("", "import os\nos.getcwd()")
    assert eval(text(run(made, tmp_path, engine, cwd=tmp_path / "data"))) == os.path.realpath(tmp_path / "data")


def test_we006_a_cell_has_its_time(engine: str, tmp_path: Path) -> None:
    made = notebook("", "print('begun')", "import time\nprint('waits', flush=True)\ntime.sleep(60)", "never = 1")
    with pytest.raises(CellTimeoutError, match="after 1 seconds"):
        run(made, tmp_path, engine, execution_timeout=1)
    stopped = nbformat.read(tmp_path / f"out-{engine}.ipynb", 4)
    assert [len(cell.outputs) for cell in stopped.cells] == [0, 1, 1, 0]
    assert stopped.cells[2].outputs[0].text == "waits\n"


def test_we006_a_cell_may_be_interrupted_instead(engine: str, tmp_path: Path) -> None:
    made = notebook("", "import time\nprint('waits')\ntime.sleep(60)")
    with pytest.raises(PapermillExecutionError) as raised:
        run(made, tmp_path, engine, execution_timeout=1, interrupt_on_timeout=True)
    assert raised.value.ename == "KeyboardInterrupt"


def test_we006_outputs_are_logged_and_copied(engine: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = notebook("", "import sys\nprint('keluar')\nprint('galat', file=sys.stderr)\n42")
    out, err = io.StringIO(), io.StringIO()
    with caplog.at_level(logging.INFO, "papermill"):
        run(made, tmp_path, engine, log_output=True, stdout_file=out, stderr_file=err)
    assert (out.getvalue(), err.getvalue()) == ("keluar\n", "galat\n")
    assert {"keluar\n", "galat\n", "42"} <= set(caplog.messages)


def test_we006_options_of_nbclient_are_obeyed(engine: str, tmp_path: Path) -> None:
    made = notebook("", "import ipywidgets\nipywidgets.IntSlider()", "skipped = 1", "'skipped' in globals()")
    made.cells[2].metadata["tags"] = ["skip-execution"]
    done = run(made, tmp_path, engine, store_widget_state=False, record_timing=False)
    assert "widgets" not in done.metadata
    assert "execution" not in done.cells[1].metadata
    assert text(done) == "False"


def test_we007_a_notebook_that_kills_its_process_is_an_error_and_the_next_runs(engine: str, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError, match="Kernel died"):
        run(notebook("", "import os\nos._exit(3)"), tmp_path, engine)
    assert text(run(notebook("", "6 * 7"), tmp_path, engine)) == "42"


def test_we007_exit_ends_the_kernel(engine: str, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError, match="Kernel died"):
        run(notebook("", "exit()", "1"), tmp_path, engine)
