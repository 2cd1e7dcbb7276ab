"""Looking at an evidence file in the page: what the browser can show is sent in pieces, all else is told in words.

A file is never read whole into memory, and none is sent that a browser would choke on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.contents import content_of
from kla_widgets.assessment.records import Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.evidence_bulk.pdf import PdfLook, look_at_pdf
from kla_widgets.language import N_, Language
from kla_widgets.review.file_states import FileState, file_state
from kla_widgets.workbook.states import size_words

LARGEST = 12 * 2**20
"""Bytes of the largest file that is shown in the page."""
MOST_PAGES = 500
PIECE = 256 * 2**10
"""Bytes sent at once; a Jupyter server lets about a megabyte a second pass."""

FAULTS: Mapping[FileState, str] = {
    FileState.MISSING: N_("The file is missing on disk."),
    FileState.OTHER_SIZE: N_("The file on disk has another size than the one that was attached."),
    FileState.OTHER_CONTENT: N_("The file on disk is not the one that was attached."),
    FileState.UNREADABLE: N_("The file on disk cannot be read."),
}
_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page can do with a file.

    Parameters
    ----------
    words : str
        Pages and size, or why it is not shown.
    media : str
        Media type of what is sent; empty where nothing is.
    pieces : int
        How many pieces of :data:`PIECE` bytes it has; 0 where nothing is sent.
    """

    words: str
    media: str = ""
    pieces: int = 0


def look(workspace: Workspace, one: Evidence, t: Language) -> Preview:
    """Find out whether a file can be shown; never raises for what is wrong with it."""
    state = file_state(workspace.evidence, one.sha256, one.size, content=one.size <= LARGEST)
    if state is not FileState.GOOD:
        return Preview(t(FAULTS[state]))
    path = workspace.evidence.path(one.sha256)
    where = t("It lies in the workspace's folder: {path}", path=path.relative_to(workspace.folder).as_posix())
    if one.size > LARGEST:
        size = size_words(one.size, t)
        words = t("The file has {size} and is too large to be shown here.", size=size)
        return Preview(f"{words} {where}")
    kind = content_of(path)
    if kind is None or kind not in _MEDIA:
        words = t("This kind of file cannot be shown in the page; open it with its own program.")
        return Preview(f"{words} {where}")
    words = size_words(one.size, t)
    if kind == "pdf":
        found = look_at_pdf(path)
        if fault := _fault(found, t):
            return Preview(f"{fault} {where}")
        words = t("{count} pages, {size}", count=found.pages, size=words) if found.pages else words
    return Preview(words, _MEDIA[kind], -(-one.size // PIECE))


def piece(path: Path, place: int) -> bytes:
    """One piece of a file, by its place from 0 on."""
    with path.open("rb") as stream:
        stream.seek(place * PIECE)
        return stream.read(PIECE)


def _fault(found: PdfLook, t: Language) -> str:
    if found.locked:
        return t("The PDF is locked with a password, so nobody can verify it. Ask the district for one without.")
    if found.broken:
        return t("The PDF is damaged and does not open. Ask the district for it again.")
    if found.pages > MOST_PAGES:
        return t(
            "The PDF has {count} pages; more than {limit} are not shown here.", count=found.pages, limit=MOST_PAGES
        )
    return ""
