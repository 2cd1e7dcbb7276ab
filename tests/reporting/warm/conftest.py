"""What the tests of the warm engine share."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from papermill.engines import papermill_engines

from kla_widgets.reporting.warm.engine import WarmEngine
from kla_widgets.reporting.warm.worker import Isolation, Worker

ROOT = Path(__file__).parents[3]
MODES: list[object] = [Isolation.RESET]
"""The ways of isolation that can be tested here; where there are two, the second takes its time."""
if sys.platform == "linux":
    MODES = [Isolation.FORK, pytest.param(Isolation.RESET, marks=pytest.mark.slow)]


@pytest.fixture
def engine() -> str:
    """The name of our engine, known to papermill whether or not the package was installed anew since."""
    papermill_engines.register("kla-warm", WarmEngine)
    return "kla-warm"


@pytest.fixture
def entry_point(tmp_path: Path) -> Path:
    """A folder which, on the path, tells of the engine as the installed package does."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    folder = tmp_path / "kla_entry-1.dist-info"
    folder.mkdir()
    lines = [f"{name} = {place}" for name, place in declared["papermill.engine"].items()]
    (folder / "entry_points.txt").write_text("\n".join(["[papermill.engine]", *lines, ""]), "utf-8")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: kla-entry\nVersion: 1\n", "utf-8")
    return tmp_path


@pytest.fixture(scope="module", params=MODES)
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    """A worker of each kind, with what the tests' notebooks import loaded."""
    loaded = ("kla_widgets.reporting.warm.shell", "pandas", "numpy", "kla_widgets.reporting.facts")
    with Worker(loaded, request.param) as made:
        yield made
