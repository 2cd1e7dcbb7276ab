"""The workshop's server, for real.

WSV001  A notebook is run before it is handed out, its outputs are stored, and JupyterLab trusts them.
WSV002  It is run once for a kernel, and again when that kernel has forgotten or the copy was made anew.
WSV003  A cell that fails shows its error and stops the page; only the workbook's notebooks are run.
WSV004  A second start joins the server that runs.
WSV005  The end leaves no process, no listener and nothing in the user's home.
WSV006  Ctrl-C, however often, and being told to end are such an end.
WSV007  When the command is killed, the server and its kernels end by themselves, and the workshop can be started again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import nbformat
import psutil
import pytest
from nbformat.sign import NotebookNotary
from workshop_pages import code, two_pages, write_pages

from kla_widgets.workbook.workshop.copies import Parameters
from kla_widgets.workbook.workshop.folders import Folders
from kla_widgets.workbook.workshop.server import Server, running_server
from kla_widgets.workbook.workshop.start import Opened, opened_workshop

pytestmark = pytest.mark.slow

FOLDER = Parameters("", "32.73", 2024, "kla-2024", "mandiri", "id", "Ani").folder.as_posix()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("workshop")
    two_pages(place / "nb")
    write_pages(place / "nb", **{"02_gagal": "print('sebelum')\n1 / 0"})
    (place / "ws dengan spasi").mkdir()
    (place / "home").mkdir()
    return place


@pytest.fixture(scope="module")
def parameters(place: Path) -> Parameters:
    return Parameters(str(place / "ws dengan spasi"), "32.73", 2024, "kla-2024", "mandiri", "id", "Ani")


@pytest.fixture(scope="module")
def opened(place: Path, parameters: Parameters) -> Iterator[Opened]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(place / "home"))
        with opened_workshop(parameters, "", source=place / "nb") as opened:
            yield opened
    assert list((place / "home").iterdir()) == []  # WSV005


@pytest.fixture(scope="module")
def running(opened: Opened) -> Server:
    assert opened.process is not None
    return opened.process.server


def read(running: Server, name: str) -> dict[str, Any]:
    """A notebook as JupyterLab gets it."""
    answer = running.ask(f"/api/contents/{FOLDER}/{name}.ipynb?content=1", timeout=60)
    notebook: dict[str, Any] = answer["content"]
    return notebook


def run_of(notebook: dict[str, Any]) -> str:
    return str(notebook["metadata"]["kla"]["run"])


def said(notebook: dict[str, Any]) -> str:
    return json.dumps([cell["outputs"] for cell in notebook["cells"]])


def kernel_of(running: Server, name: str) -> str:
    sessions = running.ask("/api/sessions")
    return str(next(one["kernel"]["id"] for one in sessions if one["path"] == f"{FOLDER}/{name}.ipynb"))


def test_wsv001_a_page_is_filled_in_and_trusted(running: Server, parameters: Parameters) -> None:
    notebook = read(running, "00_mulai")
    assert "application/vnd.jupyter.widget-view+json" in said(notebook)
    assert [cell["metadata"]["trusted"] for cell in notebook["cells"]] == [True] * 3
    stored = nbformat.read(parameters.folder / "00_mulai.ipynb", as_version=4)
    assert stored.cells[-1].outputs
    assert NotebookNotary(data_dir=str(Folders(Path(parameters.workspace), "lab").data)).check_signature(stored)


def test_wsv001_the_parameters_are_the_region_s(running: Server) -> None:
    assert "Halaman kedua 32.73" in said(read(running, "01_lanjut"))


def test_wsv002_a_page_is_run_once_for_its_kernel(running: Server) -> None:
    first = read(running, "00_mulai")
    kernel = kernel_of(running, "00_mulai")
    assert read(running, "00_mulai") == first
    assert kernel_of(running, "00_mulai") == kernel


def test_wsv002_a_restarted_kernel_is_filled_again(running: Server) -> None:
    first = read(running, "00_mulai")
    running.ask(f"/api/kernels/{kernel_of(running, '00_mulai')}/restart", "POST", timeout=60)
    second = read(running, "00_mulai")
    assert run_of(second) != run_of(first)
    assert said(second) != said(first)  # other widgets
    assert read(running, "00_mulai") == second


def test_wsv002_a_copy_made_anew_is_filled_again(running: Server, parameters: Parameters) -> None:
    first = read(running, "01_lanjut")
    file = parameters.folder / "01_lanjut.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    del notebook["metadata"]["kla"]["run"]
    notebook["cells"][-1]["outputs"] = []
    file.write_text(json.dumps(notebook), encoding="utf-8")
    second = read(running, "01_lanjut")
    assert run_of(second) != run_of(first)
    assert "Halaman kedua 32.73" in said(second)


def test_wsv003_a_failure_is_shown(running: Server) -> None:
    shown = said(read(running, "02_gagal"))
    assert "sebelum" in shown
    assert "ZeroDivisionError" in shown


def test_wsv003_a_page_that_failed_is_tried_again(running: Server, parameters: Parameters) -> None:
    first = read(running, "02_gagal")
    kernel = kernel_of(running, "02_gagal")
    second = read(running, "02_gagal")
    assert run_of(second) != run_of(first)
    assert kernel_of(running, "02_gagal") == kernel


def test_wsv003_other_notebooks_are_not_run(running: Server, parameters: Parameters) -> None:
    cells = [code("own", "print('dijalankan')")]
    own = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (parameters.folder / "milik-sendiri.ipynb").write_text(json.dumps(own), encoding="utf-8")
    assert said(read(running, "milik-sendiri")) == "[[]]"


def test_wsv004_a_second_start_joins(place: Path, parameters: Parameters, opened: Opened, running: Server) -> None:
    before = read(running, "00_mulai")
    with opened_workshop(parameters, "01", source=place / "nb") as second:
        assert second.process is None
        assert second.address == running.page(f"{FOLDER}/01_lanjut.ipynb")
    assert running.answers
    assert read(running, "00_mulai") == before


def test_wsv005_nothing_is_left(place: Path, tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    told = Parameters(str(tmp_path), "32.73", 2024, "kla-2024", "mandiri", "id", "Ani")
    with opened_workshop(told, "", source=place / "nb") as opened:
        assert opened.process is not None
        ended = opened.process.server
        read(ended, "00_mulai")
        made = set(psutil.Process().children(recursive=True)) - before
        assert any("ipykernel" in " ".join(one.cmdline()) for one in made)
    _, alive = psutil.wait_procs(made, timeout=10)
    assert alive == []
    assert not ended.answers
    assert running_server(Folders(tmp_path, "lab")) is None


def command(workspace: Path) -> subprocess.Popen[str]:
    """``kla workshop`` as a program of its own."""
    words = ["--region", "32.73", "--cycle", "2024", "--no-browser", "-w", str(workspace)]
    line = [sys.executable, "-m", "kla_widgets", "workshop", *words]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot send Ctrl-C to one program")
@pytest.mark.parametrize("signals", [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM,)])
def test_wsv006_being_told_to_end_ends_everything(place: Path, tmp_path: Path, signals: tuple[int, ...]) -> None:
    with command(tmp_path / "ws") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        made = psutil.Process(process.pid).children(recursive=True)
        assert made
        for number in signals:
            process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    _, alive = psutil.wait_procs(made, timeout=10)
    assert alive == []
    assert running_server(Folders(tmp_path / "ws", "lab")) is None


def test_wsv007_a_killed_command_leaves_no_server_and_no_kernel(tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    with command(workspace) as process:
        assert process.stdout is not None
        address = process.stdout.readline()
        assert address.startswith("http://127.0.0.1:")
        server = running_server(Folders(workspace, "lab"))
        assert server is not None
        path = unquote(urlsplit(address).path).removeprefix("/doc/tree/")
        server.ask(f"/api/contents/{quote(path)}?content=1", timeout=60)
        made = psutil.Process(process.pid).children(recursive=True)
        assert any("ipykernel" in " ".join(one.cmdline()) for one in made)
        process.kill()
        process.wait(10)
    _, alive = psutil.wait_procs(made, timeout=30)
    assert alive == []
    assert running_server(Folders(workspace, "lab")) is None
    with command(workspace) as again:
        assert again.stdout is not None
        assert again.stdout.readline().startswith("http://127.0.0.1:")
        again.terminate()
        again.communicate(timeout=60)


def test_wsv007_a_server_that_is_still_starting_ends_too(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "kla_widgets.workbook.workshop.child", "http.server", "0"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(30) != 0
