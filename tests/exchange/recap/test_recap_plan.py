"""RP: the plan: points, faults, differences and notices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from kla_widgets.errors import KlaError
from kla_widgets.exchange.recap import Level, RecapPlan, plan_recap
from kla_widgets.exchange.recap.grid import read_bytes
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import language

PlanCsv = Callable[..., RecapPlan]
Stored = Callable[[RecapPlan], dict[str, float]]


def _codes(plan: RecapPlan) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.where, fault.path) for fault in plan.faults]


# RP-01: totals of clusters alone, or the total alone, are a recap.
@pytest.mark.parametrize(
    ("table", "points"),
    [
        (
            "bagian;nilai\nKelembagaan;145,24\nKlaster I;100\nKlaster III;380,5\nKlaster V;180\nKELANA/DEKELA;90",
            {"KEL": 145.24, "K1": 100, "K3": 380.5, "K5": 180, "KD": 90},
        ),
        ("bagian,nilai\nTotal,770.36", {"TOTAL": 770.36}),
    ],
)
def test_any_level_may_be_missing(plan_csv: PlanCsv, stored: Stored, table: str, points: dict[str, float]) -> None:
    plan = plan_csv(table)
    assert stored(plan) == points
    assert plan.clean


# RP-02: points come in the order of the instrument, whatever the order of the rows, with their level and place.
def test_points_are_in_the_order_of_the_instrument(plan_csv: PlanCsv) -> None:
    plan = plan_csv("Bagian;Nilai\nTotal;110\nKlaster I;100\nIndikator 4;10\nI4.1;4\nKelembagaan;10\n")
    assert [(one.target, one.level, one.where) for one in plan.points] == [
        ("KEL", Level.CLUSTER, "rekap.csv:6"),
        ("K1", Level.CLUSTER, "rekap.csv:3"),
        ("I4", Level.INDICATOR, "rekap.csv:4"),
        ("I4.1", Level.QUESTION, "rekap.csv:5"),
        ("TOTAL", Level.TOTAL, "rekap.csv:2"),
    ]


# RP-03: no answer is no points, not zero; zero is points.
def test_unanswered_is_not_zero(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv("Bagian;Nilai\nKelembagaan;-\nKlaster I;\nKlaster III;Belum diisi\nKlaster V;0\n")
    assert stored(plan) == {"K5": 0}
    assert plan.unanswered == (("KEL", "rekap.csv:2"), ("K1", "rekap.csv:3"), ("K3", "rekap.csv:4"))
    assert plan.clean


# RP-04: what cannot be points is a fault at its cell and is not stored; the rest is.
@pytest.mark.parametrize(
    ("value", "code"),
    [("belum", "RCP-033"), ("85%", "RCP-034"), (-1, "RCP-036"), ("=1+1", "RCP-037"), (164.01, "RCP-038")],
)
def test_faults_of_points(plan_book: PlanCsv, stored: Stored, value: object, code: str) -> None:
    plan = plan_book({"Rekap": [["Bagian", "Nilai"], ["Kelembagaan", value], ["Klaster I", 115]]})
    assert _codes(plan) == [(code, "rekap.xlsx:Rekap!B2", "KEL")]
    assert stored(plan) == {"K1": 115}
    assert not plan.clean


# RP-05: an unclear number is decided by its column, then by the maximum; else both readings are shown.
def test_unclear_points(plan_csv: PlanCsv, stored: Stored) -> None:
    assert stored(plan_csv("Bagian;Nilai\nKelembagaan;1.234\nKlaster I;100.5\n"))["KEL"] == 1.234
    assert stored(plan_csv("Bagian;Nilai\nKelembagaan;1.234\n")) == {"KEL": 1.234}
    assert [code for code, _, _ in _codes(plan_csv("Bagian;Nilai\nKelembagaan;1.234\nKlaster I;100,5\n"))] == [
        "RCP-038"
    ]
    unclear = plan_csv("Bagian;Nilai\nTotal;1.000\n")
    assert _codes(unclear) == [("RCP-035", "rekap.csv:2", "TOTAL")]
    assert unclear.faults[0].cause(language("en")) == "“1.000” can be read as 1 or as 1000."


# RP-06: an id twice with different points is a fault and none is stored; with the same points it is a notice.
def test_ids_given_twice(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv("Bagian;Nilai\nKlaster I;100\nKlaster 1;90\nK5;80\nKlaster V;80,0\n")
    assert stored(plan) == {"K5": 80}
    assert _codes(plan) == [("RCP-031", "rekap.csv:3", "K1")]
    assert [(notice.code, notice.path) for notice in plan.notices] == [("RCP-032", "K5")]


# RP-07: a year in the title, the name, the sheet or the heading that is not the one asked for is a fault.
@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("Rekap Tahun 2023\nBagian;Nilai\nKelembagaan;90", "rekap.csv"),
        ("Bagian;Nilai Mandiri 2023\nKelembagaan;90", "rekap.csv"),
        ("Bagian;Nilai\nKelembagaan;90", "rekap_2023.csv"),
    ],
)
def test_the_wrong_year(plan_csv: PlanCsv, table: str, name: str) -> None:
    plan = plan_csv(table, name)
    assert [(fault.code, fault.values["found"], fault.values["cycle"]) for fault in plan.faults] == [
        ("RCP-050", "2023", 2024)
    ]
    assert plan.wrong_file
    assert not plan_csv(table, name, cycle=2023).wrong_file


# RP-08: years beside the one asked for are well.
def test_other_years_beside_the_right_one(plan_csv: PlanCsv) -> None:
    assert plan_csv("Evaluasi 2024\nData 2022 dan 2023\nBagian;Nilai\nKelembagaan;90\n", "rekap_2024.csv").clean


# RP-09: a title that names another district is a fault; one that names the right one, or none, is not.
@pytest.mark.parametrize(("code", "faults"), [("12.34", ["RCP-051"]), ("11.1", ["RCP-051"]), ("11.10", []), (None, [])])
def test_the_wrong_district(plan_csv: PlanCsv, code: str | None, faults: list[str]) -> None:
    seen = []

    def find_region(text: str) -> str | None:
        seen.append(text)
        return code if "Contoh" in text else None

    plan = plan_csv("Rekap\nKabupaten :;Contoh\nBagian;Nilai\nKelembagaan;90\n", find_region=find_region)
    assert [fault.code for fault in plan.faults] == faults
    assert plan.wrong_file == bool(faults)
    assert seen == ["Rekap", "Kabupaten : Contoh"]


# RP-10: a printed maximum that is not the instrument's is a difference, not a fault; an unreadable one is a notice.
def test_printed_maxima(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        "Bagian;Maks;Nilai\nKelembagaan;164,00;90\nKlaster I;150;100\nKlaster V;dua ratus;100\nTotal;1.000;290\n"
    )
    assert [(one.target, one.kind, one.printed, one.expected) for one in plan.differences] == [
        ("K1", "maximum", 150, 115)
    ]
    assert [(notice.code, notice.path) for notice in plan.notices] == [("RCP-039", "K5")]
    assert stored(plan) == {"KEL": 90, "K1": 100, "K5": 100, "TOTAL": 290}


# RP-11: a maximum printed for something of which the instrument knows none is told.
def test_a_maximum_unknown_to_the_instrument(instrument: Instrument) -> None:
    unknown = Instrument.model_validate(instrument.model_dump() | {"max": None})
    sheets = read_bytes(b"Bagian;Maks;Nilai\nTotal;1000;1.234,5\n", "rekap.csv")
    plan = plan_recap(sheets, unknown, "11.10", 2024, "rekap.csv")
    assert [(one.target, one.kind, one.printed, one.expected) for one in plan.differences] == [
        ("TOTAL", "unknown_maximum", 1000, None)
    ]
    assert plan.points[0].points == 1234.5


# RP-12: printed sums are compared with their rows, level by level, to half of the second decimal.
def test_printed_sums(plan_csv: PlanCsv) -> None:
    plan = plan_csv(
        """
        Bagian;Nilai
        I4.1;4,004
        I4.2a;9
        Jumlah Indikator 4;13
        Indikator 5;80
        Klaster I;93,5
        Indikator 1;90
        Total;180
        """
    )
    assert [(one.target, one.kind, one.printed, one.expected) for one in plan.differences] == [
        ("K1", "subtotal", 93.5, 93.0),
        ("TOTAL", "total", 180, 183.5),
    ]
    assert plan.faults == ()


# RP-13: questions may add up to more than their indicator's maximum; its points may then stop there.
def test_an_indicator_that_overflows(plan_csv: PlanCsv) -> None:
    table = "Indikator;Pertanyaan;Nilai\n21B;1;30\n;2a;30\nJumlah;;{}\n"
    assert plan_csv(table.format(55)).clean
    assert [one.expected for one in plan_csv(table.format(50)).differences] == [60]


# RP-14: sheets of one cluster each are read together; a total on each is its cluster's.
def test_one_sheet_for_each_cluster(plan_book: PlanCsv, stored: Stored) -> None:
    plan = plan_book(
        {
            "Sampul": [["Rekap 2024"]],
            "Kelembagaan": [["Indikator", "Nilai"], [1, 90], [2, 60], ["TOTAL", 150]],
            "Klaster I": [["Nilai", "Indikator"], [15, 4], [80, 5], [95, "TOTAL"]],
        }
    )
    assert stored(plan) == {"KEL": 150, "I1": 90, "I2": 60, "K1": 95, "I4": 15, "I5": 80}
    assert plan.clean


# RP-15: several sheets about the same thing are not chosen between.
def test_several_recaps_in_one_workbook(plan_book: PlanCsv) -> None:
    rows = [["Bagian", "Nilai"], ["Kelembagaan", 90], ["Klaster I", 80]]
    with pytest.raises(KlaError, match=r"RCP-021.*“Lama”, “Baru”"):
        plan_book({"Lama": rows, "Baru": rows})


# RP-16: another table in the workbook that fits nothing in the instrument is no recap.
def test_other_tables_are_left_alone(plan_book: PlanCsv, stored: Stored) -> None:
    plan = plan_book(
        {"Anggaran": [["Uraian", "Nilai"], ["Belanja modal", 5]], "Rekap": [["Bagian", "Nilai"], ["Kelembagaan", 90]]}
    )
    assert stored(plan) == {"KEL": 90}
    assert plan.clean


# RP-17: a table of which no row fits the instrument is a fault, with the rows.
def test_nothing_understood(plan_csv: PlanCsv) -> None:
    plan = plan_csv("Uraian;Nilai\nBelanja modal;5\n")
    assert [fault.code for fault in plan.faults] == ["RCP-023"]
    assert [row.text for row in plan.not_understood] == ["Belanja modal | 5"]


# RP-18: text of the older Windows encoding is taken with a notice.
def test_notices_of_the_file_are_in_the_plan(plan_csv: PlanCsv) -> None:
    plan = plan_csv("Bagian;Nilai;Catatan\nKelembagaan;90;baik – sekali\n".encode("cp1252"))
    assert [notice.code for notice in plan.notices] == ["RCP-011"]
    assert plan.clean


# RP-19: a key that is a formula without result is a fault at its cell.
def test_a_key_without_result(plan_book: PlanCsv, workbook: Callable[..., Workbook]) -> None:
    plan = plan_book({"Rekap": [["Bagian", "Nilai"], ["=A9", 90], ["Klaster I", 80]]})
    assert [(fault.code, fault.where) for fault in plan.faults] == [("RCP-037", "rekap.xlsx:Rekap!A2")]
