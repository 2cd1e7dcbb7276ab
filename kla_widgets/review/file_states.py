"""Whether evidence files are still on disk what they were when they were attached. Only bytes are read, never a PDF."""

from __future__ import annotations

import hashlib
import stat
from enum import StrEnum

from kla_widgets.assessment.evidence import EvidenceFolder


class FileState(StrEnum):
    """What became of an evidence file."""

    GOOD = "good"
    MISSING = "missing"
    OTHER_SIZE = "other size"
    OTHER_CONTENT = "other content"
    UNREADABLE = "unreadable"


def file_state(folder: EvidenceFolder, sha256: str, size: int, content: bool) -> FileState:
    """Look at one evidence file.

    Parameters
    ----------
    sha256 : str
        The hash under which it was stored.
    size : int
        Its bytes, as stored.
    content : bool
        Whether all of it is read and its hash taken again.
    """
    path = folder.place(sha256)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return FileState.MISSING
        if found.st_size != size:
            return FileState.OTHER_SIZE
        if not content:
            return FileState.GOOD
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last for a name that no file can have
        return FileState.MISSING
    except OSError:
        return FileState.UNREADABLE
    return FileState.GOOD if same else FileState.OTHER_CONTENT
