"""What is stored, comes back as it was; what does not fit, is refused with its reason, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kla_widgets.assessment.database import database_url, open_database
from kla_widgets.assessment.records import Answer, Case, Evidence, Reported, Statement, StatementKind
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import DATABASE, Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.regions import Region, RegionKind

GOOD = [
    Answer("I1.1", "perda", "catatan – ‘日本’ 🙂", "koran, 2024"),
    Answer("I2.2", {"numerator": 80, "denominator": 100}),
    Answer("I2.3", []),
    Answer("I4.1", {"previous": {"numerator": 1, "denominator": 3}, "current": {"numerator": 2, "denominator": 3}}),
    Answer("I8.1", 3),
    Answer("I1.2a", None, "masih dicari"),
]


def codes(error: pytest.ExceptionInfo[KlaError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_answers_come_back_by_region_instrument_cycle_stage_and_question(
    workspace: Workspace, case: Case, instrument: Instrument
) -> None:
    others = [replace(case, region="11.10"), replace(case, cycle=2023)]
    workspace.store.save_answers(case, "mandiri", GOOD, instrument, "Ani")
    workspace.store.save_answers(case, "lapangan", [Answer("I1.1", "tidak_ada")], instrument, "Budi")
    for other in others:
        workspace.store.save_answers(other, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")

    found = workspace.store.answers(case, "mandiri")
    assert {name: Answer(one.question, one.value, one.note, one.source) for name, one in found.items()} == {
        one.question: one for one in GOOD
    }
    assert {one.author for one in found.values()} == {"Ani"}
    assert {name: one.value for name, one in workspace.store.answers(case, "lapangan").items()} == {"I1.1": "tidak_ada"}
    for other in others:
        assert {name: one.value for name, one in workspace.store.answers(other, "mandiri").items()} == {"I8.1": 1}
    assert set(workspace.store.cases()) == {case, *others}


def test_a_save_tells_who_when_and_counts_changes(tmp_path: Path, case: Case, instrument: Instrument) -> None:
    moments = iter([datetime(2024, 6, 1, 8, tzinfo=UTC), datetime(2024, 6, 2, 9, 30, 0, 5, tzinfo=UTC)])
    store = Store(open_database(database_url(tmp_path / "kla.sqlite")), lambda: next(moments))
    store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
    store.save_answers(case, "mandiri", [Answer("I8.1", 2)], instrument, "Budi", "salah ketik")
    found = store.answers(case, "mandiri")["I8.1"]
    last = store.journal()[-1]
    store.close()
    assert (found.value, found.author, found.at, found.revision) == (
        2,
        "Budi",
        datetime(2024, 6, 2, 9, 30, 0, 5, tzinfo=UTC),
        2,
    )
    assert (last.author, last.reason, last.old["value"], last.new["value"]) == ("Budi", "salah ketik", "1", "2")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("I1.1", "keppres"), "ANS-001"),
        (Answer("I8.1", "tiga"), "ANS-002"),
        (Answer("I8.1", float("nan")), "ANS-002"),
        (Answer("I8.1", -1), "ANS-003"),
        (Answer("I8.1", 1.5), "ANS-004"),
        (Answer("I2.2", {"numerator": 2, "denominator": 1}), "ANS-005"),
        (Answer("I2.2", {"numerator": 0, "denominator": 0}), "ANS-006"),
        (Answer("I2.3", "semua"), "ANS-007"),
        (Answer("I99.9", 1), "STO-010"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.value),
)
def test_one_bad_answer_keeps_all_of_them_out(
    workspace: Workspace, case: Case, instrument: Instrument, answer: Answer, code: str
) -> None:
    with pytest.raises(KlaError) as error:
        workspace.store.save_answers(case, "mandiri", [*GOOD, answer], instrument, "Ani")
    assert codes(error) == [code]
    assert answer.question in str(error.value)
    assert workspace.store.state() == {}
    assert workspace.store.journal() == ()


def test_all_faults_are_told_at_once(workspace: Workspace, case: Case, instrument: Instrument) -> None:
    with pytest.raises(KlaError) as error:
        workspace.store.save_answers(
            replace(case, instrument="kla-2022"),
            "akhir",
            [Answer("I1.1", "x"), Answer("I99", 1), Answer("I8.1", -1)],
            instrument,
            "Ani",
        )
    assert codes(error) == ["STO-015", "STO-011", "ANS-001", "STO-010", "ANS-003"]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (Reported("K9", 1, "koran"), "STO-012"),
        (Reported("K1", 115.01, "koran"), "STO-013"),
        (Reported("K1", -0.01, "koran"), "STO-016"),
        (Reported("K1", float("nan"), "koran"), "STO-016"),
        (Reported("TOTAL", float("inf"), "koran"), "STO-016"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.points),
)
def test_one_bad_point_keeps_all_of_them_out(
    workspace: Workspace, case: Case, instrument: Instrument, points: Reported, code: str
) -> None:
    good = [Reported("K1", 115, "koran"), Reported("TOTAL", 0, "koran")]
    with pytest.raises(KlaError) as error:
        workspace.store.save_reported(case, "mandiri", [*good, points], instrument, "Ani")
    assert codes(error) == [code]
    assert workspace.store.journal() == ()
    assert workspace.store.save_reported(case, "mandiri", good, instrument, "Ani") == 2


def test_statements_and_evidence_of_unknown_parts_are_refused(
    workspace: Workspace, case: Case, instrument: Instrument
) -> None:
    statement = Statement("s1", "I99", StatementKind.FACT, "a", "b", "koran")
    now = datetime.now(UTC)
    attached = Evidence("I99.1", "KTP", "0" * 64, "a.pdf", 1, "application/pdf", "", None, "Ani", now)
    with pytest.raises(KlaError) as statements:
        workspace.store.save_statements(case, [statement], instrument, "Ani")
    with pytest.raises(KlaError) as evidence:
        workspace.store.save_evidence(case, [attached], instrument, "Ani")
    assert codes(statements) == ["STO-012"]
    assert codes(evidence) == ["STO-010", "STO-014"]
    assert workspace.store.state() == {}


def test_statements_come_back_as_they_were(workspace: Workspace, case: Case, instrument: Instrument) -> None:
    told = (
        Statement("s1", "TOTAL", StatementKind.FACT, "satu", "one", "koran"),
        Statement("s2", "I1.1", StatementKind.SHORTFALL, "dua", "two", "radio"),
    )
    assert workspace.store.save_statements(case, told, instrument, "Ani") == 2
    assert workspace.store.statements(case) == told


def test_the_note_of_a_case_stays_until_another_takes_its_place(
    workspace: Workspace, case: Case, instrument: Instrument
) -> None:
    assert workspace.store.case_note(case) is None
    workspace.store.add_case(case, Text(id="sementara", en="provisional"), "Ani")
    workspace.store.add_case(case, None, "Ani")
    workspace.store.save_answers(case, "mandiri", GOOD, instrument, "Ani")
    assert workspace.store.case_note(case) == Text(id="sementara", en="provisional")
    workspace.store.add_case(case, Text(id="akhir", en="final"), "Ani")
    assert workspace.store.case_note(case) == Text(id="akhir", en="final")


@pytest.mark.parametrize("code", ["11.10", "11.01", "01", "00.01"])
def test_region_codes_stay_text_everywhere(workspace: Workspace, instrument: Instrument, code: str) -> None:
    case = Case(code, "kla-2024", 2024)
    workspace.store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
    workspace.store.save_reported(case, "mandiri", [Reported("K1", 1, "koran")], instrument, "Ani")
    again = create_workspace(workspace.folder)
    assert again.store.cases() == (case,)
    assert again.store.answer_table("kla-2024", 2024)["region"].to_list() == [code]
    assert again.store.reported_table("kla-2024", 2024, [code])["region"].to_list() == [code]
    assert {entry.key["region"] for entry in again.store.journal(code)} == {code}
    again.close()


def test_tables_hold_only_what_was_asked_for_and_have_their_columns_when_empty(
    workspace: Workspace, case: Case, instrument: Instrument
) -> None:
    empty = workspace.store.answer_table("kla-2024", 2024)
    assert list(empty.columns) == ["region", "stage", "question", "value"]
    assert list(workspace.store.evidence_table("kla-2024", 2024).columns) == ["region", "question", "kind"]
    workspace.store.save_answers(case, "mandiri", GOOD, instrument, "Ani")
    workspace.store.save_answers(replace(case, cycle=2023), "mandiri", GOOD, instrument, "Ani")
    table = workspace.store.answer_table("kla-2024", 2024, ["32.73", "11.10"])
    answered = {one.question for one in GOOD if one.value is not None}
    assert set(table["question"]) == answered
    assert len(table) == len(answered)
    assert len(workspace.store.answer_table("kla-2024", 2024, [])) == 0


def test_own_regions_are_part_of_the_regions_at_once(workspace: Workspace) -> None:
    village = Region("32.73.01", "Sukasari", RegionKind.SUBDISTRICT, "32.73")
    assert workspace.store.save_regions([village], "Ani") == 1
    assert workspace.store.save_regions([village], "Ani") == 0
    assert workspace.store.own_regions() == (village,)
    assert workspace.regions.get("327301") == village
    assert workspace.regions.get("32.73").name == "Kota Bandung"


def test_a_workspace_is_made_once_and_opened_after_that(
    workspace: Workspace, case: Case, instrument: Instrument
) -> None:
    workspace.store.save_answers(case, "mandiri", GOOD, instrument, "Ani")
    before = workspace.store.state()
    again = create_workspace(workspace.folder)
    assert again.store.state() == before
    assert (workspace.folder / DATABASE).is_file()
    again.close()
