"""``kla export agency``, ``kla import agency``, ``kla board``: as the README shows them; exit codes, and JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Kla = Callable[..., Any]
TRAINED = ("--region", "00.01", "--cycle", "2024")


@pytest.fixture
def mine(demo_folder: Path, tmp_path: Path) -> tuple[object, ...]:
    """The option that names a workspace of one's own."""
    folder = tmp_path / "mine"
    shutil.copytree(demo_folder, folder)
    return ("--workspace", folder)


def export(kla: Kla, mine: tuple[object, ...], tmp_path: Path, *agencies: str) -> list[Path]:
    options = [word for one in agencies for word in ("--agency", one)]
    done = kla("export", "agency", *options, *TRAINED, *mine, "--deadline", "29/02/2024", "--out", tmp_path / "keluar")
    assert done.code == 0
    return [Path(line) for line in done.out.splitlines()]


def test_from_the_workbook_to_the_board(kla: Kla, mine: tuple[object, ...], tmp_path: Path) -> None:
    book, letter, *_ = export(kla, mine, tmp_path, "forum_anak", "bapenda")
    assert (book.suffix, letter.suffix) == (".xlsx", ".docx")
    assert book.parent == tmp_path / "keluar" / "2024" / "00.01"
    told = {row["agency"]: row for row in json.loads(kla("board", *TRAINED, *mine, "--format", "json").out)}
    assert (told["bapenda"]["deadline"], told["bapenda"]["delivered"]) == ("2024-02-29", None)
    assert told["bapenda"]["late_days"] > 0
    assert (told["dinkes"]["sent"], told["dinkes"]["asked"]) == (False, 94)

    dry = kla("import", "agency", book, *mine, "--dry-run")
    assert (dry.code, "4" in dry.out) == (0, True)
    assert kla("import", "agency", book, *mine).code == 0
    told = {row["agency"]: row for row in json.loads(kla("board", *TRAINED, *mine, "--format", "json").out)}
    assert told["forum_anak"]["file"] == book.name
    table = kla("board", *TRAINED, *mine)
    assert "4/4" in table.out


def test_what_is_left_open_ends_with_1_and_what_is_refused_with_2(
    kla: Kla, mine: tuple[object, ...], tmp_path: Path
) -> None:
    book, *_ = export(kla, mine, tmp_path, "bapenda")
    edited = load_workbook(book)
    sheet = edited.worksheets[1]
    place = next(one.column for one in sheet[1] if one.value == "kla|column|answer")
    sheet.cell(5, place).value = None
    edited.save(book)
    open_ = kla("import", "agency", book, *mine)
    assert (open_.code, "I17.5" in open_.out) == (1, True)
    assert kla("import", "agency", book, *mine, "--keep-ours").code == 0
    assert kla("import", "agency", book, *mine, "--take-theirs", "I17.5").code == 0
    sheet.cell(5, place).value = "entah"
    edited.save(book)
    bad = kla("import", "agency", book, *mine)
    assert (bad.code, "AGW-055" in bad.err, "AGW-025" in bad.out) == (2, True, True)
    assert kla("import", "agency", book, *mine, "--partial").code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "agency", *TRAINED), "AGW-060"),
        (("export", "agency", *TRAINED, "--agency", "dinas"), "AGW-002"),
        (("export", "agency", "--region", "32.73", "--cycle", "2024", "--all", "--instrument", "ape-pug"), "AGW-001"),
        (("import", "agency", "x.xlsx", "--keep-ours", "--take-theirs", "I1.1"), "AGW-061"),
        (("import", "agency", "tidak-ada.xlsx"), "RCP-001"),
        (("board", "--region", "32.74", "--cycle", "2024"), "RES-001"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_makes_no_sense_is_refused_with_2(kla: Kla, arguments: tuple[str, ...], code: str) -> None:
    done = kla(*arguments)
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    assert list(Path().iterdir()) == []
