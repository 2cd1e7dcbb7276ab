"""What evaluators ask the district to complete: the list with its deadlines, and a place to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.figures.svg import escape
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.review.completion import reply, requests
from kla_widgets.review.records import Request
from kla_widgets.review.stages import State, stage_states
from kla_widgets.words import agency_name, part_name, stage_name
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.navigation import Link, anchor, page_of
from kla_widgets.workbook.panel import draw, on_press, panel, shown
from kla_widgets.workbook.review.texts import local
from kla_widgets.workbook.review.words import REQUESTS

NOT_CHOSEN = Message("RVW-002", N_("No request is chosen."), N_("Choose the question that you answer."))
LONGEST = 100
"""Signs of a request in the list to choose from."""


class Completions:
    """The district's side of a completion round; hidden while nothing is asked for.

    Parameters
    ----------
    workspace, case, author, look, t
        Where, who answers, and how it looks.
    """

    def __init__(self, workspace: Workspace, case: Case, author: str, look: Look, t: Language) -> None:
        self._workspace, self._case, self._author, self._look, self._t = workspace, case, author, look, t
        self.list = panel()
        self.answer: Answer | None = None  # made when there is something to answer, so that other pages stay light
        self.view = ipywidgets.VBox([self.list], **look.plain)
        self.refresh()

    def refresh(self) -> None:
        """Read the requests again; what is typed stays."""
        asked = requests(self._workspace.store, self._case)
        draw(self.list, *([self._listed(asked)] if asked else []))
        states = stage_states(self._workspace.store, self._case, self._workspace.library.get(self._case.instrument))
        open_ = {one.stage.id for one in states if one.state is State.OPEN}
        to_answer = [one for one in asked if one.stage in open_]
        if to_answer and not self.answer:
            self.answer = Answer(self.send, self._look, self._t)
            self.view.children = (self.list, self.answer.view)
        if self.answer:
            self.answer.offer(to_answer)

    def send(self, stage: str, question: str, text: str) -> Figure:
        """Store the answer; says when."""
        t = self._t
        answered = reply(self._workspace, self._case, stage, question, text, self._author)
        self.refresh()
        return paragraph(t("Answered: {question}, {at}", question=question, at=local(answered.replied_at, t)))

    def _listed(self, asked: tuple[Request, ...]) -> Figure:
        t, now = self._t, self._workspace.store.now()
        instrument = self._workspace.library.get(self._case.instrument)
        rows = [
            {
                "question": _way(instrument, one.question, t),
                "text": one.text,
                "agency": agency_name(instrument, one.agencies[0] if one.agencies else "", t),
                "deadline": local(one.deadline, t) or t("until the stage is signed"),
                "state": t(REQUESTS[one.state(now)]),
                "stage": stage_name(instrument, one.stage, t),
            }
            for one in asked
        ]
        columns = [
            Column("question", t("Question"), "html", width="30%"),
            Column("text", t("What is missing")),
            Column("agency", t("Agency")),
            Column("stage", t("Stage")),
            Column("deadline", t("Deadline")),
            Column("state", t("State")),
        ]
        words = t(
            "Attach the files on the page of the cluster, as always; then answer here. The question comes back to the "
            "evaluators with your answer."
        )
        listed = table(columns, rows, t, t("Requests for completion"), "kelengkapan-diminta")
        return section(t("Evaluators ask for completion"), paragraph(words), listed, anchor="permintaan-kelengkapan")


class Answer:
    """The controls by which a request is answered.

    Parameters
    ----------
    send : callable
        Stores the answer to a question of a stage; what it returns is said below the button.
    look, t
        How it looks.
    """

    def __init__(self, send: Callable[[str, str, str], Figure], look: Look, t: Language) -> None:
        self._send = send
        self.question = ipywidgets.Dropdown(description=t("Question"), **look.choice)
        self.text = ipywidgets.Textarea(
            description=t("Answer"), placeholder=t("What was completed, or why it cannot be"), **look.text
        )
        self.button = ipywidgets.Button(description=t("Send the answer"), button_style="primary", **look.button)
        self.status = shown(stack())
        on_press(self.button, self.send, self.status, t)
        self.view = ipywidgets.VBox([self.question, self.text, self.button, self.status])
        self.view.add_class("kla-controls")

    def offer(self, asked: Sequence[Request]) -> None:
        """List what can be answered; hidden when that is nothing."""
        options = [(f"{one.question} · {one.text}"[:LONGEST], (one.stage, one.question)) for one in asked]
        self.view.layout.display = "flex" if options else "none"
        chosen = self.question.value
        self.question.options = [("–", None), *options]
        self.question.value = chosen if chosen in [value for _, value in options] else None

    def send(self) -> Figure:
        """Hand over what is typed."""
        if self.question.value is None:
            raise fail(NOT_CHOSEN)
        stage, question = self.question.value
        said = self._send(stage, question, self.text.value)
        self.text.value = ""
        return said


def _way(instrument: Instrument, question: str, t: Language) -> Figure:
    """The question with the way to its page."""
    title = f"{question} {part_name(instrument, question, t)}"
    cluster = instrument.parents.get(instrument.parents.get(question, ""))
    if cluster is None:
        return Figure(escape(title), title)
    return Figure(anchor(Link(page_of(instrument, cluster).file, title)), title)
