"""What a figure says, as data: the source of documents that are not HTML (PDF, Word, Excel).

An executed notebook carries it beside the HTML, so that every format of a report is written from one run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

MIME = "application/vnd.kla.content"
"""Of the blocks in a notebook's output: one JSON text, which all that read and check notebooks pass on whole."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section; ``level`` 2 for a chapter, to 6."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A boxed remark."""

    text: str
    tone: Literal["info", "warning"] = "info"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """The head of a document; ``facts`` are names and values."""

    title: str
    subtitle: str = ""
    kicker: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Figures set large: label, value and note of each."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: SVG that needs nothing else, its headline and its description."""

    svg: str
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that must be seen on every page, such as that the data are made up."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table.

    Parameters
    ----------
    key, label : str
    kind : str
        As of :class:`kla_widgets.figures.table.Column`.
    side : {"left", "right", "center"}
    width : str
        A CSS width such as ``40%``; empty if it does not matter.
    """

    key: str
    label: str
    kind: str = "text"
    side: str = "left"
    width: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    Parameters
    ----------
    words : tuple of str
        Every cell as it is shown.
    values : tuple of (float, str or None)
        The exact value of every cell whose column holds numbers; None elsewhere and where nothing is known.
    role : {"row", "group", "total"}
        A group has one cell, which heads the rows below it.
    anchor : str
    """

    words: tuple[str, ...]
    values: tuple[float | str | None, ...] = ()
    role: Literal["row", "group", "total"] = "row"
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Parameters
    ----------
    key, caption : str
        Name within the document, and headline.
    fields : tuple of Field
    lines : tuple of Line
    shown : int or None
        How many rows a page shows; None for all. A spreadsheet has them all.
    left_out : str
        Said below a table that does not show all.
    """

    key: str
    caption: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...]
    shown: int | None = None
    left_out: str = ""

    @property
    def page_lines(self) -> tuple[Line, ...]:
        """The lines that a page shows."""
        if self.shown is None:
            return self.lines
        kept, count = [], 0
        for line in self.lines:
            count += line.role == "row"
            if count <= self.shown or line.role == "total":
                kept.append(line)
        return tuple(kept)


Block = Heading | Words | Remark | Front | KeyFigures | Picture | Mark | Grid
Content = tuple[Block, ...]

_KINDS: dict[str, type[Block]] = {
    kind.__name__.lower(): kind for kind in (Heading, Words, Remark, Front, KeyFigures, Picture, Mark, Grid)
}


def to_json(content: Iterable[Block]) -> str:
    """The blocks as JSON, each with its ``block`` kind."""
    return json.dumps(tuple(content), default=_told, separators=(",", ":"))


def from_json(blocks: Iterable[dict[str, Any]]) -> Content:
    """The blocks again, from what JSON held; the opposite of :func:`to_json`."""
    return tuple(_block(dict(block)) for block in blocks)


def _told(part: Any) -> dict[str, Any]:
    kind = {"block": type(part).__name__.lower()} if type(part) in _KINDS.values() else {}
    return kind | {name: getattr(part, name) for name in part.__slots__}


def _block(told: dict[str, Any]) -> Block:
    kind = _KINDS[told.pop("block")]
    if kind is Grid:
        told["fields"] = tuple(Field(**one) for one in told["fields"])
        told["lines"] = tuple(
            Line(tuple(one["words"]), tuple(one["values"]), one["role"], one["anchor"]) for one in told["lines"]
        )
    elif kind is Front:
        told["facts"] = tuple((name, value) for name, value in told["facts"])
    elif kind is KeyFigures:
        told["items"] = tuple((label, value, note) for label, value, note in told["items"])
    return kind(**told)
