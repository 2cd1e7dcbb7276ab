"""An executed notebook as data: what PDF, Word and Excel are written from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kla_widgets.figures.content import MIME, Front, Grid, Heading, Mark, Picture, Remark, from_json
from kla_widgets.language import Language, printable
from kla_widgets.reporting.formats.about import about
from kla_widgets.reporting.formats.foreign import from_html, from_image, from_markdown
from kla_widgets.reporting.formats.outputs import Shown, shown
from kla_widgets.reporting.formats.pieces import Fixed, Piece

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Document:
    """What a document says.

    Parameters
    ----------
    content : tuple of pieces
        In order; without marks.
    title : str
    t : Language
        What it is written in.
    fingerprint : str
        A name for everything it was made of.
    mark : str
        Words that must be seen on every page; empty for data that are not made up.
    cycle : str
        Of the evaluation, as text; empty if there is none.
    """

    content: tuple[Piece, ...]
    title: str
    t: Language
    fingerprint: str = ""
    mark: str = ""
    cycle: str = ""

    @property
    def synthetic(self) -> bool:
        """Whether the data are made up."""
        return bool(self.mark)

    @property
    def front(self) -> Front:
        """The head of the document; its title alone where the content has none."""
        return next((one for one in self.content if isinstance(one, Front)), Front(self.title))

    @property
    def head_line(self) -> str:
        """What stands above every page: of what, and of which cycle."""
        title = self.front.title
        return f"{title} · {self.cycle}" if self.cycle and self.cycle not in title else title

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(one for one in self.content if isinstance(one, Grid))

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(one for one in self.content if isinstance(one, Heading))


def document_of(notebook: NotebookNode) -> Document:
    """Read what an executed notebook shows.

    Figures of ours come as they said it; of anything else the best that it offers is taken: HTML (headings,
    paragraphs, lists and tables), Markdown, a drawing, a picture, plain text. Characters that documents do not know
    become ``�``.

    Parameters
    ----------
    notebook : NotebookNode
        Its metadata ``kla`` (title, language, fingerprint, synthetic) describes it; each may be missing. Synthetic
        ones are marked even if the notebook itself forgets to say so.
    """
    told = about(notebook)
    parameters = notebook["metadata"].get("papermill", {}).get("parameters", {})
    content = tuple(piece for one in shown(notebook) for piece in _pieces(one))
    return Document(
        content=tuple(one for one in content if not isinstance(one, Mark)),
        title=told.title or next((one.title for one in content if isinstance(one, Front)), "Report"),
        t=told.t,
        fingerprint=told.fingerprint,
        mark=next((one.text for one in content if isinstance(one, Mark)), told.mark),
        cycle=printable(str(parameters.get("cycle", ""))),
    )


def _pieces(one: Shown) -> Iterable[Piece]:
    if MIME in one.data:
        return from_json(_printable(json.loads(one.data[MIME])))
    data = _printable(one.data)
    if "error" in data:
        name, words = data["error"]
        return (Remark(words, "warning", name),)
    if "text/html" in data:
        return from_html(data["text/html"])
    if "text/markdown" in data:
        return from_markdown(data["text/markdown"])
    alt = printable(str(one.about.get("alt", "")))
    if "image/svg+xml" in data:
        return (Picture(data["image/svg+xml"], "", alt),)
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            return from_image(data[kind], alt)
    return _fixed(data)


def _fixed(data: dict[str, Any]) -> Iterator[Piece]:
    if words := str(data.get("text/plain", "")).strip("\n"):
        yield Fixed(words)


def _printable(data: Any) -> Any:
    """The same JSON with every text made printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_printable(value) for value in data]
    return data
