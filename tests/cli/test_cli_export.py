"""``kla export assessment``, ``excel``, ``tables`` and ``kla import assessment``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Kla = Callable[..., Any]
TRAINING = ("--region", "Kabupaten Latihan", "--cycle", "2024")


def test_an_assessment_goes_out_and_comes_in_elsewhere(kla: Kla, tmp_path: Path) -> None:
    out = kla("export", "assessment", *TRAINING)
    assert (out.code, out.out.strip()) == (0, "00.01-kla-2024-2024.zip")
    assert kla("init", "ws").code == 0
    tried = kla("import", "assessment", "00.01-kla-2024-2024.zip", "--dry-run", "-w", "ws")
    assert tried.code == 0
    assert "--dry-run" in tried.out
    assert kla("score", *TRAINING, "-w", "ws").code == 2
    assert kla("import", "assessment", "00.01-kla-2024-2024.zip", "-w", "ws").code == 0
    wanted = kla("score", *TRAINING, "--format", "json")
    assert kla("score", *TRAINING, "--format", "json", "-w", "ws").out == wanted.out
    again = kla("export", "assessment", *TRAINING, "--out", "again.zip", "-w", "ws")
    assert again.code == 0
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "00.01-kla-2024-2024.zip").read_bytes()


def test_without_files_the_archive_is_small_and_the_import_names_what_is_missing(kla: Kla, tmp_path: Path) -> None:
    kla("export", "assessment", *TRAINING, "--out", "all.zip")
    kla("export", "assessment", *TRAINING, "--without-files", "--out", "light.zip")
    assert (tmp_path / "light.zip").stat().st_size < (tmp_path / "all.zip").stat().st_size / 2
    kla("init", "ws")
    done = kla("import", "assessment", "light.zip", "--dry-run", "-w", "ws")
    assert done.code == 0
    assert sum(len(line.strip()) == 64 for line in done.out.splitlines()) > 100


def test_evidence_that_is_gone_is_told_and_ends_with_one(kla: Kla, tmp_path: Path) -> None:
    kla("export", "assessment", *TRAINING, "--out", "light.zip", "--without-files")
    kla("init", "ws")
    kla("import", "assessment", "light.zip", "-w", "ws")
    done = kla("export", "assessment", *TRAINING, "--out", "x.zip", "-w", "ws")
    assert done.code == 1
    assert len(done.err.splitlines()) > 100


def test_the_schema_is_printed_without_a_region_or_a_workspace(kla: Kla) -> None:
    done = kla("export", "assessment", "--schema", "-w", "nowhere")
    assert done.code == 0
    assert {"answer", "journal", "item"} <= set(json.loads(done.out)["$defs"])


def test_excel_is_written_in_the_language_asked_for(kla: Kla, tmp_path: Path) -> None:
    done = kla("export", "excel", *TRAINING, "--language", "en", "--stage", "mandiri", "--out", "folder/x.xlsx")
    assert (done.code, Path(done.out.strip())) == (0, Path("folder/x.xlsx"))
    assert "Questions" in openpyxl.load_workbook(tmp_path / "folder" / "x.xlsx", read_only=True).sheetnames


def test_tables_of_some_regions_are_written_with_a_readme(kla: Kla, tmp_path: Path) -> None:
    done = kla("export", "tables", "--region", "32.73", "--region", "19", "--cycle", "2019", "--out", "t")
    assert done.code == 0
    names = [Path(line).name for line in done.out.splitlines()]
    assert names[-1] == "README.md"
    assert sorted(names) == sorted(one.name for one in (tmp_path / "t").iterdir())
    text = (tmp_path / "t" / "assessments.csv").read_text(encoding="utf-8")
    assert "\n19.71," in text
    assert "\n32.73," not in text  # its assessment is of 2024


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "assessment", "--region", "32.74", "--cycle", "2024"), "RES-001"),
        (("export", "excel", *TRAINING, "--stage", "akhir"), "STO-011"),
        (("export", "excel", *TRAINING, "--language", "su"), "LNG-001"),
        (("export", "tables"), "TBL-002"),
        (("export", "tables", "--region", "32.74"), "TBL-003"),
        (("export", "tables", "--region", "Atlantis"), "REG-00"),
        (("export", "tables", "--all", "--stage", "akhir"), "STO-011"),
        (("import", "assessment", "nowhere.zip"), "ZIP-001"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_is_refused_ends_with_two_and_writes_nothing(
    kla: Kla, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = kla(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"[{code}")
    assert list(tmp_path.iterdir()) == []
