"""Stages: which is open, what a signature freezes, and opening again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from review_training import CASE, Clock, accept_rest, refused
from sqlalchemy import text

from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.items import item_history
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.signing import SIGNATURE
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import Attachment, Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.whole.export import export_whole
from kla_widgets.exchange.whole.importing import import_whole
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.review.breaks import broken_signatures
from kla_widgets.review.decisions import decide
from kla_widgets.review.records import Decision, Verdict
from kla_widgets.review.stages import State, reopen, sign, stage_states

MADE_UP = Path(__file__).parents[2] / "instrument" / "made-up.yaml"


def states(workspace: Workspace, case: Case = CASE) -> list[str]:
    return [str(one.state) for one in stage_states(workspace.store, case, workspace.library.get(case.instrument))]


def breaks(workspace: Workspace) -> list[tuple[str, str, str]]:
    with workspace.store.reading() as connection:
        return [(one.signed.stage, one.section, one.place) for one in broken_signatures(connection, CASE)]


def by_hand(workspace: Workspace, statement: str) -> None:
    """Change the database around the program."""
    with workspace.store.transaction() as connection:
        assert connection.execute(text(statement)).rowcount == 1


def answer(workspace: Workspace, stage: str, question: str = "I1.1", value: str = "tidak_ada") -> None:
    instrument = workspace.library.get(CASE.instrument)
    workspace.store.save_answers(CASE, stage, [Answer(question, value)], instrument, "Ani")


def test_without_any_signature_the_first_stage_is_open_and_everything_is_saved_as_before(workspace: Workspace) -> None:
    assert states(workspace) == ["open"] + ["waiting"] * 5
    for stage in ("mandiri", "administrasi", "final"):
        answer(workspace, stage)
    assert workspace.store.answers(CASE, "final")["I1.1"].value == "tidak_ada"


def test_a_stage_opens_when_the_one_before_it_is_signed(claimed: Workspace) -> None:
    assert states(claimed) == ["signed", "open"] + ["waiting"] * 4
    with refused("REV-010"):
        sign(claimed, CASE, "lapangan", "Budi")
    with refused("REV-010"):
        decide(claimed, CASE, "review", [Decision("I1.1", Verdict.ACCEPT)], "Budi")


def test_a_stage_that_needs_no_signature_holds_up_nothing(workspace: Workspace) -> None:
    case = Case("00.01", "made-up", 2030)
    found = stage_states(workspace.store, case, load_instrument(MADE_UP))
    assert {one.state for one in found} == {State.OPEN}


def test_a_signature_says_who_when_as_what_and_over_which_content(workspace: Workspace, clock: Clock) -> None:
    signed = sign(workspace, CASE, "mandiri", "Ani B. 🙂", "Ketua Gugus Tugas")
    (kept, *_) = stage_states(workspace.store, CASE, workspace.library.get(CASE.instrument))
    assert kept.signature == signed
    assert (signed.author, signed.role, len(signed.hash)) == ("Ani B. 🙂", "Ketua Gugus Tugas", 64)
    assert abs(signed.at - clock.now) < timedelta(seconds=1)
    assert replay(workspace.store.journal()) == workspace.store.state()


def test_what_is_signed_is_refused_any_change_and_nothing_is_lost(claimed: Workspace) -> None:
    instrument = claimed.library.get(CASE.instrument)
    before = claimed.store.state(CASE.region)
    with refused("REV-001"):
        answer(claimed, "mandiri")
    with refused("REV-001"):
        save_edit(claimed.store, CASE, "mandiri", Edit("I1.1", "note", "catatan", 1), instrument, "Ani")
    with refused("REV-001"):
        claimed.store.save_reported(CASE, "mandiri", [Reported("I1", 3, "rekap")], instrument, "Ani")
    one, *_ = claimed.store.evidence(CASE)
    with refused("REV-002"):
        claimed.store.detach(CASE, one.question, one.kind, one.sha256, "Ani")
    assert claimed.store.state(CASE.region) == before
    assert breaks(claimed) == []


def test_storing_what_is_there_already_is_no_change(claimed: Workspace) -> None:
    instrument = claimed.library.get(CASE.instrument)
    kept = claimed.store.answers(CASE, "mandiri")["I1.1"]
    same = Answer(kept.question, kept.value, kept.note, kept.source)
    assert claimed.store.save_answers(CASE, "mandiri", [same], instrument, "Ani") == 0


def test_numbers_of_a_later_stage_may_come_in_before_it_opens(claimed: Workspace) -> None:
    instrument = claimed.library.get(CASE.instrument)
    claimed.store.save_reported(CASE, "final", [Reported("TOTAL", 700, "rekap kementerian")], instrument, "Ani")
    assert claimed.store.reported(CASE, "final")["TOTAL"].points == 700


def test_a_stage_of_imported_numbers_can_be_signed_where_nobody_decides(claimed: Workspace) -> None:
    sign(claimed, CASE, "administrasi", "Budi")
    assert states(claimed)[:3] == ["signed", "signed", "open"]


def test_a_verification_without_decisions_is_not_signed(claimed: Workspace) -> None:
    decide(claimed, CASE, "administrasi", [Decision("I1.1", Verdict.REJECT, reason="Perda lain")], "Budi")
    with refused("REV-012") as error:
        sign(claimed, CASE, "administrasi", "Budi")
    assert "I1.1" in str(error.value)
    accept_rest(claimed, "administrasi", "Budi")
    sign(claimed, CASE, "administrasi", "Budi")
    with refused("REV-012"):
        sign(claimed, CASE, "review", "Budi")


def test_decisions_on_a_signed_stage_are_refused(claimed: Workspace) -> None:
    sign(claimed, CASE, "administrasi", "Budi")
    with refused("REV-011"):
        decide(claimed, CASE, "administrasi", [Decision("I1.1", Verdict.ACCEPT)], "Citra")


def test_the_second_of_two_who_sign_at_once_is_told_who_signed(workspace: Workspace) -> None:
    other = Workspace(workspace.folder, Store.open(workspace.store._engine.url))

    def attempt(opened: Workspace, author: str) -> str:
        try:
            return sign(opened, CASE, "mandiri", author).author
        except KlaError as error:
            return str(error)

    with other, ThreadPoolExecutor(2) as pool:
        first, second = pool.map(attempt, (workspace, other), ("Ani", "Budi"))
    told, winner = (second, first) if first in ("Ani", "Budi") else (first, second)
    assert winner in ("Ani", "Budi")
    assert "[REV-011]" in told
    assert f"{winner} signed" in told


def test_opening_again_needs_a_reason_and_stays_in_the_journal(claimed: Workspace) -> None:
    with refused("REV-016"):
        reopen(claimed, CASE, "mandiri", "Ani", "  ")
    reopen(claimed, CASE, "mandiri", "Ani", "Salah unggah")
    state, later, *_ = stage_states(claimed.store, CASE, claimed.library.get(CASE.instrument))
    assert (state.state, later.state) == (State.OPEN, State.WAITING)
    assert state.reopening is not None
    assert (state.reopening.author, state.reopening.reason) == ("Ani", "Salah unggah")
    answer(claimed, "mandiri")
    first = item_history(claimed.store, CASE, SIGNATURE, "mandiri")
    assert [one.reason for one in first] == ["", "Salah unggah"]
    again = sign(claimed, CASE, "mandiri", "Ani")
    assert first[0].new is not None
    assert again.hash not in first[0].new["content"]


def test_only_the_last_signature_can_be_taken_back(claimed: Workspace) -> None:
    sign(claimed, CASE, "administrasi", "Budi")
    with refused("REV-015"):
        reopen(claimed, CASE, "mandiri", "Ani", "Salah unggah")
    with refused("REV-014"):
        reopen(claimed, CASE, "review", "Ani", "Salah unggah")


def test_a_clock_that_runs_backwards_is_told(claimed: Workspace, clock: Clock) -> None:
    clock.pass_(hours=-3)
    with refused("REV-013"):
        sign(claimed, CASE, "administrasi", "Budi")
    with refused("REV-013"):
        reopen(claimed, CASE, "mandiri", "Ani", "Salah unggah")
    clock.pass_(hours=3)
    sign(claimed, CASE, "administrasi", "Budi")


def test_clocks_of_two_computers_may_differ_by_minutes(claimed: Workspace, clock: Clock) -> None:
    clock.pass_(minutes=-3)
    sign(claimed, CASE, "administrasi", "Budi")


@pytest.mark.parametrize("author", ["", "  "])
def test_nobody_signs_without_a_name(workspace: Workspace, author: str) -> None:
    with refused("REV-017"):
        sign(workspace, CASE, "mandiri", author)


def test_a_stage_that_there_is_not_is_told(workspace: Workspace) -> None:
    with refused("STO-011"):
        sign(workspace, CASE, "akhir", "Ani")


# ---- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_deleted_or_changed_on_disk_stops_the_signature(workspace: Workspace) -> None:
    one, second, *_ = {one.sha256: one for one in workspace.store.evidence(CASE)}.values()
    place = workspace.evidence.path(one.sha256)
    content = place.read_bytes()
    place.unlink()
    with workspace.evidence.path(second.sha256).open("ab") as file:
        file.write(b"x")
    with pytest.raises(KlaError) as error:
        sign(workspace, CASE, "mandiri", "Ani")
    assert {fault.code for fault in error.value.faults} == {"EVD-005", "REV-030"}
    place.write_bytes(content)
    assert states(workspace)[0] == "open"


def test_a_new_file_needs_an_open_request_once_something_is_signed(claimed: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "SK.pdf"
    file.write_bytes(b"%PDF-1.4")
    instrument = claimed.library.get(CASE.instrument)
    attachment = Attachment("I3.2", next(iter(instrument.evidence_kinds)), file)
    with refused("REV-003"):
        claimed.attach(CASE, [attachment], instrument, "Ani")
    reopen(claimed, CASE, "mandiri", "Ani", "Ada dokumen lagi")
    assert claimed.attach(CASE, [attachment], instrument, "Ani") == 1


# ---- what is changed around the program -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE answer SET value='\"sk\"' WHERE stage='mandiri' AND question='I1.1'", ("answers", "I1.1")),
        ("UPDATE answer SET note='x' WHERE stage='mandiri' AND question='I1.1'", ("answers", "I1.1")),
        ("DELETE FROM answer WHERE stage='mandiri' AND question='I1.1'", ("answers", "I1.1")),
        (
            "INSERT INTO reported VALUES ('00.01', 'kla-2024', 2024, 'mandiri', 'I1', 5, '', '', 'x', '2024')",
            ("points", "I1"),
        ),
        (
            "UPDATE evidence SET year=1999 WHERE rowid=(SELECT min(rowid) FROM evidence WHERE question='I1.1')",
            ("evidence", "I1.1"),
        ),
        (
            "UPDATE item SET content=replace(content, '\"hash\":\"', '\"hash\":\"0') WHERE kind='signature'",
            ("signature", ""),
        ),
    ],
)
def test_what_was_changed_by_hand_is_named(claimed: Workspace, statement: str, found: tuple[str, str]) -> None:
    assert breaks(claimed) == []
    by_hand(claimed, statement)
    assert breaks(claimed) == [("mandiri", *found)]


def test_who_changed_what_when_does_not_matter_to_the_hash_but_what_there_is_does(claimed: Workspace) -> None:
    by_hand(claimed, "UPDATE answer SET author='x', at='2020' WHERE stage='mandiri' AND question='I1.1'")
    by_hand(claimed, "DELETE FROM answer WHERE stage='administrasi' AND question='I1.1'")
    assert breaks(claimed) == []


def test_a_signed_assessment_is_still_signed_elsewhere(claimed: Workspace, tmp_path: Path) -> None:
    archive = tmp_path / "latihan.zip"
    export_whole(claimed, CASE, archive)
    with create_workspace(tmp_path / "provinsi") as elsewhere:
        import_whole(elsewhere, archive)
        assert states(elsewhere)[:2] == ["signed", "open"]
        assert breaks(elsewhere) == []
        with refused("REV-001"):
            answer(elsewhere, "mandiri")
