"""Completion: asked once, by agency, with a deadline; answered in time; back on the evaluators' desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from review_training import CASE, Clock, accept_rest, refused

from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.review.completion import ask, by_agency, extend, reply, requests
from kla_widgets.review.decisions import decide
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decision, RequestState, Verdict
from kla_widgets.review.stages import sign, stage_states

STAGE = "administrasi"


@pytest.fixture
def wanted(claimed: Workspace) -> Workspace:
    """One evaluator wants two questions completed, another one of them."""
    first = Decision("I4.7", Verdict.COMPLETION, reason="Unggah SK")
    second = Decision("I5.9", Verdict.COMPLETION, reason="Foto kegiatan")
    decide(claimed, CASE, STAGE, [first, second], "Budi")
    decide(claimed, CASE, STAGE, [Decision("I4.7", Verdict.COMPLETION, reason="SK tahun 2024")], "Citra")
    return claimed


def test_the_list_goes_to_the_agencies_with_all_reasons(wanted: Workspace, clock: Clock) -> None:
    made = ask(wanted, CASE, STAGE, "Budi", clock.now + timedelta(days=3))
    assert [(one.question, one.text) for one in made] == [
        ("I4.7", "Unggah SK / SK tahun 2024"),
        ("I5.9", "Foto kegiatan"),
    ]
    lists = {agency: [one.question for one in several] for agency, several in by_agency(made).items()}
    assert lists == {"disdukcapil": ["I4.7"], "kominfo": ["I5.9"]}
    assert ask(wanted, CASE, STAGE, "Citra") == ()
    assert requests(wanted.store, CASE) == made


def test_the_agency_is_the_one_that_the_district_assigned(workspace: Workspace, clock: Clock) -> None:
    instrument = workspace.library.get(CASE.instrument)
    now = workspace.store.answers(CASE, "mandiri")["I4.7"].revision
    save_edit(workspace.store, CASE, "mandiri", Edit("I4.7", "agencies", ["dinsos"], now), instrument, "Ani")
    sign(workspace, CASE, "mandiri", "Ani")
    decide(workspace, CASE, STAGE, [Decision("I4.7", Verdict.COMPLETION, reason="x")], "Budi")
    (one,) = ask(workspace, CASE, STAGE, "Budi")
    assert one.agencies == ("dinsos",)


def test_without_a_window_a_request_is_open_until_the_stage_is_signed(wanted: Workspace, clock: Clock) -> None:
    one, _ = ask(wanted, CASE, STAGE, "Budi")
    clock.pass_(days=300)
    assert (one.deadline, one.state(clock.now)) == (None, RequestState.ASKED)


def test_the_deadline_is_shown_with_the_stage_until_all_is_answered(wanted: Workspace, clock: Clock) -> None:
    def deadline() -> object:
        return stage_states(wanted.store, CASE, wanted.library.get(CASE.instrument))[1].deadline

    until = clock.now + timedelta(hours=48)
    ask(wanted, CASE, STAGE, "Budi", until)
    assert deadline() == until
    reply(wanted, CASE, STAGE, "I4.7", "Sudah", "Ani")
    assert deadline() == until
    reply(wanted, CASE, STAGE, "I5.9", "Sudah", "Ani")
    assert deadline() is None


def test_a_deadline_that_is_over_is_refused(wanted: Workspace, clock: Clock) -> None:
    with refused("REV-040"):
        ask(wanted, CASE, STAGE, "Budi", clock.now - timedelta(hours=1))
    assert requests(wanted.store, CASE) == ()


def test_after_the_deadline_nothing_comes_in_until_it_is_extended(
    wanted: Workspace, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "SK.pdf"
    file.write_bytes(b"%PDF-1.4 SK")
    instrument = wanted.library.get(CASE.instrument)
    attachment = Attachment("I4.7", next(iter(instrument.evidence_kinds)), file)
    (one, _) = ask(wanted, CASE, STAGE, "Budi", clock.now + timedelta(hours=48))
    clock.pass_(hours=49)
    assert one.state(clock.now) is RequestState.OVERDUE
    with refused("REV-042"):
        reply(wanted, CASE, STAGE, "I4.7", "Terlambat", "Ani")
    with refused("REV-003"):
        wanted.attach(CASE, [attachment], instrument, "Ani")
    extend(wanted, CASE, STAGE, clock.now + timedelta(hours=5), "Budi")
    assert wanted.attach(CASE, [attachment], instrument, "Ani") == 1
    assert reply(wanted, CASE, STAGE, "I4.7", "Dengan perpanjangan", "Ani").reply == "Dengan perpanjangan"


def test_what_was_completed_waits_for_those_who_asked_and_can_be_asked_again(wanted: Workspace) -> None:
    accept_rest(wanted, STAGE, "Budi", "Citra")
    ask(wanted, CASE, STAGE, "Budi")
    assert read_desk(wanted, CASE, STAGE).undecided("Budi") == ()
    with refused("REV-012"):
        sign(wanted, CASE, STAGE, "Budi")
    reply(wanted, CASE, STAGE, "I4.7", "SK 2024 diunggah", "Ani")
    desk = read_desk(wanted, CASE, STAGE)
    assert (desk.undecided("Budi"), desk.undecided("Citra")) == (("I4.7",), ("I4.7",))
    decide(wanted, CASE, STAGE, [Decision("I4.7", Verdict.COMPLETION, reason="Halaman 2 hilang")], "Citra")
    (again,) = ask(wanted, CASE, STAGE, "Citra")
    assert (again.question, again.round, again.text, again.reply) == ("I4.7", 2, "Halaman 2 hilang", "")


def test_what_was_not_asked_cannot_be_answered_nor_with_nothing(wanted: Workspace) -> None:
    with refused("REV-041"):
        reply(wanted, CASE, STAGE, "I4.7", "Belum diminta", "Ani")
    ask(wanted, CASE, STAGE, "Budi", questions=["I4.7"])
    with refused("REV-041"):
        reply(wanted, CASE, STAGE, "I5.9", "Belum diminta", "Ani")
    with refused("REV-043"):
        reply(wanted, CASE, STAGE, "I4.7", " ", "Ani")
