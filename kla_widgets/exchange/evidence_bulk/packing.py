"""Packing the evidence of an assessment for the official application: a zip file per indicator, in volumes of a size.

The same evidence gives the same bytes. Each volume holds an index that tells people, and an import, what is what.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.archives import new_member
from kla_widgets.exchange.evidence_bulk.importing import INDEX_CSV, INDEX_XLSX
from kla_widgets.exchange.evidence_bulk.names import caption as name_as_caption
from kla_widgets.exchange.evidence_bulk.table import Row, region_cell, write_csv, write_xlsx
from kla_widgets.exchange.whole.writing import new_file
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.regions import Region

ABOVE_LIMIT = Message(
    "EVB-040",
    N_("“{name}” ({question}) has {size} MB, more than fits into a volume; it was left out."),
    N_("Compress it or split it, or allow larger volumes with --limit."),
)
BAD_LIMIT = Message("EVB-041", N_("“{limit}” is no size, or too small a one."), N_("Write it as 50MB or 500KB."))
NOTHING = Message("EVB-042", N_("No evidence is attached to the assessment."), N_("Attach some, then pack it."))
EARLIER = Message(
    "EVB-043", N_("“{name}” is from an earlier pack and was not written anew."), N_("Delete it if it is not wanted.")
)

INDEX_COLUMNS = (
    *("file", "question", "question_text", "kind", "kind_name", "year"),
    *("caption", "name", "size", "sha256", "region", "cycle"),
)
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9}
_LIMIT = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([KMG]B?)?\s*", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_LONGEST = 80
_OF_MEMBER, _OF_ARCHIVE = 300, 20_000
"""Bytes that a zip file spends on each member besides its content and name, and on itself with an empty index."""


@dataclass(frozen=True)
class Packed:
    """What was written.

    Parameters
    ----------
    files : tuple of Path
    count : int
        Attachments in them.
    faults : tuple of Fault
        What is not in them, and what else should be known.
    complete : bool
        Every attachment is in the pack.
    """

    files: tuple[Path, ...]
    count: int
    faults: tuple[Fault, ...]
    complete: bool


@dataclass(frozen=True)
class _Item:
    """One attachment, and its name in the pack."""

    evidence: Evidence
    inside: str
    row: Row
    weight: int


def read_limit(text: str) -> int:
    """A size such as ``50MB`` in bytes; without unit it is megabytes.

    Raises
    ------
    KlaError
        ``EVB-041``.
    """
    match = _LIMIT.fullmatch(text)
    size = float(match[1].replace(",", ".")) * _UNITS[(match[2] or "M")[0].upper()] if match else 0
    if size < 2 * _OF_ARCHIVE:
        raise fail(BAD_LIMIT, limit=text)
    return int(size)


def pack_evidence(workspace: Workspace, case: Case, out: Path, limit: int, t: Language) -> Packed:
    """Write the evidence of an assessment.

    Parameters
    ----------
    out : Path
        A name ending in ``.zip``: one zip file with a folder per indicator. Otherwise a folder, with a zip file per
        indicator and an index of all.
    limit : int
        Bytes of a file at most; what does not fit goes into further volumes ``-2``, ``-3``.

    Raises
    ------
    KlaError
        ``EVB-042``, ``WHO-001``.
    """
    instrument, region = workspace.library.get(case.instrument), workspace.regions.get(case.region)
    items, faults = _items(workspace, case, instrument, region, limit, t)
    lost = len(faults)
    if not items:
        raise KlaError(*faults) if faults else fail(NOTHING, path=case.region)
    as_one = out.suffix.lower() == ".zip"
    folder = out.parent if as_one else out
    if as_one:
        volumes = list(_volumes(out.stem, items, limit))
    else:
        groups = groupby(items, key=lambda one: one.inside.partition("/")[0])
        volumes = [one for name, inside in groups for one in _volumes(name, list(inside), limit)]
    mark = t("TRAINING DATA") if region.synthetic else ""
    files = tuple(_write(workspace, folder / f"{name}.zip", inside, mark, t) for name, inside in volumes)
    if not as_one:
        rows = [{**one.row, "file": f"{name}.zip/{one.inside}"} for name, inside in volumes for one in inside]
        for name, content in _index(rows, mark, t).items():
            with new_file(folder / name) as stream:
                stream.write(content)
            files += (folder / name,)
    faults += [Fault(EARLIER, str(folder), name=name) for name in _earlier(folder, files, out if as_one else None)]
    return Packed(files, len(items), tuple(faults), not lost)


def _items(
    workspace: Workspace, case: Case, instrument: Instrument, region: Region, limit: int, t: Language
) -> tuple[list[_Item], list[Fault]]:
    order = {one.id: place for place, one in enumerate(instrument.questions)}
    kinds = {kind: place for place, kind in enumerate(instrument.evidence_kinds)}
    attached = sorted(
        workspace.store.evidence(case),
        key=lambda one: (
            order.get(one.question, len(order)),
            one.question,
            kinds.get(one.kind, 99),
            one.name,
            one.sha256,
        ),
    )
    items, faults, numbers = [], [], dict[tuple[str, str], int]()
    for one in attached:
        number = numbers[one.question, one.kind] = numbers.get((one.question, one.kind), 0) + 1
        inside = f"{_place(one, instrument)}/{_name(one, number)}"
        row = _row(one, inside, case, instrument, region, t)
        weight = _OF_MEMBER + 2 * len(inside.encode()) + 3 * len(write_csv([row], INDEX_COLUMNS, t)) + one.size
        try:
            workspace.evidence.path(one.sha256)
        except KlaError as error:
            faults.append(Fault(error.faults[0].message, one.name, one.question, **error.faults[0].values))
            continue
        if weight + _OF_ARCHIVE > limit:
            told = {"name": one.name, "question": one.question, "size": t.number(one.size / 1e6, 1)}
            faults.append(Fault(ABOVE_LIMIT, **told))
            continue
        items.append(_Item(one, inside, row, weight))
    return items, faults


def _row(one: Evidence, inside: str, case: Case, instrument: Instrument, region: Region, t: Language) -> Row:
    question, kind = instrument.question.get(one.question), instrument.evidence_kinds.get(one.kind)
    return {
        "file": inside,
        "question": one.question,
        "question_text": t.pick(question.text) if question else "",
        "kind": one.kind,
        "kind_name": t.pick(kind.name) if kind else "",
        "year": one.year,
        "caption": one.caption,
        "name": one.name,
        "size": one.size,
        "sha256": one.sha256,
        "region": region_cell(region, t),
        "cycle": case.cycle,
    }


def _place(one: Evidence, instrument: Instrument) -> str:
    """The folder of its indicator; of a question that the instrument has no more, its own."""
    return _safe(instrument.parents.get(one.question, one.question))


def _name(one: Evidence, number: int) -> str:
    """A readable name: question, kind, number, and what it shows."""
    ending = PurePosixPath(one.name).suffix.lower()
    ending = ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 10 else ""
    shown = _safe(one.caption or name_as_caption(PurePosixPath(one.name).stem))
    return f"{' '.join(filter(None, (_safe(one.question), _safe(one.kind), f'{number:02}', shown)))}{ending}"


def _safe(text: str) -> str:
    """Words that every system takes as part of a name."""
    words = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    words = "".join(sign for sign in words if sign.isprintable())
    while len(words.encode("utf-8", "replace")) > _LONGEST:
        words = words[:-1]
    return words.strip(" .").encode("utf-8", "replace").decode()


def _volumes(name: str, items: Sequence[_Item], limit: int) -> Iterator[tuple[str, list[_Item]]]:
    """The items in their order, as many to a volume as surely fit."""
    found: list[list[_Item]] = [[]]
    weight = _OF_ARCHIVE
    for one in items:
        if weight + one.weight > limit and found[-1]:
            found.append([])
            weight = _OF_ARCHIVE
        found[-1].append(one)
        weight += one.weight
    for number, inside in enumerate(found, 1):
        yield (f"{name}-{number}" if len(found) > 1 else name), inside


def _write(workspace: Workspace, file: Path, items: Sequence[_Item], mark: str, t: Language) -> Path:
    with new_file(file) as stream, zipfile.ZipFile(stream, "w") as archive:
        archive.comment = mark.encode()
        for name, content in _index([one.row for one in items], mark, t).items():
            with new_member(archive, name, len(content), packed=False) as member:
                member.write(content)
        for one in items:
            place, size = workspace.evidence.path(one.evidence.sha256), one.evidence.size
            with place.open("rb") as source, new_member(archive, one.inside, size, packed=False) as member:
                shutil.copyfileobj(source, member, 1024 * 1024)
    return file


def _index(rows: Sequence[Row], mark: str, t: Language) -> dict[str, bytes]:
    book = write_xlsx(rows, INDEX_COLUMNS, t("Evidence"), mark, t)
    return {INDEX_CSV: write_csv(rows, INDEX_COLUMNS, t), INDEX_XLSX: book}


def _earlier(folder: Path, written: Iterable[Path], one: Path | None) -> Iterator[str]:
    """Zip files of an earlier pack that this one did not replace."""
    names = {file.name for file in written}
    own = re.compile(rf"{re.escape(one.stem)}(-\d+)?\.zip" if one else r"[\w.-]+\.zip")
    for file in sorted(folder.glob("*.zip")):
        if file.name not in names and own.fullmatch(file.name):
            yield file.name
