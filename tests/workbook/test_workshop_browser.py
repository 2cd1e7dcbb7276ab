"""The workshop in a real browser, with JupyterLab and with Voila.

WSB001  The page opens filled in, and what is shown is alive, without "Run All" and without anything from elsewhere.
WSB002  Nothing of JupyterLab's or Voila's own is to be seen: no menus, no code, no gaps around the page.
WSB003  A link leads to the next page, filled in as well.
WSB004  After a restart of the kernel, reloading the page is all that is needed.
WSB005  Under Voila, where every visit has a kernel of its own, closing the page ends it.
WSB006  Keys that would delete or add cells do nothing while a control has the focus.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from workshop_pages import two_pages

from kla_widgets.workbook.workshop.copies import Parameters
from kla_widgets.workbook.workshop.folders import Face
from kla_widgets.workbook.workshop.server import Server
from kla_widgets.workbook.workshop.start import opened_workshop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60_000  # milliseconds; a shared machine may be slow
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
FACES: tuple[Face, ...] = ("lab", "voila")


@dataclass
class Visit:
    """A page, the server and the notebook behind it, and what it asked for elsewhere or complained about."""

    page: Page
    server: Server
    path: str
    told: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        options = ["--no-sandbox", "--disable-dev-shm-usage", nowhere]
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=FACES)
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    place = tmp_path_factory.mktemp(request.param)
    source = two_pages(place / "nb")
    (place / "ws").mkdir()
    told = Parameters(str(place / "ws"), "32.73", 2024, "kla-2024", "mandiri", "id", "Ani")
    begun = time.perf_counter()
    with opened_workshop(told, "", request.param, source=source) as opened:
        assert opened.process is not None
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        path = (told.folder / "00_mulai.ipynb").relative_to(told.workspace).as_posix()
        visit = Visit(page, opened.process.server, path)
        page.on("request", lambda one: None if one.url.startswith(HERE) else visit.told.append(one.url))
        page.on("console", lambda one: visit.told.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: visit.told.append(str(error)))
        page.goto(opened.address)
        page.get_by_role("button", name="Tekan").wait_for(timeout=PATIENCE)
        print(f"{request.param}: filled in {time.perf_counter() - begun:.1f} s after the start")
        yield visit
        page.close()


@pytest.fixture
def first_page(visit: Visit) -> Page:
    """The first page as it is after opening it, with no clicks counted."""
    if visit.server.face == "lab":
        for session in visit.server.ask("/api/sessions"):
            if session["path"] == visit.path:
                visit.server.ask(f"/api/kernels/{session['kernel']['id']}/restart", "POST", timeout=60)
    visit.page.goto(visit.server.page(visit.path))
    expect(visit.page.get_by_text("32.73 2024 oleh Ani")).to_be_visible(timeout=PATIENCE)
    return visit.page


def test_wsb001_the_page_is_filled_in_alive_and_from_here(visit: Visit, first_page: Page) -> None:
    first_page.get_by_role("button", name="Tekan").click()
    expect(first_page.get_by_text("Ditekan 1 kali")).to_be_visible(timeout=PATIENCE)
    assert visit.told == []


def test_wsb002_nothing_else_is_to_be_seen(visit: Visit, first_page: Page) -> None:
    seen = first_page.evaluate("document.body.innerText").split()
    assert seen == ["Tekan", "32.73", "2024", "oleh", "Ani", "Lanjut"]
    box = first_page.get_by_role("button", name="Tekan").bounding_box()
    assert box is not None
    assert box["x"] < 40
    assert box["y"] < 40


def test_wsb003_a_link_leads_to_the_next_page(visit: Visit, first_page: Page) -> None:
    first_page.get_by_role("link", name="Lanjut").click()
    expect(first_page.get_by_text("Halaman kedua 32.73")).to_be_visible(timeout=PATIENCE)
    assert visit.told == []


def test_wsb004_after_a_restart_of_the_kernel_reloading_is_enough(visit: Visit, first_page: Page) -> None:
    first_page.get_by_role("button", name="Tekan").click()
    expect(first_page.get_by_text("Ditekan 1 kali")).to_be_visible(timeout=PATIENCE)
    for session in visit.server.ask("/api/sessions"):
        visit.server.ask(f"/api/kernels/{session['kernel']['id']}/restart", "POST", timeout=60)
    first_page.reload()
    expect(first_page.get_by_text("32.73 2024 oleh Ani")).to_be_visible(timeout=PATIENCE)
    first_page.get_by_role("button", name="Tekan").click()
    expect(first_page.get_by_text("Ditekan 1 kali")).to_be_visible(timeout=PATIENCE)


def test_wsb005_a_closed_page_leaves_no_kernel(visit: Visit, first_page: Page) -> None:
    if visit.server.face == "lab":
        pytest.skip("JupyterLab keeps a notebook's kernel for the next visit")
    first_page.wait_for_timeout(1000)
    first_page.goto("about:blank")
    until = time.monotonic() + 30
    while visit.server.ask("/api/kernels") and time.monotonic() < until:
        time.sleep(0.2)
    assert visit.server.ask("/api/kernels") == []


def test_wsb006_stray_keys_do_no_harm(visit: Visit, first_page: Page) -> None:
    button = first_page.get_by_role("button", name="Tekan")
    cells = first_page.locator(".jp-Cell").count()
    button.focus()
    for key in ("x", "d", "d", "a", "b", "m", "y", "r", "1", "c", "v", "z", "0", "0", "Shift+M", "Control+Shift+M"):
        first_page.keyboard.press(key)
    expect(button).to_be_focused()
    assert first_page.locator(".jp-Cell").count() == cells
    first_page.keyboard.press("Enter")
    expect(first_page.get_by_text("Ditekan 1 kali")).to_be_visible(timeout=PATIENCE)
