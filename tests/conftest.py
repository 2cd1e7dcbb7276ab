"""What several test rooms share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.exchange.demo import build_demo

settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace, built once; tests that write take a copy of their own."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder).close()
    return folder


@pytest.fixture
def demo(demo_folder: Path) -> Iterator[Workspace]:
    """The demo workspace, opened for reading."""
    workspace = open_workspace(demo_folder)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one the test is skipped, unless KLA_REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        message = "no Chromium on this machine: browser tests cannot run"
        if os.environ.get("KLA_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    return found
