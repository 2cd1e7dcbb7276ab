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
from kla_widgets.assessment.transfer import MEMBERS, Rows, put_in, try_put_in
from kla_widgets.assessment.workspace import OWN_INSTRUMENTS, Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.archives import BROKEN, members, opened
from kla_widgets.exchange.whole.export import FORMAT, MANIFEST
from kla_widgets.files import write_whole
from kla_widgets.instrument.loading import load_instrument
from kla_widgets.language import N_, Language
from kla_widgets.regions import Region, RegionKind

LARGEST_TEXT = 500 * 1024 * 1024
_EVIDENCE = re.compile(r"evidence/([0-9a-f]{64})")
_INSTRUMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
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
    dry_run : bool
        Nothing was to be stored; ``rows`` would be new.
    """

    case: Case
    rows: int
    files: int
    missing: tuple[str, ...]
    other_instrument: bool
    dry_run: bool = False

    def describe(self, t: Language) -> str:
        """What was stored, and what to know about it."""
        case = self.case
        lines = [f"{case.region} {case.instrument} {case.cycle}"]
        if not self.rows:
            lines.append(t("Stored: nothing new; all of it was there already."))
        elif self.dry_run:
            lines.append(t("Stored: nothing. Without --dry-run it would be {count} new rows.", count=self.rows))
        else:
            lines.append(t("Stored: {count} new or changed lines.", count=self.rows))
        lines.append(t("Evidence files in the archive: {count}.", count=self.files))
        if self.missing:
            words = t("Attached files that are neither in the archive nor here: {count}.", count=len(self.missing))
            lines += [words, *(f"  {sha256}" for sha256 in self.missing)]
        if self.other_instrument:
            lines.append(
                t(
                    "The workspace has another edition of the instrument {instrument}; points may differ from those "
                    "where the archive was made.",
                    instrument=case.instrument,
                )
            )
        return "\n".join(lines)


def import_whole(workspace: Workspace, file: Path, dry_run: bool = False) -> Imported:
    """Put an assessment into a workspace, with its signatures and its journal.

    Evidence files are stored before what refers to them: one that nothing refers to does no harm, the opposite would.

    Parameters
    ----------
    dry_run : bool
        Check everything and tell; store nothing.

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
        other = _is_other_instrument(file, workspace, case, instrument)
        changed = try_put_in(workspace.store, case, rows)
        brought = _evidence(file, archive, manifest)
        for sha256 in brought:
            _take_file(file, archive, sha256, workspace, dry_run)
    if not dry_run:
        _keep_instrument(workspace, case, instrument)
        changed = put_in(workspace.store, case, rows)
    attached = {row["sha256"] for row in rows["evidence"]} - set(brought)
    missing = tuple(sorted(one for one in attached if not _is_there(workspace, one)))
    return Imported(case, changed, len(brought), missing, other, dry_run)


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
    if not _INSTRUMENT.fullmatch(told["instrument"]):  # it becomes the name of a file
        raise fail(NOT_AN_ASSESSMENT, str(file), reason="instrument")
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


def _is_other_instrument(file: Path, workspace: Workspace, case: Case, brought: bytes) -> bool:
    """Whether the workspace has the instrument with other content; refuses what is no instrument."""
    known = workspace.library.files.get(case.instrument)
    if known is not None:
        return known.read_bytes() != brought
    with tempfile.TemporaryDirectory(prefix="kla-") as scratch:
        trial = Path(scratch) / f"{case.instrument}.yaml"
        trial.write_bytes(brought)
        if load_instrument(trial).id != case.instrument:
            raise fail(DAMAGED, str(file), name=f"instrument/{case.instrument}.yaml")
    return False


def _keep_instrument(workspace: Workspace, case: Case, brought: bytes) -> None:
    """Bring the instrument along where there is none."""
    if case.instrument not in workspace.library.files:
        place = workspace.folder / OWN_INSTRUMENTS
        place.mkdir(exist_ok=True)
        write_whole(place / f"{case.instrument}.yaml", brought.decode("utf-8"))


def _evidence(file: Path, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> tuple[str, ...]:
    """The SHA-256 of every evidence file in the archive."""
    found = []
    for name in manifest["members"]:
        if name.startswith("evidence/"):
            match = _EVIDENCE.fullmatch(name)
            if match is None or archive.getinfo(name).file_size > LARGEST:
                raise fail(DAMAGED, str(file), name=name)
            found.append(match[1])
    return tuple(found)


def _take_file(file: Path, archive: zipfile.ZipFile, sha256: str, workspace: Workspace, dry_run: bool) -> None:
    """Keep an evidence file, unless it is a dry run; refuse one that is not what it is said to be."""
    if _is_there(workspace, sha256):
        return
    with tempfile.TemporaryDirectory(prefix="kla-") as scratch:
        copy = Path(scratch) / sha256
        if _unpack(file, archive, f"evidence/{sha256}", copy) != sha256:
            raise fail(DAMAGED, str(file), name=f"evidence/{sha256}")
        if not dry_run:
            workspace.evidence.add(copy)


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
