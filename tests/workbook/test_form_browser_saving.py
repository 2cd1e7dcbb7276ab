"""Saving from the form, in a real browser, on a bare page with a model that answers as the test says.

FRM03  Edits of one question are sent one after the other; an answer to an older one clears no newer one.
FRM04  Refused, conflicting and unwritten edits are said loudly, and nothing typed is lost.
FRM05  What others change appears, and never disturbs a field at work.
FRM06  What was typed and not saved survives a reload.
FRM07  A lost connection is shown, and what waits is sent when it is back.
"""

from __future__ import annotations

import re

import form_page
import pytest
from form_harness import card, edits, rule, saved, values
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_quick_edits_follow_each_other_and_an_old_answer_clears_nothing_new(form: Page) -> None:
    rule(form, edit="silent")
    radios = card(form, "T1").get_by_role("radio")
    radios.nth(0).check()
    radios.nth(1).check()
    first = edits(form, "T1")
    assert [edit["value"] for edit in first] == ["perda"]
    expect(card(form, "T1").locator(".kf-line")).to_have_text("saving…")
    form.evaluate("edit => window.model.accept(edit)", first[0])
    both = edits(form, "T1")
    assert [(edit["value"], edit["base"]) for edit in both] == [("perda", 3), ("sk", 4)]
    assert both[1]["n"] > both[0]["n"]
    expect(card(form, "T1").locator(".kf-line")).to_have_text("saving…")
    expect(radios.nth(1)).to_be_checked()
    form.evaluate("edit => window.model.accept(edit)", both[1])
    saved(form, "T1", "sk")


def test_a_refused_edit_stays_in_its_field(form: Page) -> None:
    rule(form, edit={"type": "refused", "message": f"terlalu besar {form_page.LOUD}"})
    number = card(form, "T3").get_by_label("Number")
    number.fill("999")
    expect(card(form, "T3").locator(".kf-fault")).to_contain_text("terlalu besar <script>")
    expect(form.get_by_role("status").first).to_have_text(re.compile(r"NOT SAVED"))
    expect(form.get_by_role("status").first).to_contain_text("1")
    expect(number).to_have_value("999")
    rule(form, edit="yes")
    number.fill("9")
    saved(form, "T3", 9)


@pytest.mark.parametrize("mine", [True, False])
def test_a_conflict_shows_theirs_and_asks(form: Page, mine: bool) -> None:
    theirs = {"words": "7 orang", "author": "Budi", "at": "10.43", "revision": 4}
    rule(form, edit={"type": "conflict", "message": "Budi juga mengisi ini.", "theirs": theirs})
    number = card(form, "T3").get_by_label("Number")
    number.fill("5")
    box = card(form, "T3").get_by_role("group", name="Somebody else changed this")
    expect(box).to_contain_text("7 orang")
    expect(box).to_contain_text("Budi, 10.43")
    expect(number).to_have_value("5")
    form.evaluate("window.model.other('T3', { value: 7 })")
    expect(number).to_have_value("5")
    rule(form, edit="yes")
    box.get_by_role("button", name="Keep my entry" if mine else "Use theirs").click()
    expect(box).to_be_hidden()
    expect(number).to_have_value("5" if mine else "7")
    expect(card(form, "T3").locator(".kf-line")).to_contain_text("saved")
    assert [edit["base"] for edit in edits(form, "T3")] == ([3, 4] if mine else [3])


def test_what_could_not_be_written_is_said_loudly_and_tried_again(form: Page) -> None:
    rule(form, edit={"type": "unsaved", "message": "Cakram penuh."})
    card(form, "T3").get_by_label("Number").fill("5")
    expect(card(form, "T3").locator(".kf-fault")).to_contain_text("Cakram penuh.")
    expect(card(form, "T3").locator(".kf-line")).to_have_text("NOT SAVED")
    rule(form, edit="yes")
    expect(card(form, "T3").locator(".kf-line")).to_contain_text("saved 10.42")
    sent = values(form, "T3")
    assert len(sent) > 1
    assert set(sent) == {5}


def test_what_others_change_appears_but_not_under_the_typing_hand(form: Page) -> None:
    form.evaluate("window.model.other('T1', { value: 'perda', note: 'dari Budi' })")
    expect(card(form, "T1").get_by_role("radio").first).to_be_checked()
    expect(card(form, "T1").get_by_label("Note")).to_have_value("dari Budi")
    expect(card(form, "T1")).to_have_class(re.compile("kf-flash"))
    expect(card(form, "T1").locator(".kf-line")).to_contain_text("Budi")
    number = card(form, "T3").get_by_label("Number")
    number.click()
    form.evaluate("window.model.other('T3', { value: 77 })")
    expect(card(form, "T3")).to_have_class(re.compile("kf-flash"))
    expect(number).to_have_value("")
    card(form, "T3").get_by_label("Note").click()
    expect(number).to_have_value("77")


def test_an_edit_is_based_on_what_its_author_saw(form: Page) -> None:
    rule(form, edit="silent")
    number = card(form, "T3").get_by_label("Number")
    number.click()
    form.evaluate("window.model.other('T3', { note: 'lain' })")
    form.evaluate("window.model.other('T3', { value: 77 })")
    number.fill("5")
    form.wait_for_function("window.model.edits('T3').length === 1")
    assert edits(form, "T3")[0]["base"] == 4


def test_what_was_not_saved_survives_a_reload(form: Page) -> None:
    rule(form, edit="silent")
    card(form, "T3").get_by_label("Number").fill("5")
    card(form, "T1").get_by_label("Note").fill("panjang " + form_page.LOUD)
    card(form, "T4").get_by_label("Anak berakta").fill("3")
    form.reload()
    expect(form.get_by_text(re.compile(r"^Brought back.*\b3\b"))).to_be_visible()
    saved(form, "T3", 5)
    saved(form, "T1", "panjang " + form_page.LOUD)
    expect(card(form, "T4").get_by_label("Anak berakta")).to_have_value("3")
    form.reload()
    expect(card(form, "T3").get_by_label("Number")).to_have_value("")
    assert edits(form, "T3") == []


def test_what_a_closed_tab_left_is_taken_over(form: Page) -> None:
    draft = {"raw": ["41"], "base": 3, "shown": None}
    left = {"alive": 0, "entries": {"T3|value": draft}}
    form.evaluate("left => localStorage.setItem('kla-form|00.01|2024|K1|gone', JSON.stringify(left))", left)
    expect(card(form, "T3").get_by_label("Number")).to_have_value("41")
    saved(form, "T3", 41)
    assert form.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kla-form'))") == []


def test_a_lost_connection_is_shown_and_what_waits_is_sent_later(form: Page) -> None:
    form.evaluate("window.model.dead = true")
    card(form, "T3").get_by_label("Number").fill("5")
    expect(form.get_by_role("alert")).to_contain_text("Connection lost.")
    expect(form.get_by_role("button", name="Connect again")).to_be_visible()
    form.evaluate("window.model.dead = false")
    expect(form.get_by_role("button", name="Connect again")).to_be_hidden(timeout=8000)
    saved(form, "T3", 5)


def test_silence_is_a_lost_connection_and_the_button_runs_the_notebook(form: Page) -> None:
    form.evaluate(
        "window.jupyterapp = { commands: { execute: (name) => { window.ran = name; return Promise.resolve(); } } }"
    )
    rule(form, ping="silent")
    form.get_by_role("button", name="Connect again").click()
    assert form.evaluate("window.ran") == "notebook:run-all-cells"
