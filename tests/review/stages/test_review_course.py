"""A district from self-assessment to final verification, by two evaluators, with a completion round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from review_training import CASE, Clock, accept_rest

from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.results import score_case
from kla_widgets.review.agreement import agreements
from kla_widgets.review.breaks import broken_signatures
from kla_widgets.review.completion import ask, by_agency, reply, requests
from kla_widgets.review.decisions import decide, settle, settle_equal
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decision, RequestState, Verdict
from kla_widgets.review.stages import State, sign, stage_states

BUDI, CITRA = "Budi", "Citra"

BY_HAND = {
    # question: weight and claim, then the points at each stage
    "I3.2": {"mandiri": 2.0, "administrasi": 0.0, "review": 0.0, "lapangan": 2.0, "final": 2.0},
    "I4.5": {"mandiri": 2.4, "administrasi": 1.5, "review": 1.5, "lapangan": 1.5, "final": 1.5},
    "I4.7": {"mandiri": 2.0, "administrasi": 1.0, "review": 1.0, "lapangan": 1.0, "final": 1.0},
    "I5.2": {"mandiri": 8.0, "administrasi": 4.0, "review": 4.0, "lapangan": 4.0, "final": 4.0},
    "I5.9": {"mandiri": 4.0, "administrasi": 2.0, "review": 2.0, "lapangan": 2.0, "final": 0.0},
    # indicator 3 by its questions: 4.5 + 3.6 + 3.6 + 3.6 + 4.5 + 4.5 + 2 + 3; then less 2, and 2 again
    "I3": {"mandiri": 29.3, "administrasi": 27.3, "review": 27.3, "lapangan": 29.3, "final": 29.3},
    # indicator 5: 4 + 8 + 0 + 0 + 3 + 2 + 3 + 5 + 4; then less 4 and 2, then less 2
    "I5": {"mandiri": 29.0, "administrasi": 23.0, "review": 23.0, "lapangan": 23.0, "final": 21.0},
    # the whole: 724.14 claimed; less 2, 0.9, 1, 4 and 2; the same; 2 again; less 2
    "TOTAL": {"mandiri": 724.14, "administrasi": 714.24, "review": 714.24, "lapangan": 716.24, "final": 714.24},
}


def points(workspace: Workspace, stage: str) -> dict[str, float | None]:
    score = score_case(workspace, CASE, stage)
    parts = score.parts | {"TOTAL": score.total}
    return {name: score.own(parts[name]) for name in BY_HAND}


def states(workspace: Workspace) -> dict[str, State]:
    found = stage_states(workspace.store, CASE, workspace.library.get(CASE.instrument))
    return {one.stage.id: one.state for one in found}


@pytest.mark.slow
def test_every_stage_has_the_points_computed_by_hand(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    sign(workspace, CASE, "mandiri", "Ani")
    administration(workspace, clock)
    accept_rest(workspace, "review", BUDI)
    sign(workspace, CASE, "review", BUDI)
    field_visit(workspace, clock, tmp_path)
    final = [Decision("I5.9", Verdict.REJECT, reason="Tidak ditemukan di lapangan")]
    decide(workspace, CASE, "final", final, CITRA)
    accept_rest(workspace, "final", CITRA)
    sign(workspace, CASE, "final", CITRA)

    stages = ("mandiri", "administrasi", "review", "lapangan", "final")
    found = {stage: points(workspace, stage) for stage in stages}
    assert found == {stage: {name: row[stage] for name, row in BY_HAND.items()} for stage in stages}
    for stage in stages:  # claims of zero points pass on: known, and not missing
        score = score_case(workspace, CASE, stage)
        assert [score.own(score.parts[name]) for name in ("I5.3", "I5.4")] == [0, 0]
    assert states(workspace) == dict.fromkeys(stages, State.SIGNED) | {"penetapan": State.OPEN}
    with workspace.store.reading() as connection:
        assert broken_signatures(connection, CASE) == ()


def administration(workspace: Workspace, clock: Clock) -> None:
    """Two evaluators alone, one completion, one dispute."""
    half = {"numerator": 20, "denominator": 40}  # 50 %, which earns 0.4 of 10 points
    both = [
        Decision("I3.2", Verdict.REJECT, reason="Tanpa data dukung"),
        Decision("I4.5", Verdict.REDUCE, 1.5, reason="Sebagian tidak terbaca"),
        Decision("I5.2", Verdict.REDUCE, answer=half, reason="Hanya 20 yang terbukti"),
        Decision("I4.7", Verdict.COMPLETION, reason="Unggah SK yang berlaku"),
    ]
    for one in (BUDI, CITRA):
        decide(workspace, CASE, "administrasi", both, one)
    some = Decision("I5.9", Verdict.REDUCE, answer="sebagian", reason="Satu layanan saja")
    decide(workspace, CASE, "administrasi", [some], CITRA)
    accept_rest(workspace, "administrasi", BUDI, CITRA)
    desk = read_desk(workspace, CASE, "administrasi")
    assert (desk.disputed(), set(desk.unsettled())) == (("I5.9",), {"I5.9", "I4.7"})
    (agreement,) = agreements(desk)
    # 252 questions claim something; one verdict differs, by 2 points over the 251 to which both give points
    assert (agreement.questions, agreement.same, agreement.difference) == (252, 250, pytest.approx(2 / 251))

    (request,) = ask(workspace, CASE, "administrasi", BUDI)
    assert (request.question, list(by_agency([request]))) == ("I4.7", ["disdukcapil"])
    assert request.state(clock.now) is RequestState.ASKED
    reply(workspace, CASE, "administrasi", "I4.7", "SK sudah diunggah", "Ani")
    assert read_desk(workspace, CASE, "administrasi").undecided(CITRA) == ("I4.7",)
    partly = Decision("I4.7", Verdict.REDUCE, answer="sebagian", reason="SK berlaku sampai 2023")
    for one in (BUDI, CITRA):
        decide(workspace, CASE, "administrasi", [partly], one)
    settle_equal(workspace, CASE, "administrasi", BUDI)
    settle(workspace, CASE, "administrasi", [replace(some, reason="Disepakati: satu layanan saja")], BUDI)
    sign(workspace, CASE, "administrasi", BUDI)


def field_visit(workspace: Workspace, clock: Clock, folder: Path) -> None:
    """What was rejected for want of a file is completed within the window, and counts again."""
    wanted = Decision("I3.2", Verdict.COMPLETION, reason="Perlihatkan dokumennya")
    decide(workspace, CASE, "lapangan", [wanted], BUDI)
    (request,) = ask(workspace, CASE, "lapangan", BUDI)
    assert request.deadline is not None
    assert (request.deadline - request.at).total_seconds() == 48 * 3600
    clock.pass_(hours=30)
    file = folder / "MoU.pdf"
    file.write_bytes(b"%PDF-1.4 latihan")
    instrument = workspace.library.get(CASE.instrument)
    kind = next(iter(instrument.evidence_kinds))
    workspace.attach(CASE, [Attachment("I3.2", kind, file, "MoU", 2024)], instrument, "Ani")
    reply(workspace, CASE, "lapangan", "I3.2", "MoU dilampirkan", "Ani")
    granted = Decision("I3.2", Verdict.REDUCE, answer="ada", reason="Dilengkapi pada verifikasi lapangan")
    decide(workspace, CASE, "lapangan", [granted], BUDI)
    accept_rest(workspace, "lapangan", BUDI)
    sign(workspace, CASE, "lapangan", BUDI)
    assert [one.state(clock.now) for one in requests(workspace.store, CASE, "lapangan")] == [RequestState.ANSWERED]
