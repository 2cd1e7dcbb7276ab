"""``kla export review`` and ``kla import review``: a sheet goes out, is filled in, and comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Kla = Callable[..., Any]
CASE = ("--region", "00.01", "--cycle", "2024")
WHO = ("--stage", "administrasi", "--evaluator", "Budi")


@pytest.fixture
def own(kla: Kla, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kla:
    """The demo workspace with a signed self-assessment, to be changed."""
    folder = tmp_path / "contoh"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv("KLA_WORKSPACE", str(folder))
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    assert kla("stage", "sign", *CASE, "--stage", "mandiri", "--author", "Ani").code == 0
    return kla


def test_a_sheet_goes_out_beside_the_report_and_comes_back(own: Kla, tmp_path: Path) -> None:
    made = own("export", "review", *CASE, *WHO)
    file = Path(made.out.strip())
    assert (made.code, file.as_posix()) == (0, "reports/2024/00.01/review-kla-2024-administrasi-budi.xlsx")
    assert "district-kla-2024.html" in made.err  # is not made yet
    assert own("export", "review", *CASE, *WHO).err.startswith("[RSH-030]")
    book = load_workbook(file)
    page = book.worksheets[0]
    places = {str(cell.value).removeprefix("kla|column|"): cell.column for cell in page[1]}
    row = next(row for row in range(1, 300) if str(page.cell(row, 1).value).startswith("kla|question|I5.9|"))
    page.cell(row, places["decision"]).value = "reduce"
    page.cell(row, places["points"]).value = 9
    book.save(file)
    wrong = own("import", "review", file, *WHO)
    assert (wrong.code, wrong.out, [line[:9] for line in wrong.err.splitlines()]) == (2, "", ["[STO-013]", "[RSH-014]"])
    page.cell(row, places["points"]).value = 1
    page.cell(row, places["reason"]).value = "Sebagian"
    book.save(file)
    assert own("import", "review", file, *WHO, "--dry-run").code == 0
    told = own("import", "review", file, *WHO, *CASE)
    assert told.code == 0
    assert "1" in told.out.splitlines()[-1]
    assert "0" in own("import", "review", file, *WHO).out.splitlines()[-1]
    other = own("import", "review", file, "--stage", "administrasi", "--evaluator", "Citra")
    assert (other.code, other.err[:9]) == (2, "[RSH-023]")


def test_decisions_on_changed_claims_are_left_out_with_exit_code_one(own: Kla) -> None:
    file = Path(own("export", "review", *CASE, *WHO).out.strip())
    book = load_workbook(file)
    page = book.worksheets[0]
    places = {str(cell.value).removeprefix("kla|column|"): cell.column for cell in page[1]}
    row = next(row for row in range(1, 300) if str(page.cell(row, 1).value).startswith("kla|question|I5.9|"))
    page.cell(row, 1).value = "kla|question|I5.9|000000000000"  # as if another claim had been shown
    page.cell(row, places["decision"]).value = "accept"
    book.save(file)
    assert own("import", "review", file, *WHO).code == 1
    assert own("import", "review", file, *WHO, "--accept-older").code == 0
