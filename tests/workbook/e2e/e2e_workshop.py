"""The workshop as a facilitator starts it, the browser in front of it, and the database behind it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psutil
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from kla_widgets.assessment.records import Case, Evidence, SavedAnswer
from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Question
from kla_widgets.language import language
from kla_widgets.workbook.notebooks import pages
from kla_widgets.workbook.pages import find_cluster
from kla_widgets.workbook.words import WORDS
from kla_widgets.workbook.workshop.folders import Face
from kla_widgets.workbook.workshop.server import Server

PATIENCE = 60_000  # milliseconds; a shared machine may be slow
SETTLED = 5_000  # milliseconds
REGION, CYCLE = "18.72", 2024
INSTRUMENT = shipped_library().for_cycle(CYCLE)
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
LOST_CONNECTION = ("WebSocket", "ERR_CONNECTION", "Failed to load resource", "Failed to fetch", "Connection lost")

_indonesian = language("id")
number = _indonesian.number


def word(key: str, **values: Any) -> str:
    """A word of the form as the facilitator reads it."""
    return _indonesian(WORDS[key], **values)


@dataclass
class Workshop:
    """A running ``kla workshop``."""

    process: subprocess.Popen[str]
    address: str
    folder: Path
    face: Face

    @property
    def server(self) -> Server:
        parts = urlsplit(self.address)
        return Server(self.face, f"{parts.scheme}://{parts.netloc}", parse_qs(parts.query)["token"][0])

    def page(self, number: str) -> str:
        """The address of another page of the same author."""
        own = unquote(urlsplit(self.address).path).split("/")[-2]
        file = next(self.folder.glob(f"buku-kerja/{own}/{number}*.ipynb"))
        return self.server.page(file.relative_to(self.folder).as_posix())

    def kernels(self) -> list[psutil.Process]:
        """The processes in which the notebooks run."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in children if "ipykernel_launcher" in " ".join(one.cmdline())]

    def kill(self) -> None:
        """What a power cut does: everything is gone at once, nothing can tidy up."""
        everything = [psutil.Process(self.process.pid)]
        everything += everything[0].children(recursive=True)
        for one in everything:
            one.kill()
        psutil.wait_procs(everything, timeout=20)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)


@contextmanager
def workshop(folder: Path, page: str = "", author: str = "Ani", face: Face = "lab") -> Iterator[Workshop]:
    """``kla workshop``, until the block ends."""
    words = ["--region", REGION, "--cycle", str(CYCLE), "-w", str(folder), "--author", author, "--no-browser"]
    words += ["--page", page] if page else []
    words += ["--voila"] if face == "voila" else []
    command = [sys.executable, "-m", "kla_widgets", "workshop", *words]
    with (folder.parent / f"{folder.name}-{author}.txt").open("w", encoding="utf-8") as told:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True)
        assert process.stdout is not None
        address = process.stdout.readline().strip()
    if not address:
        process.communicate()
        raise AssertionError((folder.parent / f"{folder.name}-{author}.txt").read_text("utf-8"))
    running = Workshop(process, address, folder, face)
    try:
        yield running
    finally:
        running.stop()


@dataclass
class Watched:
    """A browser context, and what its pages asked for elsewhere or complained about."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    connection_may_break: bool = False

    def opened(self, address: str) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        return page

    def _asked(self, address: str) -> None:
        if not address.startswith(HERE):
            self.complaints.append(f"asked for {address}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if self.connection_may_break and any(sign in message.text for sign in LOST_CONNECTION):
            return  # JupyterLab's own lament about the server that this test has killed
        self.complaints.append(f"{message.text} ({message.location})")

    @classmethod
    def new(cls, browser: Browser, **options: Any) -> Watched:
        watched = cls(browser.new_context(**({"viewport": {"width": 1280, "height": 720}} | options)))
        watched.context.on("request", lambda one: watched._asked(one.url))
        watched.context.on("console", watched._said)
        watched.context.on("weberror", lambda one: watched.complaints.append(str(one.error)))
        return watched


Visit = Callable[..., Watched]


def form(page: Page) -> Locator:
    """The form, filled in and connected."""
    root = page.locator(".kf-root")
    root.wait_for(timeout=PATIENCE)
    expect(root.locator(".kf-saved")).to_have_text(word("all_saved"), timeout=PATIENCE)
    if page.locator(".jp-NotebookPanel").count():  # JupyterLab takes the focus once more when its page is complete
        with suppress(PlaywrightTimeout):
            page.wait_for_function("document.activeElement.closest('.jp-NotebookPanel')", timeout=SETTLED)
    return root


def card(page: Page, question: str) -> Locator:
    return page.get_by_role("article", name=question, exact=True)


def saved(card: Locator, author: str = "Ani") -> None:
    """Wait until the card says that its question is saved."""
    said = word("saved_at", at="@").replace("@", "")
    expect(card).to_have_attribute("data-status", "clean", timeout=PATIENCE)
    expect(card.locator(".kf-line")).to_contain_text(said.strip(), timeout=PATIENCE)
    expect(card.locator(".kf-line")).to_contain_text(author, timeout=PATIENCE)


def figure(page: Page) -> Locator:
    """The score on the screen, with the words beside it."""
    return page.locator(".kf-total .kf-figure")


def total(page: Page) -> float:
    """The score on the screen."""
    text = figure(page).inner_text().split()[0]
    return 0.0 if text == "–" else float(text.replace(".", "").replace(",", "."))


def supported(page: Page) -> float:
    """The points supported by evidence on the screen."""
    text = page.locator(".kf-key li").nth(1).inner_text().split()[-1]
    return 0.0 if text == "–" else float(text.replace(".", "").replace(",", "."))


@dataclass(frozen=True)
class Stored:
    """What the database holds of the assessment; ``signed`` is the journal: each edited question with who edited."""

    answers: dict[str, SavedAnswer]
    evidence: tuple[Evidence, ...]
    signed: list[tuple[str, str]]

    def value(self, question: str) -> Any:
        return self.answers[question].value if question in self.answers else None


def stored(folder: Path) -> Stored:
    """Read the database as any other program would."""
    with open_workspace(folder) as workspace:
        case = Case(REGION, INSTRUMENT.id, CYCLE)
        answers = workspace.store.answers(case, INSTRUMENT.claim_stage.id)
        signed = [
            (str(one.key["question"]), one.author) for one in workspace.store.journal(REGION) if one.table == "answer"
        ]
        return Stored(answers, workspace.store.evidence(case), signed)


def notebook_of(cluster: str) -> str:
    """The number of a cluster's notebook."""
    return next(page.file for page in pages(INSTRUMENT) if page.cluster == cluster)[:2]


def questions_of(cluster: str) -> list[Question]:
    return [one for indicator in find_cluster(INSTRUMENT, cluster).indicators for one in indicator.questions]
