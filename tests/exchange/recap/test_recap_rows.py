"""RR: what each row is about, in groups and sums."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from kla_widgets.exchange.recap import RecapPlan

PlanCsv = Callable[..., RecapPlan]
Stored = Callable[[RecapPlan], dict[str, float]]


# RR-01: a key that stands only in the first row of its group holds for the rows below.
def test_keys_are_carried_down(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        """
        Klaster;Indikator;Pertanyaan;Nilai
        Kelembagaan;Indikator 1;1;12
        ;;2a;1
        Klaster V;21 A;1;90
        ;;2 a;20
        ;21 B;Pertanyaan 1;30
        """
    )
    assert stored(plan) == {"I1.1": 12, "I1.2a": 1, "I21A.1": 90, "I21A.2a": 20, "I21B.1": 30}
    assert plan.clean


# RR-02: one column may hold keys of all levels, headings among them.
def test_one_column_of_all_levels(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        """
        Bagian;Nilai Maks;Nilai
        KLASTER I - HAK SIPIL;;
        Indikator 4;15;
        Pertanyaan 1;5;4
        2a;10;9
        KLASTER V;205;150
        """
    )
    assert stored(plan) == {"I4.1": 4, "I4.2a": 9, "K5": 150}
    assert plan.unanswered == ()
    assert plan.clean


# RR-03: points whose row shows no key are given to nobody.
def test_points_without_a_key(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv("Indikator;Nilai\nIndikator 4;14\n;3\n")
    assert stored(plan) == {"I4": 14}
    assert [(row.where, row.text) for row in plan.not_understood] == [("rekap.csv:3", "3")]


# RR-04: below a heading that is not understood, question numbers are not given to the indicator before it.
@pytest.mark.parametrize("heading", ["Indikator 99;;", "Akta Kelahiran Anak Jalanan;;"])
def test_an_unknown_heading_ends_its_group(plan_csv: PlanCsv, stored: Stored, heading: str) -> None:
    plan = plan_csv(f"Bagian;Nilai Maks;Nilai\nIndikator 4;15;\nPertanyaan 1;5;4\n{heading}\nPertanyaan 2a;10;9\n")
    assert stored(plan) == {"I4.1": 4}
    assert "rekap.csv:5" in [row.where for row in plan.not_understood]


# RR-05: a row whose deepest key is not understood is not given to the group it stands in.
@pytest.mark.parametrize("row", ["Klaster I;Indikator 99;;50", "Klaster I;Indikator 4;Pertanyaan 77;3"])
def test_a_row_is_never_given_to_its_group(plan_csv: PlanCsv, stored: Stored, row: str) -> None:
    plan = plan_csv(f"Klaster;Indikator;Pertanyaan;Nilai\n{row}\n")
    assert stored(plan) == {}
    assert len(plan.not_understood) == 1


# RR-06: two keys of one row that contradict each other, and a number of two meanings, are ambiguous.
@pytest.mark.parametrize(
    ("table", "meanings"),
    [
        ("Klaster;Indikator;Nilai\nKlaster I;Indikator 1;12", "I1, K1"),
        ("Indikator;Pertanyaan;Nilai\nIndikator 4;I1.2a;1", "I1.2a, I4"),
        ("Bagian;Nilai\nIndikator 1;13\n1;12", "I1, I1.1"),
    ],
)
def test_ambiguous_rows(plan_csv: PlanCsv, table: str, meanings: str) -> None:
    plan = plan_csv(table)
    assert [(fault.code, fault.values["meanings"]) for fault in plan.faults] == [("RCP-030", meanings)]
    assert "I1.1" not in {one.target for one in plan.points}


# RR-07: a number and a name side by side help each other: one that is understood is enough.
def test_number_and_name_side_by_side(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        "No Indikator;Nama Indikator;Nilai\n4;Akta Kelahiran (nama lain);14\n5;Fasilitas Informasi & Layanan;90\n"
    )
    assert stored(plan) == {"I4": 14, "I5": 90}
    assert plan.clean


# RR-08: rows that add up a group are the printed points of that group, whichever way they name it.
def test_subtotals(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        """
        Klaster;Indikator;Pertanyaan;Nilai
        Kelembagaan;1;1;12
        ;;2a;1
        ;Jumlah;;13
        ;2;;50
        Sub Total;;;63
        Klaster I;4;1;5
        ;;2a;10
        ;Jumlah Indikator 4;;15
        ;5;;80
        Jumlah Nilai Klaster I;;;95
        Klaster V;21A;1;100
        ;21A;Jumlah;100
        Total Klaster;;;100
        TOTAL;;;258
        """
    )
    assert stored(plan) == {
        "KEL": 63, "I1": 13, "I1.1": 12, "I1.2a": 1, "I2": 50,
        "K1": 95, "I4": 15, "I4.1": 5, "I4.2a": 10, "I5": 80,
        "K5": 100, "I21A": 100, "I21A.1": 100, "TOTAL": 258,
    }  # fmt: skip
    assert plan.clean


# RR-09: a bare "Jumlah" after several clusters that got no sum of their own is the sum of all.
@pytest.mark.parametrize(
    "word", ["Jumlah", "TOTAL", "Grand Total", "Jumlah Keseluruhan", "Total Nilai", "Total seluruh klaster"]
)
def test_the_sum_of_all(plan_csv: PlanCsv, stored: Stored, word: str) -> None:
    indicators = plan_csv(f"Indikator;Nilai\n1;90\n2;60\n4;15\n{word};165\n")
    clusters = plan_csv(f"Bagian;Nilai\nKelembagaan;90\nKlaster I;75\n{word};165\n")
    assert stored(indicators)["TOTAL"] == stored(clusters)["TOTAL"] == 165
    assert indicators.clean
    assert clusters.clean


# RR-10: the total of a table about one cluster is that cluster's, never the district's.
def test_the_total_of_one_cluster(plan_csv: PlanCsv, stored: Stored) -> None:
    assert stored(plan_csv("Indikator;Nilai\n4;15\n5;80\nTOTAL;95\n")) == {"K1": 95, "I4": 15, "I5": 80}


# RR-11: a question that begins with "Jumlah" is no sum.
def test_a_question_about_a_number(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv("Indikator;No Pertanyaan;Pertanyaan;Nilai\n4;1;Jumlah anak yang memiliki akta;5\n")
    assert stored(plan) == {"I4.1": 5}
    assert plan_csv("Indikator;Pertanyaan;Nilai\n4;Jumlah anak yang memiliki akta;5\n").points == ()


# RR-12: merged keys count for all their rows and columns; a merged number counts once.
def test_merged_cells(plan_book: PlanCsv, workbook: Callable[..., Workbook], stored: Stored) -> None:
    book = workbook(
        {
            "Rekap": [
                ["Rekap 2024"],
                ["Klaster", None, "Indikator", "Pertanyaan", "Nilai"],
                ["I", "Hak Sipil dan Kebebasan", "4", "1", 5],
                [None, None, None, "2a", 10],
                ["Jumlah Indikator 4", None, None, None, 15],
                ["KLASTER III - Kesehatan", None, None, None, 300],
            ]
        }
    )
    for region in ("A1:E1", "A2:B2", "A3:A4", "B3:B4", "C3:C4", "A5:D5", "A6:D6", "E6:E7"):
        book["Rekap"].merge_cells(region)
    plan = plan_book(book)
    assert stored(plan) == {"I4": 15, "I4.1": 5, "I4.2a": 10, "K3": 300}
    assert plan.clean


# RR-13: the words above a table may name the indicator whose questions it lists.
def test_the_title_names_the_group(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv("Indikator 21A: Pencegahan\nPertanyaan;Nilai\n1;99\n2a;20\nJumlah;119\n")
    assert stored(plan) == {"I21A": 119, "I21A.1": 99, "I21A.2a": 20}


# RR-14: signatures and remarks below the table are left alone.
def test_footers_are_left_alone(plan_csv: PlanCsv) -> None:
    assert plan_csv("Bagian;Nilai\nKelembagaan;90\nMengetahui,\nKepala Dinas\n").clean


# RR-15: a cluster given in every row does not hide the indicator of the group, nor keep that of another cluster.
def test_repeated_clusters(plan_csv: PlanCsv, stored: Stored) -> None:
    plan = plan_csv(
        """
        Klaster;Indikator;Pertanyaan;Nilai
        Klaster I;4;1;5
        Klaster I;;2a;10
        Klaster V;;2a;20
        """
    )
    assert stored(plan) == {"I4.1": 5, "I4.2a": 10}
    assert [row.where for row in plan.not_understood] == ["rekap.csv:4"]
