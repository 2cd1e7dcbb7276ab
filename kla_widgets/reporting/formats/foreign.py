"""What notebooks of other people show, as pieces of a document: Markdown, HTML, pictures. As well as it can be done."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from kla_widgets.figures.content import Field, Grid, Heading, Line, Words
from kla_widgets.reporting.formats.pieces import Bullets, Fixed, Piece, Raster

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_BLANKS = re.compile(r"\s+")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"


def from_markdown(text: str) -> tuple[Piece, ...]:
    """Markdown as pieces; headings move down by one level, since the first belongs to the document."""
    from kla_widgets.reporting.formats.markdown import to_html  # late: few notebooks need it

    return from_html(to_html(text))


def from_html(text: str) -> tuple[Piece, ...]:
    """The headings, paragraphs, lists, tables and pictures of HTML; scripts and looks are left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.finish()
    return tuple(reader.pieces)


def from_image(content: str, alt: str) -> tuple[Piece, ...]:
    """A picture of a notebook, in base64; nothing if it is broken."""
    try:
        data = base64.b64decode(content, validate=False)
    except (binascii.Error, ValueError):
        return ()
    size = _size(data)
    return (Raster(data, "png" if data.startswith(_PNG) else "jpg", *size, alt),) if size else ()


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if data.startswith(_PNG) and len(data) > 45:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    place = 2
    while data.startswith(_JPEG) and place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker in (0xC0, 0xC1, 0xC2):  # start of frame: height stands before width
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 2 + length
    return None


class _Reader(HTMLParser):
    """Collects pieces while it reads; ``words`` are those of the piece that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self.words: list[str] = []
        self.hidden = 0
        self.fixed = False
        self.items: list[str] = []
        self.caption = ""
        self.head: list[list[str]] = []
        self.rows: list[list[str]] = []
        self.in_table = 0
        self.in_head = False
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("script", "style", "svg", "head"):
            self.hidden += 1
        elif tag == "table":
            self._close()
            self.in_table += 1
        elif tag == "tr" and self.in_table:
            (self.head if self.in_head else self.rows).append([])
        elif tag in ("td", "th") and self.in_table:
            self.words = []
            self.span = min(int(span), 100) if (span := told.get("colspan") or "").isdecimal() else 1
        elif tag == "thead":
            self.in_head = True
        elif tag == "br":
            self.words.append("\n" if self.fixed else " ")
        elif tag == "img":
            self._picture(told)
        elif not self.in_table and (tag in _BREAKS or tag == "pre"):
            self._close()
            self.fixed = tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg", "head"):
            self.hidden = max(self.hidden - 1, 0)
        elif tag in ("td", "th") and self.in_table:
            rows = self.head if self.in_head else self.rows
            if rows:
                rows[-1] += [self._said(), *[""] * (self.span - 1)]
        elif tag == "caption":
            self.caption = self._said()
        elif tag == "thead":
            self.in_head = False
        elif tag == "table":
            self.in_table = max(self.in_table - 1, 0)
            self._table()
        elif tag == "li" and not self.in_table:
            self.items.append(self._said())
        elif tag in ("ul", "ol") and not self.in_table:
            items = tuple(filter(None, self.items))
            self.pieces += [Bullets(items, tag == "ol")] if items else []
            self.items = []
        elif tag in _HEADINGS and not self.in_table:
            if words := self._said():
                self.pieces.append(Heading(words, max(int(tag[1]), 2)))
        elif tag in _BREAKS or tag == "pre":
            self._close()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)

    def finish(self) -> None:
        """What is still open at the end."""
        if self.in_table:
            self._table()
        self._close()

    def _said(self) -> str:
        words, self.words = "".join(self.words), []
        return _BLANKS.sub(" ", words).strip()

    def _close(self) -> None:
        if self.in_table or self.items:
            return
        if self.fixed:
            words, self.words, self.fixed = "".join(self.words).strip("\n"), [], False
            self.pieces += [Fixed(words)] if words.strip() else []
        elif words := self._said():
            self.pieces.append(Words(words))

    def _picture(self, told: dict[str, str | None]) -> None:
        kind, _, content = (told.get("src") or "").partition(";base64,")
        if kind in ("data:image/png", "data:image/jpeg"):
            self.pieces += from_image(content, told.get("alt") or "")

    def _table(self) -> None:
        head, rows, caption = self.head, [row for row in self.rows if row], self.caption
        self.head, self.rows, self.caption, self.words = [], [], "", []
        if rows or head:
            self.pieces.append(_grid(head, rows, caption, len(self.pieces)))


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BREAKS = frozenset((*_HEADINGS, "p", "div", "section", "article", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"))


def _grid(head: list[list[str]], rows: list[list[str]], caption: str, place: int) -> Grid:
    """A table whose columns are numbers where every cell is one; the lowest line of its head names the columns."""
    width = max(len(row) for row in [*head, *rows])
    filled = [tuple(row + [""] * (width - len(row))) for row in rows]
    labels = [next((row[at] for row in reversed(head) if at < len(row) and row[at]), "") for at in range(width)]
    numeric = [_is_numeric([row[at] for row in filled]) for at in range(width)]
    fields = tuple(
        Field(f"c{at}", label, "number" if number else "text", "right" if number else "left")
        for at, (label, number) in enumerate(zip(labels, numeric, strict=True))
    )
    lines = tuple(
        Line(row, tuple(float(cell) if numeric[at] and cell else None for at, cell in enumerate(row))) for row in filled
    )
    return Grid(f"tabel-{place}", caption, fields, lines)


def _is_numeric(cells: list[str]) -> bool:
    """Whether all cells are plain numbers; codes such as ``01`` and ``11.10`` are not, since they would lose signs."""
    known = [cell for cell in cells if cell]
    return bool(known) and all(_NUMBER.fullmatch(cell) and _keeps_its_signs(cell) for cell in known)


def _keeps_its_signs(cell: str) -> bool:
    whole = cell.lstrip("+-").partition(".")[0]
    return whole == "0" or not whole.startswith("0")
