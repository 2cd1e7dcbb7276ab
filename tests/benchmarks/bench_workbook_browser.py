"""The part of the workbook's benchmark that needs a Chromium: what a facilitator waits for."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import nbformat
from plain_form import LAST
from playwright.sync_api import Browser, Page, sync_playwright

from kla_widgets.workbook.workshop.folders import Folders
from kla_widgets.workbook.workshop.server import Server, running_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
PATIENCE = 120_000  # milliseconds
LAST_PART = {"ours": ".kf-card", "plain": f".{LAST}"}
RUNS, EDITS = 3, 60

READY = """() => {
  const shown = window.jupyterapp?.shell.currentWidget;
  const kernel = shown?.sessionContext?.session?.kernel;
  return shown?.content?.widgets?.length > 0 && kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""
RUN = """async (place) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = place;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""
# Seconds until all questions are in the document, until the browser is idle again after painting what is seen of them,
# and until none is folded any more (the form unfolds what is far away while nothing else is to be done).
PAINT = """async ([place, selector, count]) => {
  const pause = () => new Promise((go) => setTimeout(go, 5));
  const begun = performance.now();
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = place;
  window.jupyterapp.commands.execute("notebook:run-cell");
  while (document.querySelectorAll(selector).length < count) await pause();
  const there = performance.now() - begun;
  await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  const painted = performance.now() - begun;
  while (document.querySelector(".kf-later")) await pause();
  return [there / 1000, painted / 1000, (performance.now() - begun) / 1000];
}"""
# Each click, on a card in view, chooses an answer that is worth something else. The edit is seen when the score panel
# has another total and the browser is idle again after painting it; it was saved before, as the score comes from there.
EDIT = """async (count) => {
  const worth = (input) => input.parentNode.querySelector(".kf-worth").textContent;
  const another = (card) => {
    const inputs = [...card.querySelectorAll("input[type=radio]")];
    const chosen = inputs.find((input) => input.checked);
    return inputs.find((input) => !input.checked && (!chosen || worth(input) !== worth(chosen)));
  };
  const cards = [...document.querySelectorAll(".kf-card")].filter((card) => card.querySelector(".kf-worth"));
  const total = document.querySelector(".kf-total");
  const taken = [];
  for (let place = 0; place < count; place += 1) {
    const card = cards[place % cards.length];
    card.scrollIntoView();
    await new Promise((go) => setTimeout(go, 300));
    const painted = new Promise((go) => {
      const watcher = new MutationObserver(() => {
        watcher.disconnect();
        requestAnimationFrame(() => setTimeout(go));
      });
      watcher.observe(total, { childList: true });
    });
    const begun = performance.now();
    another(card).click();
    await painted;
    taken.push(performance.now() - begun);
  }
  return taken;
}"""


def rows(
    chromium: str, workspace: Path, pages: Mapping[str, nbformat.NotebookNode], questions: int, region: str, cycle: int
) -> Iterator[tuple[str, float, float | None, str]]:
    """Lines of the table: name, ours, plain, unit."""
    for name, notebook in pages.items():
        nbformat.write(notebook, workspace / f"{name}.ipynb")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        with workshop(browser, workspace, region, cycle, questions) as (server, seconds):
            yield "kla workshop, cold, to a filled-in page", seconds, None, "s"
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            times = {name: [painted(page, server, name, questions) for _ in range(RUNS)] for name in ("plain", "ours")}
            waited = ("running the cell, until all questions are there", "  until painted", "  until all is laid out")
            for place, words in enumerate(waited):
                ours, plain = (median(run[place] for run in times[name]) for name in ("ours", "plain"))
                yield words, ours, plain, "s"
            taken = page.evaluate(EDIT, EDITS)
            yield "edit, until saved and the new score is on the screen, median", median(taken), None, "ms"
            yield "  95th percentile", quantiles(taken, n=20, method="inclusive")[-1], None, "ms"
        browser.close()


@contextmanager
def workshop(
    browser: Browser, workspace: Path, region: str, cycle: int, questions: int
) -> Iterator[tuple[Server, float]]:
    """A running workshop, and the seconds from the command to the page; the browser itself runs already."""
    asked = ["--region", region, "--cycle", str(cycle), "--workspace", str(workspace), "--page", "01", "--no-browser"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kla_widgets", "workshop", *asked], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(process.stdout.readline().decode().strip(), timeout=PATIENCE)
        page.locator(LAST_PART["ours"]).nth(questions - 1).wait_for(state="attached", timeout=PATIENCE)
        seconds = time.perf_counter() - begun
        page.close()
        server = running_server(Folders(workspace, "lab"))
        assert server is not None
        yield server, seconds
    finally:
        if server := running_server(Folders(workspace, "lab")):
            server.ask("/api/shutdown", "POST", timeout=10)
        process.wait(30)


def painted(page: Page, server: Server, name: str, questions: int) -> tuple[float, ...]:
    """Seconds of one run of the form's cell in a new kernel, after the cells before it have run."""
    for session in server.ask("/api/sessions"):
        if re.fullmatch(r"\w+\.ipynb", session["path"]):
            server.ask(f"/api/sessions/{session['id']}", "DELETE", timeout=30)
    page.goto(server.page(f"{name}.ipynb"), timeout=PATIENCE)
    page.wait_for_function(READY, timeout=PATIENCE)
    for place in range(2):
        page.evaluate(RUN, place)
    page.wait_for_function(READY, timeout=PATIENCE)
    return tuple(page.evaluate(PAINT, [2, LAST_PART[name], questions]))
