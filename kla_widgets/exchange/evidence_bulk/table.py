"""The table of a bulk import: a plan to be edited, or the index of a pack; written and read back as CSV or XLSX."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from kla_widgets.assessment.records import Case
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.big_tables import MAX_BYTES, BigSheet, cell_text, read_big_bytes
from kla_widgets.exchange.recap.delimited import decoded
from kla_widgets.exchange.recap.grid import OLE
from kla_widgets.exchange.sheets import Heading, Sheet, write_book
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import LANGUAGES, N_, Language, language, printable
from kla_widgets.regions import Region

NOT_A_PLAN = Message(
    "EVB-020",
    N_("The table has no columns “{file}” and “{question}”."),
    N_("Use the plan as it was written, or delete it and have it written anew."),
)
UNKNOWN_QUESTION = Message(
    "EVB-021", N_("The instrument has no question “{id}”."), N_("Check the id; “kla instrument show” lists them.")
)
UNKNOWN_KIND = Message("EVB-022", N_("The instrument has no evidence kind “{kind}”."), N_("Use one of: {known}."))
BAD_YEAR = Message(
    "EVB-023", N_("“{year}” is no year."), N_("Write it with four digits, such as 2023, or leave it out.")
)
FORMULA = Message("EVB-024", N_("A formula stands where a value belongs."), N_("Write the value itself."))
OTHER_CASE = Message(
    "EVB-025",
    N_("The table is of another region or year: {found}."),
    N_("Choose the right file, or correct --region and --cycle."),
)
REPEATED_ROW = Message(
    "EVB-026",
    N_("The file “{file}” stands in two rows with the same question and kind."),
    N_("Delete one of the rows."),
)

HEADINGS: dict[str, tuple[str, float]] = {
    "file": (N_("File"), 60),
    "question": (N_("Question"), 12),
    "kind": (N_("Kind of evidence"), 14),
    "year": (N_("Year"), 8),
    "caption": (N_("Caption"), 45),
    "trust": (N_("How sure"), 12),
    "remark": (N_("Remarks"), 60),
    "question_text": (N_("Text of the question"), 60),
    "kind_name": (N_("Name of the kind"), 35),
    "name": (N_("Name when delivered"), 40),
    "size": (N_("Size (bytes)"), 14),
    "sha256": (N_("SHA-256"), 66),
    "region": (N_("Region"), 30),
    "cycle": (N_("Year of the evaluation"), 12),
}
"""Columns by key: their heading, and their width in characters."""
_FORMULA_SIGNS = "=+-@\t\r\n'"
_DELIMITERS = ";,\t|"
_SEARCHED = 20
"""Rows in which the headings are looked for."""
_CODE = re.compile(r"\(([0-9.]+)\)\s*$")


@dataclass(frozen=True)
class Decision:
    """What a row says of a file.

    Parameters
    ----------
    file : str
        As :func:`as_cell` writes its path.
    question : str
        Id; empty to leave the file out.
    kind : str
        Id; empty for the one that fits.
    sha256, name : str
        Of the content, and under which name it is attached; empty where not told.
    where : str
        Table and row.
    """

    file: str
    question: str
    kind: str
    year: int | None
    caption: str
    sha256: str
    name: str
    where: str


Row = Mapping[str, str | int | None]


def write_csv(rows: Sequence[Row], columns: Sequence[str], t: Language) -> bytes:
    """A text table as Excel in Indonesia opens it: semicolons, UTF-8 with its mark."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([t(HEADINGS[column][0]) for column in columns])
    writer.writerows([as_cell(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Sequence[Row], columns: Sequence[str], title: str, mark: str, t: Language) -> bytes:
    """The same as an Excel file; equal rows give equal bytes."""
    headings = tuple(
        Heading(t(HEADINGS[name][0]), HEADINGS[name][1], "count" if name == "size" else "words") for name in columns
    )
    cells = [
        [value if isinstance(value := row.get(name), int) and name == "size" else as_cell(value) for name in columns]
        for row in rows
    ]
    return write_book([Sheet(t(HEADINGS["file"][0]), headings, cells, 1)], title, mark, t, datetime(2000, 1, 1))


def as_cell(value: str | int | None) -> str:
    """A value as the table holds it: text that starts no formula, and without signs that no table takes."""
    text = "" if value is None else printable(str(value)).replace("\x7f", "\ufffd").replace("\r\n", "\n")
    return f"'{text}" if text.startswith(tuple(_FORMULA_SIGNS)) else text


def region_cell(region: Region, t: Language) -> str:
    """A region as the table names it: its code in brackets, which no spreadsheet takes for a number."""
    mark = t("TRAINING DATA") + ": " if region.synthetic else ""
    return f"{mark}{region.name} ({region.code})"


def read_table(data: bytes, name: str, instrument: Instrument, case: Case) -> tuple[Decision, ...]:
    """Read a plan or an index.

    Parameters
    ----------
    data : bytes
        CSV or XLSX.
    name : str
        Of the file, for messages.

    Raises
    ------
    KlaError
        ``TAB-…`` and others where it is no table, ``EVB-02x`` for every row that cannot be followed.
    """
    for sheet in _sheets(data, name):
        for start, row in enumerate(sheet.rows[:_SEARCHED]):
            places = _places(row)
            if "file" in places and "question" in places:
                return _decisions(sheet, start + 1, places, instrument, case)
    t = language(LANGUAGES[0])
    raise fail(NOT_A_PLAN, name, file=t(HEADINGS["file"][0]), question=t(HEADINGS["question"][0]))


def _sheets(data: bytes, name: str) -> Iterator[BigSheet]:
    """The tables that the data may hold; a text is split at each sign that may be meant, for captions hold them too."""
    if not data or len(data) > MAX_BYTES or data.startswith((b"PK", OLE)):
        yield from read_big_bytes(data, name)
        return
    text, _ = decoded(data, name)
    for sign in _DELIMITERS:
        try:
            rows = [tuple(row) for row in csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)]
        except csv.Error:
            continue
        yield BigSheet(name, "", list(range(1, len(rows) + 1)), rows)


def _places(row: Sequence[object]) -> dict[str, int]:
    """Columns by key, whatever order and language their headings have."""
    known = {language(code)(label).casefold(): key for key, (label, _) in HEADINGS.items() for code in LANGUAGES}
    found = ((known.get(cell_text(cell).casefold()), place) for place, cell in enumerate(row))
    return {key: place for key, place in found if key}


def _decisions(
    sheet: BigSheet, start: int, places: Mapping[str, int], instrument: Instrument, case: Case
) -> tuple[Decision, ...]:
    decisions, faults = [], []
    seen: set[tuple[str, str, str]] = set()
    for index in range(start, len(sheet.rows)):
        row = {key: _value(sheet, index, place) for key, place in places.items()}
        if not row["file"]:
            continue
        one = _decision(row, sheet.where(index), instrument)
        faults += _faults(one, row, instrument, case)
        key = (one.file, one.question, one.kind)
        if key in seen:
            faults.append(Fault(REPEATED_ROW, one.where, file=one.file))
        seen.add(key)
        decisions.append(one)
    if faults:
        raise KlaError(*faults)
    return tuple(decisions)


def _decision(row: Mapping[str, str], where: str, instrument: Instrument) -> Decision:
    year = row.get("year", "").strip()
    return Decision(
        file=row["file"],
        question=_id(row["question"], instrument.question),
        kind=_id(row.get("kind", ""), instrument.evidence_kinds),
        year=int(year) if _is_year(year) else None,
        caption=plain_cell(row.get("caption", "")),
        sha256=row.get("sha256", "").strip(),
        name=plain_cell(row.get("name", "")),
        where=where,
    )


def _faults(one: Decision, row: Mapping[str, str], instrument: Instrument, case: Case) -> list[Fault]:
    faults = []
    if one.question and one.question not in instrument.question:
        faults.append(Fault(UNKNOWN_QUESTION, one.where, id=one.question))
    if one.kind and one.kind not in instrument.evidence_kinds:
        known = ", ".join(instrument.evidence_kinds)
        faults.append(Fault(UNKNOWN_KIND, one.where, kind=one.kind, known=known))
    if (year := row.get("year", "").strip()) and one.year is None:
        faults.append(Fault(BAD_YEAR, one.where, year=year))
    if any(value.startswith("=") for value in row.values()):
        faults.append(Fault(FORMULA, one.where))
    told = _CODE.search(row.get("region", ""))
    cycle = row.get("cycle", "").strip()
    if (told and told[1] != case.region) or (cycle and cycle != str(case.cycle)):
        faults.append(Fault(OTHER_CASE, one.where, found=f"{row.get('region', '')} {cycle}".strip()))
    return faults


def _id(typed: str, known: Iterable[str]) -> str:
    """The id that is meant, in small letters or capitals; as typed if there is none."""
    typed = typed.strip()
    return next((one for one in known if one.casefold() == typed.casefold()), typed)


def _value(sheet: BigSheet, index: int, place: int) -> str:
    row = sheet.rows[index]
    value = row[place] if place < len(row) else None
    return value if isinstance(value, str) else cell_text(value)


def plain_cell(text: str) -> str:
    """What :func:`as_cell` wrote."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _FORMULA_SIGNS else text


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100
