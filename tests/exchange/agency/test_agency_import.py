"""Workbooks as people send them back: what is stored, what is told, and what is left for somebody to decide.

AGW-I1  A changed answer is stored; what the agency did not touch is left alone.
AGW-I2  An answer that was changed here after the workbook went out is never overwritten unasked.
AGW-I3  Nothing is taken away only because a cell is empty.
AGW-I4  Whatever cannot be understood is told by sheet and cell, and then nothing of the file is stored.
AGW-I5  What stands in the wrong place is told.
AGW-I6  Files of another region, cycle, instrument or kind are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from agency_desk import AUTHOR, CASE, Desk, answer, cell, codes, column, outcomes, questions, row, stored, take
from openpyxl.workbook import Workbook as Book

from kla_widgets.assessment.editing import Edit, held, save_edit
from kla_widgets.assessment.items import Item, save_items
from kla_widgets.assessment.records import Answer
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.agency.importing import Wanted
from kla_widgets.exchange.agency.values import NONE
from kla_widgets.language import language

AGENCY = "pariwisata_pemuda_olahraga"
CHOICE, PERCENT, NUMBER, TABLE = "I1.2j", "I25.3", "I20.1", "I11.1"
NIHIL = language("id")(NONE)


def change_here(workspace: Workspace, question: str, value: Any, note: str = "") -> None:
    """Somebody answers in the workbook of the facilitators."""
    instrument = workspace.library.get(CASE.instrument)
    workspace.store.save_answers(CASE, "mandiri", [Answer(question, value, note)], instrument, "orang lain")


# ------------------------------------------------------------------------------------------------ AGW-I1


def test_agw_i1_a_changed_answer_and_a_note_are_stored_and_signed(desk: Desk, trained: Workspace) -> None:
    before = stored(trained)

    def edit(book: Book) -> None:
        cell(book, PERCENT).value, cell(book, PERCENT, "whole").value = 12, 48
        cell(book, PERCENT, "note").value = "=HYPERLINK(“x”) menurut data"
        cell(book, PERCENT, "note").data_type = "s"  # as text, which is what people see

    (done,) = take(trained, desk.change(AGENCY, edit))
    assert (done.stored, outcomes(done)[PERCENT]) == (1, "changed")
    now = trained.store.answers(CASE, "mandiri")[PERCENT]
    assert now.value == {"numerator": 12, "denominator": 48}
    assert (now.note, now.author, now.source) == ("=HYPERLINK(“x”) menurut data", AUTHOR, f"{AGENCY}.xlsx")
    assert stored(trained) == before | {PERCENT: now.value}


@pytest.mark.parametrize("typed", ["1.234", "1234", 1234.0, "1 234", "'1234"])
def test_agw_i1_a_count_is_read_as_people_write_it(desk: Desk, trained: Workspace, typed: object) -> None:
    question = NUMBER
    take(trained, desk.change(AGENCY, answer(question, typed)))
    assert stored(trained)[question] == 1234


def test_agw_i1_choices_are_read_in_either_language_and_by_id(desk: Desk, trained: Workspace) -> None:
    question = trained.library.get(CASE.instrument).question[CHOICE]
    for option in question.answer.options[::2]:  # type: ignore[union-attr]
        for words in (option.label.en.upper(), f" {option.id} "):
            (done,) = take(trained, desk.change(AGENCY, answer(question.id, words)), dry_run=True)
            assert done.plan is not None
            assert next(one.value for one in done.plan.steps if one.question.id == question.id) == option.id


def test_agw_i1_an_untouched_answer_yields_to_one_that_was_changed_here(desk: Desk, trained: Workspace) -> None:
    change_here(trained, PERCENT, {"numerator": 1, "denominator": 2})
    (done,) = take(trained, desk.change(AGENCY, lambda book: None))
    assert outcomes(done)[PERCENT] == "untouched"
    assert stored(trained)[PERCENT] == {"numerator": 1, "denominator": 2}
    assert not done.is_incomplete()


def test_agw_i1_rows_of_a_table_may_be_added_and_nothing_to_enter_is_an_answer(desk: Desk, trained: Workspace) -> None:
    def add(book: Book) -> None:
        sheet = book[TABLE]
        sheet.append([None, None, "Taman Baru", "Dispora", None, "catatan di luar"])

    before = stored(trained)[TABLE]
    (done,) = take(trained, desk.change(AGENCY, add))
    assert stored(trained)[TABLE] == [*before, {"ruang": "Taman Baru", "pengelola": "Dispora"}]
    assert "AGW-040" in codes(done)

    def none(book: Book) -> None:
        sheet = book[TABLE]
        sheet.delete_rows(5, sheet.max_row)
        cell(book, TABLE).value = NIHIL.upper()

    take(trained, desk.change(AGENCY, none), take_theirs=[TABLE])
    assert stored(trained)[TABLE] == []


# ------------------------------------------------------------------------------------------------ AGW-I2


def test_agw_i2_a_conflict_is_listed_and_stored_only_when_asked_for(desk: Desk, trained: Workspace) -> None:
    ours, theirs = {"numerator": 1, "denominator": 2}, {"numerator": 3, "denominator": 4}

    def edit(book: Book) -> None:
        cell(book, PERCENT).value, cell(book, PERCENT, "whole").value = 3, 4

    file = desk.change(AGENCY, edit)
    change_here(trained, PERCENT, ours)
    (done,) = take(trained, file)
    assert (done.stored, outcomes(done)[PERCENT]) == (0, "conflict")
    assert stored(trained)[PERCENT] == ours
    assert done.is_incomplete()
    assert not done.is_incomplete(keep_ours=True)
    assert "orang lain" in done.describe(language("id"))
    (done,) = take(trained, file, take_theirs=[PERCENT])
    assert (done.stored, stored(trained)[PERCENT]) == (1, theirs)
    (again,) = take(trained, file)
    assert (again.stored, outcomes(again)[PERCENT]) == (0, "same")


def test_agw_i2_a_question_that_no_file_has_cannot_be_taken(desk: Desk, trained: Workspace) -> None:
    with pytest.raises(KlaError, match="AGW-056"):
        take(trained, desk.change(AGENCY, lambda book: None), take_theirs=["I99.9"])


def test_agw_i2_of_two_agencies_the_leading_one_counts_in_any_order(desk: Desk, empty: Workspace) -> None:
    instrument = empty.library.get(CASE.instrument)
    shared = instrument.question["I5.2"]
    lead, support = shared.agencies[:2]

    def says(number: int) -> Callable[[Book], None]:
        def edit(book: Book) -> None:
            cell(book, shared.id).value, cell(book, shared.id, "whole").value = number, 100

        return edit

    files = [desk.change(support, says(22)), desk.change(lead, says(11))]
    one, other = take(empty, *files)
    assert outcomes(one)[shared.id] == "outranked"
    assert outcomes(other)[shared.id] == "new"
    assert stored(empty)[shared.id] == {"numerator": 11, "denominator": 100}


def test_agw_i2_a_reassigned_question_is_pointed_out_and_not_stored(desk: Desk, trained: Workspace) -> None:
    instrument = trained.library.get(CASE.instrument)
    base = held(trained.store, CASE, "mandiri", [PERCENT])[PERCENT].revision
    save_edit(trained.store, CASE, "mandiri", Edit(PERCENT, "agencies", ["bnn"], base), instrument, "orang lain")
    before = stored(trained)[PERCENT]
    (done,) = take(trained, desk.change(AGENCY, answer(PERCENT, 1)))
    assert outcomes(done)[PERCENT] == "not_theirs"
    assert stored(trained)[PERCENT] == before
    assert done.is_incomplete(keep_ours=True)


# ------------------------------------------------------------------------------------------------ AGW-I3


def test_agw_i3_an_emptied_answer_stays_until_somebody_decides(desk: Desk, trained: Workspace) -> None:
    before = stored(trained)[CHOICE]
    file = desk.change(AGENCY, answer(CHOICE, None))
    (done,) = take(trained, file)
    assert (outcomes(done)[CHOICE], stored(trained)[CHOICE]) == ("emptied", before)
    take(trained, file, take_theirs=[CHOICE])
    assert stored(trained)[CHOICE] is None


def test_agw_i3_deleted_rows_and_sheets_take_nothing_away(desk: Desk, trained: Workspace) -> None:
    before = stored(trained)

    def edit(book: Book) -> None:
        questions(book).delete_rows(row(questions(book), CHOICE))
        del book[TABLE]

    (done,) = take(trained, desk.change(AGENCY, edit))
    assert done.plan is not None
    assert set(done.plan.absent) == {CHOICE, TABLE}
    assert stored(trained) == before


# ------------------------------------------------------------------------------------------------ AGW-I4


def twice(book: Book) -> None:
    """A copied row with another answer."""
    sheet = questions(book)
    place = row(sheet, CHOICE)
    sheet.append([one.value for one in sheet[place]])
    sheet.cell(sheet.max_row, column(sheet, "answer")).value = "Belum ada"


def foreign(book: Book) -> None:
    sheet = questions(book)
    sheet.cell(row(sheet, CHOICE), 1).value = "kla|question|I77.1|0123456789abcdef"


def without_answers(book: Book) -> None:
    questions(book).delete_cols(column(questions(book), "answer"))


def none_and_rows(book: Book) -> None:
    cell(book, TABLE).value = NIHIL


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (answer(NUMBER, "=1+1"), "AGW-020"),
        (answer(CHOICE, '=HYPERLINK("http://x.invalid","Perda")'), "AGW-020"),
        (answer(NUMBER, "banyak sekali"), "AGW-021"),
        (answer(NUMBER, "#REF!"), "AGW-021"),
        (answer(NUMBER, date(2024, 2, 1)), "AGW-022"),
        (answer(NUMBER, "80 %"), "AGW-023"),
        (answer(PERCENT, "1.234"), "AGW-024"),
        (answer(CHOICE, "Perda?"), "AGW-025"),
        (answer(PERCENT, None), "AGW-026"),
        (answer(TABLE, "ada"), "AGW-027"),
        (answer(NUMBER, -1), "ANS-003"),
        (answer(NUMBER, 1.5), "ANS-004"),
        (answer(PERCENT, 10**12), "ANS-005"),
        (answer(NUMBER, 10**17), "ANS-008"),
        (answer(CHOICE, "x" * 10_001, "note"), "STO-020"),
        (foreign, "AGW-030"),
        (twice, "AGW-031"),
        (without_answers, "AGW-033"),
        (none_and_rows, "AGW-034"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_agw_i4_what_cannot_be_understood_is_told_by_cell_and_nothing_is_stored(
    desk: Desk, blank: Workspace, edit: Callable[[Book], None], code: str
) -> None:
    (done,) = take(blank, desk.change(AGENCY, edit))
    assert codes(done)[0] == "AGW-055"
    assert code in codes(done)
    assert done.plan is not None
    place = next(one.where for one in done.plan.faults if one.code == code)
    assert place.startswith(f"{AGENCY}.xlsx:")
    assert stored(blank) == {}
    assert "Traceback" not in done.describe(language("id"))


def test_agw_i4_partial_stores_what_is_clear(desk: Desk, empty: Workspace) -> None:
    (done,) = take(empty, desk.change(AGENCY, answer(NUMBER, "banyak")), partial=True)
    assert done.plan is not None
    assert (done.stored, done.plan.absent) == (12, ())
    assert NUMBER not in stored(empty)
    assert done.is_incomplete()


def test_agw_i4_a_dry_run_tells_and_stores_nothing(desk: Desk, empty: Workspace) -> None:
    before = empty.store.journal()
    (done,) = take(empty, desk.change(AGENCY, lambda book: None), dry_run=True)
    assert set(outcomes(done).values()) == {"new"}
    assert empty.store.journal() == before
    assert len(done.describe(language("id")).splitlines()) > len(outcomes(done))


# ------------------------------------------------------------------------------------------------ AGW-I5


def merge_answers(book: Book) -> None:
    sheet = questions(book)
    place, first = row(sheet, PERCENT), column(sheet, "answer")
    sheet.merge_cells(start_row=place, start_column=first, end_row=place, end_column=first + 1)


def note_below(book: Book) -> None:
    sheet = questions(book)
    sheet.cell(sheet.max_row + 3, column(sheet, "note")).value = "Mohon maaf terlambat"


def note_in_grey(book: Book) -> None:
    cell(book, CHOICE, "whole").value = "lihat lampiran"


def own_sheet(book: Book) -> None:
    book.create_sheet("Catatan kami").append(["apa saja"])


def own_column(book: Book) -> None:
    questions(book).insert_cols(3)
    questions(book).cell(row(questions(book), CHOICE), 3).value = "diisi Budi"


def hide(book: Book) -> None:
    questions(book).sheet_state = "veryHidden"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (note_below, "AGW-040"),
        (note_in_grey, "AGW-040"),
        (own_column, "AGW-040"),
        (hide, "AGW-042"),
        (own_sheet, "AGW-043"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_agw_i5_what_stands_in_the_wrong_place_is_told_and_the_rest_is_stored(
    desk: Desk, empty: Workspace, edit: Callable[[Book], None], code: str
) -> None:
    (done,) = take(empty, desk.change(AGENCY, edit))
    assert code in codes(done)
    assert done.stored == 13


def test_agw_i5_merged_answers_are_not_guessed(desk: Desk, empty: Workspace) -> None:
    (done,) = take(empty, desk.change(AGENCY, merge_answers))
    assert {"AGW-041", "AGW-026"} <= set(codes(done))
    assert stored(empty) == {}


def test_agw_i5_without_the_hidden_row_the_headings_are_enough(desk: Desk, empty: Workspace) -> None:
    def edit(book: Book) -> None:
        sheet = questions(book)
        for one in sheet[1][1:]:
            one.value = None

    (done,) = take(empty, desk.change(AGENCY, edit))
    assert done.plan is not None
    assert (done.refusal, done.stored) == ((), len(done.plan.asked))


# ------------------------------------------------------------------------------------------------ AGW-I6


def remark(**parts: str) -> Callable[[Book], None]:
    """An edit that replaces parts of the marks of all sheets."""

    def edit(book: Book) -> None:
        for sheet in book.worksheets:
            for old, new in parts.values():
                sheet["A1"].value = str(sheet["A1"].value).replace(old, new)

    return edit


def one_sheet_of_another(book: Book) -> None:
    sheet = questions(book)
    sheet["A1"].value = str(sheet["A1"].value).replace(AGENCY, "dinkes")


def without_marks(book: Book) -> None:
    for sheet in book.worksheets:
        sheet.delete_cols(1)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (without_marks, "AGW-003"),
        (one_sheet_of_another, "AGW-004"),
        (remark(a=("kla|book|1|", "kla|book|2|")), "AGW-005"),
        (remark(a=("|00.01|", "|00.02|")), "AGW-053"),
        (remark(a=("|2024|", "|2023|")), "AGW-053"),
        (remark(a=("|kla-2024|", "|kla-2099|")), "AGW-053"),
        (remark(a=(f"|{AGENCY}|", "|dinas_lain|")), "AGW-054"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_agw_i6_a_workbook_that_does_not_belong_here_is_refused(
    desk: Desk, blank: Workspace, edit: Callable[[Book], None], code: str
) -> None:
    before = blank.store.journal()
    (done,) = take(blank, desk.change(AGENCY, edit))
    assert [one.code for one in done.refusal] == [code]
    assert done.is_incomplete()
    assert blank.store.journal() == before


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(region="32.73"), "AGW-050"),
        (Wanted(cycle=2023), "AGW-051"),
        (Wanted(instrument="kla-2022"), "AGW-052"),
    ],
)
def test_agw_i6_what_is_asked_for_must_be_in_the_file(
    sent: Path, trained: Workspace, wanted: Wanted, code: str
) -> None:
    (done,) = take(trained, sent / f"{AGENCY}-kla-2024.xlsx", wanted=wanted)
    assert [one.code for one in done.refusal] == [code]


def test_agw_i6_an_assessment_is_begun_only_when_it_is_named(sent: Path, trained: Workspace, tmp_path: Path) -> None:
    file = sent / f"{AGENCY}-kla-2024.xlsx"
    with create_workspace(tmp_path / "baru") as workspace:
        (done,) = take(workspace, file)
        assert codes(done) == ["AGW-053"]
        named = Wanted("Kabupaten Latihan", CASE.cycle)
        with pytest.raises(KlaError, match="REG-"):
            take(workspace, file, wanted=named)
        workspace.store.save_regions(trained.store.own_regions(), AUTHOR)
        assert take(workspace, file, wanted=named)[0].stored == 13


def test_agw_i6_who_may_not_answer_may_not_import(desk: Desk, empty: Workspace) -> None:
    person = {"name": "Tamu", "role": "viewer", "agency": ""}
    save_items(empty.store, CASE, [Item("person", "tamu", person)], "Tamu")
    (done,) = take(empty, desk.change(AGENCY, lambda book: None))
    assert codes(done) == ["REV-004"]
    assert stored(empty) == {}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "RCP-002"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "RCP-004"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "RCP-005"),
        (b"<html><table></table></html>", "RCP-006"),
        ("Nomor;Jawaban\nI1.1;Perda\n".encode("cp1252"), "RCP-007"),
        (b"PK\x03\x04 putus", "RCP-008"),
    ],
)
def test_agw_i6_files_of_another_kind_are_refused_and_the_others_are_stored(
    desk: Desk, empty: Workspace, content: bytes, code: str
) -> None:
    bad = desk.folder / "kiriman.xlsx"
    bad.write_bytes(content)
    good = desk.change(AGENCY, lambda book: None)
    refused, done = take(empty, bad, good)
    assert [one.code for one in refused.refusal] == [code]
    assert done.stored > 0


def test_agw_i6_a_file_that_is_not_there_is_told(empty: Workspace, tmp_path: Path) -> None:
    (done,) = take(empty, tmp_path / "tidak-ada.xlsx")
    assert codes(done) == ["RCP-001"]
