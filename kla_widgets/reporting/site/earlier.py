"""Which reports failed when they were last tried, as the records of earlier runs tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kla_widgets.errors import Fault, Message
from kla_widgets.regions import codes
from kla_widgets.reporting.batch.record import FAILED, RUNS

Name = tuple[int, str, str]
"""Cycle, region code and file name of a report."""

_RUNS_READ = 40
"""Of the latest runs; one that failed longer ago and was never tried again is forgotten."""


def earlier_failures(out: Path) -> dict[Name, tuple[Fault, ...]]:
    """The reports whose latest attempt failed, with the reasons in the language of the records.

    Parameters
    ----------
    out : Path
        The folder of all reports.
    """
    latest: dict[Name, tuple[Fault, ...]] = {}
    for file in sorted((out / RUNS).glob("*.jsonl"), reverse=True)[:_RUNS_READ]:
        told = {name: faults for line in _lines(file) for name, faults in _reports(line)}
        latest = told | latest  # a later run has the last word
    return {name: faults for name, faults in latest.items() if faults}


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of a record that can be read; the last one of a run that was cut off cannot."""
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            content = json.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict):
            yield content


def _reports(line: dict[str, Any]) -> Iterator[tuple[Name, tuple[Fault, ...]]]:
    try:
        if line["event"] == "report":
            told = line["faults"] if line["state"] == FAILED else ()
            faults = tuple(Fault(Message(str(one["code"]), str(one["cause"]), str(one["cure"]))) for one in told)
            region = str(line["region"])
            if region == "" or codes.dotted(region) == region:
                yield (int(line["cycle"]), region, str(line["report"])), faults
    except (KeyError, TypeError, ValueError):
        return
