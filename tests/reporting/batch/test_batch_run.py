"""Whole batches with real worker processes: what goes wrong in one report is told, and the rest is rendered."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from own_templates import MARKED, write_template
from synthetic import add_districts

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.models import Instrument
from kla_widgets.reporting.batch import Batch, Settings, run_batch, writing
from kla_widgets.reporting.batch.lock import folder_lock
from kla_widgets.reporting.jobs import Job, Outcome

MISDEEDS = {
    "raises": ("1 / 0", "REP-004"),
    "exits": ("import sys; sys.exit(3)", "REP-004"),
    "kills": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "WRM-002"),
    "ends": ("import os; os._exit(7)", "WRM-001"),
    "loops": ("while True: pass", "BAT-001"),
    "prints": ("for _ in range(1000): print('x' * 100_000)", ""),
    "moves": ("import os; os.chdir(os.sep)", ""),
    "threads": ("import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()", ""),
    "children": ("import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'MARK=1; input()'], stdin=-1)", ""),
    "spoils": (
        "import builtins, os, sys, random, warnings, kla_widgets.language as l\n"
        "os.environ['KLA_LANGUAGE'] = 'xx'; builtins.print = lambda *_: None; random.seed(1)\n"
        "sys.modules['pandas'] = None; region = 'wrong'; l.Language.__call__ = lambda *a, **k: 'spoilt'",
        "",
    ),
}


TWO = Settings(2)


@pytest.fixture
def small(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A demo workspace with synthetic districts whose names are hostile."""
    with open_workspace(Path(shutil.copytree(demo_folder, tmp_path / "workspace"))) as workspace:
        names = (
            "../../naik",
            "a/b\\c",
            "{region} '\"`$(x)",
            "\u202eterbalik\u202c مدينة",
            "<script>alert(1)</script>",
            "%s",
        )
        add_districts(workspace, {f"01.{number:02}": name for number, name in enumerate(names, 1)})
        yield workspace


def run(
    workspace: Workspace, jobs: list[Job], out: Path, settings: Settings = TWO, listen: Any = None
) -> tuple[Batch, dict[str, Outcome]]:
    done = run_batch(workspace, jobs, out, settings, listen or (lambda _: None))
    return done, {f"{outcome.job.template.stem}": outcome for outcome in done.outcomes}


def kept_warm() -> set[psutil.Process]:
    """The processes under this one; other tests may keep some warm."""
    return {one for one in psutil.Process().children(recursive=True) if one.is_running()}


def lines(batch: Batch) -> list[dict[str, Any]]:
    return [json.loads(line) for line in batch.record.read_text("utf-8").splitlines()]


def job(template: Path, region: str, out: Path, *formats: str) -> Job:
    return Job(Case(region, "kla-2024", 2024), template, out / "2024" / region, formats or ("html",))


@pytest.mark.slow
def test_whatever_a_template_does_it_is_told_and_every_other_report_is_the_same_as_alone(
    demo: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    good = [write_template(tmp_path, f"good{number}", MARKED) for number in range(len(MISDEEDS) + 1)]
    bad = {name: write_template(tmp_path, name, source) for name, (source, _) in MISDEEDS.items()}
    jobs = [job(good[-1], "32.73", out)]
    for clean, template in zip(good, bad.values(), strict=False):
        jobs += [job(template, "00.01", out), job(clean, "32.73", out)]
    before = kept_warm()
    batch, found = run(demo, jobs, out, Settings(1, timeout=15))
    told = {name: [fault.code for fault in found[name].faults] for name in MISDEEDS}
    assert told == {name: [code] if code else [] for name, (_, code) in MISDEEDS.items()}
    pages = {found[template.stem].files[0].read_text("utf-8") for template in good}
    assert len({hashlib.sha256(strip(page).encode()).digest() for page in pages}) == 1
    assert all("laporan 32.73 kla-2024" in page for page in pages)
    assert found["kills"].attempts == found["ends"].attempts == 2
    assert found["prints"].files[0].stat().st_size < 5_000_000
    assert kept_warm() <= before
    assert (batch.totals.made, batch.totals.failed) == (len(jobs) - 5, 5)


def strip(page: str) -> str:
    """A page without what differs on purpose: its fingerprint."""
    return "".join(line for line in page.splitlines() if "fingerprint" not in line)


def test_hostile_names_stay_inside_their_page(small: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    regions = [case.region for case in small.store.cases() if case.region.startswith("01.")]
    template = write_template(tmp_path, "nama", MARKED)
    batch, _ = run(small, [job(template, region, out) for region in regions], out)
    assert batch.totals.all_well
    written = {file.relative_to(out).as_posix() for file in out.rglob("*.html")}
    assert written == {f"2024/{region}/nama-kla-2024.html" for region in regions}
    for file in out.rglob("*.html"):
        assert "<script>alert" not in file.read_text("utf-8")


def test_the_record_tells_every_report_and_the_totals(small: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    good, bad = write_template(tmp_path, "baik", MARKED), write_template(tmp_path, "buruk", "raise ValueError(region)")
    jobs = [job(good, "32.73", out, "html", "ipynb"), job(bad, "00.01", out), job(good, "32.74", out)]
    batch, _ = run(small, jobs, out)
    start, *reports, end = lines(batch)
    assert start["event"] == "start"
    assert start["versions"]["kla_widgets"]
    assert start["settings"] | {"reports": 3, "workers": 2, "formats": ["html", "ipynb"]} == start["settings"]
    states = {(one["region"], one["state"]): [fault["code"] for fault in one["faults"]] for one in reports}
    assert states == {("32.73", "made"): [], ("00.01", "failed"): ["REP-004"], ("32.74", "failed"): ["REP-012"]}
    (made,) = (one for one in reports if one["state"] == "made")
    assert {file["file"] for file in made["files"]} == {f"2024/32.73/baik-kla-2024.{one}" for one in ("html", "ipynb")}
    for file in made["files"]:
        content = (out / file["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
    assert (end["made"], end["up_to_date"], end["failed"], end["interrupted"]) == (1, 0, 2, False)
    assert end["worker_memory"] >= made["worker_memory"] > 1e6
    again, _ = run(small, jobs[:1], out)
    assert [one["state"] for one in lines(again)[1:-1]] == ["up to date"]
    assert again.record != batch.record
    forced, _ = run(small, jobs[:1], out, Settings(1, force=True))
    assert forced.totals.made == 1


@pytest.mark.slow
def test_an_instrument_that_is_gone_and_notes_without_end_stop_nobody(small: Workspace, tmp_path: Path) -> None:
    instrument: Instrument = small.library.get("kla-2024")
    with small.store.writing(Case("18.01", "hilang-2020", 2024), "tester"):
        pass
    from kla_widgets.assessment.records import Answer

    answer = small.store.answers(Case("00.01", "kla-2024", 2024), "mandiri")["I1.1"].value
    small.store.save_answers(
        Case("00.01", "kla-2024", 2024), "mandiri", [Answer("I1.1", answer, "ع" * 100_000)], instrument, "tester"
    )
    out = tmp_path / "out"
    template = write_template(
        tmp_path,
        "catatan",
        "from kla_widgets.reporting.facts import load_facts\n"
        "print(len(load_facts(workspace, region, cycle).answers['I1.1'].note))",
    )
    gone = Job(Case("18.01", "hilang-2020", 2024), template, out / "2024" / "18.01", ("html",))
    batch, _ = run(small, [gone, job(template, "00.01", out)], out)
    states = {outcome.job.case.region: [fault.code for fault in outcome.faults] for outcome in batch.outcomes}
    assert states == {"18.01": ["INS-030"], "00.01": []}
    (fault,) = next(outcome.faults for outcome in batch.outcomes if outcome.faults)
    assert (fault.where, fault.path) == (str(gone.folder / gone.name), "18.01")
    assert "100000" in job(template, "00.01", out).files[0].read_text("utf-8")


@pytest.mark.slow
def test_a_worker_that_is_killed_from_outside_loses_no_report(demo: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    templates = [write_template(tmp_path, f"t{number}", MARKED) for number in range(12)]
    killed: list[int] = []

    def listen(_: Outcome) -> None:
        if not killed:
            for one in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):
                    one.kill()
                    killed.append(one.pid)

    batch, found = run(demo, [job(one, "32.73", out) for one in templates], out, Settings(2), listen)
    assert killed
    assert batch.totals.made == 12
    assert max(outcome.attempts for outcome in found.values()) == 2
    assert {file.stem for file in out.rglob("*.html")} == {f"t{number}-kla-2024" for number in range(12)}


def test_an_interrupted_batch_keeps_what_is_finished_and_ends_its_workers(demo: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick = write_template(tmp_path, "cepat", MARKED)
    slow = write_template(tmp_path, "lambat", "import time; time.sleep(600)")

    def interrupt(outcome: Outcome) -> None:
        assert outcome.job.template == quick
        raise KeyboardInterrupt

    before = kept_warm()
    batch, _ = run(demo, [job(quick, "32.73", out), job(slow, "32.73", out)], out, Settings(2), interrupt)
    assert batch.totals.interrupted
    assert lines(batch)[-1]["interrupted"] is True
    assert [file.name for file in out.rglob("*.html")] == ["cepat-kla-2024.html"]
    assert kept_warm() <= before
    with folder_lock(out):
        pass


@pytest.mark.slow
def test_drafts_of_a_killed_batch_are_cleared_away(demo: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    one = job(write_template(tmp_path, "a", MARKED), "32.73", out)
    one.folder.mkdir(parents=True)
    (one.folder / ".0123.draft").write_bytes(b"half")
    run(demo, [one], out)
    assert not list(out.rglob("*.draft"))


def test_a_second_batch_into_the_same_folder_is_refused(demo: Workspace, tmp_path: Path) -> None:
    one = job(write_template(tmp_path, "a", MARKED), "32.73", tmp_path / "out")
    with folder_lock(tmp_path / "out"), pytest.raises(KlaError, match="BAT-004"):
        run(demo, [one], tmp_path / "out")


def test_a_full_disk_is_told_and_leaves_nothing_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing, "settle", full)
    with pytest.raises(OSError, match="space") as error:
        writing.write_file(tmp_path / "a.html", b"x")
    assert writing.cannot_write(error.value, tmp_path).faults[0].code == "REP-007"
    assert writing.cannot_write(OSError(errno.EACCES, "x"), tmp_path).faults[0].code == "REP-005"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_read_only_folder_is_told(demo: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    with pytest.raises(KlaError, match="REP-005"):
        run(demo, [job(write_template(tmp_path, "a", MARKED), "32.73", out)], out)
