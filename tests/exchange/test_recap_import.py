"""``kla import recap``: all of a recap in one transaction or nothing, told in a reconciliation."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.cli import main
from kla_widgets.errors import KlaError
from kla_widgets.exchange.recap.importing import RecapImport, district_finder, import_recap
from kla_widgets.language import language
from kla_widgets.regions import shipped_regions
from kla_widgets.results import discrepancies, score_case

SEVEN = """REKAPITULASI NILAI EVALUASI KLA;
KOTA BANDUNG TAHUN 2024;
Klaster;Nilai Maks;Nilai Evaluasi
Kelembagaan;164;145,24
Klaster I;115;103,00
Klaster II;156;136,00
Klaster III;150;142,50
Klaster IV;110;105,60
Klaster V;205;179,20
KELANA/DEKELA;100;68,85
TOTAL;1.000;880,38
"""
QUESTIONS = """Indikator,Pertanyaan,Nilai Maksimal,Nilai,Sumber Data
Indikator 21 A,Pertanyaan 4a,6,6,UPTD PPA
,Pertanyaan 4b,2,1.5,UPTD PPA
,Pertanyaan 7a,6,,
Jumlah Indikator 21 A,,83,7.5,
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = create_workspace(tmp_path / "workspace")
    yield opened
    opened.close()


def bring(workspace: Workspace, file: Path, **options: object) -> RecapImport:
    settings = {"region": "32.73", "cycle": 2024, "stage": "mandiri", "instrument": "", "author": "tester"} | options
    return import_recap(workspace, file, **settings)  # type: ignore[arg-type]


def write(tmp_path: Path, text: str, name: str = "rekap.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding=encoding)
    return file


def test_seven_cluster_totals_are_fine_and_add_up(workspace: Workspace, tmp_path: Path) -> None:
    result = bring(workspace, write(tmp_path, SEVEN))
    assert (result.changed, result.refusal, result.left_out) == (8, None, False)
    case = Case("32.73", "kla-2024", 2024)
    score = score_case(workspace, case)
    assert score.total.claimed == 880.39
    assert [(one.target, one.printed) for one in discrepancies(workspace, case, score)] == [("TOTAL", 880.38)]
    assert "0,01" in result.describe(language("id"))


def test_the_same_file_twice_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, SEVEN)
    bring(workspace, file)
    before = workspace.store.journal()
    assert bring(workspace, file).changed == 0
    assert workspace.store.journal() == before


def test_questions_are_stored_with_their_source_and_unanswered_ones_are_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    result = bring(workspace, write(tmp_path, QUESTIONS))
    assert result.refusal is None
    stored = workspace.store.reported_table("kla-2024", 2024)
    points = dict(zip(stored["target"], stored["points"], strict=True))
    assert points == {"I21A.4a": 6.0, "I21A.4b": 1.5, "I21A": 7.5}
    assert set(stored["source"]) == {"UPTD PPA", "rekap.csv"}
    score = score_case(workspace, Case("32.73", "kla-2024", 2024))
    assert score.parts["I21A.7a"].claimed is None
    assert score.parts["I21A"].claimed == 7.5


def test_a_dry_run_stores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    result = bring(workspace, write(tmp_path, SEVEN), dry_run=True)
    assert result.plan.points
    assert workspace.store.journal() == ()
    assert workspace.store.cases() == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SEVEN.replace("103,00", "115,01"), "RCP"),
        (SEVEN.replace("103,00", "seratus"), "RCP"),
        (SEVEN.replace("103,00", "-3"), "RCP"),
        (SEVEN.replace("Klaster II;", "Klaster I;"), "RCP"),
    ],
    ids=["above the maximum", "text for a number", "negative", "one part twice"],
)
def test_a_row_in_doubt_stops_everything_unless_partial(
    workspace: Workspace, tmp_path: Path, text: str, code: str
) -> None:
    file = write(tmp_path, text)
    result = bring(workspace, file)
    assert result.refusal is not None
    assert result.refusal.code == "RCP-040"
    assert all(fault.code.startswith(code) and fault.where for fault in result.plan.faults)
    assert workspace.store.cases() == ()
    partial = bring(workspace, file, partial=True)
    assert partial.refusal is None
    assert partial.left_out
    assert 0 < partial.changed < 8


@pytest.mark.parametrize("options", [{"cycle": 2022}, {"region": "32.04"}], ids=["another year", "another district"])
def test_a_recap_of_another_year_or_district_is_refused_even_in_part(
    workspace: Workspace, tmp_path: Path, options: dict[str, object]
) -> None:
    result = bring(workspace, write(tmp_path, SEVEN), partial=True, instrument="kla-2024", **options)
    assert result.refusal is not None
    assert result.refusal.code == "RCP-041"
    assert workspace.store.journal() == ()


def test_a_workbook_with_merged_cells_is_read(workspace: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["REKAP KLA 2024"],
        [],
        ["INDIKATOR", "PERTANYAAN", "NILAI MAKS", "NILAI"],
        ["Indikator 4", "Pertanyaan 1", 1, 1],
        [None, "Pertanyaan 2", 1, 0.5],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A4:A5")
    file = tmp_path / "rekap.xlsx"
    book.save(file)
    assert bring(workspace, file).changed == 2


def test_cp1252_is_read_with_a_notice(workspace: Workspace, tmp_path: Path) -> None:
    text = SEVEN.replace("REKAPITULASI NILAI EVALUASI KLA", "REKAPITULASI – “NILAI”")
    result = bring(workspace, write(tmp_path, text, encoding="cp1252"))
    assert result.changed == 8
    assert result.plan.notices


def test_a_renamed_zip_is_refused_with_a_code(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "rekap.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("foto.txt", "bukan excel")
    with pytest.raises(KlaError, match="RCP-"):
        bring(workspace, file)
    assert workspace.store.journal() == ()


def test_unknown_stage_instrument_or_cycle_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, SEVEN)
    for options, code in (
        ({"stage": "akhir"}, "STO-011"),
        ({"instrument": "kla-1999"}, "INS-030"),
        ({"cycle": 2019}, "INS-032"),
        ({"region": "11.1"}, "REG-002"),
    ):
        with pytest.raises(KlaError, match=code):
            bring(workspace, file, **options)


def test_the_instrument_that_the_region_uses_already_is_taken(workspace: Workspace, tmp_path: Path) -> None:
    workspace.store.add_case(Case("32.73", "kla-2022", 2022), None, "tester")
    result = bring(workspace, write(tmp_path, "Klaster;Nilai\nKELANA;20\nDEKELA;70\n"), cycle=2022)
    assert [one.target for one in result.plan.points] == ["KELANA", "DEKELA"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("REKAP PENILAIAN MANDIRI KOTA BANDUNG TAHUN 2024", "32.73"),
        ("Kabupaten Bandung Barat, 2024", "32.17"),
        ("Evaluasi Kabupaten/Kota Layak Anak", None),
        ("Dinas PPPA Kab. Paser", "64.01"),
        ("Pemerintah Provinsi Jawa Barat", None),
    ],
)
def test_a_district_in_a_title_is_recognised_only_when_it_is_sure(title: str, code: str | None) -> None:
    assert district_finder(shipped_regions())(title) == code


@pytest.mark.parametrize(
    ("text", "exit_code"), [(SEVEN, 0), (SEVEN.replace("103,00", "200"), 2)], ids=["good", "in doubt"]
)
def test_the_command_prints_the_reconciliation_and_exits_by_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str, exit_code: int
) -> None:
    create_workspace(tmp_path / "w").close()
    file = write(tmp_path, text)
    place = ["--region", "Kota Bandung", "--cycle", "2024", "--stage", "mandiri", "--workspace", str(tmp_path / "w")]
    monkeypatch.setattr("sys.argv", ["kla", "import", "recap", str(file), *place])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0) == exit_code
    printed = capsys.readouterr()
    assert "rekap.csv" in printed.out
    assert ("RCP-040" in printed.err) == (exit_code == 2)
