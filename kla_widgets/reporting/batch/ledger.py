"""What the files of a report were made of: a small note beside them, because not every format can carry it readably."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kla_widgets.files import write_whole
from kla_widgets.reporting.jobs import Job, Written

FORMAT = 1


@dataclass(frozen=True, slots=True)
class MadeOf:
    """Everything that decides what a report looks like.

    Parameters
    ----------
    basis : str
        A name for the program, template, instrument and settings.
    state : str
        A name for where the journal of the regions concerned ends.
    content : str
        A name for what is stored about them; empty where it was not asked for.
    """

    basis: str
    state: str
    content: str = ""

    def equals(self, other: MadeOf) -> bool:
        """Whether a report made of the one is the same as one made of the other."""
        same = self.state == other.state or (self.content != "" and self.content == other.content)
        return self.basis == other.basis and same


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a report: what it was made of, when, and what was written."""

    made_of: MadeOf
    made_at: str
    size: int
    sha256: str


def note_file(job: Job) -> Path:
    """Where the note of a report lies."""
    return job.folder / f".{job.name}.made.json"


def read_note(job: Job) -> dict[str, Entry]:
    """What is known of the files of a report, by ending; nothing where there is no readable note."""
    try:
        content = json.loads(note_file(job).read_bytes())
        if content["format"] != FORMAT:
            return {}
        return {ending: _entry(about) for ending, about in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_note(job: Job, made_of: MadeOf, written: Mapping[str, Written]) -> None:
    """Note what files were made of; what is known of the report's other formats stays.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entries = read_note(job) | {ending: Entry(made_of, now, one.size, one.sha256) for ending, one in written.items()}
    files = {ending: asdict(entry) for ending, entry in sorted(entries.items())}
    write_whole(note_file(job), json.dumps({"format": FORMAT, "files": files}))


def is_up_to_date(job: Job, made_of: MadeOf, note: Mapping[str, Entry] | None = None) -> bool:
    """Whether all files of a job are there, whole, and made of exactly this."""
    entries = read_note(job) if note is None else note
    return all(
        (entry := entries.get(ending)) is not None and entry.made_of.equals(made_of) and _is_there(job, ending, entry)
        for ending in job.formats
    )


def _is_there(job: Job, ending: str, entry: Entry) -> bool:
    """Whether the file is there and not cut off; its content is not read again, that would take longer than asked."""
    try:
        return job.file(ending).stat().st_size == entry.size
    except OSError:
        return False


def _entry(about: Mapping[str, Any]) -> Entry:
    made_of = MadeOf(**about["made_of"])
    return Entry(made_of, str(about["made_at"]), int(about["size"]), str(about["sha256"]))
