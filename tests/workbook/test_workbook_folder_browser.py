"""Evidence picked from the folder, in a real browser, on a bare page.

FLB01  The files are listed with size, use and what is wrong with them; a part of the name narrows the list.
FLB02  Several are described one by one and attached one after the other; each is asked for caption and year.
FLB03  What is refused is shown with the reason and what was typed, and can be tried again.
FLB04  All of it works by keyboard; Escape leaves it, and the focus comes back to where it began.
FLB05  axe-core finds nothing serious in it; names of files stay text.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from form_harness import card, press, tab_to
from form_page import LOUD
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

AXE = """async () => (await axe.run(".kf-folder", { resultTypes: ["violations"] })).violations
  .filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.help}`)"""
FILES = [
    {"path": "Dinkes/imunisasi.pdf", "size": 1_500_000, "fault": "", "also": []},
    {"path": "Dinsos/panti.pdf", "size": 2000, "fault": "", "also": ["T4"]},
    {"path": "besar.pdf", "size": 9_000_000, "fault": "At most 2 MB are accepted.", "also": []},
    {"path": f"{LOUD}.pdf", "size": 3000, "fault": "", "also": []},
]


def asked(form: Page, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = form.evaluate("kind => window.model.sent.filter((one) => one.type === kind)", kind)
    return found


def answer(form: Page, kind: str, count: int = 1, **reply: Any) -> dict[str, Any]:
    """Answer the newest request of a kind, of which there are so many by now, as Python would."""
    form.wait_for_function(
        "([kind, n]) => window.model.sent.filter((one) => one.type === kind).length === n", arg=[kind, count]
    )
    request = asked(form, kind)[-1]
    form.evaluate(
        "message => window.model.emit(message)", {"type": "upload", "upload": request["upload"], "message": ""} | reply
    )
    return request


def opened(form: Page, found: list[dict[str, Any]] = FILES, others: int = 0) -> Locator:
    owner = card(form, "T1")
    owner.get_by_role("button", name="Choose from the folder").click()
    answer(form, "folder", status="files", folder="/ruang/bukti-masuk", files=found, others=others)
    return owner


def test_flb01_files_are_listed_and_narrowed(form: Page) -> None:
    owner = opened(form, others=3)
    expect(owner.get_by_text("/ruang/bukti-masuk")).to_be_visible()
    expect(owner.get_by_text("Other files there, of kinds that are not accepted: 3.")).to_be_visible()
    rows = owner.locator(".kf-folder-list li")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_contain_text("1.4 MB")
    expect(rows.nth(1)).to_contain_text("also used for T4")
    expect(rows.nth(2)).to_contain_text("At most 2 MB are accepted.")
    expect(rows.nth(2).get_by_role("checkbox")).to_be_disabled()
    owner.get_by_label("Part of the file's name").fill("din PANTI")
    expect(rows).to_have_count(1)
    rows.get_by_role("checkbox").check()
    owner.get_by_label("Part of the file's name").fill("")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(owner.get_by_text("1 chosen; 4 of 4 files shown.")).to_be_visible()


def test_flb01_a_long_list_is_cut_and_says_so(form: Page) -> None:
    many = [{"path": f"{number:04}.pdf", "size": 10, "fault": "", "also": []} for number in range(450)]
    owner = opened(form, many)
    expect(owner.locator(".kf-folder-list li")).to_have_count(200)
    expect(owner.get_by_text("0 chosen; 200 of 450 files shown. Type a part of the name")).to_be_visible()


def test_flb01_an_empty_folder_says_what_to_do_and_is_read_again(form: Page) -> None:
    owner = opened(form, [])
    expect(owner.get_by_text("Copy files into it")).to_be_visible()
    owner.get_by_role("button", name="Read the folder again").click()
    answer(form, "folder", 2, status="files", folder="/ruang", files=FILES, others=0)
    expect(owner.locator(".kf-folder-list li")).to_have_count(4)


def test_flb02_several_are_described_and_attached_one_after_the_other(form: Page) -> None:
    owner = opened(form)
    owner.get_by_role("button", name="Go on with the chosen files").click()
    expect(owner.get_by_role("alert")).to_contain_text("Choose at least one file.")
    for place in (0, 1):
        owner.locator(".kf-folder-list input").nth(place).check()
    owner.get_by_role("button", name="Go on with the chosen files").click()
    first, second = (owner.locator("fieldset.kf-folder-file").nth(place) for place in (0, 1))
    expect(first.get_by_label("What the file shows")).to_be_focused()
    first.get_by_label("What the file shows").fill("Cakupan imunisasi")
    owner.get_by_role("button", name="Attach now").click()
    expect(second.get_by_role("alert")).to_contain_text("what the file shows")
    expect(second.get_by_label("What the file shows")).to_be_focused()
    second.get_by_label("What the file shows").fill("Panti")
    second.get_by_label("Year of the document").fill("2022")
    assert asked(form, "pick") == []
    form.keyboard.press("Enter")
    expect(owner.get_by_text("Attaching 1 of 2: Dinkes/imunisasi.pdf")).to_be_visible()
    one = answer(form, "pick", status="done")
    assert (one["path"], one["caption"], one["year"], one["kind"], one["id"]) == (
        "Dinkes/imunisasi.pdf",
        "Cakupan imunisasi",
        2023,
        "SK",
        "T1",
    )
    two = answer(form, "pick", 2, status="done")
    assert (two["path"], two["caption"], two["year"]) == ("Dinsos/panti.pdf", "Panti", 2022)
    expect(owner.locator(".kf-folder")).to_have_count(0)
    expect(owner.get_by_role("button", name="Choose from the folder")).to_be_focused()
    expect(form.get_by_text("Files attached: 2 of 2.")).to_be_attached()


def test_flb03_what_is_refused_can_be_tried_again(form: Page) -> None:
    owner = opened(form)
    for place in (0, 1):
        owner.locator(".kf-folder-list input").nth(place).check()
    owner.get_by_role("button", name="Go on with the chosen files").click()
    for place in (0, 1):
        owner.get_by_label("What the file shows").nth(place).fill(f"Keterangan {place}")
    owner.get_by_role("button", name="Attach now").click()
    answer(form, "pick", status="refused", message="Isi berkas bukan PDF.")
    answer(form, "pick", 2, status="done")
    left = owner.locator("fieldset.kf-folder-file")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("Dinkes/imunisasi.pdf")
    expect(left.get_by_role("alert").first).to_contain_text("Isi berkas bukan PDF.")
    expect(left.get_by_label("What the file shows")).to_have_value("Keterangan 0")
    expect(form.get_by_text("Files attached: 1 of 2.")).to_be_attached()
    owner.get_by_role("button", name="Attach now").click()
    answer(form, "pick", 3, status="done")
    expect(owner.locator(".kf-folder")).to_have_count(0)


def test_flb03_a_folder_that_cannot_be_read_is_told(form: Page) -> None:
    owner = card(form, "T1")
    owner.get_by_role("button", name="Choose from the folder").click()
    answer(form, "folder", status="refused", message="Folder tidak dapat dibuka.")
    expect(owner.get_by_role("alert")).to_contain_text("Folder tidak dapat dibuka.")
    owner.get_by_role("button", name="Close").click()
    expect(owner.get_by_role("button", name="Choose from the folder")).to_be_focused()


def test_flb04_by_keyboard_alone(form: Page) -> None:
    owner = card(form, "T1")
    tab_to(form, owner.get_by_role("button", name="Choose from the folder"))
    press(form, "Enter")
    answer(form, "folder", status="files", folder="/ruang", files=FILES, others=0)
    expect(owner.get_by_label("Part of the file's name")).to_be_focused()
    form.keyboard.type("panti")
    press(form, "Tab", "Space")
    expect(owner.get_by_role("checkbox").first).to_be_checked()
    press(form, "Tab", "Enter")
    expect(owner.get_by_label("What the file shows")).to_be_focused()
    press(form, "Escape")
    expect(owner.locator(".kf-folder")).to_have_count(0)
    expect(owner.get_by_role("button", name="Choose from the folder")).to_be_focused()
    assert asked(form, "pick") == []


def test_flb04_while_files_are_attached_nothing_breaks_it_off(form: Page) -> None:
    owner = opened(form)
    owner.locator(".kf-folder-list input").first.check()
    owner.get_by_role("button", name="Go on with the chosen files").click()
    form.keyboard.type("Imunisasi")
    press(form, "Enter", "Escape")
    expect(owner.get_by_text("Attaching 1 of 1")).to_be_visible()
    expect(owner.get_by_role("button", name="Choose from the folder")).to_be_disabled()
    form.evaluate("model.dead = true")
    expect(form.get_by_role("alert").filter(has_text="Connection lost")).to_be_visible()
    form.evaluate("model.dead = false")  # asked again by itself
    answer(form, "pick", 2, status="done")
    expect(owner.locator(".kf-folder")).to_have_count(0)


def test_flb05_accessible_and_names_stay_text(form: Page) -> None:
    owner = opened(form)
    form.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    assert form.evaluate(AXE) == []
    expect(owner.locator(".kf-folder-list li").nth(3)).to_contain_text(LOUD)
    owner.locator(".kf-folder-list input").nth(3).check()
    owner.get_by_role("button", name="Go on with the chosen files").click()
    assert form.evaluate(AXE) == []
    expect(owner.locator(".kf-folder-file legend").filter(has_text=LOUD)).to_be_visible()
    bare = form.evaluate(
        """() => [...document.querySelectorAll(".kf-folder :is(button, input)")]
           .filter((node) => !node.hasAttribute("data-lm-suppress-shortcuts")).length"""
    )
    assert bare == 0
