"""The matrix goes out as an Excel file and comes in again: equal if nobody edited it, and never over others' edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.planning.keeping import ROW, Kept, read_plan, save
from kla_widgets.planning.matrix import MatrixRow
from kla_widgets.reporting.rad_export import write_documents
from kla_widgets.reporting.rad_facts import RadFacts, read_rad
from kla_widgets.reporting.rad_import import changed_rows, padded, read_matrix
from kla_widgets.reporting.rad_making import import_matrix
from kla_widgets.reporting.rad_sheet import write_matrix
from kla_widgets.results import find_case

METRO = ("18.72", 2022)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs", "Co"]), max_size=12)
AMOUNT = st.none() | st.integers(0, 10**13).map(float)
POINTS = st.none() | st.integers(0, 100_000).map(lambda hundredths: hundredths / 100)


@st.composite
def rows(draw: st.DrawFn) -> MatrixRow:
    texts = ("issue", "program", "activity", "sub_activity", "measure", "unit", "location", "funds", "remark")
    some = draw(st.lists(st.sampled_from(["dp3a", "dinkes", "disdik", "polres"]), unique=True))
    return MatrixRow(
        cluster=draw(st.sampled_from(["KEL", "K1", "KD"])),
        indicator=draw(st.sampled_from(["", "I4", "I21A"])),
        action=draw(st.sampled_from(["", "rad", "kie-kla"])),
        baseline=draw(POINTS),
        targets=tuple(draw(st.lists(POINTS, min_size=5, max_size=5))),
        budget=tuple(draw(st.lists(AMOUNT, min_size=5, max_size=5))),
        lead=draw(st.sampled_from(["", "dp3a", "polres", "tidak dikenal"])),
        supporting=tuple(some),
        evidence=tuple(draw(st.lists(st.sampled_from(["SK", "FOTO", "MATRIKS"]), unique=True))),
        **{name: draw(TEXT) for name in texts},  # type: ignore[arg-type]
    )


@given(made=st.lists(rows(), max_size=6), code=st.sampled_from(["id", "en"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back_equal(metro: RadFacts, made: list[MatrixRow], code: str) -> None:
    from kla_widgets.language import language

    kept = tuple(Kept(ROW, f"row-{number}", row, None, number) for number, row in enumerate(made))
    facts = replace(metro, kept_rows=kept, facts=replace(metro.facts, t=language(code)))
    read = read_matrix(write_matrix(facts), "m.xlsx", metro.instrument, metro.years)
    assert read == kept


def test_the_shipped_plans_are_read_back_equal(metro: RadFacts, training: RadFacts) -> None:
    for facts in (metro, training):
        read = read_matrix(write_matrix(facts), "m.xlsx", facts.instrument, facts.years)
        assert [one.record for one in read] == [padded(row, 5) for row in facts.rows]
        assert changed_rows(facts.kept_rows, read, 5) == ()


def exported(workspace: Workspace, tmp_path: Path, edit: Callable[[Worksheet, dict[str, int]], object]) -> Path:
    """The matrix file of Metro as edited by somebody."""
    (file,) = write_documents(read_rad(workspace, *METRO), ["xlsx"], tmp_path)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    edit(sheet, {str(cell.value): cell.column for cell in sheet[3]})
    book.save(file)
    return file


def test_an_edited_file_changes_what_was_edited_and_nothing_else(planned: Workspace, tmp_path: Path) -> None:
    case = find_case(planned, *METRO)
    before = {one.id: one.record for one in read_plan(planned.store, case).kept_rows}

    def edit(sheet: Worksheet, places: dict[str, int]) -> None:
        sheet.cell(4, list(places.values())[13 + 4]).value = "Kecamatan Metro Pusat"

    file = exported(planned, tmp_path, edit)
    done = import_matrix(planned, *METRO, "", file, "ani")
    after = {one.id: one.record for one in read_plan(planned.store, case).kept_rows}
    assert (done.changed, done.new, done.same, done.absent) == (1, 0, len(before) - 1, 0)
    (name,) = [name for name in before if before[name] != after[name]]
    assert after[name] == padded(before[name], 5).model_copy(update={"location": "Kecamatan Metro Pusat"})


def test_a_dry_run_stores_nothing(planned: Workspace, tmp_path: Path) -> None:
    case = find_case(planned, *METRO)
    before = read_plan(planned.store, case).kept_rows
    file = exported(planned, tmp_path, lambda sheet, places: setattr(sheet.cell(4, 6), "value", "lain"))
    assert import_matrix(planned, *METRO, "", file, "ani", dry_run=True).changed == 1
    assert read_plan(planned.store, case).kept_rows == before


def test_a_new_row_without_a_code_is_added(planned: Workspace, tmp_path: Path) -> None:
    def edit(sheet: Worksheet, places: dict[str, int]) -> None:
        bottom = sheet.max_row + 1
        sheet.cell(bottom, 4).value, sheet.cell(bottom, 8).value = "KD", "Kegiatan kami"

    file = exported(planned, tmp_path, edit)
    done = import_matrix(planned, *METRO, "", file, "ani")
    kept = read_plan(planned.store, find_case(planned, *METRO)).kept_rows
    assert done.new == 1
    (own,) = [one for one in kept if one.id.startswith("own-")]
    assert (own.record.cluster, own.record.activity) == ("KD", "Kegiatan kami")


def test_rows_that_are_not_in_the_file_stay(planned: Workspace, tmp_path: Path) -> None:
    before = read_plan(planned.store, find_case(planned, *METRO)).kept_rows
    file = exported(planned, tmp_path, lambda sheet, places: sheet.delete_rows(4))
    assert import_matrix(planned, *METRO, "", file, "ani").absent == 1
    assert read_plan(planned.store, find_case(planned, *METRO)).kept_rows == before


def test_a_row_that_somebody_changed_since_is_a_conflict_and_nothing_is_stored(
    planned: Workspace, tmp_path: Path
) -> None:
    case = find_case(planned, *METRO)
    file = exported(planned, tmp_path, lambda sheet, places: setattr(sheet.cell(4, 6), "value", "versi kami"))
    name = load_workbook(file).worksheets[0].cell(4, 1).value
    row = next(one for one in read_plan(planned.store, case).kept_rows if one.id == name)
    save(planned.store, case, [row.changed(issue="versi mereka")], "budi")
    with pytest.raises(KlaError, match="STO-042"):
        import_matrix(planned, *METRO, "", file, "ani")
    assert (
        next(one for one in read_plan(planned.store, case).kept_rows if one.id == name).record.issue == "versi mereka"
    )


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda sheet, places: sheet.delete_cols(9), "RAD-021"),
        (lambda sheet, places: setattr(sheet.cell(4, 12), "value", "banyak"), "RAD-022"),
        (lambda sheet, places: setattr(sheet.cell(5, 1), "value", sheet.cell(4, 1).value), "RAD-023"),
        (lambda sheet, places: setattr(sheet.cell(4, 12), "value", "=1+1"), "RAD-024"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_whole(
    planned: Workspace, tmp_path: Path, edit: Callable[[Worksheet, dict[str, int]], object], code: str
) -> None:
    before = read_plan(planned.store, find_case(planned, *METRO)).kept_rows
    file = exported(planned, tmp_path, edit)
    with pytest.raises(KlaError, match=code):
        import_matrix(planned, *METRO, "", file, "ani")
    assert read_plan(planned.store, find_case(planned, *METRO)).kept_rows == before


def test_another_workbook_is_no_matrix(metro: RadFacts) -> None:
    file = BytesIO()
    Workbook().save(file)
    with pytest.raises(KlaError, match="RAD-020"):
        read_matrix(file.getvalue(), "lain.xlsx", metro.instrument, metro.years)
    with pytest.raises(KlaError, match="RCP-008"):
        read_matrix(b"no zip", "lain.xlsx", metro.instrument, metro.years)


def test_a_region_without_a_plan_has_nothing_to_import_into(planned: Workspace, tmp_path: Path) -> None:
    file = exported(planned, tmp_path, lambda sheet, places: None)
    with pytest.raises(KlaError, match="RAD-005"):
        import_matrix(planned, "61.72", 2021, "", file, "ani")
