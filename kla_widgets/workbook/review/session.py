"""The opened page of an evaluator: takes the browser's messages, decides, answers. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kla_widgets.assessment.editing import latest
from kla_widgets.assessment.evidence import GONE
from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, fail
from kla_widgets.language import Language
from kla_widgets.review.completion import ask, extend
from kla_widgets.review.decisions import accept_complete, decide, settle, settle_equal
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decision, Verdict
from kla_widgets.review.stages import reopen, sign
from kla_widgets.scoring.scores import RegionScore
from kla_widgets.workbook.pages import page_data
from kla_widgets.workbook.review.cards import card_data
from kla_widgets.workbook.review.history import history_data
from kla_widgets.workbook.review.overview import overview_data
from kla_widgets.workbook.review.preview import look, piece
from kla_widgets.workbook.review.reading import Reading, read
from kla_widgets.workbook.review.texts import decision_data

Data = dict[str, Any]
Message = Mapping[str, Any]

BUSY = frozenset({"STO-001", "STO-002", "STO-004", "STO-009"})
"""Not now: the browser keeps what was decided and tries again."""
_FIELDS = {"REV-022": "reason", "ANS-001": "points", "STO-013": "points", "STO-016": "points", "REV-021": "points"}
"""Beside which field a fault is told."""


@dataclass
class ReviewSession:
    """A stage of one assessment on the desk of one person.

    Parameters
    ----------
    workspace : Workspace
        Stays open as long as the page.
    case : Case
    stage : str
        The stage shown; the page can go to another.
    author : str
        Who decides and signs.
    t : Language
    """

    workspace: Workspace
    case: Case
    stage: str
    author: str
    t: Language
    seen: int = -1
    _told: dict[str, Data] = field(default_factory=dict)
    _overview: Data = field(default_factory=dict)
    _scores: dict[str, RegionScore] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.news()

    def reading(self) -> Reading:
        return read(self.workspace, self.case, self.stage, self.author, self._scores)

    def whole(self) -> Data:
        """Everything that a view needs to begin, read anew: files may have vanished and deadlines passed meanwhile."""
        overview, states = self._data()
        return {"page": self._page(), "review": {"stage": self.stage, "overview": overview, "states": states}}

    def news(self) -> list[Data]:
        """What was changed since the last look, here or by others; the browser is told nothing twice."""
        now = latest(self.workspace.store)
        return self._patch() if now != self.seen else []

    def handle(self, message: Message) -> list[Data]:
        """Answer a message; the replies in the order in which they are to be sent.

        A fault of the user's is a reply (``refused``, ``unsaved``), never an exception. Bytes are under ``buffers``.
        """
        about: Data = {"n": message.get("n")}
        kind = str(message.get("type"))
        try:
            match kind:
                case "ping":
                    return [about | {"type": "pong"}]
                case "decide":
                    return [about | self._decide(message)]
                case "history":
                    entries = history_data(self.reading(), str(message["id"]), self.t)
                    return [about | {"type": "history", "id": message["id"], "entries": entries}]
                case "preview":
                    return [about | self._preview(str(message["sha256"]))]
                case "piece":
                    return [about | self._piece(str(message["sha256"]), int(message["place"]))]
                case "show":
                    return self._show(str(message["stage"]), about)
            if act := self._acts().get(kind):
                words = act(message)
                return [about | {"type": "saved", "at": self._clock(), "message": words}, *self.news()]
        except KlaError as error:
            return [about | self._refused(error)]
        return [
            about | {"type": "refused", "faults": [], "message": self.t("The page sent something unknown; reload it.")}
        ]

    # ---- what people do ---------------------------------------------------------------------------------------------

    def _acts(self) -> dict[str, Callable[[Message], str]]:
        """What buttons do; each returns the words that tell that it was done."""
        return {
            "settle": self._settle,
            "settle_equal": self._settle_equal,
            "accept_complete": self._accept_complete,
            "ask": self._ask,
            "extend": self._extend,
            "sign": self._sign,
            "reopen": self._reopen,
        }

    def _decide(self, message: Message) -> Data:
        """Store an own decision. What it means for the whole follows with the next :meth:`news`, a moment later."""
        stage = str(message.get("stage") or self.stage)
        decision = Decision(
            str(message["id"]),
            Verdict(message["verdict"]),
            message.get("points"),
            message.get("answer"),
            str(message.get("reason") or ""),
        )
        (made,) = decide(self.workspace, self.case, stage, [decision], self.author)
        rule = self.workspace.library.get(self.case.instrument).question[made.question]
        own = decision_data(made, rule, self.t)
        return {"type": "saved", "at": own["at"], "id": made.question, "stage": stage, "own": own, "message": ""}

    def _settle(self, message: Message) -> str:
        """Settle on what one of the evaluators decided."""
        question = str(message["id"])
        chosen = read_desk(self.workspace, self.case, self.stage).own[str(message["evaluator"]), question]
        seen = {question: int(message["seen"])}
        settle(self.workspace, self.case, self.stage, [chosen.decision], self.author, seen)
        return self.t("{question} is settled.", question=question)

    def _settle_equal(self, _message: Message) -> str:
        done = settle_equal(self.workspace, self.case, self.stage, self.author)
        return self.t("{count} questions are settled.", count=len(done))

    def _accept_complete(self, _message: Message) -> str:
        done = accept_complete(self.workspace, self.case, self.stage, self.author)
        return self.t("{count} questions are accepted.", count=len(done))

    def _ask(self, message: Message) -> str:
        asked = ask(self.workspace, self.case, self.stage, self.author, _moment(message))
        return self.t("Completion is asked for: {count}.", count=len(asked))

    def _extend(self, message: Message) -> str:
        deadline = _moment(message) or self.workspace.store.now()
        changed = extend(self.workspace, self.case, self.stage, deadline, self.author)
        return self.t("Requests with the new deadline: {count}.", count=len(changed))

    def _sign(self, message: Message) -> str:
        signed = sign(self.workspace, self.case, str(message["stage"]), self.author)
        name = self.workspace.library.get(self.case.instrument).stage[signed.stage].name
        return self.t("“{stage}” is signed.", stage=self.t.pick(name))

    def _reopen(self, message: Message) -> str:
        stage = str(message["stage"])
        reopen(self.workspace, self.case, stage, self.author, str(message.get("reason") or ""))
        name = self.workspace.library.get(self.case.instrument).stage[stage].name
        return self.t("“{stage}” is open again.", stage=self.t.pick(name))

    def _show(self, stage: str, about: Data) -> list[Data]:
        """Go to another stage, in every view of this page."""
        before, self.stage = self.stage, stage
        try:
            self._patch()
        except KlaError:
            self.stage = before
            raise
        return [about | {"type": "saved", "at": "", "message": ""}, {"type": "whole"} | self.whole()]

    # ---- files ------------------------------------------------------------------------------------------------------

    def _preview(self, sha256: str) -> Data:
        found = look(self.workspace, self._evidence(sha256), self.t)
        return {"type": "preview", "words": found.words, "media": found.media, "pieces": found.pieces}

    def _piece(self, sha256: str, place: int) -> Data:
        path = self.workspace.evidence.path(self._evidence(sha256).sha256)
        return {"type": "piece", "place": place, "buffers": [piece(path, place)]}

    def _evidence(self, sha256: str) -> Evidence:
        """A file of this assessment: no other can be looked at, whatever the browser asks for."""
        for one in self.workspace.store.evidence(self.case):
            if one.sha256 == sha256:
                return one
        raise fail(GONE, sha256=sha256[:12])

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _patch(self) -> list[Data]:
        """What is not as it was told last."""
        self.seen = latest(self.workspace.store)
        overview, states = self._data()
        changed = {question: state for question, state in states.items() if self._told.get(question) != state}
        if not changed and overview == self._overview:
            return []
        self._told, self._overview = states, overview
        return [{"type": "patch", "stage": self.stage, "overview": overview, "states": changed}]

    def _data(self) -> tuple[Data, dict[str, Data]]:
        """Overview and states of all questions, as they are now."""
        seen = self.reading()
        states = {question: card_data(seen, question, self.t) for question in seen.instrument.question}
        return overview_data(seen, self.t), states

    def _page(self) -> Data:
        """What does not change: the questions of all clusters."""
        instrument = self.workspace.library.get(self.case.instrument)
        region = self.workspace.regions.get(self.case.region)
        clusters = [page_data(instrument, one.id, self.case, region, self.stage, self.t) for one in instrument.clusters]
        shared = {name: value for name, value in clusters[0].items() if name not in ("id", "title", "indicators")}
        parts = [{name: one[name] for name in ("id", "title", "indicators")} for one in clusters]
        return shared | {"author": self.author, "clusters": parts}

    def _refused(self, error: KlaError) -> Data:
        codes = {fault.code for fault in error.faults}
        words = list(dict.fromkeys(self._words(fault) for fault in error.faults))
        faults = [{"field": _FIELDS.get(fault.code, ""), "words": self._words(fault)} for fault in error.faults]
        return {"type": "unsaved" if codes & BUSY else "refused", "faults": faults, "message": "\n".join(words)}

    def _words(self, fault: Fault) -> str:
        return f"{fault.cause(self.t)} {fault.cure(self.t)} [{fault.code}]"

    def _clock(self) -> str:
        return self.t.clock(self.workspace.store.now())


def _moment(message: Message) -> datetime | None:
    """A moment typed in the browser, in the time of this computer; None for none."""
    text = str(message.get("deadline") or "")
    return datetime.fromisoformat(text).astimezone() if text else None
