"""Workers: processes that make one call after another.

WW001  A call returns what its function returns and raises what it raises; faults arrive with code, place and values.
WW002  A process that dies is told from an error: how it ended, and that the worker can be used again.
WW003  Killing ends the process and whatever it and a template started, and the worker can be used again.
WW004  A process ends when the one that started it has gone.
WW005  No guarded main module is needed, and workers start workers (they are spawned).
WW006  A cell that prints without end is cut, and says so; one that is interrupted keeps what it said.
WW007  Memory is flat over many reports.
WW008  What a call had to import is there for the next one; modules that start threads do not get in the way.
WW009  What a worker prepared is there for every call, whatever templates did to it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError
from warm_notebooks import notebook

from kla_widgets.errors import Fault, KlaError
from kla_widgets.language import UNKNOWN_LANGUAGE
from kla_widgets.reporting.warm.calls import ENDED, KILLED
from kla_widgets.reporting.warm.streams import LIMIT
from kla_widgets.reporting.warm.worker import Isolation, Worker, WorkerDied

EXECUTE = "kla_widgets.reporting.warm.shell:execute"


def call(worker: Worker, function: str, *arguments: object) -> Any:
    """Make a call and wait for it."""
    worker.begin(function, *arguments)
    assert worker.busy
    assert wait([worker.connection], 120)
    return worker.result()


def gone(pid: int, seconds: float = 20) -> bool:
    """Whether a process is gone, or will be soon."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def appears(file: Path, seconds: float = 120) -> bool:
    """Whether something is written into a file in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if file.exists() and file.read_text():
            return True
        time.sleep(0.05)
    return False


def test_ww001_results_and_errors_come_back(worker: Worker) -> None:
    assert call(worker, "builtins:sorted", [3, 1, 2]) == [1, 2, 3]
    with pytest.raises(ValueError, match="invalid literal"):
        call(worker, "builtins:int", "x")
    with pytest.raises(AttributeError):
        call(worker, "builtins:no_such_function")
    with pytest.raises(ModuleNotFoundError):
        call(worker, "no_such_module:function")
    assert not worker.busy


def test_ww001_faults_come_back_whole(worker: Worker) -> None:
    with pytest.raises(KlaError) as raised:
        call(worker, "kla_widgets.language:language", "xx")
    assert raised.value.faults == (Fault(UNKNOWN_LANGUAGE, language="xx"),)


def test_ww001_what_cannot_be_carried_is_an_error(worker: Worker) -> None:
    with pytest.raises(TypeError, match="cannot pickle"):
        call(worker, "threading:Lock")


def test_ww001_a_failing_cell_brings_the_notebook_so_far(worker: Worker) -> None:
    with pytest.raises(PapermillExecutionError) as raised:
        call(worker, EXECUTE, notebook("", "print('before')", "1 / 0", "2"))
    error = raised.value
    assert (error.ename, error.exec_count) == ("ZeroDivisionError", 2)
    assert "papermill-error-cell" in error.notebook.cells[3].source  # papermill's mark, before the cell
    assert error.notebook.cells[2].outputs[0].text == "before\n"


def test_ww002_a_process_that_ends_is_told(worker: Worker) -> None:
    with pytest.raises(WorkerDied) as raised:
        call(worker, "os:_exit", 3)
    assert raised.value.faults == (Fault(ENDED, code=3),)
    assert call(worker, "math:sqrt", 4) == 2
    if sys.platform != "win32":
        with pytest.raises(WorkerDied) as raised:
            call(worker, EXECUTE, notebook("", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
        assert raised.value.faults == (Fault(KILLED, signal="SIGKILL"),)
        assert call(worker, "math:sqrt", 4) == 2


def test_ww002_sys_exit_is_an_error_of_the_cell(worker: Worker) -> None:
    with pytest.raises(PapermillExecutionError) as raised:
        call(worker, EXECUTE, notebook("", "import sys\nsys.exit('enough')"))
    assert (raised.value.ename, raised.value.evalue) == ("SystemExit", "enough")


def test_ww003_killing_ends_everything(worker: Worker, tmp_path: Path) -> None:
    sign = tmp_path / "pids"
    cell = (
        "import subprocess, sys, os, time\nsleeping = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "started = [subprocess.Popen(sleeping), subprocess.Popen(sleeping, start_new_session=True)]\n"
        f"open({str(sign)!r} + 'part', 'w').write(repr([os.getpid(), *(one.pid for one in started)]))\n"
        f"os.rename({str(sign)!r} + 'part', {str(sign)!r})\nwhile True:\n    pass"
    )
    worker.begin(EXECUTE, notebook("", cell))
    assert appears(sign)
    assert not wait([worker.connection], 0)
    pids = [worker.pid, *eval(sign.read_text())]
    worker.kill()
    assert all(gone(pid) for pid in pids)
    assert not worker.alive
    assert call(worker, "math:sqrt", 4) == 2


def test_ww004_a_process_ends_when_its_owner_has_gone(worker: Worker, tmp_path: Path) -> None:
    mode = worker.isolation
    sign = tmp_path / "pids"
    cell = f"import os\nopen({str(sign)!r}, 'w').write(str(os.getpid()))\nwhile True:\n    pass"
    script = (
        "import sys, time\nsys.path.insert(0, sys.argv[1])\nfrom warm_notebooks import notebook\n"
        "from kla_widgets.reporting.warm.worker import Isolation, Worker\n"
        f"worker = Worker((), Isolation({mode.value!r}))\nworker.begin({EXECUTE!r}, notebook('', {cell!r}))\n"
        "print(worker.pid, flush=True)\ntime.sleep(600)\n"
    )
    folder = str(Path(__file__).parent)
    with subprocess.Popen([sys.executable, "-c", script, folder], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert appears(sign)
        owner.kill()
    assert gone(pid)
    assert gone(int(sign.read_text()))


def test_ww005_no_guarded_main_module_is_needed(tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    lines = "from kla_widgets.reporting.warm.worker import Worker\nworker = Worker()\n"
    script.write_text(lines + "worker.begin('math:sqrt', 16)\nprint(worker.result())\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    assert (done.stdout, done.stderr) == ("4.0\n", "")


def test_ww006_output_without_end_is_cut_and_says_so(worker: Worker) -> None:
    cell = "import os\nfor _ in range(100):\n    print('x' * 999_999)\nos.system('yes | head -c 3000000 >&2')"
    done = call(worker, EXECUTE, notebook("", cell, "print('next')"))
    streams = {output.name: output.text for output in done.cells[1].outputs if output.output_type == "stream"}
    for name in ("stdout", "stderr"):
        assert LIMIT < len(streams[name]) < LIMIT + 200
        assert "1.000.000" in streams[name][LIMIT:]
    assert done.cells[2].outputs[0].text == "next\n"


def test_ww006_an_interrupted_cell_keeps_what_it_said(worker: Worker) -> None:
    with pytest.raises(CellTimeoutError) as raised:
        call(worker, EXECUTE, notebook("", "print('begun')\nwhile True:\n    pass"), None, 1)
    assert raised.value.notebook.cells[1].outputs[0].text == "begun\n"


def test_ww006_a_cell_that_waits_is_interrupted(worker: Worker) -> None:
    with pytest.raises(CellTimeoutError) as raised:
        call(worker, EXECUTE, notebook("", "import asyncio\nprint('begun')\nawait asyncio.sleep(60)"), None, 1)
    assert raised.value.notebook.cells[1].outputs[0].text == "begun\n"
    stubborn = (
        "import asyncio\nwhile True:\n    try:\n        await asyncio.sleep(60)\n"
        "    except asyncio.CancelledError:\n        pass"
    )
    with pytest.raises(CellTimeoutError):
        call(worker, EXECUTE, notebook("", stubborn), None, 1)
    assert call(worker, EXECUTE, notebook("", "1")).cells[1].outputs


@pytest.mark.slow
def test_ww006_a_cell_that_cannot_be_interrupted_ends_its_process(
    worker: Worker,
) -> None:
    cell = "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n    except BaseException:\n        pass"
    with pytest.raises(WorkerDied):
        call(worker, EXECUTE, notebook("", cell), None, 1)


@pytest.mark.slow
def test_ww007_memory_is_flat(worker: Worker) -> None:
    made = notebook("", "import pandas as pd\nframe = pd.DataFrame({'a': range(200_000)})\nframe.describe()")
    held = []
    for _ in range(30):
        call(worker, EXECUTE, made)
        held.append(psutil.Process(worker.pid).memory_info().rss)
    assert worker.memory() >= held[-1]
    assert held[-1] - held[9] < 8 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only forked calls forget what they import")
def test_ww008_what_a_call_imports_is_loaded_for_the_next() -> None:
    made = notebook("", "import sys\nbefore = 'wave' in sys.modules\nimport wave\nbefore")
    with Worker(isolation=Isolation.FORK) as worker:
        found = [call(worker, EXECUTE, made).cells[1].outputs[0].data["text/plain"] for _ in range(2)]
    assert found == ["False", "True"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only a process that is copied must be without threads")
def test_ww008_a_module_that_starts_threads_does_not_get_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = notebook("", "import sys\nbefore = 'wave' in sys.modules\nimport wave\nbefore")
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, importlib.abc\nclass Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == 'wave':\n            exec({thread!r})\nsys.meta_path.insert(0, Finder())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Worker(isolation=Isolation.FORK) as worker:
        found = [call(worker, EXECUTE, made).cells[1].outputs[0].data["text/plain"] for _ in range(3)]
    assert found == ["False"] * 3


def test_ww009_what_was_prepared_is_there_for_every_call(worker: Worker) -> None:
    ask = notebook("", "from kla_widgets.language import language\nlanguage.cache_info().currsize")
    poison = notebook("", "from kla_widgets.language import language\nlanguage('en')\nlanguage('id')._messages.clear()")
    read = notebook("", "from kla_widgets.language import language\nlanguage('id')('Province')")
    with Worker(("kla_widgets.language",), worker.isolation, ("kla_widgets.language:language", "id")) as prepared:
        for made, expected in ((ask, "1"), (ask, "1"), (poison, None), (read, "'Provinsi'"), (ask, "1")):
            outputs = call(prepared, EXECUTE, made).cells[1].outputs
            assert [output.data["text/plain"] for output in outputs] == ([expected] if expected else [])
