"""A sheet as a Jupyter widget: Tabulator in the browser, everything that matters in Python."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import anywidget

from kla_widgets.workbook.rad.sheet import Data, Sheet
from kla_widgets.workbook.rad.words import WORDS
from kla_widgets.workbook.served import joined

_HOME = files("kla_widgets.workbook")


@cache
def _text(*path: str) -> str:
    return _HOME.joinpath(*path).read_text("utf-8")


@cache
def library() -> str:
    """Tabulator as a module of its own, which touches nothing of the page it is loaded in."""
    script = _text("vendor", "tabulator", "tabulator.min.js")
    before = "const module = { exports: {} }, exports = module.exports;\n(function (define) {\n"
    return f"{before}{script}\n}}).call(undefined);\nexport default module.exports;\n"


class Grid(anywidget.AnyWidget):
    """One grid.

    Its synced state is a loader alone, which asks for all else by a message; so an executed notebook stays small and
    a page that is loaded again shows what is true by then.

    Parameters
    ----------
    sheet : Sheet
        What it shows and edits.
    """

    _esm = _text("loader.js")

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        super().__init__()
        self.on_msg(self._receive)

    def renew(self) -> None:
        """Show what is true by now."""
        self.send({"type": "news", **self.sheet.whole()})

    def _receive(self, _widget: Any, message: Data, _buffers: Sequence[bytes | memoryview] = ()) -> None:
        """Answer a message; whatever goes wrong is told, because the browser would not see an exception."""
        try:
            self.send(self._answer(message))
        except Exception as error:
            logging.getLogger(__name__).exception("grid message failed")
            reason = f"{type(error).__name__}: {error}"
            words = self.sheet.t("This did not work: {reason}", reason=reason)
            self.send({"type": "refused", "n": message.get("n"), "message": words})

    def _answer(self, message: Data) -> Data:
        if message.get("type") == "library":
            return {"type": "library", "script": library()}
        if message.get("type") == "begin":
            words = {key: self.sheet.t(text) for key, text in WORDS.items()}
            return {
                "type": "form",  # what the loader waits for
                "view": message.get("view"),
                "script": joined("shared", ".js") + joined("rad", ".js"),
                "style": _text("vendor", "tabulator", "tabulator.min.css") + _text("rad", "grid.css"),
                "content": {"sheet": self.sheet.whole(), "words": words, "place": self._place},
            }
        return self.sheet.handle(message)

    @property
    def _place(self) -> str:
        """Under which name the browser keeps what is not saved yet."""
        desk = self.sheet.desk
        case = desk.case
        return f"kla-grid:{case.region}:{case.instrument}:{case.cycle}:{desk.author}:{self.sheet.key}"
