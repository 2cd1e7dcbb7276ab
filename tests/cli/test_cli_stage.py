"""``kla stage`` and ``kla people``: from signing to opening again, and who may."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Kla = Callable[..., Any]
CASE = ("--region", "00.01", "--cycle", "2024")


@pytest.fixture
def own(kla: Kla, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kla:
    """The same in a demo workspace that may be changed."""
    folder = tmp_path / "contoh"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv("KLA_WORKSPACE", str(folder))
    return kla


def states(kla: Kla) -> dict[str, str]:
    rows = json.loads(kla("stage", "show", *CASE, "--format", "json").out)
    return {row["stage"]: row["state"] for row in rows}


def test_stages_are_signed_in_order_and_opened_again_with_a_reason(own: Kla) -> None:
    early = own("stage", "sign", *CASE, "--stage", "administrasi")
    assert (early.code, early.out) == (2, "")
    assert early.err.startswith("[REV-010]")
    assert own("stage", "sign", *CASE, "--stage", "mandiri", "--author", "Ani B.").code == 0
    assert list(states(own).values()) == ["signed", "open"] + ["waiting"] * 4
    again = own("stage", "sign", *CASE, "--stage", "mandiri", "--author", "Budi")
    assert again.err.startswith("[REV-011]")
    assert "Ani B." in again.err
    assert own("stage", "reopen", *CASE, "--stage", "mandiri", "--reason", " ").err.startswith("[REV-016]")
    assert own("stage", "reopen", *CASE, "--stage", "mandiri", "--reason", "Salah unggah").code == 0
    assert states(own)["mandiri"] == "open"


def test_the_points_of_every_stage_are_shown(kla: Kla) -> None:
    rows = {row["stage"]: row for row in json.loads(kla("stage", "show", *CASE, "--format", "json").out)}
    assert (rows["mandiri"]["points"], rows["administrasi"]["points"], rows["final"]["points"]) == (
        724.14,
        613.55,
        None,
    )
    table = kla("stage", "show", *CASE).out
    assert "724,14" in table
    assert "613,55" in table


def test_an_imported_recap_of_a_signed_stage_is_refused_and_of_a_later_one_is_stored(own: Kla, tmp_path: Path) -> None:
    recap = tmp_path / "rekap.csv"
    recap.write_text("Klaster;Nilai Maks;Nilai Evaluasi\nKelembagaan;164;120,50\n", encoding="utf-8")
    own("stage", "sign", *CASE, "--stage", "mandiri")
    signed = own("import", "recap", recap, *CASE, "--stage", "mandiri")
    later = own("import", "recap", recap, *CASE, "--stage", "final")
    assert (signed.code, "[REV-001]" in signed.err) == (2, True)
    assert later.code == 0
    rows = {row["stage"]: row["points"] for row in json.loads(own("stage", "show", *CASE, "--format", "json").out)}
    assert (rows["mandiri"], rows["final"]) == (724.14, 120.5)


def test_people_are_named_listed_and_taken_off(own: Kla) -> None:
    assert own("people", "list", *CASE).out == ""
    assert own("people", "set", "Ani", "--role", "facilitator", *CASE, "--author", "Ani").code == 0
    assert own("people", "set", "Budi", "--role", "evaluator", *CASE, "--author", "Ani").code == 0
    listed = own("people", "list", *CASE)
    assert "Ani" in listed.out
    assert "Budi" in listed.out
    assert "JupyterHub" in listed.err
    refused = own("stage", "sign", *CASE, "--stage", "mandiri", "--author", "Budi")
    assert (refused.code, refused.err[:9]) == (2, "[REV-004]")
    assert own("people", "remove", "Budi", *CASE, "--author", "Ani").code == 0
    assert "Budi" not in own("people", "list", *CASE).out


def test_a_role_that_there_is_not_is_refused(own: Kla) -> None:
    done = own("people", "set", "Ani", "--role", "ketua", *CASE)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("[REV-052]")
