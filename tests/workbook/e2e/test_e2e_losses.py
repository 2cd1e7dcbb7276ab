"""Kernels and servers that die, in JupyterLab: what was said to be saved is there, and so is what was being typed.

E2E-4  A dead kernel is said loudly; an edit made meanwhile is saved after connecting again, or after a reload.
E2E-5  After the tab is closed and everything is killed, a new start shows all that was said to be saved.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e_hands import choose, chosen
from e2e_workshop import (
    PATIENCE,
    Visit,
    Watched,
    Workshop,
    card,
    form,
    notebook_of,
    questions_of,
    saved,
    stored,
    total,
    word,
    workshop,
)
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLUSTER = "K4"
CHOICES = {
    one.id: [option.id for option in one.answer.options] for one in questions_of(CLUSTER) if one.answer.type == "choice"
}
FIRST, SECOND, THIRD = list(CHOICES)[:3]


@pytest.fixture
def watched(visit: Visit) -> Watched:
    watched = visit()
    watched.connection_may_break = True
    return watched


def wait_until_lost(page: Page) -> None:
    """The banner is there, is an alert, and says what to do."""
    banner = page.get_by_role("alert").filter(has_text=word("connection_lost"))
    expect(banner).to_be_visible(timeout=PATIENCE)
    expect(banner).to_contain_text(word("connection_lost_help"))
    expect(page.locator(".kf-saved")).to_have_attribute("data-status", "lost")


def kill_kernels(running: Workshop) -> None:
    kernels = running.kernels()
    assert kernels
    for kernel in kernels:
        kernel.kill()


def test_e2e_4_a_killed_kernel_is_told_and_connecting_again_saves_the_edit(watched: Watched, running: Workshop) -> None:
    page = watched.opened(running.address)
    form(page)
    choose(page, FIRST, 0)
    saved(card(page, FIRST))
    kill_kernels(running)
    wait_until_lost(page)
    expect(page.locator(".jp-Dialog")).to_have_count(0)  # JupyterLab adds no English word of its own
    choose(page, SECOND, 1)
    note = card(page, FIRST).locator(".kf-note")
    note.fill("ditulis saat terputus")
    note.blur()
    assert stored(running.folder).value(SECOND) is None
    page.get_by_role("button", name=word("reconnect")).click()
    expect(page.locator(".kf-banner")).to_be_hidden(timeout=PATIENCE)
    form(page)
    saved(card(page, SECOND))
    saved(card(page, FIRST))
    chosen(page, FIRST, 0)
    chosen(page, SECOND, 1)
    expect(card(page, FIRST).locator(".kf-note")).to_have_value("ditulis saat terputus")
    found = stored(running.folder)
    assert found.value(FIRST) == CHOICES[FIRST][0]
    assert found.value(SECOND) == CHOICES[SECOND][1]
    assert found.answers[FIRST].note == "ditulis saat terputus"


def test_e2e_4_a_restarted_kernel_and_a_reload_save_the_edit(watched: Watched, running: Workshop) -> None:
    page = watched.opened(running.address)
    form(page)
    before = stored(running.folder)
    for session in running.server.ask("/api/sessions"):
        running.server.ask(f"/api/kernels/{session['kernel']['id']}/restart", "POST", timeout=60)
    wait_until_lost(page)
    choose(page, THIRD, 2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    form(page)
    chosen(page, THIRD, 2)
    saved(card(page, THIRD))
    found = stored(running.folder)
    assert found.value(THIRD) == CHOICES[THIRD][2]
    assert {name: one.value for name, one in found.answers.items() if name != THIRD} == {
        name: one.value for name, one in before.answers.items() if name != THIRD
    }


def test_e2e_5_after_a_power_cut_all_that_was_said_to_be_saved_is_there(watched: Watched, tmp_path: Path) -> None:
    folder = tmp_path / "listrik padam"
    with workshop(folder, notebook_of(CLUSTER)) as first:
        page = watched.opened(first.address)
        form(page)
        for place, question in enumerate((FIRST, SECOND)):
            choose(page, question, place)
            saved(card(page, question))
        note = card(page, THIRD).locator(".kf-note")
        note.fill("sebelum listrik padam")
        note.blur()
        saved(card(page, THIRD))
        score = total(page)
        page.close(run_before_unload=False)
        first.kill()
    with workshop(folder, notebook_of(CLUSTER)) as second:
        page = watched.opened(second.address)
        form(page)
        for place, question in enumerate((FIRST, SECOND)):
            chosen(page, question, place)
        expect(card(page, THIRD).locator(".kf-note")).to_have_value("sebelum listrik padam")
        assert total(page) == score > 0
