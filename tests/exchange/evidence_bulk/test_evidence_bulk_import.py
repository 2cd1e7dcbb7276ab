"""Bringing in evidence: planned first, each file whole or not at all, nothing twice, and nothing hostile followed.

EV010  What is sure is attached with question, kind, year and caption; what is likely only when accepted.
EV011  A second run changes nothing, also after somebody moved a file; an interrupted run is completed.
EV012  The same content is told, and attached once for a question and kind.
EV013  What cannot be evidence is refused with its reason, and holds nothing up.
EV014  Scans, wrong years, photos without caption and identity numbers in names are told.
EV015  Nothing outside of the delivery is read: links, paths that lead out, zip bombs, locked and damaged archives.
EV016  Zip files within a folder count as folders; zip files within zip files are refused.
EV017  Names of the system's own files are passed over.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from evidence_deliveries import JPEG, PNG, Bring, folder_of, pdf, xlsx, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.evidence_bulk.importing import open_bulk
from kla_widgets.exchange.evidence_bulk.pdf import look_at_pdf
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan, State


def states(plan: BulkPlan) -> dict[str, State]:
    return {one.file.path: one.state for one in plan.files}


def refusals(plan: BulkPlan) -> dict[str, str]:
    return {one.file.path: one.refusal.code for one in plan.files if one.refusal}


def findings(plan: BulkPlan, path: str) -> set[str]:
    return {fault.code for one in plan.files if one.file.path == path for fault in one.findings}


def codes(error: pytest.ExceptionInfo[KlaError]) -> set[str]:
    return {fault.code for fault in error.value.faults}


@pytest.mark.parametrize("as_zip", [False, True])
def test_ev010_sure_files_are_attached_and_likely_ones_when_accepted(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path, as_zip: bool
) -> None:
    files = {
        "21B.1 SK Tim 2023.pdf": pdf(),
        "Klaster V/SOP pekerja anak.pdf": pdf(note="sop"),
        "Klaster I/Ind 5/Foto ILA.jpg": JPEG,
    }
    source = zip_of(tmp_path / "dinas.zip", files) if as_zip else folder_of(tmp_path / "dinas", files)
    plan, stored = bring(source)
    assert list(states(plan).values()) == [State.READY, State.OPEN, State.LIKELY]
    (one,) = workspace.store.evidence(case)
    assert (stored.attached, stored.failed) == (1, ())
    assert (one.question, one.kind, one.year, one.caption) == ("I21B.1", "SK", 2023, "SK Tim 2023")
    assert (one.name, one.media_type, one.author) == ("21B.1 SK Tim 2023.pdf", "application/pdf", "Ani")
    assert workspace.evidence.path(one.sha256).read_bytes() == pdf()
    assert bring(source, yes=True)[1].attached == 1
    assert {one.question for one in workspace.store.evidence(case)} == {"I21B.1", "I21C.2"}


def test_ev010_the_year_given_stands_where_nothing_tells_one(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    bring(folder_of(tmp_path / "d", {"2.1 SK.pdf": pdf(), "1.1 Perda 2019.pdf": pdf(note="x")}), year=2021)
    assert {one.question: one.year for one in workspace.store.evidence(case)} == {"I2.1": 2021, "I1.1": 2019}


def test_ev011_a_second_run_changes_nothing(bring: Bring, workspace: Workspace, case: Case, tmp_path: Path) -> None:
    files = {"21B.1 SK.pdf": pdf(), "SOP pekerja anak.pdf": pdf(note="a"), "Ind 5/Foto.jpg": JPEG, "2.1 SK.pdf": b""}
    source = folder_of(tmp_path / "d", files)
    bring(source, yes=True)
    before = workspace.store.journal()
    plan, stored = bring(source, yes=True)
    assert stored.attached == 0
    assert workspace.store.journal() == before
    assert sorted(states(plan).values()) == sorted([State.ALREADY, State.ALREADY, State.OPEN, State.REFUSED])


def test_ev011_what_somebody_decided_or_moved_is_not_undone(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    source = folder_of(
        tmp_path / "d", {"SOP pekerja anak.pdf": pdf(), "Ind 5/Foto.jpg": JPEG, "2.1 SK.pdf": pdf(note="k")}
    )
    with open_bulk(workspace, source, case.region, case.cycle) as bulk:
        place = next(place for place in bulk.plan.open_places if bulk.plan.files[place].is_picture)
        bulk.store(bulk.plan.decide(place, "I5.2", "FOTO").accept_likely(), "Ani")
    attached = {(one.question, one.kind): one for one in workspace.store.evidence(case)}
    assert set(attached) == {("I5.2", "FOTO"), ("I21C.2", "SOP"), ("I2.1", "SK")}
    moved = attached["I2.1", "SK"]
    instrument = workspace.library.get(case.instrument)
    workspace.store.detach(case, "I2.1", "SK", moved.sha256, "Budi")
    workspace.attach(case, [_attachment(workspace, moved.sha256, "I2.1", "DOK", tmp_path)], instrument, "Budi")
    before = workspace.store.journal()
    plan, stored = bring(source, yes=True)
    assert set(states(plan).values()) == {State.ALREADY}
    assert (stored.attached, workspace.store.journal()) == (0, before)


def _attachment(workspace: Workspace, sha256: str, question: str, kind: str, folder: Path) -> Attachment:
    file = folder / "SK.pdf"
    file.write_bytes(workspace.evidence.path(sha256).read_bytes())
    return Attachment(question, kind, file)


def test_ev011_an_interrupted_run_is_completed(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = folder_of(tmp_path / "d", {f"21B.1 SK {letter}.pdf": pdf(note=letter) for letter in "abcdef"})
    attach, calls = Workspace.attach, []

    def stopping(self, *arguments):  # type: ignore[no-untyped-def]
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(1)
        return attach(self, *arguments)

    monkeypatch.setattr(Workspace, "attach", stopping)
    with pytest.raises(KeyboardInterrupt):
        bring(source)
    assert len(workspace.store.evidence(case)) == 3
    monkeypatch.undo()
    assert bring(source)[1].attached == 3
    assert {one.name for one in workspace.store.evidence(case)} == {file.name for file in source.iterdir()}


def test_ev011_a_file_that_goes_away_meanwhile_holds_no_other_up(
    workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    source = folder_of(tmp_path / "d", {"2.1 SK.pdf": pdf(), "21B.1 SK.pdf": pdf(note="x")})
    with open_bulk(workspace, source, case.region, case.cycle) as bulk:
        (source / "2.1 SK.pdf").unlink()
        stored = bulk.store(bulk.plan, "Ani")
    assert (stored.attached, [fault.code for fault in stored.failed]) == (1, ["EVD-003"])


def test_ev012_one_content_is_attached_once_for_a_question_and_told(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    files = {"1.3a DPA.pdf": pdf(), "1.3b DPA.pdf": pdf(), "salinan/1.3a DPA.pdf": pdf()}
    plan, _ = bring(folder_of(tmp_path / "d", files))
    assert states(plan)["salinan/1.3a DPA.pdf"] is State.REPEATED
    assert findings(plan, "1.3b DPA.pdf") == {"EVB-012"}
    assert sorted(one.question for one in workspace.store.evidence(case)) == ["I1.3a", "I1.3b"]
    later, _ = bring(folder_of(tmp_path / "e", {"1.3c DPA.pdf": pdf()}))
    assert findings(later, "1.3c DPA.pdf") == {"EVB-013"}


def test_ev012_of_two_equal_files_the_sure_one_counts(bring: Bring, workspace: Workspace, tmp_path: Path) -> None:
    plan, stored = bring(folder_of(tmp_path / "d", {"A SOP pekerja anak.pdf": pdf(), "Z 1/I21C.2 SOP.pdf": pdf()}))
    assert states(plan) == {"A SOP pekerja anak.pdf": State.REPEATED, "Z 1/I21C.2 SOP.pdf": State.READY}
    assert stored.attached == 1


def test_ev013_what_cannot_be_evidence_is_refused_with_its_reason(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    files = {
        "2.1 kosong.pdf": b"",
        "2.1 rusak.pdf": b"%PDF-1.4 rusak",
        "2.1 foto.jpg": PNG,
        "2.1 film.mp4": b"film",
        "2.1 program.exe": b"MZ",
        "2.1 terkunci.docx": locked,
        "2.1 teks.pdf": b"bukan PDF",
        "2.1 SK.pdf": pdf(),
        "2.1 tabel.xlsx": xlsx(),
    }
    plan, stored = bring(folder_of(tmp_path / "d", files), yes=True)
    assert refusals(plan) == {
        "2.1 kosong.pdf": "UPL-007",
        "2.1 rusak.pdf": "EVB-007",
        "2.1 foto.jpg": "UPL-003",
        "2.1 film.mp4": "UPL-002",
        "2.1 program.exe": "UPL-002",
        "2.1 terkunci.docx": "EVB-006",
        "2.1 teks.pdf": "UPL-002",
    }
    assert stored.attached == 2


def test_ev014_what_should_be_looked_at_is_told(bring: Bring, tmp_path: Path) -> None:
    files = {
        "2.1 SK.pdf": pdf("", 3),
        "2.3 laporan 2019.pdf": pdf(note="a"),
        "2.3 laporan.pdf": pdf("Laporan tahun 2018 dan 2017"),
        "2.3 laporan lama.pdf": pdf("Laporan tahun 2018 dan 2023"),
        "1.1 Perda 2012.pdf": pdf(note="b"),
        "1.1 Perda 2031.pdf": pdf(note="c"),
        "2.7/IMG_1.jpg": JPEG,
        "2.7 Pawai anak.jpg": JPEG + b"2",
        "4.1 data 6401012345678901.xlsx": xlsx(),
    }
    plan, _ = bring(folder_of(tmp_path / "d", files))
    assert {path: findings(plan, path) for path in files} == {
        "2.1 SK.pdf": {"EVB-011"},
        "2.3 laporan 2019.pdf": {"EVB-014"},
        "2.3 laporan.pdf": {"EVB-014"},
        "2.3 laporan lama.pdf": set(),
        "1.1 Perda 2012.pdf": set(),
        "1.1 Perda 2031.pdf": {"EVB-014"},
        "2.7/IMG_1.jpg": {"EVB-015"},
        "2.7 Pawai anak.jpg": set(),
        "4.1 data 6401012345678901.xlsx": {"EVB-016"},
    }
    assert "6401" not in next(one.caption for one in plan.files if "6401" in one.file.path)


@pytest.mark.parametrize(
    "name",
    ["../2.1 SK.pdf", "a/../../2.1 SK.pdf", "/etc/2.1 SK.pdf", "C:\\2.1 SK.pdf", "..\\2.1 SK.pdf", "D:2.1 SK.pdf"],
)
def test_ev015_an_archive_whose_paths_lead_out_is_refused_whole(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path, name: str
) -> None:
    source = zip_of(tmp_path / "d.zip", {"21B.1 SK.pdf": pdf(), name: pdf(note="x")})
    with pytest.raises(KlaError) as error:
        bring(source)
    assert codes(error) == {"ZIP-002"}
    assert workspace.store.evidence(case) == ()


def test_ev015_a_zip_bomb_is_refused_before_it_is_unpacked(bring: Bring, tmp_path: Path) -> None:
    source = zip_of(tmp_path / "d.zip", {"2.1 SK.pdf": b"%PDF-" + b"\0" * 30_000_000})
    with pytest.raises(KlaError) as error:
        bring(source)
    assert codes(error) == {"ZIP-003"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rusak", b"bukan zip", pdf()])
def test_ev015_what_is_no_archive_is_refused(bring: Bring, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.zip").write_bytes(content)
    with pytest.raises(KlaError) as error:
        bring(tmp_path / "d.zip")
    assert codes(error) == {"ZIP-001"}


def test_ev015_nothing_there_is_told(bring: Bring, tmp_path: Path) -> None:
    with pytest.raises(KlaError) as error:
        bring(tmp_path / "tidak ada")
    assert codes(error) == {"EVB-001"}


def test_ev015_a_member_with_a_wrong_checksum_is_refused_alone(bring: Bring, tmp_path: Path) -> None:
    source = tmp_path / "d.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("2.1 SK.pdf", pdf(note="rusak"))
        archive.writestr("21B.1 SK.pdf", pdf())
    content = source.read_bytes().replace(b"%rusak", b"%RUSAK")
    source.write_bytes(content)
    plan, stored = bring(source)
    assert (refusals(plan), stored.attached) == ({"2.1 SK.pdf": "EVB-005"}, 1)


def test_ev015_a_link_in_an_archive_is_not_followed(bring: Bring, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("2.1 SK.pdf")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    plan, stored = bring(tmp_path / "d.zip")
    assert (refusals(plan), stored.attached) == ({"2.1 SK.pdf": "EVB-003"}, 0)


@pytest.mark.skipif(os.name == "nt", reason="making a link needs rights there")
def test_ev015_links_in_a_folder_are_not_followed(bring: Bring, tmp_path: Path) -> None:
    outside = folder_of(tmp_path / "luar", {"2.1 rahasia.pdf": pdf()})
    source = folder_of(tmp_path / "d", {"21B.1 SK.pdf": pdf(note="x")})
    (source / "2.1 SK.pdf").symlink_to(outside / "2.1 rahasia.pdf")
    (source / "tautan").symlink_to(outside)
    plan, stored = bring(source)
    assert (refusals(plan), stored.attached) == ({"2.1 SK.pdf": "EVB-003", "tautan": "EVB-003"}, 1)


def test_ev016_zip_files_within_a_folder_count_as_folders(
    bring: Bring, workspace: Workspace, case: Case, tmp_path: Path
) -> None:
    source = folder_of(tmp_path / "d", {"rusak.zip": b"PK\x03\x04", "2.1 SK.pdf": pdf()})
    inner = zip_of(tmp_path / "dalam.zip", {"x.pdf": pdf()})
    zip_of(source / "Ind 21B.zip", {"1 matriks.xlsx": xlsx(), "dalam.zip": inner.read_bytes()})
    zip_of(source / "keluar.zip", {"../2.1 SK.pdf": pdf()})
    plan, _ = bring(source, yes=True)
    assert refusals(plan) == {"rusak.zip": "ZIP-001", "Ind 21B.zip/dalam.zip": "EVB-004", "keluar.zip": "ZIP-002"}
    assert sorted((one.question, one.kind) for one in workspace.store.evidence(case)) == [
        ("I2.1", "SK"),
        ("I21B.1", "MATRIKS"),
    ]


def test_ev017_files_of_the_system_are_passed_over(bring: Bring, tmp_path: Path) -> None:
    files = {
        "Thumbs.db": b"x",
        ".DS_Store": b"x",
        "__MACOSX/._2.1 SK.pdf": b"x",
        "~$2.1 SK.docx": b"x",
        "2.1 SK.pdf": pdf(),
    }
    for source in (folder_of(tmp_path / "d", files), zip_of(tmp_path / "d.zip", files)):
        assert list(states(bring(source)[0])) == ["2.1 SK.pdf"]


def test_ev017_signs_that_steer_a_terminal_do_not_reach_it(bring: Bring, tmp_path: Path) -> None:
    (path,) = states(bring(zip_of(tmp_path / "d.zip", {"2.1 \x1b[31mSK.pdf": pdf()}))[0])
    assert "\x1b" not in path


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=12)), min_size=1, max_size=6))
def test_ev013_no_damaged_pdf_stops_the_look_at_it(changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(pdf("Laporan 2023", 2))
    for place, change in changes:
        place %= len(content)
        content[place : place + len(change)] = change
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "a.pdf"
        file.write_bytes(content)
        look = look_at_pdf(file)
    assert look.broken or look.locked or look.unchecked or look.pages >= look.looked_at >= look.blank


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=5))
def test_ev015_a_damaged_archive_is_refused_or_its_files_are_what_they_were(
    workspace: Workspace, case: Case, tmp_path: Path, changes: list[tuple[int, bytes]]
) -> None:
    contents = {"2.1 SK.pdf": pdf(), "5.2 Foto baca.jpg": JPEG, "4.1 data.xlsx": xlsx()}
    source = zip_of(tmp_path / "d.zip", contents)
    content = bytearray(source.read_bytes())
    for place, change in changes:
        place %= len(content)
        content[place : place + len(change)] = change
    source.write_bytes(content)
    whole = {hashlib.sha256(one).hexdigest() for one in contents.values()}
    told: set[str] = set()
    try:
        with open_bulk(workspace, source, case.region, case.cycle) as bulk:
            assert {one.sha256 for one in bulk.plan.files if not one.refusal} <= whole
    except KlaError as error:
        told = {fault.code[:4] for fault in error.faults}
    assert told <= {"ZIP-", "EVB-"}
    assert workspace.store.evidence(case) == ()


def test_ev010_an_instrument_without_questions_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "d", {"2.1 SK.pdf": pdf()})
    with pytest.raises(KlaError) as error, open_bulk(workspace, source, "18.72", 2022, "kla-2022"):
        pass
    assert codes(error) == {"EVB-008"}
