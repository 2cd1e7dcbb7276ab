"""The list of reports in a real browser, opened from a file as from a USB stick.

SIT-B1  Typing finds regions at once: by name in any spelling, by code, by province.
SIT-B2  Sorting goes by predicate, unrounded score and name; what is missing comes last, ties keep their order.
SIT-B3  Nothing is asked of any network, nothing sticks out at any width, axe-core finds nothing serious.
SIT-B4  Without JavaScript it is a plain table with all links.
SIT-B5  The keyboard reaches and works everything.
SIT-B6  The map leads to the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from test_site_page import rows_of

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.language import language
from kla_widgets.reporting.site.listing import Listing, State
from kla_widgets.reporting.site.page import write_page
from kla_widgets.reporting.site.picture import draw_map

pytestmark = pytest.mark.browser

AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(" ")}: ${node.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All districts of the country; one has no score, one has failed, two have the same score."""
    with open_workspace(demo_folder) as workspace:
        rows = rows_of(workspace, 600)
        rows[3] = replace(rows[3], placed=None)
        rows[5] = replace(rows[5], placed=rows[9].placed)
        rows[7] = replace(rows[7], reports=(replace(rows[7].reports[0], state=State.FAILED),))
        t = language("id")
        wide = replace(rows[0], region=workspace.regions.get("11"), placed=None)
        page = write_page(Listing(tuple(rows), (wide,), ()), t, datetime.now(UTC), draw_map(rows, workspace.regions, t))
    place = tmp_path_factory.mktemp("site") / "index.html"
    place.write_text(page, encoding="utf-8")
    return place


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    opened, told = show(browser, file, 1280)
    yield opened
    assert told == []
    opened.close()


def show(browser: Browser, file: Path, width: int, script: bool = True) -> tuple[Page, list[str]]:
    """Open the page; also what it asked for besides itself, and what it complained about."""
    page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=script)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url != file.as_uri() else None)
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri())
    return page, told


def names(page: Page) -> list[str]:
    """The regions shown, in their order."""
    found = "rows => rows.filter(row => !row.hidden).map(row => row.cells[0].firstElementChild.textContent)"
    return [str(one) for one in page.locator(".ks-table tbody tr").evaluate_all(found)]


def values(page: Page, column: int) -> list[str]:
    found = f"rows => rows.map(row => row.cells[{column}].dataset.s ?? '')"
    return [str(one) for one in page.locator(".ks-table tbody tr").evaluate_all(found)]


SEARCHES = [
    ("32.73", "Kota Bandung", 1),
    ("3273", "Kota Bandung", 1),
    ("kota bandung", "Kota Bandung", 1),
    ("KODYA BANDUNG", "Kota Bandung", 1),
    ("Kab. Paser", "Kabupaten Paser", 2),  # and Penajam Paser Utara
    ("gunungkidul", "Kabupaten Gunungkidul", 1),
    ("gunung kidul", "Kabupaten Gunungkidul", 1),
    ("tanahbumbu", "Kabupaten Tanah Bumbu", 1),
    ("mójokerto", "Kabupaten Mojokerto", 2),
    ("kep. seribu", "Kabupaten Administrasi Kepulauan Seribu", 1),
    ("jawa barat", "Kabupaten Bogor", 27),
    ("kab, jawa barat", "Kabupaten Bogor", 18),
    ("  ", "Kabupaten Aceh Selatan", 514),
]


def test_sit_b1_typing_finds_regions(page: Page) -> None:
    found = []
    for typed, *_ in SEARCHES:
        page.get_by_role("searchbox").fill(typed)
        shown = names(page)
        found.append((typed, shown[0], len(shown)))
        assert page.get_by_role("status").inner_text().split()[0] == str(len(shown))
    assert found == SEARCHES


def test_sit_b1_nothing_fitting_is_said_and_all_come_back(page: Page) -> None:
    page.get_by_role("searchbox").fill("zzz")
    assert names(page) == []
    assert page.locator(".ks-none").is_visible()
    page.locator("button[type=reset]").click()
    page.wait_for_function("!document.querySelector('.ks-table tbody tr').hidden")
    assert len(names(page)) == 514
    assert not page.locator(".ks-none").is_visible()


def test_sit_b1_choices_narrow_the_search(page: Page) -> None:
    page.locator("select[name=province]").select_option("19")
    assert len(names(page)) == 7
    page.get_by_role("searchbox").fill("kota")
    assert names(page) == ["Kota Pangkal Pinang"]
    page.locator("button[type=reset]").click()
    page.locator("select[name=state]").select_option(str(State.FAILED.weight))
    assert names(page) == ["Kabupaten Aceh Utara"]


def test_sit_b2_sorting_by_score_puts_missing_last_and_keeps_ties(page: Page) -> None:
    original = names(page)
    head = page.locator("th[data-key=score]")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    down = values(page, 2)
    assert down[-1] == ""
    assert [float(one) for one in down[:-1]] == sorted(map(float, down[:-1]), reverse=True)
    same = [name for name in names(page) if name in (original[5], original[9])]
    head.get_by_role("button").click()
    up = values(page, 2)
    assert up[-1] == ""
    assert up[:-1] == sorted(up[:-1], key=float)
    assert same == [name for name in names(page) if name in same] == [original[5], original[9]]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert names(page) == original


def test_sit_b2_predicates_are_sorted_by_their_order_and_names_without_their_kind(page: Page) -> None:
    page.locator("th[data-key=predicate] button").click()
    ranks = [int(one) for one in values(page, 1) if one]
    assert ranks == sorted(ranks, reverse=True)
    page.locator("th[data-by=name] button").click()
    assert names(page)[0] == "Kabupaten Aceh Barat"
    found = names(page)
    assert found[found.index("Kabupaten Bandung") + 1] == "Kota Bandung"


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_sit_b3_nothing_is_loaded_and_nothing_sticks_out(browser: Browser, file: Path, width: int) -> None:
    page, told = show(browser, file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert told == []
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_sit_b3_axe_finds_nothing_serious(browser: Browser, file: Path, width: int) -> None:
    page, _ = show(browser, file, width)
    page.get_by_role("searchbox").fill("jawa")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    assert page.evaluate(AXE) == []
    page.close()


def test_sit_b4_without_javascript_it_is_a_plain_table(browser: Browser, file: Path) -> None:
    page, told = show(browser, file, 1280, script=False)
    assert page.locator(".ks-table tbody tr").count() == 514
    assert page.locator(".ks-table tbody a").count() == 514 * 6
    assert not page.locator(".ks-form").is_visible()
    assert page.locator("thead button").count() == 0
    assert told == []
    page.close()


def test_sit_b5_the_keyboard_works_everything(page: Page) -> None:
    page.get_by_role("searchbox").focus()
    page.keyboard.type("bandung")
    assert len(names(page)) == 3
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "reset"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("th[data-by=name]").get_attribute("aria-sort") == "ascending"
    assert names(page) == ["Kabupaten Bandung", "Kota Bandung", "Kabupaten Bandung Barat"]


def test_sit_b6_a_district_on_the_map_leads_to_its_row(page: Page) -> None:
    page.get_by_role("searchbox").fill("aceh")
    assert page.locator('.ks-map [data-code="32.73"].ks-out').count() == 1
    assert page.locator('.ks-map [data-code="11.01"].ks-out').count() == 0
    page.locator('.ks-map [data-code="32.73"]').dispatch_event("click")
    assert page.evaluate("document.querySelector(':target').id") == "r-32.73"
    assert page.locator(":target").is_visible()
