"""A page as one Jupyter widget: a loader in the notebook, everything else told by messages when somebody looks."""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import anywidget

from kla_widgets.figures import Figure
from kla_widgets.language import Language

POLL_SECONDS = 1.0
_HOME = files("kla_widgets.workbook")

Reply = dict[str, Any]


@cache
def joined(folder: str, ending: str, only: Collection[str] = ()) -> str:
    """The hand-written files of one kind, joined in the order of their names.

    Parameters
    ----------
    folder : str
        Below the workbook's package.
    ending : str
        ``.js`` or ``.css``.
    only : collection of str, optional
        Names without their ending; all files if not given.
    """
    found = [file for file in _HOME.joinpath(folder).iterdir() if file.name.endswith(ending)]
    wanted = [file for file in found if not only or file.name.removesuffix(ending) in only]
    return "\n".join(file.read_text("utf-8") for file in sorted(wanted, key=lambda file: file.name))


class ServedPage(anywidget.AnyWidget):
    """A page that asks for itself by a message.

    Its synced state is a loader alone: state is stored in executed notebooks, and a page that is loaded again shall
    show what is true by then.

    Parameters
    ----------
    t : Language
        In which failures are told.
    """

    _esm = (_HOME / "loader.js").read_text("utf-8")

    def __init__(self, t: Language) -> None:
        self.t = t
        super().__init__()
        self.on_msg(self._receive)
        self._watch()

    @abstractmethod
    def whole(self) -> Reply:
        """Program (``script``), look (``style``) and ``content`` of the page, as it is now."""

    @abstractmethod
    def answer(self, message: Reply, buffers: Sequence[bytes | memoryview]) -> Sequence[Reply]:
        """The replies to a message; bytes to be sent along stand under ``buffers``."""

    @abstractmethod
    def news(self) -> Sequence[Reply]:
        """What others changed since the last look."""

    @abstractmethod
    def printed(self) -> Figure:
        """The page for where no widget can live: print, papermill, a closed kernel."""

    def _receive(self, _widget: Any, message: Reply, buffers: Sequence[bytes | memoryview]) -> None:
        """Answer a message; whatever goes wrong is told, because the browser would not see an exception."""
        try:
            if message.get("type") == "begin":
                self._deliver([{"type": "form", "view": message.get("view"), **self.whole()}])
            else:
                self._deliver(self.answer(message, buffers))
        except Exception as error:
            logging.getLogger(__name__).exception("a page's message failed")
            reason = f"{type(error).__name__}: {error}"
            words = self.t("This did not work: {reason}", reason=reason)
            self.send({"type": "error", "n": message.get("n"), "message": words})

    def _deliver(self, replies: Sequence[Reply]) -> None:
        for reply in replies:
            if "buffers" in reply:
                self.send({name: value for name, value in reply.items() if name != "buffers"}, reply["buffers"])
            else:
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
                self._deliver(self.news())
            except Exception:  # a locked database now is read a second later
                logging.getLogger(__name__).exception("looking for changes failed")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it the printed page."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        printed = self.printed()
        if data is not None:
            data |= {"text/html": printed.html, "text/plain": printed.text}
        return bundle
