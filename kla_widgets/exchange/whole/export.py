"""Writing a whole assessment as a zip file; the same assessment gives the same bytes.

Inside: ``manifest.json`` (what it is, and the SHA-256 of every other member), ``schema.json`` (of the rows),
``tables/<table>.jsonl`` (one JSON object a row), ``instrument/<id>.yaml`` as it was used, and ``evidence/<sha256>`` for
every file. ``README.md`` beside this module explains it all.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_widgets.assessment.evidence import UNREADABLE, EvidenceFolder
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.transfer import schema, take_out
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError, fail
from kla_widgets.exchange.archives import new_member
from kla_widgets.exchange.whole.writing import new_file

FORMAT = 1
MANIFEST = "manifest.json"
SCHEMA = "schema.json"


@dataclass(frozen=True)
class Exported:
    """What was written; ``missing`` are evidence files that are no longer in the folder."""

    file: Path
    rows: int
    evidence: int
    missing: tuple[str, ...]


def export_whole(workspace: Workspace, case: Case, file: Path, with_files: bool = True) -> Exported:
    """Write an assessment, whole or not at all.

    Parameters
    ----------
    with_files : bool
        With the evidence itself, not only its index.

    Raises
    ------
    KlaError
        ``WHO-001``; ``EVD-003`` when an evidence file cannot be read; ``INS-…`` when the instrument cannot.
    """
    rows = take_out(workspace.store, case)
    texts = {f"tables/{name}.jsonl": _lines(of_table) for name, of_table in rows.items()}
    workspace.library.get(case.instrument)  # says so where it is gone or broken
    texts[f"instrument/{case.instrument}.yaml"] = workspace.library.files[case.instrument].read_bytes()
    texts[SCHEMA] = json.dumps(schema(), ensure_ascii=False, indent=1).encode()
    attached = sorted({row["sha256"] for row in rows["evidence"]}) if with_files else []
    there = [sha256 for sha256 in attached if _is_there(workspace.evidence, sha256)]
    manifest = {
        "format": FORMAT,
        "region": case.region,
        "instrument": case.instrument,
        "cycle": case.cycle,
        "with_files": with_files,
        "members": {name: hashlib.sha256(text).hexdigest() for name, text in sorted(texts.items())}
        | {f"evidence/{sha256}": sha256 for sha256 in there},
    }
    with new_file(file) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {MANIFEST: _json(manifest), **texts}.items():
            with new_member(archive, name, len(text)) as member:
                member.write(text)
        for sha256 in there:
            _add_file(archive, workspace.evidence.path(sha256), sha256)
    count = sum(len(of_table) for name, of_table in rows.items() if name != "journal")
    return Exported(file, count, len(there), tuple(sha256 for sha256 in attached if sha256 not in there))


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(_json(row) + b"\n" for row in rows)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _is_there(folder: EvidenceFolder, sha256: str) -> bool:
    try:
        return folder.path(sha256).is_file()
    except KlaError:
        return False


def _add_file(archive: zipfile.ZipFile, place: Path, sha256: str) -> None:
    try:
        source = place.open("rb")
    except OSError as error:
        raise fail(UNREADABLE, str(place), reason=error.strerror or error) from error
    with source, new_member(archive, f"evidence/{sha256}", place.stat().st_size, packed=False) as member:
        shutil.copyfileobj(source, member, 1024 * 1024)
