"""The letter that goes with a workbook: what is asked of an agency, and until when. Its sender signs and numbers it."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from kla_widgets.exchange.agency import wording
from kla_widgets.exchange.agency.asking import Request
from kla_widgets.instrument.models import Indicator
from kla_widgets.language import Language, printable
from kla_widgets.words import evidence_name

_BLANK = "…" * 12
_WIDTHS = (Cm(5.2), Cm(5.6), Cm(5.6))


def write_letter(request: Request, workbook: str, t: Language) -> bytes:
    """The letter to an agency as a Word file.

    Parameters
    ----------
    workbook : str
        Name of the file that goes with it.
    """
    word = docx.Document()
    _set_up(word, request, t)
    agency = wording.agency_full_name(request, t)
    if request.region.synthetic:
        _warn(word, f"{t(wording.TRAINING)}. {t(wording.INVENTED)}")
    for label, value in (
        (t("Number of the letter"), _BLANK),
        (t("Subject"), t("Data and evidence for the KLA evaluation {cycle}", cycle=request.case.cycle)),
        (t("Addressed to"), agency),
    ):
        _say(word, f"{label}: {value}")
    instrument = t.pick(request.instrument.title)
    region, count = request.region.full_name, len(request.asked)
    _say(word, t("For {instrument}, {region} asks {agency} to answer {count} questions.", instrument=instrument,
                 region=region, agency=agency, count=count))  # fmt: skip
    leading = sum(one.leads for one in request.asked)
    _say(word, t("It leads {leading} of them and supports another agency in {supporting}.", leading=leading,
                 supporting=count - leading))  # fmt: skip
    deadline = t.date(request.deadline) if request.deadline else _BLANK
    _say(word, t("Please fill in the workbook {file} and send it back by {deadline}, with the evidence named below.",
                 file=workbook, deadline=deadline), bold=True)  # fmt: skip
    _say(word, t("Contact: {contact}", contact=request.contact or _BLANK))
    _table(word, request, t)
    _say(word, t(wording.UNOFFICIAL))
    for line in (t("Place and date: {blank}", blank=_BLANK), t("Name, office and signature: {blank}", blank=_BLANK)):
        _say(word, line)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_up(word: Document, request: Request, t: Language) -> None:
    """A4, Arial; what stands above every page."""
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    mark = f" · {t(wording.TRAINING)}" if request.region.synthetic else ""
    section.header.paragraphs[0].text = printable(f"{request.region.full_name} · {request.case.cycle}{mark}")
    about = word.core_properties
    about.author, about.title = "kla-widgets", printable(wording.agency_full_name(request, t))[:255]


def _table(word: Document, request: Request, t: Language) -> None:
    """One row an indicator: its questions, and the evidence that they ask for."""
    indicators = request.indicators
    table = word.add_table(rows=len(indicators) + 1, cols=len(_WIDTHS), style="Table Grid")
    table.autofit = False
    lines = [(t("Indicator"), t("Questions"), t("Evidence wanted"))]
    lines += [_line(request, one, t) for one in indicators]
    for row, words in zip(table.rows, lines, strict=True):
        for cell, width, text in zip(row.cells, _WIDTHS, words, strict=True):
            cell.width = width
            cell.paragraphs[0].add_run(printable(text)).bold = words is lines[0]
    word.add_paragraph()


def _line(request: Request, indicator: Indicator, t: Language) -> tuple[str, str, str]:
    asked = [one for one in request.asked if one.indicator == indicator]
    kinds = dict.fromkeys(kind for one in asked for kind in one.question.evidence)
    numbers = ", ".join(one.question.id for one in asked)
    wanted = "; ".join(evidence_name(request.instrument, kind, t) for kind in kinds)
    number = f"{indicator.number}. " if indicator.number else ""
    return f"{number}{t.pick(indicator.name)}", numbers, wanted or t("not named by the source")


def _say(word: Document, text: str, bold: bool = False) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.add_run(printable(text)).bold = bold


def _warn(word: Document, text: str) -> None:
    run = word.add_paragraph().add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor(0xB4, 0x45, 0x0F)
