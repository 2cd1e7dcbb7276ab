"""Templates that ship run in the worker's own process, one after another; nothing of one report reaches the next.

WT001  After a report, no object in the process holds anything of its region.
WT002  After reports, the state of the process is what it was before.
WT003  Reports that follow one another are those that papermill's own engine makes from a cold start, in any order.
WT004  Only what ships as it is is trusted: one edit, and a template's reports are kept apart again.
WT005  After a report that failed the process is replaced, and a process that made trusted reports is never copied.
WT006  Memory is flat over many reports.
WT007  What ships only imports from this package and calls it: it sets nothing outside its own names.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode
from synthetic import build_synthetic
from test_warm_isolation import STATE, shown, state
from warm_notebooks import figures_of, notebook

from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.reporting.batch.crew import MAKE, PRELOAD, WARM_UP
from kla_widgets.reporting.batch.orders import Order, make_order
from kla_widgets.reporting.jobs import Job, find_template
from kla_widgets.reporting.shipped import OURS, code_digest, is_shipped
from kla_widgets.reporting.warm.worker import Isolation, Worker

EXECUTE = "kla_widgets.reporting.warm.shell:execute"
TEMPLATES = Path(__file__).parents[3] / "templates" / "reports"
TRUSTED = ("district", "agency", "village", "verification", "province")
MARKED = Case("00.02", "kla-2024", 2024)
MARK = "TANDA-WILAYAH-INI"

TRACES = """
import gc
def parts(holder, depth=0):
    for one in gc.get_referents(holder):
        if isinstance(one, (str, bytes)):
            yield one if isinstance(one, str) else one.decode("latin-1")
        elif not gc.is_tracked(one) and depth < 4:
            yield from parts(one, depth + 1)
def search():
    mark, found = "".join(reversed("INI-HAYALIW-ADNAT")), []  # so that this source is not found itself
    for holder in gc.get_objects():
        for text in parts(holder):
            if mark in text:
                found.append(f"{type(holder)} {holder!r}"[:300])
    return found
gc.unfreeze()
gc.collect()
search()
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Three districts; what one of them noted bears a mark, and so does its author."""
    opened = build_synthetic(tmp_path_factory.mktemp("trusted") / "workspace", 3)
    instrument = opened.library.get(MARKED.instrument)
    stage = instrument.claim_stage.id
    (first, *_) = opened.store.answers(MARKED, stage).values()
    marked = [Answer(first.question, first.value, f"Catatan {MARK}", "rekaan")]
    opened.store.save_answers(MARKED, stage, marked, instrument, f"Penulis {MARK}")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=[Isolation.best(), pytest.param(Isolation.RESET, marks=pytest.mark.slow)])
def worker(request: pytest.FixtureRequest, workspace: Workspace) -> Iterator[Worker]:
    """A worker as the batch has it."""
    with Worker(PRELOAD, request.param, (WARM_UP, workspace.folder, ("ipynb", "html"))) as made:
        yield made


def order(workspace: Workspace, region: str, template: str | Path, folder: Path) -> Order:
    """The order for a report."""
    case = Case(region[:2] if template == "province" else region, MARKED.instrument, MARKED.cycle)
    file = find_template(template) if isinstance(template, str) else template
    return make_order(workspace, Job(case, file, folder, ("ipynb", "html")))


def made(worker: Worker, wanted: Order) -> NotebookNode:
    """The executed notebook of a report."""
    worker.begin(MAKE, wanted, trusted=wanted.trusted)
    worker.result()
    return nbformat.read(wanted.job.file("ipynb"), 4)


def run(worker: Worker, cells: NotebookNode, folder: Path) -> NotebookNode:
    """A notebook, run in the process of the worker itself."""
    worker.begin(EXECUTE, cells, folder, trusted=True)
    done: NotebookNode = worker.result()
    return done


@pytest.mark.parametrize("template", TRUSTED)
def test_wt001_nothing_holds_anything_of_the_region(
    worker: Worker, workspace: Workspace, tmp_path: Path, template: str
) -> None:
    report = made(worker, order(workspace, MARKED.region, template, tmp_path))
    pid = worker.pid
    if template == "district":
        assert MARK in nbformat.writes(report)  # it was there
    assert shown(run(worker, notebook(TRACES), tmp_path)) == "[]"
    assert worker.pid == pid


def test_wt001_the_search_finds_what_is_there(worker: Worker, tmp_path: Path) -> None:
    """The test above could not fail otherwise."""
    held = "class Holder: __slots__ = ('kept',)\none = Holder()\none.kept = {'a': ('TANDA-' + 'WILAYAH-INI',)}"
    assert "Holder" in shown(run(worker, notebook(held, TRACES), tmp_path))


def test_wt002_the_state_of_the_process_is_what_it_was(worker: Worker, workspace: Workspace, tmp_path: Path) -> None:
    for template in TRUSTED:  # what libraries load when they are first used
        made(worker, order(workspace, "00.01", template, tmp_path / template))
    run(worker, notebook(STATE), tmp_path)
    before, pid = state(run(worker, notebook(STATE), tmp_path)), worker.pid
    for template in TRUSTED:
        made(worker, order(workspace, MARKED.region, template, tmp_path / template))
    after = state(run(worker, notebook(STATE), tmp_path))
    assert after == before
    assert worker.pid == pid


@pytest.mark.slow
@pytest.mark.parametrize("template", TRUSTED)
def test_wt003_reports_are_those_of_a_cold_start_in_any_order(
    worker: Worker, workspace: Workspace, tmp_path: Path, template: str
) -> None:
    regions = ("00.01", "00.02", "00.03")
    found: dict[str, list[dict[str, Any]]] = {region: [] for region in regions}
    for turn, several in enumerate((regions, regions[::-1], ("00.02", "00.01"))):
        for region in several:
            wanted = order(workspace, region, template, tmp_path / str(turn) / region)
            found[region].append(figures_of(made(worker, wanted)))
    for region, reports in found.items():
        wanted = order(workspace, region, template, tmp_path)
        cold = papermill.execute_notebook(
            wanted.job.template, tmp_path / "cold.ipynb", wanted.job.parameters(workspace.folder), progress_bar=False
        )
        expected = figures_of(cold)
        for report in reports:
            assert report["cells"] == expected["cells"]


def test_wt004_a_template_that_was_edited_is_not_trusted(workspace: Workspace, tmp_path: Path) -> None:
    copy = Path(shutil.copy(TEMPLATES / "district.ipynb", tmp_path / "sendiri.ipynb"))
    assert order(workspace, "00.01", "district", tmp_path).trusted
    assert order(workspace, "00.01", copy, tmp_path).trusted  # the same code, wherever it lies
    edited = nbformat.read(copy, 4)
    edited.cells[-1].source += "  # lihat"
    nbformat.write(edited, copy)
    assert not order(workspace, "00.01", copy, tmp_path).trusted
    assert not order(workspace, "00.01", "rad", tmp_path).trusted  # a library of its keeps threads
    copy.write_text("{", "utf-8")
    assert not is_shipped(copy)
    assert not is_shipped(tmp_path / "gone.ipynb")


def test_wt005_after_a_failure_and_before_a_copy_the_process_is_another(worker: Worker, tmp_path: Path) -> None:
    first = run(worker, notebook("import os; os.getpid()"), tmp_path)
    worker.begin(EXECUTE, notebook("raise ValueError"), tmp_path, trusted=True)
    with pytest.raises(papermill.PapermillExecutionError):
        worker.result()
    second = run(worker, notebook("import os; os.getpid()"), tmp_path)
    assert shown(first) != shown(second) == str(worker.pid)
    worker.begin(EXECUTE, notebook("import os; os.getppid(), os.getpid()"), tmp_path)
    third: NotebookNode = worker.result()
    if worker.isolation is Isolation.FORK:
        assert str(worker.pid) in shown(third)  # it was copied, and so is not the one that made trusted calls
        assert str(worker.pid) != shown(second)
    else:
        assert str(worker.pid) == shown(second)


@pytest.mark.slow
def test_wt006_memory_is_flat_over_many_reports(worker: Worker, workspace: Workspace, tmp_path: Path) -> None:
    wanted = [order(workspace, region, "district", tmp_path / region) for region in ("00.01", "00.02", "00.03")]
    for number in range(30):
        made(worker, wanted[number % 3])
    settled = worker.memory()
    for number in range(90):
        made(worker, wanted[number % 3])
    assert worker.memory() < settled + 15_000_000


def test_wt007_what_ships_only_calls_this_package() -> None:
    assert {code_digest(TEMPLATES / f"{name}.ipynb") for name in TRUSTED} == OURS
    for name in TRUSTED:
        for cell in nbformat.read(TEMPLATES / f"{name}.ipynb", 4).cells[1:]:
            for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
                assert not isinstance(node, ast.Import | ast.Delete | ast.Global | ast.AugAssign | ast.Lambda), name
                if isinstance(node, ast.ImportFrom):
                    assert (node.module or "").startswith("kla_widgets."), name
                if isinstance(node, ast.Assign):
                    assert all(isinstance(target, ast.Name) for target in node.targets), name
