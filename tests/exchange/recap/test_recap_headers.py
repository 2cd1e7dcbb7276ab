"""RH: finding the columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from kla_widgets.errors import KlaError
from kla_widgets.exchange.recap import RecapPlan
from kla_widgets.exchange.recap.headers import recognised, years

PlanCsv = Callable[..., RecapPlan]
Stored = Callable[[RecapPlan], dict[str, float]]


# RH-01: headings are known in any case, with units and years, and whole: a percentage column is no points column.
def test_known_headings() -> None:
    assert all(
        recognised(text)
        for text in (
            "KLASTER",
            "No. Indikator",
            "Nilai Maks",
            "Nilai\nMaksimal",
            "Maks.",
            "Nilai (poin)",
            "NILAI EVALUASI",
        )
    )
    assert all(recognised(text) for text in ("Nilai Mandiri 2024", "Skor", "Sumber Data", "Catatan verifikator"))
    assert not any(
        recognised(text) for text in ("Nilai (%)", "Nilai Verifikasi", "Nilai Lapangan", "Klaster I", "No", "")
    )


# RH-02: the columns may come in any order, below title rows, with unknown columns between.
def test_columns_are_found_by_heading(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        """
        REKAPITULASI PENILAIAN
        Nilai seluruh klaster

        Catatan;NILAI EVALUASI;Petugas;Nilai Maksimal;klaster
        baik;100,5;Ani;164;Kelembagaan
        """
    )
    assert stored(plan) == {"KEL": 100.5}
    assert plan.points[0].printed_max == 164
    assert plan.points[0].source_note == "baik"
    assert plan.clean


# RH-03: a row of units, a row that counts the columns, and headings repeated on the next page are no data.
@pytest.mark.parametrize("extra", [";;(poin);(poin)", ";;poin;poin", "1;2;3;4", "(1);(2);(3);(4)"])
def test_rows_below_the_headings(plan_csv: PlanCsv, stored: Stored, extra: str) -> None:
    plan = plan_csv(
        f"""
        Klaster;Indikator;Maks;Nilai
        {extra}
        ;Indikator 4;15;14
        Klaster;Indikator;Maks;Nilai
        ;Indikator 5;100;90
        """
    )
    assert stored(plan) == {"I4": 14, "I5": 90}
    assert plan.clean


# RH-04: a first row of data in which clusters and indicators are plain numbers is data.
def test_a_row_of_numbers_is_data(plan_csv: PlanCsv, stored: Stored) -> None:
    assert stored(plan_csv("Klaster;Indikator;Maks;Nilai\n1;4;15;12\n")) == {"I4": 12}


# RH-05: headings may take two rows, with a merged heading over two columns, or with a blank beside it in CSV.
def test_headings_of_two_rows(
    plan_csv: PlanCsv, plan_book: PlanCsv, workbook: Callable[..., Workbook], stored: Stored
) -> None:
    book = workbook(
        {
            "Rekap": [
                ["Klaster", "Nilai", None],
                [None, "Maks", "Mandiri"],
                ["Kelembagaan", 164, 100],
                ["Klaster I", 115, 90],
            ]
        }
    )
    book["Rekap"].merge_cells("B1:C1")
    book["Rekap"].merge_cells("A1:A2")
    flat = plan_csv("Klaster;Nilai;\n;Maks;Mandiri\nKelembagaan;164;100\nKlaster I;115;90\n")
    for plan in (plan_book(book), flat):
        assert stored(plan) == {"KEL": 100, "K1": 90}
        assert plan.clean


# RH-06: of several columns of points, the one of the year wanted is taken, then the one of the self-assessment.
@pytest.mark.parametrize(
    "headings",
    ["Nilai 2023;Nilai 2024", "Nilai;Nilai Mandiri", "Nilai Verifikasi;Nilai", "Nilai Mandiri 2023;Nilai 2024"],
)
def test_the_right_column_of_points(plan_csv: PlanCsv, stored: Stored, headings: str) -> None:
    plan = plan_csv(f"Klaster;{headings}\nKelembagaan;1;2\n")
    assert stored(plan) == {"KEL": 2}
    assert plan.clean


# RH-07: where it cannot be told which column holds the points, both are named.
def test_several_columns_of_points(plan_csv: PlanCsv) -> None:
    with pytest.raises(KlaError, match=r"RCP-022.*:1.*“Nilai”, “Skor”"):
        plan_csv("Klaster;Nilai;Skor\nKelembagaan;1;2\n")


# RH-08: without headings there is no table.
def test_no_headings(plan_csv: PlanCsv) -> None:
    with pytest.raises(KlaError, match="RCP-020"):
        plan_csv("Kelembagaan;100\nKlaster I;90\n")


# RH-09: the number of a law, a date of printing and a longer number name no year of evaluation.
def test_years_of_a_text() -> None:
    assert years("Evaluasi Tahun 2023") == {2023}
    assert years("Klaster 1 Tahun 2023, data 2021-2022") == {2021, 2022, 2023}
    assert years("Permen PPPA Nomor 12 Tahun 2022, Kepmen 21/2023, dicetak 3 Mei 2025, NIP 197520240") == frozenset()
