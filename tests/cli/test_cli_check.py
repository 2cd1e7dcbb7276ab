"""``kla check``: what it prints and how it ends.

CKC001  0 without errors, 1 with them, 2 when it cannot start; warnings alone are no reason to stop a batch.
CKC002  Table, JSON and CSV tell the same findings, with what, why and cure.
CKC003  Training data are marked wherever they are told.
CKC004  Grouped by region, agency or check, as it is wanted.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.cli import check_output

Kla = Callable[..., Any]
TRAINING = ("check", "--region", "00.01", "--cycle", "2024")


def test_ckc001_errors_end_with_one(kla: Kla) -> None:
    done = kla(*TRAINING)
    assert done.code == 1
    assert "CHK-101" in done.out
    assert done.err.strip()


def test_ckc001_warnings_alone_end_with_zero(kla: Kla) -> None:
    done = kla(*TRAINING, "--check", "CHK-501")
    assert done.code == 0
    assert "[CHK-501]" in done.out
    assert kla(*TRAINING, "--check", "CHK-501", "--severity", "error").out.count("CHK-501") == 0


def test_ckc001_nothing_found_is_said(kla: Kla) -> None:
    done = kla("check", "--region", "32.73", "--cycle", "2024")
    assert done.code == 0
    assert done.err.startswith("0 ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "--cycle", "2024"), "CHK-002"),
        (("check", "--all", "--cycle", "1999"), "CHK-003"),
        ((*TRAINING, "--check", "CHK-999"), "CHK-001"),
        (("check", "--region", "32.74", "--cycle", "2024"), "RES-001"),
        (("check", "--region", "00.01", "--region", "32.99", "--cycle", "2024"), "REG-001"),
        ((*TRAINING, "--workspace", "tidak-ada"), "WSP-001"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_ckc001_what_cannot_start_ends_with_two(kla: Kla, arguments: tuple[str, ...], code: str) -> None:
    done = kla(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"[{code}")


def test_ckc002_json_and_csv_tell_the_same(kla: Kla) -> None:
    told = json.loads(kla(*TRAINING, "--quick", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(kla(*TRAINING, "--quick", "--format", "csv").out)))
    assert len(rows) == len(told["findings"]) > 0
    for row, finding in zip(rows, told["findings"], strict=True):
        assert {**row, "synthetic": row["synthetic"] == "true", "cycle": int(row["cycle"])} == finding
        assert all(finding[part] for part in ("check", "severity", "title", "what", "why", "cure"))
    counted = sum(group["errors"] + group["warnings"] for group in told["groups"])
    assert counted == len(rows)
    assert "CHK-801" not in told["checks"]


def test_ckc002_both_languages_are_spoken(kla: Kla, spoken: str) -> None:
    assert {"id": "DATA LATIHAN", "en": "TRAINING DATA"}[spoken] in kla(*TRAINING, "--check", "CHK-101").out


def test_ckc003_training_data_are_marked(kla: Kla) -> None:
    for by in ("region", "agency", "check"):
        assert "DATA LATIHAN" in kla(*TRAINING, "--by", by).out
    told = json.loads(kla(*TRAINING, "--format", "json").out)
    assert all(finding["synthetic"] for finding in told["findings"] + told["assessments"])


@pytest.mark.parametrize(("by", "field"), [("region", "region"), ("agency", "agency"), ("check", "check")])
def test_ckc004_findings_come_in_their_groups(kla: Kla, by: str, field: str) -> None:
    told = json.loads(kla("check", "--all", "--cycle", "2024", "--by", by, "--format", "json").out)
    keys = [finding[field] for finding in told["findings"]]
    assert keys == sorted(keys)
    assert [group["key"] for group in told["groups"]] == sorted(set(keys))


def test_a_long_list_is_cut_for_reading_only(kla: Kla, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = kla(*TRAINING).out.count("[CHK-")
    monkeypatch.setattr(check_output, "LISTED", 3)
    done = kla(*TRAINING)
    assert everything > 3
    assert done.out.count("[CHK-") == 3
    assert "--format csv" in done.out


def test_a_file_deleted_behind_our_back_is_named(kla: Kla, demo_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_folder, tmp_path / "ruang"))
    gone = next(path for path in (folder / "evidence").rglob("*") if path.is_file())
    gone.unlink()
    done = kla(*TRAINING, "--workspace", folder, "--check", "CHK-105")
    assert done.code == 1
    assert "[CHK-105]" in done.out
