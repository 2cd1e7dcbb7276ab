"""How a batch is told while it runs: a bar in a terminal, plain lines elsewhere. Files go to stdout."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kla_widgets.cli.console import say, t
from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch import Batch
from kla_widgets.reporting.jobs import Outcome

_SHOWN = 20
"""Reports up to which their files are listed in a terminal too; for more, a list would only scroll by."""
_EVERY = 5.0
"""Seconds between two plain lines."""


class Telling:
    """Tells outcomes as they come; use it as a context.

    Parameters
    ----------
    count : int
        How many reports there will be; 0 if that is not known, then there is no bar.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = self._failed = 0
        self._began = self._told = time.monotonic()
        self._console = Console(stderr=True)
        self._lists = count <= _SHOWN or not sys.stdout.isatty()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
        )
        hidden = not (count and self._console.is_terminal)
        self._bar = Progress(*columns, console=self._console, disable=hidden, transient=True)
        self._task = self._bar.add_task(t("Reports"), total=count, rate="", failed="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def tell(self, outcome: Outcome) -> None:
        """Tell what became of a report."""
        self._done += 1
        if self._done == 1:
            self._began = time.monotonic()
        self._failed += bool(outcome.faults)
        for fault in outcome.faults:
            self._console.print(fault.describe(t), markup=False, highlight=False, soft_wrap=True)
        if self._lists:
            for file in outcome.files:
                print(file)
        rate = t("{number}/s", number=t.number(self._rate, 1))
        failed = t("{count} failed", count=self._failed) if self._failed else ""
        self._bar.update(self._task, completed=self._done, rate=rate, failed=failed)
        silent = self._console.is_terminal or time.monotonic() - self._told < _EVERY
        if 1 < self._done < self._count and not silent:
            self._told = time.monotonic()
            say(self._line())

    def complain(self, error: KlaError) -> None:
        """Tell what is wrong, without ending."""
        self._console.print(error.describe(t), markup=False, highlight=False, soft_wrap=True)

    @property
    def _rate(self) -> float | None:
        """Reports a second since the first one: what comes before it is start-up."""
        return (self._done - 1) / max(time.monotonic() - self._began, 1e-6) if self._done > 1 else None

    def _line(self) -> str:
        return t(
            "{done} of {count} reports, {rate} a second, {seconds} s left, {failed} failed",
            done=self._done,
            count=self._count,
            rate=t.number(self._rate, 1),
            seconds=round((self._count - self._done) / self._rate) if self._rate else "–",
            failed=self._failed,
        )


def summary(batch: Batch) -> str:
    """What came of a batch, for people."""
    totals = batch.totals
    lines = [
        t(
            "Reports: {fresh} made, {same} up to date, {failed} failed.",
            fresh=totals.made,
            same=totals.same,
            failed=totals.failed,
        )
    ]
    if totals.interrupted:
        lines.insert(0, t("Stopped. What is finished stays; the same command goes on from here."))
    if totals.made > 1:
        rate, memory = t.number(totals.made / max(totals.seconds, 1e-6), 1), round(totals.memory / 1e6)
        lines.insert(
            0,
            t(
                "{seconds} seconds, {rate} reports a second; at most {memory} MB in one process.",
                seconds=t.number(totals.seconds, 1),
                rate=rate,
                memory=memory,
            ),
        )
    lines.insert(0, t("Record of the run: {file}", file=batch.record))
    if batch.record_lost:
        lines.insert(0, t("The record of the run is not whole: {reason}.", reason=batch.record_lost))
    return "\n".join(lines)
