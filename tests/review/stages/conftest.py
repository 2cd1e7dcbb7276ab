"""A workspace with the training district, and a clock that tests can set."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from review_training import CASE, Clock

from kla_widgets.assessment.database import database_url, open_database
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import DATABASE, Workspace, create_workspace, open_workspace
from kla_widgets.exchange.demo import EXAMPLE
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.resources import templates
from kla_widgets.review.stages import sign


@pytest.fixture(scope="session")
def training_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("latihan")
    with create_workspace(folder) as made:
        import_dossier(made, templates() / "demo" / EXAMPLE, "demo")
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def claimed_folder(training_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diklaim") / "latihan"
    shutil.copytree(training_folder, folder)
    with open_workspace(folder) as opened:
        sign(opened, CASE, "mandiri", "Ani")
    return folder


@pytest.fixture
def workspace(training_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """The training district in a folder of its own."""
    with _copied(training_folder, tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def claimed(claimed_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """The same with a signed self-assessment: the administrative verification is open."""
    with _copied(claimed_folder, tmp_path, clock) as opened:
        yield opened


def _copied(folder: Path, target: Path, clock: Clock) -> Workspace:
    shutil.copytree(folder, target / "latihan")
    store = Store(open_database(database_url(target / "latihan" / DATABASE)), clock)
    return Workspace(target / "latihan", store)
