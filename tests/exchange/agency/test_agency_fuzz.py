"""AGW-F1: a workbook that was changed anyhow says what is wrong or is imported exactly; nothing is ever half stored."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from agency_desk import CASE, column, questions, row, stored, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook as Book

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.agency.importing import DELIVERY

AGENCY = "pariwisata_pemuda_olahraga"
TYPED = [
    "",
    "-",
    "Perda",
    "Ya",
    5,
    0,
    -3,
    2.5,
    10**16,
    "1.234",
    "12 %",
    "=A1",
    True,
    "teks",
    "kla|row|x",
    "kla|book|1|",
    None,
]
relaxed = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mutate(book: Book, dice: random.Random) -> None:
    """One thing that people, or programs, do to a workbook."""
    sheet = dice.choice(book.worksheets)
    place, across = dice.randint(1, sheet.max_row), dice.randint(1, sheet.max_column)
    match dice.randint(0, 9):
        case 0 | 1 | 2 | 3:
            sheet.cell(place, across).value = dice.choice(TYPED)
        case 4:
            sheet.delete_rows(place, dice.randint(1, 3))
        case 5:
            sheet.delete_cols(across)
        case 6:
            sheet.insert_rows(place, dice.randint(1, 3))
        case 7:
            sheet.insert_cols(across)
        case 8 if len(book.worksheets) > 2 and sheet.sheet_state == "visible" and sheet is not book.worksheets[0]:
            book.remove(sheet)
        case _:
            sheet.append([one.value for one in sheet[place]])


def assert_whole(workspace: Workspace, file: Path) -> None:
    """Either nothing was stored and it is told why, or all of the plan and the record of the delivery."""
    before = stored(workspace)
    (done,) = take(workspace, file)
    after = stored(workspace)
    if done.refusal:
        assert after == before
        assert done.refusal[0].code[:4] in ("AGW-", "RCP-", "REG-", "INS-")
        return
    assert done.plan is not None
    assert not done.plan.faults
    assert after == before | {one.question.id: one.value for one in done.plan.changes}
    journal = workspace.store.journal()
    (again,) = take(workspace, file)
    assert again.plan is not None
    assert not again.plan.changes
    assert workspace.store.journal() == journal
    assert any(line.table == "item" and line.key["kind"] == DELIVERY for line in journal)


@pytest.fixture
def original(sent: Path) -> Path:
    return sent / f"{AGENCY}-kla-2024.xlsx"


def check_mutated(workspace: Workspace, original: Path, dice: random.Random, times: int) -> None:
    book = load_workbook(original)
    for _ in range(times):
        mutate(book, dice)
    file = workspace.folder / "kiriman.xlsx"
    book.save(file)
    assert_whole(workspace, file)


@relaxed
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_agw_f1_mutated_cells_and_sheets(empty: Workspace, original: Path, dice: random.Random, times: int) -> None:
    check_mutated(empty, original, dice, times)


@pytest.mark.slow
@settings(relaxed, max_examples=150)
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_agw_f1_many_mutations(empty: Workspace, original: Path, dice: random.Random, times: int) -> None:
    check_mutated(empty, original, dice, times)


@settings(relaxed, max_examples=30)
@given(st.data())
def test_agw_f1_mutated_bytes(empty: Workspace, original: Path, data: st.DataObject) -> None:
    content = bytearray(original.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    file = empty.folder / "kiriman.xlsx"
    file.write_bytes(bytes(content[:cut]))
    assert_whole(empty, file)


@relaxed
@given(
    value=st.one_of(
        st.sampled_from(["", "-", "=A1", "kla|row|x", 5, 2.5, None]),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=40),
    )
)
def test_agw_f1_a_note_of_any_script_is_stored_as_it_was_typed(empty: Workspace, original: Path, value: Any) -> None:
    book = load_workbook(original)
    sheet = questions(book)
    cell = sheet.cell(row(sheet, "I20.1"), column(sheet, "note"))
    cell.value = value
    file = empty.folder / "kiriman.xlsx"
    book.save(file)
    (done,) = take(empty, file, take_theirs=["I20.1"])
    if cell.data_type == "f":
        assert [one.code for one in done.refusal] == ["AGW-055"]
    else:
        note = empty.store.answers(CASE, "mandiri")["I20.1"].note
        assert note == ("" if value is None else str(value).strip())
