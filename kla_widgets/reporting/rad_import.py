"""An edited matrix of a RAD read from its Excel file, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.exchange.recap.spreadsheet import read_spreadsheet
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import LANGUAGES, N_, language
from kla_widgets.planning.keeping import ROW, Kept
from kla_widgets.planning.matrix import MatrixRow
from kla_widgets.reporting.rad_columns import BETWEEN, FileColumn, file_columns, file_names

NO_MATRIX = Message(
    "RAD-020",
    N_("The file has no sheet with the matrix of a RAD."),
    N_("Begin with the file that “kla plan export --formats xlsx” writes, and keep its headings."),
)
MISSING_COLUMNS = Message(
    "RAD-021",
    N_("The matrix lacks these columns: {columns}."),
    N_("Put them back, with these headings; nothing was stored."),
)
NOT_A_NUMBER = Message(
    "RAD-022", N_("“{text}” in the column “{column}” is not a number."), N_("Enter digits only, or leave it empty.")
)
TWICE = Message("RAD-023", N_("The code “{code}” stands in two rows."), N_("Empty the code of the copied row."))
UNCALCULATED = Message(
    "RAD-024",
    N_("The formula in the column “{column}” has no result in the file."),
    N_("Open the file in Excel, save it, and import it again; or enter the number."),
)


def read_matrix(data: bytes, name: str, instrument: Instrument, years: Sequence[int]) -> tuple[Kept[MatrixRow], ...]:
    """The rows of an edited file; those without a code get none here (``id`` is empty).

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.
    years : sequence of int
        Of the plan.

    Raises
    ------
    KlaError
        ``RAD-020`` to ``RAD-024``, and ``RCP-007`` to ``RCP-009`` for what is no readable Excel file. All faults of the
        file are told at once.
    """
    wanted = {language(code): file_columns(years, language(code)) for code in LANGUAGES}
    best: tuple[int, Sheet, int, Sequence[FileColumn]] | None = None
    for sheet in read_spreadsheet(data, name):
        for columns in wanted.values():
            headings = {column.heading for column in columns}
            for place, cells in enumerate(sheet.rows[:8]):
                hits = len(headings & {cell.text for cell in cells})
                if best is None or hits > best[0]:
                    best = (hits, sheet, place, columns)
    if best is None or best[0] < len(best[3]) // 3:
        raise fail(NO_MATRIX, where=name)
    return _Reader(instrument, best[1], best[2], best[3], name)()


@dataclass
class _Reader:
    """Reads one sheet."""

    instrument: Instrument
    sheet: Sheet
    head: int
    columns: Sequence[FileColumn]
    name: str

    def __call__(self) -> tuple[Kept[MatrixRow], ...]:
        places = {cell.text: cell.column for cell in reversed(self.sheet.rows[self.head])}
        missing = [one.heading for one in self.columns if one.heading not in places and one.field != "revision"]
        if missing:
            raise fail(MISSING_COLUMNS, where=f"{self.name}:{self.sheet.name}", columns=", ".join(missing))
        self.places = {one.heading: places[one.heading] for one in self.columns if one.heading in places}
        self.known = [
            {kind: {words.casefold(): key for key, words in file_names(self.instrument, kind, language(code)).items()}
             for kind in ("agency", "kinds")}
            for code in LANGUAGES
        ]  # fmt: skip
        faults: list[Fault] = []
        found: list[Kept[MatrixRow]] = []
        for cells in self.sheet.rows[self.head + 1 :]:
            try:
                row = self._row({cell.column: cell for cell in cells})
            except KlaError as error:
                faults += error.faults
                continue
            if row is not None:
                if row.id and row.id in {one.id for one in found}:
                    faults.append(Fault(TWICE, self.sheet.place(self.name, cells[0]), code=row.id))
                found.append(row)
        if faults:
            raise KlaError(*faults)
        return tuple(found)

    def _row(self, cells: Mapping[int, Cell]) -> Kept[MatrixRow] | None:
        """The row; None for one that holds nothing of a plan, such as the totals."""
        values: dict[str, Any] = {}
        lists: dict[str, list[float | None]] = {"targets": [], "budget": []}
        faults: list[Fault] = []
        for column in self.columns:
            cell = cells.get(self.places.get(column.heading, 0))
            if column.kind in ("number", "money", "count"):
                try:
                    number = self._number(cell, column)
                except KlaError as error:
                    faults += error.faults
                    continue
                if column.place >= 0:
                    lists[column.field].append(number)
                else:
                    values[column.field] = number
            else:
                text = _written(cell)
                values[column.field] = self._meant(column.kind, text)
        code, revision = values.pop("id"), int(values.pop("revision", None) or 0)
        told = [value for name, value in values.items() if name != "indicator"]
        if not code and not any(told) and (not any(lists["targets"]) or not values["cluster"]):
            return None
        if faults:
            raise KlaError(*faults)
        record = MatrixRow(**(values | {name: tuple(numbers) for name, numbers in lists.items()}))
        return Kept(ROW, code, record, None, revision)

    def _number(self, cell: Cell | None, column: FileColumn) -> float | None:
        if cell is None:
            return None
        if cell.uncalculated:
            raise fail(UNCALCULATED, self.sheet.place(self.name, cell, exact=True), column=column.heading)
        if isinstance(cell.value, str):
            if not cell.value.strip():
                return None
            raise fail(
                NOT_A_NUMBER, self.sheet.place(self.name, cell, exact=True), text=cell.text, column=column.heading
            )
        return cell.value

    def _meant(self, kind: str, text: str) -> Any:
        """The ids that names stand for; what is no name stays as it was written, and the check tells of it."""
        if kind == "text":
            return text
        if kind == "agency":
            return self._id("agency", text)
        sort = "kinds" if kind == "kinds" else "agency"
        return tuple(self._id(sort, part.strip()) for part in text.split(BETWEEN.strip()) if part.strip())

    def _id(self, kind: str, words: str) -> str:
        ids = self.instrument.evidence_kinds if kind == "kinds" else self.instrument.agencies
        if words in ids:
            return words
        return next((names[kind][words.casefold()] for names in self.known if words.casefold() in names[kind]), words)


def _written(cell: Cell | None) -> str:
    """A cell's words as typed; a number in a column of words as it is shown."""
    if cell is None:
        return ""
    return cell.value.strip() if isinstance(cell.value, str) else cell.text


def padded(row: MatrixRow, period: int) -> MatrixRow:
    """The row with one target and one budget a year, open where it has none: as a file holds it."""

    def long(numbers: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple((*numbers, *[None] * period)[:period])

    return row.model_copy(update={"targets": long(row.targets), "budget": long(row.budget)})


def changed_rows(
    before: Iterable[Kept[MatrixRow]], read: Iterable[Kept[MatrixRow]], period: int
) -> tuple[Kept[MatrixRow], ...]:
    """The rows of a file that say something else than those stored, ready to be stored.

    They keep the revision of the file, so that storing them finds out who changed a row in the meantime. Rows that are
    not in the file stay as they are.
    """
    stored = {one.id: one for one in before}
    found = []
    for one in read:
        old = stored.get(one.id)
        if old is None:
            found.append(replace(one, id=one.id or f"own-{uuid4().hex[:12]}"))
        elif padded(one.record, period) != padded(old.record, period):
            found.append(replace(one, made=old.made))
    return tuple(found)
