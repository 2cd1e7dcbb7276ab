"""Evidence picked from the workspace's folder: what facilitators copied there from the agencies' sticks.

FLD001  The folder and its sub-folders are listed by path; it is made when it is not there.
FLD002  Nothing outside of it is listed or read: no links, no way up, no other place.
FLD003  A picked file is attached with caption and year, kept once under its content, and stays where it was.
FLD004  Kind, content, size, caption and year are checked as with uploads; what is refused leaves nothing.
FLD005  Files of other kinds are counted only; those that are too large or empty say so; those in use say where.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.assessment import contents
from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.workbook import incoming, uploads
from kla_widgets.workbook.incoming import FOLDER, Incoming
from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.session import Session

PDF = b"%PDF-1.7\nisi"
QUESTION = "I6.1"
links = pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights that Windows users do not have")


@pytest.fixture
def form(tmp_path: Path) -> Iterator[Session]:
    create_workspace(tmp_path / "w").close()
    one = open_session(str(tmp_path / "w"), "18.72", 2024, author="Ani", cluster="K1")
    yield one
    one.workspace.close()


def put(form: Session, path: str, content: bytes = PDF) -> Path:
    """A file as somebody has copied it into the folder."""
    file = form.workspace.folder / FOLDER / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def listed(form: Session) -> dict[str, Any]:
    (answer,) = form.handle({"type": "folder", "upload": "u1", "id": QUESTION})
    return answer


def pick(form: Session, path: str, **about: Any) -> list[dict[str, Any]]:
    message = {"type": "pick", "upload": "u1", "id": QUESTION, "kind": "SK", "path": path}
    return form.handle(message | {"caption": "SK Forum Anak", "year": 2023} | about)


def kept(form: Session) -> list[Path]:
    return [file for file in (form.workspace.folder / "evidence").rglob("*") if file.is_file()]


def code_of(error: pytest.ExceptionInfo[KlaError]) -> str:
    (fault,) = error.value.faults
    return fault.code


def test_fld001_an_empty_folder_is_made_and_named(form: Session) -> None:
    answer = listed(form)
    assert (answer["type"], answer["status"], answer["upload"]) == ("upload", "files", "u1")
    assert (answer["files"], answer["others"]) == ([], 0)
    assert Path(answer["folder"]) == (form.workspace.folder / FOLDER).resolve()
    assert Path(answer["folder"]).is_dir()


def test_fld001_sub_folders_are_listed_too_without_what_nobody_put_there(form: Session) -> None:
    for path in (
        "sk.pdf",
        "Dinkes/2023/imunisasi Ñ.pdf",
        "dinsos/foto.JPG",
        ".tersembunyi.pdf",
        "~$surat.docx",
        ".x/a.pdf",
    ):
        put(form, path)
    assert [one["path"] for one in listed(form)["files"]] == [
        "Dinkes/2023/imunisasi Ñ.pdf",
        "dinsos/foto.JPG",
        "sk.pdf",
    ]


def test_fld001_a_list_has_an_end(form: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST", 3)
    for number in range(5):
        put(form, f"{number}.pdf")
    assert [one["path"] for one in listed(form)["files"]] == ["0.pdf", "1.pdf", "2.pdf"]


def test_fld001_a_file_in_place_of_the_folder_is_told(form: Session) -> None:
    (form.workspace.folder / FOLDER).write_bytes(b"x")
    answer = listed(form)
    assert answer["status"] == "refused"
    assert FOLDER in answer["message"]


@links
def test_fld002_links_are_neither_listed_nor_read(form: Session, tmp_path: Path) -> None:
    outside = tmp_path / "rahasia"
    outside.mkdir()
    (outside / "gaji.pdf").write_bytes(PDF)
    inside = put(form, "asli.pdf")
    (inside.parent / "tautan.pdf").symlink_to(outside / "gaji.pdf")
    (inside.parent / "folder").symlink_to(outside, target_is_directory=True)
    (inside.parent / "dalam.pdf").symlink_to(inside)
    (inside.parent / "putus.pdf").symlink_to(outside / "tidak ada")
    (inside.parent / "lingkaran").symlink_to(inside.parent, target_is_directory=True)
    assert [one["path"] for one in listed(form)["files"]] == ["asli.pdf"]
    for path in ("tautan.pdf", "folder/gaji.pdf", "dalam.pdf", "lingkaran/asli.pdf"):
        with pytest.raises(KlaError) as error:
            Incoming(form.workspace.folder).file(path)
        assert code_of(error) == "UPL-010"
        assert pick(form, path)[-1]["status"] == "refused"
    assert kept(form) == []


@links
def test_fld002_the_folder_itself_may_be_no_link(form: Session, tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain" / "a.pdf").write_bytes(PDF)
    (form.workspace.folder / FOLDER).symlink_to(tmp_path / "lain", target_is_directory=True)
    assert listed(form)["status"] == "refused"
    assert pick(form, "a.pdf")[-1]["status"] == "refused"


@pytest.mark.parametrize("path", ["../kla.sqlite", "x/../../kla.sqlite", "", ".", "tidak ada.pdf", "a\0b.pdf"])
def test_fld002_no_path_leads_out(form: Session, path: str) -> None:
    put(form, "x/a.pdf")
    with pytest.raises(KlaError) as error:
        Incoming(form.workspace.folder).file(path)
    assert code_of(error) in ("UPL-009", "UPL-010")
    assert pick(form, path)[-1]["status"] == "refused"


def test_fld002_an_absolute_path_is_refused(form: Session, tmp_path: Path) -> None:
    put(form, "a.pdf")
    (tmp_path / "lain.pdf").write_bytes(PDF)
    assert pick(form, str(tmp_path / "lain.pdf"))[-1]["status"] == "refused"
    assert kept(form) == []


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text() | st.lists(st.sampled_from(["..", ".", "a", "b.pdf", "", "~"]), max_size=6).map("/".join))
def test_fld002_whatever_path_is_asked_for_only_what_is_listed_is_read(
    tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    place = tmp_path_factory.mktemp("w")
    (place / FOLDER / "a").mkdir(parents=True)
    (place / FOLDER / "a" / "b.pdf").write_bytes(PDF)
    (place / "b.pdf").write_bytes(b"rahasia")
    folder = Incoming(place)
    try:
        found = folder.file(path)
    except KlaError:
        return
    assert found == folder.folder / "a" / "b.pdf"


def test_fld003_a_picked_file_is_attached_and_stays(form: Session) -> None:
    form.handle({"type": "edit", "n": 1, "client": "c", "id": QUESTION, "field": "value", "value": ["sk"], "base": 0})
    file = put(form, "dinas/SK Forum.pdf")
    done, patch = pick(form, "dinas/SK Forum.pdf")
    assert (done["type"], done["status"]) == ("upload", "done")
    (shown,) = done["state"]["files"]
    assert (shown["name"], shown["kind"], shown["caption"], shown["year"]) == (
        "SK Forum.pdf",
        "SK",
        "SK Forum Anak",
        2023,
    )
    assert shown["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert patch["type"] == "patch"
    assert patch["score"]["supported"] == 3.0
    assert file.read_bytes() == PDF
    assert [one.read_bytes() for one in kept(form)] == [PDF]
    assert form.workspace.store.evidence(form.case)[0].author == "Ani"
    file.unlink()  # what was attached does not need it any more
    assert form.workspace.evidence.path(shown["sha256"]).read_bytes() == PDF


def test_fld003_the_same_file_twice_is_kept_once(form: Session) -> None:
    put(form, "a.pdf")
    put(form, "sub/b.pdf")
    assert pick(form, "a.pdf")[0]["status"] == "done"
    assert pick(form, "sub/b.pdf", kind="DOK")[0]["status"] == "done"
    assert pick(form, "a.pdf")[0]["status"] == "done"  # said again after a lost connection
    assert len(form.workspace.store.evidence(form.case)) == 2
    assert len(kept(form)) == 1


@pytest.mark.parametrize(
    ("name", "content", "about", "code"),
    [
        ("a.pdf", b"MZ\x90\x00 bukan PDF", {}, contents.NOT_ACCEPTED),
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"x" * 20, {}, contents.OTHER_CONTENT),
        ("a.exe", PDF, {}, contents.NOT_ACCEPTED),
        ("a.pdf", b"", {}, contents.EMPTY),
        ("a.pdf", PDF + b"x" * 100, {}, contents.TOO_LARGE),
        ("a.pdf", PDF, {"caption": " "}, uploads.NO_CAPTION),
        ("a.pdf", PDF, {"year": 2999}, uploads.FUTURE),
    ],
    ids=["content", "other content", "kind", "empty", "large", "caption", "year"],
)
def test_fld004_what_an_upload_may_not_be_a_picked_file_may_not_be(
    form: Session, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, about: dict[str, Any], code: Any
) -> None:
    monkeypatch.setattr(contents, "LARGEST", 50)
    put(form, name, content)
    (reply,) = pick(form, name, **about)
    assert reply["status"] == "refused"
    assert form.t(code.cure).split("{")[0] in reply["message"]
    assert form.workspace.store.evidence(form.case) == ()
    assert kept(form) == []


def test_fld005_the_list_says_what_cannot_be_attached_and_what_is_in_use(
    form: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "LARGEST", 50)
    for name, content in {"a.pdf": PDF, "besar.pdf": b"x" * 51, "kosong.pdf": b"", "x.exe": PDF, "y.txt": PDF}.items():
        put(form, name, content)
    pick(form, "a.pdf")
    answer = listed(form)
    assert answer["others"] == 2
    files = {one["path"]: one for one in answer["files"]}
    assert {name: bool(one["fault"]) for name, one in files.items()} == {
        "a.pdf": False,
        "besar.pdf": True,
        "kosong.pdf": True,
    }
    assert {name: one["also"] for name, one in files.items()} == {
        "a.pdf": [QUESTION],
        "besar.pdf": [],
        "kosong.pdf": [],
    }
    assert files["a.pdf"]["size"] == len(PDF)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always Unicode on this system")
def test_fld001_a_name_that_is_no_text_is_left_out(form: Session) -> None:
    put(form, os.fsdecode(b"surat-\xe9.pdf"))
    put(form, "b.pdf")
    assert [one["path"] for one in listed(form)["files"]] == ["b.pdf"]
