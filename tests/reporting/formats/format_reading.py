"""Reading written files back: the rows of every table, and all words."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

Rows = list[list[str]]


class Page(HTMLParser):
    """The rows of every table of a page, and the words and tags of all of it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tables: list[Rows] = []
        self.words: list[str] = []
        self.tags: set[str] = set()
        self._cell: list[str] | None = None
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)


def word_tables(file: bytes) -> list[Rows]:
    """The rows of every table in the look of tables; layout has another."""
    body = docx.Document(BytesIO(file)).element.body
    return [
        [[words_of(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
        for table in body.iter(qn("w:tbl"))
        if table.find(".//" + qn("w:tblStyle")).get(qn("w:val")) == "KlaTable"
    ]


def words_of(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def word_text(file: bytes) -> str:
    return words_of(docx.Document(BytesIO(file)).element.body)


def pdf_pages(file: bytes) -> list[str]:
    """The words of every page without blanks, since lines break anywhere."""
    return [without_blanks(page.extract_text()) for page in PdfReader(BytesIO(file)).pages]


def without_blanks(words: str) -> str:
    return "".join(words.split())


def sheets(file: bytes) -> dict[str, list[list[Any]]]:
    """The values of every sheet."""
    book = load_workbook(BytesIO(file))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}
