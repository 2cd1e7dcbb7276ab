"""A workspace with a signed claim, and the review sheet of an evaluator."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from review_sheets import STAGE
from verified_training import BUDI, CASE

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.reporting.review_sheet.exporting import export_review_sheet


@pytest.fixture(scope="session")
def made_sheet(claimed_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet of Budi, written once; tests that fill it in take a copy."""
    with open_workspace(claimed_folder) as opened:
        return export_review_sheet(opened, CASE, STAGE, BUDI, tmp_path_factory.mktemp("lembar"))[0]


@pytest.fixture
def sheet(made_sheet: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_sheet, tmp_path / made_sheet.name))


@pytest.fixture
def workspace(claimed_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(claimed_folder, tmp_path / "w")
    with open_workspace(tmp_path / "w") as opened:
        yield opened
