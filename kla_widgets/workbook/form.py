"""The form as a Jupyter widget: one model per page, talking to a :class:`~kla_widgets.workbook.session.Session`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import anywidget

from kla_widgets.figures import Column, table
from kla_widgets.language import language as language_of
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.session import Session
from kla_widgets.workbook.states import Data
from kla_widgets.workbook.words import WORDS

POLL_SECONDS = 1.0


@cache
def _static(ending: str) -> str:
    """The hand-written files of one kind, joined in the order of their names."""
    folder = files("kla_widgets.workbook") / "static"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(ending)), key=lambda file: file.name)
    return "\n".join(file.read_text("utf-8") for file in found)


class ClusterForm(anywidget.AnyWidget):
    """The questions of one cluster, the live score beside them.

    Its synced state is a loader alone, which asks for all else by a message: state is stored in executed notebooks,
    and a page that is loaded again shall show what is true by then.

    Parameters
    ----------
    session : Session
        What it shows and edits.
    """

    _esm = (files("kla_widgets.workbook") / "loader.js").read_text("utf-8")

    def __init__(self, session: Session) -> None:
        self.session = session
        self.page = session.page()
        super().__init__()
        self.on_msg(self._receive)
        self._watch()

    @property
    def states(self) -> dict[str, Data]:
        """The states of the page's questions as they are now."""
        return self.session.snapshot()[0]

    def _receive(self, _widget: Any, message: dict[str, Any], buffers: Sequence[bytes | memoryview]) -> None:
        """Answer a message; whatever goes wrong is told, because the browser would not see an exception."""
        try:
            begins = message.get("type") == "begin"
            self._deliver([self._whole(message)] if begins else self.session.handle(message, buffers))
        except Exception as error:
            logging.getLogger(__name__).exception("form message failed")
            reason = f"{type(error).__name__}: {error}"
            self.send({"type": "error", "message": self.session.t("This did not work: {reason}", reason=reason)})

    def _whole(self, message: dict[str, Any]) -> Data:
        """The answer to a view that begins: program, look and content of the form."""
        states, score = self.session.snapshot()
        words = {key: self.session.t(text) for key, text in WORDS.items()}
        content = {"page": self.page, "words": words, "states": states, "score": score}
        return {
            "type": "form",
            "view": message.get("view"),
            "script": _static(".js"),
            "style": _static(".css"),
            "content": content,
        }

    def _deliver(self, replies: Sequence[dict[str, Any]]) -> None:
        for reply in replies:
            self.send(reply)

    def _watch(self) -> None:
        """Look for what others changed, as long as the kernel's loop runs; without one there is nobody to tell."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._watcher = loop.create_task(self._look())

    async def _look(self) -> None:
        while self.comm is not None:
            await asyncio.sleep(POLL_SECONDS)
            try:
                self._deliver(self.session.news())
            except Exception:  # a locked database now is read a second later
                logging.getLogger(__name__).exception("looking for changes failed")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and a table for where no widget can live: print, papermill, a closed kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        printed = self._printed()
        if data is not None:
            data |= {"text/html": printed.html, "text/plain": printed.text}
        return bundle

    def _printed(self) -> Any:
        t, states = self.session.t, self.states
        rows = [
            {
                "id": question["id"],
                "name": question["text"],
                "done": t("yes") if states[question["id"]]["done"] else t("Not filled in"),
                "points": states[question["id"]]["points"],
                "max": question["weight"],
            }
            for indicator in self.page["indicators"]
            for question in indicator["questions"]
        ]
        columns = [
            Column("id", t("No."), "id"),
            Column("name", t("Question"), width="60%"),
            Column("done", t("Answered")),
            Column("points", t("Claimed"), "points", total=True),
            Column("max", t("Maximum"), "points"),
        ]
        return table(columns, rows, t, self.page["title"], f"form-{self.page['id']}")


def open_form(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language: str = "id",
    author: str = "",
    cluster: str = "",
) -> ClusterForm:
    """The form of one cluster.

    Parameters
    ----------
    workspace : str
        Folder; empty for the training district in a temporary one.
    region : str
        Region code.
    cycle : int
    instrument : str
        Empty for the one that the region uses in that cycle, or else the cycle's own.
    stage : str
        Empty for the self-assessment.
    language, author : str
    cluster : str
        Id; empty for the first.

    Raises
    ------
    PageFault
        After the page has said what is wrong.
    """
    with faults_told(language_of(language)):
        return ClusterForm(open_session(workspace, region, cycle, instrument, stage, language, author, cluster))
