"""Finding what is where in a sheet that people have worked on: its parts, the marks of rows, and the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kla_widgets.exchange.agency.marks import BookMark, is_mark, read_book_mark, read_mark
from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.language import LANGUAGES, language

Row = Sequence[Cell]


@dataclass(frozen=True)
class Columns:
    """The columns of a part.

    Parameters
    ----------
    names : dict of int to str
        The name of each known column, by its place.
    heading : sequence of Cell
        The row of headings; empty if none was found.
    """

    names: dict[int, str]
    heading: Row

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.names.values())

    def outside(self, row: Row) -> list[Cell]:
        """The cells of a row that lie in no known column and are no marks."""
        return [cell for cell in row if cell.column not in self.names and not is_mark(cell.text)]

    def label(self, name: str) -> str:
        """What the reader sees above a column."""
        return next((cell.text for cell in self.heading if self.names.get(cell.column) == name), name)


def book_mark(cell: Cell) -> BookMark | None:
    """The mark of a sheet, if the cell holds one."""
    return read_book_mark(cell.value) if isinstance(cell.value, str) and not cell.filled else None


def row_mark(row: Row, kind: str, count: int) -> tuple[str, ...] | None:
    """The mark of a row, wherever in the row it is."""
    found = (read_mark(cell.value, kind, count) for cell in row if isinstance(cell.value, str) and not cell.filled)
    return next((one for one in found if one), None)


def parts(sheet: Sheet) -> Iterator[tuple[BookMark, list[Row]]]:
    """The parts of a sheet: all of it where it has one mark; from mark to mark where sheets were pasted together."""
    starts = [(place, found) for place, row in enumerate(sheet.rows) for cell in row if (found := book_mark(cell))]
    for number, (place, head) in enumerate(starts):
        first = place if number else 0
        last = starts[number + 1][0] if number + 1 < len(starts) else len(sheet.rows)
        yield head, list(sheet.rows[first:last])


def find_columns(rows: Sequence[Row], words: Mapping[str, str]) -> Columns:
    """The columns, from the marks above them; where a mark is gone, from the headings.

    Parameters
    ----------
    words : mapping of str to str
        The name of the column for each heading in lower case.
    """
    marked: dict[int, str] = {}
    by_word: dict[int, str] = {}
    heading: Row = ()
    for row in rows:
        for cell in row:
            found = read_mark(cell.text, "column", 1)
            if found and found[0] not in marked.values():
                marked[cell.column] = found[0]
        here = {cell.column: words[cell.text.casefold()] for cell in row if cell.text.casefold() in words}
        if len(set(here.values())) > len(set(by_word.values())):
            by_word, heading = here, row
    lost = {column: name for column, name in by_word.items() if name not in marked.values() and column not in marked}
    return Columns(marked | lost, heading)


def in_both_languages(headings: Mapping[str, str]) -> dict[str, str]:
    """The name of the column for each heading, in every language and in lower case."""
    return {
        " ".join(language(code)(template).casefold().split()): name
        for code in LANGUAGES
        for name, template in headings.items()
    }
