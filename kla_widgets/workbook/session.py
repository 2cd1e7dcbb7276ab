"""One opened page: takes the browser's messages, stores, scores, answers. Knows no widget: tested without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kla_widgets.assessment.carryover import Earlier, earlier_answers
from kla_widgets.assessment.editing import Conflict, Edit, Held, changed_since, held, history, latest, save_edit, undo
from kla_widgets.assessment.records import Case, Entry, Json
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.results import score_case
from kla_widgets.words import agency_name, answer_in_words
from kla_widgets.workbook.pages import find_cluster, page_data
from kla_widgets.workbook.states import Data, score_data, state_data
from kla_widgets.workbook.uploads import UploadDesk

Message = Mapping[str, Any]


@dataclass
class Session:
    """The page of one cluster of one case, edited by one author.

    Parameters
    ----------
    workspace : Workspace
    case : Case
    cluster : str
        Id of the page's cluster.
    stage : str
        The stage that is edited.
    author : str
        Who signs the edits.
    t : Language
    """

    workspace: Workspace
    case: Case
    cluster: str
    stage: str
    author: str
    t: Language
    seen: int = 0

    def __post_init__(self) -> None:
        self.seen = latest(self.workspace.store)

    @cached_property
    def instrument(self) -> Instrument:
        return self.workspace.library.get(self.case.instrument)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The page's questions."""
        cluster = find_cluster(self.instrument, self.cluster)
        return tuple(one.id for indicator in cluster.indicators for one in indicator.questions)

    @cached_property
    def uploads(self) -> UploadDesk:
        return UploadDesk(self.workspace, self.case, self.instrument, self.author, self.t)

    def page(self) -> Data:
        region = self.workspace.regions.get(self.case.region)
        return page_data(self.instrument, self.cluster, self.case, region, self.stage, self.t)

    def snapshot(self, questions: Iterable[str] | None = None) -> tuple[dict[str, Data], Data]:
        """The states of some questions (all of the page if not given) and the score, as they are now."""
        score = score_case(self.workspace, self.case, self.stage)
        wanted = self.questions if questions is None else [one for one in questions if one in self.questions]
        files = self.workspace.store.evidence(self.case, wanted)
        touched = held(self.workspace.store, self.case, self.stage, wanted)
        states = state_data(self.instrument, wanted, touched, files, score, self._suggestions, self.t)
        return states, score_data(score, self.t)

    def handle(self, message: Message, buffers: Sequence[bytes | memoryview] = ()) -> list[Data]:
        """Answer a message of the browser; the replies in the order they are to be sent.

        A fault of the user's is a reply (``refused``, ``conflict``, ``unsaved``), never an exception.
        """
        match message.get("type"):
            case "ping":
                return [{"type": "pong", "n": message.get("n")}]
            case "edit":
                return self._edit(message)
            case "undo":
                return self._undo(message)
            case "history":
                return [self._history(message)]
            case "detach":
                return self._detach(message)
            case "upload_begin" | "upload_chunk" | "upload_end" | "upload_cancel" | "folder" | "pick":
                return self._upload(message, buffers)
        return [{"type": "error", "message": self.t("The form sent something unknown; reload the page.")}]

    def news(self) -> list[Data]:
        """What others changed since the last look."""
        if latest(self.workspace.store) == self.seen:
            return []
        changed, self.seen = changed_since(self.workspace.store, self.case, self.seen)
        return self._patch(changed, "") if changed else []

    def _edit(self, message: Message) -> list[Data]:
        edit = Edit(str(message["id"]), message["field"], message["value"], int(message["base"]))
        about = {"n": message.get("n"), "client": message.get("client"), "id": edit.question}
        try:
            result = save_edit(self.workspace.store, self.case, self.stage, edit, self.instrument, self.author)
        except KlaError as error:
            kept_waiting = error.faults[0].code in ("STO-001", "STO-002", "STO-004", "STO-009")
            kind = "unsaved" if kept_waiting else "refused"
            return [about | {"type": kind, "field": edit.field, "message": self._words_of(error)}]
        if isinstance(result, Conflict):
            words = self.t("Somebody else changed this question in the meantime.")
            theirs = self._theirs(edit, result.held)
            return [about | {"type": "conflict", "message": words, "theirs": theirs}, *self._patch([edit.question], "")]
        patch = self._patch([edit.question], str(message.get("client") or ""))
        state = patch[0]["states"][edit.question]
        return [about | {"type": "ack", "at": state["at"], "state": state}, *patch]

    def _words_of(self, error: KlaError) -> str:
        return "\n".join(f"{fault.cause(self.t)} {fault.cure(self.t)}" for fault in error.faults)

    def _theirs(self, edit: Edit, now: Held) -> Data:
        question = self.instrument.question[edit.question]
        if edit.field == "note":
            words = now.note
        elif edit.field == "agencies":
            names = (agency_name(self.instrument, one, self.t) for one in now.agencies or ())
            words = ", ".join(names)
        else:
            words = answer_in_words(question.answer, now.value, self.t)
        state = self.snapshot([edit.question])[0][edit.question]
        return {"words": words, "author": now.author, "at": state["at"], "revision": now.revision}

    def _undo(self, message: Message) -> list[Data]:
        try:
            done = undo(self.workspace.store, self.case, self.stage, self.author)
        except KlaError as error:
            return [{"type": "error", "n": message.get("n"), "message": self._words_of(error)}]
        about = {"type": "undone", "n": message.get("n"), "id": done[0] if done else None}
        if done is None:
            return [about | {"message": self.t("There is nothing to undo.")}]
        if not done[1]:
            words = self.t("{question} was changed by somebody else since; nothing was undone.", question=done[0])
            return [about | {"message": words}]
        return [about | {"message": self.t("Undone: {question}", question=done[0])}, *self._patch([done[0]], "")]

    def _history(self, message: Message) -> Data:
        question = str(message["id"])
        lines = history(self.workspace.store, self.case, self.stage, question)
        entries = [
            {
                "at": f"{self.t.date(one.at.astimezone().date())} {self.t.clock(one.at)}",
                "author": one.author,
                "old": self._words(question, one, one.old),
                "new": self._words(question, one, one.new),
                "reason": self.t("undone") if one.reason.startswith("undo ") else one.reason,
            }
            for one in reversed(lines)
        ]
        return {"type": "history", "n": message.get("n"), "id": question, "entries": entries}

    def _words(self, question: str, line: Entry, content: Mapping[str, Json] | None) -> str:
        """What a journal line says, as people say it."""
        if content is None:
            return ""
        if line.table == "evidence":
            return f"{line.key['kind']}: {content['name']}"
        if line.table == "assignment":
            return ", ".join(agency_name(self.instrument, one, self.t) for one in json.loads(content["agencies"]))
        value = json.loads(content["value"]) if content["value"] else None
        rule = self.instrument.question[question].answer
        words = str(value) if value is not None and rule.fault(value) else answer_in_words(rule, value, self.t)
        return f"{words} – {content['note']}" if content["note"] else words

    def _detach(self, message: Message) -> list[Data]:
        question = str(message["id"])
        try:
            self.workspace.store.detach(self.case, question, message["kind"], message["sha256"], self.author)
        except KlaError as error:
            return [{"type": "error", "n": message.get("n"), "message": self._words_of(error)}]
        patch = self._patch([question], str(message.get("client") or ""))
        about = {"type": "ack", "n": message.get("n"), "client": message.get("client"), "id": question}
        return [about | {"at": self.t.clock(self.workspace.store.now()), "state": patch[0]["states"][question]}, *patch]

    def _upload(self, message: Message, buffers: Sequence[bytes | memoryview]) -> list[Data]:
        reply, stored = self.uploads.handle(message, buffers)
        if stored is None:
            return reply
        patch = self._patch([stored], "")
        reply[-1]["state"] = patch[0]["states"][stored]
        return [*reply, *patch]

    def _patch(self, questions: Iterable[str], client: str) -> list[Data]:
        states, score = self.snapshot(questions)
        return [{"type": "patch", "states": states, "score": score, "by": client}]

    @cached_property
    def _suggestions(self) -> dict[str, Earlier]:
        return earlier_answers(self.workspace, self.case)
