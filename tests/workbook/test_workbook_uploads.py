"""Evidence in chunks: whole or not at all, checked by content, with reasons."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kla_widgets.assessment.contents import EMPTY
from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.language import language
from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.session import Session
from kla_widgets.workbook.uploads import NO_CAPTION

CAUSES = {"UPL-006": language("id")(NO_CAPTION.cause), "UPL-007": language("id")(EMPTY.cause)}
PDF = b"%PDF-1.7\n" + b"isi " * 300_000
CHUNK = 512 * 1024


@pytest.fixture
def form(tmp_path: Path) -> Iterator[Session]:
    create_workspace(tmp_path / "w").close()
    one = open_session(str(tmp_path / "w"), "18.72", 2024, author="Ani", cluster="K1")
    yield one
    one.workspace.close()


def send(
    form: Session, data: bytes, name: str = "sk.pdf", question: str = "I6.1", **about: Any
) -> list[dict[str, Any]]:
    """Send a file as the browser does; all replies."""
    begin = {"type": "upload_begin", "upload": "u1", "id": question, "kind": "SK", "name": name, "size": len(data)}
    replies = form.handle(begin | {"caption": "SK Forum Anak", "year": 2023} | about)
    for index, start in enumerate(range(0, len(data), CHUNK)):
        if replies[-1].get("status") != "next":
            return replies
        chunk = memoryview(data)[start : start + CHUNK]
        replies += form.handle({"type": "upload_chunk", "upload": "u1", "index": index}, [chunk])
    if replies[-1].get("status") != "next":
        return replies
    return replies + form.handle({"type": "upload_end", "upload": "u1"})


def test_a_pdf_in_chunks_is_attached_and_raises_what_is_supported(form: Session) -> None:
    form.handle({"type": "edit", "n": 1, "client": "c", "id": "I6.1", "field": "value", "value": ["sk"], "base": 0})
    assert form.snapshot()[1]["supported"] == 0
    replies = send(form, PDF)
    assert [one["index"] for one in replies if one.get("status") == "next"] == [0, 1, 2, 3]
    done = next(one for one in replies if one.get("status") == "done")
    (file,) = done["state"]["files"]
    assert (file["name"], file["kind"], file["caption"], file["year"]) == ("sk.pdf", "SK", "SK Forum Anak", 2023)
    assert form.snapshot()[1]["supported"] == 3.0
    assert form.workspace.evidence.path(file["sha256"]).read_bytes() == PDF


def test_the_same_file_for_two_questions_is_pointed_out(form: Session) -> None:
    send(form, PDF)
    send(form, PDF, question="I6.2")
    states = form.snapshot()[0]
    assert states["I6.1"]["files"][0]["also"] == ["I6.2"]
    assert states["I6.2"]["files"][0]["also"] == ["I6.1"]


@pytest.mark.parametrize(
    ("data", "about", "word"),
    [
        (b"MZ\x90\x00" + b"x" * 100, {}, "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, {}, ".pdf"),
        (PDF, {"name": "virus.exe"}, "PDF"),
        (PDF, {"size": 2 * 2**30}, "2048"),
        (PDF, {"year": 2999}, "2999"),
        (PDF, {"caption": "  "}, "UPL-006"),
        (b"", {}, "UPL-007"),
    ],
    ids=["not a PDF", "another content", "another kind", "2 GB", "future year", "no caption", "empty"],
)
def test_what_cannot_be_accepted_is_refused_with_a_reason_and_leaves_nothing(
    form: Session, data: bytes, about: dict[str, Any], word: str
) -> None:
    replies = send(form, data, **about)
    assert replies[-1]["status"] == "refused"
    told = CAUSES.get(word, word)
    assert told.casefold() in replies[-1]["message"].casefold()
    assert form.workspace.store.evidence(form.case) == ()
    assert not [file for file in (form.workspace.folder / "evidence").rglob("*") if file.is_file()]


def test_a_broken_upload_leaves_nothing(form: Session) -> None:
    begin = {"type": "upload_begin", "upload": "u", "id": "I6.1", "kind": "SK", "name": "a.pdf", "size": 20}
    form.handle(begin | {"caption": "x", "year": None})
    assert form.handle({"type": "upload_chunk", "upload": "u", "index": 5}, [b"%PDF-"])[0]["status"] == "refused"
    form.handle(begin | {"caption": "x", "year": None})
    form.handle({"type": "upload_chunk", "upload": "u", "index": 0}, [b"%PDF-"])
    assert form.handle({"type": "upload_end", "upload": "u"})[0]["status"] == "refused"
    assert form.handle({"type": "upload_cancel", "upload": "u"}) == []
    assert form.workspace.store.evidence(form.case) == ()


def test_office_files_are_known_by_their_content(form: Session) -> None:
    stream = io.BytesIO()
    Workbook().save(stream)
    assert send(form, stream.getvalue(), name="data.xlsx")[-2]["status"] == "done"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as renamed:
        renamed.writestr("foto.txt", "x")
    assert send(form, archive.getvalue(), name="data2.xlsx")[-1]["status"] == "refused"


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\Users\\x\\sk.pdf", "🎈 ملف.pdf", "a" * 300 + ".pdf"])
def test_names_of_files_are_only_names(form: Session, name: str) -> None:
    done = next(one for one in send(form, PDF, name=name) if one.get("status") == "done")
    stored = done["state"]["files"][0]["name"]
    assert "/" not in stored
    assert "\\" not in stored
    assert stored.endswith(".pdf")
    assert len(stored) <= 255


def test_a_file_can_be_taken_away_again(form: Session) -> None:
    send(form, PDF)
    file = form.snapshot()[0]["I6.1"]["files"][0]
    message = {"type": "detach", "n": 3, "client": "c", "id": "I6.1", "kind": "SK", "sha256": file["sha256"]}
    ack, patch = form.handle(message)
    assert ack["state"]["files"] == []
    assert patch["type"] == "patch"
    assert any("SK" in entry["old"] for entry in form.handle({"type": "history", "id": "I6.1"})[0]["entries"])
