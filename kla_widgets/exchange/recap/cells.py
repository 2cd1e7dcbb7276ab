"""What a table looks like once its file is read: named sheets of filled cells, whatever the file was."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from kla_widgets.errors import Fault

MAX_CELLS = 500_000
"""Filled cells of a file, or cells in its merged regions; a recap has a few thousand."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell.

    Parameters
    ----------
    value : str or float
        Text as typed, or a number as stored by the spreadsheet. A percentage, date or truth value is text.
    row, column : int
        Counted from 1, as a spreadsheet shows them.
    filled : bool
        The value was repeated from the first cell of a merged region.
    uncalculated : bool
        The cell holds a formula of which the file does not keep the result; the value is empty.
    formula : bool
        The value is a formula as it is written; only where formulas are asked for.
    """

    value: str | float
    row: int
    column: int
    filled: bool = False
    uncalculated: bool = False
    formula: bool = False

    @property
    def name(self) -> str:
        """The cell's name in a spreadsheet, such as ``D17``."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as words: ``4`` for 4.0, spaces and line breaks as single spaces."""
        return " ".join(self.value.split()) if isinstance(self.value, str) else f"{self.value:.15g}"


@dataclass(frozen=True)
class Sheet:
    """One table as it lies in the file.

    Parameters
    ----------
    name : str
        The name on the tab; empty for a text file.
    rows : tuple of tuple of Cell
        Only rows that hold something, and in them only the cells that hold something, from left to right.
    notices : tuple of Fault
        What the reader should know about how the file was read.
    hidden : bool
        The workbook does not show this sheet.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    notices: tuple[Fault, ...] = ()
    hidden: bool = False

    def place(self, file: str, cell: Cell, exact: bool = False) -> str:
        """Where a cell's row lies, as its reader would look for it; with the cell itself when ``exact``."""
        if not self.name:
            return f"{file}:{cell.row}"
        return f"{file}:{self.name}!{cell.name if exact else cell.row}"
