"""Writing a review sheet: one row for each claim, the cells to fill in coloured, hidden marks to find the way home.

The claims in it are there to be read: what comes back from it are decisions alone.
"""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from kla_widgets.exchange.agency.marks import mark
from kla_widgets.exchange.sheets import SAFE, cell_text
from kla_widgets.figures.svg import identifier
from kla_widgets.language import Language
from kla_widgets.reporting.review_sheet.marks import (
    DECISION,
    HEADINGS,
    POINTS,
    REASON,
    VERDICT_WORDS,
    SheetMark,
)
from kla_widgets.reporting.review_sheet.rows import ReviewSheet, SheetRow
from kla_widgets.review.records import Verdict

HEAD = 3
"""The row of headings: above it the marks, a title, and the word that the data are made up."""
_WIDTHS = {
    "number": 8,
    "text": 44,
    "answer": 30,
    "maximum": 10,
    "claimed": 9,
    "evidence": 34,
    "missing": 24,
    DECISION: 13,
    POINTS: 10,
    REASON: 40,
    "link": 30,
}
_FILLED = (DECISION, POINTS, REASON)


def write_review_sheet(sheet: ReviewSheet) -> bytes:
    """The Excel file."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True} | SAFE)
    book.set_properties({"title": sheet.facts.t("Review sheet"), "author": "kla-widgets"})
    _Writer(book, sheet).write()
    book.close()
    return file.getvalue()


class _Writer:
    """Writes one book."""

    def __init__(self, book: Any, sheet: ReviewSheet) -> None:
        self.book, self.sheet, self.t = book, sheet, sheet.facts.t
        self.training = self.t("TRAINING DATA") if sheet.facts.region.synthetic else ""
        self.places = {name: place for place, name in enumerate(HEADINGS, 1)}
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
        cell = font | {"border": 1, "border_color": "#9AA7B3"}
        looks: dict[str, dict[str, Any]] = {
            "title": {"font_name": "Calibri", "bold": True, "font_size": 14},
            "warn": {"font_name": "Calibri", "bold": True, "font_color": "#B4450F"},
            "label": font | {"bold": True},
            "words": font,
            "head": cell | {"bold": True, "bg_color": "#DCE9F2", "valign": "bottom"},
            "fixed": cell | {"bg_color": "#F4F6F8", "num_format": "@"},
            "figure": cell | {"bg_color": "#F4F6F8", "num_format": "#,##0.00"},
            "link": cell | {"bg_color": "#F4F6F8", "font_color": "#123F63", "underline": 1},
            "text": cell | {"num_format": "@", "bg_color": "#FFFBE6"},
            "number": cell | {"num_format": "#,##0.00", "bg_color": "#FFFBE6"},
            "open": {"bg_color": "#FBE3D6"},
            "mark": {"font_color": "#FFFFFF", "font_size": 8},
        }
        self.looks = {name: book.add_format(look) for name, look in looks.items()}

    def write(self) -> None:
        page = self._page(self.t("Review"))
        self._head(page)
        for row, one in enumerate(self.sheet.rows, HEAD + 1):
            self._row(page, row, one)
        last = HEAD + max(len(self.sheet.rows), 1)
        # The hidden column belongs to the filter: who sorts the rows must take their marks along.
        page.autofilter(HEAD, 0, last, len(self.places))
        self._validate(page, last)
        self._help(self._page(self.t("How to use"), marked=False))

    def _page(self, name: str, marked: bool = True) -> Any:
        page = self.book.add_worksheet(name)
        facts = self.sheet.facts
        if marked:
            about = SheetMark(facts.case, self.sheet.desk.stage.id, facts.record.data_hash, self.sheet.evaluator)
            self._say(page, 0, 0, about.text, "mark")
            page.set_row(0, None, None, {"hidden": True})
            page.set_column(0, 0, 4, None, {"hidden": True})
        page.set_paper(9)  # A4
        page.set_landscape()
        page.fit_to_pages(1, 0)
        place = f"{facts.region.name} · {facts.case.cycle}".replace("&", "&&")[:120]
        page.set_header(f"&L{place}" + (f"&R&B{self.training}" if self.training else ""))
        page.set_footer("&L&A&R&P / &N")
        page.hide_gridlines(2)
        page.ignore_errors({"number_stored_as_text": "A1:XFD5000"})
        return page

    def _head(self, page: Any) -> None:
        t, facts = self.t, self.sheet.facts
        stage = t.pick(self.sheet.desk.stage.name)
        title = t("Review sheet")
        self._say(page, 1, 1, f"{title} · {facts.region.name} · {facts.case.cycle} · {stage}", "title")
        if self.training:
            words = t("Training data: this district does not exist; every number is made up.")
            self._say(page, 2, 1, f"{self.training}. {words}", "warn")
        for name, place in self.places.items():
            page.write_string(0, place, mark("column", name), self.looks["mark"])
            self._say(page, HEAD, place, t(HEADINGS[name]), "head")
            page.set_column(place, place, _WIDTHS[name])
        page.set_row(HEAD, 30)
        page.freeze_panes(HEAD + 1, 2)
        page.repeat_rows(HEAD)

    def _row(self, page: Any, row: int, one: SheetRow) -> None:
        t, places = self.t, self.places
        self._say(page, row, 0, mark("question", one.question.id, one.state), "mark")
        words = {
            "number": one.question.id,
            "text": t.pick(one.question.text),
            "answer": one.answer,
            "evidence": one.evidence or t("none"),
            "missing": one.missing,
        }
        for name, text in words.items():
            self._say(page, row, places[name], text, "fixed")
        self._number(page, row, "maximum", one.claim.maximum, "figure")
        self._number(page, row, "claimed", one.claim.points, "figure")
        url = f"external:{self.sheet.report}#{one.anchor}"
        page.write_url(row, places["link"], url, self.looks["link"], f"{self.sheet.report}#{one.anchor}")
        self._decision(page, row, one)
        reason = one.own.decision.reason if one.own else ""
        page.set_row(row, _height(words | {REASON: reason}))  # said, since not every program works it out

    def _decision(self, page: Any, row: int, one: SheetRow) -> None:
        """The cells that are filled in, with what the evaluator decided before."""
        t, own = self.t, one.own
        reduced = own is not None and own.verdict is Verdict.REDUCE
        self._say(page, row, self.places[DECISION], t(VERDICT_WORDS[own.verdict]) if own else "", "text")
        self._number(page, row, POINTS, own.points if own and reduced else None, "number")
        self._say(page, row, self.places[REASON], own.decision.reason if own else "", "text")
        if one.claim.maximum is None:
            return
        rule = {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": one.claim.maximum,
            "error_title": t("Points"), "error_message": t("Points from zero to the maximum of the question."),
        }  # fmt: skip
        page.data_validation(row, self.places[POINTS], row, self.places[POINTS], rule)

    def _validate(self, page: Any, last: int) -> None:
        """The list of decisions; and a colour where a reason is still missing."""
        t, first = self.t, HEAD + 1
        words = [t(one) for one in VERDICT_WORDS.values()]
        place, reason = self.places[DECISION], self.places[REASON]
        rule = {
            "validate": "list", "source": words,
            "error_title": t("Not in the list"), "error_message": t("Choose from the list."),
        }  # fmt: skip
        page.data_validation(first, place, last, place, rule)
        decision, given = (xl_rowcol_to_cell(first, at, col_abs=True) for at in (place, reason))
        accept = words[0].replace('"', '""')
        formula = f'=AND({decision}<>"",{decision}<>"{accept}",{given}="")'
        page.conditional_format(
            first, reason, last, reason, {"type": "formula", "criteria": formula, "format": self.looks["open"]}
        )

    def _help(self, page: Any) -> None:
        t, facts, sheet = self.t, self.sheet.facts, self.sheet
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 96)
        origin = t("as in the record at the end of the report")
        lines = (
            (t("Region"), f"{facts.region.name} ({facts.region.code})"),
            (t("Cycle"), str(facts.case.cycle)),
            (t("Instrument"), facts.case.instrument),
            (t("Stage"), t.pick(sheet.desk.stage.name)),
            (t("Evaluator"), sheet.evaluator),
            (t("Report"), sheet.report),
            (t("Data"), f"{facts.record.data_hash} ({origin})"),
            (t("Made at"), f"{t.moment(facts.record.made_at)} UTC"),
        )
        for row, (label, words) in enumerate(lines):
            self._say(page, row, 0, label, "label")
            self._say(page, row, 1, words, "words")
        rules = (
            t("Choose a decision for each question that you have looked at; leave the others empty."),
            t("To reduce, write the points that remain. To reject means zero points."),
            t("Give a reason whenever the points differ from the claim, and say what is missing to be completed."),
            t("Rows may be sorted and filtered. Keep the hidden first row and column: they lead decisions home."),
            t("Keep this file beside the report, so that its links open the questions there."),
            t("Send the file back as .xlsx; it is read with “kla import review”."),
        )
        row = len(lines) + 1
        for line in rules:
            self._say(page, row, 1, f"• {line}", "words")
            row += 1
        if self.training:
            self._say(page, row + 1, 1, self.training, "warn")

    def _say(self, page: Any, row: int, place: int, words: str, look: str) -> None:
        """Words as text, whatever they begin with."""
        if words:
            page.write_string(row, place, cell_text(words, self.t), self.looks[look])
        else:
            page.write_blank(row, place, None, self.looks[look])

    def _number(self, page: Any, row: int, name: str, value: float | None, look: str) -> None:
        if value is None:
            page.write_blank(row, self.places[name], None, self.looks[look])
        else:
            page.write_number(row, self.places[name], value, self.looks[look])


def sheet_name(sheet: ReviewSheet) -> str:
    """The name of the file, of ids and the evaluator's name."""
    t: Language = sheet.facts.t
    spoken = "" if t.code == "id" else t.code
    who = identifier(sheet.evaluator.strip()).strip("-.").lower()[:40]
    parts = ("review", sheet.facts.case.instrument, sheet.desk.stage.id, who, spoken)
    return "-".join(part for part in parts if part) + ".xlsx"


def _height(texts: dict[str, str]) -> float:
    """Room for the longest text of a row, in points."""
    lines = max(
        sum(ceil(max(len(line), 1) * 1.1 / _WIDTHS[name]) for line in text.split("\n")) for name, text in texts.items()
    )
    return min(13.5 * lines + 3, 409)
