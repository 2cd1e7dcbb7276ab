"""AGW-B1: the board says who was asked, who has delivered, what is answered and proven, and what is late."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from agency_desk import AUTHOR, CASE, Desk, answer, take

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.agency.board import BoardRow, read_board
from kla_widgets.exchange.agency.exporting import export_agencies
from kla_widgets.language import language

AGENCY = "kominfo"


def rows(workspace: Workspace, today: date) -> dict[str, BoardRow]:
    return {row.agency: row for row in read_board(workspace, CASE, today)}


def test_agw_b1_from_asking_to_late_to_delivered(empty: Workspace, desk: Desk, tmp_path: Path) -> None:
    deadline = empty.store.now().astimezone().date() - timedelta(days=3)
    before = rows(empty, deadline)[AGENCY]
    assert (before.asked, before.answered, before.sent, before.deadline, before.delivered) == (23, 0, False, None, None)
    export_agencies(empty, CASE, [AGENCY, "dlh"], tmp_path / "keluar", language("id"), AUTHOR, deadline)
    assert rows(empty, deadline)[AGENCY].late == 0
    later = rows(empty, deadline + timedelta(days=2))
    assert (later[AGENCY].late, later["dlh"].late, later["dinkes"].late) == (2, 2, 0)
    assert next(iter(later)) in (AGENCY, "dlh")  # the latest first

    take(empty, desk.change(AGENCY, lambda book: None))
    after = rows(empty, deadline + timedelta(days=40))[AGENCY]
    assert (after.answered, after.file, after.late) == (23, f"{AGENCY}.xlsx", 3)
    assert after.delivered is not None

    take(empty, desk.change(AGENCY, answer("I5.4", None), "perbaikan.xlsx"))
    corrected = rows(empty, deadline)[AGENCY]
    assert (corrected.file, corrected.delivered) == ("perbaikan.xlsx", after.delivered)  # the first delivery counts


def test_agw_b1_a_refused_file_is_no_delivery(empty: Workspace, desk: Desk) -> None:
    take(empty, desk.change("disdukcapil", answer("I4.5", "banyak")))
    assert rows(empty, date(2024, 1, 1))["disdukcapil"].delivered is None


def test_agw_b1_evidence_counts_where_every_kind_is_attached(trained: Workspace) -> None:
    instrument = trained.library.get(CASE.instrument)
    attached = {(one.question, one.kind) for one in trained.store.evidence(CASE)}
    board = rows(trained, date(2024, 1, 1))
    for agency, row in board.items():
        wanted = [one for one in instrument.questions if agency in one.agencies and one.evidence]
        full = [one for one in wanted if all((one.id, kind) in attached for kind in one.evidence)]
        assert (row.documented, row.to_document) == (len(full), len(wanted))
    assert sum(row.documented for row in board.values()) > 0
