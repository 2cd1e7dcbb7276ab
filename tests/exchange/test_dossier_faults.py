"""Dossiers that are not as they should be: told with file and line, and nothing real is invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.dossier import import_dossier, read_dossier

DOSSIER = """\
format: 1
sources:
  koran: {title: Berita, publisher: Koran, date: 1 Juni 2024}
assessments:
  - regions: ["32.73"]
    cycle: 2024
    instrument: kla-2024
    note: Sementara
    answers:
      - {question: I8.1, value: 2, source: koran}
      - question: I2.2
        value: {numerator: 1, denominator: 2}
        source: koran
        stage: lapangan
    reported:
      - {target: K1, points: 100, source: koran, note: dibulatkan}
    statements:
      - {id: s1, place: I1, kind: fact, text: {id: satu, en: one}, source: koran}
"""
CASE = Case("32.73", "kla-2024", 2024)
NO_EVIDENCE = "    evidence:\n      - {question: I8.1, kinds: [SK], caption: sk}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "workspace") as made:
        yield made


def written(folder: Path, text: str) -> Path:
    file = folder / "berkas.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(workspace: Workspace, file: Path) -> list[tuple[str, str]]:
    """Code and line of every fault."""
    with pytest.raises(KlaError) as error:
        import_dossier(workspace, file, "Ani")
    places = []
    for fault in error.value.faults:
        name, _, line = fault.where.rpartition(":")
        assert name == str(file)
        places.append((fault.code, line))
    return places


def test_everything_of_a_dossier_is_stored_with_its_source(workspace: Workspace, tmp_path: Path) -> None:
    assert import_dossier(workspace, written(tmp_path, DOSSIER), "Ani") == (CASE,)
    note = workspace.store.case_note(CASE)
    assert note is not None
    assert (note.id, note.en) == ("Sementara", "Sementara")
    cited = "Koran, “Berita”, 1 Juni 2024"
    claim, visit = workspace.store.answers(CASE, "mandiri"), workspace.store.answers(CASE, "lapangan")
    assert {name: (one.value, one.source) for name, one in claim.items()} == {"I8.1": (2, cited)}
    assert {name: (one.value, one.source) for name, one in visit.items()} == {
        "I2.2": ({"numerator": 1, "denominator": 2}, cited)
    }
    points = workspace.store.reported_table("kla-2024", 2024)
    assert points.to_dict("records") == [
        {
            "region": "32.73",
            "stage": "mandiri",
            "target": "K1",
            "points": 100.0,
            "source": cited,
            "note": "dibulatkan",
        }
    ]
    (statement,) = workspace.store.statements(CASE)
    assert (statement.text_id, statement.text_en, statement.source) == ("satu", "one", cited)


def test_importing_twice_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    file = written(tmp_path, DOSSIER)
    import_dossier(workspace, file, "Ani")
    journal = workspace.store.journal()
    import_dossier(workspace, file, "Budi")
    assert workspace.store.journal() == journal


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("format: 1", "format: 2", "DOS-001", "1"),
        ("cycle: 2024", "cycle: dua ribu", "DOS-001", "6"),
        ("    note: Sementara\n", "    catatan: Sementara\n", "DOS-001", "8"),
        ("points: 100", "points: seratus", "DOS-001", "16"),
        ("kind: fact", "kind: rumor", "DOS-001", "18"),
        ("value: 2, source: koran", "value: 2, source: radio", "DOS-002", "10"),
        ('["32.73"]', '["32.73", "32.99"]', "REG-001", "5"),
        ('["32.73"]', '["11.1"]', "REG-002", "5"),
        ('["32.73"]', "[32.73]", "DOS-001", "5"),
        ('["32.73"]', "[]", "DOS-001", "5"),
        ("kla-2024", "kla-2099", "INS-030", "5"),
        ("value: 2,", "value: dua,", "ANS-002", "10"),
        ("question: I2.2", "question: I99.2", "STO-010", "11"),
        ("stage: lapangan", "stage: akhir", "STO-011", "5"),
        ("target: K1", "target: K9", "STO-012", "16"),
        ("points: 100", "points: 115.5", "STO-013", "16"),
        ("place: I1,", "place: I99,", "STO-012", "18"),
        ("format: 1", "format: 1\nformat: 1", "YML-006", "2"),
    ],
)
def test_a_fault_is_told_with_its_code_and_line(
    workspace: Workspace, tmp_path: Path, old: str, new: str, code: str, line: str
) -> None:
    assert DOSSIER.count(old) == 1
    assert refused(workspace, written(tmp_path, DOSSIER.replace(old, new))) == [(code, line)]


def test_all_faults_of_one_kind_are_told_at_once(workspace: Workspace, tmp_path: Path) -> None:
    file = written(tmp_path, DOSSIER.replace("source: koran", "source: radio"))
    assert refused(workspace, file) == [("DOS-002", line) for line in ("10", "13", "16", "18")]
    assert workspace.store.state() == {}


def test_a_real_district_cannot_have_specimen_evidence(workspace: Workspace, tmp_path: Path) -> None:
    assert refused(workspace, written(tmp_path, DOSSIER + NO_EVIDENCE)) == [("DOS-003", "20")]
    assert workspace.store.state() == {}
    assert not (workspace.folder / "evidence").exists()


def test_a_real_district_may_have_a_file_as_evidence(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "sk.pdf").write_bytes(b"%PDF")
    text = DOSSIER + NO_EVIDENCE.replace("caption: sk", "caption: sk, file: sk.pdf, year: 2023")
    import_dossier(workspace, written(tmp_path, text), "Ani")
    (found,) = workspace.store.evidence(CASE)
    assert (found.name, found.media_type, found.year) == ("sk.pdf", "application/pdf", 2023)


def test_an_evidence_file_that_is_not_there_is_told(workspace: Workspace, tmp_path: Path) -> None:
    text = DOSSIER + NO_EVIDENCE.replace("caption: sk", "caption: sk, file: tidak-ada.pdf")
    with pytest.raises(KlaError, match=r"berkas\.yaml:5 .*tidak-ada\.pdf") as error:
        import_dossier(workspace, written(tmp_path, text), "Ani")
    assert [fault.code for fault in error.value.faults] == ["EVD-003"]


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ('{code: "32.73", name: Kota Bandung, kind: kota, parent: "32", synthetic: true}', "REG-009"),
        ('{code: "32.73.1", name: Sukasari, kind: kecamatan, parent: "32.73", synthetic: true}', "REG-008"),
        ('{code: "98.01", name: Kota Latihan, kind: kota, parent: "98", synthetic: true}', "REG-011"),
    ],
)
def test_an_own_region_must_fit_among_the_official_ones(
    workspace: Workspace, tmp_path: Path, own: str, code: str
) -> None:
    text = DOSSIER.replace("assessments:", f"own_regions:\n  - {own}\nassessments:")
    ((found, line),) = refused(workspace, written(tmp_path, text))
    assert (found, line) == (code, "4")
    assert workspace.store.own_regions() == ()


def test_a_dossier_that_cannot_be_read_is_told(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(KlaError) as error:
        import_dossier(workspace, tmp_path / "tidak-ada.yaml", "Ani")
    assert [fault.code for fault in error.value.faults] == ["YML-001"]


def test_reading_alone_finds_the_same_faults(tmp_path: Path) -> None:
    assert read_dossier(written(tmp_path, DOSSIER)).assessments[0].regions == ("32.73",)
    with pytest.raises(KlaError, match="DOS-002"):
        read_dossier(written(tmp_path, DOSSIER.replace("value: 2, source: koran", "value: 2, source: radio")))
