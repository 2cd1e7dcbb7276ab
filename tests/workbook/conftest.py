"""What the tests of the form in a browser share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import form_page
import pytest
from form_harness import write_page
from playwright.sync_api import Browser, Page, expect, sync_playwright


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


@pytest.fixture
def form(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The form on its bare page; afterwards nothing has left the page and the console was silent (FRM10)."""
    entries = [{"at": "10.00", "author": form_page.LOUD, "old": "1", "new": form_page.LOUD, "reason": ""}]
    file = write_page(tmp_path / "form.html", form_page.page(), form_page.states(), form_page.score(), entries=entries)
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    expect.set_options(timeout=15_000)
    context.set_default_timeout(20_000)  # a shared machine may be slow
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if request.url.startswith(("http", "ws")) else None)
    page.goto(file.as_uri())
    page.wait_for_function("window.painted")
    yield page
    assert told == []
    assert page.evaluate("window.bad") is None
    context.close()
