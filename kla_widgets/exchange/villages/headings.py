"""Which column of a sheet is which: by the question's id or its words in the heading, never by position."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.exchange.big_tables import BigSheet, cell_text
from kla_widgets.exchange.villages.cells import code_of, is_code
from kla_widgets.exchange.villages.criteria import Criterion
from kla_widgets.language import N_
from kla_widgets.regions import codes

ABOUT = "kla-villages"
"""First cell of the hidden sheet by which a template knows where it comes from."""

TWICE_COLUMN = Message(
    "VIL-012", N_("Two columns are about {question}: {places}."), N_("Keep one of them and delete the other.")
)

_CODES = re.compile(r"(kode|code|region code)\b.*", re.IGNORECASE)
_NAMES = re.compile(
    r"(nama|name|village|(nama )?(desa|kelurahan)( ?/ ?kelurahan)?|(nama )?wilayah|(village|name).*)", re.IGNORECASE
)
_ABOVE = re.compile(r"(nama )?kecamatan|sub-?district", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LIKE_AN_ID = re.compile(r"I\d+[A-Z]?\.\d+[a-z]?")


@dataclass(frozen=True)
class Columns:
    """Where what stands in a sheet; ``start`` is the index of the first row below the headings."""

    start: int
    code: int
    name: int | None
    above: int | None
    criteria: Mapping[str, int]
    unknown: tuple[str, ...]


def read_about(sheets: Sequence[BigSheet]) -> tuple[dict[str, str], dict[str, int]]:
    """What the hidden sheet of a template says: facts, and the revision of the record of each parent."""
    for sheet in sheets:
        if sheet.rows and cell_text(sheet.rows[0][0]) == ABOUT:
            pairs = [(cell_text(row[0]), cell_text(row[1])) for row in sheet.rows[1:] if len(row) > 1]
            facts = {name: value for name, value in pairs if not is_code(name)}
            return facts, {name: int(value) for name, value in pairs if is_code(name) and value.isdigit()}
    return {}, {}


def find_columns(sheet: BigSheet, criteria: Sequence[Criterion]) -> Columns | None:
    """The headings of a sheet: the row with a code that names most criteria; None where no row has any."""
    best: Columns | None = None
    for place, row in enumerate(sheet.rows[:30]):
        found = _headings(sheet, place, [cell_text(value) for value in row], criteria)
        if found and (best is None or len(found.criteria) > len(best.criteria)):
            best = found
    return best


def _headings(sheet: BigSheet, row: int, texts: list[str], criteria: Sequence[Criterion]) -> Columns | None:
    known = {one.question for one in criteria}
    words = {text.casefold(): one.question for one in criteria for text in (one.text.id, one.text.en)}
    by_question: dict[str, list[int]] = {}
    unknown = []
    for place, text in enumerate(texts):
        ids = [word.rstrip("._-") for word in _WORD.findall(text)]
        question = next((word for word in ids if word in known), words.get(text.casefold()))
        if question:
            by_question.setdefault(question, []).append(place)
        elif any(_LIKE_AN_ID.fullmatch(word) for word in ids):
            unknown.append(text)
    code_places = [place for place, text in enumerate(texts) if _CODES.fullmatch(text)]
    name = next((place for place, text in enumerate(texts) if _NAMES.fullmatch(text)), None)
    above = next((place for place, text in enumerate(texts) if _ABOVE.fullmatch(text)), None)
    if not code_places or (not by_question and name is None and above is None):
        return None
    twice = {question: places for question, places in by_question.items() if len(places) > 1}
    if twice:
        faults = [
            Fault(TWICE_COLUMN, sheet.where(row), question, question=question, places=_letters(sheet, row, places))
            for question, places in twice.items()
        ]
        raise KlaError(*faults)
    code = max(code_places, key=lambda place: _depth(sheet, place, row + 1))
    single = {question: places[0] for question, places in by_question.items()}
    return Columns(row + 1, code, name, above, single, tuple(unknown))


def _letters(sheet: BigSheet, row: int, places: Sequence[int]) -> str:
    return ", ".join(sheet.where(row, place).rpartition("!")[2] for place in places)


def _depth(sheet: BigSheet, place: int, start: int) -> int:
    """How fine the codes of a column are; beside the code of a sub-district that of the village is meant."""
    found = [code_of(value) for value in sheet.column(place, start)[:200]]
    return sum(codes.level(code) for code in found if code)
