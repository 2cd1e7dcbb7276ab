"""The record of a run: JSON Lines, one when it starts, one a report as soon as it is done, one when it ends."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from kla_widgets import __version__
from kla_widgets.errors import Fault
from kla_widgets.language import language
from kla_widgets.reporting.batch.writing import cannot_write
from kla_widgets.reporting.jobs import Outcome

RUNS = "runs"
"""The folder of the records, in the folder of the reports."""
MADE, SAME, FAILED = "made", "up to date", "failed"


@dataclass
class Totals:
    """What a run came to.

    Parameters
    ----------
    made, same, failed : int
        Reports made now, left alone because they are up to date, and not made.
    seconds : float
        Wall time.
    interrupted : bool
        Whether it was stopped before its end.
    memory : int
        Most bytes that one worker had in use.
    """

    made: int = 0
    same: int = 0
    failed: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    memory: int = 0

    @property
    def all_well(self) -> bool:
        return not self.failed and not self.interrupted

    def count(self, outcome: Outcome) -> None:
        state = state_of(outcome)
        self.made += state == MADE
        self.same += state == SAME
        self.failed += state == FAILED
        self.memory = max(self.memory, outcome.memory)


@dataclass
class RunRecord:
    """A record that is being written; see :func:`run_record`.

    Parameters
    ----------
    file : Path
    totals : Totals
        So far.
    """

    file: Path
    totals: Totals = field(default_factory=Totals)
    lost: str = ""
    _stream: TextIO | None = None

    def add(self, outcome: Outcome) -> None:
        """Write down what became of a report."""
        self.totals.count(outcome)
        self._line({"event": "report"} | _described(outcome, self.file.parent.parent))

    def _line(self, content: Mapping[str, object]) -> None:
        """A full disk stops the reports, and is told there; it must not stop the telling."""
        if self._stream is None or self.lost:
            return
        try:
            self._stream.write(json.dumps(content, ensure_ascii=False) + "\n")
            self._stream.flush()
        except OSError as error:
            self.lost = error.strerror or str(error)


@contextmanager
def run_record(out: Path, settings: Mapping[str, object]) -> Iterator[RunRecord]:
    """Begin the record of a run, and end it with its totals however the run ends.

    Raises
    ------
    KlaError
        ``REP-005`` or ``REP-007`` when it cannot be begun.
    """
    began, moment = time.monotonic(), datetime.now(UTC)
    file = out / RUNS / f"{moment:%Y%m%dT%H%M%S%fZ}.jsonl"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("x", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise cannot_write(error, file) from error
    record = RunRecord(file, _stream=stream)
    versions = {"kla_widgets": __version__, "python": platform.python_version(), "system": platform.platform()}
    record._line({"event": "start", "at": _stamp(moment), "versions": versions, "settings": dict(settings)})
    try:
        yield record
    except BaseException:
        record.totals.interrupted = True
        raise
    finally:
        totals = record.totals
        totals.seconds = time.monotonic() - began
        numbers = {"made": totals.made, "up_to_date": totals.same, "failed": totals.failed}
        end = {"event": "end", "at": _stamp(datetime.now(UTC)), "seconds": round(totals.seconds, 3)} | numbers
        record._line(end | {"interrupted": totals.interrupted, "worker_memory": totals.memory})
        stream.close()


def state_of(outcome: Outcome) -> str:
    """Made, up to date, or failed."""
    if outcome.faults:
        return FAILED
    return MADE if outcome.fresh else SAME


def _described(outcome: Outcome, out: Path) -> dict[str, object]:
    job = outcome.job
    return {
        "region": job.case.region,
        "cycle": job.case.cycle,
        "instrument": job.case.instrument,
        "report": job.name,
        "state": state_of(outcome),
        "seconds": round(outcome.seconds, 3),
        "attempts": outcome.attempts,
        "worker_memory": outcome.memory,
        "files": [
            {"file": _relative(one.path, out), "size": one.size, "sha256": one.sha256} for one in outcome.written
        ],
        "faults": [_told(fault) for fault in outcome.faults],
    }


def _told(fault: Fault) -> dict[str, str]:
    """A fault for machines: in English, whoever reads it."""
    t = language("en")
    return {"code": fault.code, "where": fault.where, "cause": fault.cause(t), "cure": fault.cure(t)}


def _relative(file: Path, out: Path) -> str:
    return (file.relative_to(out) if file.is_relative_to(out) else file).as_posix()


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
