"""The whole of ``kla workshop``: from what was asked for to a page that can be opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.workbook.workshop.copies import Parameters, copy_pages, find_page, pages
from kla_widgets.workbook.workshop.folders import Face, Folders
from kla_widgets.workbook.workshop.server import ServerProcess, running_server
from kla_widgets.workbook.workshop.settings import write_settings

NO_REGION = Message(
    "WKS-008",
    N_("No region is named, and the workspace does not say which one is meant. Stored are: {known}."),
    N_("Name one, for example: kla workshop --region “Kota Bandung” --cycle 2024."),
)
NO_CYCLE = Message(
    "WKS-009",
    N_("No cycle is named, and the workspace does not say which one is meant. Stored are: {known}."),
    N_("Name one, for example: --cycle 2024."),
)


@dataclass(frozen=True)
class Wish:
    """What was asked for; empty where the workspace or the shipped instruments decide."""

    region: str = ""
    cycle: int | None = None
    instrument: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Opened:
    """A workshop that can be used.

    Parameters
    ----------
    address : str
        Of the page, with the token.
    process : ServerProcess or None
        None if another ``kla workshop`` runs the server.
    """

    address: str
    process: ServerProcess | None


def parameters_of(workspace: Workspace, wish: Wish, language: str, author: str) -> Parameters:
    """What the notebooks are told. Nothing is guessed: of several assessments one must be named.

    Raises
    ------
    KlaError
        ``WKS-008``, ``WKS-009``; ``REG-…`` for an unknown region, ``INS-030``, ``INS-032``, ``STO-011``.
    """
    region = workspace.regions.resolve(wish.region).code if wish.region else None
    stored = workspace.store.cases(region, wish.cycle, wish.instrument or None)
    known = ", ".join(f"{case.region} ({case.cycle})" for case in stored) or "–"
    if region is None:
        regions = {case.region for case in stored}
        if len(regions) != 1:
            raise fail(NO_REGION, known=known)
        region = regions.pop()
    cycle = wish.cycle
    if cycle is None:
        cycles = {case.cycle for case in stored}
        if len(cycles) != 1:
            raise fail(NO_CYCLE, "", region, known=known)
        cycle = cycles.pop()
    named = wish.instrument or (stored[0].instrument if len(stored) == 1 else "")
    library = workspace.library
    instrument = library.get(named) if named else library.for_cycle(cycle)
    stage = wish.stage or instrument.claim_stage.id
    if stage not in instrument.stage:
        raise fail(UNKNOWN_STAGE, "", region, stage=stage, known=", ".join(instrument.stage))
    folder = str(workspace.folder.resolve())
    return Parameters(folder, region, cycle, instrument.id, stage, language, author)


@contextmanager
def opened_workshop(
    parameters: Parameters, page: str, face: Face = "lab", port: int = 0, source: Path | None = None
) -> Iterator[Opened]:
    """A workshop, running until the block ends.

    Parameters
    ----------
    parameters : Parameters
    page : str
        Name of the page to begin with, or its number; empty for the first.
    face : {"lab", "voila"}
    port : int
        Zero for any free one.
    source : Path, optional
        Folder of the notebooks; the shipped ones if not given.

    Yields
    ------
    Opened

    Raises
    ------
    KlaError
        ``WKS-001`` to ``WKS-007``.
    """
    workspace = Path(parameters.workspace)
    first = find_page(page, pages(source))
    folders = Folders(workspace, face)
    server = running_server(folders)
    if server is not None:
        busy = [workspace / path for path in server.open_notebooks()]
        copy = copy_pages(parameters, source, leave=busy)[first]
        yield Opened(server.page(copy.relative_to(workspace).as_posix()), None)
        return
    write_settings(folders)
    copy = copy_pages(parameters, source)[first]
    process = ServerProcess(folders, port)
    try:
        process.wait_until_it_answers()
        if face == "lab":
            process.server.warm(copy.relative_to(workspace).as_posix())
        yield Opened(process.server.page(copy.relative_to(workspace).as_posix()), process)
    finally:
        process.stop()
