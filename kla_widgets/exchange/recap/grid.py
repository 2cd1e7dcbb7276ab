"""Opening a recap file: what kind of file it really is, whatever its name says, and whether it is safe to read."""

from __future__ import annotations

from pathlib import Path

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.exchange.recap.delimited import read_delimited
from kla_widgets.exchange.recap.spreadsheet import NOT_A_WORKBOOK, read_spreadsheet
from kla_widgets.language import N_

MAX_BYTES = 20_000_000

CANNOT_OPEN = Message(
    "RCP-001",
    N_("The file cannot be opened: {reason}."),
    N_("Check the name and the folder, and close the file in other programs."),
)
EMPTY = Message("RCP-002", N_("The file is empty (0 bytes)."), N_("Save or download it again."))
TOO_BIG = Message(
    "RCP-003",
    N_("The file is larger than {limit} MB."),
    N_("Take out pictures and sheets that are not needed, and save it as a new file."),
)
PASSWORD = Message(
    "RCP-004",
    N_("The workbook is protected by a password."),
    N_("Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again."),
)
OLD_WORKBOOK = Message(
    "RCP-005",
    N_("The file has the old Excel format (.xls) or is another Office document."),
    N_("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
)
WEB_PAGE = Message(
    "RCP-006",
    N_("The file is a web page, although its name says that it is a table."),
    N_("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
)

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
WEB_MARKS = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<style")


def read_grid(path: Path) -> tuple[Sheet, ...]:
    """Read a recap file, CSV or XLSX.

    Parameters
    ----------
    path : Path
        At most 20 MB. Its content decides how it is read, not its name.

    Returns
    -------
    tuple of Sheet
        One for a text file, one for every visible sheet of a workbook.

    Raises
    ------
    KlaError
        ``RCP-001`` to ``RCP-013``: the file cannot be read as a table.
    """
    return read_bytes(file_bytes(path), path.name)


def file_bytes(path: Path) -> bytes:
    """The content of a file of at most 20 MB.

    Raises
    ------
    KlaError
        ``RCP-001``, ``RCP-003``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise fail(TOO_BIG, where=path.name, limit=MAX_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise fail(CANNOT_OPEN, where=path.name, reason=error.strerror or type(error).__name__) from error


def read_bytes(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Read the content of a recap file; ``name`` is for messages. See :func:`read_grid`."""
    if _is_workbook(data, name):
        return read_spreadsheet(data, name)
    return (read_delimited(data, name),)


def read_book(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, hidden ones too, with formulas as they are written.

    Raises
    ------
    KlaError
        ``RCP-002`` to ``RCP-009``.
    """
    if not _is_workbook(data, name):
        raise fail(NOT_A_WORKBOOK, where=name)
    return read_spreadsheet(data, name, everything=True)


def _is_workbook(data: bytes, name: str) -> bool:
    """Whether this is a workbook, and not a text; other kinds of files are refused."""
    if not data:
        raise fail(EMPTY, where=name)
    if len(data) > MAX_BYTES:
        raise fail(TOO_BIG, where=name, limit=MAX_BYTES // 1_000_000)
    if data.startswith(OLE):
        raise fail(PASSWORD if PASSWORD_MARK in data else OLD_WORKBOOK, where=name)
    if data.startswith(b"PK"):
        return True
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(WEB_MARKS):
        raise fail(WEB_PAGE, where=name)
    return False
