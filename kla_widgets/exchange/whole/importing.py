"""Reading a whole assessment into a workspace: everything checked first, then all of it, or nothing."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_widgets.assessment.evidence import LARGEST
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.transfer import MEMBERS, Rows, put_in
from kla_widgets.assessment.workspace import OWN_INSTRUMENTS, Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.archives import BROKEN, members, opened
from kla_widgets.exchange.whole.export import FORMAT, MANIFEST
from kla_widgets.files import write_whole
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.language import N_
from kla_widgets.regions import Region, RegionKind

LARGEST_TEXT = 500 * 1024 * 1024
_EVIDENCE = re.compile(r"evidence/([0-9a-f]{64})")
_BLOCK = 1024 * 1024

NOT_AN_ASSESSMENT = Message(
    "WHO-010", N_("The file holds no assessment: {reason}."), N_("Choose a file made by “kla export assessment”.")
)
NEWER_FORMAT = Message(
    "WHO-011", N_("The file was made by a newer version (format {found})."), N_("Update kla-widgets, then import it.")
)
DAMAGED = Message(
    "WHO-012",
    N_("“{name}” is not what the file says it is."),
    N_("The file is damaged or was changed; ask for it again."),
)


@dataclass(frozen=True)
class Imported:
    """What became of an import.

    Parameters
    ----------
    case : Case
    rows : int
        Rows that were new; 0 when the workspace held exactly this already.
    files : int
        Evidence files in the archive.
    missing : tuple of str
        Attached files that are neither in the archive nor in the workspace.
    other_instrument : bool
        The workspace has another edition of the instrument; its own is used.
    """

    case: Case
    rows: int
    files: int
    missing: tuple[str, ...]
    other_instrument: bool


def import_whole(workspace: Workspace, file: Path) -> Imported:
    """Put an assessment into a workspace, with its signatures and its journal.

    Evidence files are stored first: one that nothing refers to does no harm, the opposite would.

    Raises
    ------
    KlaError
        ``ZIP-…``, ``WHO-…``, ``REG-…``, ``TRF-…``, ``STO-…``.
    """
    with opened(file) as archive:
        manifest = _manifest(file, archive)
        case = Case(manifest["region"], manifest["instrument"], manifest["cycle"])
        rows = {table.name: _rows(file, archive, manifest, table.name) for table in MEMBERS}
        _refuse_unknown_region(file, workspace, case, rows)
        instrument = _text(file, archive, manifest, f"instrument/{case.instrument}.yaml")
        other = _other_instrument(workspace, case, instrument)
        files = _store_files(file, archive, manifest, workspace)
    changed = put_in(workspace.store, case, rows)
    attached = {row["sha256"] for row in rows["evidence"]}
    missing = tuple(sorted(one for one in attached if not _is_there(workspace, one)))
    return Imported(case, changed, files, missing, other)


def _manifest(file: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    names = {one.filename for one in members(archive)}
    if MANIFEST not in names:
        raise fail(NOT_AN_ASSESSMENT, str(file), reason=MANIFEST)
    try:
        told = json.loads(_read(file, archive, MANIFEST))
        listed = told["members"]
        kinds = {"format": int, "region": str, "instrument": str, "cycle": int, "with_files": bool, "members": dict}
        if wrong := [name for name, kind in kinds.items() if type(told[name]) is not kind]:
            raise fail(NOT_AN_ASSESSMENT, str(file), reason=", ".join(wrong))
    except (ValueError, TypeError, KeyError) as error:
        raise fail(NOT_AN_ASSESSMENT, str(file), reason=MANIFEST) from error
    if told["format"] > FORMAT:
        raise fail(NEWER_FORMAT, str(file), found=told["format"])
    if strange := sorted((names - {MANIFEST}) ^ set(listed)):
        raise KlaError(*(Fault(DAMAGED, str(file), name=name) for name in strange[:20]))
    return dict(told)


def _read(file: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_TEXT:
        raise fail(DAMAGED, str(file), name=name)
    try:
        with archive.open(name) as member:
            return member.read(LARGEST_TEXT)
    except (*BROKEN, OSError) as error:
        raise fail(DAMAGED, str(file), name=name) from error


def _text(file: Path, archive: zipfile.ZipFile, manifest: dict[str, Any], name: str) -> bytes:
    """A member whose hash is what the manifest says."""
    if name not in manifest["members"]:
        raise fail(NOT_AN_ASSESSMENT, str(file), reason=name)
    text = _read(file, archive, name)
    if hashlib.sha256(text).hexdigest() != manifest["members"][name]:
        raise fail(DAMAGED, str(file), name=name)
    return text


def _rows(file: Path, archive: zipfile.ZipFile, manifest: dict[str, Any], table: str) -> list[dict[str, Any]]:
    name = f"tables/{table}.jsonl"
    try:
        lines = _text(file, archive, manifest, name).decode("utf-8", "surrogatepass").split("\n")
        return [json.loads(line) for line in lines if line]
    except ValueError as error:
        raise fail(DAMAGED, str(file), name=name) from error


def _refuse_unknown_region(file: Path, workspace: Workspace, case: Case, rows: Rows) -> None:
    """Refuse an assessment of a region that is neither known nor brought along, and brought ones that are none."""
    try:
        brought = [
            Region(row["code"], row["name"], RegionKind(row["kind"]), row["parent"], row["synthetic"])
            for row in rows["region"]
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise fail(DAMAGED, str(file), name="tables/region.jsonl") from error
    here = {one.code for one in workspace.store.own_regions()}
    workspace.regions.with_regions(one for one in brought if one.code not in here).get(case.region)


def _other_instrument(workspace: Workspace, case: Case, brought: bytes) -> bool:
    """Bring the instrument along where there is none; whether there is one of other content."""
    known = workspace.library.files.get(case.instrument)
    if known is not None:
        return known.read_bytes() != brought
    with tempfile.TemporaryDirectory(prefix="kla-") as scratch:
        trial = Path(scratch) / f"{case.instrument}.yaml"
        trial.write_bytes(brought)
        load_instrument(trial)  # refuses what is no instrument
    place = workspace.folder / OWN_INSTRUMENTS
    place.mkdir(exist_ok=True)
    write_whole(place / f"{case.instrument}.yaml", brought.decode("utf-8"))
    return False


def _store_files(file: Path, archive: zipfile.ZipFile, manifest: dict[str, Any], workspace: Workspace) -> int:
    names = [name for name in manifest["members"] if name.startswith("evidence/")]
    for name in names:
        match = _EVIDENCE.fullmatch(name)
        if match is None or archive.getinfo(name).file_size > LARGEST:
            raise fail(DAMAGED, str(file), name=name)
        if _is_there(workspace, match[1]):
            continue
        with tempfile.TemporaryDirectory(prefix="kla-") as scratch:
            copy = Path(scratch) / match[1]
            digest = _unpack(file, archive, name, copy)
            if digest != match[1]:
                raise fail(DAMAGED, str(file), name=name)
            workspace.evidence.add(copy)
    return len(names)


def _unpack(file: Path, archive: zipfile.ZipFile, name: str, place: Path) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as member, place.open("wb") as target:
            while block := member.read(_BLOCK):
                digest.update(block)
                target.write(block)
    except BROKEN as error:
        raise fail(DAMAGED, str(file), name=name) from error
    return digest.hexdigest()


def _is_there(workspace: Workspace, sha256: str) -> bool:
    try:
        return workspace.evidence.path(sha256).is_file()
    except KlaError:
        return False
