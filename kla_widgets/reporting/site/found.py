"""Which reports lie in a folder: ``<cycle>/<code>/<name>.<ending>``, whoever made them and whenever."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.language import LANGUAGES
from kla_widgets.regions import codes
from kla_widgets.reporting.jobs import COUNTRY

ENDINGS = ("html", "pdf", "docx", "xlsx", "ipynb")
"""The formats of a report, in the order in which links to them stand."""

_UNFINISHED = ".failed.ipynb"


@dataclass(frozen=True, slots=True)
class Found:
    """A report in a folder.

    Parameters
    ----------
    cycle : int
    region : str
        Region code; empty for a report on all regions.
    name : str
        File name without ending.
    endings : tuple of str
        The formats that are there.
    """

    cycle: int
    region: str
    name: str
    endings: tuple[str, ...]

    def link(self, ending: str) -> str:
        """Where it lies, seen from the folder of all reports."""
        return f"{self.cycle}/{self.region or COUNTRY}/{self.name}.{ending}"


@dataclass(frozen=True, slots=True, order=True)
class Title:
    """What the name of a report says.

    Parameters
    ----------
    template, instrument : str
        ``instrument`` empty where the name has none.
    stage : str
        Empty for the furthest one.
    agency : str
        Empty for a report that is not about one agency.
    language : str
    """

    template: str
    instrument: str
    stage: str = ""
    agency: str = ""
    language: str = "id"


def find_reports(folder: Path) -> tuple[Found, ...]:
    """The reports of a folder by cycle, code and name; none where there is no such folder.

    Raises
    ------
    OSError
        When a folder may not be looked into.
    """
    if not folder.is_dir():
        return ()
    places = [
        folder / cycle / code for cycle in _named(folder, _is_cycle) for code in _named(folder / cycle, _is_place)
    ]
    return tuple(found for place in places for found in _reports(place))


def read_name(name: str, instruments: Iterable[str], stages: Callable[[str], Sequence[str]]) -> Title:
    """Take a file name apart: ``district-kla-2024-final-en``.

    Parameters
    ----------
    name : str
        Without ending.
    instruments : iterable of str
        The instruments that may be meant.
    stages : callable
        The stages of an instrument.
    """
    known = [one for one in instruments if f"-{one}-" in f"{name}-"]
    if not known:
        template, _, spoken = name.rpartition("-")
        return Title(template, "", language=spoken) if template and spoken in LANGUAGES else Title(name, "")
    instrument = max(known, key=len)  # a longer id may contain a shorter one
    template, _, rest = f"{name}-".partition(f"-{instrument}-")
    parts = [part for part in rest.split("-") if part]
    spoken = parts.pop() if parts and parts[-1] in LANGUAGES else "id"
    stage = parts.pop(0) if parts and parts[0] in stages(instrument) else ""
    return Title(template, instrument, stage, "-".join(parts), spoken)


def _named(folder: Path, fits: Callable[[str], bool]) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if fits(entry.name) and entry.is_dir())


def _is_cycle(name: str) -> bool:
    return len(name) == 4 and name.isascii() and name.isdigit()


def _is_place(name: str) -> bool:
    return name == COUNTRY or codes.dotted(name) == name


def _reports(folder: Path) -> Iterator[Found]:
    cycle, place = int(folder.parent.name), folder.name
    endings: dict[str, set[str]] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name, _, ending = entry.name.rpartition(".")
            if ending in ENDINGS and not entry.name.startswith(".") and not entry.name.endswith(_UNFINISHED):
                endings.setdefault(name, set()).add(ending)
    region = "" if place == COUNTRY else place
    for name, there in sorted(endings.items()):
        yield Found(cycle, region, name, tuple(ending for ending in ENDINGS if ending in there))
