"""Finding instruments: those that are shipped, and a workspace's own, by id and by cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kla_widgets.errors import Message, fail
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.resources import templates

NO_INSTRUMENT = Message(
    "INS-030", N_("There is no instrument “{id}”."), N_("Known instruments: {known}. “kla instrument list” shows them.")
)
NAME_DIFFERS = Message(
    "INS-031", N_("The file is named {file}, but its id is “{id}”."), N_("Name the file after its id.")
)
NONE_FOR_CYCLE = Message(
    "INS-032",
    N_("There is no instrument for the cycle {cycle}."),
    N_("Name one with --instrument; known are: {known}."),
)


@dataclass(frozen=True)
class Library:
    """The instruments of some folders; a later folder's file replaces an earlier one of the same name.

    Parameters
    ----------
    folders : tuple of Path
        Folders with ``<id>.yaml`` files.
    """

    folders: tuple[Path, ...]

    @property
    def files(self) -> dict[str, Path]:
        """The file of every instrument id, sorted by id."""
        found = {file.stem: file for folder in self.folders for file in sorted(folder.glob("*.yaml"))}
        return dict(sorted(found.items()))

    def get(self, identifier: str) -> Instrument:
        """Load an instrument by its id.

        Raises
        ------
        KlaError
            ``INS-030`` if there is none, ``INS-031`` if the file's id differs, or the faults of the file.
        """
        files = self.files
        if identifier not in files:
            raise fail(NO_INSTRUMENT, id=identifier, known=", ".join(files))
        file = files[identifier]
        instrument = _cached(file, file.stat().st_mtime_ns)
        if instrument.id != identifier:
            raise fail(NAME_DIFFERS, str(file), file=file.name, id=instrument.id)
        return instrument

    def all(self) -> Iterable[Instrument]:
        return (self.get(identifier) for identifier in self.files)

    def for_cycle(self, cycle: int, unit: str = "district") -> Instrument:
        """The instrument made for a cycle: of that year, with the most questions.

        Raises
        ------
        KlaError
            ``INS-032`` when none is.
        """
        fitting = [one for one in self.all() if one.cycle == cycle and one.unit == unit]
        if not fitting:
            raise fail(NONE_FOR_CYCLE, cycle=cycle, known=", ".join(self.files))
        return max(fitting, key=lambda one: len(one.questions))


@lru_cache(maxsize=64)
def _cached(file: Path, modified: int) -> Instrument:
    return load_instrument(file)


def shipped_library(*own: Path) -> Library:
    """The shipped instruments, and those of the folders given."""
    return Library((templates() / "instruments", *own))
