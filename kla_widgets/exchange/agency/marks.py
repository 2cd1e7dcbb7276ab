"""The hidden marks by which a workbook finds its way home: never by a position, so rows and columns may move.

A mark is text in a hidden row or column, with bars between its parts:

=====================================================  ================================================
mark                                                   where
=====================================================  ================================================
``kla|book|1|REGION|INSTRUMENT|CYCLE|AGENCY|PART|ID``  once on every sheet: whose it is, and what it holds
``kla|column|NAME``                                    above every column, in the row of the sheet's mark
``kla|question|ID|STATE``                              beside every question; STATE names the answer sent out
``kla|item|QUESTION|ID``                               beside every line of a checklist
``kla|row|ID``                                         beside every named row of a table
=====================================================  ================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kla_widgets.assessment.records import Case
from kla_widgets.language import N_

FORMAT = 1
_HEAD, _BAR = "kla", "|"


class Part(StrEnum):
    """What a sheet holds."""

    COVER = "cover"
    QUESTIONS = "questions"
    CHECKLISTS = "checklists"
    TABLE = "table"
    LISTS = "lists"


@dataclass(frozen=True, slots=True)
class BookMark:
    """Whose sheet it is, and what it holds.

    Parameters
    ----------
    question : str
        Whose table it is; empty for the other parts.
    format : int
        Of the workbook; a newer one is not read.
    """

    case: Case
    agency: str
    part: str
    question: str = ""
    format: int = FORMAT

    @property
    def text(self) -> str:
        case = self.case
        parts = ("book", self.format, case.region, case.instrument, case.cycle, self.agency, self.part, self.question)
        return mark(*parts)


ANSWER, WHOLE, BEFORE, BEFORE_WHOLE, HOLDS, NOTE = "answer", "whole", "before", "before_whole", "holds", "note"
"""The columns that are filled in."""

HEADINGS = {
    "number": N_("No."),
    "text": N_("Question and explanation"),
    "how": N_("How to fill in"),
    ANSWER: N_("Answer or count"),
    WHOLE: N_("out of"),
    BEFORE: N_("Year before: answer or count"),
    BEFORE_WHOLE: N_("Year before: out of"),
    NOTE: N_("Note of the agency"),
    "evidence": N_("Evidence wanted"),
    "earlier": N_("Answer of an earlier cycle"),
    "weight": N_("Weight"),
    "role": N_("Role"),
}
"""The columns of the questions, by the name in their mark."""

ITEM_HEADINGS = {"number": HEADINGS["number"], "text": N_("Question"), "item": N_("Item"), HOLDS: N_("Does it hold?")}
"""The columns of the checklists."""


TYPED = (ANSWER, WHOLE, BEFORE, BEFORE_WHOLE)
"""The columns of the questions that answers are typed into."""
CELL = "cell|"
"""What the names of a table's own columns begin with in their marks."""


def mark(*parts: object) -> str:
    return _BAR.join((_HEAD, *map(str, parts)))


def read_mark(text: str, kind: str, count: int) -> tuple[str, ...] | None:
    """The parts of a mark of that kind, None for anything else; the last part may hold bars itself."""
    parts = text.strip().split(_BAR, count + 1)
    return tuple(parts[2:]) if parts[:2] == [_HEAD, kind] and len(parts) == count + 2 else None


def read_book_mark(text: str) -> BookMark | None:
    """The mark of a sheet, None for anything else."""
    parts = read_mark(text, "book", 7)
    if parts is None:
        return None
    version, region, instrument, cycle, agency, part, question = parts
    if not (_is_count(version) and _is_count(cycle)):
        return None
    return BookMark(Case(region, instrument, int(cycle)), agency, part, question, int(version))


def is_mark(text: str) -> bool:
    return text.strip().startswith(_HEAD + _BAR)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
