"""Packing evidence for the official application, and what comes back from a pack.

EV030  A pack imported elsewhere gives the same attachments, whatever their names and captions, in one file or many.
EV031  No file is larger than the limit; what does not fit into one is told, the rest is packed.
EV032  The same evidence gives the same bytes.
EV033  Names in a pack are readable and safe on every system; none stands twice.
EV034  The index names every file with question, kind, year, caption and hash; made-up data are marked.
EV035  A pack of another region or cycle is refused.
EV036  Evidence that is gone from the folder is told.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path, PureWindowsPath

import openpyxl
import pytest
from evidence_deliveries import JPEG, Bring, pdf, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Attachment, Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.evidence_bulk.importing import INDEX_CSV, INDEX_XLSX, open_bulk
from kla_widgets.exchange.evidence_bulk.packing import Packed, pack_evidence, read_limit
from kla_widgets.language import language
from kla_widgets.regions import Region, RegionKind

T = language("en")
MB = 10**6
TRAINING = Case("00.01", "kla-2024", 2024)


def attach(workspace: Workspace, case: Case, *files: tuple[str, str, str, bytes, str, int | None]) -> None:
    """Attach (question, kind, name, content, caption, year)."""
    with tempfile.TemporaryDirectory() as scratch:
        attachments = []
        for number, (question, kind, name, content, caption, year) in enumerate(files):
            file = Path(scratch) / f"{number}{Path(name).suffix}"
            file.write_bytes(content)
            attachments.append(Attachment(question, kind, file, caption, year, name))
        workspace.attach(case, attachments, workspace.library.get(case.instrument), "Ani")


def held(workspace: Workspace, case: Case) -> set[tuple[object, ...]]:
    fields = ("question", "kind", "sha256", "name", "size", "media_type", "caption", "year")
    return {tuple(getattr(one, field) for field in fields) for one in workspace.store.evidence(case)}


def members(files: Sequence[Path]) -> dict[str, bytes]:
    found = {}
    for file in files:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                found |= {f"{file.name}/{name}": archive.read(name) for name in archive.namelist()}
    return found


def pack(workspace: Workspace, case: Case, out: Path, limit: int = 50 * MB) -> Packed:
    return pack_evidence(workspace, case, out, limit, T)


SOME = (
    ("I21B.1", "SK", "sk tim.pdf", pdf(), "SK Tim", 2023),
    ("I21B.1", "DOK", "sk tim.pdf", pdf(), "SK Tim", 2023),
    ("I21B.1", "SK", "SK lama.pdf", pdf(note="x"), "", None),
    ("I5.2", "FOTO", "6401012345678901.jpg", JPEG, "", 2022),
    ("I4.1", "MATRIKS", "=SUM(A1).xlsx", xlsx(), '=HYPERLINK("http://x")', 2023),
)

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufffe\uffff"), max_size=60)
FILES = st.lists(
    st.tuples(
        st.sampled_from(["I1.1", "I1.2a", "I21B.1", "I5.2", "I26.3"]),
        st.sampled_from(["SK", "DOK", "FOTO"]),
        WORDS.filter(lambda words: "/" not in words),
        st.integers(0, 5),
        WORDS,
        st.none() | st.integers(1990, 2024),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, as_one=st.booleans(), limit=st.sampled_from([MB // 10, MB]))
def test_ev030_a_pack_gives_the_same_attachments_elsewhere(
    case: Case, tmp_path: Path, files: list[tuple[str, str, str, int, str, int | None]], as_one: bool, limit: int
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as scratch:
        here, there = (create_workspace(Path(scratch) / name) for name in "ab")
        with here, there:
            plain = [
                (q, kind, f"x{name}.pdf", pdf(note=str(n)), caption, year) for q, kind, name, n, caption, year in files
            ]
            attach(here, case, *plain)
            out = Path(scratch) / ("bukti.zip" if as_one else "bukti")
            packed = pack(here, case, out, limit)
            sources = [file for file in packed.files if file.suffix == ".zip"] if as_one else [out]
            for source in sources:
                with open_bulk(there, source, case.region, case.cycle) as bulk:
                    bulk.store(bulk.plan, "Budi")
            assert held(there, case) == held(here, case)
            before = there.store.journal()
            for source in sources:
                with open_bulk(there, source, case.region, case.cycle) as bulk:
                    assert bulk.store(bulk.plan, "Budi").attached == 0
            assert there.store.journal() == before


def test_ev031_no_volume_is_larger_than_the_limit_and_nothing_is_missing(
    workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    note = "isi" * 20_000
    attach(
        workspace, case, *(("I21B.1", "DOK", f"{n}.pdf", pdf(note=f"{n}{note}"), "Ket " * n, 2023) for n in range(25))
    )
    attach(workspace, case, ("I2.1", "SK", "sk.pdf", pdf(note=note * 4), "SK besar", 2023))
    for out in (tmp_path / "satu.zip", tmp_path / "folder"):
        packed = pack(workspace, case, out, 200_000)
        zips = [file for file in packed.files if file.suffix == ".zip"]
        assert len(zips) > 5
        assert max(file.stat().st_size for file in zips) <= 200_000
        assert (packed.complete, packed.count, [fault.code for fault in packed.faults]) == (False, 25, ["EVB-040"])
        inside = [name for name in members(zips) if not name.endswith((INDEX_CSV, INDEX_XLSX))]
        assert len(inside) == 25


@pytest.mark.parametrize(
    ("text", "size"),
    [("50MB", 50 * MB), ("50 mb", 50 * MB), ("2,5MB", 2_500_000), ("500K", 500_000), ("1G", 1000 * MB), ("7", 7 * MB)],
)
def test_ev031_a_limit_is_read_as_people_write_it(text: str, size: int) -> None:
    assert read_limit(text) == size


@pytest.mark.parametrize("text", ["", "besar", "-5MB", "0", "5B", "1KB", "MB", "5TB", "nan"])
def test_ev031_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(KlaError, match="EVB-041"):
        read_limit(text)


def test_ev032_the_same_evidence_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    made = []
    for name, files in (("a", SOME), ("b", tuple(reversed(SOME)))):
        with create_workspace(tmp_path / name) as workspace:
            attach(workspace, case, *files)
            packed = pack(workspace, case, tmp_path / f"out-{name}")
            made.append([(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in packed.files])
    assert made[0] == made[1]
    assert len(made[0]) == 5


def test_ev033_names_are_readable_and_safe(workspace: Workspace, case: Case, tmp_path: Path) -> None:
    attach(workspace, case, *SOME, ("I2.1", "SK", "aux.pdf", pdf(note="1"), 'a/b\\c:*?"<>|\n' + "é" * 200 + " .", None))
    packed = pack(workspace, case, tmp_path / "bukti.zip")
    names = [name.partition("/")[2] for name in members(packed.files)]
    assert "I21B/I21B.1 SK 01 SK lama.pdf" in names
    assert "I21B/I21B.1 SK 02 SK Tim.pdf" in names
    assert "I5/I5.2 FOTO 01.jpg" in names
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert all(part.rstrip(" .") == part and len(part.encode()) < 130 for part in name.split("/"))
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]', name)
        assert not PureWindowsPath(name).is_absolute()


def test_ev034_the_index_names_every_file(workspace: Workspace, case: Case, tmp_path: Path) -> None:
    attach(workspace, case, *SOME)
    packed = pack(workspace, case, tmp_path / "bukti.zip")
    inside = {name.partition("/")[2]: content for name, content in members(packed.files).items()}
    rows = list(csv.DictReader(StringIO(inside[INDEX_CSV].decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["File"] for row in rows] == [name for name in inside if name not in (INDEX_CSV, INDEX_XLSX)]
    assert all(hashlib.sha256(inside[row["File"]]).hexdigest() == row["SHA-256"] for row in rows)
    assert [row["Year"] for row in rows] == ["2023", "2022", "", "2023", "2023"]
    assert rows[0]["Caption"] == '\'=HYPERLINK("http://x")'
    assert {row["Region"] for row in rows} == {"Kota Metro (18.72)"}
    page = openpyxl.load_workbook(BytesIO(inside[INDEX_XLSX])).active
    assert [cell.value for cell in page["A"]][1:] == [row["File"] for row in rows]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)


def test_ev034_made_up_data_are_marked(workspace: Workspace, tmp_path: Path) -> None:
    workspace.store.save_regions(
        [
            Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True),
            Region("00.01", "Kabupaten Latihan", RegionKind.KABUPATEN, "00", True),
        ],
        "Ani",
    )
    attach(workspace, TRAINING, *SOME)
    packed = pack(workspace, TRAINING, tmp_path / "bukti.zip")
    inside = {name.partition("/")[2]: content for name, content in members(packed.files).items()}
    assert inside[INDEX_CSV].decode("utf-8-sig").count("TRAINING DATA") == len(SOME)
    assert openpyxl.load_workbook(BytesIO(inside[INDEX_XLSX])).active["A1"].value == "TRAINING DATA"
    assert zipfile.ZipFile(packed.files[0]).comment == b"TRAINING DATA"
    with open_bulk(workspace, packed.files[0], "00.01", 2024) as bulk:
        assert len(bulk.plan.files) == len(SOME)


@pytest.mark.parametrize(("region", "cycle"), [("18.71", 2024), ("18.72", 2025)])
def test_ev035_a_pack_of_another_region_or_cycle_is_refused(
    workspace: Workspace, case: Case, tmp_path: Path, region: str, cycle: int
) -> None:
    attach(workspace, case, *SOME)
    packed = pack(workspace, case, tmp_path / "bukti.zip")
    with pytest.raises(KlaError) as error, open_bulk(workspace, packed.files[0], region, cycle, "kla-2024"):
        pass
    assert {fault.code for fault in error.value.faults} == {"EVB-025"}


def test_ev036_evidence_that_is_gone_is_told_and_the_rest_packed(
    workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    attach(workspace, case, *SOME)
    workspace.evidence.path(hashlib.sha256(JPEG).hexdigest()).unlink()
    packed = pack(workspace, case, tmp_path / "bukti")
    assert (packed.complete, packed.count) == (False, 4)
    assert [(fault.code, fault.path) for fault in packed.faults] == [("EVD-005", "I5.2")]


def test_ev036_nothing_to_pack_is_told(workspace: Workspace, case: Case, tmp_path: Path) -> None:
    with pytest.raises(KlaError, match="EVB-042"):
        pack(workspace, case, tmp_path / "bukti")
    assert not (tmp_path / "bukti").exists()


def test_ev036_volumes_of_an_earlier_pack_are_told(
    workspace: Workspace, case: Case, tmp_path: Path, bring: Bring
) -> None:
    attach(workspace, case, *SOME)
    (tmp_path / "bukti-7.zip").write_bytes(b"lama")
    (tmp_path / "lain.zip").write_bytes(b"lama")
    packed = pack(workspace, case, tmp_path / "bukti.zip")
    assert [(fault.code, fault.values["name"]) for fault in packed.faults] == [("EVB-043", "bukti-7.zip")]
    assert packed.complete
