"""Evidence: files kept once each under their content, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kla_widgets.assessment.evidence as evidence_module
from kla_widgets.assessment.evidence import EvidenceFolder
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.errors import KlaError
from kla_widgets.files import write_whole
from kla_widgets.instrument.models import Instrument

NAMES = [
    "SK Bupati No. 12 Tahun 2024.pdf",
    "ŕäțnä – ‘kutipan’.docx",
    "子どもにやさしいまち.xlsx",
    "ᮊᮘᮥᮕᮒᮦᮔ᮪.txt",
    "كابوباتن.pdf",
    "foto kegiatan 👧🏽🏫.jpg",
    "tanpa-ekstensi",
    "-rf .txt",
]


def file_of(folder: Path, name: str = "sk.pdf", content: bytes = b"isi") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


def kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def code_of(error: pytest.ExceptionInfo[KlaError]) -> str:
    (fault,) = error.value.faults
    return fault.code


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=5))
def test_a_file_is_kept_under_its_content_once(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    place = EvidenceFolder(folder / "evidence")
    for number, content in enumerate(contents):
        stored = place.add(file_of(folder / "in", f"{number}.pdf", content))
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        assert stored.size == len(content)
        assert place.path(stored.sha256).read_bytes() == content
    assert kept(place.folder) == sorted({hashlib.sha256(content).hexdigest() for content in contents})


def test_a_file_larger_than_a_block_is_kept_whole(tmp_path: Path) -> None:
    content = os.urandom(2 * 1024 * 1024 + 7)
    place = EvidenceFolder(tmp_path / "evidence")
    assert place.path(place.add(file_of(tmp_path, content=content)).sha256).read_bytes() == content


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_comes_back(
    workspace: Workspace, case: Case, instrument: Instrument, tmp_path: Path, name: str
) -> None:
    file = file_of(tmp_path / "in", name)
    assert workspace.attach(case, [Attachment("I1.1", "SK", file, "keterangan", 2023)], instrument, "Ani") == 1
    (found,) = workspace.store.evidence(case)
    assert (found.name, found.size, found.caption, found.year, found.author) == (name, 3, "keterangan", 2023, "Ani")
    assert workspace.evidence.path(found.sha256).read_bytes() == b"isi"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always Unicode on this system")
def test_a_name_that_is_not_unicode_is_made_readable(
    workspace: Workspace, case: Case, instrument: Instrument, tmp_path: Path
) -> None:
    file = file_of(tmp_path / "in", os.fsdecode(b"surat-\xe9.pdf"))
    workspace.attach(case, [Attachment("I1.1", "SK", file)], instrument, "Ani")
    assert [one.name for one in workspace.store.evidence(case)] == ["surat-?.pdf"]


def test_attaching_again_changes_nothing_even_under_two_names(
    workspace: Workspace, case: Case, instrument: Instrument, tmp_path: Path
) -> None:
    files = [file_of(tmp_path / "in", name) for name in ("sk.pdf", "sk.txt")]
    both = [Attachment("I1.1", kind, file) for kind, file in zip(("SK", "DOK"), files, strict=True)]
    assert workspace.attach(case, both, instrument, "Ani") == 2
    journal = workspace.store.journal()
    for one in (*both, *reversed(both)):
        assert workspace.attach(case, [one], instrument, "Budi") == 0
    assert workspace.store.journal() == journal
    assert replay(journal) == workspace.store.state()
    assert {one.kind: one.media_type for one in workspace.store.evidence(case)} == {
        "SK": "application/pdf",
        "DOK": "text/plain",
    }
    assert len(kept(workspace.evidence.folder)) == 1


def test_a_file_that_left_the_disk_is_told_with_its_name(tmp_path: Path) -> None:
    place = EvidenceFolder(tmp_path / "evidence")
    stored = place.add(file_of(tmp_path))
    place.path(stored.sha256).unlink()
    with pytest.raises(KlaError) as error:
        place.path(stored.sha256)
    assert code_of(error) == "EVD-005"
    assert stored.sha256 in str(error.value)
    place.add(file_of(tmp_path))
    assert place.path(stored.sha256).read_bytes() == b"isi"


def test_empty_too_large_and_unreadable_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_module, "LARGEST", 10)
    place = EvidenceFolder(tmp_path / "evidence")
    wanted = {
        file_of(tmp_path, "kosong.pdf", b""): "EVD-001",
        file_of(tmp_path, "besar.pdf", b"x" * 11): "EVD-002",
        tmp_path / "tidak-ada.pdf": "EVD-003",
        tmp_path: "EVD-003",
    }
    for file, code in wanted.items():
        with pytest.raises(KlaError) as error:
            place.add(file)
        assert code_of(error) == code
        assert str(file) in str(error.value)
    assert place.add(file_of(tmp_path, "pas.pdf", b"x" * 10)).size == 10
    assert len(kept(place.folder)) == 1


def test_a_file_that_may_not_be_read_is_not_taken_for_a_full_folder(
    tmp_path: Path, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    file = file_of(tmp_path)
    file.chmod(0)
    with powerless(), pytest.raises(KlaError) as error:
        EvidenceFolder(tmp_path / "evidence").add(file)
    assert code_of(error) == "EVD-003"


def test_a_folder_that_may_not_be_written_to_is_told(
    tmp_path: Path, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir(mode=0o555)
    file = file_of(tmp_path)
    source = file.open("rb")  # opened while it may be
    with source, powerless(), pytest.raises(OSError, match="denied"):
        EvidenceFolder(folder)._copy(source)
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where the folder should be")
    with pytest.raises(KlaError) as error:
        EvidenceFolder(blocked).add(file)
    assert code_of(error) == "EVD-004"
    assert kept(folder) == []


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    place = EvidenceFolder(tmp_path / "evidence")
    monkeypatch.setattr("kla_widgets.files.os.fsync", full)
    with pytest.raises(KlaError) as error:
        place.add(file_of(tmp_path))
    assert code_of(error) == "EVD-004"
    assert "No space left" in str(error.value)
    assert kept(place.folder) == []


def test_a_half_written_file_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "laporan.html"
    write_whole(place, "lama")
    seen: list[str] = []
    monkeypatch.setattr("kla_widgets.files.os.fsync", lambda _: seen.append(place.read_text("utf-8")))
    write_whole(place, "baru – 日本")
    assert seen == ["lama"]
    assert place.read_text("utf-8") == "baru – 日本"
    assert kept(tmp_path) == ["laporan.html"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    place = tmp_path / "laporan.html"
    write_whole(place, "lama")
    monkeypatch.setattr("kla_widgets.files.os.fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        write_whole(place, "baru")
    assert place.read_text("utf-8") == "lama"
    assert kept(tmp_path) == ["laporan.html"]


def test_evidence_for_an_unknown_question_is_not_tied_to_anything(
    workspace: Workspace, case: Case, instrument: Instrument, tmp_path: Path
) -> None:
    attachments = [
        Attachment("I1.1", "SK", file_of(tmp_path / "in")),
        Attachment("I99", "SK", file_of(tmp_path / "in")),
    ]
    with pytest.raises(KlaError) as error:
        workspace.attach(case, attachments, instrument, "Ani")
    assert code_of(error) == "STO-010"
    assert workspace.store.state() == {}
