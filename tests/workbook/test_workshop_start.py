"""What ``kla workshop`` opens, and what it refuses.

WSS001  Nothing is guessed: region and cycle are named, or the workspace holds one assessment only.
WSS002  Unknown regions, cycles and instruments are refused with their codes.
WSS003  A taken port, a missing program and a server that ends at once are said, and leave nothing running.
WSS005  The stage that is filled in can be named; the self-assessment is meant otherwise.
WSS004  The command makes the workspace, prints the address alone on stdout, and tells the rest on stderr.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import typer
from typer.testing import CliRunner
from workshop_pages import two_pages

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.cli.workshop import workshop
from kla_widgets.errors import KlaError
from kla_widgets.workbook.workshop import server, start
from kla_widgets.workbook.workshop.copies import Parameters
from kla_widgets.workbook.workshop.folders import Folders
from kla_widgets.workbook.workshop.server import Server, ServerProcess, free_port
from kla_widgets.workbook.workshop.settings import write_settings
from kla_widgets.workbook.workshop.start import Opened, Wish, opened_workshop, parameters_of


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "ws") as workspace:
        yield workspace


def test_wss001_what_is_named_is_opened(empty: Workspace) -> None:
    found = parameters_of(empty, Wish("Kota Bandung", 2024), "id", "Ani")
    assert (found.region, found.cycle, found.instrument, found.stage) == ("32.73", 2024, "kla-2024", "mandiri")
    assert (found.language, found.author) == ("id", "Ani")
    assert Path(found.workspace).is_absolute()


def test_wss001_the_only_assessment_is_meant(empty: Workspace) -> None:
    empty.store.add_case(Case("11.10", "kla-2024", 2023), None, "Ani")
    found = parameters_of(empty, Wish(), "id", "Ani")
    assert (found.region, found.cycle, found.instrument) == ("11.10", 2023, "kla-2024")


@pytest.mark.parametrize(("wish", "code"), [(Wish(), "WKS-008"), (Wish("32.73"), "WKS-009")])
def test_wss001_an_empty_workspace_means_nothing(empty: Workspace, wish: Wish, code: str) -> None:
    with pytest.raises(KlaError, match=code):
        parameters_of(empty, wish, "id", "Ani")


def test_wss001_of_several_one_must_be_named(empty: Workspace) -> None:
    for region, cycle in (("11.10", 2024), ("32.73", 2023), ("32.73", 2024)):
        empty.store.add_case(Case(region, "kla-2024", cycle), None, "Ani")
    with pytest.raises(KlaError, match=r"WKS-008.*11\.10 \(2024\), 32\.73"):
        parameters_of(empty, Wish(), "id", "Ani")
    with pytest.raises(KlaError, match=r"WKS-009.*32\.73 \(2023\), 32\.73 \(2024\)"):
        parameters_of(empty, Wish("32.73"), "id", "Ani")
    assert parameters_of(empty, Wish("11.10"), "id", "Ani").cycle == 2024


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish("99.99", 2024), "REG-"),
        (Wish("Kota Antah Berantah", 2024), "REG-"),
        (Wish("32.73", 1999), "INS-032"),
        (Wish("32.73", 2024, "kla-1999"), "INS-030"),
    ],
)
def test_wss002_what_is_unknown_is_refused(empty: Workspace, wish: Wish, code: str) -> None:
    with pytest.raises(KlaError, match=code):
        parameters_of(empty, wish, "id", "Ani")


def test_wss005_a_stage_can_be_named(empty: Workspace) -> None:
    stages = [stage.id for stage in empty.library.get("kla-2024").stages]
    assert len(stages) > 1
    for stage in stages:
        assert parameters_of(empty, Wish("32.73", 2024, stage=stage), "id", "Ani").stage == stage
    with pytest.raises(KlaError, match=r"STO-011.*final-boss"):
        parameters_of(empty, Wish("32.73", 2024, stage="final-boss"), "id", "Ani")


def parameters(folder: Path) -> Parameters:
    folder.mkdir(exist_ok=True)
    return Parameters(str(folder), "32.73", 2024, "kla-2024", "mandiri", "id", "Ani")


def test_wss003_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with (
            pytest.raises(KlaError, match=f"WKS-006.*{taken}"),
            opened_workshop(parameters(tmp_path / "ws"), "", port=taken, source=two_pages(tmp_path / "nb")),
        ):
            pytest.fail("it started")
    assert psutil.Process().children() == []


def test_wss003_a_free_port_is_found_and_kept() -> None:
    found = free_port()
    assert free_port(found) == found


def test_wss003_a_missing_program_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(server.NEEDED, "lab", "no_such_program")
    with pytest.raises(KlaError, match=r"WKS-005.*no_such_program"):
        ServerProcess(Folders(tmp_path, "lab"))


def test_wss003_a_server_that_ends_at_once_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = Folders(tmp_path, "lab")
    write_settings(folders)
    monkeypatch.setitem(server.MODULES, "lab", "kla_widgets.no_such_module")
    process = ServerProcess(folders)
    with pytest.raises(KlaError, match=r"WKS-007.*no_such_module.*server\.log"):
        process.wait_until_it_answers()
    assert psutil.Process().children() == []


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the command asked to be opened, instead of opening it; the browser's calls come after it."""
    seen: list[tuple[Any, ...]] = []

    @contextmanager
    def opened(told: Parameters, page: str, face: str, port: int, source: Path) -> Iterator[Opened]:
        seen.append((told, page, face, port))
        yield Opened(Server("lab", "http://127.0.0.1:1", "t").page("buku kerja/a.ipynb"), None)

    monkeypatch.setattr(start, "opened_workshop", opened)
    monkeypatch.setattr("webbrowser.open", lambda address: bool(seen.append((address,))) or True)
    return seen


def run(*words: str) -> Any:
    app = typer.Typer()
    app.command()(workshop)
    return CliRunner().invoke(app, [*words])


def test_wss004_the_command_makes_the_workspace_and_prints_the_address(
    tmp_path: Path, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    folder = tmp_path / "new"
    result = run(
        "--region",
        "32.73",
        "--cycle",
        "2024",
        "-w",
        str(folder),
        "--author",
        "Ani",
        "--voila",
        "--page",
        "02",
        "--stage",
        "administrasi",
    )
    assert result.exit_code == 0, result.output
    address = "http://127.0.0.1:1/doc/tree/buku%20kerja/a.ipynb?token=t&reset="
    assert result.stdout.splitlines() == [address]
    assert "Kota Bandung" in result.stderr
    (told, page, face, port), browser = started
    assert (told.region, told.author, page, face, port) == ("32.73", "Ani", "02", "voila", 0)
    assert told.stage == "administrasi"
    assert browser == (address,)
    assert (folder / "kla.sqlite").is_file()


def test_wss004_no_browser_is_opened_when_none_is_wanted(
    tmp_path: Path, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    result = run("--region", "32.73", "--cycle", "2024", "-w", str(tmp_path / "new"), "--no-browser")
    assert result.exit_code == 0, result.output
    assert len(started) == 1


def test_wss004_nothing_starts_when_the_region_is_unknown(tmp_path: Path, started: list[tuple[Any, ...]]) -> None:
    result = run("--region", "Antah Berantah", "--cycle", "2024", "-w", str(tmp_path / "new"))
    assert isinstance(result.exception, KlaError)
    assert started == []


def test_wss004_the_command_starts_without_loading_jupyter() -> None:
    import subprocess

    ask = (
        "import sys, kla_widgets.cli.workshop; print([m for m in ('jupyter_server', 'anywidget') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
