"""A crew replaces what dies or hangs, tries again what was lost, and lets no failure reach another report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.errors import Message, fail
from kla_widgets.reporting.batch.crew import MEMORY, Crew, Limits, sensible_size
from kla_widgets.reporting.batch.ledger import MadeOf
from kla_widgets.reporting.batch.orders import Order
from kla_widgets.reporting.jobs import Job, Outcome
from kla_widgets.reporting.warm.calls import died

BROKEN = Message("REP-004", "Cell {cell} failed.", "Look.")
NEVER = -1
ONE = Limits()


def order(region: str) -> Order:
    job = Job(Case(region, "kla-2024", 2024), Path("district.ipynb"), Path("out") / region, ("html",))
    return Order(job, Path("workspace"), MadeOf("b", "s", "c"), "Title", False)


class Scripted:
    """A worker that does what a script says for a region and its attempt: a number of seconds, an error, ``die``."""

    def __init__(self, script: Callable[[str], object], log: list[str]) -> None:
        self.script, self.log = script, log
        self.connection, self.far_end = Pipe()
        log.append("hired")

    def begin(self, function: str, told: Order, trusted: bool = False) -> None:
        assert function == "kla_widgets.reporting.render:make"
        region = told.job.case.region
        self.log.append(region)
        what = self.script(region)
        if what == "refuse":
            raise died(1)
        if what == "die":
            self.far_end.close()
        elif what != NEVER:
            self.far_end.send(what if isinstance(what, Exception) else Outcome(told.job, told.job.files))

    def result(self) -> Outcome:
        try:
            found: Any = self.connection.recv()
        except EOFError:
            self.connection, self.far_end = Pipe()
            raise died(-9) from None
        if isinstance(found, Exception):
            raise found
        assert isinstance(found, Outcome)
        return found

    def kill(self) -> None:
        self.log.append("killed")
        self.connection, self.far_end = Pipe()

    def stop(self) -> None:
        self.log.append("stopped")

    def memory(self) -> int:
        return 5


def run(
    script: Callable[[str], object], regions: Iterable[str], limits: Limits = ONE, log: list[str] | None = None
) -> dict[str, Outcome]:
    kept = [] if log is None else log
    with Crew(limits, lambda: Scripted(script, kept)) as crew:  # type: ignore[arg-type, return-value]
        return {outcome.job.case.region: outcome for outcome in crew.run(map(order, regions))}


def codes(outcomes: dict[str, Outcome]) -> dict[str, list[str]]:
    return {region: [fault.code for fault in outcome.faults] for region, outcome in outcomes.items()}


def test_one_failing_region_neither_stops_nor_poisons_the_others() -> None:
    def script(region: str) -> object:
        return {"b": fail(BROKEN, cell=3), "c": ValueError("x")}.get(region)

    outcomes = run(script, "abcd")
    assert codes(outcomes) == {"a": [], "b": ["REP-004"], "c": ["BAT-002"], "d": []}
    (fault,) = outcomes["c"].faults
    assert fault.values == {"reason": "ValueError: x"}
    assert (fault.path, Path(fault.where)) == ("c", Path("out/c/district-kla-2024"))


def test_a_report_whose_worker_died_is_made_again_once() -> None:
    tries: list[str] = []

    def script(region: str) -> object:
        tries.append(region)
        return "die" if region == "b" and tries.count("b") == 1 else None

    outcomes = run(script, "abc")
    assert codes(outcomes) == {"a": [], "b": [], "c": []}
    assert [outcomes[region].attempts for region in "abc"] == [1, 2, 1]


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (3, 4)])
@pytest.mark.parametrize("how", ["die", "refuse"])
def test_a_report_that_always_kills_its_worker_is_told_and_the_rest_is_made(
    how: str, retries: int, attempts: int
) -> None:
    outcomes = run(lambda region: how if region == "b" else None, "abc", Limits(1, 60, retries))
    assert codes(outcomes) == {"a": [], "b": ["WRM-002" if how == "die" else "WRM-001"], "c": []}
    assert outcomes["b"].attempts == attempts


def test_a_report_that_takes_too_long_is_stopped_and_not_tried_again() -> None:
    log: list[str] = []
    outcomes = run(lambda region: NEVER if region == "b" else None, "abc", Limits(1, 0.2, 5, warming=0), log)
    assert codes(outcomes) == {"a": [], "b": ["BAT-001"], "c": []}
    assert log.count("b") == 1
    assert log.count("killed") == 1


def test_while_one_hangs_the_others_go_on() -> None:
    began = time.monotonic()
    done: list[str] = []
    with Crew(Limits(2, 1.0, warming=0), lambda: Scripted(lambda one: NEVER if one == "a" else None, [])) as crew:  # type: ignore[arg-type, return-value]
        for outcome in crew.run(map(order, "abcd")):
            done.append(outcome.job.case.region)
            if len(done) == 3:
                assert time.monotonic() - began < 1.0
    assert done == ["b", "c", "d", "a"]


@pytest.mark.parametrize(("jobs", "size", "hired"), [(1, 4, 1), (3, 2, 2), (0, 4, 0), (4, 4, 4)])
def test_no_more_workers_are_hired_than_there_are_reports(jobs: int, size: int, hired: int) -> None:
    log: list[str] = []
    assert len(run(lambda _: None, "abcd"[:jobs], Limits(size), log)) == jobs
    assert log.count("hired") == log.count("stopped") == hired


def test_what_is_up_to_date_hires_nobody() -> None:
    log: list[str] = []
    same = Outcome(order("a").job, (), fresh=False)
    with Crew(Limits(2), lambda: Scripted(lambda _: None, log)) as crew:  # type: ignore[arg-type, return-value]
        assert list(crew.run([same, same])) == [same, same]
    assert log == []


def test_leaving_in_the_middle_kills_who_is_at_work() -> None:
    log: list[str] = []

    def left() -> None:
        with Crew(Limits(2), lambda: Scripted(lambda one: NEVER if one == "a" else None, log)) as crew:  # type: ignore[arg-type, return-value]
            for _ in crew.run(map(order, "abc")):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        left()
    assert log.count("killed") >= 1
    assert "c" not in log


def test_seconds_attempts_and_memory_are_told() -> None:
    outcome = run(lambda _: None, "a")["a"]
    assert outcome.attempts == 1
    assert outcome.memory == 5
    assert outcome.seconds > 0


def test_a_crew_is_no_larger_than_wanted_or_than_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        available = 3.5 * MEMORY

    monkeypatch.setattr("psutil.virtual_memory", lambda: Memory)
    assert sensible_size(2) == 2
    assert sensible_size(64) == 3
    Memory.available = 1
    assert sensible_size(8) == 1
    assert sensible_size() == 1
