"""A district's own Word template filled with its plan.

Placeholders stand in double braces. Those of :data:`WORDS` are replaced where they stand, in text, tables, headers and
footers; those of :data:`BLOCKS` stand alone in a paragraph, which becomes headings, tables and drawings in the look of
the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.figures import Figure
from kla_widgets.figures.content import Mark, Remark
from kla_widgets.language import N_
from kla_widgets.reporting import rad as sheet
from kla_widgets.reporting import rad_chapters as chapters
from kla_widgets.reporting.formats import word_xml as xml
from kla_widgets.reporting.formats.word import add_pieces, add_styles
from kla_widgets.reporting.rad_facts import RadFacts

NOT_WORD = Message(
    "RAD-010",
    N_("The template is not a Word document (.docx)."),
    N_("Open it in Word and save it as “Word Document (.docx)”; without macros."),
)
NO_PLACEHOLDERS = Message(
    "RAD-011",
    N_("The template has none of the placeholders, so nothing would be filled in."),
    N_("Write placeholders where content belongs, such as {example}; known are: {known}."),
)
UNKNOWN_PLACEHOLDER = Message(
    "RAD-012", N_("The template asks for “{name}”, which does not exist."), N_("Use one of: {known}.")
)
NOT_ALONE = Message(
    "RAD-013",
    N_("The placeholder “{name}” stands for whole tables and must stand alone in a paragraph of the text."),
    N_("Move it to a line of its own, outside tables, headers and footers."),
)

LARGEST = 200_000_000
"""Bytes of a template once unpacked."""

Write = Callable[[RadFacts], str]
WORDS: Mapping[str, Write] = {
    "daerah": lambda rad: rad.facts.region.name,
    "provinsi": lambda rad: rad.facts.province.name if rad.facts.province else "–",
    "kode_wilayah": lambda rad: rad.facts.region.code,
    "siklus": lambda rad: str(rad.facts.case.cycle),
    "periode": sheet.period,
    "nilai_kini": lambda rad: rad.t.number(rad.path[rad.years[0] - 1]),
    "predikat_kini": lambda rad: rad.predicate_at(rad.path[rad.years[0] - 1]),
    "sasaran": sheet.goal_words,
    "tahun_sasaran": lambda rad: str(rad.settings.by),
    "peluang": lambda rad: rad.t.percent(rad.chance),
    "tanggal": lambda rad: rad.t.date(rad.today),
}
"""Placeholders that become words."""

Draw = Callable[[RadFacts], Figure]
BLOCKS: Mapping[str, Draw] = {
    "pendahuluan": chapters.introduction,
    "kondisi": chapters.profile,
    "kesenjangan": chapters.results,
    "strategi": chapters.strategy,
    "matriks": chapters.matrix_only,
    "pembiayaan": chapters.funding,
    "pemantauan": chapters.follow_up,
    "penutup": chapters.closing,
    "lampiran": chapters.annexes,
}
"""Placeholders that become headings, tables and drawings."""

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def known_placeholders() -> str:
    """All placeholders as they are written."""
    return ", ".join(f"{{{{{name}}}}}" for name in (*WORDS, *BLOCKS))


def fill_template(data: bytes, name: str, rad: RadFacts) -> bytes:
    """A Word file made of a template.

    Parameters
    ----------
    data : bytes
        The template.
    name : str
        Its file name, for messages.
    rad : RadFacts

    Raises
    ------
    KlaError
        ``RAD-010`` to ``RAD-013``; all unknown or misplaced placeholders are told at once.
    """
    word = _opened(data, name)
    places = [(paragraph, free, found) for paragraph, free in _paragraphs(word) if (found := _names(paragraph))]
    if not places:
        raise fail(NO_PLACEHOLDERS, where=name, example="{{matriks}}", known=known_placeholders())
    faults = [fault for paragraph, free, found in places for fault in _faults(name, paragraph, free, found)]
    if faults:
        raise KlaError(*dict.fromkeys(faults))
    add_styles(word)
    for paragraph, _, found in places:
        if found[0] in BLOCKS:
            content = BLOCKS[found[0]](rad).content
            add_pieces(word, [one for one in content if not isinstance(one, Mark)], after=paragraph)
            paragraph._p.getparent().remove(paragraph._p)
        else:
            _replace(paragraph, rad)
    if mark := chapters.mark_of(rad):
        _mark(word, mark, rad)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _opened(data: bytes, name: str) -> WordDocument:
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise fail(NOT_WORD, where=name)
        return docx.Document(BytesIO(data))
    except (BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, SyntaxError) as error:
        raise fail(NOT_WORD, where=name) from error


def _paragraphs(word: WordDocument) -> Iterator[tuple[Paragraph, bool]]:
    """Every paragraph, and whether a table may stand in its place."""
    body = word.element.body
    for element in list(body.iter(qn("w:p"))):
        yield Paragraph(element, word._body), element.getparent() is body
    for part in {id(one._element): one for one in _margins(word)}.values():
        for element in list(part._element.iter(qn("w:p"))):
            yield Paragraph(element, part), False


def _margins(word: WordDocument) -> Iterator[Any]:
    """The headers and footers that there are."""
    for section in word.sections:
        parts = [section.header, section.footer]
        if section.different_first_page_header_footer:
            parts += [section.first_page_header, section.first_page_footer]
        yield from (part for part in parts if not part.is_linked_to_previous)


def _names(paragraph: Paragraph) -> list[str]:
    return _PLACE.findall(paragraph.text)


def _faults(file: str, paragraph: Paragraph, free: bool, names: list[str]) -> Iterator[Fault]:
    alone = bool(_PLACE.fullmatch(paragraph.text.strip()))
    for name in names:
        if name in BLOCKS and not (alone and free):
            yield Fault(NOT_ALONE, file, name=f"{{{{{name}}}}}")
        elif name not in BLOCKS and name not in WORDS:
            yield Fault(UNKNOWN_PLACEHOLDER, file, name=f"{{{{{name}}}}}", known=known_placeholders())


def _replace(paragraph: Paragraph, rad: RadFacts) -> None:
    """Put words in place; Word may have cut a placeholder into several runs, whose look is then that of the first."""

    def said(text: str) -> str:
        return _PLACE.sub(lambda match: WORDS[match[1]](rad), text)

    for run in paragraph.runs:
        if _PLACE.search(run.text):
            run.text = said(run.text)
    if _PLACE.search(paragraph.text):
        first, *others = paragraph.runs
        first.text = said("".join(run.text for run in paragraph.runs))
        for run in others:
            run.text = ""


def _mark(word: WordDocument, mark: str, rad: RadFacts) -> None:
    """Words that must be seen on every page: at the top of the text, and large across every page."""
    first = word.paragraphs[0] if word.paragraphs else word.add_paragraph()
    before = first.insert_paragraph_before()
    add_pieces(word, [Remark(chapters.mark_words(rad), "warning", mark)], after=before)
    before._p.getparent().remove(before._p)
    length = min(26.0 * len(mark), 560.0)
    for place, section in enumerate(word.sections):
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        for head in heads:
            if place and head.is_linked_to_previous:
                continue
            shape = xml.watermark(mark, length, length / len(mark) * 1.9)
            (made,) = xml.elements(xml.paragraph(shape))
            target = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
            target._p.extend(list(made))
