"""Writing the workbook of an agency: a cover, its questions, checklists, and a sheet for every table.

Cells that are not filled in are locked without a password; hidden marks lead every answer home
(:mod:`kla_widgets.exchange.agency.marks`). Nothing in it is a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from kla_widgets.assessment.records import Json
from kla_widgets.exchange.agency import wording
from kla_widgets.exchange.agency.asking import Asked, Request
from kla_widgets.exchange.agency.marks import CELL, HEADINGS, HOLDS, ITEM_HEADINGS, NOTE, TYPED, Part
from kla_widgets.exchange.agency.paper import HEAD, Paper, height
from kla_widgets.exchange.agency.tables import column_label
from kla_widgets.exchange.agency.values import (
    NO,
    NONE,
    YES,
    asked_columns,
    choice_words,
    clean,
    state,
    to_cells,
)
from kla_widgets.exchange.sheets import SAFE
from kla_widgets.instrument.answers import Checklist, Choice, Matrix
from kla_widgets.language import Language

_SPARE = 15
"""Empty rows of a table, besides those that are expected."""


def write_workbook(request: Request, t: Language) -> bytes:
    """The workbook of an agency.

    Raises
    ------
    KlaError
        ``AGW-010`` for a text that no cell holds.
    """
    file = BytesIO()
    book = Workbook(file, {"in_memory": True} | SAFE)
    title = wording.agency_full_name(request, t)
    book.set_properties({"title": title[:255], "subject": str(request.region)[:255], "author": "kla-widgets"})
    _Writer(book, request, t).write()
    book.close()
    return file.getvalue()


class _Writer:
    """Writes one book."""

    def __init__(self, book: Any, request: Request, t: Language) -> None:
        self.request, self.t = request, t
        self.paper = Paper(book, request, t)
        self.tables = {one.question.id: one for one in request.asked if isinstance(one.question.answer, Matrix)}
        reserved = (t("Cover"), t("Questions"), t("Checklists"), t("Choices"), "History")  # the last is Excel's own
        self.names = dict(zip(self.tables, _sheet_names(self.tables, reserved), strict=True))

    def write(self) -> None:
        checklists = [one for one in self.request.asked if isinstance(one.question.answer, Checklist)]
        self._cover()
        self._questions()
        if checklists:
            self._checklists(checklists)
        for one in self.tables.values():
            self._table(one)
        self._lists()

    # ---------------------------------------------------------------- sheets

    def _cover(self) -> None:
        t, request = self.t, self.request
        sheet = self.paper.sheet(t("Cover"), Part.COVER)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, 2, 76)
        self.paper.say(sheet, 1, 1, t("Questions for {agency}", agency=wording.agency_full_name(request, t)), "title")
        count = t.number(len(request.asked), 0)
        facts = (
            (t("Region"), f"{request.region.full_name} ({request.region.code})"),
            (t("Cycle"), str(request.case.cycle)),
            (t("Instrument"), t.pick(request.instrument.title)),
            (t("Agency"), wording.agency_full_name(request, t)),
            (t("Questions"), count),
            (t("Deadline"), t.date(request.deadline) if request.deadline else t("not set")),
            (t("Contact"), request.contact or t("not given")),
        )
        row = 3
        for label, value in facts:
            self.paper.say(sheet, row, 1, label, "label")
            self.paper.say(sheet, row, 2, value, "words")
            row += 1
        row += 1
        self.paper.say(sheet, row, 1, t("How to fill it in"), "label")
        for line in (
            t("Fill in the yellow cells. Grey cells are not filled in; they are locked without a password."),
            t("Where nothing is known, leave the cell empty: empty is not zero."),
            t("Counts go in as two numbers, not as a percentage. Remarks belong in the column for notes."),
            t("Tables and checklists have sheets of their own; a table may get more rows."),
            t("Rows may be moved and columns added. Keep the hidden first row and column: they lead answers home."),
            t("Several agencies may be asked the same question; then agree on one answer."),
            t("Keep the evidence ready as files that begin with the number of the question."),
            t("Send the file back as .xlsx."),
        ):
            row += 1
            self.paper.say(sheet, row, 2, f"• {line}", "words")
            sheet.set_row(row, 14.0 * ceil(len(line) / 78) + 2)
        row += 2
        self.paper.say(sheet, row, 2, t(wording.UNOFFICIAL), "words")
        sheet.set_portrait()

    def _questions(self) -> None:
        t, request = self.t, self.request
        sheet = self.paper.sheet(t("Questions"), Part.QUESTIONS)
        places = self.paper.head(sheet, {name: t(words) for name, words in HEADINGS.items()}, t("Questions"))
        for row, one in enumerate(request.asked, HEAD + 1):
            question, held = one.question, one.held
            rule, note = question.answer, held.note
            self.paper.mark(sheet, row, "question", question.id, state(rule, held.value, note))
            fixed = {
                "number": question.id,
                "text": wording.question_text(question, t),
                "how": wording.how_to(rule, t),
                "evidence": wording.evidence_wanted(request, question, t),
                "earlier": wording.earlier_words(one, t),
                "role": t("leading") if one.leads else t("supporting"),
            }
            sheet.set_row(row, height(fixed | {NOTE: note}))  # said, since not every program works it out
            for name, words in fixed.items():
                self.paper.say(sheet, row, places[name], words, "fixed")
            if place := t("Checklists") if isinstance(rule, Checklist) else self.names.get(question.id):
                self.paper.link(sheet, row, places["number"], place, question.id)
            if question.weight is None:
                self.paper.say(sheet, row, places["weight"], "", "fixed")
            else:
                sheet.write_number(row, places["weight"], question.weight, self.paper.looks["figure"])
            self._answer(sheet, row, places, one)
            self.paper.say(sheet, row, places[NOTE], clean(note), "text")
        sheet.autofilter(HEAD, 1, HEAD + len(request.asked), len(places))

    def _answer(self, sheet: Any, row: int, places: Mapping[str, int], one: Asked) -> None:
        """The cells that are filled in, with what is known already."""
        rule = one.question.answer
        asked, known = asked_columns(rule), to_cells(rule, one.held.value, self.t)
        for name in TYPED:
            place = places[name]
            if name not in asked:
                sheet.write_blank(row, place, None, self.paper.looks["shut"])
            elif isinstance(rule, Choice):
                self.paper.say(sheet, row, place, str(known.get(name, "")), "text")
                self.paper.choose(sheet, row, row, place, list(choice_words(rule, self.t).values()))
            elif isinstance(rule, Matrix):
                self.paper.say(sheet, row, place, str(known.get(name, "")), "text")
                self.paper.choose(sheet, row, row, place, [self.t(NONE)])
            else:
                number = known.get(name)
                self.paper.number(sheet, row, place, None if isinstance(number, str) else number)
                self.paper.count(sheet, row, row, place)

    def _checklists(self, asked: Iterable[Asked]) -> None:
        t = self.t
        sheet = self.paper.sheet(t("Checklists"), Part.CHECKLISTS)
        places = self.paper.head(sheet, {name: t(words) for name, words in ITEM_HEADINGS.items()}, t("Checklists"))
        row = HEAD
        for one in asked:
            rule, value = one.question.answer, one.held.value
            assert isinstance(rule, Checklist)
            for item in rule.items:
                row += 1
                self.paper.mark(sheet, row, "item", one.question.id, item.id)
                fixed = {"number": one.question.id, "text": t.pick(one.question.text), "item": t.pick(item.label)}
                for name, words in fixed.items():
                    self.paper.say(sheet, row, places[name], words, "fixed")
                said = "" if value is None else t(YES if item.id in value else NO)
                self.paper.say(sheet, row, places[HOLDS], said, "text")
                sheet.set_row(row, height(fixed))
        self.paper.choose(sheet, HEAD + 1, row, places[HOLDS], [t(YES), t(NO)])

    def _table(self, one: Asked) -> None:
        t, question = self.t, one.question
        rule = question.answer
        assert isinstance(rule, Matrix)
        sheet = self.paper.sheet(self.names[question.id], Part.TABLE, question.id)
        headings = {"number": t("Item") if rule.rows else t("No.")}
        for column in rule.columns:
            headings[CELL + column.id] = column_label(t.pick(column.label), column.required, t.code)
        places = self.paper.head(sheet, headings, f"{question.id}  {t.pick(question.text)}")
        rows = _table_rows(rule, one.held.value)
        count = len(rows) if rule.rows else max(len(rows), rule.expected or 1) + _SPARE
        for place in range(count):
            row, cells = HEAD + 1 + place, rows[place] if place < len(rows) else {}
            if rule.rows and place < len(rule.rows):
                self.paper.mark(sheet, row, "row", rule.rows[place].id)
                self.paper.say(sheet, row, places["number"], t.pick(rule.rows[place].label), "fixed")
            else:
                self.paper.say(sheet, row, places["number"], str(place + 1), "fixed")
            for column in rule.columns:
                self._table_cell(sheet, row, places[CELL + column.id], column.kind, cells.get(column.id))
        for column in rule.columns:
            place = places[CELL + column.id]
            if column.kind == "number":
                self.paper.count(sheet, HEAD + 1, HEAD + count, place)
            elif column.kind == "yesno":
                self.paper.choose(sheet, HEAD + 1, HEAD + count, place, [t(YES), t(NO)])

    def _table_cell(self, sheet: Any, row: int, place: int, kind: str, value: Json) -> None:
        if kind == "number" and not isinstance(value, str):
            self.paper.number(sheet, row, place, value)
        elif kind == "yesno" and value is not None:
            self.paper.say(sheet, row, place, self.t(YES if value else NO), "text")
        else:
            self.paper.say(sheet, row, place, clean(value or ""), "text")

    def _lists(self) -> None:
        """The choices of all lists, on a hidden sheet."""
        sheet = self.paper.sheet(self.t("Choices"), Part.LISTS)
        for words, place in self.paper.lists.items():
            for row, word in enumerate(words, 1):
                self.paper.say(sheet, row, place, word, "words")
        sheet.hide()


def _table_rows(rule: Matrix, value: Json) -> list[Mapping[str, Json]]:
    """The rows of a table as they are written: named rows in their order, own rows as they were given."""
    given: list[Mapping[str, Json]] = list(value or [])
    if not rule.rows:
        return given
    named = {str(row.get("row")): row for row in reversed(given)}
    return [named.get(item.id, {}) for item in rule.rows]


def _sheet_names(questions: Iterable[str], taken: Sequence[str]) -> list[str]:
    """A sheet name for each question: its id where that is short enough and no other sheet's."""
    used = {one.casefold() for one in taken}
    names = []
    for place, question in enumerate(questions, 1):
        name = question if len(question) <= 31 and question.casefold() not in used else f"{place}-{question[:24]}"
        used.add(name.casefold())
        names.append(name)
    return names
