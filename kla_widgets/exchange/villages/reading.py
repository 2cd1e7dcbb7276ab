"""What a file says of villages: which column is which, by headings, and which answers stand in the cells.

Columns are matched by the question's id in their heading, never by position; rows by their region code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.big_tables import BigSheet, cell_text, hidden_notices
from kla_widgets.exchange.villages.cells import BAD, FORMULA, SILENT, code_of, column_signs
from kla_widgets.exchange.villages.criteria import Criterion
from kla_widgets.exchange.villages.headings import Columns, find_columns, read_about
from kla_widgets.exchange.villages.table import Signs
from kla_widgets.language import N_
from kla_widgets.regions import codes

MOST = 50
"""Faults told one by one."""

NO_TABLE = Message(
    "VIL-010",
    N_("No row of the file has a heading “Kode” and, beside it, names or question ids such as {example}."),
    N_("Start from the template that “kla export villages” writes, or name the columns so."),
)
UNKNOWN_COLUMN = Message(
    "VIL-011",
    N_("The column “{heading}” names no criterion of the instrument; it was left out."),
    N_("Check the question's id."),
)
NO_CODE = Message(
    "VIL-013",
    N_("The row has answers but no region code."),
    N_("Write the code of the village (32.73.01.1001) or sub-district (32.73.01) as text."),
)
BAD_CODE = Message(
    "VIL-014",
    N_("“{code}” is no code of a village or sub-district."),
    N_("Write it whole and as text, such as 32.73.01.1001; a spreadsheet may have taken it for a number or a date."),
)
BAD_ANSWER = Message(
    "VIL-015", N_("“{value}” is neither yes nor no."), N_("Write ya or tidak (1 or 0), or leave the cell empty.")
)
FORMULA_CELL = Message(
    "VIL-016", N_("The cell holds a formula where an answer or a code belongs."), N_("Write the value itself.")
)
WRONG_TIER = Message(
    "VIL-017",
    N_("The answer to {question} stands in the row of another kind of region."),
    N_("Questions on sub-districts belong in rows of sub-districts, those on villages in rows of villages."),
)
MORE = Message("VIL-018", N_("{count} more of the same kind are not listed."), N_("Correct these first."))
TWICE_ROW = Message(
    "VIL-019",
    N_("The region {code} stands in two rows with different answers."),
    N_("Keep the right row and delete the other."),
)


@dataclass(frozen=True)
class Given:
    """What a file says.

    Parameters
    ----------
    codes, names : list of str
        Of every row with a code; a name may be empty.
    signs : mapping of str to array of int8
        By question: 1 yes, 0 no, -1 says nothing, -2 takes the answer back.
    sheets, rows : list of int
        Where each row stands, for messages.
    above : mapping of str to str
        Names of sub-districts as the rows of their villages tell them.
    """

    sources: tuple[BigSheet, ...]
    columns: tuple[Columns, ...]
    codes: list[str]
    names: list[str]
    signs: Mapping[str, Signs]
    sheets: list[int]
    rows: list[int]
    above: Mapping[str, str]
    about: Mapping[str, str]
    revisions: Mapping[str, int]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a frame: index ``code``, ``name``, a column a question, and ``place`` to find the row again."""
        index = pd.Index(self.codes, name="code", dtype="object")
        data: dict[str, Any] = {"name": pd.Series(self.names, index=index, dtype="object")}
        return pd.DataFrame(data | dict(self.signs) | {"place": np.arange(len(index))}, index=index)

    def where(self, place: int, question: str = "") -> str:
        sheet = self.sheets[place]
        return self.sources[sheet].where(self.rows[place], self.columns[sheet].criteria.get(question))


def understand(sheets: Sequence[BigSheet], criteria: Sequence[Criterion], file: str) -> Given:
    """Read the sheets of a file that hold a table.

    Raises
    ------
    KlaError
        ``VIL-010`` when none does, ``VIL-012``.
    """
    about, revisions = read_about(sheets)
    found = [(sheet, columns) for sheet in sheets if (columns := find_columns(sheet, criteria))]
    if not found:
        raise fail(NO_TABLE, file, example=criteria[0].question)
    read = [_Rows(sheet, columns, criteria) for sheet, columns in found]
    questions = [one.question for one in criteria if any(one.question in columns.criteria for _, columns in found)]
    return Given(
        sources=tuple(sheet for sheet, _ in found),
        columns=tuple(columns for _, columns in found),
        codes=[code for one in read for code in one.codes],
        names=[name for one in read for name in one.names],
        signs={question: np.concatenate([one.signs_of(question) for one in read]) for question in questions},
        sheets=[place for place, one in enumerate(read) for _ in one.codes],
        rows=[row for one in read for row in one.kept],
        above={code: name for one in read for code, name in one.above.items()},
        about=about,
        revisions=revisions,
        faults=tuple(fault for one in read for fault in one.faults),
        notices=(
            *(notice for sheet, _ in found for notice in sheet.notices),
            *hidden_notices([sheet for sheet, _ in found]),
            *(
                Fault(UNKNOWN_COLUMN, sheet.where(columns.start - 1), heading=heading)
                for sheet, columns in found
                for heading in columns.unknown
            ),
        ),
    )


class _Rows:
    """The rows of one sheet: those with a code are kept, the rest is told or, when it says nothing, passed over."""

    def __init__(self, sheet: BigSheet, columns: Columns, criteria: Sequence[Criterion]) -> None:
        start, size = columns.start, len(sheet.rows) - columns.start
        raw = {question: sheet.column(place, start) for question, place in columns.criteria.items()}
        signs = {question: column_signs(values) for question, values in raw.items()}
        filled = np.zeros(size, bool)
        for values in signs.values():
            filled |= values != SILENT
        written = sheet.column(columns.code, start)
        read = [code_of(value) for value in written]
        levels = np.fromiter((codes.level(code) if code else -1 for code in read), np.int8, size)
        places = np.flatnonzero(levels >= 2)
        self.kept = (places + start).tolist()
        self.codes = [read[place] or "" for place in places]
        self._levels = levels[places]
        self._signs = {question: values[places] for question, values in signs.items()}
        names = sheet.column(columns.name, start) if columns.name is not None else [None] * size
        above = sheet.column(columns.above, start) if columns.above is not None else [None] * size
        self.names = [
            cell_text(names[place]) or (cell_text(above[place]) if levels[place] == 2 else "") for place in places
        ]
        self.above = _names_above(self.codes, [cell_text(above[place]) for place in places])
        self.faults = (
            *_first(_code_faults(sheet, start, written, levels, filled, columns.code)),
            *_first(_answer_faults(sheet, columns, raw, signs)),
            *_first(self._in_wrong_rows(sheet, columns, {one.question: one.tier.level for one in criteria})),
        )

    def _in_wrong_rows(self, sheet: BigSheet, columns: Columns, levels: Mapping[str, int]) -> Iterator[Fault]:
        for question, values in self._signs.items():
            for place in np.flatnonzero((values != SILENT) & (self._levels != levels[question])):
                where = sheet.where(self.kept[place], columns.criteria[question])
                yield Fault(WRONG_TIER, where, self.codes[place], question=question)

    def signs_of(self, question: str) -> Signs:
        silent = np.full(len(self.codes), SILENT, np.int8)
        return self._signs.get(question, silent)


def _code_faults(
    sheet: BigSheet, start: int, written: Sequence[Any], levels: Signs, filled: Any, column: int
) -> Iterator[Fault]:
    for place in map(int, np.flatnonzero((levels < 2) & filled)):
        text = cell_text(written[place])
        where = sheet.where(start + place, column)
        if text.startswith("="):
            yield Fault(FORMULA_CELL, where)
        elif text:
            yield Fault(BAD_CODE, where, code=text)
        elif not _is_sum(sheet.rows[start + place]):
            yield Fault(NO_CODE, where)
    for place in map(int, np.flatnonzero((levels < 0) & ~filled)):
        if (text := cell_text(written[place])) and any(letter.isdigit() for letter in text):
            yield Fault(BAD_CODE, sheet.where(start + place, column), code=text)


def _is_sum(row: Sequence[Any]) -> bool:
    return any(cell_text(value).casefold().startswith(("jumlah", "total")) for value in row[:4])


def _answer_faults(
    sheet: BigSheet, columns: Columns, raw: Mapping[str, Sequence[Any]], signs: Mapping[str, Signs]
) -> Iterator[Fault]:
    for question, values in signs.items():
        for place in map(int, np.flatnonzero(values <= BAD)):
            row = columns.start + place
            if _is_sum(sheet.rows[row]):
                continue
            where = sheet.where(row, columns.criteria[question])
            if values[place] == FORMULA:
                yield Fault(FORMULA_CELL, where, question)
            else:
                yield Fault(BAD_ANSWER, where, question, value=cell_text(raw[question][place])[:60])


def _first(faults: Iterator[Fault]) -> Iterator[Fault]:
    """The first faults; a last one says how many more there are."""
    rest = 0
    last: Fault | None = None
    for count, fault in enumerate(faults):
        if count < MOST:
            yield fault
        else:
            rest, last = rest + 1, last or fault
    if last:
        yield Fault(MORE, last.where, count=rest)


def _names_above(own: Sequence[str], above: Sequence[str]) -> dict[str, str]:
    """Names of sub-districts by code, the first that a village's row tells (merged cells fill only one)."""
    found: dict[str, str] = {}
    for code, name in zip(own, above, strict=True):
        if codes.level(code) == 3:
            parent = code[:8]
            if name or parent not in found:
                found[parent] = found.get(parent) or name
    return found
