"""Rendering through papermill: whole files, self-contained pages, resuming, failing."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.reporting.batch import render_jobs
from kla_widgets.reporting.jobs import Job, find_template, fingerprint
from kla_widgets.reporting.page import to_page
from kla_widgets.reporting.render import render

BANDUNG = Case("32.73", "kla-2024", 2024)
TRAINING = Case("00.01", "kla-2024", 2024)


@pytest.fixture(scope="module")
def rendered(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two reports, rendered once."""
    folder = tmp_path_factory.mktemp("reports")
    workspace = open_workspace(demo_folder)
    found = {}
    for case in (BANDUNG, TRAINING):
        outcome = render(workspace, Job(case, find_template("district"), folder / case.region))
        assert not outcome.faults
        found |= {f"{case.region}.{file.suffix[1:]}": file for file in outcome.files}
    workspace.close()
    return found


def test_a_report_is_an_executed_notebook_and_a_page(rendered: dict[str, Path]) -> None:
    notebook = nbformat.read(rendered["32.73.ipynb"], as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.papermill.parameters.region == "32.73"
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    page = rendered["32.73.html"].read_text("utf-8")
    assert "880,39" in page
    assert "Utama" in page
    assert '<html lang="id">' in page
    assert "<title>Kota Bandung" in page


def test_a_page_shows_no_code_and_loads_nothing(rendered: dict[str, Path]) -> None:
    for name in ("32.73.html", "00.01.html"):
        page = rendered[name].read_text("utf-8")
        assert "load_facts" not in page
        assert "<script" not in page
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
        assert not re.search(r"@import|url\(", page)


def test_the_watermark_is_on_the_page_of_the_training_district_only(rendered: dict[str, Path]) -> None:
    assert "DATA LATIHAN" in rendered["00.01.html"].read_text("utf-8")
    assert "DATA LATIHAN" not in rendered["32.73.html"].read_text("utf-8")


def test_region_codes_reach_the_notebook_as_text(rendered: dict[str, Path]) -> None:
    source = json.loads(rendered["00.01.ipynb"].read_text("utf-8"))
    injected = next(c for c in source["cells"] if "injected-parameters" in c["metadata"].get("tags", []))
    assert 'region = "00.01"' in "".join(injected["source"])


@pytest.mark.slow
def test_resume_leaves_alone_what_is_up_to_date_and_renders_what_changed(demo_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_folder, tmp_path / "workspace")
    workspace = open_workspace(tmp_path / "workspace")
    job = Job(TRAINING, find_template("district"), tmp_path / "out")
    assert next(render_jobs(workspace, [job], resume=True)).fresh
    before = {file: file.stat().st_mtime_ns for file in job.folder.iterdir()}
    assert not next(render_jobs(workspace, [job], resume=True)).fresh
    assert {file: file.stat().st_mtime_ns for file in job.folder.iterdir()} == before
    instrument = workspace.library.get("kla-2024")
    workspace.store.save_answers(TRAINING, "mandiri", [Answer("I1.1", "se")], instrument, "tester")
    assert next(render_jobs(workspace, [job], resume=True)).fresh
    job.file("html").unlink()
    assert next(render_jobs(workspace, [job], resume=True)).fresh
    workspace.close()


def test_the_fingerprint_depends_on_data_language_stage_and_template(demo: Workspace, tmp_path: Path) -> None:
    template = find_template("district")
    other = tmp_path / "district.ipynb"
    notebook = nbformat.read(template, as_version=4)
    notebook.cells[-1].source += "\n"
    nbformat.write(notebook, other)
    jobs = [
        Job(TRAINING, template, tmp_path),
        Job(BANDUNG, template, tmp_path),
        Job(TRAINING, template, tmp_path, language="en"),
        Job(TRAINING, template, tmp_path, stage="mandiri"),
        Job(TRAINING, other, tmp_path),
    ]
    prints = [fingerprint(demo, job) for job in jobs]
    assert len(set(prints)) == len(jobs)
    assert fingerprint(demo, jobs[0]) == prints[0]


@pytest.mark.slow
def test_a_failing_cell_is_told_with_its_notebook_and_leaves_no_report(demo: Workspace, tmp_path: Path) -> None:
    notebook = nbformat.read(find_template("district"), as_version=4)
    notebook.cells[-1].source = "1 / 0"
    template = tmp_path / "broken.ipynb"
    nbformat.write(notebook, template)
    outcome = render(demo, Job(TRAINING, template, tmp_path / "out"))
    assert [fault.code for fault in outcome.faults] == ["REP-004"]
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {"broken-kla-2024.failed.ipynb"}


@pytest.mark.slow
def test_braces_in_a_path_are_just_signs(demo: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "{region} kota's"
    folder.mkdir()
    template = shutil.copy(find_template("district"), folder / "district.ipynb")
    outcome = render(demo, Job(BANDUNG, template, folder / "out", ("html",)))
    assert outcome.faults == ()
    assert [file.name for file in (folder / "out").iterdir()] == ["district-kla-2024.html"]


def test_outputs_of_any_kind_become_part_of_a_page() -> None:
    output = nbformat.v4.new_output
    cells = [
        nbformat.v4.new_markdown_cell("# Judul"),
        nbformat.v4.new_code_cell("a", outputs=[output("stream", name="stdout", text="<b>teks</b>")]),
        nbformat.v4.new_code_cell("b", outputs=[output("execute_result", data={"text/plain": "1 < 2"})]),
        nbformat.v4.new_code_cell("c", outputs=[output("error", ename="E", evalue="<x>", traceback=[])]),
        nbformat.v4.new_code_cell("d", outputs=[output("display_data", data={"image/png": "aGk="})]),
    ]
    page = to_page(nbformat.v4.new_notebook(cells=cells))
    for part in ('<h1 id="Judul">Judul', "&lt;b&gt;teks", "1 &lt; 2", "&lt;x&gt;", "data:image/png;base64,aGk="):
        assert part in page
