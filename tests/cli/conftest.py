"""The command line, run inside the test: exit code, stdout and stderr."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kla_widgets import cli
from kla_widgets.cli import main
from kla_widgets.language import language


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Kla = Callable[..., Done]


@pytest.fixture
def kla(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, demo_folder: Path, tmp_path: Path) -> Kla:
    """Run ``kla`` in an empty folder, with the demo workspace as the one that KLA_WORKSPACE names."""
    monkeypatch.setenv("KLA_WORKSPACE", str(demo_folder))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["kla", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def surroundings(demo_folder: Path) -> dict[str, str]:
    """The environment of a ``kla`` that runs as a program of its own."""
    return os.environ | {"KLA_WORKSPACE": str(demo_folder), "PYTHONWARNINGS": "error", "COLUMNS": "200"}


@pytest.fixture(params=["id", "en"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language of the command line; the one of a process is chosen when it starts, so it is put in place here."""
    for found in pkgutil.iter_modules(cli.__path__, "kla_widgets.cli."):
        if hasattr(module := importlib.import_module(found.name), "t"):
            monkeypatch.setattr(module, "t", language(request.param))
    return str(request.param)
