"""The numbers of the rows: points, no answer, or a fault; and the maximum printed beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.recap.cells import Cell
from kla_widgets.exchange.recap.headers import Table
from kla_widgets.exchange.recap.numbers import UNCALCULATED, Mark, both_ways, decimal_mark, read_number, unanswered
from kla_widgets.exchange.recap.rows import KeyedRow
from kla_widgets.language import N_

ABOVE_MAXIMUM = Message(
    "RCP-038",
    N_("{points} points are more than the maximum of {maximum}."),
    N_("Correct the points, or check that the recap belongs to this instrument."),
)
MAXIMUM_UNREADABLE = Message(
    "RCP-039",
    N_("The printed maximum “{value}” cannot be read and was not compared."),
    N_("Nothing is stored from it; correct it if you want it to be compared."),
)

_EXACT = 1e-9
"""Room for binary fractions; no rounding of points."""


@dataclass(frozen=True)
class Valued:
    """A row and its numbers.

    Parameters
    ----------
    row : KeyedRow
        The row.
    points : float or None
        None when there is no answer, or none that can be read.
    maximum : float or None
        The maximum printed in the row.
    faults : tuple of Fault
        Why the points must not be stored.
    notices : tuple of Fault
        What else there is to say.
    """

    row: KeyedRow
    points: float | None
    maximum: float | None
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()


def read_values(
    table: Table, rows: Iterable[KeyedRow], maxima: Mapping[str, float | None], file_name: str
) -> tuple[Valued, ...]:
    """Read the numbers of a table's rows.

    Parameters
    ----------
    table : Table
        Where the rows lie.
    rows : iterable of KeyedRow
        The rows.
    maxima : mapping of str to float or None
        The instrument's maxima by id.
    file_name : str
        For places.
    """
    rows = tuple(rows)
    marks = _mark(row.points for row in rows), _mark(row.maximum for row in rows)
    return tuple(_valued(table, row, maxima.get(row.target), marks, file_name) for row in rows)


def short(number: float) -> str:
    """A number for a message: as many digits as it needs."""
    return f"{number:.10g}"


def _valued(
    table: Table, row: KeyedRow, known: float | None, marks: tuple[Mark | None, Mark | None], file_name: str
) -> Valued:
    maximum, notices = _maximum(table, row, known, marks[1], file_name)
    cell = row.points
    if cell is None or (unanswered(cell.value) and not cell.uncalculated):
        return Valued(row, None, maximum, (), notices)
    where = table.sheet.place(file_name, cell, exact=True)
    if cell.uncalculated:
        return Valued(row, None, maximum, (Fault(UNCALCULATED, where, row.target, cell=cell.name),), notices)
    points = read_number(cell.value, marks[0], maximum if known is None else known)
    if isinstance(points, Message):
        small, large = both_ways(cell.value)
        fault = Fault(points, where, row.target, value=cell.text, small=small, large=large)
        return Valued(row, None, maximum, (fault,), notices)
    if known is not None and points > known + _EXACT:
        fault = Fault(ABOVE_MAXIMUM, where, row.target, points=short(points), maximum=short(known))
        return Valued(row, points, maximum, (fault,), notices)
    return Valued(row, points, maximum, (), notices)


def _maximum(
    table: Table, row: KeyedRow, known: float | None, mark: Mark | None, file_name: str
) -> tuple[float | None, tuple[Fault, ...]]:
    cell = row.maximum
    if cell is None or (unanswered(cell.value) and not cell.uncalculated):
        return None, ()
    read = read_number(cell.value, mark, known)
    if isinstance(read, Message) and known is not None and short(known) in both_ways(cell.value):
        return known, ()
    if isinstance(read, Message):
        where = table.sheet.place(file_name, cell, exact=True)
        return None, (Fault(MAXIMUM_UNREADABLE, where, row.target, value=cell.text),)
    return read, ()


def _mark(cells: Iterable[Cell | None]) -> Mark | None:
    return decimal_mark(cell.value for cell in cells if cell)
