"""An executed notebook as a file: notebook, page, PDF, Word, Excel. Each writer is imported when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

if TYPE_CHECKING:
    from nbformat import NotebookNode

FORMATS = ("ipynb", "html", "pdf", "docx", "xlsx")
"""Endings of the files that can be written."""

UNKNOWN_FORMAT = Message("FMT-001", N_("The format “{name}” is not known."), N_("Use: {known}."))


def prepare(endings: Iterable[str] = FORMATS) -> None:
    """Import the writers and read their templates, so that the first report does not wait for it.

    A process may do so before it is forked: nothing here starts a thread.
    """
    for ending in endings:
        ready = getattr(_writer(ending), "prepare", None)
        if ready is not None:
            ready()


def write(ending: str, notebook: NotebookNode) -> bytes:
    """Write an executed notebook.

    Parameters
    ----------
    ending : str
        Of :data:`FORMATS`.
    notebook : NotebookNode
        With its outputs; its metadata ``kla`` (title, language, fingerprint) describes it, each may be missing.

    Returns
    -------
    bytes
        The whole file. The same notebook gives the same notebook, page and PDF; the others hold the time as well.

    Raises
    ------
    KlaError
        ``FMT-001`` for another ending; ``FMT-002`` where the PDF cannot be set.
    """
    writer: Callable[[NotebookNode], bytes] = _writer(ending).write_notebook
    return writer(notebook)


def _writer(ending: str) -> ModuleType:
    if ending not in FORMATS:
        raise fail(UNKNOWN_FORMAT, name=ending, known=", ".join(FORMATS))
    return import_module(f"{__name__}.{ending}")
