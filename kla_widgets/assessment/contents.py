"""What an evidence file is by its content, whatever its name says; and which kinds of files are accepted."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePath

from kla_widgets.assessment.evidence import LARGEST
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

TOO_LARGE = Message(
    "UPL-001", N_("The file has {size} MB."), N_("At most {limit} MB are accepted; compress or split it.")
)
NOT_ACCEPTED = Message(
    "UPL-002", N_("This kind of file is not accepted."), N_("Send PDF, pictures (JPG, PNG, WEBP) or Office documents.")
)
OTHER_CONTENT = Message(
    "UPL-003",
    N_("The file is named {ending}, but its content is {content}."),
    N_("Send the real document with its right name."),
)
EMPTY = Message("UPL-007", N_("The file is empty."), N_("Choose the real document."))

ENDINGS = {
    "pdf": (".pdf",),
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "webp": (".webp",),
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "pptx": (".pptx",),
    "odf": (".odt", ".ods", ".odp"),
    "ole": (".doc", ".xls", ".ppt"),
}


def check_file(name: str, size: int) -> None:
    """Refuse what can be refused before a file is looked into.

    Raises
    ------
    KlaError
        ``UPL-001``, ``UPL-002``, ``UPL-007``.
    """
    if size == 0:
        raise fail(EMPTY)
    if size > LARGEST:
        raise fail(TOO_LARGE, size=round(size / 2**20, 1), limit=LARGEST // 2**20)
    if not has_fitting_name(name):
        raise fail(NOT_ACCEPTED)


def has_fitting_name(name: str) -> bool:
    """Whether the name ends as an accepted file does."""
    return any(name.lower().endswith(ending) for endings in ENDINGS.values() for ending in endings)


def content_of(path: Path) -> str | None:
    """What a file is by its content: a key of :data:`ENDINGS`, None for anything else."""
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    return _office(path) if head.startswith(b"PK\x03\x04") else None


def check_content(path: Path) -> None:
    """Refuse a file whose content is not what its name says.

    Raises
    ------
    KlaError
        ``UPL-002``, ``UPL-003``.
    """
    check_named_content(path.name, content_of(path))


def check_named_content(name: str, content: str | None) -> None:
    """The same for a name, and what :func:`content_of` tells of the file."""
    ending = PurePath(name).suffix.lower()
    if content is None:
        raise fail(NOT_ACCEPTED)
    if ending not in ENDINGS[content]:
        raise fail(OTHER_CONTENT, ending=ending, content=content.upper())


def _office(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return None
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in names):
            return kind
    return "odf" if "content.xml" in names and "mimetype" in names else None
