"""The contract of the command line: exit codes, what goes where, help, language, and where the workspace is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.assessment.workspace import DATABASE
from kla_widgets.cli.commands import app

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command as it is typed."""
    for info in app.registered_commands:
        assert info.callback is not None
        yield (info.name or info.callback.__name__,)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        assert group.name is not None
        for info in group.typer_instance.registered_commands:
            assert info.callback is not None
            yield (group.name, info.name or info.callback.__name__)


COMMANDS = list(commands())
SCORE = ("score", "--region", "32.73", "--cycle", "2024")


def kla_process(
    arguments: tuple[str, ...], surroundings: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kla_widgets", *arguments]
    return subprocess.run(command, capture_output=True, env=surroundings, cwd=folder, timeout=60)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_has_an_example(kla: Kla, command: tuple[str, ...]) -> None:
    done = kla(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.count(f"kla {' '.join(command)}") >= 2  # in the usage line, and in an example


@pytest.mark.parametrize("group", [(), ("export",), ("import",), ("instrument",), ("template",), ("plan",)], ids=str)
def test_a_group_without_a_command_shows_its_help(kla: Kla, group: tuple[str, ...]) -> None:
    done = kla(*group)
    assert done.code in (0, 2)
    assert "--help" in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("hitung",),
        ("score", "--cycle", "2024"),
        ("score", "--region", "32.73"),
        (*SCORE, "--format", "xml"),
        (*SCORE, "--cycle", "dua ribu"),
        (*SCORE, "--warna"),
        ("init",),
        ("regions",),
        ("regions", "Bandung", "--format", "csv"),
        ("instrument", "show"),
        ("instrument", "check"),
        ("report", "--formats"),
    ],
    ids=" ".join,
)
def test_wrong_options_end_with_two_and_nothing_on_stdout(kla: Kla, arguments: tuple[str, ...]) -> None:
    done = kla(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("score", "--region", "32.99", "--cycle", "2024"), "REG-001"),
        (("score", "--region", "11.1", "--cycle", "2024"), "REG-002"),
        (("score", "--region", "Kabupaten Atlantis Raya", "--cycle", "2024"), "REG-00"),
        (("score", "--region", "Bandung", "--cycle", "2024"), "REG-005"),
        (("score", "--region", "32.73", "--cycle", "2023"), "RES-001"),
        (("score", "--region", "32.74", "--cycle", "2024"), "RES-001"),
        (("score", "--region", "19.71", "--cycle", "2019"), "RES-002"),
        ((*SCORE, "--instrument", "kla-2099"), "RES-001"),
        ((*SCORE, "--stage", "akhir"), "STO-011"),
        ((*SCORE, "--workspace", "tidak-ada"), "WSP-001"),
        (("instrument", "show", "kla-2099"), "INS-030"),
        (("regions", "32.99"), "REG-001"),
        (("regions", "qqqqqqqq"), "REG-003"),
        (("report",), "REP-011"),
        (("report", "32.74"), "REP-010"),
        (("report", "--all", "--cycle", "1999"), "REP-010"),
        (("report", "32.73", "--template", "provinsi"), "REP-001"),
        (("report", "32.73", "--formats", "odt"), "REP-003"),
        (("report", "32.73", "--formats", ""), "REP-003"),
        (("report", "32.73", "--stage", "akhir"), "STO-011"),
        (("report", "32.73", "--language", "su"), "LNG-001"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_is_refused_ends_with_two_and_a_code_on_stderr(kla: Kla, arguments: tuple[str, ...], code: str) -> None:
    done = kla(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"[{code}")
    assert "Traceback" not in done.err


def test_refusals_name_the_choices(kla: Kla) -> None:
    assert "32.04 Kabupaten Bandung" in kla("score", "--region", "Bandung", "--cycle", "2024").err
    assert "11.10" in kla("score", "--region", "11.1", "--cycle", "2024").err
    assert "ape-pug, kla-2024" in kla("score", "--region", "19.71", "--cycle", "2019").err
    assert "2024 kla-2024" in kla("score", "--region", "32.73", "--cycle", "2023").err
    assert "mandiri" in kla(*SCORE, "--stage", "akhir").err


def test_the_option_goes_before_the_environment_and_that_before_the_current_folder(
    kla: Kla, monkeypatch: pytest.MonkeyPatch, demo_folder: Path, tmp_path: Path
) -> None:
    assert kla(*SCORE).code == 0
    monkeypatch.setenv("KLA_WORKSPACE", str(tmp_path / "lain"))
    assert kla(*SCORE).err.startswith("[WSP-001]")
    assert kla(*SCORE, "--workspace", demo_folder).code == 0
    assert kla(*SCORE, "-w", demo_folder).code == 0
    monkeypatch.delenv("KLA_WORKSPACE")
    assert kla(*SCORE).err.startswith("[WSP-001]")
    monkeypatch.chdir(demo_folder)
    assert kla(*SCORE).code == 0


def test_init_makes_a_workspace_and_leaves_one_that_is_there(kla: Kla, tmp_path: Path) -> None:
    folder = tmp_path / "kabupaten saya" / "2024"
    first = kla("init", folder)
    before = (folder / DATABASE).read_bytes()
    second = kla("init", folder)
    assert (first.code, first.out, second.code, second.out) == (0, "", 0, "")
    assert str(folder) in first.err
    assert str(folder) in second.err
    assert first.err != second.err
    assert (folder / DATABASE).read_bytes() == before


def test_init_where_it_cannot_be_is_refused(kla: Kla, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    done = kla("init", tmp_path / "berkas")
    assert done.code == 2
    assert done.err.startswith("[WSP-002]")


def test_a_program_of_its_own_answers_in_utf8_and_warns_of_nothing(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    surroundings |= {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = kla_process(SCORE, surroundings, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "–" in done.stdout.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


def test_the_language_is_the_one_of_the_environment(surroundings: dict[str, str], tmp_path: Path) -> None:
    english = kla_process(SCORE, surroundings | {"KLA_LANGUAGE": "en"}, tmp_path).stdout.decode("utf-8")
    indonesian = kla_process(SCORE, surroundings | {"KLA_LANGUAGE": "id"}, tmp_path).stdout.decode("utf-8")
    assert "880.3" in english
    assert "Self-assessment" in english
    assert "880,3" in indonesian
    assert "Evaluasi mandiri" in indonesian


def test_help_and_regions_do_not_load_what_they_do_not_need(surroundings: dict[str, str], tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from kla_widgets.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "slow = ('pandas', 'sqlalchemy', 'papermill', 'alembic', 'openpyxl')\n"
        "print([name for name in slow if name in sys.modules], file=sys.stderr)\n"
    )
    surroundings = surroundings | {"KLA_WORKSPACE": str(tmp_path)}
    for arguments in (["--help"], ["regions", "32.73"]):
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=60, encoding="utf-8")
        assert done.stderr == "[]\n"


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is told otherwise on Windows")
@pytest.mark.parametrize("arguments", [("instrument", "show", "kla-2024"), ("regions", "32.73")], ids=" ".join)
def test_a_reader_that_has_seen_enough_gets_no_message(
    surroundings: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "kla_widgets", *arguments]
    buffered = {name: value for name, value in surroundings.items() if name != "PYTHONUNBUFFERED"}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=buffered, cwd=tmp_path, timeout=60)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
