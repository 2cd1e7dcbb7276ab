"""The session behind a form: saving, refusing, conflicts, undo, history, news of others. No browser, no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.assessment.database import DISK_FULL
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import create_workspace, open_workspace
from kla_widgets.errors import fail
from kla_widgets.language import language
from kla_widgets.workbook import session as session_module
from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.session import Session

Opened = Callable[..., Session]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens sessions on one workspace of Kota Metro."""
    create_workspace(tmp_path / "w").close()
    sessions: list[Session] = []

    def open_one(author: str = "Ani", cluster: str = "K1") -> Session:
        sessions.append(open_session(str(tmp_path / "w"), "18.72", 2024, author=author, cluster=cluster))
        return sessions[-1]

    yield open_one
    for one in sessions:
        one.workspace.close()


def edit(
    one: Session, question: str, value: Any, field: str = "value", base: int = 0, n: int = 1
) -> list[dict[str, Any]]:
    message = {"type": "edit", "n": n, "client": "c1", "id": question, "field": field, "value": value, "base": base}
    return one.handle(message)


def test_an_edit_is_committed_and_answered_with_what_it_earns(opened: Opened) -> None:
    one = opened()
    ack, patch = edit(one, "I6.1", ["sk", "program"])
    assert (ack["type"], ack["id"], ack["n"], ack["client"]) == ("ack", "I6.1", 1, "c1")
    assert ack["state"]["points"] == 6.0
    assert ack["state"]["revision"] == 1
    assert ack["state"]["author"] == "Ani"
    assert ack["at"]
    assert patch["type"] == "patch"
    assert patch["score"]["claimed"] == 6.0
    assert patch["score"]["answered"] == 1
    again = opened("Budi")
    assert again.snapshot()[0]["I6.1"]["value"] == ["sk", "program"]


@pytest.mark.parametrize(
    ("question", "value", "code_words"),
    [
        (
            "I4.1",
            {"previous": {"numerator": "dua", "denominator": 3}, "current": {"numerator": 1, "denominator": 3}},
            "dua",
        ),
        ("I4.1", {"previous": {"numerator": 4, "denominator": 3}, "current": {"numerator": 1, "denominator": 3}}, "4"),
        ("I6.1", ["bukan"], "bukan"),
        ("I4.7", "mungkin", "mungkin"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_not_stored(
    opened: Opened, question: str, value: Any, code_words: str
) -> None:
    one = opened()
    (reply,) = edit(one, question, value)
    assert (reply["type"], reply["field"], reply["id"]) == ("refused", "value", question)
    assert code_words in reply["message"]
    assert one.snapshot()[0][question]["value"] is None


def test_a_note_of_100_000_characters_is_refused_with_words(opened: Opened) -> None:
    (reply,) = edit(opened(), "I6.1", "x" * 100_000, field="note")
    assert reply["type"] == "refused"
    assert "100000" in reply["message"].replace(".", "")


def test_emoji_rtl_and_script_are_kept_as_they_are(opened: Opened) -> None:
    one = opened()
    text = "👧🏽 مرحبا <script>alert(1)</script> \u202e"
    ack = edit(one, "I6.1", text, field="note")[0]
    assert ack["state"]["note"] == text


def test_a_number_like_a_nik_is_warned_about(opened: Opened) -> None:
    one = opened()
    assert "NIK" in edit(one, "I6.1", "ibu 3273010101010001 hadir", field="note")[0]["state"]["warning"]
    assert edit(one, "I6.2", "nomor 12345", field="note")[0]["state"]["warning"] == ""


def test_two_facilitators_on_different_questions_both_survive_and_see_each_other(opened: Opened) -> None:
    ani, budi = opened("Ani"), opened("Budi")
    edit(ani, "I6.1", ["sk"])
    edit(budi, "I4.7", first_option(budi, "I4.7"))
    edit(ani, "I6.2", [])  # an own edit in between must not hide what the other wrote
    (patch,) = ani.news()
    assert {"I6.1", "I4.7", "I6.2"} == set(patch["states"])
    assert patch["states"]["I4.7"]["author"] == "Budi"
    assert {"I6.1", "I4.7"} <= {name for name, state in budi.snapshot()[0].items() if state["done"]}
    assert ani.news() == []


def test_the_same_question_is_never_silently_overwritten(opened: Opened) -> None:
    ani, budi = opened("Ani"), opened("Budi")
    edit(ani, "I6.1", ["sk"])
    conflict = edit(budi, "I6.1", ["program"])[0]
    assert conflict["type"] == "conflict"
    assert conflict["theirs"]["author"] == "Ani"
    assert conflict["theirs"]["revision"] == 1
    assert "SK" in conflict["theirs"]["words"]
    assert budi.snapshot()[0]["I6.1"]["value"] == ["sk"]
    mine = edit(budi, "I6.1", ["program"], base=conflict["theirs"]["revision"])[0]
    assert mine["type"] == "ack"
    assert ani.snapshot()[0]["I6.1"]["value"] == ["program"]


def test_value_note_and_agencies_are_edited_apart(opened: Opened) -> None:
    one = opened()
    assert one.snapshot()[0]["I4.4"]["agencies"] == list(one.instrument.question["I4.4"].agencies)
    revision = 0
    for field, value in (("note", "rapat 3 Mei"), ("agencies", ["dp3a", "bappeda"]), ("value", [])):
        reply = edit(one, "I4.4", value, field=field, base=revision)[0]
        assert reply["type"] == "ack"
        revision = reply["state"]["revision"]
    state = one.snapshot()[0]["I4.4"]
    assert (state["note"], state["agencies"], state["value"]) == ("rapat 3 Mei", ["dp3a", "bappeda"], [])
    assert state["points"] == 0.0
    assert edit(one, "I4.4", ["dinas_luar_angkasa"], field="agencies", base=revision)[0]["type"] == "refused"


def test_undo_takes_back_the_own_last_edits_one_by_one(opened: Opened) -> None:
    one = opened()
    edit(one, "I6.1", ["sk"])
    edit(one, "I6.1", ["sk", "program"], base=1)
    undo = {"type": "undo", "n": 9, "client": "c1"}
    told, patch = one.handle(undo)
    assert (told["type"], told["id"]) == ("undone", "I6.1")
    assert patch["states"]["I6.1"]["value"] == ["sk"]
    assert one.handle(undo)[1]["states"]["I6.1"]["value"] is None
    assert one.handle(undo)[0]["id"] is None
    assert replay(one.workspace.store.journal()) == one.workspace.store.state()


def test_undo_never_takes_back_what_others_wrote(opened: Opened) -> None:
    ani, budi = opened("Ani"), opened("Budi")
    edit(ani, "I6.1", ["sk"])
    edit(budi, "I6.1", ["program"], base=1)
    told = ani.handle({"type": "undo", "n": 1, "client": "c1"})
    assert len(told) == 1
    assert "I6.1" in told[0]["message"]
    assert budi.snapshot()[0]["I6.1"]["value"] == ["program"]


def test_history_tells_who_when_old_and_new(opened: Opened) -> None:
    one = opened()
    edit(one, "I6.1", ["sk"])
    edit(one, "I6.1", "catatan", field="note", base=1)
    reply = one.handle({"type": "history", "n": 2, "client": "c1", "id": "I6.1"})[0]
    newest, first = reply["entries"]
    assert (first["author"], first["old"]) == ("Ani", "")
    assert "SK" in first["new"]
    assert "catatan" in newest["new"]
    assert newest["old"] == first["new"]


def test_a_full_disk_is_said_loudly_and_the_edit_can_be_sent_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened()

    def full(*_: object) -> None:
        raise fail(DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(session_module, "save_edit", full)
        (reply,) = edit(one, "I6.1", ["sk"])
    assert reply["type"] == "unsaved"
    assert reply["message"]
    assert edit(one, "I6.1", ["sk"])[0]["type"] == "ack"


def test_last_cycles_answers_are_suggestions_that_must_be_confirmed(opened: Opened) -> None:
    one = opened()
    case = Case("18.72", "kla-2024", 2023)
    one.workspace.store.save_answers(case, "mandiri", [Answer("I6.1", ["sk"])], one.instrument, "Ani")
    again = opened()
    state = again.snapshot()[0]["I6.1"]
    assert state["value"] is None
    assert state["done"] is False
    assert state["suggestion"] == {"value": ["sk"], "words": state["suggestion"]["words"], "cycle": 2023}
    confirmed = edit(again, "I6.1", state["suggestion"]["value"])[0]
    assert confirmed["state"]["suggestion"] is None
    assert confirmed["state"]["done"] is True


def test_an_unknown_message_and_question_are_told(opened: Opened) -> None:
    one = opened()
    assert one.handle({"type": "dance"})[0]["type"] == "error"
    assert edit(one, "I99.9", "x")[0]["type"] == "refused"
    assert one.handle({"type": "ping", "n": 4}) == [{"type": "pong", "n": 4}]


def test_the_page_has_every_question_of_its_cluster_with_a_control(opened: Opened) -> None:
    for cluster in ("KEL", "K1", "K2", "K3", "K4", "K5", "KD"):
        one = opened(cluster=cluster)
        page = one.page()
        questions = [question for indicator in page["indicators"] for question in indicator["questions"]]
        assert [question["id"] for question in questions] == list(one.questions)
        assert set(one.snapshot()[0]) == set(one.questions)
        for question in questions:
            assert question["control"]["type"] in ("choice", "checklist", "number", "percent", "two_year", "matrix")
            assert question["text"]
            assert question["rule"]
            assert all(item["name"] for item in question["evidence"])


def test_without_a_workspace_the_training_district_opens() -> None:
    one = open_session("", "00.01", 2024, author="Ani", cluster="KEL")
    assert one.page()["synthetic"] is True
    assert one.snapshot()[1]["questions"] == 274


def test_the_store_is_the_truth_after_a_restart(opened: Opened, tmp_path: Path) -> None:
    edit(opened(), "I6.1", ["sk"])
    reopened = open_workspace(tmp_path / "w")
    try:
        case = Case("18.72", "kla-2024", 2024)
        fresh = Session(reopened, case, "K1", "mandiri", "Ani", language("id"))
        assert fresh.snapshot()[0]["I6.1"]["value"] == ["sk"]
    finally:
        reopened.close()


def first_option(one: Session, question: str) -> str:
    """The id of a choice's first option."""
    rule = one.instrument.question[question].answer
    return str(rule.options[0].id)  # type: ignore[union-attr]
