"""The form as a Jupyter widget: one model per page, talking to a :class:`~kla_widgets.workbook.session.Session`."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures import Column, Figure, table
from kla_widgets.language import language as language_of
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.opening import open_session
from kla_widgets.workbook.served import Reply, ServedPage, joined
from kla_widgets.workbook.session import Session
from kla_widgets.workbook.states import Data
from kla_widgets.workbook.words import WORDS


class ClusterForm(ServedPage):
    """The questions of one cluster, the live score beside them.

    Parameters
    ----------
    session : Session
        What it shows and edits.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.page = session.page()
        super().__init__(session.t)

    @property
    def states(self) -> dict[str, Data]:
        """The states of the page's questions as they are now."""
        return self.session.snapshot()[0]

    def whole(self) -> Reply:
        states, score = self.session.snapshot()
        words = {key: self.t(text) for key, text in WORDS.items()}
        content = {"page": self.page, "words": words, "states": states, "score": score}
        return {"script": joined("static", ".js"), "style": joined("static", ".css"), "content": content}

    def answer(self, message: Reply, buffers: Sequence[bytes | memoryview]) -> Sequence[Reply]:
        return self.session.handle(message, buffers)

    def news(self) -> Sequence[Reply]:
        return self.session.news()

    def printed(self) -> Figure:
        t, states = self.t, self.states
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
