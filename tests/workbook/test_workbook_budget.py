"""How heavy a page of the workbook may be: a weak network and an old laptop have to carry it.

WBB001  A page has at most five widget models.
WBB002  The executed notebook of the largest cluster stays under 100 KB, with papermill's default options too.
WBB003  What a notebook stores of a form is its loader; all else is sent to each view that begins, as it is by then.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import papermill
import pytest
from ipywidgets import Widget

from kla_widgets.instrument.library import shipped_library
from kla_widgets.workbook.form import open_form
from kla_widgets.workbook.navigation import open_navigation, page_of
from kla_widgets.workbook.notebooks import INSTRUMENT

INSTRUMENT_OF_NOTEBOOKS = shipped_library().get(INSTRUMENT)
CLUSTERS = [cluster.id for cluster in INSTRUMENT_OF_NOTEBOOKS.clusters]
MOST_MODELS, MOST_BYTES, MOST_STATE = 5, 100_000, 5_000


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_wbb001_a_page_has_few_models(cluster: str, demo_folder: Path) -> None:
    Widget.close_all()
    head = open_navigation(str(demo_folder), "00.01", 2024, here=cluster)
    form = open_form(str(demo_folder), "00.01", 2024, cluster=cluster)
    models = Widget.get_manager_state()["state"]
    assert {head.model_id, form.model_id} <= models.keys()
    assert len(models) <= MOST_MODELS
    form.session.workspace.close()
    Widget.close_all()


def test_wbb003_a_form_s_state_is_its_loader_alone(demo_folder: Path) -> None:
    form = open_form(str(demo_folder), "00.01", 2024, cluster=CLUSTERS[0])
    assert len(json.dumps({name: value for name, value in form.get_state().items() if name != "layout"})) < MOST_STATE
    form.session.workspace.close()
    Widget.close_all()


def test_wbb003_each_view_gets_the_form_as_it_is_when_it_begins(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(demo_folder, tmp_path / "ruang")
    form = open_form(str(folder), "00.01", 2024, cluster=CLUSTERS[1])
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(form, "send", sent.append)
    name = form.session.questions[0]
    for view in ("satu", "dua"):
        form._receive(form, {"type": "begin", "view": view}, [])
        base = sent[-1]["content"]["states"][name]["revision"]
        edit = {"type": "edit", "n": 1, "client": "c", "id": name, "field": "note", "value": f"catatan {view}"}
        form.session.handle(edit | {"base": base})
    first, second = sent
    assert (first["type"], first["view"], second["view"]) == ("form", "satu", "dua")
    assert first["content"].keys() == {"page", "words", "states", "score"}
    assert second["content"]["states"][name]["note"] == "catatan satu"
    assert "class Form" in first["script"]
    assert ".kf-root" in first["style"]
    json.dumps(first)
    form.session.workspace.close()
    Widget.close_all()


@pytest.mark.slow
def test_wbb002_the_executed_notebook_of_the_largest_cluster_is_small(tmp_path: Path) -> None:
    largest = max(
        INSTRUMENT_OF_NOTEBOOKS.clusters, key=lambda one: sum(len(indicator.questions) for indicator in one.indicators)
    )
    file = page_of(INSTRUMENT_OF_NOTEBOOKS, largest.id).file
    source = Path(__file__).resolve().parents[2] / "notebooks" / file
    made = tmp_path / file
    papermill.execute_notebook(os.fspath(source), os.fspath(made), progress_bar=False, kernel_name="python3")
    last = largest.indicators[-1].questions[-1].id
    assert last in made.read_text("utf-8")  # the printed version for where no widget lives
    assert made.stat().st_size < MOST_BYTES
