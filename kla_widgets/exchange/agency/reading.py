"""Reading a workbook that comes back: whose it is, and what stands in it. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.assessment.records import Case
from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.agency.finding import (
    book_mark,
)
from kla_widgets.exchange.agency.gathering import Gatherer, Given
from kla_widgets.exchange.agency.marks import (
    FORMAT,
    BookMark,
)
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

NO_WORKBOOK = Message(
    "AGW-003",
    N_("The file is no workbook for an agency, or its hidden marks are gone."),
    N_("Send the file out again with “kla export agency”, and copy the answers into it."),
)
SEVERAL_BOOKS = Message(
    "AGW-004",
    N_("The file holds sheets of several workbooks: {books}."),
    N_("Import each agency's file by itself."),
)
NEWER_FORMAT = Message(
    "AGW-005", N_("The file was made by a newer version (format {found})."), N_("Update kla-widgets, then import it.")
)


@dataclass(frozen=True)
class Delivered:
    """A workbook as it came back.

    Parameters
    ----------
    given : dict of str to Given
        By question; only those of which the workbook has an answer or a place for one.
    faults : tuple of Fault
        Answers that cannot be understood.
    notices : tuple of Fault
        What else should be looked at.
    """

    file: str
    case: Case
    agency: str
    given: dict[str, Given]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]


def find_book(sheets: Sequence[Sheet], file: str) -> BookMark:
    """Whose workbook it is.

    Raises
    ------
    KlaError
        ``AGW-003`` to ``AGW-005``.
    """
    marks = [found for sheet in sheets for row in sheet.rows for cell in row if (found := book_mark(cell))]
    if not marks:
        raise fail(NO_WORKBOOK, where=file)
    newest = max(marks, key=lambda one: one.format)
    if newest.format > FORMAT:
        raise fail(NEWER_FORMAT, where=file, found=newest.format)
    books = dict.fromkeys((one.case.region, one.case.instrument, one.case.cycle, one.agency) for one in marks)
    if len(books) > 1:
        raise fail(SEVERAL_BOOKS, where=file, books="; ".join(" ".join(map(str, one)) for one in books))
    return marks[0]


def read_delivery(sheets: Sequence[Sheet], file: str, instrument: Instrument) -> Delivered:
    """What a workbook says.

    Parameters
    ----------
    sheets : sequence of Sheet
        All of them, from :func:`kla_widgets.exchange.recap.grid.read_book`.
    instrument : Instrument
        Of the workbook's assessment.

    Raises
    ------
    KlaError
        As :func:`find_book`; faults of single answers are told in the result.
    """
    book = find_book(sheets, file)
    reader = Gatherer(file, instrument)
    for sheet in sheets:
        reader.read(sheet)
    return Delivered(file, book.case, book.agency, reader.given(), tuple(reader.faults), tuple(reader.notices))
