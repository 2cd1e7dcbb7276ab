"""What the tests of the RAD's documents share: a workspace with plans, and the plans read from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.reporting.rad_asking import Wish
from kla_widgets.reporting.rad_facts import RadFacts, read_rad
from kla_widgets.reporting.rad_making import make_rad, store_rad


@pytest.fixture(scope="session")
def planned_folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace with an accepted plan of the training district and of Metro; tests that write take a copy."""
    folder = tmp_path_factory.mktemp("planned") / "demo"
    shutil.copytree(demo_folder, folder)
    with open_workspace(folder) as workspace:
        for region, cycle, wish in (
            ("00.01", 2024, Wish("Nindya", 2027)),
            ("18.72", 2022, Wish("madya", 2027, standing="Pratama")),
        ):
            store_rad(workspace, make_rad(workspace, region, cycle, "", wish), "tester", accept=True)
    return folder


@pytest.fixture
def planned(planned_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, to be written to."""
    folder = tmp_path / "workspace"
    shutil.copytree(planned_folder, folder)
    with open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def training(planned_folder: Path) -> RadFacts:
    with open_workspace(planned_folder) as workspace:
        return read_rad(workspace, "00.01", 2024)


@pytest.fixture(scope="session")
def metro(planned_folder: Path) -> RadFacts:
    with open_workspace(planned_folder) as workspace:
        return read_rad(workspace, "18.72", 2022)
