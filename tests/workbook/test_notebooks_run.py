"""Every notebook runs by itself, without a browser and without waiting for anybody.

NR001  Under papermill, for the training district and for a real one in a workspace.
NR002  What it leaves is small, whatever papermill stores of widgets, and shows widgets instead of faults.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.slow
@pytest.mark.parametrize("region", ["00.01", "32.73"])
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_nr001_runs_under_papermill(notebook: Path, region: str, demo_folder: Path, tmp_path: Path) -> None:
    given: dict[str, Any] = {"region": region}
    if region != "00.01":
        given["workspace"] = str(shutil.copytree(demo_folder, tmp_path / "ruang"))
    made = tmp_path / notebook.name
    papermill.execute_notebook(str(notebook), str(made), given, progress_bar=False, kernel_name="python3")
    shown = ("navigation", "start", "form", "score", "plan", "review")
    cells = [cell for cell in nbformat.read(made, as_version=4).cells if cell.id in shown]
    assert len(cells) == 2
    for cell in cells:
        (output,) = [one for one in cell.outputs if one.output_type == "execute_result"]
        assert WIDGET in output.data
    assert made.stat().st_size < 100_000
