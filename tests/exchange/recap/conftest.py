"""A small instrument shaped like the real ones, and short ways to plan a table written in a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from kla_widgets.exchange.recap import RecapPlan, plan_recap, read_grid
from kla_widgets.instrument.models import Instrument

PlanCsv = Callable[..., RecapPlan]
PlanBook = Callable[..., RecapPlan]


def _text(words: str, english: str = "") -> dict[str, str]:
    return {"id": words, "en": english or words}


def _question(target: str, weight: float) -> dict[str, object]:
    bands = {"steps": ({"at": 1.0, "credit": 1.0},)}
    answer = {"type": "number", "unit": _text("dokumen"), "bands": bands, "status": "inferred"}
    return {
        "id": target,
        "text": _text(f"Isi {target}"),
        "kind": "policy",
        "answer": answer,
        "weight": weight,
    } | _STATUS


def _indicator(number: str, name: str, most: float, *questions: tuple[str, float], **more: object) -> dict[str, object]:
    asked = tuple(_question(f"I{number}.{short}", weight) for short, weight in questions)
    words = _text(name, str(more.pop("english", "")))
    return {"id": f"I{number}", "number": number, "name": words, "max": most, "questions": asked} | _STATUS | more


def _cluster(target: str, name: str, short: str, most: float, *indicators: dict[str, object]) -> dict[str, object]:
    return {"id": target, "name": _text(name), "short": _text(short), "max": most, "indicators": indicators} | _STATUS


_STATUS: dict[str, object] = {"status": "inferred"}


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """Five clusters, 1000 points; questions in four indicators."""
    perda = _indicator("1", "Peraturan Daerah tentang Layak Anak (KLA)", 96.0, ("1", 12.0), ("2a", 1.0), ("2zb", 83.0))
    return Instrument.model_validate(
        {
            "format": 1,
            "status": "inferred",
            "id": "uji-2024",
            "title": _text("Uji"),
            "cycle": 2024,
            "unit": "district",
            "max": 1000.0,
            "sources": {},
            "stages": ({"id": "mandiri", "name": "Mandiri", "actor": "Daerah", "kind": "claim"} | _STATUS,),
            "clusters": (
                _cluster("KEL", "Kelembagaan", "Kelembagaan", 164.0, perda, _indicator("2", "Penguatan KLA", 68.0)),
                _cluster(
                    "K1",
                    "Klaster I - Hak Sipil dan Kebebasan",
                    "Klaster I",
                    115.0,
                    _indicator("4", "Kutipan Akta Kelahiran", 15.0, ("1", 5.0), ("2a", 10.0)),
                    _indicator("5", "Fasilitas Informasi & Layanan", 100.0),
                ),
                _cluster("K3", "Klaster III - Kesehatan Dasar dan Kesejahteraan", "Klaster III", 416.0),
                _cluster(
                    "K5",
                    "Klaster V - Perlindungan Khusus",
                    "Klaster V",
                    205.0,
                    _indicator("21A", "Pencegahan", 150.0, ("1", 100.0), ("2a", 20.0), ("3.za", 30.0)),
                    _indicator("21B", "Pelayanan", 55.0, ("1", 30.0), ("2a", 30.0), overflow="cap"),
                ),
                _cluster(
                    "KD",
                    "Penyelenggaraan KLA di Kecamatan dan Desa/Kelurahan (KELANA/DEKELA)",
                    "KELANA/DEKELA",
                    100.0,
                    _indicator("25", "Penyelenggaraan KLA di Kecamatan", 21.0, english="In sub-districts (KELANA)"),
                    _indicator("26", "Penyelenggaraan KLA di Desa/Kelurahan", 79.0, english="In villages (DEKELA)"),
                ),
            ),
        }
    )


@pytest.fixture
def plan_csv(instrument: Instrument, tmp_path: Path) -> PlanCsv:
    """Plan a table given as text (lines may be indented) or bytes."""

    def plan(content: str | bytes, name: str = "rekap.csv", cycle: int = 2024, **more: object) -> RecapPlan:
        path = tmp_path / name
        if isinstance(content, str):
            content = "\n".join(line.strip(" ") for line in content.strip("\n").splitlines()).encode()
        path.write_bytes(content)
        return plan_recap(read_grid(path), instrument, "11.10", cycle, name, **more)  # type: ignore[arg-type]

    return plan


@pytest.fixture
def plan_book(instrument: Instrument, tmp_path: Path) -> PlanBook:
    """Plan a workbook; a dictionary of sheets is made into one."""

    def plan(book: Workbook | dict[str, list[list[object]]], name: str = "rekap.xlsx") -> RecapPlan:
        path = tmp_path / name
        (book if isinstance(book, Workbook) else workbook(book)).save(path)
        return plan_recap(read_grid(path), instrument, "11.10", 2024, name)

    return plan


def workbook(sheets: dict[str, list[list[object]]]) -> Workbook:
    """A workbook of these sheets; None is an empty cell."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    sheet.cell(row, column).value = value
    return book


def stored(plan: RecapPlan) -> dict[str, float]:
    """What would be stored, by id."""
    return {one.target: one.points for one in plan.points}


@pytest.fixture(name="workbook")
def _workbook() -> Callable[[dict[str, list[list[object]]]], Workbook]:
    return workbook


@pytest.fixture(name="stored")
def _stored() -> Callable[[RecapPlan], dict[str, float]]:
    return stored
