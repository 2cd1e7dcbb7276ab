"""An executed notebook as one self-contained HTML page: no code shown, nothing loaded from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, Template

from kla_widgets.figures.blocks import watermark
from kla_widgets.figures.svg import escape
from kla_widgets.reporting.formats.about import about
from kla_widgets.reporting.formats.markdown import to_html
from kla_widgets.reporting.formats.outputs import Shown, shown
from kla_widgets.resources import templates

if TYPE_CHECKING:
    from nbformat import NotebookNode


def to_page(notebook: NotebookNode) -> str:
    """Write an executed notebook as HTML.

    Parameters
    ----------
    notebook : NotebookNode
        Its metadata ``kla`` (title, language, fingerprint, synthetic) describes the page; each may be missing.
    """
    told = about(notebook)
    parts = [_part(one) for one in shown(notebook)]
    if told.mark and not any('class="kla-watermark"' in part for part in parts):
        parts.insert(0, watermark(told.mark).html)
    frame, css = _frame()
    return frame.render(
        css=css,
        language=told.t.code,
        title=escape(told.title or "Report"),
        fingerprint=escape(told.fingerprint),
        parts=parts,
    )


def write_notebook(notebook: NotebookNode) -> bytes:
    """The page of :func:`to_page`."""
    return to_page(notebook).encode("utf-8", "replace")


def prepare() -> None:
    """Read the template of the page."""
    _frame()


@lru_cache(maxsize=1)
def _frame() -> tuple[Template, str]:
    """The page around the parts, and its stylesheet without comments and blanks (``templates/html/kla``)."""
    folder = templates() / "html" / "kla"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=False)  # parts are HTML; words are escaped
    css = re.sub(r"/\*.*?\*/", "", (folder / "kla.css").read_text("utf-8"), flags=re.DOTALL)
    return environment.get_template("page.html.j2"), re.sub(r"\s*([{};,])\s*|\s+", lambda m: m[1] or " ", css).strip()


def _part(one: Shown) -> str:
    """The best of what an output offers."""
    return next((write(one) for kind, write in _WRITERS.items() if kind in one.data), "")


def _image(kind: str) -> Callable[[Shown], str]:
    return lambda one: (
        f'<img src="data:{kind};base64,{escape(one.data[kind])}" alt="{escape(one.about.get("alt", ""))}">'
    )


def _error(one: Shown) -> str:
    name, words = one.data["error"]
    said = f"<strong>{escape(name)}</strong> {escape(words)}"
    return f'<div class="kla-notice kla-notice-warning" role="alert"><p>{said}</p></div>'


_WRITERS: dict[str, Callable[[Shown], str]] = {
    "error": _error,
    "text/html": lambda one: str(one.data["text/html"]),
    "text/markdown": lambda one: f'<section class="kla-section">{to_html(one.data["text/markdown"])}</section>',
    "image/svg+xml": lambda one: str(one.data["image/svg+xml"]),
    "image/png": _image("image/png"),
    "image/jpeg": _image("image/jpeg"),
    "text/plain": lambda one: f"<pre>{escape(one.data['text/plain'])}</pre>",
}
