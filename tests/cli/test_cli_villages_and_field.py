"""``kla export|import villages`` and ``field``: thin, in both languages, with the codes that others rely on."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kla_widgets.resources import templates

EXAMPLE = templates() / "demo" / "desa-latihan-2024.csv"
CASE = ("--region", "00.01", "--cycle", "2024")


@pytest.fixture
def own(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo workspace that may be written to."""
    shutil.copytree(demo_folder, tmp_path / "salinan")
    return tmp_path / "salinan"


def test_a_table_goes_out_and_comes_in(kla: Any, own: Path, tmp_path: Path, spoken: str) -> None:
    out = tmp_path / "desa.xlsx"
    first = kla("import", "villages", EXAMPLE, "--cycle", "2024", "-w", own, "--incomplete", "--overwrite")
    assert first.code == 0
    assert ("dari kami" in first.out) == (spoken == "id")
    assert kla("export", "villages", *CASE, "--out", out, "-w", own).code == 0
    book = load_workbook(out)
    assert book["kla"].sheet_state == "hidden"
    assert len(book.worksheets) == 4
    assert ("DATA LATIHAN" if spoken == "id" else "TRAINING DATA") in str(book.worksheets[1]["A1"].value)
    again = kla("import", "villages", out, *CASE, "-w", own, "--incomplete")
    assert again.code == 0
    assert "0" in again.out
    assert kla("import", "villages", out, "--region", "32.73", "--cycle", "2024", "-w", own).err.startswith("[VIL-031]")


def test_a_pasted_table_comes_in(kla: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = "Kode\tNama\tI26.2\n00.01.01.2001\tSuka\tmungkin\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted.encode())))
    done = kla("import", "villages", "-", *CASE, "-w", own)
    assert done.code == 2
    assert "[VIL-015] -:2" in done.out
    assert done.err.startswith("[VIL-034]")


def test_conflicts_end_with_one(kla: Any, own: Path, tmp_path: Path) -> None:
    file = tmp_path / "desa.csv"
    for said in ("ya", "tidak"):
        file.write_text(f"Kode;Nama;I26.17;I26.2\n00.01.01.2001;Suka;;{said}\n", encoding="utf-8")
        done = kla("import", "villages", file, *CASE, "-w", own)
    assert done.code == 1
    assert "VIL-020" in done.out


def test_a_form_goes_out_and_visits_come_in(kla: Any, own: Path, tmp_path: Path, spoken: str) -> None:
    out = tmp_path / "formulir.xlsx"
    assert kla("export", "field", *CASE, "--checklist", "rbra", "--out", out, "-w", own).out.strip() == str(out)
    fixed = {"kla_form": "rbra", "kla_instrumen": "kla-2024", "kla_wilayah": "00.01", "kla_tahun": "2024"}
    visit = {"_uuid": "abc-1", "tempat": "Taman", "tanggal": "2024-05-06", "b_aman": "ya", **fixed}
    file = tmp_path / "kunjungan.json"
    file.write_text(json.dumps([visit]), encoding="utf-8")
    dry = kla("import", "field", file, *CASE, "--dry-run", "-w", own)
    done = kla("import", "field", file, *CASE, "-w", own)
    again = kla("import", "field", file, *CASE, "-w", own)
    assert (dry.code, done.code, again.code) == (0, 0, 0)
    assert dry.out.splitlines()[-1] == again.out.splitlines()[-1] != done.out.splitlines()[-1]
    assert ("kunjungan" in done.out) == (spoken == "id")


def test_what_no_phone_can_ask_is_said(kla: Any, own: Path, tmp_path: Path) -> None:
    done = kla("export", "field", *CASE, "--only", "I11", "--out", tmp_path / "f.xlsx", "-w", own)
    assert done.code == 0
    assert "I11.1" in done.err
    assert kla("export", "field", *CASE, "--checklist", "taman", "-w", own).err.startswith("[FLD-001]")
