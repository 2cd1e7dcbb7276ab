"""Answering in the form, in a real browser, on a bare page.

FRM01  Every kind of answer can be given by mouse, and by keyboard alone.
FRM02  What cannot be a number is refused at the field at once, and stays there.
"""

from __future__ import annotations

import pytest
from form_harness import card, edits, press, saved, tab_to
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_every_kind_of_answer_by_mouse(form: Page) -> None:
    card(form, "T1").get_by_role("radio", name="Surat keputusan").click()
    saved(form, "T1", "sk")
    card(form, "T1").get_by_role("button", name="Clear the answer").click()
    saved(form, "T1", None)
    card(form, "T2").get_by_label("Gugus tugas").click()
    saved(form, "T2", ["b"])
    card(form, "T2").get_by_label("None of these").click()
    saved(form, "T2", [])
    card(form, "T3").get_by_label("Number").fill("12")
    saved(form, "T3", 12)
    card(form, "T4").get_by_label("Anak berakta").fill("80")
    card(form, "T4").get_by_label("Seluruh anak").fill("100")
    expect(card(form, "T4").locator(".kf-part output")).to_have_text("= 80.0 %")
    saved(form, "T4", {"numerator": 80, "denominator": 100})
    card(form, "T6").get_by_label("(2023) Kasus").fill("9")
    card(form, "T6").get_by_label("(2024) Kasus").fill("4")
    expect(card(form, "T6").locator(".kf-trend")).to_have_text("9 → 4: improving")
    saved(form, "T6", {"previous": 9, "current": 4})
    card(form, "T8").get_by_label("Dunia usaha: Peran").fill("Mitra")
    saved(form, "T8", [{"row": "usaha", "role": "Mitra"}])
    card(form, "T3").get_by_label("Note").fill("مرحبا 🙂")
    expect(card(form, "T3").locator(".kf-line")).to_contain_text("saved")
    assert edits(form, "T3")[-1]["field"] == "note"


def test_a_table_grows_and_shrinks(form: Page) -> None:
    table = card(form, "T7")
    table.get_by_label("1: Nama").fill("Puskesmas")
    table.get_by_label("1: Petugas").fill("2,5")
    table.get_by_label("1: Aktif").select_option("true")
    saved(form, "T7", [{"name": "Puskesmas", "staff": 2.5, "active": True}])
    table.get_by_role("button", name="Add a row").click()
    expect(table.get_by_label("2: Nama")).to_be_focused()
    form.keyboard.type("RSUD")
    expect(table.get_by_text("1 of 2 rows complete")).to_be_visible()
    table.get_by_role("button", name="Remove row 1").click()
    saved(form, "T7", [{"name": "RSUD"}])
    table.get_by_role("button", name="Remove row 1").click()
    saved(form, "T7", None)


def test_every_kind_of_answer_by_keyboard_alone(form: Page) -> None:
    tab_to(form, card(form, "T1").get_by_role("radio").first)
    press(form, "Space", "ArrowDown")
    tab_to(form, card(form, "T2").get_by_label("Forum Anak"))
    press(form, "Space", "Tab", "Space")
    tab_to(form, card(form, "T3").get_by_label("Number"))
    form.keyboard.type("5")
    tab_to(form, card(form, "T4").get_by_label("Anak berakta"))
    form.keyboard.type("1")
    press(form, "Tab")
    form.keyboard.type("4")
    tab_to(form, card(form, "T5").get_by_label("(2023) Bagian"))
    for digits in ("1", "2", "2", "4"):
        form.keyboard.type(digits)
        press(form, "Tab")
    tab_to(form, card(form, "T7").get_by_label("1: Nama"))
    form.keyboard.type("A")
    press(form, "Tab", "3", "Tab", "ArrowDown")
    tab_to(form, card(form, "T8").get_by_label("Dunia usaha: Peran"))
    form.keyboard.type("B")
    press(form, "Tab")
    saved(form, "T8", [{"row": "usaha", "role": "B"}])
    saved(form, "T1", "sk")
    saved(form, "T2", ["a", "b"])
    saved(form, "T3", 5)
    saved(form, "T4", {"numerator": 1, "denominator": 4})
    both = {"numerator": 1, "denominator": 2}, {"numerator": 2, "denominator": 4}
    saved(form, "T5", {"previous": both[0], "current": both[1]})
    saved(form, "T7", [{"name": "A", "staff": 3, "active": True}])


def test_agencies_are_chosen_from_a_list(form: Page) -> None:
    card(form, "T1").get_by_text("Choose agencies").click()
    card(form, "T1").get_by_label("Bappeda").check()
    saved(form, "T1", ["dp3a", "bappeda"])
    assert edits(form, "T1")[-1]["field"] == "agencies"


@pytest.mark.parametrize(
    ("text", "said"),
    [("12a", "is not a number"), ("-3", "below zero"), ("2.5", "whole number"), ("1e5", "is not a number")],
)
def test_what_is_no_number_is_refused_at_once_and_stays(form: Page, text: str, said: str) -> None:
    number = card(form, "T3").get_by_label("Number")
    number.fill(text)
    expect(card(form, "T3").locator(".kf-fault")).to_contain_text(said)
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(card(form, "T3").locator(".kf-line")).to_have_text("NOT SAVED")
    form.reload()
    expect(card(form, "T3").get_by_label("Number")).to_have_value(text)
    assert edits(form, "T3") == []


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [("5", "4", "more than 100 %"), ("1", "0", "whole is zero"), ("3", "", "both numbers")],
)
def test_a_part_that_makes_no_percentage_is_not_sent(form: Page, part: str, whole: str, said: str) -> None:
    card(form, "T4").get_by_label("Anak berakta").fill(part)
    card(form, "T4").get_by_label("Seluruh anak").fill(whole)
    expect(card(form, "T4").locator(".kf-messages")).to_contain_text(said)
    expect(card(form, "T4").locator(".kf-line")).not_to_contain_text("saving")
    assert edits(form, "T4") == []
