"""What tests of several exchanges share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.workspace import Workspace, create_workspace, open_workspace
from kla_widgets.regions import Region, RegionKind


@pytest.fixture(scope="session")
def training_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that knows the training district and holds nothing, made once."""
    folder = tmp_path_factory.mktemp("kosong") / "ruang kerja"
    with create_workspace(folder) as made:
        regions = [
            Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True),
            Region("00.01", "Kabupaten Latihan", RegionKind.KABUPATEN, "00", True),
        ]
        made.store.save_regions(regions, "penguji")
    return folder


@pytest.fixture
def workspace(training_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it to be written to."""
    folder = tmp_path / "ruang kerja"
    shutil.copytree(training_folder, folder)
    with open_workspace(folder) as opened:
        yield opened
