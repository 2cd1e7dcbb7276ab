"""The training district, an empty workspace that knows it, and its workbooks as they went out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from agency_desk import AUTHOR, CASE, SOME, Desk

from kla_widgets.assessment.workspace import Workspace, create_workspace, open_workspace
from kla_widgets.exchange.agency.exporting import export_agencies
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.language import language
from kla_widgets.resources import templates


@pytest.fixture(scope="session")
def trained_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the training district alone."""
    folder = tmp_path_factory.mktemp("latihan")
    with create_workspace(folder) as workspace:
        import_dossier(workspace, templates() / "demo" / "kabupaten-latihan-2024.yaml", "demo")
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory, trained_folder: Path) -> Path:
    """A workspace that knows the training district and nothing about it."""
    folder = tmp_path_factory.mktemp("kosong")
    with create_workspace(folder) as workspace, open_workspace(trained_folder) as trained:
        workspace.store.save_regions(trained.store.own_regions(), "demo")
        workspace.store.add_case(CASE, None, "demo")
    return folder


@pytest.fixture(scope="session")
def sent(trained_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks and letters of some agencies of the training district, as they went out."""
    return _send(trained_folder, tmp_path_factory, SOME)


@pytest.fixture(scope="session")
def sent_to_all(trained_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of all agencies."""
    return _send(trained_folder, tmp_path_factory, ())


def _send(trained_folder: Path, tmp_path_factory: pytest.TempPathFactory, agencies: Sequence[str]) -> Path:
    out, folder = tmp_path_factory.mktemp("keluar"), tmp_path_factory.mktemp("asal") / "w"
    shutil.copytree(trained_folder, folder)
    with open_workspace(folder) as workspace:
        export_agencies(
            workspace, CASE, agencies, out, language("id"), AUTHOR, date(2024, 2, 29), "Bidang PPA, 0812-000"
        )
    return out / "2024" / "00.01"


@pytest.fixture
def trained(trained_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from _copy(trained_folder, tmp_path / "latihan")


@pytest.fixture
def empty(empty_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from _copy(empty_folder, tmp_path / "kosong")


@pytest.fixture(scope="session")
def blank(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """An empty workspace for tests in which nothing may be stored."""
    yield from _copy(empty_folder, tmp_path_factory.mktemp("tetap") / "kosong")


def _copy(folder: Path, place: Path) -> Iterator[Workspace]:
    shutil.copytree(folder, place)
    with open_workspace(place) as workspace:
        yield workspace


@pytest.fixture
def desk(sent: Path, tmp_path: Path) -> Desk:
    folder = tmp_path / "kembali"
    folder.mkdir()
    return Desk(sent, folder)
