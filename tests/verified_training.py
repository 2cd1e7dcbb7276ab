"""The training district on its way from claim to final verification, with what every step gives, computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kla_widgets.assessment.database import database_url, open_database
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import DATABASE, Attachment, Workspace, create_workspace
from kla_widgets.exchange.demo import EXAMPLE
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.regions import Region, RegionKind
from kla_widgets.resources import templates
from kla_widgets.review.completion import ask, reply
from kla_widgets.review.decisions import decide, settle, settle_equal
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decision, Verdict
from kla_widgets.review.stages import sign

CASE = Case("00.01", "kla-2024", 2024)
FRESH = Case("00.51", "kla-2024", 2024)
"""A district with the same claims of which no verification is known: of the other one the dossier tells one."""
BUDI, CITRA, ANI = "Budi", "Citra", "Ani"
STAGES = ("administrasi", "review", "lapangan", "final")

TOTALS = {"mandiri": 724.14, "administrasi": 714.24, "review": 714.24, "lapangan": 716.24, "final": 714.24}
"""Claimed; less 2, 0.9, 1, 4 and 2; the same; 2 given back; less 2."""
REDUCTIONS = {
    ("administrasi", "I3.2"): -2.0,
    ("administrasi", "I4.5"): -0.9,
    ("administrasi", "I4.7"): -1.0,
    ("administrasi", "I5.2"): -4.0,
    ("administrasi", "I5.9"): -2.0,
    ("final", "I5.9"): -2.0,
}
RESTORED = {("lapangan", "I3.2"): 2.0}


class Clock:
    """Goes on by a millisecond each time; begins after the training data was stored."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def build_claimed(folder: Path) -> Workspace:
    """The training district with a signed self-assessment."""
    with create_workspace(folder) as made:
        import_dossier(made, templates() / "demo" / EXAMPLE, "demo")
    workspace = Workspace(folder, Store(open_database(database_url(folder / DATABASE)), Clock()))
    sign(workspace, CASE, "mandiri", ANI)
    return workspace


def add_fresh(workspace: Workspace) -> None:
    """Add the district of which nothing but a signed claim is known."""
    workspace.store.save_regions([Region(FRESH.region, "Kabupaten Baru", RegionKind.KABUPATEN, "00", True)], ANI)
    instrument = workspace.library.get(FRESH.instrument)
    told = workspace.store.answers(CASE, "mandiri").values()
    answers = [Answer(one.question, one.value, one.note, "rekaan") for one in told]
    workspace.store.save_answers(FRESH, "mandiri", answers, instrument, ANI)
    sign(workspace, FRESH, "mandiri", ANI)


def build_verified(folder: Path) -> Workspace:
    """All stages signed: two evaluators at the administrative one, completions there and in the field."""
    workspace = build_claimed(folder)
    _administration(workspace)
    accept_rest(workspace, "review", BUDI)
    sign(workspace, CASE, "review", BUDI)
    _field_visit(workspace, folder)
    decide(workspace, CASE, "final", [Decision("I5.9", Verdict.REJECT, reason="Layanan berhenti")], CITRA)
    accept_rest(workspace, "final", CITRA)
    sign(workspace, CASE, "final", CITRA)
    return workspace


def accept_rest(workspace: Workspace, stage: str, *evaluators: str) -> None:
    """Every evaluator accepts what still waits; what all share is settled."""
    for one in evaluators:
        open_ = read_desk(workspace, CASE, stage).undecided(one)
        decide(workspace, CASE, stage, [Decision(question, Verdict.ACCEPT) for question in open_], one)
    settle_equal(workspace, CASE, stage, evaluators[0])


def _administration(workspace: Workspace) -> None:
    both = [
        Decision("I3.2", Verdict.REJECT, reason="Tanpa data dukung"),
        Decision("I4.5", Verdict.REDUCE, 1.5, reason="Sebagian tidak terbaca"),
        Decision("I5.2", Verdict.REDUCE, answer={"numerator": 20, "denominator": 40}, reason="Hanya 20 yang terbukti"),
        Decision("I4.7", Verdict.COMPLETION, reason="Unggah SK yang berlaku"),
    ]
    for one in (BUDI, CITRA):
        decide(workspace, CASE, "administrasi", both, one)
    some = Decision("I5.9", Verdict.REDUCE, answer="sebagian", reason="Satu layanan saja")
    decide(workspace, CASE, "administrasi", [some], CITRA)
    accept_rest(workspace, "administrasi", BUDI, CITRA)
    ask(workspace, CASE, "administrasi", BUDI)
    reply(workspace, CASE, "administrasi", "I4.7", "SK sudah diunggah", ANI)
    partly = Decision("I4.7", Verdict.REDUCE, answer="sebagian", reason="SK berlaku sampai 2023")
    for one in (BUDI, CITRA):
        decide(workspace, CASE, "administrasi", [partly], one)
    settle_equal(workspace, CASE, "administrasi", BUDI)
    settle(workspace, CASE, "administrasi", [some], "Dewi")
    sign(workspace, CASE, "administrasi", BUDI)


def _field_visit(workspace: Workspace, folder: Path) -> None:
    decide(workspace, CASE, "lapangan", [Decision("I3.2", Verdict.COMPLETION, reason="Perlihatkan MoU")], BUDI)
    ask(workspace, CASE, "lapangan", BUDI)
    file = folder / "MoU.pdf"
    file.write_bytes(b"%PDF-1.4 latihan")
    instrument = workspace.library.get(CASE.instrument)
    kind = next(iter(instrument.evidence_kinds))
    workspace.attach(CASE, [Attachment("I3.2", kind, file, "MoU", 2024)], instrument, ANI)
    reply(workspace, CASE, "lapangan", "I3.2", "MoU dilampirkan", ANI)
    granted = Decision("I3.2", Verdict.REDUCE, answer="ada", reason="Dilengkapi pada verifikasi lapangan")
    decide(workspace, CASE, "lapangan", [granted], BUDI)
    accept_rest(workspace, "lapangan", BUDI)
    sign(workspace, CASE, "lapangan", BUDI)
