"""Reports on provinces and agencies in a real browser: at a desk, on a phone, in print, and without any network.

PB001  Nothing is loaded, nothing complains, and nothing sticks out of the page.
PB002  A map that is too wide for a phone can be moved in its frame.
PB003  The numbers of the heat map can be opened as a table.
PB004  In print a map fits the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.figures import Figure
from kla_widgets.reporting import agency_sheet, province, province_gaps, province_history, province_map
from kla_widgets.reporting.agency import read_agency
from kla_widgets.reporting.facts import read_facts
from kla_widgets.reporting.formats import write
from kla_widgets.reporting.province_facts import read_province

pytestmark = pytest.mark.browser

PAGES = ("19", "32", "country", "agency")
PARTS: Sequence[Callable[..., Figure]] = (
    province.head,
    province.summary,
    province_map.district_map,
    province.ranking,
    province_map.cluster_heat,
    province_gaps.near,
    province_history.history,
)
SHEET: Sequence[Callable[..., Figure]] = (
    agency_sheet.head,
    agency_sheet.summary,
    agency_sheet.dates,
    agency_sheet.gaps,
    agency_sheet.leading,
)


def page_of(figures: Sequence[Figure]) -> bytes:
    outputs = [nbformat.v4.new_output("display_data", figure._repr_mimebundle_()) for figure in figures]
    cells = [nbformat.v4.new_code_cell("", outputs=[output]) for output in outputs]
    return write("html", nbformat.v4.new_notebook(cells=cells))


@pytest.fixture(scope="module")
def pages(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    with open_workspace(demo_folder) as workspace:
        provinces = {
            "19": read_province(workspace, "19", 2019),
            "32": read_province(workspace, "32", 2024),
            "country": read_province(workspace, "", 2024),
        }
        made = {name: page_of([part(facts) for part in PARTS]) for name, facts in provinces.items()}
        own = read_agency(workspace, read_facts(workspace, "00.01", 2024))
        made["agency"] = page_of([part(own) for part in SHEET])
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in made}


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


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_pb001_nothing_is_loaded_and_nothing_sticks_out(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    page, told = show(browser, pages[name], width)
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    page.close()


def test_pb002_a_map_can_be_moved_on_a_phone(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["country"], 390)
    frame = page.locator("#peta-gambar .kla-scroll")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    frame.evaluate("one => one.scrollTo(one.scrollWidth, 0)")
    assert frame.evaluate("one => one.scrollLeft") > 0
    assert frame.get_attribute("tabindex") == "0"
    page.close()


def test_pb003_the_heat_maps_numbers_open_as_a_table(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["32"], 390)
    table = page.locator("#klaster-panas-angka")
    assert not table.is_visible()
    page.locator("summary").click()
    assert table.is_visible()
    page.close()


def test_pb004_a_map_fits_the_printed_page(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = show(browser, pages["country"], 660)  # the width of A4 between its margins
    page.emulate_media(media="print")
    box = page.locator("#peta-gambar svg").bounding_box()
    assert box
    assert box["width"] <= 660
    page.close()
