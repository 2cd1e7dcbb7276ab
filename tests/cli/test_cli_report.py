"""``kla report`` and ``kla demo``: what is asked for, what is left alone, how it ends, and what is told."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

import kla_widgets.exchange.demo
import kla_widgets.reporting.batch
import kla_widgets.reporting.site
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import Message, fail
from kla_widgets.reporting.batch import Batch, Settings
from kla_widgets.reporting.batch.record import Totals
from kla_widgets.reporting.jobs import Job, Outcome, find_template

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""

BROKEN = Message("REP-004", "Cell {cell} of the template failed: {reason}.", "Open {notebook}.")


class Drawn:
    """What a command would render, and under which settings; rendering itself is tested elsewhere."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.settings = Settings()
        self.sites: list[Path] = []

    def run_batch(
        self, _: Workspace, jobs: Sequence[Job], out: Path, settings: Settings, listen: Callable[[Outcome], None]
    ) -> Batch:
        self.settings = settings
        totals, outcomes = Totals(), []
        for job in jobs:
            self.jobs.append(job)
            files = tuple(job.folder / f"r.{one}" for one in job.formats)
            outcome = Outcome(job, files, fresh=settings.force or job.language == "en")
            if job.case.region == "19.03":
                faults = fail(BROKEN, "x", job.case.region, cell=1, reason="r", notebook="n").faults
                outcome = Outcome(job, (), faults)
            totals.count(outcome)
            outcomes.append(outcome)
            listen(outcome)
        return Batch(totals, out / "runs" / "x.jsonl", "", tuple(outcomes))

    def write_site(self, _workspace: Workspace, out: Path, _outcomes: Sequence[Outcome], _t: object) -> Path:
        self.sites.append(out / "index.html")
        return out / "index.html"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    stand_in = Drawn()
    monkeypatch.setattr(kla_widgets.reporting.batch, "run_batch", stand_in.run_batch)
    monkeypatch.setattr(kla_widgets.reporting.site, "write_site", stand_in.write_site)
    return stand_in


def places(done: Any) -> list[tuple[str, ...]]:
    """The last folders and the ending of every report that was told."""
    paths = [Path(line) for line in done.out.splitlines() if not line.endswith("index.html")]
    return [(path.parent.parent.name, path.parent.name, path.suffix) for path in paths]


def test_both_formats_go_to_the_folder_of_cycle_and_code(kla: Kla, drawn: Drawn) -> None:
    done = kla("report", "--region", "32.73", "--cycle", 2024, "--out", "hasil")
    assert done.code == 0
    assert places(done) == [("2024", "32.73", ".ipynb"), ("2024", "32.73", ".html")]
    assert all(Path(line).parts[0] == "hasil" for line in done.out.splitlines())


def test_formats_language_stage_and_template_reach_the_job(kla: Kla, drawn: Drawn, tmp_path: Path) -> None:
    own = shutil.copyfile(find_template("district"), tmp_path / "milik-kami.ipynb")
    options = ("--formats", "html, pdf, html", "--language", "en", "--stage", "lapangan", "--template", own)
    assert kla("report", "00.01", *options).code == 0
    (job,) = drawn.jobs
    assert (job.formats, job.language, job.stage, job.template) == (("html", "pdf"), "en", "lapangan", own.resolve())


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ((), Settings()),
        (("--resume",), Settings()),
        (("--force", "--jobs", 3, "--timeout", 9, "--retries", 0), Settings(3, True, 9.0, 0)),
        (("-j", 1, "--scheduler", "tcp://x:1"), Settings(1, scheduler="tcp://x:1")),
    ],
)
def test_how_it_is_run_reaches_the_batch(
    kla: Kla, drawn: Drawn, options: tuple[object, ...], settings: Settings
) -> None:
    assert kla("report", "32.73", *options).code == 0
    assert drawn.settings == settings


def test_all_takes_every_assessment_and_options_narrow_it(kla: Kla, drawn: Drawn, demo: Workspace) -> None:
    assert kla("report", "--all").code == 1
    assert sorted(job.case for job in drawn.jobs) == sorted(demo.store.cases())
    Path("daftar.csv").write_text("kode;nama\n32.73;x\n18.72;y\n", encoding="utf-8")
    for options, count in (
        (("--all", "--cycle", 2024), 2),
        (("--all", "--instrument", "ape-pug", "--cycle", 2019), 7),
        (("19.71",), 2),
        (("--region", "32.73", "00.01"), 2),
        (("Kota Bandung", "--region", "Kota Metro"), 2),
        (("--province", 19, "--instrument", "kla-2024"), 7),
        (("--province", "Jawa Barat", "--province", "00"), 2),
        (("--from", "daftar.csv"), 2),
    ):
        drawn.jobs.clear()
        kla("report", *options)
        assert len(drawn.jobs) == count, options


def test_one_that_fails_ends_with_one_and_the_others_are_made(kla: Kla, drawn: Drawn) -> None:
    done = kla("report", "--all", "--instrument", "ape-pug")
    assert (done.code, len(drawn.jobs), len(places(done))) == (1, 7, 12)
    assert "[REP-004]" in done.err
    assert "19.03" in done.err
    assert "6" in done.err.splitlines()[-1]


def test_an_unknown_region_stops_all_and_one_without_data_is_told_with_the_others(kla: Kla, drawn: Drawn) -> None:
    assert kla("report", "32.73", "32.99").code == 2
    assert drawn.jobs == []
    done = kla("report", "32.74", "32.75")
    assert (done.code, drawn.jobs) == (2, [])
    assert "32.74, 32.75" in done.err
    kla("report", "32.73", "32.74")
    assert [job.case.region for job in drawn.jobs] == ["32.73", "32.74"]


def test_the_summary_counts_what_was_left_alone(kla: Kla, drawn: Drawn) -> None:
    made, same = (kla("report", "32.73", *more).err.splitlines()[-1] for more in (["--force"], []))
    assert [word.strip(",.") for word in made.split() if word.strip(",.").isdigit()] == ["1", "0", "0"]
    assert [word.strip(",.") for word in same.split() if word.strip(",.").isdigit()] == ["0", "1", "0"]


@pytest.mark.parametrize(
    ("options", "sites"),
    [(("32.73",), 0), (("32.73", "--site"), 1), (("32.73", "00.01"), 1), (("32.73", "00.01", "--no-site"), 0)],
)
def test_several_reports_are_listed_on_a_page(kla: Kla, drawn: Drawn, options: tuple[str, ...], sites: int) -> None:
    done = kla("report", *options)
    assert len(drawn.sites) == sites == done.out.count("index.html")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("32.73", "-p", "judul"), "REP-015"),
        (("32.73", "-p", "judul=x"), "REP-002"),
        (("32.73", "--agency", "dp3a"), "REP-002"),
        (("32.73", "--provinces", "--template", "district"), "REP-013"),
        (("--from", "tidak-ada.txt"), "BAT-005"),
        (("32.73", "--formats", "html,odt"), "REP-003"),
    ],
)
def test_what_cannot_be_asked_is_refused(kla: Kla, drawn: Drawn, options: tuple[str, ...], code: str) -> None:
    done = kla("report", *options)
    assert (done.code, done.out, drawn.jobs) == (2, "", [])
    assert f"[{code}]" in done.err


def test_demo_builds_its_workspace_and_renders_all_of_it(
    kla: Kla, drawn: Drawn, monkeypatch: pytest.MonkeyPatch, demo_folder: Path, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def build(folder: Path) -> Workspace:
        asked.append(folder)
        return create_workspace(demo_folder)

    monkeypatch.setattr(kla_widgets.exchange.demo, "build_demo", build)
    done = kla("demo", tmp_path / "coba", "--out", "hasil")
    assert (done.code, asked, len(drawn.jobs)) == (1, [tmp_path / "coba"], 20)


def test_an_out_folder_that_cannot_be_is_told(kla: Kla, tmp_path: Path) -> None:
    (tmp_path / "hasil").write_text("a file where the folder should be", encoding="utf-8")
    done = kla("report", "32.73", "--out", "hasil")
    assert (done.code, done.out) == (2, "")
    assert "[REP-005]" in done.err
    assert "Traceback" not in done.err


def test_a_report_is_rendered_in_both_formats_and_left_alone_after_that(kla: Kla) -> None:
    done = kla("report", "18.13", "--out", "hasil")
    assert done.code == 0
    files = [Path(line) for line in done.out.splitlines()]
    assert {file.suffix for file in files} == {".ipynb", ".html"}
    for file in files:
        assert file.parent == Path("hasil", "2021", "18.13")
        assert "Pesisir Barat" in file.read_text("utf-8")
    before = [(file.stat().st_mtime_ns, file.read_bytes()) for file in files]
    again = kla("report", "18.13", "--out", "hasil")
    assert (again.code, again.out) == (0, done.out)
    assert [(file.stat().st_mtime_ns, file.read_bytes()) for file in files] == before
    assert len(list(Path("hasil", "runs").iterdir())) == 2


def own_template(source: str, file: str) -> None:
    notebook = json.loads(find_template("district").read_text("utf-8"))
    parameters = next(cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", []))
    cell = {"cell_type": "code", "execution_count": None, "id": "own", "metadata": {}, "outputs": [], "source": source}
    Path(file).write_text(json.dumps(notebook | {"cells": [parameters, cell]}), encoding="utf-8")


@pytest.mark.slow
def test_a_failing_template_keeps_its_notebook_and_the_others_are_rendered(kla: Kla) -> None:
    own_template("if region == '18.13':\n    raise ValueError('kesalahan buatan')", "rusak.ipynb")
    done = kla("report", "18.13", "32.73", "--template", "rusak.ipynb", "--out", "hasil", "--no-site")
    assert done.code == 1
    assert places(done) == [("2024", "32.73", ".ipynb"), ("2024", "32.73", ".html")]
    assert "[REP-004]" in done.err
    assert "kesalahan buatan" in done.err
    (failed,) = Path("hasil", "2021", "18.13").iterdir()
    assert failed.name.endswith(".failed.ipynb")
    assert "kesalahan buatan" in failed.read_text("utf-8")


def kla_process(surroundings: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kla_widgets", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings, start_new_session=True
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("sign", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_batch_that_is_stopped_leaves_what_is_finished_and_goes_on_from_there(
    kla: Kla, surroundings: dict[str, str], sign: str
) -> None:
    own_template("import time\nif region != '18.13': time.sleep(600)", "lambat.ipynb")  # the others come later
    options = ("--template", "lambat.ipynb", "--out", "hasil", "--formats", "html", "--no-site")
    process = kla_process(surroundings | {"PYTHONUNBUFFERED": "1"}, "report", "18.13", "32.73", "00.01", *options)
    assert first_line(process).endswith("lambat-kla-2024.html\n")
    workers = psutil.Process(process.pid).children(recursive=True)
    assert workers
    began = time.monotonic()
    process.send_signal(getattr(signal, sign))
    _, err = process.communicate()
    assert time.monotonic() - began < 30
    gone, alive = psutil.wait_procs(workers, 10)
    assert (len(gone), alive) == (len(workers), [])
    (record,) = Path("hasil", "runs").iterdir()
    events = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    if sign == "SIGKILL":
        assert events[-1]["event"] == "report"
    else:
        assert process.returncode == 1
        assert (events[-1]["event"], events[-1]["interrupted"], events[-1]["made"]) == ("end", True, 1)
        assert "Traceback" not in err
    finished = Path("hasil", "2021", "18.13", "lambat-kla-2024.html")
    before = finished.stat().st_mtime_ns
    done = kla("report", "18.13", *options)
    assert (done.code, finished.stat().st_mtime_ns) == (0, before)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_watching_renders_again_what_changes_until_it_is_stopped(surroundings: dict[str, str], tmp_path: Path) -> None:
    os.chdir(tmp_path)
    own_template("print('satu')", "lihat.ipynb")
    page = Path("hasil", "2024", "32.73", "lihat-kla-2024.html")
    options = ("--template", "lihat.ipynb", "--out", "hasil", "--formats", "html")
    process = kla_process(surroundings | {"PYTHONUNBUFFERED": "1"}, "report", "32.73", "00.01", "--watch", *options)
    assert {Path(first_line(process).strip()).suffix for _ in range(3)} == {".html"}
    assert "satu" in page.read_text("utf-8")
    Path("lihat.ipynb").write_text("{", "utf-8")
    time.sleep(2)
    own_template("print('dua')", "lihat.ipynb")
    assert {Path(first_line(process).strip()).suffix for _ in range(3)} == {".html"}
    assert "dua" in page.read_text("utf-8")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "REP-002" in err
    assert "Traceback" not in err
