"""Reading a text table (CSV): which encoding and which delimiter it has is found out, not asked."""

from __future__ import annotations

import codecs
import csv
import re
from io import StringIO

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.recap.cells import MAX_CELLS, Cell, Sheet
from kla_widgets.exchange.recap.headers import recognised
from kla_widgets.language import N_

NOT_A_TABLE = Message(
    "RCP-010",
    N_("The file is neither a text table (CSV) nor an Excel workbook."),
    N_("Save the recap as “Excel Workbook (.xlsx)” or as CSV."),
)
OLD_ENCODING = Message(
    "RCP-011",
    N_("The text was read with the older Windows encoding (cp1252)."),
    N_("Check letters with accents; saving as “CSV UTF-8” avoids the doubt."),
)
BROKEN_ROW = Message(
    "RCP-012",
    N_("The text table breaks off: a quotation mark is opened and not closed properly."),
    N_("Open the file in Excel, check the row, and save it again."),
)
TOO_MANY_CELLS = Message(
    "RCP-013",
    N_("The text table has more than {limit} cells."),
    N_("Save only the rows and columns of the recap."),
)

DELIMITERS = ";,\t"
_SEPARATOR_HINT = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read_delimited(data: bytes, name: str) -> Sheet:
    """Read a text table.

    Parameters
    ----------
    data : bytes
        The file: UTF-8, UTF-16 or cp1252, separated by semicolon, comma or tab.
    name : str
        The file's name, for messages.

    Raises
    ------
    KlaError
        ``RCP-010`` when it is no text, ``RCP-012`` when no delimiter gives a well-formed table, ``RCP-013`` when the
        table is too large.
    """
    text, notices = decoded(data, name)
    hint = _SEPARATOR_HINT.match(text)  # Excel takes this line as an instruction and does not show it as a row.
    delimiters = hint[1] if hint and hint[1] in DELIMITERS else DELIMITERS
    text = text[hint.end() :] if hint else text
    tables: list[list[list[str]]] = []
    broken: KlaError | None = None
    for delimiter in delimiters:
        try:
            tables.append(_records(text, delimiter, name))
        except KlaError as error:
            broken = broken or error
    if not tables:
        raise broken or fail(NOT_A_TABLE, where=name)
    return Sheet("", _cells(max(tables, key=_headings)), notices)


def decoded(data: bytes, name: str) -> tuple[str, tuple[Fault, ...]]:
    """The text, and a notice when the encoding is an assumption."""
    encodings = [_utf_16(data)] if _utf_16(data) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text, (Fault(OLD_ENCODING, where=name),) if encoding == "cp1252" else ()
    raise fail(NOT_A_TABLE, where=name)


def _utf_16(data: bytes) -> str:
    """The UTF-16 flavour of the data, empty for none. Without a mark at the start, most second bytes are 0."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    low, high = data[:400:2], data[1:400:2]
    if 2 * high.count(0) > len(high):
        return "utf-16-le"
    return "utf-16-be" if 2 * low.count(0) > len(low) else ""


def _records(text: str, delimiter: str, name: str) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    cells = 0
    try:
        for record in reader:
            cells += max(len(record), 1)
            if cells > MAX_CELLS:
                raise fail(TOO_MANY_CELLS, where=name, limit=MAX_CELLS)
            records.append(record)
    except csv.Error as error:
        raise fail(BROKEN_ROW, where=f"{name}:{len(records) + 1}") from error
    return records


def _headings(records: list[list[str]]) -> int:
    """How many column headings the best row has; the right delimiter shows most."""
    return max((sum(recognised(text) for text in record) for record in records[:200]), default=0)


def _cells(records: list[list[str]]) -> tuple[tuple[Cell, ...], ...]:
    rows = (
        tuple(Cell(text, row, column) for column, text in enumerate(record, 1) if text.strip())
        for row, record in enumerate(records, 1)
    )
    return tuple(row for row in rows if row)
