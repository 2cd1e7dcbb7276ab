"""RQ: what must not matter for a plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.exchange.recap import Cell, RecapPlan, Sheet, plan_recap
from kla_widgets.exchange.recap.grid import read_bytes
from kla_widgets.instrument.models import Instrument

TABLE: tuple[tuple[str | float, ...], ...] = (
    ("Klaster", "Indikator", "Pertanyaan", "Nilai Maks", "Nilai", "Catatan"),
    ("Kelembagaan", "Indikator 1", "1", 12.0, "11,5", "Perda"),
    ("", "", "2a", 1.0, "1", ""),
    ("", "Jumlah", "", 96.0, "13,25", ""),
    ("Klaster I", "4", "Pertanyaan 2a", 12.0, "-", "belum"),
    ("", "5", "", 100.0, "101", ""),
    ("Sub Total Klaster I", "", "", 115.0, "90,125", ""),
    ("Lainnya", "", "", "", "5", ""),
    ("Total", "", "", 1000.0, "103,375", ""),
)


def _planned(rows: list[list[str | float]], instrument: Instrument) -> RecapPlan:
    cells = (
        tuple(Cell(value, row, column) for column, value in enumerate(values, 1) if value != "")
        for row, values in enumerate(rows, 1)
    )
    return plan_recap((Sheet("", tuple(row for row in cells if row)),), instrument, "11.10", 2024, "rekap.csv")


def _without_places(plan: RecapPlan) -> object:
    return (
        [(one.target, one.points, one.printed_max, one.source_note) for one in plan.points],
        [target for target, _ in plan.unanswered],
        [(fault.code, fault.path) for fault in plan.faults],
        [(one.target, one.kind, one.printed, one.expected) for one in plan.differences],
        [sorted(row.text.split(" | ")) for row in plan.not_understood],
    )


# RQ-01: neither the order of the columns nor blank rows and columns change the plan.
@given(order=st.permutations(range(8)), blanks=st.lists(st.integers(0, 3), min_size=len(TABLE), max_size=len(TABLE)))
def test_columns_and_blank_rows_do_not_matter(instrument: Instrument, order: list[int], blanks: list[int]) -> None:
    rows: list[list[str | float]] = []
    for row, before in zip(TABLE, blanks, strict=True):
        wide = (*row, "", "")
        rows += [[] for _ in range(before)]
        rows.append([wide[column] for column in order])
    expected = _planned([list(row) for row in TABLE], instrument)
    assert expected.points
    assert expected.faults
    assert expected.differences
    assert _without_places(_planned(rows, instrument)) == _without_places(expected)


# RQ-02: no table of odd words makes planning fail in an uncontrolled way, and nothing is stored above its maximum.
WORDS = (
    "Klaster I",
    "Klaster",
    "1",
    "2a",
    "Indikator 4",
    "Jumlah",
    "Total",
    "KELANA",
    "-",
    "5,5",
    "1.234",
    "-3",
    "",
    "x",
)


@given(rows=st.lists(st.lists(st.sampled_from(WORDS), min_size=4, max_size=4), max_size=12))
def test_any_rows_give_a_sound_plan(instrument: Instrument, rows: list[list[str]]) -> None:
    table: list[list[str | float]] = [["Klaster", "Indikator", "Pertanyaan", "Nilai"], *[list(row) for row in rows]]
    plan = _planned(table, instrument)
    targets = [one.target for one in plan.points]
    assert len(set(targets)) == len(targets)
    assert set(targets).isdisjoint(target for target, _ in plan.unanswered)
    assert all(0 <= one.points <= (instrument.maxima[one.target] or 0) for one in plan.points)


# RQ-03: the same table as text with any delimiter and in either notation gives the same plan.
@given(
    delimiter=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    points=st.booleans(),
)
def test_the_form_of_the_file_does_not_matter(
    instrument: Instrument, delimiter: str, encoding: str, points: bool
) -> None:
    def written(value: str | float) -> str:
        text = str(value).replace(".", ",")
        return f'"{text.replace(",", ".") if points else text}"'

    lines = "\n".join(delimiter.join(written(value) for value in row) for row in TABLE)
    sheets = read_bytes(lines.encode(encoding), "rekap.csv")
    plan = plan_recap(sheets, instrument, "11.10", 2024, "rekap.csv")
    assert _without_places(plan)[:3] == _without_places(_planned([list(row) for row in TABLE], instrument))[:3]
