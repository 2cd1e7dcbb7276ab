"""The plan of a region is in the archive: it arrives elsewhere as it was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.exchange.demo import build_demo
from kla_widgets.exchange.whole.export import export_whole
from kla_widgets.exchange.whole.importing import import_whole
from kla_widgets.planning.keeping import read_plan
from kla_widgets.reporting.rad_asking import Wish
from kla_widgets.reporting.rad_making import make_rad, store_rad, tell_progress

TRAINING = Case("00.01", "kla-2024", 2024)


@pytest.mark.slow  # searches for a plan
def test_settings_proposal_actions_matrix_and_progress_arrive_unchanged(tmp_path: Path) -> None:
    with build_demo(tmp_path / "here") as here, create_workspace(tmp_path / "there") as there:
        made = make_rad(here, TRAINING.region, TRAINING.cycle, "", Wish(reach="Nindya", by=2027), "id")
        store_rad(here, made, "Ani", accept=True)
        action = read_plan(here.store, TRAINING).kept_actions[0].id
        tell_progress(here, TRAINING.region, TRAINING.cycle, "", action, "2025-1", "late", "1000000", "=1+1", "Budi")
        export_whole(here, TRAINING, tmp_path / "plan.zip", with_files=False)
        import_whole(there, tmp_path / "plan.zip")
        plan = read_plan(here.store, TRAINING)
        assert plan.settings
        assert plan.proposal
        assert plan.actions
        assert plan.rows
        assert plan.progress
        assert read_plan(there.store, TRAINING) == plan
