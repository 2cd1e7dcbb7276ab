"""The batch on several machines, played by Dask workers that are processes of this one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from own_templates import MARKED, write_template

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch import Settings, cluster, run_batch
from kla_widgets.reporting.jobs import Job, Outcome

distributed: Any = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def machines() -> Iterator[Any]:
    """Two Dask workers of one thread each, which are started again when they die."""
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, protocol="tcp://", silence_logs=50) as found:
        yield found


def jobs(tmp_path: Path, count: int, source: str = MARKED) -> list[Job]:
    templates = [write_template(tmp_path, f"t{number}", source) for number in range(count)]
    folder = tmp_path / "out" / "2024" / "32.73"
    return [Job(Case("32.73", "kla-2024", 2024), template, folder, ("html",)) for template in templates]


@pytest.mark.slow
def test_machines_make_the_same_reports_and_one_that_is_lost_loses_none(
    demo: Workspace, tmp_path: Path, machines: Any
) -> None:
    wanted = jobs(tmp_path, 14, "import time; time.sleep(0.5); " + MARKED)
    wanted += [
        Job(Case("32.73", "kla-2024", 2024), write_template(tmp_path, "x", "1 / 0"), wanted[0].folder, ("html",))
    ]
    killed: list[int] = []

    def listen(_: Outcome) -> None:
        if not killed:
            process = psutil.Process(next(iter(machines.workers.values())).pid)
            killed.extend(one.pid for one in (process, *process.children(recursive=True)))
            with suppress(psutil.NoSuchProcess):
                process.kill()

    settings = Settings(scheduler=machines.scheduler_address)
    batch = run_batch(demo, wanted, tmp_path / "out", settings, listen)
    assert killed
    assert (batch.totals.made, batch.totals.failed) == (14, 1)
    assert {fault.code for outcome in batch.outcomes for fault in outcome.faults} == {"REP-004"}
    for job in wanted[:-1]:
        assert "laporan 32.73 kla-2024" in job.file("html").read_text("utf-8")
    again = run_batch(demo, wanted[:-1], tmp_path / "out", settings, lambda _: None)
    assert again.totals.same == 14


@pytest.mark.slow
def test_a_machine_that_does_not_see_the_folder_or_has_another_program_is_told(
    demo: Workspace, tmp_path: Path, machines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(scheduler=machines.scheduler_address)
    monkeypatch.setattr(cluster, "program", lambda: "another")
    with pytest.raises(KlaError) as told:
        run_batch(demo, jobs(tmp_path, 1), tmp_path / "out", settings, lambda _: None)
    assert [fault.code for fault in told.value.faults] == ["BAT-014", "BAT-014"]
    monkeypatch.undo()
    monkeypatch.setattr(Path, "write_text", lambda *_: 0)
    with pytest.raises(KlaError) as told:
        run_batch(demo, jobs(tmp_path / "x", 0), tmp_path / "out", settings, lambda _: None)
    assert [fault.code for fault in told.value.faults] == ["BAT-013", "BAT-013"]
    assert not list((tmp_path / "out").glob("*.draft"))


def test_without_a_scheduler_or_the_package_it_is_said_what_to_do(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    for address, code in (("tcp://127.0.0.1:1", "BAT-011"), ("nonsense", "BAT-011")):
        with pytest.raises(KlaError, match=code):
            run_batch(demo, [], tmp_path / "out", Settings(scheduler=address), lambda _: None)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(KlaError, match="BAT-010"):
        run_batch(demo, [], tmp_path / "out", Settings(scheduler="tcp://127.0.0.1:1"), lambda _: None)
