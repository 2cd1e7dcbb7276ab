"""The evaluators' page without a browser.

RVP001  A decision is stored at once and answered with its time; the counts follow with the next look.
RVP002  What cannot be decided so is refused beside its field, and nothing is stored.
RVP003  Nothing is decided at a stage that is not open; the page says why, also to those whose role does not decide.
RVP004  What the other evaluator decided stays hidden until the own decision stands; then differences are shown.
RVP005  Changes of others arrive with the next look, each once; a view that begins later has them too.
RVP006  All with complete evidence are accepted at once, and equal decisions settled.
RVP007  Whoever signs second is told who signed; what is missing is told before.
RVP008  A file is looked at only if it is of this assessment, there, not too large, not locked, not damaged.
RVP009  Evidence deleted from disk is told on the page, and stops a signature.
RVP010  Completion: asked for with a deadline, answered by the district on its start page, and undecided again.
RVP011  Texts that look like programs stay texts.
RVP012  Without a browser the page is a summary: stages, counts, reductions; its state is a loader alone.
RVP013  A database that is busy keeps the decision in the browser.
RVP014  The history tells claims and decisions, and keeps hidden what the page hides.
RVP015  The page's program asks for words that there are, and there are none that it never asks for.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from ipywidgets import Widget
from review_bridge import CASE, training

import kla_widgets.workbook.review.session as session_module
from kla_widgets.assessment.records import Evidence
from kla_widgets.assessment.workspace import Attachment, Workspace, open_workspace
from kla_widgets.errors import Message, fail
from kla_widgets.language import language
from kla_widgets.review.roles import Person, Role, set_person
from kla_widgets.review.stages import State, reopen, sign, stage_states
from kla_widgets.workbook.completions import Completions
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.review import preview
from kla_widgets.workbook.review.page import ReviewPage, open_review
from kla_widgets.workbook.review.preview import look
from kla_widgets.workbook.review.session import ReviewSession
from kla_widgets.workbook.review.words import WORDS
from kla_widgets.workbook.served import joined
from kla_widgets.workbook.words import WORDS as FORM_WORDS

T = language("en")
LOUD = "<script>window.bad = 1</script><img src=x onerror='window.bad=1'>"


@pytest.fixture(scope="module")
def signed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training district with a signed self-assessment."""
    folder = training(tmp_path_factory.mktemp("tinjau") / "ruang")
    with open_workspace(folder) as workspace:
        sign(workspace, CASE, "mandiri", "Ani")
    return folder


@pytest.fixture
def workspace(signed_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "ruang"
    shutil.copytree(signed_folder, folder)
    with open_workspace(folder) as opened:
        yield opened


def begun(workspace: Workspace, author: str = "Budi", stage: str = "administrasi") -> ReviewSession:
    return ReviewSession(workspace, CASE, stage, author, T)


def decide(session: ReviewSession, question: str, verdict: str, **more: Any) -> dict[str, Any]:
    (reply,) = session.handle({"type": "decide", "n": 1, "id": question, "verdict": verdict, **more})
    return reply


def state(session: ReviewSession, question: str) -> dict[str, Any]:
    session.news()
    found: dict[str, Any] = session.whole()["review"]["states"][question]
    return found


def overview(session: ReviewSession) -> dict[str, Any]:
    session.news()
    found: dict[str, Any] = session.whole()["review"]["overview"]
    return found


def attach(workspace: Workspace, file: Path, question: str = "I3.2") -> Evidence:
    instrument = workspace.library.get(CASE.instrument)
    kind = next(iter(instrument.evidence_kinds))
    workspace.attach(CASE, [Attachment(question, kind, file, "MoU", 2024)], instrument, "Ani")
    return next(one for one in workspace.store.evidence(CASE, [question]) if one.name == file.name)


def test_rvp001_a_decision_is_stored_at_once(workspace: Workspace) -> None:
    session = begun(workspace)
    assert state(session, "I3.2")["standing"] == "open"
    reply = decide(session, "I3.2", "reject", reason="No file")
    assert (reply["type"], reply["own"]["verdict"], reply["own"]["at"]) == ("saved", "reject", reply["at"])
    (patch,) = session.news()
    assert patch["states"].keys() == {"I3.2"}
    assert (patch["states"]["I3.2"]["standing"], patch["overview"]["progress"]["decided"]) == ("decided", 1)
    assert session.news() == []
    assert state(begun(workspace), "I3.2")["own"]["reason"] == "No file"


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"verdict": "reject"}, "reason", "REV-022"),
        ({"verdict": "completion", "reason": "  "}, "reason", "REV-022"),
        ({"verdict": "reduce", "points": 2.5, "reason": "x"}, "points", "STO-013"),
        ({"verdict": "reduce", "points": -1, "reason": "x"}, "points", "STO-016"),
        ({"verdict": "reduce", "reason": "x"}, "points", "REV-021"),
        ({"verdict": "reduce", "points": 1, "answer": "ada", "reason": "x"}, "points", "REV-021"),
    ],
)
def test_rvp002_what_cannot_be_is_refused_beside_its_field(
    workspace: Workspace, more: dict[str, Any], field: str, code: str
) -> None:
    session = begun(workspace)
    reply = decide(session, "I3.2", **more)
    assert reply["type"] == "refused"
    (fault,) = reply["faults"]
    assert fault["field"] == field
    assert code in fault["words"]
    assert session.news() == []
    assert state(session, "I3.2")["own"] is None


def test_rvp003_a_stage_that_waits_is_read_only(workspace: Workspace) -> None:
    session = begun(workspace, stage="final")
    assert overview(session)["decides"] is False
    assert "Administrative verification" in overview(session)["why_not"]
    assert "REV-010" in decide(session, "I3.2", "accept")["message"]


def test_rvp003_a_role_that_does_not_decide_reads(workspace: Workspace) -> None:
    set_person(workspace.store, CASE, Person("Ani", Role.FACILITATOR), "Ani")
    set_person(workspace.store, CASE, Person("Budi", Role.EVALUATOR), "Ani")
    ani, budi = begun(workspace, "Ani"), begun(workspace)
    assert (overview(ani)["decides"], overview(budi)["decides"]) == (False, True)
    assert "facilitator" in overview(ani)["why_not"]
    assert "REV-004" in decide(ani, "I3.2", "accept")["message"]
    assert decide(budi, "I3.2", "accept")["type"] == "saved"


def test_rvp004_decisions_are_independent(workspace: Workspace) -> None:
    budi, citra = begun(workspace), begun(workspace, "Citra")
    decide(citra, "I3.2", "reject", reason="No file")
    before = state(budi, "I3.2")
    assert (before["others"], before["hidden"]) == ([], True)
    assert overview(budi)["equal"] == 0
    decide(budi, "I3.2", "accept")
    after = state(budi, "I3.2")
    assert [one["evaluator"] for one in after["others"]] == ["Citra"]
    assert after["standing"] == "disputed"
    (dispute,) = overview(budi)["disputes"]
    assert [one["verdict"] for one in dispute["decisions"]] == ["accept", "reject"]
    replies = budi.handle({"type": "settle", "n": 2, "id": "I3.2", "evaluator": "Citra", "seen": dispute["seen"]})
    assert replies[0]["type"] == "saved"
    assert (state(budi, "I3.2")["standing"], state(citra, "I3.2")["settled"]["verdict"]) == ("settled", "reject")
    late = citra.handle({"type": "settle", "n": 3, "id": "I3.2", "evaluator": "Budi", "seen": dispute["seen"]})
    assert "STO-042" in late[0]["message"]


def test_rvp005_news_arrive_once_and_late_views_have_them(workspace: Workspace) -> None:
    budi, citra = begun(workspace), begun(workspace, "Citra")
    decide(citra, "I3.2", "accept")
    late = budi.whole()["review"]
    assert late["states"]["I3.2"]["hidden"] is True
    (patch,) = budi.news()
    assert patch["states"]["I3.2"]["hidden"] is True
    assert [one["name"] for one in patch["overview"]["evaluators"]] == ["Citra"]
    assert budi.news() == []


def test_rvp006_complete_ones_are_accepted_and_equal_ones_settled(workspace: Workspace) -> None:
    budi = begun(workspace)
    ready = overview(budi)["ready"]
    assert 0 < ready < overview(budi)["progress"]["all"]
    budi.handle({"type": "accept_complete", "n": 1})
    assert overview(budi)["progress"]["decided"] == ready
    assert (overview(budi)["ready"], overview(budi)["equal"]) == (0, ready)
    budi.handle({"type": "settle_equal", "n": 2})
    assert overview(budi)["progress"]["settled"] == ready


@pytest.mark.slow
def test_rvp007_a_signature_tells_what_is_missing_and_who_was_first(workspace: Workspace) -> None:
    budi = begun(workspace)
    decide(budi, "I3.2", "reject", reason="x")
    here = next(one for one in overview(budi)["stages"] if one["here"])
    assert any(words.startswith("252 ") for words in here["missing"])
    (reply,) = budi.handle({"type": "sign", "n": 1, "stage": "administrasi"})
    assert "REV-012" in reply["message"]
    budi.handle({"type": "accept_complete", "n": 2})
    for question in budi.reading().desk.undecided("Budi"):
        decide(budi, question, "accept")
    budi.handle({"type": "settle_equal", "n": 3})
    citra = begun(workspace, "Citra")
    assert budi.handle({"type": "sign", "n": 4, "stage": "administrasi"})[0]["type"] == "saved"
    (late,) = citra.handle({"type": "sign", "n": 5, "stage": "administrasi"})
    assert "REV-011" in late["message"]
    assert "Budi" in late["message"]
    states = {one.stage.id: one.state for one in stage_states(workspace.store, CASE, budi.reading().instrument)}
    assert (states["administrasi"], states["review"]) == (State.SIGNED, State.OPEN)
    replies = budi.handle({"type": "show", "n": 6, "stage": "review"})
    assert [one["type"] for one in replies] == ["saved", "whole"]
    assert overview(budi)["decides"] is True
    assert "REV-016" in budi.handle({"type": "reopen", "n": 7, "stage": "administrasi", "reason": ""})[0]["message"]
    budi.handle({"type": "reopen", "n": 8, "stage": "administrasi", "reason": "A file was overlooked"})
    assert overview(budi)["decides"] is False


def pdf(file: Path, pages: int, password: str = "") -> Path:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    return file


@pytest.mark.slow
def test_rvp008_files_are_shown_or_told_why_not(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "PIECE", 100)
    with open_workspace(workspace.folder) as opened:  # attached before the stage was signed
        reopen(opened, CASE, "mandiri", "Ani", "more files")
    good = attach(workspace, pdf(tmp_path / "good.pdf", 3))
    locked = attach(workspace, pdf(tmp_path / "locked.pdf", 1, "rahasia"))
    long = attach(workspace, pdf(tmp_path / "long.pdf", 5000))
    broken = attach(workspace, broken_pdf(tmp_path / "broken.pdf"))
    picture = tmp_path / "foto.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(150))
    image = attach(workspace, picture)
    seen = {one.name: look(workspace, one, T) for one in (good, locked, long, broken, image)}
    assert seen["good.pdf"].words.startswith("3 pages")
    assert (seen["good.pdf"].media, seen["foto.png"].media) == ("application/pdf", "image/png")
    assert "password" in seen["locked.pdf"].words
    assert "5000 pages" in seen["long.pdf"].words
    assert "damaged" in seen["broken.pdf"].words
    assert all(seen[name].pieces == 0 for name in ("locked.pdf", "long.pdf", "broken.pdf"))
    monkeypatch.setattr(preview, "LARGEST", 100)
    assert "too large" in look(workspace, good, T).words

    session = begun(workspace)
    parts = [
        session.handle({"type": "piece", "n": place, "sha256": image.sha256, "place": place})[0]["buffers"][0]
        for place in range(seen["foto.png"].pieces)
    ]
    assert b"".join(parts) == picture.read_bytes()
    (other,) = session.handle({"type": "preview", "n": 1, "sha256": "0" * 64})
    assert "EVD-005" in other["message"]


def broken_pdf(file: Path) -> Path:
    file.write_bytes(b"%PDF-1.7\n" + b"no objects here " * 20)
    return file


def test_rvp009_evidence_deleted_from_disk_is_told(workspace: Workspace) -> None:
    one = workspace.store.evidence(CASE, ["I1.1"])[0]
    workspace.evidence.path(one.sha256).unlink()
    session = begun(workspace)
    assert state(session, "I1.1")["files"][0]["fault"] == "The file is missing on disk."
    (reply,) = session.handle({"type": "preview", "n": 1, "sha256": one.sha256})
    assert (reply["words"], reply["pieces"]) == ("The file is missing on disk.", 0)
    (refused,) = session.handle({"type": "sign", "n": 2, "stage": "administrasi"})
    assert "EVD-005" in refused["message"]


@pytest.mark.slow
def test_rvp010_a_completion_round(workspace: Workspace) -> None:
    budi = begun(workspace)
    answers = Completions(workspace, CASE, "Ani", Look(), T)
    assert answers.answer is None
    decide(budi, "I4.7", "completion", reason=LOUD)
    assert overview(budi)["to_ask"] == 1
    past = budi.handle({"type": "ask", "n": 1, "deadline": "2020-01-01T10:00"})
    assert "REV-040" in past[0]["message"]
    budi.handle({"type": "ask", "n": 2, "deadline": "2099-01-01T10:00"})
    (agency,) = overview(budi)["requests"]
    assert [(one["id"], one["state"], one["text"]) for one in agency["items"]] == [("I4.7", "asked", LOUD)]
    assert state(budi, "I4.7")["standing"] == "asked"
    assert budi.handle({"type": "extend", "n": 3, "deadline": "2098-01-01T10:00"})[0]["type"] == "saved"
    assert "2098" in overview(budi)["requests"][0]["items"][0]["deadline"]

    answers.refresh()
    form = answers.answer
    assert form is not None
    assert "2098" in answers.list.value
    assert "<script>" not in answers.list.value
    form.button.click()
    assert "RVW-002" in form.status.value
    form.question.value = ("administrasi", "I4.7")
    form.text.value = "Attached"
    form.button.click()
    assert "Answered: I4.7" in form.status.value
    assert (state(budi, "I4.7")["standing"], state(budi, "I4.7")["request"]["reply"]) == ("completed", "Attached")
    Widget.close_all()


def test_rvp011_texts_are_data(workspace: Workspace) -> None:
    session = begun(workspace, LOUD)
    decide(session, "I3.2", "reject", reason=LOUD)
    session.handle({"type": "settle_equal", "n": 1})
    page = ReviewPage(session)
    assert "<script>" not in page.printed().html
    assert "&lt;script&gt;" in page.printed().html
    page.close()


def test_rvp012_without_a_browser_the_page_is_a_summary(tmp_path: Path) -> None:
    folder = training(tmp_path / "ruang")
    Widget.close_all()
    page = open_review(str(folder), "00.01", 2024, language="en", author="Budi")
    assert len(Widget.get_manager_state()["state"]) <= 5
    assert page.session.stage == "administrasi"
    kept = {name: value for name, value in page.get_state().items() if name != "layout"}
    assert len(json.dumps(kept)) < 5_000
    page.session.handle({"type": "sign", "n": 1, "stage": "mandiri"})
    decide(page.session, "I3.2", "reject", reason="No file at all")
    page.session.handle({"type": "settle_equal", "n": 2})
    text = page.printed().text
    assert "No file at all" in text
    assert "1 of 252 questions are settled" in text
    assert "Training data" in text
    bundle = page._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "No file at all" in data["text/html"]
    page.session.workspace.close()
    Widget.close_all()


def test_rvp013_a_busy_database_is_not_a_refusal(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    session = begun(workspace)
    busy = Message("STO-002", "busy", "wait")

    def refuse(*_: object) -> None:
        raise fail(busy)

    monkeypatch.setattr(session_module, "decide", refuse)
    assert decide(session, "I3.2", "accept")["type"] == "unsaved"


def test_rvp014_history_keeps_hidden_what_the_page_hides(workspace: Workspace) -> None:
    budi, citra = begun(workspace), begun(workspace, "Citra")
    decide(citra, "I3.2", "reject", reason="Secret so far")

    def told() -> str:
        return json.dumps(budi.handle({"type": "history", "n": 1, "id": "I3.2"})[0]["entries"])

    assert "Secret so far" not in told()
    assert "Self-assessment" in told()
    decide(budi, "I3.2", "accept")
    assert "Secret so far" in told()


def test_rvp015_words_and_program_agree() -> None:
    script = joined("review", ".js")
    asked = set(re.findall(r"""\bt\(\s*"([a-z_]+)\"""", script))
    assert asked <= WORDS.keys() | FORM_WORDS.keys()
    built = re.compile(r"^(verdict|standing|reason_for|by|show|ask|extend)_|^(agreement|disputes|requests|roles)$")
    assert {key for key in WORDS if key not in asked and not built.match(key)} - set(
        re.findall(r'"([a-z_]+)"', script)
    ) == set()
