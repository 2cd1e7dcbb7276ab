"""What the tests of the verification report share: the training district, verified through all stages."""

from __future__ import annotations

from pathlib import Path

import pytest
from verified_training import CASE, add_fresh, build_claimed, build_verified

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.reporting.verification_facts import Course, read_course


@pytest.fixture(scope="session")
def verified_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diverifikasi") / "latihan"
    build_verified(folder).close()
    return folder


@pytest.fixture(scope="session")
def claimed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diklaim") / "latihan"
    with build_claimed(folder) as workspace:
        add_fresh(workspace)
    return folder


@pytest.fixture(scope="session")
def course(verified_folder: Path) -> Course:
    with open_workspace(verified_folder) as opened:
        return read_course(opened, CASE.region, CASE.cycle)
