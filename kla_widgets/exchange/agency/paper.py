"""The paper that a workbook for an agency is written on: its looks, and one way to write words, numbers and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.agency import wording
from kla_widgets.exchange.agency.asking import Request
from kla_widgets.exchange.agency.marks import HOLDS, NOTE, BookMark, Part, mark
from kla_widgets.exchange.agency.values import clean
from kla_widgets.exchange.sheets import LONGEST_TEXT
from kla_widgets.instrument.quantities import LARGEST
from kla_widgets.language import N_, Language

TOO_LONG = Message(
    "AGW-010", N_("The text has {length} characters, more than a cell holds."), N_("Shorten it in the workbook.")
)

_WIDTHS = {
    "number": 9,
    "text": 44,
    "how": 28,
    "answer": 22,
    "whole": 12,
    "before": 13,
    "before_whole": 13,
    NOTE: 24,
    "evidence": 26,
    "earlier": 20,
    "weight": 8,
    "role": 11,
    "item": 50,
    HOLDS: 12,
}
HEAD = 3
"""The row of headings: above it the marks, a title and who it is for."""
_FREE = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_columns": True, "insert_rows": True,
    "insert_hyperlinks": True, "delete_columns": True, "delete_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip
"""What may be done to a protected sheet; there is no password."""


class Paper:
    """A book, and what its sheets have in common."""

    def __init__(self, book: Any, request: Request, t: Language) -> None:
        self.book, self.request, self.t = book, request, t
        self.lists: dict[tuple[str, ...], int] = {}
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
        cell = font | {"border": 1, "border_color": "#9AA7B3"}
        looks: dict[str, dict[str, Any]] = {
            "title": {"font_name": "Calibri", "bold": True, "font_size": 14},
            "warn": {"font_name": "Calibri", "bold": True, "font_color": "#B4450F"},
            "label": font | {"bold": True},
            "words": font,
            "head": cell | {"bold": True, "bg_color": "#DCE9F2", "valign": "bottom"},
            "fixed": cell | {"bg_color": "#F4F6F8", "num_format": "@"},
            "figure": cell | {"bg_color": "#F4F6F8"},
            "link": cell | {"bg_color": "#F4F6F8", "font_color": "#123F63", "underline": 1},
            "shut": cell | {"bg_color": "#D9DEE3"},
            "number": cell | {"locked": False, "num_format": "#,##0", "bg_color": "#FFFBE6"},
            "decimal": cell | {"locked": False, "bg_color": "#FFFBE6"},
            "text": cell | {"locked": False, "num_format": "@", "bg_color": "#FFFBE6"},
            "mark": {"font_color": "#FFFFFF", "font_size": 8},
        }
        self.looks = {name: book.add_format(look) for name, look in looks.items()}

    def sheet(self, name: str, part: Part, question: str = "") -> Any:
        """A new sheet with its mark, protected without a password, ready for printing."""
        sheet = self.book.add_worksheet(name)
        text = BookMark(self.request.case, self.request.agency, part, question).text
        sheet.write_string(0, 0, text, self.looks["mark"])
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.protect("", _FREE)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        about = f"{self.request.region.full_name} · {self.request.case.cycle}".replace("&", "&&")[:120]
        training = self.t(wording.TRAINING) if self.request.region.synthetic else ""
        sheet.set_header(f"&L{about}" + (f"&R&B{training}" if training else ""))
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD5000"})
        if training:
            self.say(sheet, 2, 1, f"{training}. {self.t(wording.INVENTED)}", "warn")
        return sheet

    def head(self, sheet: Any, headings: Mapping[str, str], title: str) -> dict[str, int]:
        """The title and the headings; the place of every column by its name."""
        places = {name: place for place, name in enumerate(headings, 1)}
        self.say(sheet, 1, 1, title, "title")
        for name, words in headings.items():
            sheet.write_string(0, places[name], mark("column", name), self.looks["mark"])
            self.say(sheet, HEAD, places[name], words, "head")
            sheet.set_column(places[name], places[name], _WIDTHS.get(name, 30))
        sheet.set_row(HEAD, 46)
        sheet.freeze_panes(HEAD + 1, 2)
        sheet.repeat_rows(HEAD)
        return places

    def mark(self, sheet: Any, row: int, *parts: str) -> None:
        """The hidden mark beside a row."""
        sheet.write_string(row, 0, mark(*parts), self.looks["mark"])

    def say(self, sheet: Any, row: int, place: int, words: str, look: str) -> None:
        """Words as text, whatever they begin with; raises ``AGW-010``."""
        text = clean(words)
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise fail(TOO_LONG, path=self.request.agency, length=len(text))
        if text:
            sheet.write_string(row, place, text, self.looks[look])
        else:
            sheet.write_blank(row, place, None, self.looks[look])

    def link(self, sheet: Any, row: int, place: int, name: str, words: str) -> None:
        """A link to another sheet."""
        sheet.write_url(row, place, f"internal:'{name}'!B2", self.looks["link"], words)

    def number(self, sheet: Any, row: int, place: int, value: float | None) -> None:
        """A cell for a number, with the one that is known."""
        if value is None:
            sheet.write_blank(row, place, None, self.looks["number"])
        else:
            look = "number" if float(value).is_integer() else "decimal"
            sheet.write_number(row, place, value, self.looks[look])

    def count(self, sheet: Any, first: int, last: int, place: int) -> None:
        """Have a column take nothing but numbers from zero."""
        t = self.t
        rule = {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": LARGEST,
            "error_title": t("Not a number"),
            "error_message": t("Enter zero or more, or leave it empty where it is not known."),
        }  # fmt: skip
        sheet.data_validation(first, place, last, place, rule)

    def choose(self, sheet: Any, first: int, last: int, place: int, words: Sequence[str]) -> None:
        """Give a column a list to choose from; the lists lie on a sheet of their own, where they may hold commas."""
        column = self.lists.setdefault(tuple(words), len(self.lists) + 1)
        name = self.t("Choices").replace("'", "''")
        letter = xl_col_to_name(column)
        source = f"='{name}'!${letter}$2:${letter}${len(words) + 1}"
        rule = {
            "validate": "list", "source": source,
            "error_title": self.t("Not in the list"), "error_message": self.t("Choose from the list."),
        }  # fmt: skip
        sheet.data_validation(first, place, last, place, rule)


def height(texts: Mapping[str, str]) -> float:
    """Room for the longest text of a row, in points."""
    lines = max(
        sum(ceil(max(len(line), 1) / _WIDTHS.get(name, 30)) for line in text.split("\n"))
        for name, text in texts.items()
    )
    return min(13.5 * lines + 3, 409)
