"""People and roles: nobody named, everyone may; somebody named, each what the role allows."""

from __future__ import annotations

import pytest
from review_training import CASE, refused

from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.people import NOT_ALLOWED
from kla_widgets.assessment.records import Answer, Reported, author_name
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.review.completion import ask, reply
from kla_widgets.review.decisions import decide, settle
from kla_widgets.review.records import Decision, Verdict
from kla_widgets.review.roles import (
    Action,
    Person,
    Role,
    may,
    named_role,
    people,
    person_called,
    remove_person,
    set_person,
)
from kla_widgets.review.stages import reopen, sign

STAGE = "administrasi"
ACCEPT = [Decision("I1.1", Verdict.ACCEPT)]
LIST = (
    Person("Ani", Role.FACILITATOR),
    Person("Budi", Role.EVALUATOR),
    Person("Dinkes", Role.AGENCY, "dinkes"),
    Person("Tamu", Role.VIEWER),
)


@pytest.fixture
def named(claimed: Workspace) -> Workspace:
    for one in LIST:
        set_person(claimed.store, CASE, one, "Ani")
    return claimed


def test_nobody_named_everyone_may_everything() -> None:
    assert person_called([], "Ani") is None
    assert all(may(None, action) for action in Action)


def test_who_is_not_in_the_list_may_only_look() -> None:
    stranger = person_called(LIST, "Zaki")
    assert stranger is not None
    assert stranger.role is Role.VIEWER
    assert not any(may(stranger, action) for action in Action)


def test_a_name_is_found_however_it_is_spelled() -> None:
    assert person_called(LIST, "  aNI ") == LIST[0]


@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        ("mandiri", {"answer": "FA", "evidence": "FA", "reply": "FA", "decide": "E", "sign": "F", "reopen": "F"}),
        (STAGE, {"answer": "E", "evidence": "FA", "reply": "FA", "decide": "E", "sign": "E", "reopen": "E"}),
    ],
)
def test_the_table_of_what_roles_may(workspace: Workspace, stage: str, allowed: dict[str, str]) -> None:
    where = workspace.library.get(CASE.instrument).stage[stage]
    letters = {"F": "Ani", "A": "Dinkes", "E": "Budi", "V": "Tamu"}
    for action, roles in (allowed | {"people": "F"}).items():
        found = "".join(one for one, name in letters.items() if may(person_called(LIST, name), Action(action), where))
        assert (action, found) == (action, roles)


@pytest.mark.parametrize("author", ["Budi", "Tamu", "Zaki"])
def test_evaluators_and_viewers_cannot_edit_claims(workspace: Workspace, author: str) -> None:
    for one in LIST:
        set_person(workspace.store, CASE, one, "Ani")
    instrument = workspace.library.get(CASE.instrument)
    before = workspace.store.state(CASE.region)
    with refused("REV-004"):
        workspace.store.save_answers(CASE, "mandiri", [Answer("I1.1", "tidak_ada")], instrument, author)
    with refused("REV-004"):
        save_edit(workspace.store, CASE, "mandiri", Edit("I1.1", "note", "x", 1), instrument, author)
    one, *_ = workspace.store.evidence(CASE)
    with refused("REV-004"):
        workspace.store.detach(CASE, one.question, one.kind, one.sha256, author)
    with refused("REV-004"):
        sign(workspace, CASE, "mandiri", author)
    assert workspace.store.state(CASE.region) == before
    assert workspace.store.save_answers(CASE, "mandiri", [Answer("I1.1", "tidak_ada")], instrument, "Dinkes") == 1


@pytest.mark.parametrize("author", ["Ani", "Dinkes", "Tamu", "Zaki"])
def test_facilitators_and_agencies_cannot_edit_decisions(named: Workspace, author: str) -> None:
    instrument = named.library.get(CASE.instrument)
    before = named.store.state(CASE.region)
    with refused("REV-004"):
        decide(named, CASE, STAGE, ACCEPT, author)
    with refused("REV-004"):
        settle(named, CASE, STAGE, ACCEPT, author)
    with refused("REV-004"):
        ask(named, CASE, STAGE, author)
    with refused("REV-004"):
        named.store.save_reported(CASE, STAGE, [Reported("I1.1", 1, "x")], instrument, author)
    with refused("REV-004"):
        sign(named, CASE, STAGE, author)
    assert named.store.state(CASE.region) == before
    decide(named, CASE, STAGE, ACCEPT, "Budi")


def test_evaluators_ask_and_the_district_answers(named: Workspace) -> None:
    decide(named, CASE, STAGE, [Decision("I1.1", Verdict.COMPLETION, reason="Unggah")], "Budi")
    ask(named, CASE, STAGE, "Budi")
    with refused("REV-004"):
        reply(named, CASE, STAGE, "I1.1", "Sudah", "Budi")
    assert reply(named, CASE, STAGE, "I1.1", "Sudah", "Dinkes").replied_by == "Dinkes"


def test_only_those_who_sign_a_stage_open_it_again(named: Workspace) -> None:
    with refused("REV-004"):
        reopen(named, CASE, "mandiri", "Budi", "Salah")
    reopen(named, CASE, "mandiri", "Ani", "Salah")
    assert sign(named, CASE, "mandiri", "Ani").role == "facilitator"


def test_the_list_is_kept_by_name_and_changed_by_facilitators(named: Workspace) -> None:
    assert people(named.store, CASE) == LIST
    with refused("REV-004"):
        set_person(named.store, CASE, Person("Budi", Role.FACILITATOR), "Budi")
    set_person(named.store, CASE, Person("  BUDI ", Role.VIEWER), "Ani")
    assert {one.name: one.role for one in people(named.store, CASE)}["BUDI"] is Role.VIEWER
    remove_person(named.store, CASE, "budi", "Ani")
    with refused("REV-053"):
        remove_person(named.store, CASE, "budi", "Ani")
    assert [one.name for one in people(named.store, CASE)] == ["Ani", "Dinkes", "Tamu"]


def test_a_list_without_facilitators_locks_nobody_out(claimed: Workspace) -> None:
    set_person(claimed.store, CASE, Person("Budi", Role.EVALUATOR), "Budi")
    set_person(claimed.store, CASE, Person("Ani", Role.FACILITATOR), "Ani")
    with refused("REV-004"):
        set_person(claimed.store, CASE, Person("Budi", Role.FACILITATOR), "Budi")


@pytest.mark.parametrize(("name", "code"), [("  ", "REV-050"), ("x" * 201, "REV-051")])
def test_a_name_that_cannot_be_is_refused(claimed: Workspace, name: str, code: str) -> None:
    with refused(code):
        set_person(claimed.store, CASE, Person(name, Role.VIEWER), "Ani")


def test_a_role_that_there_is_not_is_told_with_the_choices() -> None:
    with refused("REV-052") as error:
        named_role("penilai")
    assert "evaluator" in str(error.value)
    assert named_role("evaluator") is Role.EVALUATOR


def test_the_refusal_names_who_could(named: Workspace) -> None:
    with refused(NOT_ALLOWED.code) as error:
        decide(named, CASE, STAGE, ACCEPT, "Ani")
    assert "evaluator" in str(error.value)


def test_on_a_shared_hub_the_name_comes_from_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "budi@provinsi")
    assert author_name("Ani") == "budi@provinsi"
    assert author_name("") == "budi@provinsi"
    monkeypatch.delenv("JUPYTERHUB_USER")
    assert author_name("Ani") == "Ani"
