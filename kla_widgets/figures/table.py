"""Tables: numbers to the right in figures of equal width, groups, totals, anchors, and a plain-text twin.

Made column by column, because a report has tables of hundreds of rows and must not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from math import fsum
from typing import Any, Literal

from kla_widgets.figures.content import Field, Grid, Line
from kla_widgets.figures.figure import Figure, aligned
from kla_widgets.figures.svg import escape, identifier
from kla_widgets.language import MISSING, Language

Kind = Literal["text", "points", "percent", "count", "id", "share", "html"]
Row = Mapping[str, Any]

_WRITE: dict[str, Callable[[Language, Any], str]] = {
    "points": Language.number,
    "count": lambda t, value: t.number(value, 0),
    "percent": Language.percent,
    "share": Language.percent,
}
"""How numbers of each kind are written; other kinds are words."""
_LOOKS_OF_TABLE = frozenset({"kla-id-1", "kla-id-2"} | {f"kla-right-{place}" for place in range(2, 13)})
"""Looks of columns that a table says once, as the stylesheet knows them; others stand in each cell."""
_LONGEST = 72
"""Characters of a cell in plain text; longer words end in an ellipsis there."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Parameters
    ----------
    key : str
        Name of its value in a row.
    label : str
        Heading.
    kind : {"text", "points", "percent", "count", "id", "share", "html"}
        ``points`` has two decimals, ``count`` none; ``percent`` and ``share`` take a share (0..1), ``share`` draws a
        small bar beside it; ``id`` does not break; ``html`` takes a :class:`~kla_widgets.figures.figure.Figure`.
    align : {"", "left", "right", "center"}
        By kind when empty: numbers right, the rest left.
    total : bool
        Points and counts are added up in the last row.
    width : str
        A CSS width such as ``40%`` or ``6em``.
    """

    key: str
    label: str
    kind: Kind = "text"
    align: Literal["", "left", "right", "center"] = ""
    total: bool = False
    width: str = ""

    @property
    def side(self) -> str:
        return self.align or ("right" if self.kind in _WRITE else "left")


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    t: Language,
    caption: str,
    key: str,
    footer: Row | None = None,
    group_by: str | None = None,
    row_anchor: str | None = None,
    max_rows: int | None = None,
) -> Figure:
    """A table for screen, print and terminal.

    Parameters
    ----------
    columns : sequence of Column
        From left to right; the first names the row.
    rows : sequence of mapping
        Values by column key. None and NaN are shown as "–"; they add nothing to totals.
    t : Language
        Writes numbers.
    caption, key : str
        Headline, and name of the table within its page.
    footer : mapping, optional
        Values of a last row; columns with ``total`` are added up unless they stand here.
    group_by : str, optional
        Key of a value; rows that follow each other with the same one get a heading of it.
    row_anchor : str, optional
        Pattern of the rows' ids, such as ``q-{id}``, filled with the values of the row.
    max_rows : int, optional
        Show the first rows only and say how many are left out; totals still count all.
    """
    shown = rows if max_rows is None else rows[:max_rows]
    last = _totals(columns, rows, footer, t)
    ends = [last] if last else []
    everything = [*shown, *ends]
    words = _display_all(columns, everything, t)
    cells = [
        _cells(column, column_words, everything, place)
        for place, (column, column_words) in enumerate(zip(columns, words, strict=True))
    ]
    lines = ["".join(row) for row in zip(*cells, strict=True)] if columns else []
    hidden = len(rows) - len(shown)
    left_out = t("{count} more rows are not shown.", count=t.number(hidden, 0)) if hidden else ""
    name, span = identifier(key), len(columns)

    body = _body(shown, lines, group_by, row_anchor, span)
    if left_out:
        body += f'<tbody><tr class="kla-more"><td colspan="{span}">{escape(left_out)}</td></tr></tbody>'
    foot = f"<tfoot><tr>{lines[-1]}</tr></tfoot>" if last else ""
    html = (
        f'<div class="kla-scroll" role="region" tabindex="0" aria-labelledby="{name}-c">'
        f'<table class="{_looks(columns)}" id="{name}" style="--kla-columns:{span}">'
        f'<caption id="{name}-c">{escape(caption)}</caption>'
        f"{_heading(columns)}{body}{foot}</table></div>"
    )
    plain = _plain(columns, words, shown, group_by, caption, left_out)
    all_words = _display_all(columns, [*rows, *ends], t) if hidden else words
    fields = tuple(Field(c.key, c.label, c.kind, c.side, c.width) for c in columns)
    lines_as_data = _as_data(columns, all_words, [*rows, *ends], len(rows), group_by, row_anchor)
    grid = Grid(key, caption, fields, lines_as_data, len(shown) if hidden else None, left_out)
    return Figure(html, plain, caption, content=(grid,))


def _totals(columns: Sequence[Column], rows: Sequence[Row], footer: Row | None, t: Language) -> Row | None:
    added = {
        column.key: fsum(known) if (known := [row[column.key] for row in rows if _known(row.get(column.key))]) else None
        for column in columns
        if column.total
    }
    if footer is None and not added:
        return None
    title = {} if columns[0].total else {columns[0].key: t("Total")}
    blank: dict[str, Any] = {column.key: "" for column in columns}
    return {**blank, **title, **added, **(footer or {})}


def _known(value: Any) -> bool:
    return value is not None and value == value


def _display_all(columns: Sequence[Column], rows: Sequence[Row], t: Language) -> list[list[str]]:
    return [_display(column, rows, t) for column in columns]


def _display(column: Column, rows: Sequence[Row], t: Language) -> list[str]:
    """The column's values as words, not yet escaped; an empty string stays empty, so that totals may leave gaps."""
    values = [row.get(column.key) for row in rows]
    if column.kind not in _WRITE:
        return [str(value) if _known(value) else MISSING for value in values]
    words = {value: _WRITE[column.kind](t, value) for value in set(values) if value != ""}
    return [words.get(value, "") for value in values]


def _look(column: Column, place: int) -> tuple[str, bool]:
    """The class that says how a column is set, and whether its table can say it for all of its cells."""
    look = {"right": "kla-right", "center": "kla-center"}.get(column.side, "kla-id" if column.kind == "id" else "")
    of_table = f"{look}-{place + 1}"
    return (of_table, True) if of_table in _LOOKS_OF_TABLE else (look, False)


def _looks(columns: Sequence[Column]) -> str:
    return " ".join(["kla-table", *(look for look, of_table in map(_look, columns, count()) if of_table)])


def _cells(column: Column, words: Sequence[str], rows: Sequence[Row], place: int) -> list[str]:
    tag, closing = ("td", "</td>") if place else ('th scope="row"', "</th>")
    look, of_table = _look(column, place)
    opening = f'<{tag} class="{look}">' if look and not of_table else f"<{tag}>"
    if column.kind in ("points", "percent", "count"):
        return [f"{opening}{word}{closing}" for word in words]
    if column.kind == "share":
        values = [row.get(column.key) for row in rows]
        return [f"{opening}{_bar(value)}{word}{closing}" for word, value in zip(words, values, strict=True)]
    if column.kind == "html":
        figures = [row.get(column.key) for row in rows]
        return [
            f"{opening}{figure.html if isinstance(figure, Figure) else escape(word)}{closing}"
            for word, figure in zip(words, figures, strict=True)
        ]
    return [f"{opening}{escape(word)}{closing}" for word in words]


def _bar(share: Any) -> str:
    if share is None or share == "" or share != share:
        return ""
    return f'<span class="kla-mini"><i style="width:{min(max(share, 0), 1) * 100:.0f}%"></i></span>'


def _heading(columns: Sequence[Column]) -> str:
    widths = "".join(f'<col style="width:{escape(c.width)}">' if c.width else "<col>" for c in columns)
    looks = [f' class="{look}"' if look and not of_table else "" for look, of_table in map(_look, columns, count())]
    heads = "".join(f'<th scope="col"{look}>{escape(c.label)}</th>' for look, c in zip(looks, columns, strict=True))
    return f"<colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>"


def _body(rows: Sequence[Row], lines: Sequence[str], group_by: str | None, row_anchor: str | None, span: int) -> str:
    starts = ["<tr>"] * len(rows)
    if row_anchor:
        starts = [f'<tr id="{identifier(row_anchor.format_map(row))}">' for row in rows]
    drawn = [f"{start}{cells}</tr>" for start, cells in zip(starts, lines, strict=False)]
    if group_by is None:
        return f"<tbody>{''.join(drawn)}</tbody>"
    return "".join(
        f'<tbody><tr class="kla-group"><th scope="rowgroup" colspan="{span}">{escape(name)}</th></tr>'
        f"{''.join(drawn[first:end])}</tbody>"
        for name, first, end in _groups(rows, group_by)
    )


def _groups(rows: Sequence[Row], group_by: str) -> Iterator[tuple[str, int, int]]:
    """Runs of rows of the same group: its name, its first row, and the first row after it."""
    first = 0
    for name, members in groupby(rows, lambda row: row.get(group_by)):
        end = first + sum(1 for _ in members)
        yield MISSING if name is None else str(name), first, end
        first = end


def _as_data(
    columns: Sequence[Column],
    words: Sequence[Sequence[str]],
    rows: Sequence[Row],
    count: int,
    group_by: str | None,
    row_anchor: str | None,
) -> tuple[Line, ...]:
    """The rows, the headings of their groups among them, and after ``count`` rows the total."""
    exact = [
        [value if _known(value := row.get(column.key)) and value != "" else None for row in rows]
        if column.kind in _WRITE
        else [None] * len(rows)
        for column in columns
    ]
    shown, values = list(zip(*words, strict=True)), list(zip(*exact, strict=True))
    anchors = [identifier(row_anchor.format_map(row)) if row_anchor else "" for row in rows[:count]]
    lines = [Line(shown[at], values[at], anchor=anchors[at]) for at in range(count)]
    if group_by is not None:
        lines = [
            line
            for name, first, end in _groups(rows[:count], group_by)
            for line in (Line((name,), role="group"), *lines[first:end])
        ]
    return (*lines, *(Line(shown[at], values[at], "total") for at in range(count, len(rows))))


def _plain(
    columns: Sequence[Column],
    words: Sequence[Sequence[str]],
    rows: Sequence[Row],
    group_by: str | None,
    caption: str,
    left_out: str,
) -> str:
    short = [
        [_brief(word) for word in (column.label, *column_words)]
        for column, column_words in zip(columns, words, strict=True)
    ]
    lines = aligned(list(zip(*short, strict=True)), [column.side == "right" for column in columns]).split("\n")
    head, body = lines[0], lines[1:]
    if group_by is not None:
        body = [
            line
            for name, first, end in _groups(rows, group_by)
            for line in (f"— {name}", *body[first:end])
        ] + body[len(rows):]  # fmt: skip
    return "\n".join(filter(None, (caption, head, "-" * max(map(len, lines)), *body, left_out)))


def _brief(word: str) -> str:
    if "\n" in word:
        word = " ".join(word.split())
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
