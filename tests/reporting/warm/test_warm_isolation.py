"""No report reaches the next.

WI001  After a template that poisons everything it can reach, the state of the process is what it was before.
WI002  After it, no object holds anything of the poisoned region.
WI003  After it, notebooks come out as papermill's own engine makes them from a cold start.
WI004  This holds in the very same process, not only in one that took over (mode reset).
WI005  Threads, child processes and modules that a template leaves behind are gone before the next report.
WI006  Random numbers start anew.
WI007  The folder and the environment are those of the caller at the time of the call.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from nbformat import NotebookNode
from warm_notebooks import figures_of, notebook

from kla_widgets.reporting.warm.worker import Worker

EXECUTE = "kla_widgets.reporting.warm.shell:execute"
TEMPLATES = Path(__file__).parents[3] / "templates" / "reports"

POISON = r"""
# %% names
MARK = "WILAYAH-" + "A-777,77"
region, score = MARK, 777.77
# %% builtins and modules
import builtins, functools, io, json, math, os, sys, types
builtins.MARK = MARK
builtins.pow = builtins.ascii = lambda *rows: MARK
json.load = lambda *rows, **more: MARK
json.poison = {"a": MARK}
math.pi = 3
os.getlogin = lambda: MARK
# %% our package
import kla_widgets.figures as figures, kla_widgets.language as words, kla_widgets.reporting.facts as facts
from kla_widgets.instrument.models import Instrument
from kla_widgets.scoring import scores
figures.table = lambda *rows, **more: MARK
figures.Figure._repr_html_ = lambda self: MARK
facts.load_facts.__defaults__ = (MARK,)
facts.load_facts.last = MARK
facts.last_region = MARK
words.language("id")._messages["Total score"] = MARK
words.language("id")._messages[MARK] = MARK
words.Language.number = lambda self, *rows: MARK
def other(self, *rows): return "WILAYAH-A-777,77"
words.Language.percent.__code__ = other.__code__
Instrument.region = MARK
scores.__dict__["CACHE"] = [MARK]
from kla_widgets.regions.shipped import shipped_regions
object.__setattr__(shipped_regions().get("32.73"), "name", MARK)
# %% what puts things back
import kla_widgets.reporting.warm.memory as memory, kla_widgets.reporting.warm.surroundings as surroundings
memory.Memory.restore = surroundings.Surroundings.restore = lambda self: None
memory.new_modules = lambda before: ([], [])
import kla_widgets.reporting.warm.noted as noted
noted.Names.differs = staticmethod(lambda thing, saved: False)
# %% pandas and numpy
import pandas as pd, numpy as np
pd.options.display.max_rows = 7
pd.options.display.float_format = lambda number: MARK
pd.DataFrame.region = MARK
pd.DataFrame.to_html = lambda self, *rows, **more: MARK
pd.api.extensions.register_dataframe_accessor("poison")(lambda frame: MARK)
pd.read_csv.last = MARK
np.set_printoptions(precision=1, formatter={"float": lambda number: MARK})
np.seterr(all="ignore")
np.random.seed(7)
np.sum = lambda *rows: MARK
# %% surroundings
import decimal, gc, locale, logging, random, resource, signal, socket, tempfile, threading, time, warnings
os.environ["WILAYAH"] = MARK
os.environ["TZ"] = "Asia/Jayapura"
os.environ.pop("PATH")
time.tzset()
os.umask(0o000)
os.mkdir("elsewhere")
os.chdir("elsewhere")
sys.path.insert(0, MARK)
sys.path_hooks.clear()
sys.meta_path.insert(0, type("Finder", (), {"find_spec": staticmethod(lambda *rows: None), "mark": MARK}))
sys.setrecursionlimit(500)
sys.set_int_max_str_digits(1000)
sys.region = MARK
sys.displayhook = sys.excepthook = lambda *rows: None
sys.argv.append(MARK)
warnings.resetwarnings()
warnings.simplefilter("ignore")
warnings.showwarning = lambda *rows, **more: None
logging.basicConfig(level=1, stream=io.StringIO(MARK))
logging.disable(logging.CRITICAL)
logging.getLogger("kla_widgets").setLevel(50)
logging.getLogger(MARK).addHandler(logging.NullHandler())
logging.addLevelName(10, MARK)
random.seed(7)
decimal.getcontext().prec = 3
decimal.DefaultContext.prec = 4
locale.setlocale(locale.LC_ALL, "C.UTF-8" if locale.setlocale(locale.LC_ALL) == "C" else "C")
gc.disable()
gc.callbacks.append(lambda *rows: None)
signal.signal(signal.SIGTERM, lambda *rows: None)
signal.signal(signal.SIGALRM, lambda *rows: None)
signal.setitimer(signal.ITIMER_REAL, 3600)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
socket.setdefaulttimeout(7)
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
tempfile.tempdir = MARK
# %% hooks
import atexit, asyncio, copyreg, contextvars, codecs
atexit.register(lambda: open("../left", "w").write("x") and None)
threading.excepthook = lambda *rows: None
sys.setprofile(lambda *rows: None)
threading.setprofile(lambda *rows: None)
asyncio.set_event_loop_policy(type("Policy", (asyncio.DefaultEventLoopPolicy,), {"mark": MARK})())
copyreg.pickle(complex, lambda number: (str, (MARK,)))
shell = get_ipython()
shell.events.register("post_execute", lambda: print(MARK))
shell.display_formatter.formatters["text/html"].for_type(int, lambda number: MARK)
shell.input_transformers_post.append(lambda lines: lines)
shell.ast_node_interactivity = "all"
type(shell).region = MARK
type(shell).ast_node_interactivity.default_value = "all"
VARIABLE = contextvars.ContextVar("region", default=MARK)
functools.WRAPPER_ASSIGNMENTS = ()
# %% modules of its own
module = types.ModuleType("regional")
module.score = MARK
sys.modules["regional"] = module
sys.modules["colorsys"] = module
open("helper_of_template.py", "w").write(f"score = {MARK!r}")
sys.path.insert(0, "")
sys.path_hooks.extend(__import__("pkgutil").sys.path_hooks)
exec(compile("score = MARK", "helper", "exec"), module.__dict__)
# %% streams
sys.stdout.write(MARK)
sys.stdout = sys.stderr = io.StringIO(MARK)
os.close(0)
"""

STATE = r"""
import asyncio, builtins, copyreg, decimal, functools, gc, json, locale, logging, math, os, signal, socket, sys
import tempfile, threading, time, warnings
import numpy as np, pandas as pd
import kla_widgets.figures as figures, kla_widgets.reporting.facts as facts
from kla_widgets.language import Language, language
from kla_widgets.regions.shipped import shipped_regions
def rows(*found):
    return [str(one) for one in found]
state = {
    "names": sorted(name for name in globals() if not name.startswith("_i")),
    "builtins": sorted(vars(builtins)),
    "sums": rows(pow(2, 2), ascii(1), os.getlogin),
    "json": rows(json.load.__module__, sorted(vars(json)), __import__("colorsys").__name__),
    "math": math.pi,
    "folder": os.getcwd(),
    "environment": sorted(os.environ.items()),
    "time": rows(time.tzname),
    "path": rows(sys.path, [type(one).__name__ for one in sys.meta_path], len(sys.path_hooks)),
    "arguments": sys.argv,
    "mask": os.umask(0o022),
    "files": sorted(os.listdir()),
    "sys": rows(sorted(vars(sys)), sys.getrecursionlimit(), sys.get_int_max_str_digits(), sys.excepthook,
                type(sys.displayhook).__name__, sys.getprofile()),
    "warnings": rows(warnings.filters, warnings.showwarning.__module__),
    "logging": rows(logging.root.level, logging.root.handlers, logging.root.manager.disable, logging.getLevelName(10),
                    sorted(logging.root.manager.loggerDict), logging.getLogger("kla_widgets").level),
    "decimal": rows(decimal.getcontext(), decimal.DefaultContext),
    "locale": locale.setlocale(locale.LC_ALL),
    "gc": rows(gc.isenabled(), len(gc.callbacks)),
    "signals": rows([signal.getsignal(one) for one in sorted(signal.valid_signals())],
                    signal.getitimer(signal.ITIMER_REAL), signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    "socket": rows(socket.getdefaulttimeout()),
    "temporary": rows(tempfile.tempdir),
    "threads": rows(threading.excepthook.__module__),
    "asyncio": rows(type(asyncio.get_event_loop_policy()).__name__),
    "pickle": rows(sorted(map(str, copyreg.dispatch_table))),
    "functools": rows(functools.WRAPPER_ASSIGNMENTS),
    "pandas": rows([(name, pd.get_option(name)) for name in sorted(pd._config.config._registered_options)],
                   sorted(vars(pd.DataFrame)), pd.DataFrame({"a": [1.5]}).to_html(), vars(pd.read_csv).keys()),
    "numpy": rows(np.get_printoptions(), np.geterr(), np.array([1 / 3]), np.sum([1, 2])),
    "ours": rows(figures.table, vars(figures.Figure).keys(), facts.load_facts.__defaults__, vars(facts.load_facts),
                 sorted(vars(facts)), language("id")("Total score"), len(language("id")._messages), vars(Language),
                 language("id").number(1.5), language("id").percent(0.5), shipped_regions().get("32.73").name),
    "shell": rows(get_ipython().ast_node_interactivity, sorted(vars(type(get_ipython()))),
                  len(get_ipython().events.callbacks["post_execute"]), len(get_ipython().input_transformers_post)),
    "modules": "regional" in sys.modules or "helper_of_template" in sys.modules,
    "seeded": np.random.random() == np.random.RandomState(7).random_sample(),
}
import re
print(re.sub(r" at 0x[0-9a-f]+", "", json.dumps(state, indent=1)))
1
"""

TRACES = r"""
import gc
gc.unfreeze()
gc.collect()
mark = "A-777,77"
found = []
for holder in gc.get_objects():
    if isinstance(holder, dict):
        parts = [*dict.keys(holder), *dict.values(holder)]
    elif type(holder) in (list, tuple, set, frozenset):
        parts = list(holder)
    else:
        continue
    if holder is not globals() and any(isinstance(one, str) and "WILAYAH-" + mark in one for one in parts):
        found.append(str(type(holder)) + str(holder)[:300])
found
"""


def run(worker: Worker, made: NotebookNode, folder: Path) -> NotebookNode:
    """A notebook, run by a worker."""
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # else no two states are the same
    worker.begin(EXECUTE, made, folder)
    done: NotebookNode = worker.result()
    return done


def poison() -> NotebookNode:
    """The template that leaves its mark everywhere."""
    return notebook(*(part.partition("\n")[2] for part in POISON.split("# %% ")[1:]))


def state(done: NotebookNode) -> dict[str, Any]:
    """What the cell STATE printed."""
    found: dict[str, Any] = json.loads(done.cells[-1].outputs[0].text)
    return found


def shown(done: NotebookNode, cell: int = -1) -> str:
    """What a cell printed and returned."""
    return "".join(out.get("text", "") or out["data"]["text/plain"] for out in done.cells[cell].outputs)


@pytest.fixture(scope="module")
def poisoned(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A worker with the state that it had before it ran the poison, and with its number."""
    folder = tmp_path_factory.mktemp("poison")
    loads = [line for line in POISON.splitlines() if line.startswith(("import ", "from "))]
    run(worker, notebook("\n".join([*loads, "import encodings.ascii, pkgutil"]), STATE), folder)
    run(worker, notebook(STATE), folder)  # in the process that has all that loaded from the start
    before = state(run(worker, notebook(STATE), folder))
    pid = worker.pid
    bad = run(worker, poison(), folder)
    assert "WILAYAH-A-777,77" in shown(bad)
    return {"worker": worker, "before": before, "pid": pid, "folder": folder}


def test_wi001_wi004_the_state_of_the_process_is_what_it_was(poisoned: dict[str, Any]) -> None:
    (poisoned["folder"] / "elsewhere" / "helper_of_template.py").unlink(missing_ok=True)
    (poisoned["folder"] / "elsewhere").rmdir()
    assert (poisoned["folder"] / "left").exists()  # what it registered for its exit was done
    (poisoned["folder"] / "left").unlink()
    after = state(run(poisoned["worker"], notebook(STATE), poisoned["folder"]))
    for name, value in poisoned["before"].items():
        assert after[name] == value, name
    assert poisoned["worker"].pid == poisoned["pid"]


def test_wi002_nothing_holds_anything_of_the_region(poisoned: dict[str, Any]) -> None:
    assert shown(run(poisoned["worker"], notebook(TRACES), poisoned["folder"])) == "[]"


def test_wi003_the_report_after_it_is_that_of_a_cold_start(
    poisoned: dict[str, Any], demo_folder: Path, tmp_path: Path
) -> None:
    template = nbformat.read(TEMPLATES / "district.ipynb", 4)
    values = {"workspace": str(demo_folder), "region": "32.73"}
    cold = papermill.execute_notebook(template, tmp_path / "cold.ipynb", values, progress_bar=False)
    filled = papermill.execute_notebook(template, None, values, prepare_only=True)
    warm = run(poisoned["worker"], filled, tmp_path)
    assert "880,39" in nbformat.writes(warm)
    assert figures_of(warm) == figures_of(cold)


def test_wi004_a_template_that_breaks_python_itself_breaks_nothing_else(worker: Worker, tmp_path: Path) -> None:
    suicide = notebook("import builtins\nbuiltins.set = builtins.dict = builtins.isinstance = None\nMARK = 'WILAYAH-B'")
    worker.begin(EXECUTE, suicide, tmp_path)
    with pytest.raises(Exception, match=r"WRM-00|set|NoneType"):
        worker.result()
    assert shown(run(worker, notebook("isinstance({1}, set), 'MARK' in globals()"), tmp_path)) == "(True, False)"


def test_wi005_threads_and_processes_are_gone(worker: Worker, tmp_path: Path) -> None:
    left = notebook(
        "import subprocess, sys, threading, time\n"
        "sleeping = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "plain = subprocess.Popen(sleeping)\n"
        "alone = subprocess.Popen(sleeping, start_new_session=True)\n"
        "thread = threading.Thread(target=time.sleep, args=(600,), name='template')\nthread.start()\n"
        "plain.pid, alone.pid"
    )
    children = eval(shown(run(worker, left, tmp_path)))
    seen = shown(run(worker, notebook("import threading\n[one.name for one in threading.enumerate()]"), tmp_path))
    assert "template" not in seen
    assert not [pid for pid in children if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]


def test_wi005_a_module_beside_the_template_is_read_again(worker: Worker, tmp_path: Path) -> None:
    made = notebook("import beside\nbeside.score")
    found = []
    for score in (111, 2222):
        (tmp_path / "beside.py").write_text(f"score = {score}", "utf-8")
        found.append(shown(run(worker, made, tmp_path)))
    assert found == ["111", "2222"]


def test_wi006_random_numbers_start_anew(worker: Worker, tmp_path: Path) -> None:
    draw = notebook("import random, numpy as np\nrandom.random(), np.random.random()")
    first, second = (eval(shown(run(worker, draw, tmp_path)).replace("np.float64", "float")) for _ in range(2))
    assert not set(first) & set(second)


def test_wi007_folder_and_environment_are_those_of_the_caller(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = notebook("import os\nos.getcwd(), os.environ.get('KLA_PROBE')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLA_PROBE", "first")
    assert eval(shown(run(worker, made, Path()))) == (os.path.realpath(tmp_path), "first")
    monkeypatch.delenv("KLA_PROBE")
    monkeypatch.chdir("/")
    assert eval(shown(run(worker, made, Path()))) == (os.path.realpath("/"), None)
