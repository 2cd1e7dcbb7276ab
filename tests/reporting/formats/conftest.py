"""What the tests of formats share: reports as executed notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_notebooks import executed
from nbformat import NotebookNode

from kla_widgets.reporting.formats.document import Document, document_of


@pytest.fixture(scope="session")
def training(demo_folder: Path) -> NotebookNode:
    """The full report of the training district: all 274 questions answered."""
    return executed("district", workspace=str(demo_folder), region="00.01", cycle=2024)


@pytest.fixture(scope="session")
def bandung(demo_folder: Path) -> NotebookNode:
    """A report of a real district, whose data are not made up."""
    return executed("district", workspace=str(demo_folder), region="32.73", cycle=2024)


@pytest.fixture(scope="session")
def document(training: NotebookNode) -> Document:
    return document_of(training)
