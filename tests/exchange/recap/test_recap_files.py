"""RF: which files are read, and what is said about those that are not."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from kla_widgets.errors import KlaError
from kla_widgets.exchange.recap import Sheet, read_grid
from kla_widgets.exchange.recap.cells import MAX_CELLS
from kla_widgets.exchange.recap.grid import MAX_BYTES, read_bytes

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
TABLE = "Bagian;Nilai\nKelembagaan;145,24\n"


def _code(data: bytes, name: str = "rekap.xlsx") -> str:
    with pytest.raises(KlaError) as caught:
        read_bytes(data, name)
    assert caught.value.faults[0].where.startswith(name)
    return caught.value.faults[0].code


def _saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _book(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return _saved(book)


def _changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of its first sheet replaced."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            target.writestr(entry, content)
    return stream.getvalue()


def _archive(**members: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def _values(sheet: Sheet) -> list[list[str | float]]:
    return [[cell.value for cell in row] for row in sheet.rows]


# RF-01: a file that does not exist, is empty, or is larger than 20 MB is refused with its name.
def test_missing_empty_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KlaError, match="RCP-001"):
        read_grid(tmp_path / "tidak-ada.csv")
    assert _code(b"", "kosong.csv") == "RCP-002"
    huge = tmp_path / "besar.csv"
    with huge.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(KlaError, match=r"RCP-003.*20 MB"):
        read_grid(huge)


# RF-02: a workbook with a password, and one of the old format, are told apart.
def test_password_and_old_format_are_told_apart() -> None:
    assert _code(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")) == "RCP-004"
    assert _code(OLE + b"\0" * 600 + "Workbook".encode("utf-16-le")) == "RCP-005"


# RF-03: a web page saved as .xls, a renamed archive and a picture are not tables.
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\n<HTML><table><tr><td>Klaster</td></tr></table>", "RCP-006"),
        (_archive(catatan=b"bukan buku kerja"), "RCP-007"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "RCP-010"),
        (b"%PDF-1.7\n\x00\x01", "RCP-010"),
    ],
)
def test_other_kinds_of_files_are_refused(data: bytes, code: str) -> None:
    assert _code(data) == code


# RF-04: a workbook that is cut short or has broken parts is damaged.
def test_damaged_workbooks_are_refused() -> None:
    whole = _book(["Bagian", "Nilai"], ["Kelembagaan", 100])
    assert _code(whole[: len(whole) // 2]) == "RCP-008"
    assert _code(_changed(whole, b"<sheetData>", b"<sheetData><row")) == "RCP-008"


# RF-05: a workbook that unpacks to more than 100 MB, or to more than 200 times its size beyond 10 MB, is not unpacked.
def test_zip_bombs_are_refused() -> None:
    assert _code(_archive(xl__workbook=b"\0" * 11_000_000)) == "RCP-009"
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:  # Stored, not compressed: only the sum of the sizes is too large.
        archive.writestr("xl/workbook.xml", b"")
    claimed = bytearray(stream.getvalue())
    at = claimed.index(b"PK\x01\x02") + 24  # The uncompressed size in the directory.
    claimed[at : at + 4] = (100_000_001).to_bytes(4, "little")
    assert _code(bytes(claimed)) == "RCP-009"


# RF-06: merged regions that cover a whole sheet are refused before they are spread out.
def test_a_sheet_merged_as_a_whole_is_refused() -> None:
    book = Workbook()
    book.worksheets[0].append(["Bagian", "Nilai"])
    book.worksheets[0].merge_cells("A3:B4")
    assert _code(_changed(_saved(book), b'"A3:B4"', b'"A3:XFD1048576"')) == "RCP-009"


# RF-07: UTF-8 with and without mark and UTF-16 are read alike and without remark.
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_detected(encoding: str) -> None:
    (sheet,) = read_bytes(TABLE.replace("Kelembagaan", "Hak – Sipil").encode(encoding), "rekap.csv")
    assert _values(sheet) == [["Bagian", "Nilai"], ["Hak – Sipil", "145,24"]]
    assert sheet.notices == ()


# RF-08: UTF-16 with the other byte order is read by its mark.
def test_utf_16_big_endian_with_mark() -> None:
    (sheet,) = read_bytes(codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "rekap.csv")
    assert _values(sheet)[1] == ["Kelembagaan", "145,24"]


# RF-09: the older Windows encoding is read, with a notice.
def test_cp1252_is_read_with_a_notice() -> None:
    (sheet,) = read_bytes(TABLE.replace("Kelembagaan", "Hak – Sipil").encode("cp1252"), "rekap.csv")
    assert _values(sheet)[1][0] == "Hak – Sipil"
    assert [notice.code for notice in sheet.notices] == ["RCP-011"]


# RF-10: semicolon, comma and tab are found out by the headings, not by counting; Excel's hint line is obeyed.
@pytest.mark.parametrize(
    "text",
    [
        "Rekap, nilai, dan data\nBagian;Nilai\nKlaster I;145,24\n",
        'Rekap; nilai; dan data\nBagian,Nilai\nKlaster I,"145,24"\n',
        "Rekap\nBagian\tNilai\nKlaster I\t145,24\n",
        "sep=;\nRekap\nBagian;Nilai\nKlaster I;145,24\n",
    ],
)
def test_delimiters_are_detected(text: str) -> None:
    (sheet,) = read_bytes(text.encode(), "rekap.csv")
    assert _values(sheet)[1:] == [["Bagian", "Nilai"], ["Klaster I", "145,24"]]
    assert sheet.rows[2][1].row == 3


# RF-11: a quotation mark that is never closed would swallow the rest of the table; its row is told.
def test_an_open_quotation_mark_is_a_fault() -> None:
    with pytest.raises(KlaError) as caught:
        read_bytes(b'Bagian;Nilai\nKlaster I;5\n"Klaster III;6\nKlaster V;7\n', "rekap.csv")
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [("RCP-012", "rekap.csv:3")]


# RF-21: a text table of more cells than any recap has is refused before it is taken apart.
def test_a_text_table_of_too_many_cells_is_refused() -> None:
    assert _code(b"a;" * MAX_CELLS, "rekap.csv") == "RCP-013"


# RF-12: the content decides, not the name.
def test_a_text_table_named_xlsx_is_read() -> None:
    (sheet,) = read_bytes(TABLE.encode(), "rekap.xlsx")
    assert _values(sheet)[1] == ["Kelembagaan", "145,24"]


# RF-13: blank rows and columns vanish, but rows and columns keep their numbers.
def test_cells_keep_their_place() -> None:
    (sheet,) = read_bytes(_book([], [None, None, "Bagian"], [], [None, None, "Klaster I", None, 5]), "rekap.xlsx")
    assert [(cell.name, cell.value) for row in sheet.rows for cell in row] == [
        ("C2", "Bagian"),
        ("C4", "Klaster I"),
        ("E4", 5.0),
    ]


# RF-14: a number shown as a percentage is text with its sign, and a date is text: neither is points.
def test_percentages_and_dates_are_text() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = 0.855
    sheet["A1"].number_format = "0.0%"
    sheet["A2"] = 45000
    sheet["A2"].number_format = "yyyy-mm-dd"
    (read,) = read_bytes(_saved(book), "rekap.xlsx")
    assert _values(read) == [["85.5%"], ["2023-03-15 00:00:00"]]


# RF-15: the stored result of a formula is read; without one the cell is marked; an empty result is an empty cell.
def test_formulas_are_never_calculated() -> None:
    bare = _book(["=1+1"], ["teks"])
    (marked,) = read_bytes(bare, "rekap.xlsx")
    assert (marked.rows[0][0].uncalculated, marked.rows[0][0].value) == (True, "")
    formula = b"<f>1+1</f><v />" if b"<f>1+1</f><v />" in _sheet(bare) else b"<f>1+1</f><v></v>"
    (kept,) = read_bytes(_changed(bare, formula, b"<f>1+1</f><v>2</v>"), "rekap.xlsx")
    assert (kept.rows[0][0].uncalculated, kept.rows[0][0].value) == (False, 2.0)
    empty = _changed(bare, b'<c r="A1"><f>', b'<c r="A1" t="str"><f>')
    assert _values(read_bytes(empty, "rekap.xlsx")[0]) == [["teks"]]


def _sheet(data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


# RF-16: text that looks like a formula is only text.
def test_formula_like_text_is_text() -> None:
    book = Workbook()
    cell = book.worksheets[0]["A1"]
    cell.value = "=HYPERLINK(1)"
    cell.data_type = "s"
    assert _values(read_bytes(_saved(book), "rekap.xlsx")[0]) == [["=HYPERLINK(1)"]]
    (sheet,) = read_bytes(b"Bagian;Nilai;Catatan\nKlaster I;5;=cmd|'/c calc'!A1\n", "rekap.csv")
    assert _values(sheet)[1][2] == "=cmd|'/c calc'!A1"


# RF-17: a merged region repeats its first value, and says that it is a repetition.
def test_merged_regions_are_filled() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "Klaster I"
    sheet.merge_cells("A1:B2")
    (read,) = read_bytes(_saved(book), "rekap.xlsx")
    assert {cell.name: (cell.value, cell.filled) for row in read.rows for cell in row} == {
        "A1": ("Klaster I", False),
        "B1": ("Klaster I", True),
        "A2": ("Klaster I", True),
        "B2": ("Klaster I", True),
    }


# RF-18: what the user does not see is not read.
def test_hidden_sheets_are_not_read(workbook: Callable[..., Workbook]) -> None:
    book = workbook({"Rekap": [["Bagian"]], "Lama": [["Bagian"]]})
    book["Lama"].sheet_state = "hidden"
    assert [sheet.name for sheet in read_bytes(_saved(book), "rekap.xlsx")] == ["Rekap"]


_WHOLE = _book(["Klaster", "Nilai"], ["Klaster I", 12.5], ["Klaster III", "=A1"])


# RF-19: whatever the bytes are, nothing but a coded fault is raised.
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", OLE, b"\xff\xfe", b"Bagian;Nilai\n", b'"']))
def test_any_bytes_give_a_table_or_a_coded_fault(data: bytes, start: bytes) -> None:
    _read_or_coded(start + data)


# RF-20: the same holds for a workbook with some bytes changed.
@example([(4523, 0)])  # the sheet's name in the archive: the book names a sheet that is not there
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_mutated_workbook_gives_a_table_or_a_coded_fault(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_WHOLE)
    for at, value in changes:
        data[at] = value
    _read_or_coded(bytes(data))


def _read_or_coded(data: bytes) -> None:
    codes: list[str] = []
    sheets: tuple[Sheet, ...] = ()
    try:
        sheets = read_bytes(data, "rekap")
    except KlaError as error:
        codes = [fault.code for fault in error.faults]
    assert sheets or codes
    assert all(code.startswith("RCP-") for code in codes)
    assert all(cell.value != "" or cell.uncalculated for sheet in sheets for row in sheet.rows for cell in row)
