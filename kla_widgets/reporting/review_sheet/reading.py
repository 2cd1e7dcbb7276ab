"""Reading a review sheet that comes back: whose it is, and what is decided in it. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kla_widgets.assessment.checks import ABOVE_MAXIMUM, NOT_POINTS
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.agency.finding import Columns, Row, find_columns, in_both_languages, row_mark
from kla_widgets.exchange.agency.values import number, words
from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.language import LANGUAGES, N_, language
from kla_widgets.reporting.review_sheet.marks import (
    DECISION,
    FORMAT,
    HEADINGS,
    NUMBER,
    POINTS,
    REASON,
    SheetMark,
    read_sheet_mark,
    read_verdict,
)
from kla_widgets.review.desk import Desk
from kla_widgets.review.records import Claim, Decision, Verdict
from kla_widgets.scoring.fixed import to_units

NO_SHEET = Message(
    "RSH-001",
    N_("The file is no review sheet, or its hidden marks are gone."),
    N_("Make the sheet again with “kla export review”, and copy the decisions into it."),
)
SEVERAL_SHEETS = Message(
    "RSH-002", N_("The file holds several review sheets: {sheets}."), N_("Import each of them as a file of its own.")
)
NEWER_FORMAT = Message(
    "RSH-003", N_("The file was made by a newer version (format {found})."), N_("Update kla-widgets, then import it.")
)
NO_COLUMN = Message(
    "RSH-004", N_("The column “{column}” is not there."), N_("Put it back with its heading; nothing was stored.")
)
NOT_A_DECISION = Message("RSH-010", N_("“{text}” is not a decision."), N_("Choose from the list in the cell."))
NO_DECISION = Message(
    "RSH-011", N_("Points or a reason are given, but no decision."), N_("Choose a decision, or empty both cells.")
)
NO_POINTS = Message("RSH-012", N_("To reduce, points are needed."), N_("Write the points that remain."))
OTHER_POINTS = Message(
    "RSH-013",
    N_("{points} points are written, but this decision gives {given}."),
    N_("Empty the points, or choose to reduce."),
)
REASON_MISSING = Message(
    "RSH-014",
    N_("The decision differs from the claim and gives no reason."),
    N_("Say why, or what is missing."),
)
TWICE = Message("RSH-015", N_("The question stands in two rows."), N_("Delete the copied row."))
WITHOUT_MARK = Message(
    "RSH-016",
    N_("A decision stands in a row whose hidden mark is gone."),
    N_("Copy it into the row of its question in a new sheet (kla export review)."),
)
MISPLACED = Message(
    "RSH-017",
    N_("The row shows {number}, but its hidden mark is that of {id}."),
    N_("Rows were sorted without their hidden first column; make the sheet again and copy the decisions into it."),
)
_FILLED = (DECISION, POINTS, REASON)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Given:
    """A decision of the sheet.

    Parameters
    ----------
    decision : Decision
    state : str
        The claim and the evidence that it was taken about.
    place : str
        File, sheet and cell.
    """

    decision: Decision
    state: str
    place: str

    @property
    def question(self) -> str:
        return self.decision.question


def find_mark(sheets: Sequence[Sheet], file: str) -> SheetMark:
    """Whose sheet it is.

    Raises
    ------
    KlaError
        ``RSH-001`` to ``RSH-003``.
    """
    texts = (cell.value for sheet in sheets for row in sheet.rows for cell in row if not cell.filled)
    marks = [found for text in texts if isinstance(text, str) and (found := read_sheet_mark(text))]
    if not marks:
        raise fail(NO_SHEET, where=file)
    if newer := [one for one in marks if one.format > FORMAT]:
        raise fail(NEWER_FORMAT, where=file, found=newer[0].format)
    if len(set(marks)) > 1:
        listed = "; ".join(f"{one.case.region} {one.case.cycle} {one.stage} {one.evaluator}" for one in set(marks))
        raise fail(SEVERAL_SHEETS, where=file, sheets=listed)
    return marks[0]


def read_decisions(sheets: Sequence[Sheet], file: str, desk: Desk) -> tuple[Given, ...]:
    """The decisions of a sheet; rows without one are passed over.

    Raises
    ------
    KlaError
        ``RSH-004`` to ``RSH-017``, ``STO-013``, ``STO-016``, ``AGW-020`` to ``AGW-024``: every fault of the file, each
        with its cell.
    """
    reader = _Reader(file, desk)
    for sheet in sheets:
        if any(row_mark(row, "review", 7) for row in sheet.rows):
            reader.read(sheet)
    if reader.faults:
        raise KlaError(*reader.faults)
    return tuple(reader.given.values())


@dataclass
class _Reader:
    """Gathers decisions and faults."""

    file: str
    desk: Desk
    given: dict[str, Given] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def read(self, sheet: Sheet) -> None:
        columns = find_columns(sheet.rows, in_both_languages(HEADINGS))
        if missing := [name for name in _FILLED if name not in columns.known]:
            where = f"{self.file}:{sheet.name}"
            self.faults += [Fault(NO_COLUMN, where, column=_labels(name)) for name in missing]
            return
        for row in sheet.rows:
            if row_mark(row, "review", 7) or row is columns.heading:
                continue
            cells = {columns.names[cell.column]: cell for cell in row if cell.column in columns.names}
            filled = {name: cells[name] for name in _FILLED if name in cells and cells[name].text}
            if filled and not _is_head(row, columns):
                self._row(sheet, row, cells, filled)

    def _row(self, sheet: Sheet, row: Row, cells: Mapping[str, Cell], filled: Mapping[str, Cell]) -> None:
        place = sheet.place(self.file, next(iter(filled.values())), exact=True)
        found = row_mark(row, "question", 2)
        if found is None:
            self.faults.append(Fault(WITHOUT_MARK, place))
            return
        question, state = found
        if NUMBER in cells and cells[NUMBER].text != question:
            self.faults.append(Fault(MISPLACED, place, question, number=cells[NUMBER].text, id=question))
        elif question in self.given:
            self.faults.append(Fault(TWICE, place, question))
        else:
            decision = self._decision(sheet, question, filled)
            if decision:
                self.given[question] = Given(decision, state, place)

    def _decision(self, sheet: Sheet, question: str, filled: Mapping[str, Cell]) -> Decision | None:
        """The decision of a row; None after a fault."""
        before = len(self.faults)
        verdict = self._read(sheet, question, filled.get(DECISION), _verdict)
        points = self._read(sheet, question, filled.get(POINTS), number)
        reason = self._read(sheet, question, filled.get(REASON), words) or ""
        claim = self.desk.claims.get(question)
        if len(self.faults) == before:
            cells = {name: sheet.place(self.file, cell, exact=True) for name, cell in filled.items()}
            at = next(iter(cells.values()))
            if verdict is None:
                self.faults.append(Fault(NO_DECISION, at, question))
            else:
                found = [*_points_faults(verdict, points, claim), *_reason_faults(verdict, points, reason, claim)]
                for name, fault in found:
                    self.faults.append(Fault(fault.message, cells.get(name, at), question, **fault.values))
        if verdict is None or len(self.faults) > before:
            return None
        return Decision(question, verdict, points if verdict is Verdict.REDUCE else None, None, reason)

    def _read(
        self, sheet: Sheet, question: str, cell: Cell | None, read: Callable[[Cell], _Value | None]
    ) -> _Value | None:
        if cell is None:
            return None
        try:
            return read(cell)
        except KlaError as error:
            place = sheet.place(self.file, cell, exact=True)
            self.faults += [Fault(one.message, place, question, **one.values) for one in error.faults]
            return None


def _verdict(cell: Cell) -> Verdict:
    text = words(cell)
    verdict = read_verdict(text)
    if verdict is None:
        raise fail(NOT_A_DECISION, text=text)
    return verdict


def _points_faults(verdict: Verdict, points: float | None, claim: Claim | None) -> Iterator[tuple[str, Fault]]:
    """What is wrong with the points, and in which column."""
    if verdict is Verdict.REDUCE:
        if points is None:
            yield DECISION, Fault(NO_POINTS)
        elif points < 0:
            yield POINTS, Fault(NOT_POINTS, points=points)
        elif claim and claim.maximum is not None and points > claim.maximum:
            yield POINTS, Fault(ABOVE_MAXIMUM, points=points, maximum=claim.maximum)
    elif points is not None and claim:
        given = {Verdict.ACCEPT: claim.points, Verdict.REJECT: 0.0}.get(verdict)
        if given is None or to_units(points) != to_units(given):
            yield POINTS, Fault(OTHER_POINTS, points=points, given="–" if given is None else given)


def _reason_faults(
    verdict: Verdict, points: float | None, reason: str, claim: Claim | None
) -> Iterator[tuple[str, Fault]]:
    """By the rule of :func:`kla_widgets.review.decisions.decide`: whatever differs from the claim needs a reason."""
    given = {Verdict.REDUCE: points, Verdict.REJECT: 0.0}.get(verdict)
    same = claim is not None and given is not None and given == claim.points
    if verdict is not Verdict.ACCEPT and not same and not reason.strip():
        yield DECISION, Fault(REASON_MISSING)


def _labels(name: str) -> str:
    """What a column is called in every language."""
    return " / ".join(dict.fromkeys(language(code)(HEADINGS[name]) for code in LANGUAGES))


def _is_head(row: Row, columns: Columns) -> bool:
    """Whether a row holds headings again, as where sheets were pasted together."""
    labels = in_both_languages(HEADINGS)
    return sum(labels.get(cell.text.casefold()) == columns.names.get(cell.column) for cell in row) > 2
