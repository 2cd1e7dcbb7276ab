"""The verified training district as the report reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from verified_training import CASE

from kla_widgets.assessment.workspace import open_workspace
from kla_widgets.reporting.verification_facts import Course, read_course


@pytest.fixture(scope="session")
def course(verified_folder: Path) -> Course:
    with open_workspace(verified_folder) as opened:
        return read_course(opened, CASE.region, CASE.cycle)
