"""A facilitator with a mouse, in JupyterLab.

E2E-1  A fresh workspace: a whole cluster is answered, the score rises, the database holds exactly that.
E2E-3  A PDF of several megabytes is attached with caption and year; the supported points rise.
E2E-14 Two files that were copied into the workspace's folder are picked there, described and attached.
E2E-9  Nothing is asked for elsewhere, nothing complains (every test of this folder).
E2E-10 HTML in a note is text, also after a reload.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from e2e_hands import Mouse, answers_to
from e2e_workshop import (
    PATIENCE,
    Visit,
    Workshop,
    card,
    figure,
    form,
    number,
    questions_of,
    saved,
    stored,
    supported,
    total,
    word,
)
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLUSTER = "K4"
KIND = "DOK"
LOUD = "<script>window.bad = 1</script><img src=x onerror='window.bad = 1'><b>tebal</b> & &lt;i&gt;"


@pytest.fixture
def page(visit: Visit, running: Workshop) -> Page:
    page = visit().opened(running.address)
    form(page)
    return page


def test_e2e_1_a_whole_cluster_by_mouse_is_in_the_database_and_the_score(page: Page, running: Workshop) -> None:
    questions = questions_of(CLUSTER)
    answers = answers_to(questions)
    mouse = Mouse(page)
    assert stored(running.folder).answers == {}
    assert total(page) == 0
    seen = [0.0]
    for question in questions:
        saved(mouse.answer(question, answers[question.id]))
        seen.append(total(page))
    assert seen == sorted(seen)
    found = stored(running.folder).answers
    assert {name: one.value for name, one in found.items()} == answers
    assert {one.author for one in found.values()} == {"Ani"}
    assert {one.note for one in found.values()} == {""}
    expect(page.locator(".kf-page-progress")).to_contain_text(
        word("answered_of", count=len(questions), all=len(questions))
    )
    earned = round(sum(question.weight * question.answer.credit(answers[question.id]) for question in questions), 2)
    expect(figure(page)).to_contain_text(number(earned))
    assert earned > 0


def test_e2e_3_a_pdf_is_attached_and_supports_its_points(page: Page, running: Workshop, tmp_path: Path) -> None:
    questions = questions_of(CLUSTER)
    asked = next(one for one in questions if tuple(one.evidence) == (KIND,) and one.answer.type == "percent")
    found = card(page, asked.id)
    if stored(running.folder).value(asked.id) is None:
        saved(Mouse(page).answer(asked, answers_to(questions)[asked.id]))
    before, words = supported(page), page.locator(".kf-key li").nth(1).inner_text()
    content = b"%PDF-1.7\n" + random.Random(4).randbytes(3_500_000)
    (tmp_path / "Laporan SRA 2023.pdf").write_bytes(content)
    with page.expect_file_chooser() as chooser:
        found.locator(".kf-attach").click()
    chooser.value.set_files(tmp_path / "Laporan SRA 2023.pdf")
    found.get_by_label(word("caption")).fill("Sekolah ramah anak yang terstandar")
    found.get_by_label(word("document_year")).fill("2023")
    found.get_by_role("button", name=word("send_file")).click()
    expect(found.locator(".kf-file")).to_contain_text("Laporan SRA 2023.pdf", timeout=PATIENCE)
    expect(found.locator(".kf-file")).to_contain_text("Sekolah ramah anak yang terstandar")
    expect(found.locator(".kf-file")).to_contain_text("2023")
    expect(found).to_have_attribute("data-progress", "done")
    expect(page.locator(".kf-key li").nth(1)).not_to_have_text(words)
    assert supported(page) > before
    (evidence,) = stored(running.folder).evidence
    assert (evidence.question, evidence.kind, evidence.year) == (asked.id, KIND, 2023)
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    kept = [one for one in (running.folder / "evidence").rglob("*") if one.is_file()]
    assert [one.read_bytes() == content for one in kept] == [True]


def test_e2e_14_files_of_the_folder_are_picked_and_attached(page: Page, running: Workshop) -> None:
    question = questions_of(CLUSTER)[-1].id
    brought = running.folder / "bukti-masuk" / "Dinas Pendidikan"
    brought.mkdir(parents=True)
    contents = {name: b"%PDF-1.7\n" + name.encode() for name in ("SK sekolah.pdf", "Daftar sekolah.pdf")}
    for name, content in contents.items():
        (brought / name).write_bytes(content)
    (brought / "catatan.txt").write_text("bukan data dukung", encoding="utf-8")
    found = card(page, question)
    opener = found.get_by_role("button", name=word("folder_open")).first
    opener.click()
    rows = found.locator(".kf-folder-list li")
    expect(rows).to_have_count(2, timeout=PATIENCE)
    expect(found.get_by_text(word("folder_others", count=1))).to_be_visible()
    found.get_by_label(word("folder_filter")).fill("sekolah")
    for place in range(2):
        rows.nth(place).click()
    found.get_by_role("button", name=word("folder_go_on")).click()
    for place in range(2):
        found.get_by_label(word("caption")).nth(place).fill(f"Keterangan {place}")
    found.get_by_role("button", name=word("send_file")).click()
    expect(found.locator(".kf-file")).to_have_count(2, timeout=PATIENCE)
    expect(opener).to_be_focused()
    evidence = {one.name: one for one in stored(running.folder).evidence if one.question == question}
    assert evidence.keys() == contents.keys()
    for name, content in contents.items():
        assert evidence[name].sha256 == hashlib.sha256(content).hexdigest()
        assert evidence[name].author == "Ani"
        assert (brought / name).read_bytes() == content


def test_e2e_10_html_in_a_note_stays_text_after_a_reload(page: Page, running: Workshop) -> None:
    question = questions_of(CLUSTER)[0].id
    note = card(page, question).locator(".kf-note")
    note.fill(LOUD)
    note.blur()
    saved(card(page, question))
    page.reload()
    form(page)
    expect(card(page, question).locator(".kf-note")).to_have_value(LOUD)
    card(page, question).get_by_role("button", name=word("history")).click()
    expect(page.get_by_role("dialog")).to_contain_text(LOUD)
    assert page.evaluate("window.bad") is None
    assert page.locator(".kf-root script, .kf-root img").count() == 0
    assert stored(running.folder).answers[question].note == LOUD
