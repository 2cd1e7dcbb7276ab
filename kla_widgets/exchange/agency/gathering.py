"""Gathering what the sheets of a workbook say: by hidden marks, whatever was moved, renamed, added or merged.

What cannot be understood is told by sheet and cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kla_widgets.assessment.records import Json
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.exchange.agency.finding import (
    Columns,
    Row,
    book_mark,
    find_columns,
    in_both_languages,
    parts,
    row_mark,
)
from kla_widgets.exchange.agency.marks import (
    HEADINGS,
    HOLDS,
    ITEM_HEADINGS,
    NOTE,
    TYPED,
    Part,
)
from kla_widgets.exchange.agency.tables import read_rows
from kla_widgets.exchange.agency.values import asked_columns, from_cells, holds, words
from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.instrument.answers import Checklist, Matrix
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import N_

UNKNOWN_QUESTION = Message(
    "AGW-030",
    N_("The instrument {instrument} has no question “{id}”."),
    N_("Check that the instrument is the one that the workbook was made with."),
)
ANSWERED_TWICE = Message(
    "AGW-031", N_("The question stands in several rows with different answers."), N_("Keep one of the rows.")
)
UNKNOWN_LINE = Message(
    "AGW-032", N_("“{id}” is no line of this question."), N_("Take the row out; it was not part of the workbook.")
)
LOST_COLUMN = Message(
    "AGW-033", N_("The column “{column}” is gone."), N_("Copy the answers into the workbook as it was sent out.")
)
NONE_AND_ROWS = Message(
    "AGW-034",
    N_("The question is answered with “none”, but its table has rows."),
    N_("Empty the table, or empty the cell that says “none”."),
)
STRAY = Message(
    "AGW-040",
    N_("“{text}” stands where nothing is asked, and was not read."),
    N_("If it is an answer or a note, put it into its column and import the file again."),
)
MERGED = Message(
    "AGW-041",
    N_("The cell is part of a merged one; only the first cell of it was read."),
    N_("Undo the merging, and fill in every cell."),
)
HIDDEN = Message("AGW-042", N_("The sheet “{sheet}” is hidden; it was read."), N_("Look whether it should be there."))
OTHER_SHEET = Message(
    "AGW-043",
    N_("The sheet “{sheet}” is not part of the workbook, and was not read."),
    N_("Move answers to where they are asked."),
)
_SHOWN = 60
"""Characters of a text that a notice shows."""
_HEADINGS, _ITEM_HEADINGS = in_both_languages(HEADINGS), in_both_languages(ITEM_HEADINGS)


@dataclass(frozen=True)
class Given:
    """What a workbook says about one question.

    Parameters
    ----------
    value : Json
        None for no answer.
    note : str or None
        None where the workbook has no place for it any more.
    state : str
        Names the answer that was sent out; empty where that is not known any more.
    where : str
        Sheet and cell.
    """

    question: str
    value: Json
    note: str | None
    state: str
    where: str


@dataclass
class Gatherer:
    """Gathers what the sheets of a file say."""

    file: str
    instrument: Instrument
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    _rows: dict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    _lines: dict[str, dict[str, bool | None]] = field(default_factory=lambda: defaultdict(dict))
    _tables: dict[str, Json] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)
    _places: dict[str, str] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> None:
        """Read one sheet, which may hold several parts below each other."""
        found = list(parts(sheet))
        if not found:
            if sheet.rows:
                self.notices.append(Fault(OTHER_SHEET, self.file, sheet=sheet.name))
            return
        if sheet.hidden and any(head.part != Part.LISTS for head, _ in found):
            self.notices.append(Fault(HIDDEN, self.file, sheet=sheet.name))
        for head, rows in found:
            if head.part == Part.QUESTIONS:
                self._read_questions(sheet, rows)
            elif head.part == Part.CHECKLISTS:
                self._read_checklists(sheet, rows)
            elif head.part == Part.TABLE:
                self._read_table(sheet, head.question, rows)

    def given(self) -> dict[str, Given]:
        """What was found, in the instrument's order."""
        found: dict[str, Given] = {}
        for id, question in self.instrument.question.items():
            if id in self._broken:
                continue
            one = self._one(question)
            if one is None:
                continue
            if one.value is not None and (fault := question.answer.fault(one.value)):
                self.faults.append(Fault(fault.message, one.where, id, **fault.values))
                continue
            found[id] = one
        return found

    # ---------------------------------------------------------------- sheets

    def _read_questions(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        columns = find_columns(rows, _HEADINGS)
        for row in rows:
            if row is columns.heading or any(book_mark(cell) for cell in row):
                continue
            id, state = row_mark(row, "question", 2) or ("", "")
            cells = self._cells(sheet, row, columns)
            self._tell_stray(sheet, columns.outside(row))
            if not id:
                self._tell_stray(sheet, [cells[name] for name in (*TYPED, NOTE) if name in cells])
                continue
            question = self.instrument.question.get(id)
            if question is None:
                self._tell_unknown(sheet, row, id)
                continue
            asked = asked_columns(question.answer)
            self._tell_stray(sheet, [cells[name] for name in TYPED if name in cells and name not in asked])
            if lost := sorted(set(asked) - columns.known):
                self._fault(Fault(LOST_COLUMN, self._where(sheet, row[0]), id, column=lost[0]))
                continue
            try:
                value = from_cells(question.answer, cells)
                note = words(cells[NOTE]) if NOTE in cells else ("" if NOTE in columns.known else None)
            except KlaError as error:
                self._tell(error, sheet, row, id, columns)
                continue
            place = cells.get(asked[0] if asked else NOTE, row[0])
            self._rows[id].append(Given(id, value, note, state, self._where(sheet, place)))

    def _read_checklists(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        columns = find_columns(rows, _ITEM_HEADINGS)
        for row in rows:
            if row is columns.heading or any(book_mark(cell) for cell in row):
                continue
            self._tell_stray(sheet, columns.outside(row))
            cells = self._cells(sheet, row, columns)
            found = row_mark(row, "item", 2)
            if found is None:
                self._tell_stray(sheet, [cells[HOLDS]] if HOLDS in cells else [])
                continue
            id, item = found
            question = self.instrument.question.get(id)
            rule = question.answer if question else None
            if not isinstance(rule, Checklist) or item not in {one.id for one in rule.items}:
                self._fault(Fault(UNKNOWN_LINE, self._where(sheet, row[0]), id, id=item))
                continue
            if HOLDS not in columns.known:
                self._fault(Fault(LOST_COLUMN, self._where(sheet, row[0]), id, column=HOLDS))
                continue
            try:
                held = holds(cells[HOLDS]) if HOLDS in cells else None
            except KlaError as error:
                self._tell(error, sheet, row, id, columns)
                continue
            lines = self._lines[id]
            if lines.get(item) is not None and held is not None and lines[item] != held:
                self._fault(Fault(ANSWERED_TWICE, self._where(sheet, row[0]), id))
            lines[item] = held if held is not None else lines.get(item)
            self._places.setdefault(id, self._where(sheet, cells.get(HOLDS, row[0])))

    def _read_table(self, sheet: Sheet, id: str, rows: Sequence[Row]) -> None:
        question = self.instrument.question.get(id)
        if question is None or not isinstance(question.answer, Matrix):
            self._tell_unknown(sheet, rows[0], id)
            return
        table = read_rows(question.answer, rows)
        self._tell_stray(sheet, table.stray)
        self._tell_merged(sheet, table.merged)
        for error, cell in table.faults:
            self._tell(error, sheet, [cell], id, table.columns)
        if id in self._tables and self._tables[id] != table.value and None not in (self._tables[id], table.value):
            self._fault(Fault(ANSWERED_TWICE, self._where(sheet, rows[0][0]), id))
        elif self._tables.get(id) is None:
            self._tables[id] = table.value
            self._places[id] = f"{self.file}:{sheet.name}"

    # ---------------------------------------------------------------- pieces

    def _one(self, question: Question) -> Given | None:
        """All that the sheets say about a question as one answer."""
        id, rows = question.id, self._rows.get(question.id, [])
        told = {repr((one.value, one.note)): one for one in rows if one.value is not None or one.note}
        if len(told) > 1:
            self.faults.append(Fault(ANSWERED_TWICE, rows[0].where, id))
            return None
        row = next(iter(told.values()), rows[0] if rows else None)
        note, state = (row.note, row.state) if row else (None, "")
        if isinstance(question.answer, Checklist):
            lines = self._lines.get(id)
            if lines is None:
                return None
            known = [one for one in lines.values() if one is not None]
            value = [item.id for item in question.answer.items if lines.get(item.id)] if known else None
            return Given(id, value, note, state, self._places[id])
        if isinstance(question.answer, Matrix):
            none, rows_given = row.value if row else None, self._tables.get(id)
            if none is not None and rows_given is not None:
                self.faults.append(Fault(NONE_AND_ROWS, self._places[id], id))
                return None
            if none is None and id not in self._tables:
                return None
            value = none if rows_given is None else rows_given
            return Given(id, value, note, state, self._places.get(id) or (row.where if row else self.file))
        return row

    def _cells(self, sheet: Sheet, row: Row, columns: Columns) -> dict[str, Cell]:
        """The typed cells of a row by the name of their column; the rest of a merged cell is told and left out."""
        here = {columns.names[cell.column]: cell for cell in row if cell.column in columns.names}
        self._tell_merged(sheet, [cell for name, cell in here.items() if cell.filled and name in (*TYPED, HOLDS, NOTE)])
        return {name: cell for name, cell in here.items() if not cell.filled}

    def _tell(self, error: KlaError, sheet: Sheet, row: Row, id: str, columns: Columns) -> None:
        """A fault of a cell, with its place; of a cell that is empty, with the place of its row."""
        self._broken.add(id)
        for fault in error.faults:
            cell = next((one for one in row if one.name == fault.where), row[0])
            values = dict(fault.values)
            if "column" in values:
                values["column"] = columns.label(str(values["column"]))
            self.faults.append(Fault(fault.message, self._where(sheet, cell), id, **values))

    def _fault(self, fault: Fault) -> None:
        self._broken.add(fault.path)
        self.faults.append(fault)

    def _tell_unknown(self, sheet: Sheet, row: Row, id: str) -> None:
        where = self._where(sheet, row[0])
        self._fault(Fault(UNKNOWN_QUESTION, where, id, instrument=self.instrument.id, id=id))

    def _tell_stray(self, sheet: Sheet, cells: Sequence[Cell]) -> None:
        for cell in cells:
            if not cell.filled and cell.text:
                text = cell.text if len(cell.text) <= _SHOWN else f"{cell.text[:_SHOWN]}…"
                self.notices.append(Fault(STRAY, self._where(sheet, cell), text=text))

    def _tell_merged(self, sheet: Sheet, cells: Sequence[Cell]) -> None:
        self.notices += [Fault(MERGED, self._where(sheet, cell)) for cell in cells]

    def _where(self, sheet: Sheet, cell: Cell) -> str:
        return sheet.place(self.file, cell, exact=True)
