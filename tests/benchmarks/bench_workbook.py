"""How heavy the workbook's largest page is, beside plain ipywidgets for the same questions. Run: ``make bench``.

With ``KLA_BENCH_BROWSER=1`` and a Chromium also how soon it is seen in JupyterLab, and how soon an edit is.
Both forms get the same stored answers and are measured in the same run. Seconds are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import bench_workbook_browser as in_browser
import comm
import nbformat
import papermill
from comm.base_comm import BaseComm
from ipywidgets import Widget
from plain_form import open_plain

from kla_widgets.exchange.demo import build_demo
from kla_widgets.instrument.models import Cluster, Instrument
from kla_widgets.resources import notebooks
from kla_widgets.workbook.form import open_form
from kla_widgets.workbook.navigation import page_of
from kla_widgets.workbook.opening import open_session

REGION, CYCLE = "00.01", 2024
PLAIN_CALL = f"""import sys

sys.path.insert(0, {str(Path(__file__).parent)!r})
from plain_form import open_plain

open_plain(workspace, region, cycle, cluster)"""


@dataclass(frozen=True)
class Row:
    """One figure of both forms; ``plain`` is None where there is nothing to compare with."""

    name: str
    ours: float
    plain: float | None
    unit: str


@dataclass(frozen=True)
class Sent:
    """What widgets sent: models opened, all messages, and their bytes as JSON."""

    models: int
    messages: int
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--edits", type=int, default=200)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        workspace = Path(place) / "workspace"
        with build_demo(workspace) as opened:
            instrument = opened.library.for_cycle(CYCLE)
        cluster = largest(instrument)
        count = sum(len(indicator.questions) for indicator in cluster.indicators)
        print(
            f"workbook: {cluster.id}, {count} questions\n{line('', 'kla_widgets', 'ipywidgets', 'ratio')}", flush=True
        )
        show(page_rows(workspace, cluster.id, wanted.runs))
        pages = both_pages(instrument, cluster, workspace)
        show(notebook_rows(pages, Path(place)))
        show(edit_rows(workspace, cluster.id, wanted.edits))
        browser = next((path for name in in_browser.NAMES if (path := shutil.which(name))), None)
        if os.environ.get("KLA_BENCH_BROWSER") and browser:
            show([Row(*row) for row in in_browser.rows(browser, workspace, pages, count, REGION, CYCLE)])
        else:
            print("  (in a browser: set KLA_BENCH_BROWSER=1 and have a Chromium)")


def largest(instrument: Instrument) -> Cluster:
    return max(instrument.clusters, key=lambda one: sum(len(indicator.questions) for indicator in one.indicators))


def page_rows(workspace: Path, cluster: str, runs: int) -> list[Row]:
    """Building a page in Python, with nobody to receive it."""
    makers: list[Callable[[], Widget]] = [
        lambda: open_form(str(workspace), REGION, CYCLE, cluster=cluster),
        lambda: open_plain(str(workspace), REGION, CYCLE, cluster),
    ]
    found: list[tuple[float, Sent, int]] = []
    for make in makers:
        built(make)  # the first one imports and warms up
        results = [built(make) for _ in range(runs)]
        found.append((median(seconds for seconds, _, _ in results), *results[-1][1:]))
    (ours, sent, shown), (plain, plain_sent, plain_shown) = found
    return [
        Row("open workspace, build, display data", ours, plain, "s"),
        Row("widget models", sent.models, plain_sent.models, ""),
        Row("messages to the browser", sent.messages, plain_sent.messages, ""),
        Row("in these", sent.size / 1e3, plain_sent.size / 1e3, "kB"),
        Row("display data, printed version included", shown / 1e3, plain_shown / 1e3, "kB"),
    ]


def built(make: Callable[[], Widget]) -> tuple[float, Sent, int]:
    """Seconds, messages, and bytes of display data of one page."""
    with recorded() as messages:
        begun = time.perf_counter()
        bundle = make()._repr_mimebundle_()
        seconds = time.perf_counter() - begun
        sent = Sent(sum(kind == "comm_open" for kind, _ in messages), len(messages), sum(size for _, size in messages))
        Widget.close_all()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return seconds, sent, len(json.dumps(data))


@contextmanager
def recorded() -> Iterator[list[tuple[str, int]]]:
    """Kind and size of the messages that widgets send meanwhile."""
    messages: list[tuple[str, int]] = []

    class Recorder(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, *_: Any, buffers: Any = None, **__: Any) -> None:
            messages.append((msg_type, len(json.dumps(data)) + sum(len(one) for one in buffers or ())))

    before, comm.create_comm = comm.create_comm, Recorder
    try:
        yield messages
    finally:
        comm.create_comm = before


def both_pages(instrument: Instrument, cluster: Cluster, workspace: Path) -> dict[str, nbformat.NotebookNode]:
    """The notebook of a cluster, and the same with plain ipywidgets in place of the form."""
    file = notebooks() / page_of(instrument, cluster.id).file
    ours, plain = (nbformat.read(file, as_version=4) for _ in range(2))
    given = {"workspace": str(workspace)}
    for notebook in (ours, plain):
        notebook.cells[0].source += "".join(f"\n{name} = {value!r}" for name, value in given.items())
    plain.cells[-1].source = PLAIN_CALL
    return {"ours": ours, "plain": plain}


def notebook_rows(pages: Mapping[str, nbformat.NotebookNode], folder: Path) -> list[Row]:
    """Executed notebooks: the workbook's store no widget state; papermill does if it is not told otherwise."""
    (bare, full), (plain_bare, plain_full) = (executed(pages[name], folder) for name in ("ours", "plain"))
    return [
        Row("executed notebook (state: only papermill's default)", bare / 1e3, plain_full / 1e3, "kB"),
        Row("  with widget state in both", full / 1e3, plain_full / 1e3, "kB"),
        Row("  without in both", bare / 1e3, plain_bare / 1e3, "kB"),
    ]


def executed(notebook: nbformat.NotebookNode, folder: Path) -> tuple[int, int]:
    """Bytes of an executed notebook without and with its widget state."""
    source, made = folder / "source.ipynb", folder / "made.ipynb"
    nbformat.write(notebook, source)
    papermill.execute_notebook(str(source), str(made), progress_bar=False, kernel_name="python3")
    result = nbformat.read(made, as_version=4)
    result.metadata.pop("widgets")
    return len(nbformat.writes(result).encode()), made.stat().st_size


def edit_rows(workspace: Path, cluster: str, count: int) -> list[Row]:
    """From the browser's message to the replies, stored and scored; and what the widget then sends."""
    seconds, processor = edit_seconds(workspace, cluster, count)
    return [
        Row("edit saved and score ready, in Python, median", median(seconds) * 1e3, None, "ms"),
        Row("  95th percentile", percentile_95(seconds) * 1e3, None, "ms"),
        Row("  of it the processor's work, median", median(processor) * 1e3, None, "ms"),
        Row("  sent for an edit", edit_bytes(workspace, cluster) / 1e3, None, "kB"),
    ]


def edit_seconds(workspace: Path, cluster: str, count: int) -> tuple[list[float], list[float]]:
    """Seconds of each edit, by the clock and of the processor (what a busy machine adds is missing there).

    Answers are taken away and given back in turns: each edit changes the score, and in the end all are answered.
    """
    session = open_session(str(workspace), REGION, CYCLE, author="bench", cluster=cluster)
    states = session.snapshot()[0]
    seconds: list[float] = []
    processor: list[float] = []
    for place in range(count + count % 2):
        id_ = session.questions[place // 2 % len(session.questions)]
        value = states[id_]["value"] if place % 2 else None
        message = edit(id_, value, states[id_]["revision"] + place % 2)
        begun, worked = time.perf_counter(), time.process_time()
        replies = session.handle(message)
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
        if replies[0]["type"] != "ack":
            raise RuntimeError(f"an edit was not stored: {replies[0]}")
        if place % 2:
            states[id_] = replies[0]["state"]
    session.workspace.close()
    return seconds[:count], processor[:count]


def edit_bytes(workspace: Path, cluster: str) -> int:
    """Bytes that the widget sends for one edit: the replies, and the states for a page that is loaded again."""
    with recorded() as messages:
        form = open_form(str(workspace), REGION, CYCLE, cluster=cluster)
        id_ = form.session.questions[0]
        state, opened = form.states[id_], len(messages)
        form._receive(form, edit(id_, None, state["revision"]), [])
        size = sum(size for _, size in messages[opened:])
        form.session.handle(edit(id_, state["value"], state["revision"] + 1))
        form.session.workspace.close()
        Widget.close_all()
    return size


def edit(question: str, value: Any, base: int) -> dict[str, Any]:
    """What the browser sends."""
    return {"type": "edit", "n": 1, "client": "bench", "id": question, "field": "value", "value": value, "base": base}


def percentile_95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def show(rows: list[Row]) -> None:
    for row in rows:
        print(table_line(row), flush=True)


def table_line(row: Row) -> str:
    """A line of the table; the ratio says how many times as much the plain form is."""
    if row.plain is None:
        return line(row.name, written(row.ours, row.unit), "", "")
    return line(row.name, written(row.ours, row.unit), written(row.plain, row.unit), f"{row.plain / row.ours:.1f}")


def written(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if unit == "s" else f"{value:.0f} {unit}".strip()


def line(name: str, *columns: str) -> str:
    return f"  {name:<60}" + "".join(f"{column:>13}" for column in columns)


if __name__ == "__main__":
    main()
