"""A whole assessment as one file: lossless, the same bytes each time, refused when anything is wrong."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.assessment import tables
from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.items import Item, delete_items, save_items
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.tables import OF_CASE
from kla_widgets.assessment.transfer import schema, take_out
from kla_widgets.assessment.workspace import Attachment, Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.demo import build_demo
from kla_widgets.exchange.whole import export
from kla_widgets.exchange.whole.export import export_whole
from kla_widgets.exchange.whole.importing import import_whole
from kla_widgets.language import language
from kla_widgets.results import score_case

TRAINING = Case("00.01", "kla-2024", 2024)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo, with a training district that was edited, planned for, and given and taken evidence."""
    place = tmp_path_factory.mktemp("origin")
    with build_demo(place / "ws") as opened:
        instrument = opened.library.get(TRAINING.instrument)
        one, two = instrument.questions[0].id, instrument.questions[1].id
        paper = place / "SK – 日本.pdf"
        paper.write_bytes(b"%PDF-1.7 a decree")
        kind = next(iter(instrument.evidence_kinds))
        opened.attach(
            TRAINING, [Attachment(one, kind, paper, "=cap", 2023), Attachment(two, kind, paper)], instrument, "Ani"
        )
        opened.store.detach(TRAINING, two, kind, hashlib.sha256(paper.read_bytes()).hexdigest(), "Budi", "wrong one")
        revision = opened.store.answers(TRAINING, "mandiri")[one].revision
        save_edit(opened.store, TRAINING, "mandiri", Edit(one, "note", "catatan ‮ 😀", revision), instrument, "Budi")
        saved = save_items(opened.store, TRAINING, [Item("action", "a", {"n": 1}), Item("action", "b", {})], "Ani")
        delete_items(opened.store, TRAINING, saved[1:], "Ani")
        yield opened


@pytest.fixture(scope="module")
def archive(origin: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "00.01.zip"
    export_whole(origin, TRAINING, file)
    return file


@pytest.fixture(scope="module")
def light(origin: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the evidence itself."""
    file = tmp_path_factory.mktemp("light") / "00.01.zip"
    export_whole(origin, TRAINING, file, with_files=False)
    return file


def codes(error: pytest.ExceptionInfo[KlaError]) -> set[str]:
    return {fault.code for fault in error.value.faults}


def rewritten(
    file: Path,
    place: Path,
    change: dict[str, bytes | None],
    manifest: dict[str, Any] | None = None,
    more: dict[str, bytes] | None = None,
) -> Path:
    """A copy of an archive with some members changed (None: left out) and the manifest's hashes made to fit."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(place, "w") as target:
        manifest = manifest or json.loads(source.read("manifest.json"))
        members = {name: source.read(name) for name in source.namelist()} | change | (more or {})
        for name, text in members.items():
            if name == "manifest.json" or text is None:
                continue
            target.writestr(name, text)
            manifest["members"][name] = hashlib.sha256(text).hexdigest()
        target.writestr("manifest.json", change.get("manifest.json") or json.dumps(manifest))
    return place


def test_everything_arrives_elsewhere_and_goes_out_again_byte_for_byte(
    origin: Workspace, archive: Path, tmp_path: Path
) -> None:
    with create_workspace(tmp_path / "ws") as other:
        told = import_whole(other, archive)
        assert told.case == TRAINING
        assert told.rows > 500
        assert told.missing == ()
        assert take_out(other.store, TRAINING) == take_out(origin.store, TRAINING)
        assert score_case(other, TRAINING) == score_case(origin, TRAINING)
        assert replay(other.store.journal()) == other.store.state()
        export_whole(other, TRAINING, tmp_path / "again.zip")
        for row in take_out(other.store, TRAINING)["evidence"]:
            assert other.evidence.path(row["sha256"]).is_file()
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


@pytest.mark.slow
def test_importing_twice_changes_nothing(archive: Path, tmp_path: Path) -> None:
    with create_workspace(tmp_path) as other:
        import_whole(other, archive)
        before = other.store.journal()
        assert import_whole(other, archive).rows == 0
        assert other.store.journal() == before


@pytest.mark.slow
def test_a_dry_run_tells_the_same_and_stores_nothing(archive: Path, tmp_path: Path) -> None:
    with create_workspace(tmp_path) as other:
        told = import_whole(other, archive, dry_run=True)
        assert other.store.state() == {}
        assert [one for one in tmp_path.rglob("*") if "kla.sqlite" not in one.name] == []
        done = import_whole(other, archive)
        assert (told.rows, told.files, told.missing) == (done.rows, done.files, done.missing)
        assert str(done.rows) in told.describe(language("en"))
        assert import_whole(other, archive, dry_run=True).rows == 0


def test_a_dry_run_finds_a_damaged_evidence_file(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        name = next(one for one in source.namelist() if one.startswith("evidence/"))
    bad = rewritten(archive, tmp_path / "x.zip", {name: b"other"})
    with create_workspace(tmp_path / "ws") as other:
        with pytest.raises(KlaError) as error:
            import_whole(other, bad, dry_run=True)
        assert codes(error) == {"WHO-012"}


@pytest.mark.slow
def test_what_is_refused_leaves_no_instrument_behind(light: Path, tmp_path: Path) -> None:
    """An instrument of one's own comes along, but not with an assessment that is refused."""
    with zipfile.ZipFile(light) as source:
        text = source.read("instrument/kla-2024.yaml").replace(b"id: kla-2024\n", b"id: kla-own\n", 1)
        change = {name: source.read(name).replace(b"kla-2024", b"kla-own") for name in source.namelist()
                  if name.startswith("tables/")}  # fmt: skip
        manifest = json.loads(source.read("manifest.json")) | {"instrument": "kla-own"}
        del manifest["members"]["instrument/kla-2024.yaml"]
    change |= {"instrument/kla-2024.yaml": None}
    good = rewritten(light, tmp_path / "good.zip", change, manifest, {"instrument/kla-own.yaml": text})
    wrong = {**change, "tables/answer.jsonl": b"{}\n"}
    bad = rewritten(light, tmp_path / "bad.zip", wrong, manifest, {"instrument/kla-own.yaml": text})
    own = tmp_path / "ws" / "instruments" / "kla-own.yaml"
    with create_workspace(tmp_path / "ws") as other:
        with pytest.raises(KlaError):
            import_whole(other, bad)
        assert not own.exists()
        import_whole(other, good)
        assert own.read_bytes() == text
        assert score_case(other, Case("00.01", "kla-own", 2024)).total.claimed is not None


def test_an_archive_without_its_schema_is_still_read(light: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(light) as source:
        manifest = json.loads(source.read("manifest.json"))
    del manifest["members"]["schema.json"]
    older = rewritten(light, tmp_path / "x.zip", {"schema.json": None}, manifest)
    with create_workspace(tmp_path / "ws") as other:
        assert import_whole(other, older).rows > 500


def test_every_table_that_belongs_to_an_assessment_goes_out() -> None:
    belonging = {table.name for table in tables.metadata.tables.values() if {"region", "cycle"} <= set(table.c.keys())}
    assert belonging == {table.name for table in OF_CASE}


def test_the_archive_brings_the_schema_of_its_rows(archive: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        assert json.loads(source.read("schema.json")) == schema()


def test_the_readme_explains_every_table_and_every_column() -> None:
    words = (Path(export.__file__).parent / "README.md").read_text(encoding="utf-8")
    for table, told in schema()["$defs"].items():
        section = words.split(f"### `{table}`\n")[1].split("\n### ")[0].split("\n## ")[0]
        for column in told["properties"]:
            assert f"`{column}`" in section, (table, column)


@pytest.mark.slow
def test_another_state_of_the_assessment_is_not_overwritten(archive: Path, tmp_path: Path) -> None:
    with create_workspace(tmp_path) as other:
        import_whole(other, archive)
        save_items(other.store, TRAINING, [Item("action", "new", {})], "Citra")
        before = other.store.state()
        with pytest.raises(KlaError) as error:
            import_whole(other, archive)
        assert codes(error) == {"TRF-001"}
        assert "item" in str(error.value)
        assert other.store.state() == before


@pytest.mark.slow
def test_beside_other_assessments_nothing_of_them_changes(archive: Path, tmp_path: Path) -> None:
    with build_demo(tmp_path / "ws") as demo:
        others = [case for case in demo.store.cases() if case.region != "00.01"]
        before = [take_out(demo.store, case) for case in others]
        with pytest.raises(KlaError):
            import_whole(demo, archive)
        assert [take_out(demo.store, case) for case in others] == before


def test_without_files_the_missing_ones_are_named(origin: Workspace, tmp_path: Path) -> None:
    export_whole(origin, TRAINING, tmp_path / "light.zip", with_files=False)
    with create_workspace(tmp_path / "ws") as other:
        told = import_whole(other, tmp_path / "light.zip")
        wanted = {row["sha256"] for row in take_out(other.store, TRAINING)["evidence"]}
        assert set(told.missing) == wanted != set()


def test_every_row_fits_the_published_schema(origin: Workspace) -> None:
    told = schema()
    for table, rows in take_out(origin.store, TRAINING).items():
        checker = jsonschema.Draft202012Validator(told["$defs"][table])
        for row in rows:
            checker.validate(row)


def test_an_answer_changed_by_hand_is_noticed_by_its_journal(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        lines = source.read("tables/answer.jsonl").decode().splitlines()
    row = json.loads(lines[0]) | {"value": "1"}
    text = "\n".join([json.dumps(row), *lines[1:]]).encode()
    with create_workspace(tmp_path / "ws") as other:
        with pytest.raises(KlaError) as error:
            import_whole(other, rewritten(archive, tmp_path / "x.zip", {"tables/answer.jsonl": text}))
        assert codes(error) == {"TRF-004"}
        assert other.store.cases() == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"manifest.json": b"[]"}, "WHO-010"),
        ({"manifest.json": b'{"format": 99, "region": "00.01", "instrument": "kla-2024", "cycle": 2024, '
                           b'"with_files": true, "members": {}}'}, "WHO-011"),
        ({"tables/journal.jsonl": None}, "WHO-012"),
        ({"manifest.json": b'{"format": 1, "region": "00.01", "instrument": "../x", "cycle": 2024, '
                           b'"with_files": true, "members": {}}'}, "WHO-010"),
        ({"tables/answer.jsonl": b"{"}, "WHO-012"),
        ({"tables/answer.jsonl": b"{}\n"}, "TRF-003"),
        ({"tables/case.jsonl": b""}, "TRF-003"),
        ({"tables/region.jsonl": b"{}\n"}, "WHO-012"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_stored(
    archive: Path, tmp_path: Path, change: dict[str, bytes | None], code: str
) -> None:
    with create_workspace(tmp_path / "ws") as other:
        with pytest.raises(KlaError) as error:
            import_whole(other, rewritten(archive, tmp_path / "x.zip", change))
        assert codes(error) == {code}
        assert other.store.state() == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [("../evil", "ZIP-002"), ("/etc/passwd", "ZIP-002"), ("C:\\evil", "ZIP-002"), ("a/../../b", "ZIP-002")],
)
def test_names_that_lead_out_of_the_folder_are_refused(archive: Path, tmp_path: Path, name: str, code: str) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(archive.read_bytes())
    with zipfile.ZipFile(file, "a") as target:
        target.writestr(name, b"x")
    with create_workspace(tmp_path / "ws") as other, pytest.raises(KlaError) as error:
        import_whole(other, file)
    assert codes(error) == {code}


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("manifest.json", b"0" * 50_000_000)
    with create_workspace(tmp_path / "ws") as other, pytest.raises(KlaError) as error:
        import_whole(other, file)
    assert codes(error) == {"ZIP-003"}


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_are_refused_or_harmless(
    archive: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    place = tmp_path_factory.mktemp("damaged")
    (place / "x.zip").write_bytes(whole)
    with create_workspace(place / "ws") as other:
        try:
            import_whole(other, place / "x.zip")
        except KlaError:
            assert other.store.cases() == ()
        else:
            with zipfile.ZipFile(archive) as good:
                wanted = [json.loads(line) for line in good.read("tables/answer.jsonl").decode().splitlines()]
            assert take_out(other.store, TRAINING)["answer"] == wanted
