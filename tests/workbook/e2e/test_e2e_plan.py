"""The plan in JupyterLab, by keyboard and from the clipboard of a spreadsheet.

E2E-30 A plan is proposed, an action locked in another year, the plan proposed again: the lock stays, also in the
       database and after a reload.
E2E-31 Two rows of three cells are pasted from a spreadsheet; after a reload they are there. A block that is too wide
       is refused with the reason, and nothing is changed.
E2E-32 What somebody else changed at the same time is shown, and neither text is lost.
E2E-33 axe-core finds nothing serious, and nothing sticks out on a phone.
E2E-34 Two clicks open a cell however soon after a save they come, and it stays open while the page is renewed.
E2E-35 Under Voila too: a plan that is safe enough is asked for and proposed, and what is typed is stored, also in a
       column that a click has to bring into sight.
E2E-36 The click that brings a table into sight opens the cell it meets; the table stays there and so does the cursor
       when somebody else adds an action, and the cursor goes to an action that one adds oneself.
E2E-9  Nothing is asked for elsewhere, nothing complains.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import e2e_workshop
import pytest
from e2e_workshop import PATIENCE, Visit, Workshop, workshop
from playwright.sync_api import Locator, Page, expect

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.exchange.demo import build_demo
from kla_widgets.instrument.base import Status, Text
from kla_widgets.language import language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.keeping import ACTION, DistrictPlan, Kept, read_plan, save
from kla_widgets.workbook.notebooks import pages
from kla_widgets.workbook.workshop.folders import Face

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = Case("00.01", e2e_workshop.INSTRUMENT.id, 2024)
PAGE = next(page.file for page in pages(e2e_workshop.INSTRUMENT) if page.kind == "plan")[:2]
PASTE = """([node, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
t = language("id")
OVERTAKEN = t("Decisions or limits were changed after this proposal. Press “Propose a plan” to renew it.")


@contextmanager
def plan_workshop(place: Path, face: Face) -> Iterator[Workshop]:
    """Ani's workshop on the plan of the training district."""
    place.mkdir()
    build_demo(place).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(e2e_workshop, "REGION", CASE.region)
        with workshop(place, PAGE, face=face) as running:
            yield running


@pytest.fixture(scope="module")
def running(place: Path) -> Iterator[Workshop]:
    with plan_workshop(place, "lab") as running:
        yield running


def plan_of(folder: Path) -> DistrictPlan:
    with open_workspace(folder) as workspace:
        return read_plan(workspace.store, CASE)


def grid(page: Page, key: str) -> Locator:
    return page.locator(f".kg-root:has(#kg-{key})")


def ready(page: Page) -> None:
    for key in ("batas", "tindakan", "matriks", "pemantauan"):
        shown = grid(page, key).locator(".tabulator-row, .tabulator-placeholder").first
        shown.wait_for(state="attached", timeout=PATIENCE)


def cell(grid: Locator, row: int, field: str) -> Locator:
    return grid.locator(".tabulator-row").nth(row).locator(f"[tabulator-field='{field}']")


def saved(grid: Locator) -> None:
    said = t("saved {at}", at="").strip()
    expect(grid.locator(".kg-state")).to_contain_text(said, timeout=PATIENCE)


def proposed(page: Page) -> None:
    """Ask for a plan, and wait until it is there."""
    propose = page.get_by_role("button", name=t("Propose a plan"))
    propose.click()
    page.locator("#jalur").wait_for(timeout=PATIENCE)
    expect(propose).to_be_enabled(timeout=PATIENCE)


def test_e2e_30_to_33_from_a_proposal_to_the_matrix(visit: Visit, running: Workshop) -> None:
    page = visit().opened(running.address)
    ready(page)
    proposed(page)
    expect(page.get_by_text("aksi diusulkan").first).to_be_visible(timeout=PATIENCE)
    actions = grid(page, "tindakan")
    name = cell(actions, 0, "head").inner_text()
    before = plan_of(running.folder)
    assert before.proposal is not None
    locked = next(one.id for one in before.actions if t.pick(one.title).startswith(name.splitlines()[0]))

    # by keyboard: one cell to the right, a year typed over, Enter
    cell(actions, 0, "state").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("2028")
    page.keyboard.press("Enter")
    saved(actions)
    action = next(one for one in plan_of(running.folder).actions if one.id == locked)
    assert (action.state, action.year) == (State.LOCKED, 2028)

    overtaken = page.get_by_text(OVERTAKEN)
    expect(overtaken).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=t("Propose a plan")).click()
    expect(overtaken).to_be_hidden(timeout=PATIENCE)
    again = plan_of(running.folder)
    assert again.proposal is not None
    assert again.proposal.revision > before.proposal.revision
    assert again.proposal.record.plan.starts[locked] == 2028

    actions.get_by_role("button", name=t("Accept everything proposed")).click()
    saved(actions)
    matrix = grid(page, "matriks")
    matrix.get_by_role("button", name=t("Fill from the accepted actions")).click()
    matrix.locator(".tabulator-row").nth(1).wait_for(timeout=PATIENCE)
    saved(matrix)

    # two rows of three cells, as a spreadsheet writes them
    cell(matrix, 0, "program").click()
    body = matrix.locator(".tabulator-tableholder")
    body.evaluate(f"(node, text) => ({PASTE})([node, text])", "Satu\tDua\tTiga\r\nEmpat\tLima\tEnam\r\n")
    expect(cell(matrix, 1, "sub_activity")).to_have_text("Enam", timeout=PATIENCE)
    saved(matrix)
    first = next(one for one in plan_of(running.folder).kept_rows if one.record.program == "Satu")
    assert (first.record.activity, first.record.sub_activity) == ("Dua", "Tiga")
    body.evaluate(f"(node, text) => ({PASTE})([node, text])", "\t".join("x" * 40))
    expect(matrix.locator(".kg-box")).to_contain_text("PLN-052", timeout=PATIENCE)
    expect(cell(matrix, 0, "program")).to_have_text("Satu")

    # Budi changes the cell while it is open here
    page.wait_for_timeout(3000)  # until the page has told all its parts of what was pasted
    cell(matrix, 0, "program").click()
    page.keyboard.press("Enter")
    expect(cell(matrix, 0, "program").locator("input")).to_be_focused()
    with open_workspace(running.folder) as workspace:
        theirs = next(one for one in read_plan(workspace.store, CASE).kept_rows if one.id == first.id)
        save(workspace.store, CASE, [theirs.changed(program="Dari Budi")], "Budi")
    page.keyboard.type("Dari Ani")
    page.keyboard.press("Enter")
    box = matrix.locator(".kg-box")
    expect(box).to_contain_text("STO-042", timeout=PATIENCE)
    expect(box).to_contain_text("Dari Budi")
    expect(box).to_contain_text("Dari Ani")
    box.get_by_role("button", name=t("Keep my entry")).click()
    saved(matrix)
    expect(box).to_be_hidden(timeout=PATIENCE)
    assert next(one for one in plan_of(running.folder).rows if one.sub_activity == "Tiga").program == "Dari Ani"

    page.reload()
    ready(page)
    expect(cell(grid(page, "matriks"), 0, "program")).to_have_text("Dari Ani", timeout=PATIENCE)
    expect(cell(grid(page, "matriks"), 1, "sub_activity")).to_have_text("Enam")
    expect(page.locator("#jalur")).to_be_visible()
    expect(cell(grid(page, "tindakan"), 0, "year")).to_have_text("2028")  # what is locked comes first

    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run('.jp-OutputArea', { resultTypes: ['violations'] })).violations")
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def test_e2e_33_nothing_sticks_out_on_a_phone(visit: Visit, running: Workshop) -> None:
    page = visit(viewport={"width": 390, "height": 844}).opened(running.address)
    ready(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".kg-root, .kg-table, .kla-controls select, .kla-controls input")]
          .map((one) => [one.className, one.getBoundingClientRect().right])
          .filter(([, right]) => right > window.innerWidth)"""
    )
    assert wide == []


def typed_over(page: Page, cell: Locator, text: str) -> None:
    cell.click()
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("pause", [0, 60, 150, 400, 900], ids="{}ms".format)
def test_e2e_34_two_clicks_open_a_cell_at_any_moment_after_a_save(visit: Visit, running: Workshop, pause: int) -> None:
    page = visit().opened(running.address)
    ready(page)
    matrix = grid(page, "matriks")
    matrix.get_by_role("button", name=t("Add a row")).click()
    matrix.locator(".tabulator-row").first.wait_for(timeout=PATIENCE)
    saved(matrix)
    typed_over(page, cell(matrix, 0, "program"), f"Setelah {pause}")
    page.wait_for_timeout(pause)
    other = cell(matrix, 0, "sub_activity")
    other.dblclick()
    expect(other.locator("input")).to_be_focused()
    page.wait_for_timeout(2500)  # the page has told itself of the save, and would have drawn the table again
    expect(other.locator("input")).to_be_focused()
    page.keyboard.type("Sub")
    page.keyboard.press("Enter")
    expect(other).to_have_text("Sub", timeout=PATIENCE)
    expect(cell(matrix, 0, "program")).to_have_text(f"Setelah {pause}", timeout=PATIENCE)


def somebody_adds(folder: Path, id: str, name: str) -> None:
    """Budi adds an action, locked so that it stands among the first."""
    action = Action(id=id, title=Text(id=name, en=name), status=Status.SECONDARY, state=State.LOCKED, year=2025)
    with open_workspace(folder) as workspace:
        save(workspace.store, CASE, [Kept(ACTION, id, action)], "Budi")


def test_e2e_36_the_cursor_stays_where_it_was_put(visit: Visit, running: Workshop) -> None:
    somebody_adds(running.folder, "own-b", "Aksi Satu")
    page = visit().opened(running.address)
    ready(page)
    actions = grid(page, "tindakan")
    remark = actions.locator(".tabulator-row", has_text="Aksi Satu").locator("[tabulator-field='remark']")
    typed_over(page, remark, "Catatan")
    saved(actions)
    assert {one.id: one.remark for one in plan_of(running.folder).actions}["own-b"] == "Catatan"

    body = actions.locator(".tabulator-tableholder")
    scrolled = body.evaluate("(node) => node.scrollLeft")
    assert scrolled > 0
    somebody_adds(running.folder, "own-a", "Aksi Dua")
    expect(actions.locator(".tabulator-row", has_text="Aksi Dua")).to_be_visible(timeout=PATIENCE)
    assert body.evaluate("(node) => node.scrollLeft") == scrolled
    page.keyboard.press("F2")
    expect(remark.locator("input")).to_be_focused()
    page.keyboard.press("Escape")

    actions.get_by_role("button", name=t("Add an action")).click()
    expect(actions.locator(".tabulator-row.tabulator-range-highlight")).to_contain_text(
        t("New action"), timeout=PATIENCE
    )


@pytest.fixture(scope="module")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The same page without the looks of a notebook."""
    with plan_workshop(tmp_path_factory.mktemp("voila") / "buku kerja", "voila") as running:
        yield running


def test_e2e_35_under_voila(visit: Visit, voila: Workshop) -> None:
    page = visit().opened(voila.address)
    ready(page)
    page.get_by_label(t("Chance after verification (%)")).fill("70")
    proposed(page)
    kept = plan_of(voila.folder)
    assert kept.settings is not None
    assert kept.proposal is not None
    assert kept.settings.record.chance == 0.7
    asked = kept.proposal.record.plan.goal
    assert kept.settings.record.margin == asked.margin > 0
    (chance,) = (one.chance for one in kept.proposal.record.bands if one.year == asked.by)
    assert chance is not None
    assert chance > 0.68
    expect(grid(page, "tindakan").locator(".tabulator-row").first).to_be_visible()
    matrix = grid(page, "matriks")
    matrix.get_by_role("button", name=t("Add a row")).click()
    matrix.locator(".tabulator-row").first.wait_for(timeout=PATIENCE)
    saved(matrix)
    typed_over(page, cell(matrix, 0, "program"), "Program Voila")
    saved(matrix)
    assert "Program Voila" in {one.program for one in plan_of(voila.folder).rows}


def test_e2e_35_the_last_column_of_the_actions_is_filled_in_under_voila(visit: Visit, voila: Workshop) -> None:
    page = visit().opened(voila.address)
    ready(page)
    proposed(page)
    actions = grid(page, "tindakan")
    expect(actions.locator(".tabulator-row").first).to_be_visible()
    typed_over(page, cell(actions, 0, "remark"), "Catatan Voila")
    saved(actions)
    assert "Catatan Voila" in {one.remark for one in plan_of(voila.folder).actions}
