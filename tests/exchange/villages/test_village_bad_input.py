"""Bad tables of villages: each is told with place, cause and cure, and nothing of it is stored.

VB001  Files that are no table, are protected, damaged or swollen are refused by name.
VB002  Formulas, wrong codes, double rows and columns are told by cell.
VB003  Tables of another district, cycle or instrument are refused.
VB004  Hidden sheets are read and told; old encodings and names in any script are read.
VB005  A mutated file either says what is wrong or is stored as it is; the store is never half-written.
"""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from village_files import CASE, EN, ID, VILLAGES, answer, book_file, bring, codes_of, csv_file

from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.villages.export import export_villages
from kla_widgets.exchange.villages.table import NO, OPEN, YES, read_table

HEAD = ["Kode", "Nama", "I26.2"]


def refused(workspace: Workspace, file: Path, **options: object) -> str:
    with pytest.raises(KlaError) as caught:
        bring(workspace, file, **options)
    assert workspace.store.cases() == ()
    return caught.value.faults[0].code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "TAB-002"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "RCP-004"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "RCP-005"),
        (b"<html><table></table></html>", "RCP-006"),
        (b"PK\x03\x04 broken", "RCP-008"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "TAB-001"),
        (b'Kode;Nama;I26.2\n00.01.01.2001;"Suka;ya\n', "TAB-004"),
        (b"Kode;Warna\n1;2\n", "VIL-010"),
        (b"Kode;Nama;I26.2\n", "VIL-030"),
        (b"Kode;Nama;I26.2;i;I26.2\n00.01.01.2001;Suka;ya;;ya\n", "VIL-012"),
    ],
)
def test_vb001_what_is_no_table_is_refused(workspace: Workspace, tmp_path: Path, data: bytes, code: str) -> None:
    file = tmp_path / "desa.xlsx"
    file.write_bytes(data)
    assert refused(workspace, file) == code


def test_vb001_a_bomb_is_not_unpacked(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    assert refused(workspace, file) == "ZIP-003"


def test_vb001_a_workbook_with_entities_expands_none(workspace: Workspace, tmp_path: Path) -> None:
    file = book_file(tmp_path, {"Desa": [HEAD, [VILLAGES[0], "Suka", "ya"]]})
    other = tmp_path / "entitas.xlsx"
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/sharedStrings.xml":
                data = (
                    bomb + data.partition(b"?>")[2].replace(b"Suka", b"Suka&b;")
                    if b"?>" in data[:60]
                    else bomb + data.replace(b"Suka", b"Suka&b;")
                )
            new.writestr(name, data)
    bring(workspace, other)
    assert "ha" not in read_table(workspace.store, CASE.instrument, CASE.cycle).frame.loc[VILLAGES[0], "name"]


def test_vb002_formulas_are_named_by_cell(workspace: Workspace, tmp_path: Path) -> None:
    file = book_file(
        tmp_path, {"Desa": [HEAD, [VILLAGES[0], "Suka", "=1"], ["=A2", "Maju", "ya"], [VILLAGES[2], "=1+1", "ya"]]}
    )
    done = bring(workspace, file)
    assert [(fault.code, fault.where) for fault in done.plan.faults] == [
        ("VIL-016", "desa.xlsx:Desa!A3"),
        ("VIL-016", "desa.xlsx:Desa!C2"),
    ]
    assert workspace.store.cases() == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["11.1", "Suka", "ya"], "VIL-014"),
        ([3701.0, "Suka", "ya"], "VIL-014"),
        (["", "Suka", "ya"], "VIL-013"),
        (["Desa 1", "Suka", "ya"], "VIL-014"),
        (["00.01.01", "Hulu", "ya"], "VIL-017"),
        (["99.99.01.2001", "Suka", "ya"], "VIL-033"),
    ],
)
def test_vb002_rows_without_a_right_code(workspace: Workspace, tmp_path: Path, row: list[object], code: str) -> None:
    done = bring(workspace, book_file(tmp_path, {"Desa": [HEAD, row]}))
    assert codes_of(done) == [code]
    assert workspace.store.cases() == ()


def test_vb002_the_same_village_twice(workspace: Workspace, tmp_path: Path) -> None:
    first, second = [VILLAGES[0], "Suka", "ya"], [VILLAGES[0], "", "tidak"]
    done = bring(workspace, csv_file(tmp_path, [HEAD, first, second]))
    assert [(fault.code, fault.where) for fault in done.plan.faults] == [("VIL-019", "desa.csv:3")]
    assert bring(workspace, csv_file(tmp_path, [HEAD, first, [VILLAGES[0], "", ""]])).refusal is None
    assert answer(workspace, "I26.2") == {"numerator": 1, "denominator": 1}


def test_vb002_many_faults_are_counted(workspace: Workspace, tmp_path: Path) -> None:
    table = [HEAD, *([f"00.01.01.{2000 + number}", "x", "mungkin"] for number in range(1, 201))]
    done = bring(workspace, csv_file(tmp_path, table))
    assert len(done.plan.faults) == 51
    assert done.plan.faults[-1].code == "VIL-018"
    assert done.plan.faults[-1].values["count"] == 150


def test_vb003_another_district_or_cycle_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    file = csv_file(tmp_path, [HEAD, [VILLAGES[0], "Suka", "ya"], ["32.73.01.1001", "Isola", "ya"]])
    assert codes_of(bring(workspace, file, region="00.01")) == ["VIL-032"]
    template = tmp_path / "templat.xlsx"
    export_villages(workspace, "00.01", 2024, template, ID)
    book = load_workbook(template)
    book["kla"]["B4"] = "2023"
    book.save(template)
    assert refused(workspace, template) == "VIL-031"


def test_vb003_without_a_region_every_district_gets_its_own(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, [HEAD, [VILLAGES[0], "Suka", "ya"], ["32.73.01.1001", "Isola", "tidak"]]))
    assert [case.region for case in workspace.store.cases()] == ["00.01", "32.73"]


def test_vb004_hidden_sheets_are_told_and_unknown_columns_too(workspace: Workspace, tmp_path: Path) -> None:
    head = [*HEAD, "I26.99"]
    file = book_file(tmp_path, {"A": [head, [VILLAGES[0], "Suka", "ya", "ya"]], "B": [["x"]]}, hidden=["A"])
    done = bring(workspace, file)
    assert [fault.code for fault in done.plan.notices] == ["TAB-005", "VIL-011"]
    assert answer(workspace, "I26.2") == {"numerator": 1, "denominator": 1}


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Désa Ñ"), ("utf-16", "ꦢꦺꦱ 村 قرية"), ("utf-8-sig", "=Suka")]
)
def test_vb004_names_in_any_script(workspace: Workspace, tmp_path: Path, encoding: str, name: str) -> None:
    bring(workspace, csv_file(tmp_path, [HEAD, [VILLAGES[0], name, "ya"]], encoding=encoding))
    assert read_table(workspace.store, CASE.instrument, CASE.cycle).frame.loc[VILLAGES[0], "name"] == name
    out = tmp_path / "templat.xlsx"
    export_villages(workspace, "00.01", 2024, out, EN)
    cell = load_workbook(out).worksheets[2]["B3"]
    assert (cell.value, cell.data_type) == (name, "s")  # text, never a formula


CELLS = st.sampled_from(
    ["ya", "tidak", "", "1", "0", "kosong", "mungkin", "=1", "00.01.01.2002", "I26.4", "\u202e", "9" * 30]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), CELLS), max_size=4))
def test_vb005_mutated_cells_are_told_or_stored_as_they_are(
    workspace: Workspace, tmp_path: Path, changes: list[tuple[int, int, str]]
) -> None:
    table = [["Kode", "Nama", "I26.2", "I26.3"], *([code, "Desa", "ya", "tidak"] for code in VILLAGES)]
    for row, column, text in changes:
        table[row][column] = text
    try:
        done = bring(workspace, csv_file(tmp_path, table), overwrite=True)
    except KlaError:
        return
    if done.refusal is None and done.plan.merged.conflicts == ():
        stored = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
        words = {"ya": YES, "1": YES, "tidak": NO, "0": NO, "kosong": OPEN}
        for line in table[1:]:
            if (
                line[0] in VILLAGES
                and table[0][2] == "I26.2"
                and line[2] in words
                and [r[0] for r in table].count(line[0]) == 1
            ):
                assert stored.loc[line[0], "I26.2"] == words[line[2]]
    assert replay(workspace.store.journal()) == workspace.store.state()


def test_vb005_broken_bytes_leave_no_half(workspace: Workspace, tmp_path: Path) -> None:
    file = book_file(tmp_path, {"Desa": [HEAD, *([code, "Desa", "ya"] for code in VILLAGES)]})
    whole, dice = file.read_bytes(), random.Random(26)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        file.write_bytes(bytes(data[: dice.choice((len(data), len(data) // 2))]))
        try:
            done = bring(workspace, file)
        except KlaError:
            continue
        assert done.refusal or answer(workspace, "I26.2") in ({"numerator": 4, "denominator": 4}, None)
    assert replay(workspace.store.journal()) == workspace.store.state()
