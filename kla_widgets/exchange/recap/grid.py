"""Opening a recap file: what kind of file it really is, whatever its name says, and whether it is safe to read."""

from __future__ import annotations

from pathlib import Path

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.exchange.recap.delimited import read_delimited
from kla_widgets.exchange.recap.spreadsheet import read_spreadsheet
from kla_widgets.language import N_

MAX_BYTES = 20_000_000

CANNOT_OPEN = Message(
    "RCP-001",
    N_("The file cannot be opened: {reason}."),
    N_("Check the name and the folder, and close the file in other programs."),
)
EMPTY = Message("RCP-002", N_("The file is empty (0 bytes)."), N_("Save or download the recap again."))
TOO_BIG = Message(
    "RCP-003",
    N_("The file is larger than {limit} MB."),
    N_("Keep only the recap sheet, without pictures, and save it as a new file."),
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

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
_WEB_MARKS = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<style")


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
    try:
        if path.stat().st_size > MAX_BYTES:
            raise fail(TOO_BIG, where=path.name, limit=MAX_BYTES // 1_000_000)
        data = path.read_bytes()
    except OSError as error:
        raise fail(CANNOT_OPEN, where=path.name, reason=error.strerror or type(error).__name__) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Read the content of a recap file; ``name`` is for messages. See :func:`read_grid`."""
    if not data:
        raise fail(EMPTY, where=name)
    if len(data) > MAX_BYTES:
        raise fail(TOO_BIG, where=name, limit=MAX_BYTES // 1_000_000)
    if data.startswith(_OLE):
        raise fail(PASSWORD if _PASSWORD_MARK in data else OLD_WORKBOOK, where=name)
    if data.startswith(b"PK"):
        return read_spreadsheet(data, name)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(_WEB_MARKS):
        raise fail(WEB_PAGE, where=name)
    return (read_delimited(data, name),)
