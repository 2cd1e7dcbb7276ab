"""Reports in a real browser: at a desk, on a phone, in print, and without any network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.reporting.batch import render_jobs
from kla_widgets.reporting.jobs import Job, find_template

pytestmark = pytest.mark.browser

CASES = (Case("32.73", "kla-2024", 2024), Case("00.01", "kla-2024", 2024), Case("18.72", "kla-2024", 2022))


@pytest.fixture(scope="module")
def pages(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    jobs = [Job(case, find_template("district"), folder / case.region, ("html",)) for case in CASES]
    with open_workspace(demo_folder) as workspace:
        outcomes = list(render_jobs(workspace, jobs))
    assert [outcome.faults for outcome in outcomes] == [()] * len(jobs)
    return {outcome.job.case.region: outcome.job.file("html") for outcome in outcomes}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


def show(browser: Browser, file: Path, width: int) -> tuple[Page, list[str]]:
    """Open a page; also what it asked for besides itself, and what it complained about."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith("file:") else None)
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri())
    return page, told


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("region", [case.region for case in CASES])
def test_nothing_is_loaded_and_nothing_sticks_out(
    browser: Browser, pages: dict[str, Path], region: str, width: int
) -> None:
    page, told = show(browser, pages[region], width)
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    page.close()


def test_the_numbers_are_there_to_be_read(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["32.73"], 1280)
    assert page.get_by_text("880,39", exact=True).first.is_visible()
    assert page.get_by_text("Utama", exact=True).first.is_visible()
    assert "880,38" in page.inner_text("body")
    page.close()


def test_every_drawing_has_an_accessible_name(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["00.01"], 1280)
    drawings = page.get_by_role("img")
    assert drawings.count() >= 4
    snapshot = page.locator("body").aria_snapshot()
    assert "- img\n" not in snapshot
    page.close()


def test_the_watermark_stays_in_view_and_is_printed_on_every_page(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["00.01"], 1280)
    banner = page.locator(".kla-watermark-banner")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    box = banner.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 900
    page.emulate_media(media="print")
    assert page.locator(".kla-watermark-print").is_visible()
    style = page.locator(".kla-watermark-print").evaluate("node => getComputedStyle(node).position")
    assert style == "fixed"  # browsers repeat fixed boxes on every printed page
    page.close()


def test_missing_points_are_said_in_words_not_drawn_as_zero(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["18.72"], 1280)
    assert page.get_by_text("belum diisi").count() >= 7
    page.close()
