"""``kla plan``, as the README shows it: propose, show, check, progress, export, import; exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Kla = Callable[..., Any]
METRO = ("--region", "18.72", "--cycle", "2022")


@pytest.fixture
def mine(demo_folder: Path, tmp_path: Path) -> tuple[object, ...]:
    """The options that name Metro in a workspace of one's own."""
    folder = tmp_path / "mine"
    shutil.copytree(demo_folder, folder)
    return (*METRO, "--workspace", folder)


def test_from_the_goal_to_the_documents_and_back(kla: Kla, mine: tuple[object, ...], tmp_path: Path) -> None:
    wish = ("--standing", "Pratama", "--reach", "Madya", "--by", "2027", "--accept")
    done = kla("plan", "propose", *mine, *wish)
    assert done.code == 0
    assert "Madya" in done.out
    assert "550,00" in done.out

    shown = kla("plan", "show", *mine)
    assert (shown.code, "Kota Metro" in shown.out) == (0, True)
    told = json.loads(kla("plan", "show", *mine, "--format", "json").out)
    assert told["plan"]["outlook"] == "best"

    checked = kla("plan", "check", *mine)
    assert checked.code == (1 if "PLN-" in checked.out else 0)

    made = kla("plan", "export", *mine, "--formats", "docx,xlsx,pdf", "--out", tmp_path / "rad")
    assert made.code == 0
    files = [Path(line) for line in made.out.split("\n") if line]
    assert [one.suffix for one in files] == [".docx", ".xlsx", ".pdf"]
    assert all(one.is_file() for one in files)

    assert "0 " in kla("plan", "import", files[1], *mine).err
    book = load_workbook(files[1])
    book.worksheets[0].cell(4, 6).value = "Permasalahan menurut kami"
    book.save(files[1])
    changed = kla("plan", "import", files[1], *mine)
    assert changed.code == 0
    assert changed.err.startswith("1 ")
    assert kla("plan", "import", files[1], *mine).err.startswith("0 ")  # the same file again changes nothing

    action = told["plan"]["chosen"][0]["action"]
    done = kla("plan", "progress", *mine, "--action", action, "--quarter", "2027-1", "--state", "on_the_way")
    assert done.code == 0
    assert "2027-Q1" in done.out


def test_nothing_is_stored_unless_asked_for(kla: Kla, mine: tuple[object, ...]) -> None:
    assert kla("plan", "propose", *mine, "--standing", "Pratama", "--reach", "Madya", "--by", "2027").code == 0
    assert kla("plan", "progress", *mine, "--action", "rad", "--quarter", "2027-1").code == 2


def test_out_of_reach_ends_with_1_and_says_what_is_missing(kla: Kla, mine: tuple[object, ...]) -> None:
    done = kla("plan", "propose", *mine, "--standing", "Pratama", "--reach", "KLA", "--by", "2023", "--save")
    assert done.code == 1
    assert "900,01" in done.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--reach", "Emas"), "PLN-023"),
        (("--budget", "2025"), "RAD-001"),
        (("--capacity", "x=1"), "RAD-001"),
        (("--budget", "2024=-1"), "PLN-020"),
    ],
)
def test_what_makes_no_sense_is_refused_with_2(kla: Kla, arguments: tuple[str, ...], code: str) -> None:
    done = kla("plan", "propose", *METRO, "--standing", "Pratama", *arguments)
    assert done.code == 2
    assert code in done.err


def test_a_template_that_is_no_word_file_is_refused(kla: Kla, tmp_path: Path) -> None:
    bad = tmp_path / "templat.docx"
    bad.write_text("bukan Word")
    done = kla("plan", "export", *METRO, "--formats", "docx", "--template", bad)
    assert done.code == 2
    assert "RAD-010" in done.err
    assert not (tmp_path / "reports").exists()
