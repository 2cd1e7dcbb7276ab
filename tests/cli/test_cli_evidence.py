"""``kla evidence``: what is asked, told, stored and written."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.workspace import create_workspace, open_workspace

Kla = Callable[..., Any]
CASE = Case("18.72", "kla-2024", 2024)
WHERE = ("--region", "18.72", "--cycle", "2024")
JPEG = b"\xff\xd8\xff\xe0 foto "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    create_workspace(tmp_path / "w").close()
    monkeypatch.setenv("KLA_WORKSPACE", str(tmp_path / "w"))
    source = tmp_path / "dinas"
    (source / "Ind 5").mkdir(parents=True)
    for name in (
        "2.7 Pawai anak.jpg",
        "Ind 5/Sudut baca.jpg",
        "Ind 5/IMG_1.jpg",
        "Klaster IV Foto kampanye antirokok.jpg",
    ):
        (source / name).write_bytes(JPEG + name.encode())
    return source


def attached(folder: Path) -> dict[str, Evidence]:
    with open_workspace(folder.parent / "w") as opened:
        return {one.name: one for one in opened.store.evidence(CASE)}


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """A person at a terminal who types these lines."""
    keyboard = io.StringIO("".join(f"{line}\n" for line in lines))
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", keyboard)


def test_without_a_terminal_only_what_is_sure_is_attached_and_the_rest_listed(kla: Kla, folder: Path) -> None:
    done = kla("evidence", "import", folder, *WHERE)
    assert (done.code, set(attached(folder))) == (1, {"2.7 Pawai anak.jpg"})
    assert "Ind 5/IMG_1.jpg" in done.out
    assert "I5.1" in done.out


def test_yes_attaches_what_is_likely_and_asks_nothing(kla: Kla, folder: Path) -> None:
    assert kla("evidence", "import", folder, *WHERE, "--yes", "--author", "Ani").code == 1
    found = attached(folder)
    assert found["Klaster IV Foto kampanye antirokok.jpg"].question == "I19.5"
    assert "IMG_1.jpg" not in found
    assert {one.author for one in found.values()} == {"Ani"}


def test_a_dry_run_stores_nothing(kla: Kla, folder: Path) -> None:
    done = kla("evidence", "import", folder, *WHERE, "--yes", "--dry-run")
    assert (done.code, attached(folder)) == (0, {})
    assert "2.7 Pawai anak.jpg" in done.out


def test_a_person_is_asked_where_it_is_unsure(kla: Kla, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "I99.9", "9", "5.2 foto", "Pojok baca di kantor camat", "", "i19.5 dok")
    done = kla("evidence", "import", folder, *WHERE)
    assert done.code == 0
    found = attached(folder)
    assert {name: (one.question, one.kind, one.caption) for name, one in found.items()} == {
        "2.7 Pawai anak.jpg": ("I2.7", "FOTO", "Pawai anak"),
        "IMG_1.jpg": ("I5.2", "FOTO", "Pojok baca di kantor camat"),
        "Klaster IV Foto kampanye antirokok.jpg": ("I19.5", "DOK", "Klaster IV Foto kampanye antirokok"),
    }
    assert done.err.count("I5.1 ") >= 2  # the choices of both files are shown


def test_a_person_may_choose_by_number_and_stop(kla: Kla, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "1", "Di taman", "s")
    assert kla("evidence", "import", folder, *WHERE).code == 1
    assert {name: one.question for name, one in attached(folder).items()} == {
        "2.7 Pawai anak.jpg": "I2.7",
        "IMG_1.jpg": "I5.1",
    }


@pytest.mark.parametrize("name", ["rencana.csv", "rencana.xlsx"])
def test_a_plan_is_written_first_and_followed_then(kla: Kla, folder: Path, tmp_path: Path, name: str) -> None:
    plan = tmp_path / name
    first = kla("evidence", "import", folder, *WHERE, "--plan", plan)
    assert (first.code, attached(folder)) == (0, {})
    assert str(plan) in first.err
    before = plan.read_bytes()
    assert kla("evidence", "import", folder, *WHERE, "--plan", plan).code == 0
    assert set(attached(folder)) == {"2.7 Pawai anak.jpg", "Klaster IV Foto kampanye antirokok.jpg"}
    assert plan.read_bytes() == before


def test_pack_writes_a_zip_file_an_indicator_and_they_come_back(kla: Kla, folder: Path, tmp_path: Path) -> None:
    kla("evidence", "import", folder, *WHERE, "--yes")
    done = kla("evidence", "pack", *WHERE, "--out", tmp_path / "bukti", "--limit", "2MB")
    names = [Path(line).name for line in done.out.splitlines()]
    assert (done.code, names) == (0, ["I2.zip", "I19.zip", "indeks-data-dukung.csv", "indeks-data-dukung.xlsx"])
    create_workspace(tmp_path / "lain").close()
    assert kla("evidence", "import", tmp_path / "bukti", *WHERE, "--workspace", tmp_path / "lain").code == 0
    with open_workspace(tmp_path / "lain") as opened:
        back = {one.name: (one.question, one.kind, one.caption) for one in opened.store.evidence(CASE)}
    assert back == {name: (one.question, one.kind, one.caption) for name, one in attached(folder).items()}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "tidak-ada", *WHERE), "EVB-001"),
        (("import", ".", "--region", "18.72", "--cycle", "2022"), "EVB-008"),
        (("pack", *WHERE, "--out", "x.zip"), "RES-001"),
        (("pack", *WHERE, "--out", "x.zip", "--limit", "besar"), "EVB-041"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_what_is_refused_ends_with_two_and_a_code(
    kla: Kla, folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = kla("evidence", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"[{code}]")


def test_an_archive_that_leads_out_stores_nothing(kla: Kla, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "jahat.zip", "w") as archive:
        archive.writestr("2.1 SK.jpg", JPEG)
        archive.writestr("../../2.1 SK.jpg", JPEG)
    done = kla("evidence", "import", tmp_path / "jahat.zip", *WHERE, "--yes")
    assert (done.code, attached(folder)) == (2, {})
    assert done.err.startswith("[ZIP-002]")
