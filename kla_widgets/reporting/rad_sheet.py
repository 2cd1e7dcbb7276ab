"""The matrix of a RAD as an Excel file that people edit; :mod:`kla_widgets.reporting.rad_import` reads it again.

A row keeps its code and its revision in columns that are hidden, so that an edited file finds its rows again and nobody
overwrites what changed in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]

from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language, printable
from kla_widgets.planning.actions import LARGEST
from kla_widgets.planning.keeping import Kept
from kla_widgets.planning.matrix import MatrixRow
from kla_widgets.reporting.rad_columns import (
    BETWEEN,
    EVIDENCE,
    FUNDS,
    LEAD,
    TEXTS,
    FileColumn,
    file_columns,
    file_names,
)
from kla_widgets.reporting.rad_facts import RadFacts

TOO_LONG = Message(
    "RAD-025",
    N_("The text in the column “{column}” has {length} characters; a cell of Excel holds {most}."),
    N_("Shorten it, or use the other formats."),
)

LONGEST = 16_000
"""Characters of a cell: half of what Excel holds, since it counts some signs twice."""
_WIDTHS = {
    "issue": 32,
    "program": 26,
    "activity": 44,
    "sub_activity": 26,
    "measure": 34,
    "cluster": 9,
    "unit": 9,
    "evidence": 56,
    "supporting": 38,
    "remark": 26,
}


def write_matrix(rad: RadFacts) -> bytes:
    """The Excel file of a plan: the matrix with filters, choices and totals; sums; lists; how to use it."""
    t, file = rad.t, BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, options | {"nan_inf_to_errors": True})
    book.set_properties({"title": t("Matrix of the RAD"), "subject": rad.facts.region.name, "author": "kla-widgets"})
    mark = t("TRAINING DATA") if rad.facts.region.synthetic else ""
    _Writer(
        book, rad.instrument, rad.kept_rows, rad.years, f"{rad.facts.region.name} · {rad.facts.case.cycle}", mark, t
    )()
    book.close()
    return file.getvalue()


def total_budget(rows: Iterable[MatrixRow], place: int) -> float:
    """Rupiah of one year, where known."""
    return sum(row.budget[place] or 0.0 for row in rows if place < len(row.budget))


@dataclass
class _Writer:
    """Writes one book."""

    book: Any
    instrument: Instrument
    kept: Sequence[Kept[MatrixRow]]
    years: Sequence[int]
    about: str
    mark: str
    t: Language

    def __call__(self) -> None:
        t = self.t
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        look = self.book.add_format
        self.title = look(font | {"bold": True, "font_size": 14})
        self.warn = look(font | {"bold": True, "font_color": "#B4450F"})
        self.head = look(
            font | {"bold": True, "text_wrap": True, "bg_color": "#DCE9F2", "border": 4, "valign": "bottom"}
        )
        self.text = look(font | {"text_wrap": True, "num_format": "@", "border": 4})
        self.number = look(font | {"num_format": "#,##0.00", "border": 4})
        self.money = look(font | {"num_format": "#,##0", "border": 4})
        self.total = look(font | {"num_format": "#,##0", "bold": True, "top": 1})
        self.open = look({"bg_color": "#FBE3D6"})
        self.columns = file_columns(self.years, t)
        lists = t("Lists")
        self._matrix(lists)
        self._sums()
        self._lists(lists)
        self._help()

    def _matrix(self, lists: str) -> None:
        t, columns = self.t, self.columns
        sheet = self.book.add_worksheet(t("Matrix"))
        title = t("Matrix of the RAD")
        sheet.write_string(0, 3, f"{title} · {self.about}", self.title)
        if self.mark:
            sheet.write_string(0, 9, self.mark, self.warn)
        top, first, last = 2, 3, 2 + len(self.kept)
        names = {kind: file_names(self.instrument, kind, t) for kind in ("agency", "agencies", "kinds")}
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.heading, self.head)
            sheet.set_column(place, place, _width(column), None, {"hidden": place < 3})
        for row, one in enumerate(self.kept, first):
            sheet.set_row(row, self._height(one, names))  # said, since not every program works it out
            for place, column in enumerate(columns):
                self._cell(sheet, row, place, column, one, names)
        for place, column in enumerate(columns):
            letter = xl_col_to_name(place)
            if column.kind == "money":
                value = total_budget((one.record for one in self.kept), column.place)
                cells = f"{letter}{first + 1}:{letter}{max(last, first) + 1}"
                sheet.write_formula(last + 2, place, f"=SUBTOTAL(109,{cells})", self.total, value)
        sheet.write_string(last + 2, 4, t("Total of the rows shown"), self.total)
        self._validate(sheet, first, max(last, first) + 200, lists)
        sheet.autofilter(top, 0, max(last, first), len(columns) - 1)
        sheet.freeze_panes(first, 5)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD5000"})

    def _cell(
        self,
        sheet: Any,
        row: int,
        place: int,
        column: FileColumn,
        one: Kept[MatrixRow],
        names: Mapping[str, Mapping[str, str]],
    ) -> None:
        value = _value(column, one)
        if column.kind in ("number", "money", "count"):
            look = self.money if column.kind != "number" else self.number
            if value is None:
                sheet.write_blank(row, place, None, look)
            else:
                sheet.write_number(row, place, value, look)
            return
        if column.kind == "agency":
            value = names["agency"].get(value, value)
        elif column.kind in ("agencies", "kinds"):
            value = BETWEEN.join(names[column.kind].get(each, each) for each in value)
        if value:
            if len(value) > LONGEST:
                raise fail(TOO_LONG, path=one.id, column=column.heading, length=len(value), most=LONGEST)
            sheet.write_string(row, place, printable(value), self.text)
        else:
            sheet.write_blank(row, place, None, self.text)

    def _height(self, one: Kept[MatrixRow], names: Mapping[str, Mapping[str, str]]) -> float:
        """Room for the longest text of a row, in points."""
        lines = 1
        for column in self.columns:
            value = _value(column, one)
            if isinstance(value, tuple):
                value = BETWEEN.join(names[column.kind].get(each, each) for each in value)
            if isinstance(value, str) and column.field not in ("id", "action"):
                lines = max(lines, ceil(len(value) * 1.15 / _width(column)))
        return min(13.5 * lines + 2, 409)

    def _validate(self, sheet: Any, first: int, last: int, lists: str) -> None:
        """Lists and bounds; they warn, and refuse only what cannot be a number."""
        t = self.t
        for place, column in enumerate(self.columns):
            if column.kind in ("money", "number"):
                rule = {
                    "validate": "decimal",
                    "criteria": "between",
                    "minimum": 0 if column.kind == "money" else -LARGEST,
                    "maximum": LARGEST,
                    "error_title": t("Not a number"),
                    "error_message": t("Enter zero or more, or leave it empty where it is not known."),
                }
                sheet.data_validation(first, place, last, place, rule)
            elif column.kind == "agency":
                source = f"='{lists}'!$A$2:$A${len(self.instrument.agencies) + 1}"
                sheet.data_validation(first, place, last, place, self._choice(source))
            elif column.field == "funds":
                source = f"='{lists}'!$B$2:$B${len(FUNDS) + 1}"
                sheet.data_validation(first, place, last, place, self._choice(source))
            if column.field in ("sub_activity", "location", "funds", "lead"):
                cell = xl_rowcol_to_cell(first, place, col_abs=True)
                code = xl_rowcol_to_cell(first, 0, col_abs=True)
                rule = {"type": "formula", "criteria": f'=AND({cell}="",{code}<>"")', "format": self.open}
                sheet.conditional_format(first, place, last, place, rule)

    def _choice(self, source: str) -> dict[str, Any]:
        t = self.t
        words = t("This is not in the list. Keep it all the same?")
        return {
            "validate": "list", "source": source, "error_type": "warning",
            "error_title": t("Not in the list"), "error_message": words,
        }  # fmt: skip

    def _sums(self) -> None:
        """Budget by leading agency and year."""
        t = self.t
        sheet = self.book.add_worksheet(t("Budget by agency"))
        names = file_names(self.instrument, "agency", t)
        leads = list(dict.fromkeys(one.record.lead for one in self.kept))
        order = {agency: place for place, agency in enumerate(self.instrument.agencies)}
        leads.sort(key=lambda lead: order.get(lead, len(order)))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(self.years) + 1, 18)
        heads = (t(LEAD), *map(str, self.years), t("All years"))
        for place, words in enumerate(heads):
            sheet.write_string(0, place, words, self.head)
        for row, lead in enumerate([*leads, None], 1):
            own = [one.record for one in self.kept if lead is None or one.record.lead == lead]
            sums = [total_budget(own, place) for place in range(len(self.years))]
            words = t("Total") if lead is None else (names.get(lead, lead) or t("no agency named"))
            sheet.write_string(row, 0, words, self.text)
            for place, amount in enumerate([*sums, sum(sums)], 1):
                sheet.write_number(row, place, amount, self.total if lead is None else self.money)
        sheet.write_string(
            len(leads) + 3, 0, t("As exported; where a budget is not known nothing is counted."), self.warn
        )

    def _lists(self, title: str) -> None:
        sheet = self.book.add_worksheet(title)
        names = file_names(self.instrument, "agency", self.t)
        kinds = file_names(self.instrument, "kinds", self.t)
        for place, (head, values) in enumerate(
            ((LEAD, list(names.values())), (TEXTS["funds"], list(FUNDS)), (EVIDENCE, list(kinds.values())))
        ):
            sheet.set_column(place, place, 40)
            sheet.write_string(0, place, self.t(head), self.head)
            for row, words in enumerate(values, 1):
                sheet.write_string(row, place, words, self.text)

    def _help(self) -> None:
        t = self.t
        sheet = self.book.add_worksheet(t("How to use"))
        sheet.set_column(0, 0, 110, self.text)
        lines = (
            t("Fill in the coloured cells: sub-activity, location, source of funds. Correct what else is wrong."),
            t("Add rows below the last one; leave their row code empty. Keep the hidden columns A to C."),
            t("Several agencies or kinds of evidence in one cell are separated by semicolons."),
            t("A budget that is not known stays empty: empty is not zero."),
            t("Then: kla plan import FILE.xlsx. What somebody else changed in the meantime is not overwritten."),
        )
        for row, words in enumerate(lines):
            sheet.write_string(row, 0, words, self.text)


def _width(column: FileColumn) -> float:
    """Characters across a column."""
    return _WIDTHS.get(column.field, {"money": 16, "number": 11, "count": 8}.get(column.kind, 24))


def _value(column: FileColumn, one: Kept[MatrixRow]) -> Any:
    if column.field == "id":
        return one.id
    if column.field == "revision":
        return one.revision
    value = getattr(one.record, column.field)
    if column.place >= 0:
        return value[column.place] if column.place < len(value) else None
    return value
