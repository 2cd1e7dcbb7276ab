"""Files, score, history and the page itself, in a real browser, on a bare page.

FRM08  Files go in small pieces with progress; too large ones are not begun; refusal is shown.
FRM09  Text is text: nothing that people or instruments write becomes markup (checked with FRM10 in the fixture).
FRM10  Nothing leaves the page, and the console stays silent.
FRM11  Every control keeps the notebook's shortcuts away and has a name.
FRM12  A large page is painted before all of it is laid out, and nobody misses what is not.
FRM13  The score panel shows all clusters on a low screen, and draws anew only what has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import form_page
import pytest
from form_harness import card, edits, rule, saved, static, tab_to, values, write_page
from playwright.sync_api import Browser, Page, expect

from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.words import WORDS

pytestmark = pytest.mark.browser


def choose_file(form: Page, size: int) -> Any:
    owner = card(form, "T1")
    owner.locator("input[type=file]").set_input_files(
        {"name": "sk.pdf", "mimeType": "x", "buffer": b"%PDF-" * (size // 5)}
    )
    return owner


def test_a_file_goes_in_small_pieces(form: Page) -> None:
    rule(form, upload_chunk="silent")
    owner = choose_file(form, 1_200_000)
    owner.get_by_label("What the file shows").fill("SK Bupati")
    owner.get_by_label("Year of the document").fill("2023")
    form.keyboard.press("Enter")
    expect(owner.get_by_text("0 %", exact=True)).to_be_visible()
    form.wait_for_function("window.model.sent.length === 2")
    begin, piece = (one for one in form.evaluate("window.model.sent") if one["type"].startswith("upload"))
    assert begin["caption"] == "SK Bupati"
    assert begin["year"] == 2023
    assert begin["size"] == 1_200_000
    rule(form, upload_chunk="yes")
    form.evaluate("message => window.model.answer(message)", piece)
    expect(owner.locator(".kf-sending")).to_be_empty()
    sent = [one["type"] for one in form.evaluate("window.model.sent")]
    assert sent == ["upload_begin", *["upload_chunk"] * 3, "upload_end"]
    assert form.evaluate("window.model.bytes") == [524288, 524288, 1_200_000 - 2 * 524288]
    expect(form.get_by_text("sk.pdf is attached.")).to_be_attached()


def test_a_file_in_flight_can_be_stopped(form: Page) -> None:
    rule(form, upload_chunk="silent")
    owner = choose_file(form, 1000)
    owner.get_by_label("What the file shows").fill("SK")
    owner.get_by_role("button", name="Attach now").click()
    owner.get_by_role("button", name="Cancel").click()
    expect(owner.locator(".kf-sending")).to_be_empty()
    assert form.evaluate("window.model.sent.at(-1).type") == "upload_cancel"


def test_a_file_that_is_too_large_is_not_begun(form: Page) -> None:
    owner = choose_file(form, 3_000_000)
    expect(owner.get_by_role("alert")).to_contain_text("the largest size is 2 MB")
    assert form.evaluate("window.model.sent") == []


def test_a_refused_file_and_a_year_to_come_are_said(form: Page) -> None:
    rule(form, upload_end={"status": "refused", "message": "Isi berkas bukan PDF."})
    owner = choose_file(form, 1000)
    owner.get_by_role("button", name="Attach now").click()
    expect(owner.get_by_role("alert")).to_contain_text("what the file shows")
    owner.get_by_label("What the file shows").fill("SK")
    owner.get_by_label("Year of the document").fill("2099")
    owner.get_by_role("button", name="Attach now").click()
    expect(owner.get_by_role("alert")).to_contain_text("lies in the future")
    owner.get_by_label("Year of the document").fill("2023")
    owner.get_by_role("button", name="Attach now").click()
    expect(owner.get_by_role("alert")).to_contain_text("Isi berkas bukan PDF.")
    owner.get_by_role("button", name="Try again").click()
    expect(owner.get_by_label("What the file shows")).to_have_value("SK")


def test_a_file_is_detached_only_after_asking(form: Page) -> None:
    owner = card(form, "T2")
    expect(owner.get_by_text("also used for T4")).to_be_visible()
    owner.get_by_role("button", name="Detach").click()
    assert form.evaluate("window.model.sent") == []
    owner.get_by_role("button", name="Yes, detach").click()
    assert form.evaluate("window.model.sent.at(-1)")["sha256"] == form_page.FILE["sha256"]


def test_what_goes_wrong_with_no_field_is_said_too(form: Page) -> None:
    sent = card(form, "T2").get_by_role("button", name="Detach")
    sent.click()
    card(form, "T2").get_by_role("button", name="Yes, detach").click()
    form.evaluate("model.emit({ ...model.sent.at(-1), type: 'refused', message: 'Berkas sedang dipakai.' })")
    expect(form.get_by_role("status").get_by_text("Berkas sedang dipakai.")).to_be_visible()
    form.evaluate("model.emit({ ...model.sent.at(-1), type: 'refused', client: 'other', message: 'Bukan Anda.' })")
    expect(form.get_by_text("Bukan Anda.")).to_have_count(0)


def test_the_score_follows_and_is_told_politely(form: Page) -> None:
    total = form.locator(".kf-total")
    expect(total).to_have_attribute("aria-live", "polite")
    expect(total).to_contain_text("kurang 86,46 poin menuju Nindya")
    score = form_page.score() | {"total": 712, "total_text": "712,00"}
    form.evaluate("score => model.emit({ type: 'patch', by: '', states: {}, score })", score)
    expect(total).to_contain_text("712,00")
    expect(form.locator(".kf-ladder [aria-current=step]")).to_contain_text("Nindya")


def test_history_opens_and_closes_by_keyboard(form: Page) -> None:
    tab_to(form, card(form, "T1").get_by_role("button", name="History"))
    form.keyboard.press("Enter")
    dialog = form.get_by_role("dialog")
    expect(dialog.get_by_role("cell", name="10.00")).to_be_visible()
    form.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(card(form, "T1").get_by_role("button", name="History")).to_be_focused()


def test_last_cycles_answer_counts_only_when_accepted(form: Page) -> None:
    owner = card(form, "T3")
    expect(owner.get_by_text("Answer of 2023, to be confirmed:")).to_be_visible()
    assert edits(form, "T3") == []
    owner.get_by_role("button", name="Use this answer").click()
    saved(form, "T3", 7)
    expect(owner.get_by_text("to be confirmed")).to_be_hidden()


def test_filter_jump_list_and_undo(form: Page) -> None:
    card(form, "T1").get_by_role("radio").first.check()
    saved(form, "T1", "perda")
    form.get_by_text("Not filled in 7").or_(form.get_by_label("Not filled in")).first.click()
    expect(card(form, "T1")).to_be_hidden()
    expect(card(form, "T2")).to_be_visible()
    form.get_by_text("Indicators", exact=True).click()
    form.get_by_role("button", name="1 Indikator 1").click()
    expect(form.get_by_role("heading", name="1 Indikator 1")).to_be_focused()
    form.get_by_role("button", name="Undo").click()
    expect(form.get_by_text("Dibatalkan")).to_be_visible()


def test_the_text_size_is_remembered(form: Page) -> None:
    before = card(form, "T1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    form.get_by_role("button", name="Larger text").click()
    larger = card(form, "T1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert larger > before
    form.reload()
    assert card(form, "T1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)") == larger


@pytest.mark.parametrize("width", [390, 768, 1366])
def test_nothing_is_cut_off_at_the_side(form: Page, width: int) -> None:
    form.set_viewport_size({"width": width, "height": 800})
    form.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
    assert form.locator(".kf-score").get_attribute("open") == ("" if width >= 1000 else None)


def test_every_control_keeps_shortcuts_away_and_has_a_name(form: Page) -> None:
    card(form, "T1").get_by_text("Choose agencies").click()
    bare = form.evaluate(
        """() => [...document.querySelectorAll(
             ".kf-root :is(a, button, input, select, textarea, summary, dialog, [tabindex])")]
           .filter((node) => !node.hasAttribute("data-lm-suppress-shortcuts")).map((node) => node.outerHTML)"""
    )
    assert bare == []
    nameless = form.evaluate(
        """() => [...document.querySelectorAll(".kf-root :is(button, input, select, textarea)")]
           .filter((node) => !node.ariaLabel && !node.labels?.length && !node.textContent.trim())
           .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    expect(form.get_by_role("group", name=re.compile(r"^T1 Pertanyaan T1"))).to_be_attached()


def test_the_form_leaves_quietly_and_sends_what_is_still_typed(form: Page) -> None:
    card(form, "T3").get_by_label("Number").fill("5")
    form.evaluate("window.leave()")
    assert values(form, "T3") == [5]
    assert form.evaluate("window.model.listeners.length") == 0


def test_the_words_are_those_that_the_scripts_ask_for() -> None:
    scripts = static(".js")
    asked = set(re.findall(r'\bt\("(\w+)"', scripts)) | set(
        re.findall(r'"(\w+)"', " ".join(re.findall(r"\bt\((?!\")[^)]*\)", scripts)))
    )
    asked |= {name for name in WORDS if re.search(rf'"{name}"', scripts)}
    made = {name for name in WORDS if name.startswith(("progress_", "notice_", "filter_", "previous_", "current_"))}
    assert asked - set(WORDS) == set()
    assert set(WORDS) - asked - made == set()
    assert "innerHTML" not in scripts


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = open_session("", "00.01", 2024, "", "", "id", "Ani", "KEL")
    file = write_page(tmp_path_factory.mktemp("large") / "large.html", session.page(), *session.snapshot())
    session.workspace.close()
    return file


@pytest.fixture
def large(browser: Browser, large_file: Path) -> Iterator[Page]:
    """The largest page, in a browser that never has time to spare."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.add_init_script("window.waiting = []; window.requestIdleCallback = (task) => window.waiting.push(task);")
    page.goto(large_file.as_uri())
    page.wait_for_function("window.painted && window.waiting.length", timeout=30_000)
    yield page
    page.close()


def folded(page: Page) -> int:
    return page.locator(".kf-later").count()


def test_the_largest_page_is_painted_before_all_of_it_is_laid_out(large: Page) -> None:
    print(f"\npainted after {large.evaluate('window.painted'):.0f} ms")
    assert large.locator(".kf-card").count() == 78
    assert 0 < folded(large) < 78
    expect(large.get_by_role("radio").first).to_be_visible()


def test_the_rest_of_a_large_page_follows_when_the_browser_has_time(large: Page) -> None:
    before = folded(large)
    large.evaluate("window.waiting.shift()({ timeRemaining: () => 0 })")
    assert folded(large) < before
    large.evaluate("window.waiting.shift()({ timeRemaining: () => 50 })")
    assert folded(large) == 0
    assert large.evaluate("window.waiting.length") == 0


@pytest.mark.parametrize("wish", ["Tab", "Control+f", "print"])
def test_who_tabs_searches_or_prints_finds_the_whole_page(large: Page, wish: str) -> None:
    if wish == "print":
        large.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    else:
        large.keyboard.press(wish)
    assert folded(large) == 0
    expect(large.locator(".kf-card").last.get_by_role("textbox", name="Catatan")).to_be_visible()


def test_what_is_scrolled_into_view_is_shown(large: Page) -> None:
    last = large.locator(".kf-card").last
    last.evaluate("node => node.scrollIntoView()")
    expect(last.get_by_role("textbox", name="Catatan")).to_be_visible()
    assert folded(large) > 0


def test_no_style_asks_what_is_inside_an_element() -> None:
    assert ":has(" not in static(".css")


def test_all_clusters_are_seen_on_a_low_screen(large: Page) -> None:
    aside = large.locator(".kf-aside")
    assert aside.locator(".kf-bar").count() == 7
    large.evaluate("window.scrollTo(0, 600)")
    assert aside.evaluate("node => node.scrollHeight <= node.clientHeight")
    cut = "nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.textContent)"
    assert large.locator(".kf-bar-head > :first-child, .kf-bar-number").evaluate_all(cut) == []


def test_only_what_has_changed_is_drawn_anew(form: Page) -> None:
    score = form_page.score() | {"total": 614, "total_text": "614,00"}
    form.evaluate("document.querySelectorAll('.kf-score-body *').forEach((node) => { node.dataset.old = 'yes'; })")
    form.evaluate("score => model.emit({ type: 'patch', by: '', states: {}, score })", score)
    expect(form.locator(".kf-figure")).to_contain_text("614,00")
    assert form.locator(".kf-figure").get_attribute("data-old") is None
    for kept in (".kf-risk", ".kf-ladder", ".kf-bar", ".kf-count progress >> nth=0"):
        assert form.locator(kept).get_attribute("data-old") == "yes"


def test_a_phone_shows_the_short_name_of_the_cluster(form: Page) -> None:
    heading = form.get_by_role("heading", name="Klaster I – Hak Sipil")
    expect(heading.locator(".kf-title-short")).to_be_hidden()
    form.set_viewport_size({"width": 390, "height": 844})
    expect(heading.locator(".kf-title-short")).to_be_visible()
    assert heading.locator(".kf-title-short").inner_text() == "Klaster I"
