"""The evaluators' page in a browser, answered by a real session; no Jupyter.

RVB001  The whole desk works by keyboard: decide, next, arrows; keys do nothing while somebody types.
RVB002  A reason that is missing and points that are too many are told beside their field, which gets the focus.
RVB003  An answer can be granted instead of points, and what it earns is stored.
RVB004  PDF files and images are shown inside the page; what cannot be shown is told in words.
RVB005  What is begun survives a reload; what could not be sent is kept and sent again.
RVB006  Another evaluator's decision appears, and a difference is settled by one press.
RVB007  Everything at once asks first; a signature tells what is missing; opening again needs a reason.
RVB008  Texts that look like programs stay texts.
RVB009  axe-core finds nothing serious; nothing sticks out at 1280 and 390 pixels.
RVB010  At a stage that is not open nothing can be decided.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect
from review_bridge import CASE, Bridge, training

from kla_widgets.assessment.workspace import Attachment, Workspace, open_workspace
from kla_widgets.language import language
from kla_widgets.review.decisions import decide
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decided, Decision, Verdict
from kla_widgets.review.stages import sign
from kla_widgets.workbook.review.session import ReviewSession

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STAGE = "administrasi"
LOUD = "<script>window.bad = 1</script><img src=x onerror='window.bad=1'>"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def signed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training district with files to look at and a signed self-assessment."""
    place = tmp_path_factory.mktemp("tinjau")
    folder = training(place / "ruang")
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 200)
    writer.write(place / "sk.pdf")
    writer.encrypt("rahasia", algorithm="RC4-128")
    writer.write(place / "terkunci.pdf")
    (place / "foto.png").write_bytes(PICTURE)
    with open_workspace(folder) as workspace:
        instrument = workspace.library.get(CASE.instrument)
        kind = next(iter(instrument.evidence_kinds))
        names = ("sk.pdf", "terkunci.pdf", "foto.png")
        attached = [Attachment("I1.1", kind, place / name, LOUD, 2024) for name in names]
        workspace.attach(CASE, attached, instrument, "Ani")
        sign(workspace, CASE, "mandiri", "Ani")
    return folder


@pytest.fixture
def workspace(signed_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(signed_folder, tmp_path / "ruang")
    with open_workspace(tmp_path / "ruang") as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; afterwards nothing has left it and the console was silent."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    expect.set_options(timeout=15_000)
    context.set_default_timeout(20_000)
    made = context.new_page()
    told: list[str] = []
    context.on("console", lambda message: told.append(message.text))
    context.on("weberror", lambda error: told.append(str(error.error)))
    context.on("request", lambda request: told.append(request.url) if request.url.startswith(("http", "ws")) else None)
    yield made
    assert told == []
    assert made.evaluate("window.bad") is None
    context.close()


@pytest.fixture
def desk(workspace: Workspace, page: Page, tmp_path: Path) -> Bridge:
    """Budi's page at the administrative verification."""
    return opened(workspace, page, tmp_path)


def opened(workspace: Workspace, page: Page, folder: Path, stage: str = STAGE) -> Bridge:
    session = ReviewSession(workspace, CASE, stage, "Budi", language("en"))
    return Bridge(session, page, folder / "tinjau.html")


def mine(workspace: Workspace, question: str) -> Decided | None:
    return read_desk(workspace, CASE, STAGE).of("Budi", question)


def show(page: Page, question: str) -> None:
    page.locator(f".kr-item:has(.kf-id:text-is('{question}'))").click()
    expect(page.locator(".kr-card")).to_have_attribute("aria-label", question)


def saved(page: Page) -> None:
    expect(page.locator(".kr-saved")).to_contain_text("saved")


def here(page: Page) -> str:
    return page.locator(".kr-card").get_attribute("aria-label") or ""


def test_rvb001_the_desk_works_by_keyboard(desk: Bridge, workspace: Workspace, page: Page) -> None:
    assert here(page) == "I1.1"
    page.locator(".kr-card").focus()
    page.keyboard.press("a")
    saved(page)
    page.keyboard.press("n")
    assert here(page) == "I1.2a"
    page.keyboard.press("t")
    page.keyboard.type("Tanpa kata kunci a k t n")  # letters, not commands
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.press("ArrowDown")
    assert here(page) == "I1.2b"
    page.keyboard.press("k")
    page.keyboard.type("0,5")
    page.keyboard.press("Tab")
    page.keyboard.type("Sebagian")
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.press("N")
    page.keyboard.press("L")
    page.keyboard.type("Unggah SK")
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.press("ArrowUp")
    assert here(page) == "I1.2b"
    found = [mine(workspace, name) for name in ("I1.1", "I1.2a", "I1.2b", "I1.2c")]
    assert [one and (one.verdict, one.points, one.decision.reason) for one in found] == [
        (Verdict.ACCEPT, 12.0, ""),
        (Verdict.REJECT, 0.0, "Tanpa kata kunci a k t n"),
        (Verdict.REDUCE, 0.5, "Sebagian"),
        (Verdict.COMPLETION, None, "Unggah SK"),
    ]
    assert page.evaluate("document.querySelectorAll('.kr-root *:is(button, input, textarea, summary, a)').length") == (
        page.evaluate(
            "document.querySelectorAll('.kr-root *:is(button, input, textarea, summary, a)"
            "[data-lm-suppress-shortcuts]').length"
        )
    )  # JupyterLab's own one-key commands stay away


def test_rvb002_faults_stand_beside_their_field(desk: Bridge, workspace: Workspace, page: Page) -> None:
    show(page, "I3.2")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    why = page.locator(".kr-why textarea")
    expect(page.locator(".kr-why .kr-bad")).to_contain_text("REV-022")
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(why).to_be_focused()
    page.locator(".kr-verdicts").get_by_role("button", name="Reduce").click()
    page.locator(".kr-reduce .kf-number").first.fill("99")
    why.fill("x")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator(".kr-reduce .kr-bad")).to_contain_text("STO-013")
    expect(page.locator(".kr-reduce .kf-number").first).to_be_focused()
    assert mine(workspace, "I3.2") is None


def test_rvb003_an_answer_can_be_granted(desk: Bridge, workspace: Workspace, page: Page) -> None:
    show(page, "I1.1")
    page.keyboard.press("k")
    page.get_by_role("radio", name="Answer").check()
    page.locator(".kr-reduce .kf-options .kf-option").nth(1).click()
    page.locator(".kr-why textarea").fill("Belum Perda")
    page.get_by_role("button", name="Save the decision").click()
    saved(page)
    one = mine(workspace, "I1.1")
    assert one is not None
    assert (one.points, one.answer) == (
        9.0,
        workspace.library.get(CASE.instrument).question["I1.1"].answer.options[1].id,
    )


def test_rvb004_files_are_shown_in_the_page(desk: Bridge, page: Page) -> None:
    show(page, "I1.1")
    page.get_by_role("button", name="Look sk.pdf").click()
    frame = page.get_by_title("Preview of sk.pdf")
    expect(frame).to_be_visible()
    expect(page.locator(".kr-files > li", has_text="sk.pdf")).to_contain_text("3 pages")
    assert (frame.get_attribute("src") or "").startswith("blob:")
    page.get_by_role("button", name="Look foto.png").click()
    picture = page.get_by_role("img", name="Preview of foto.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("node => node.naturalWidth") == 1
    page.get_by_role("button", name="Look terkunci.pdf").click()
    expect(page.get_by_text("The PDF is locked with a password")).to_be_visible()
    page.get_by_role("button", name="Close the preview sk.pdf").click()
    expect(frame).to_have_count(0)


def test_rvb005_nothing_begun_is_lost(desk: Bridge, workspace: Workspace, page: Page) -> None:
    show(page, "I3.2")
    page.keyboard.press("t")
    page.keyboard.type("Belum selesai")
    page.reload()
    page.locator(".kr-item[aria-current]").wait_for()
    show(page, "I3.2")
    expect(page.locator(".kr-why textarea")).to_have_value("Belum selesai")
    page.evaluate("window.model.dead = true")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator(".kf-saved")).to_contain_text("NOT SAVED")
    assert mine(workspace, "I3.2") is None
    page.reload()  # another connection
    saved_now = page.locator(".kf-saved")
    expect(saved_now).to_contain_text("saved ")
    one = mine(workspace, "I3.2")
    assert one is not None
    assert one.decision.reason == "Belum selesai"


def test_rvb006_a_difference_is_shown_and_settled(desk: Bridge, workspace: Workspace, page: Page) -> None:
    citra = Decision("I3.2", Verdict.REJECT, reason="Tanpa data dukung")
    decide(workspace, CASE, STAGE, [citra], "Citra")
    desk.news()
    show(page, "I3.2")
    expect(page.get_by_text("What other evaluators decided is shown after")).to_be_visible()
    expect(page.get_by_text("Tanpa data dukung")).to_have_count(0)
    page.keyboard.press("a")
    saved(page)
    desk.news()
    expect(page.locator(".kr-item[aria-current]")).to_have_attribute("data-standing", "disputed")
    page.locator(".kr-card").get_by_role("button", name="Settle on this one Citra").click()
    expect(page.locator(".kr-item[aria-current]")).to_have_attribute("data-standing", "settled")
    assert read_desk(workspace, CASE, STAGE).settled["I3.2"].points == 0.0


def test_rvb007_what_concerns_everything_asks_first(desk: Bridge, workspace: Workspace, page: Page) -> None:
    page.get_by_role("button", name="Accept all with complete evidence (").click()
    page.get_by_role("button", name="Cancel").click()
    assert read_desk(workspace, CASE, STAGE).own == {}
    page.get_by_role("button", name="Accept all with complete evidence (").click()
    page.get_by_role("button", name="Yes, accept").click()
    expect(page.locator(".kr-box")).to_contain_text("questions are accepted")
    page.get_by_role("button", name="Sign Administrative verification").click()
    expect(page.get_by_role("dialog")).to_contain_text("without a settled decision")
    page.get_by_role("button", name="Sign as Budi").click()
    expect(page.locator(".kr-box")).to_contain_text("REV-012")
    page.get_by_role("button", name="Open again Self-assessment").click()
    page.get_by_role("dialog").get_by_role("button", name="Open again").click()
    expect(page.locator(".kr-box")).to_contain_text("REV-016")


def test_rvb008_texts_stay_texts(desk: Bridge, workspace: Workspace, page: Page) -> None:
    decide(workspace, CASE, STAGE, [Decision("I1.1", Verdict.REJECT, reason=LOUD)], LOUD)
    desk.news()
    show(page, "I1.1")
    expect(page.locator(".kr-files")).to_contain_text("<script>")
    page.keyboard.press("t")
    page.keyboard.type(LOUD)
    page.keyboard.press("Enter")
    saved(page)
    desk.news()
    page.locator(".kr-panel summary").first.click()
    expect(page.locator(".kr-panel").first).to_contain_text("<script>")


@pytest.mark.parametrize("width", [1280, 390])
def test_rvb009_accessible_and_within_the_page(desk: Bridge, workspace: Workspace, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    decide(
        workspace,
        CASE,
        STAGE,
        [Decision("I1.1", Verdict.REJECT, reason="x"), Decision("I4.7", Verdict.COMPLETION, reason="Unggah")],
        "Citra",
    )
    desk.news()
    show(page, "I1.1")
    page.keyboard.press("k")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("Alasan")
    page.keyboard.press("Enter")
    saved(page)
    page.get_by_role("button", name="Send requests for completion").click()
    page.get_by_role("button", name="Ask for completion (1)").click()
    expect(page.locator(".kr-box")).to_contain_text("Completion is asked for: 1.")
    desk.news()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run('.kr-root', { resultTypes: ['violations'] })).violations")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_rvb010_a_stage_that_waits_cannot_be_decided(workspace: Workspace, page: Page, tmp_path: Path) -> None:
    opened(workspace, page, tmp_path, "final")
    expect(page.get_by_text("This stage opens when")).to_be_visible()
    expect(page.locator(".kr-verdicts")).to_have_count(0)
    page.locator(".kr-card").focus()
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    assert here(page) == "I1.2a"
    assert read_desk(workspace, CASE, "final").own == {}
