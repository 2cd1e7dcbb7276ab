"""A facilitator without a mouse, in JupyterLab, and one who needs a screen reader.

E2E-2  A whole cluster is answered by Tab, arrows, space and typing; JupyterLab's one-key commands harm nothing.
E2E-8  axe-core finds no serious or critical violation on the start page, a cluster's page and the score page.
E2E-11 On a phone nothing is cut off at the side: what is wider than the screen scrolls by itself.
"""

from __future__ import annotations

from importlib.resources import files

import pytest
from e2e_hands import STRAY_KEYS, Keyboard, answers_to
from e2e_workshop import (
    PATIENCE,
    Visit,
    Workshop,
    card,
    form,
    questions_of,
    saved,
    stored,
    total,
)
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLUSTER = "K1"
COUNT_MOUSE = """
window.pressed = 0;
for (const kind of ["mousedown", "pointerdown", "touchstart"])
  window.addEventListener(kind, () => { window.pressed += 1; }, true);
"""
AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
CUT_OFF = """() => [...document.querySelectorAll(".kf-root *, .kla-main *, .kla-controls *")].filter((node) =>
  node.getBoundingClientRect().right > innerWidth && !node.closest(".kf-scroll, .kla-scroll, .kf-unseen, svg")
).map((node) => `${node.tagName} ${node.className}`)"""
JUPYTERLAB_S_OWN = "aria-required-children (critical): .jp-WindowedPanel-viewport:"
"""JupyterLab calls its list of cells a "feed" and its cells no "article"; nothing of the workbook's."""


def test_e2e_2_a_whole_cluster_by_keyboard_alone(visit: Visit, running: Workshop) -> None:
    watched = visit()
    watched.context.add_init_script(COUNT_MOUSE)
    page = watched.opened(running.address)
    form(page)
    cells = page.locator(".jp-Cell").count()
    questions = questions_of(CLUSTER)
    answers = answers_to(questions)
    keyboard = Keyboard(page)
    keyboard.answer_all(questions, answers)
    keyboard.press("Tab")  # leaves the last field
    for question in questions:
        saved(card(page, question.id))
    assert {name: one.value for name, one in stored(running.folder).answers.items()} == answers
    assert total(page) > 0
    assert page.evaluate("window.pressed") == 0
    assert page.locator(".jp-Cell").count() == cells


def test_e2e_2_stray_keys_on_a_radio_do_no_harm(visit: Visit, running: Workshop) -> None:
    page = visit().opened(running.address)
    form(page)
    before = {name: one.revision for name, one in stored(running.folder).answers.items()}
    cells = page.locator(".jp-Cell").count()
    question = next(one.id for one in questions_of(CLUSTER) if one.answer.type == "choice")
    for control in (card(page, question).locator("input[type=radio]").first, page.locator(".kf-undo")):
        control.focus()
        for key in STRAY_KEYS:
            page.keyboard.press(key)
        expect(control).to_be_focused()
    assert page.locator(".jp-Cell").count() == cells
    expect(page.locator(".kf-root")).to_have_count(1)
    expect(card(page, question)).to_be_visible()
    form(page)
    assert {name: one.revision for name, one in stored(running.folder).answers.items()} == before


@pytest.mark.parametrize(("number", "shown"), [("00", ".kla-main table"), ("02", ".kf-root"), ("08", ".kla-main svg")])
def test_e2e_8_axe_finds_nothing_serious(visit: Visit, running: Workshop, number: str, shown: str) -> None:
    page = visit().opened(running.page(number))
    page.locator(shown).first.wait_for(timeout=PATIENCE)
    if number == "02":
        form(page)
        page.locator(".kf-help summary").first.click()
        page.locator(".kf-picker summary").first.click()
        expect(page.locator(".kf-agencies .kf-option").first).to_be_visible()
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(AXE)
    assert [one for one in found if not one.startswith(JUPYTERLAB_S_OWN)] == []


@pytest.mark.parametrize(("number", "shown"), [("00", ".kla-controls select"), ("02", ".kf-root")])
def test_e2e_11_a_phone_cuts_nothing_off(visit: Visit, running: Workshop, number: str, shown: str) -> None:
    page = visit(viewport={"width": 390, "height": 844}).opened(running.page(number))
    page.locator(shown).first.wait_for(timeout=PATIENCE)
    page.wait_for_function("document.fonts.ready.then(() => true)")
    assert page.evaluate(CUT_OFF) == []
