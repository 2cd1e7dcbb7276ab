"""Rendering one report: whole files, self-contained pages, what a template may do wrong."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.reporting.batch import render_jobs
from kla_widgets.reporting.batch.ledger import read_note
from kla_widgets.reporting.jobs import PARAMETERS, Job, Outcome, find_template

BANDUNG = Case("32.73", "kla-2024", 2024)
TRAINING = Case("00.01", "kla-2024", 2024)


@pytest.fixture(scope="module")
def outcomes(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Two reports, rendered once."""
    folder = tmp_path_factory.mktemp("reports")
    jobs = [Job(case, find_template("district"), folder / case.region) for case in (BANDUNG, TRAINING)]
    with open_workspace(demo_folder) as workspace:
        found = {outcome.job.case.region: outcome for outcome in render_jobs(workspace, jobs)}
    assert [outcome.faults for outcome in found.values()] == [(), ()]
    return found


def written(tmp_path: Path, *sources: str, name: str = "own") -> Path:
    """A template with these cells after its parameters."""
    parameters = nbformat.v4.new_code_cell("\n".join(f'{one} = ""' for one in PARAMETERS))
    parameters.metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[parameters, *map(nbformat.v4.new_code_cell, sources)])
    file = tmp_path / f"{name}.ipynb"
    nbformat.write(notebook, file)
    return file


def made(workspace: Workspace, job: Job) -> Outcome:
    (outcome,) = render_jobs(workspace, [job])
    return outcome


def test_a_report_is_an_executed_notebook_and_a_page(outcomes: dict[str, Outcome]) -> None:
    job = outcomes["32.73"].job
    notebook = nbformat.read(job.file("ipynb"), as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.papermill.parameters.region == "32.73"
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    page = job.file("html").read_text("utf-8")
    assert "880,39" in page
    assert "Utama" in page
    assert '<html lang="id">' in page
    assert "<title>Kota Bandung" in page


def test_a_page_shows_no_code_and_loads_nothing(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        page = outcome.job.file("html").read_text("utf-8")
        assert "load_facts" not in page
        assert "<script" not in page
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
        assert not re.search(r"@import|url\(", page)


def test_the_watermark_is_on_the_page_of_the_training_district_only(outcomes: dict[str, Outcome]) -> None:
    pages = {region: outcome.job.file("html").read_text("utf-8") for region, outcome in outcomes.items()}
    assert {region: "DATA LATIHAN" in page for region, page in pages.items()} == {"00.01": True, "32.73": False}


def test_region_codes_reach_the_notebook_as_text(outcomes: dict[str, Outcome]) -> None:
    source = json.loads(outcomes["00.01"].job.file("ipynb").read_text("utf-8"))
    injected = next(c for c in source["cells"] if "injected-parameters" in c["metadata"].get("tags", []))
    assert 'region = "00.01"' in "".join(injected["source"])


def test_beside_the_files_it_is_noted_what_they_were_made_of(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        note = read_note(outcome.job)
        assert {one.path.suffix[1:]: (one.size, one.sha256) for one in outcome.written} == {
            ending: (entry.size, entry.sha256) for ending, entry in note.items()
        }
        assert all(one.path.stat().st_size == one.size for one in outcome.written)


@pytest.mark.slow
def test_resume_leaves_alone_what_is_up_to_date(demo: Workspace, tmp_path: Path) -> None:
    job = Job(TRAINING, find_template("district"), tmp_path / "out")
    assert next(render_jobs(demo, [job], resume=True)).fresh
    before = {file: file.stat().st_mtime_ns for file in job.folder.iterdir()}
    assert not next(render_jobs(demo, [job], resume=True)).fresh
    assert {file: file.stat().st_mtime_ns for file in job.folder.iterdir()} == before
    job.file("html").unlink()
    assert next(render_jobs(demo, [job], resume=True)).fresh
    assert {file: file.stat().st_mtime_ns for file in job.folder.iterdir()}.keys() == before.keys()


def test_a_failing_cell_is_told_with_its_notebook_which_goes_when_it_is_mended(demo: Workspace, tmp_path: Path) -> None:
    template = written(tmp_path, "answer = 41", "raise ValueError('kesalahan {buatan}')")
    job = Job(TRAINING, template, tmp_path / "out", ("html",))
    (fault,) = made(demo, job).faults
    assert fault.code == "REP-004"
    assert fault.values["reason"] == "kesalahan {buatan}"
    assert [file.name for file in job.folder.iterdir()] == ["own-kla-2024.failed.ipynb"]
    assert "answer = 41" in next(job.folder.iterdir()).read_text("utf-8")
    written(tmp_path, "answer = 42")
    assert made(demo, job).faults == ()
    assert sorted(file.name for file in job.folder.iterdir()) == [".own-kla-2024.made.json", "own-kla-2024.html"]


def test_braces_and_quotes_in_a_path_are_just_signs(demo: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "{region} kota's “x” ..%"
    folder.mkdir()
    template = Path(shutil.copy(find_template("district"), folder / "district.ipynb"))
    outcome = made(demo, Job(BANDUNG, template, folder / "out", ("html",)))
    assert outcome.faults == ()
    assert [file.name for file in (folder / "out").glob("[!.]*")] == ["district-kla-2024.html"]


def test_a_template_finds_what_lies_beside_it(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("tertulis di samping", "utf-8")
    template = written(tmp_path, "print(open('catatan.txt').read())")
    outcome = made(demo, Job(TRAINING, template, tmp_path / "out", ("html",)))
    assert "tertulis di samping" in outcome.files[0].read_text("utf-8")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": 3, "metadata": {}, "nbformat": 4}'])
def test_a_template_that_is_no_notebook_is_told(demo: Workspace, tmp_path: Path, content: str) -> None:
    (tmp_path / "own.ipynb").write_text(content, "utf-8")
    (fault,) = made(demo, Job(TRAINING, tmp_path / "own.ipynb", tmp_path / "out")).faults
    assert fault.code == "REP-006"
