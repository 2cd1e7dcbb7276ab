"""What the runs of a template say about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kla_widgets.errors import Fault, Message
from kla_widgets.language import N_
from kla_widgets.reporting.own_template.trial import Asked, Result

FAILED = Message(
    "TPL-030", N_("Cell {cell} fails for the region {region}: {reason}."), N_("Run the cell with this region, mend it.")
)
TOO_SLOW = Message(
    "TPL-031",
    N_("Cell {cell} takes more than {seconds} seconds for the region {region}."),
    N_("Shorten the calculation, or allow more time with --timeout."),
)
DIED = Message(
    "TPL-032",
    N_("The run for the region {region} ended before the notebook did: {reason}."),
    N_("Do not end Python from a cell (exit, os._exit), and look for code that uses up the memory."),
)
NETWORK = Message(
    "TPL-033",
    N_("Cell {cell} wants something from the network: {host}."),
    N_("Put the data into a file beside the template; reports are made without a network."),
)
LOADS = Message(
    "TPL-034",
    N_("What cell {cell} shows would be loaded from the network: {address}."),
    N_("Show pictures and tables that are in the report itself."),
)
BLANK = Message(
    "TPL-035",
    N_("Cell {cell} shows a control (widget); in a report it is blank."),
    N_("Show a figure or a table instead."),
)
ALL_ALIKE = Message(
    "TPL-036",
    N_("The report is the same for {regions}."),
    N_("Use the parameter “region” when reading the data."),
)
NOT_THE_SAME = Message(
    "TPL-037",
    N_("Cell {cell} shows something else for the region {region} when other reports were made before it."),
    N_("Do not keep data between runs, and do not rely on time, chance or the order of a set."),
)
SHOWS_NOTHING = Message(
    "TPL-038", N_("The report is empty for the region {region}."), N_("End a cell with what it is to show.")
)

_REMOTE = re.compile(
    r"""(?:(?:src|href|data|poster)\s*=\s*["']?\s*|(?:@import|url\()\s*["']?)((?:https?:)?//[^\s"'>)]+)"""
)
_LINK = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
_VOLATILE = re.compile(r"0x[0-9a-f]{6,}|ipykernel_\d+|/tmp/\S+|\b[0-9a-f]{32,}\b")
"""Addresses, process numbers and names of scratch files, which no two runs share."""
_VIEW = "application/vnd.jupyter.widget-view+json"


def run_faults(file: str, region: str, result: Result, seconds: float) -> Iterator[Fault]:
    """What kept a run from its end, and what its outputs would do in a report."""
    if result.problem == "failed":
        yield Fault(FAILED, file, region, cell=result.failing, region=region, reason=result.reason)
    elif result.problem == "slow":
        yield Fault(TOO_SLOW, file, region, cell=result.failing, seconds=f"{seconds:g}", region=region)
    elif result.problem:
        yield Fault(DIED, file, region, region=region, reason=result.reason)
    elif not any(_shown(cell) for cell in result.cells):
        yield Fault(SHOWS_NOTHING, file, region, region=region)


def output_faults(file: str, result: Result) -> Iterator[Fault]:
    """What would be loaded from the network when the report is read, and what would be blank in it."""
    for number, cell in enumerate(result.cells, 1):
        for data in _shown(cell):
            text = _LINK.sub("", _text(data.get("text/html", "")) + _text(data.get("image/svg+xml", "")))
            for address in dict.fromkeys(_REMOTE.findall(text)):
                yield Fault(LOADS, file, cell=number, address=address)
            if _VIEW in data and "text/html" not in data:
                yield Fault(BLANK, file, cell=number)


def network_faults(file: str, asked: Sequence[Asked], result: Result) -> Iterator[Fault]:
    """What was wanted of the network."""
    for one in dict.fromkeys((result.numbered(one.source), one.host) for one in asked):
        yield Fault(NETWORK, file, cell=one[0] or "?", host=one[1])


def alike(results: Mapping[str, Result]) -> bool:
    """Whether the reports of several regions show something, and all the same."""
    seen = {json.dumps([differing(cell) for cell in result.cells]) for result in results.values()}
    return len(seen) == 1 and any(_shown(cell) for result in results.values() for cell in result.cells)


def changed_cells(one: Result, other: Result) -> set[int]:
    """Numbers of the cells that do not show the same in two runs; those that say so of themselves are left out."""
    return {
        number
        for number, (left, right) in enumerate(zip(one.cells, other.cells, strict=True), 1)
        if "nbval-ignore-output" not in left["metadata"].get("tags", ()) and differing(left) != differing(right)
    }


def differing(cell: Mapping[str, Any]) -> list[Any]:
    """What a cell shows, without what is different in every run."""
    return [_VOLATILE.sub("", json.dumps(data, sort_keys=True)) for data in _shown(cell)]


def _shown(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outputs of a cell by mime type, as a report takes them."""
    tags = cell["metadata"].get("tags", ())
    if cell["cell_type"] != "code" or "remove-cell" in tags or "remove-output" in tags:
        return []
    found = []
    for output in cell["outputs"]:
        if output["output_type"] in ("display_data", "execute_result"):
            found.append({name: _text(content) for name, content in output["data"].items()})
        elif output["output_type"] == "stream" and output["name"] == "stdout":
            found.append({"text/plain": _text(output["text"])})
    return found


def _text(content: Any) -> Any:
    return "".join(content) if isinstance(content, list) and all(isinstance(one, str) for one in content) else content
