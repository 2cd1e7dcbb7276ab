"""``kla report`` and ``kla demo``: where the files go, what is left alone, and what happens when one fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import kla_widgets.exchange.demo
import kla_widgets.reporting.batch
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import Message, fail
from kla_widgets.reporting.jobs import Job, Outcome, find_template

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""

BROKEN = Message("REP-004", "Cell {cell} of the template failed: {reason}.", "Open {notebook}.")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that a command would render; rendering itself takes seconds and is tested elsewhere."""
    jobs: list[Job] = []

    def render_jobs(_workspace: Workspace, wanted: Sequence[Job], resume: bool = False) -> Iterator[Outcome]:
        for job in wanted:
            jobs.append(job)
            if job.case.region == "19.03":
                yield Outcome(job, (), fail(BROKEN, "x", job.case.region, cell=1, reason="r", notebook="n").faults)
            else:
                yield Outcome(job, tuple(job.folder / f"r.{one}" for one in job.formats), fresh=not resume)

    monkeypatch.setattr(kla_widgets.reporting.batch, "render_jobs", render_jobs)
    return jobs


def places(done: Any) -> list[tuple[str, ...]]:
    """The last folders and the ending of every file that was told."""
    paths = [Path(line) for line in done.out.splitlines()]
    return [(path.parent.parent.name, path.parent.name, path.suffix) for path in paths]


def test_both_formats_go_to_the_folder_of_cycle_and_code(kla: Kla, drawn: list[Job]) -> None:
    done = kla("report", "--region", "32.73", "--cycle", 2024, "--out", "hasil")
    assert done.code == 0
    assert places(done) == [("2024", "32.73", ".ipynb"), ("2024", "32.73", ".html")]
    assert all(Path(line).parts[0] == "hasil" for line in done.out.splitlines())


def test_formats_language_stage_and_template_reach_the_job(kla: Kla, drawn: list[Job], tmp_path: Path) -> None:
    own = shutil.copyfile(find_template("district"), tmp_path / "milik-kami.ipynb")
    options = ("--formats", "html, html", "--language", "en", "--stage", "lapangan", "--template", own)
    assert kla("report", "00.01", *options).code == 0
    (job,) = drawn
    assert (job.formats, job.language, job.stage, job.template) == (("html",), "en", "lapangan", own.resolve())


def test_all_takes_every_assessment_and_options_narrow_it(kla: Kla, drawn: list[Job], demo: Workspace) -> None:
    assert kla("report", "--all").code == 1
    assert sorted(job.case for job in drawn) == sorted(demo.store.cases())
    for options, count in (
        (("--all", "--cycle", 2024), 2),
        (("--all", "--instrument", "ape-pug", "--cycle", 2019), 7),
        (("19.71",), 2),
        (("--region", "32.73", "00.01"), 2),
        (("Kota Bandung", "--region", "Kota Metro"), 2),
    ):
        drawn.clear()
        kla("report", *options)
        assert len(drawn) == count


def test_one_that_fails_ends_with_one_and_the_others_are_made(kla: Kla, drawn: list[Job]) -> None:
    done = kla("report", "--all", "--instrument", "ape-pug")
    assert (done.code, len(drawn), len(places(done))) == (1, 7, 12)
    assert "[REP-004]" in done.err
    assert "19.03" in done.err
    assert "6" in done.err.splitlines()[-1]


def test_an_unknown_region_among_known_ones_stops_all(kla: Kla, drawn: list[Job]) -> None:
    assert kla("report", "32.73", "32.99").code == 2
    done = kla("report", "32.73", "32.74")
    assert (done.code, drawn) == (2, [])
    assert "32.74" in done.err
    assert "32.73" not in done.err


def test_the_summary_counts_what_was_left_alone(kla: Kla, drawn: list[Job]) -> None:
    made, same = (kla("report", "32.73", *more).err.splitlines()[-1] for more in ((), ("--resume",)))
    assert [word.strip(",.") for word in made.split() if word.strip(",.").isdigit()] == ["1", "0", "0"]
    assert [word.strip(",.") for word in same.split() if word.strip(",.").isdigit()] == ["0", "1", "0"]


def test_demo_builds_its_workspace_and_renders_all_of_it(
    kla: Kla, drawn: list[Job], monkeypatch: pytest.MonkeyPatch, demo_folder: Path, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def build(folder: Path) -> Workspace:
        asked.append(folder)
        return create_workspace(demo_folder)

    monkeypatch.setattr(kla_widgets.exchange.demo, "build_demo", build)
    done = kla("demo", tmp_path / "coba", "--out", "hasil")
    assert (done.code, asked, len(drawn)) == (1, [tmp_path / "coba"], 20)


def test_an_out_folder_that_cannot_be_is_told(kla: Kla, tmp_path: Path) -> None:
    (tmp_path / "hasil").write_text("a file where the folder should be", encoding="utf-8")
    done = kla("report", "32.73", "--out", "hasil")
    assert (done.code, done.out) == (1, "")
    assert "[REP-005]" in done.err
    assert "Traceback" not in done.err


def test_a_report_is_rendered_in_both_formats_and_left_alone_with_resume(kla: Kla) -> None:
    done = kla("report", "18.13", "--out", "hasil")
    assert done.code == 0
    files = [Path(line) for line in done.out.splitlines()]
    assert {file.suffix for file in files} == {".ipynb", ".html"}
    for file in files:
        assert file.parent == Path("hasil", "2021", "18.13")
        assert "Pesisir Barat" in file.read_text("utf-8")
    before = [(file.stat().st_mtime_ns, file.read_bytes()) for file in files]
    again = kla("report", "18.13", "--out", "hasil", "--resume")
    assert (again.code, again.out) == (0, done.out)
    assert [(file.stat().st_mtime_ns, file.read_bytes()) for file in files] == before


@pytest.mark.slow
def test_a_failing_template_keeps_its_notebook_and_the_others_are_rendered(kla: Kla, tmp_path: Path) -> None:
    notebook = json.loads(find_template("district").read_text("utf-8"))
    parameters = next(cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", []))
    bad = {
        "cell_type": "code",
        "execution_count": None,
        "id": "rusak",
        "metadata": {},
        "outputs": [],
        "source": "if region == '18.13':\n    raise ValueError('kesalahan buatan')",
    }
    (tmp_path / "rusak.ipynb").write_text(json.dumps(notebook | {"cells": [parameters, bad]}), encoding="utf-8")
    done = kla("report", "18.13", "32.73", "--template", "rusak.ipynb", "--out", "hasil")
    assert done.code == 1
    assert places(done) == [("2024", "32.73", ".ipynb"), ("2024", "32.73", ".html")]
    assert "[REP-004]" in done.err
    assert "kesalahan buatan" in done.err
    (failed,) = Path("hasil", "2021", "18.13").iterdir()
    assert failed.name.endswith(".failed.ipynb")
    assert "kesalahan buatan" in failed.read_text("utf-8")
