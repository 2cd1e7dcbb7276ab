"""Evidence of agencies: an empty workspace, and running an import as the command does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from evidence_deliveries import Bring

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.evidence_bulk.importing import Stored, open_bulk
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "ruang kerja")
    yield made
    made.close()


@pytest.fixture
def case() -> Case:
    return Case("18.72", "kla-2024", 2024)


@pytest.fixture
def bring(workspace: Workspace, case: Case) -> Bring:
    """Plan a delivery and attach what is ready, what is likely only with ``yes``."""

    def run(source: Path, yes: bool = False, **options: Any) -> tuple[BulkPlan, Stored]:
        with open_bulk(workspace, source, case.region, case.cycle, **options) as bulk:
            plan = bulk.plan.accept_likely() if yes else bulk.plan
            return plan, bulk.store(plan, "Ani")

    return run
