"""What a file of a delivery is by its content, and what stands in the way of using it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kla_widgets.assessment.contents import ENDINGS, check_file, check_named_content, content_of
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.evidence_bulk.delivery import BROKEN_FILE, Delivered, Delivery, told_of
from kla_widgets.exchange.evidence_bulk.pdf import PdfLook, look_at_pdf
from kla_widgets.exchange.recap.grid import PASSWORD_MARK
from kla_widgets.language import N_

LOCKED = Message(
    "EVB-006", N_("The file is protected by a password."), N_("Ask for it without one: evaluators could not open it.")
)
BROKEN_PDF = Message(
    "EVB-007", N_("The PDF is damaged: it does not open."), N_("Ask for it again, or have it printed anew.")
)
UNCHECKED = Message(
    "EVB-010", N_("The PDF is encrypted; its text was not looked at."), N_("Open it once to see that it opens.")
)
NO_TEXT = Message(
    "EVB-011",
    N_("{blank} of {pages} pages looked at hold no text; they seem to be scans."),
    N_("Check that they can be read; a scan with text recognition can be searched."),
)
_PICTURES = ("jpeg", "png", "webp")
_LOCKED_ENDINGS = (*ENDINGS["docx"], *ENDINGS["xlsx"], *ENDINGS["pptx"])


@dataclass(frozen=True)
class Look:
    """A file at a glance.

    Parameters
    ----------
    sha256 : str
        Of its content; empty where it could not be read.
    is_picture : bool
    pdf : PdfLook, optional
        Where it is a PDF.
    refusal : Fault, optional
        Why it is not accepted as evidence.
    findings : tuple of Fault
        What its reader should know.
    """

    sha256: str = ""
    is_picture: bool = False
    pdf: PdfLook | None = None
    refusal: Fault | None = None
    findings: tuple[Fault, ...] = ()


def look_at(delivery: Delivery, one: Delivered) -> Look:
    """Look at a file; whatever is wrong with it is told, not raised."""
    if one.fault:
        return Look(refusal=one.fault)
    try:
        check_file(one.name, one.size)
        with delivery.at_hand(one) as file:
            return _look(file, one)
    except KlaError as error:
        return Look(refusal=told_of(error, one.path))
    except OSError as error:
        return Look(refusal=Fault(BROKEN_FILE, one.path, reason=error.strerror or type(error).__name__))


def _look(file: Path, one: Delivered) -> Look:
    content = content_of(file)
    if content == "ole" and _ending(one.name) in _LOCKED_ENDINGS and PASSWORD_MARK in file.read_bytes():
        raise fail(LOCKED)
    check_named_content(one.name, content)
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if content != "pdf":
        return Look(sha256, content in _PICTURES)
    pdf = look_at_pdf(file)
    if pdf.locked:
        raise fail(LOCKED)
    if pdf.broken:
        raise fail(BROKEN_PDF)
    findings = []
    if pdf.unchecked:
        findings.append(Fault(UNCHECKED, one.path))
    if pdf.blank:
        findings.append(Fault(NO_TEXT, one.path, blank=pdf.blank, pages=pdf.looked_at))
    return Look(sha256, False, pdf, None, tuple(findings))


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
