"""Evidence sent by the browser in chunks, or picked from the folder: checked by content, attached, or refused."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO

from kla_widgets.assessment.contents import check_content, check_file, has_fitting_name
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.workbook.incoming import Brought, Incoming

FUTURE = Message("UPL-004", N_("The year {year} lies in the future."), N_("Give the year of the document."))
BROKEN = Message("UPL-005", N_("The file did not arrive whole."), N_("Send it again."))
NO_CAPTION = Message("UPL-006", N_("The caption is missing."), N_("Say in a few words what the document shows."))


@dataclass
class Upload:
    """A file on its way."""

    question: str
    kind: str
    size: int
    caption: str
    year: int | None
    stream: BinaryIO
    path: Path
    received: int = 0
    chunks: int = 0


class UploadDesk:
    """Receives the evidence of one page.

    Parameters
    ----------
    workspace, case, instrument, author, t
        Where to attach, what is asked, who signs, and the language of refusals.
    """

    def __init__(self, workspace: Workspace, case: Case, instrument: Instrument, author: str, t: Language) -> None:
        self._workspace, self._case, self._instrument = workspace, case, instrument
        self._author, self._t = author, t
        self._open: dict[str, Upload] = {}
        self._incoming = Incoming(workspace.folder)

    def handle(
        self, message: Mapping[str, Any], buffers: Sequence[bytes | memoryview]
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Answer an upload message.

        Returns
        -------
        replies : list of dict
        question : str, optional
            The question that has a new file now.
        """
        name = str(message["upload"])
        try:
            match message["type"]:
                case "upload_begin":
                    self._begin(name, message)
                case "upload_chunk":
                    self._chunk(name, int(message["index"]), buffers)
                case "upload_cancel":
                    self._drop(name)
                    return [], None
                case "upload_end":
                    question = self._end(name)
                    return [{"type": "upload", "upload": name, "status": "done", "message": ""}], question
                case "pick":
                    question = self._pick(message)
                    return [{"type": "upload", "upload": name, "status": "done", "message": ""}], question
                case "folder":
                    return [{"type": "upload", "upload": name, "status": "files", "message": ""} | self._listed()], None
        except (KlaError, OSError, KeyError) as error:
            self._drop(name)
            return [{"type": "upload", "upload": name, "status": "refused", "message": self._why(error)}], None
        upload = self._open[name]
        return [{"type": "upload", "upload": name, "status": "next", "index": upload.chunks, "message": ""}], None

    def _begin(self, name: str, message: Mapping[str, Any]) -> None:
        size = int(message["size"])
        file_name = PurePosixPath(PureWindowsPath(str(message["name"])).as_posix()).name or "berkas"
        check_file(file_name, size)
        caption, year = described(message)
        path = Path(tempfile.mkdtemp(prefix="kla-upload-")) / _short(file_name)
        self._open[name] = Upload(
            question=str(message["id"]),
            kind=str(message["kind"]),
            size=size,
            caption=caption,
            year=year,
            stream=path.open("wb"),
            path=path,
        )

    def _chunk(self, name: str, index: int, buffers: Sequence[bytes | memoryview]) -> None:
        upload = self._open[name]
        data = bytes(buffers[0]) if buffers else b""
        if index != upload.chunks or upload.received + len(data) > upload.size:
            raise fail(BROKEN)
        upload.stream.write(data)
        upload.received += len(data)
        upload.chunks += 1

    def _end(self, name: str) -> str:
        upload = self._open[name]
        upload.stream.close()
        if upload.received != upload.size:
            raise fail(BROKEN)
        check_content(upload.path)
        attachment = Attachment(upload.question, upload.kind, upload.path, upload.caption, upload.year)
        self._workspace.attach(self._case, [attachment], self._instrument, self._author)
        self._drop(name)
        return upload.question

    def _listed(self) -> dict[str, Any]:
        """The folder's files that can be evidence, with the questions that have them, and how many cannot."""
        found = self._incoming.files()
        fitting = [one for one in found if has_fitting_name(one.name)]
        used: dict[tuple[str, int], set[str]] = {}
        for evidence in self._workspace.store.evidence(self._case):
            used.setdefault((evidence.name, evidence.size), set()).add(evidence.question)
        files = [
            {
                "path": one.path,
                "size": one.size,
                "fault": self._fault(one),
                "also": sorted(used.get((one.name, one.size), ())),
            }
            for one in fitting
        ]
        return {"folder": str(self._incoming.folder), "files": files, "others": len(found) - len(fitting)}

    def _fault(self, one: Brought) -> str:
        try:
            check_file(one.name, one.size)
        except KlaError as error:
            return self._why(error)
        return ""

    def _pick(self, message: Mapping[str, Any]) -> str:
        """Attach a file of the folder; it stays where it is."""
        question = str(message["id"])
        file = self._incoming.file(str(message["path"]))
        check_file(file.name, file.stat().st_size)
        caption, year = described(message)
        check_content(file)
        attachment = Attachment(question, str(message["kind"]), file, caption, year)
        self._workspace.attach(self._case, [attachment], self._instrument, self._author)
        return question

    def _drop(self, name: str) -> None:
        if upload := self._open.pop(name, None):
            upload.stream.close()
            shutil.rmtree(upload.path.parent, ignore_errors=True)

    def _why(self, error: Exception) -> str:
        if isinstance(error, KlaError):
            return " ".join(f"{fault.cause(self._t)} {fault.cure(self._t)}" for fault in error.faults)
        return f"{self._t(BROKEN.cause)} {self._t(BROKEN.cure)}"


def described(message: Mapping[str, Any]) -> tuple[str, int | None]:
    """Caption and year of a file, as they were typed.

    Raises
    ------
    KlaError
        ``UPL-004``, ``UPL-006``.
    """
    year, caption = message.get("year"), str(message.get("caption") or "").strip()
    if year is not None and int(year) > date.today().year:
        raise fail(FUTURE, year=year)
    if not caption:
        raise fail(NO_CAPTION)
    return caption, None if year is None else int(year)


def _short(name: str) -> str:
    """A name that every file system takes, its ending kept."""
    ending = Path(name).suffix
    while len(name.encode()) > 200:
        name = name[: -len(ending) - 1] + ending
    return name
