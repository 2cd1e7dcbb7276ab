"""A workspace: a folder with one database, its evidence, and perhaps instruments of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kla_widgets.assessment.evidence import EvidenceFolder
from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.regions import Region, Regions, codes, shipped_regions

if TYPE_CHECKING:  # the database and the instruments are slow to import; a workspace loads them when it is opened
    from kla_widgets.assessment.store import Store
    from kla_widgets.instrument.library import Library
    from kla_widgets.instrument.models import Instrument

DATABASE = "kla.sqlite"
OWN_INSTRUMENTS = "instruments"

NO_WORKSPACE = Message(
    "WSP-001",
    N_("{folder} is not a workspace."),
    N_("Make one with “kla init {folder}”, or name another with --workspace."),
)
CANNOT_MAKE = Message("WSP-002", N_("The workspace cannot be made: {reason}."), N_("Choose a folder you may write to."))
CANNOT_SEE = Message(
    "WSP-003", N_("The folder cannot be looked into: {reason}."), N_("Check your access rights to it.")
)


@dataclass(frozen=True)
class Attachment:
    """A file to be attached to a question as evidence of a kind.

    Parameters
    ----------
    name : str
        Under which name; empty for the file's own.
    """

    question: str
    kind: str
    file: Path
    caption: str = ""
    year: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Workspace:
    """An opened workspace.

    Parameters
    ----------
    folder : Path
    store : Store
    """

    folder: Path
    store: Store

    @property
    def evidence(self) -> EvidenceFolder:
        return EvidenceFolder(self.folder / "evidence")

    @cached_property
    def library(self) -> Library:
        """The shipped instruments, and the workspace's own in ``instruments/``."""
        from kla_widgets.instrument.library import shipped_library

        return shipped_library(self.folder / OWN_INSTRUMENTS)

    @property
    def regions(self) -> Regions:
        """The official regions, and the workspace's own as they are stored now."""
        return _with_own(self.store.own_regions())

    def regions_above(self, code: str) -> Regions:
        """As :attr:`regions`, but of its own only the region of a code and those in which it lies."""
        known = codes.dotted(code)
        return _with_own(self.store.own_regions(codes.lineage(known))) if known else self.regions

    @contextmanager
    def snapshot(self) -> Iterator[Workspace]:
        """The workspace as it is now, for reading: what others write meanwhile is not seen."""
        with self.store.snapshot() as store:
            yield replace(self, store=store)

    def attach(self, case: Case, attachments: Sequence[Attachment], instrument: Instrument, author: str) -> int:
        """Copy files into the evidence folder and tie them to their questions.

        Returns
        -------
        int
            How many attachments were new or changed.
        """
        now = datetime.now(UTC)
        evidence = []
        for one in attachments:
            stored = self.evidence.add(one.file)
            name = (
                (one.name or one.file.name).encode("utf-8", "replace").decode()
            )  # some disks hold names that are not Unicode
            evidence.append(
                Evidence(
                    question=one.question,
                    kind=one.kind,
                    sha256=stored.sha256,
                    name=name,
                    size=stored.size,
                    media_type=stored.media_type,
                    caption=one.caption,
                    year=one.year,
                    author=author,
                    at=now,
                )
            )
        return self.store.save_evidence(case, evidence, instrument, author)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_workspace(folder: Path) -> Workspace:
    """Make a workspace, or open the one that is there.

    Raises
    ------
    KlaError
        ``WSP-002``, ``STO-…``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail(CANNOT_MAKE, str(folder), reason=error.strerror) from error
    return _opened(folder)


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds a workspace.

    Raises
    ------
    KlaError
        ``WSP-003`` if that may not be known.
    """
    try:
        return (folder / DATABASE).is_file()
    except OSError as error:
        raise fail(CANNOT_SEE, str(folder), reason=error.strerror) from error


def open_workspace(folder: Path) -> Workspace:
    """Open a workspace.

    Raises
    ------
    KlaError
        ``WSP-001`` if there is none, ``WSP-003``, ``STO-…``.
    """
    if not is_workspace(folder):
        raise fail(NO_WORKSPACE, folder=folder)
    return _opened(folder)


def _opened(folder: Path) -> Workspace:
    from kla_widgets.assessment.database import database_url
    from kla_widgets.assessment.store import Store

    return Workspace(folder, Store.open(database_url(folder / DATABASE)))


@lru_cache(maxsize=4)
def _with_own(own: tuple[Region, ...]) -> Regions:
    return shipped_regions().with_regions(own)
