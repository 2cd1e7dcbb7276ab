"""What the tests of reports on verification share: the training district claimed, and verified to the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from verified_training import add_fresh, build_claimed, build_verified


@pytest.fixture(scope="session")
def verified_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All stages signed; not to be written to."""
    folder = tmp_path_factory.mktemp("diverifikasi") / "latihan"
    build_verified(folder).close()
    return folder


@pytest.fixture(scope="session")
def claimed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Signed claims of the training district and of one of which no verification is known; tests copy it to write."""
    folder = tmp_path_factory.mktemp("diklaim") / "latihan"
    with build_claimed(folder) as workspace:
        add_fresh(workspace)
    return folder
