"""What lies on the evaluators' desk at a stage: claims, everyone's decisions, the settled ones, open requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.items import read_items
from kla_widgets.assessment.people import spelled
from kla_widgets.assessment.records import Case, Json
from kla_widgets.assessment.signing import COMPLETION, DECISION
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import fail
from kla_widgets.instrument.models import Instrument, Question, Stage
from kla_widgets.review.records import SETTLED, Claim, Decided, Request, Verdict, decided_of, request_of

_SAME = 9
"""Decimals of points: what scoring tells apart."""


@dataclass(frozen=True)
class Desk:
    """One moment of a stage.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    stage : Stage
    claims : mapping of str to Claim
        By question, in the instrument's order; questions without a claim are left out.
    own : mapping of (str, str) to Decided
        By evaluator and question.
    settled : mapping of str to Decided
        The decisions that count, by question.
    requests : mapping of str to Request
        Of this stage, by question.
    """

    case: Case
    instrument: Instrument
    stage: Stage
    claims: Mapping[str, Claim]
    own: Mapping[tuple[str, str], Decided]
    settled: Mapping[str, Decided]
    requests: Mapping[str, Request]

    @property
    def evaluators(self) -> tuple[str, ...]:
        """Those who have decided something here."""
        return tuple(sorted({evaluator for evaluator, _ in self.own}))

    @property
    def to_decide(self) -> tuple[str, ...]:
        """Questions that claim something, and those of no points that somebody has taken up all the same."""
        taken_up = {question for _, question in self.own} | self.settled.keys()
        return tuple(name for name, claim in self.claims.items() if claim.counts or name in taken_up)

    def decisions_on(self, question: str) -> tuple[Decided, ...]:
        """What the evaluators decided about a question, by name."""
        return tuple(self.own[one, question] for one in self.evaluators if (one, question) in self.own)

    def of(self, evaluator: str, question: str) -> Decided | None:
        """What one evaluator decided about a question."""
        mine = (one for one in self.decisions_on(question) if spelled(one.evaluator) == spelled(evaluator))
        return next(mine, None)

    def undecided(self, evaluator: str) -> tuple[str, ...]:
        """Questions that wait for an evaluator.

        Never decided, decided about another claim than there is now, or completed since completion was asked for.
        """
        return tuple(question for question in self.to_decide if self._waits(question, self.of(evaluator, question)))

    def next_undecided(self, evaluator: str, after: str = "") -> str | None:
        """The next of them after a question, beginning again at the top; None when all is decided."""
        open_ = self.undecided(evaluator)
        order = list(self.claims)
        place = order.index(after) if after in self.claims else -1
        later = (question for question in open_ if order.index(question) > place)
        return next(later, open_[0] if open_ else None)

    def unsettled(self) -> tuple[str, ...]:
        """Questions without a decision that counts: while completion is asked for there is none."""
        return tuple(question for question in self.to_decide if not self._is_settled(question))

    def equal(self) -> tuple[str, ...]:
        """Unsettled questions on which every evaluator has decided, and all the same."""
        return tuple(question for question in self.unsettled() if self._all_decided(question) and self._same(question))

    def disputed(self) -> tuple[str, ...]:
        """Unsettled questions on which every evaluator has decided, and not the same."""
        return tuple(
            question
            for question in self.unsettled()
            if self._all_decided(question) and not self._same(question) and not self._all_ask(question)
        )

    def _is_settled(self, question: str) -> bool:
        one = self.settled.get(question)
        return one is not None and one.verdict is not Verdict.COMPLETION and one.fits(self.claims[question])

    def _waits(self, question: str, mine: Decided | None) -> bool:
        if mine is None or mine.at is None or not mine.fits(self.claims[question]):
            return True
        request = self.requests.get(question)
        completed = request is not None and request.replied_at is not None and request.replied_at >= mine.at
        return mine.verdict is Verdict.COMPLETION and completed

    def _all_decided(self, question: str) -> bool:
        fitting = [one for one in self.decisions_on(question) if one.fits(self.claims[question])]
        return bool(fitting) and len(fitting) == len(self.evaluators)

    def _same(self, question: str) -> bool:
        first, *others = self.decisions_on(question)
        return first.verdict is not Verdict.COMPLETION and all(first.same_as(one) for one in others)

    def _all_ask(self, question: str) -> bool:
        return all(one.verdict is Verdict.COMPLETION for one in self.decisions_on(question))


def read_desk(workspace: Workspace, case: Case, stage: str) -> Desk:
    """The desk of a stage as it is now.

    Raises
    ------
    KlaError
        ``STO-011`` for a stage that the instrument does not have.
    """
    instrument = workspace.library.get(case.instrument)
    here = named_stage(instrument, stage)
    decided = [one for one in map(decided_of, read_items(workspace.store, case, DECISION)) if one.stage == stage]
    asked = [one for one in map(request_of, read_items(workspace.store, case, COMPLETION)) if one.stage == stage]
    return Desk(
        case=case,
        instrument=instrument,
        stage=here,
        claims=read_claims(workspace.store, case, instrument, stage),
        own={(one.evaluator, one.question): one for one in decided if one.evaluator != SETTLED},
        settled={one.question: one for one in decided if one.evaluator == SETTLED},
        requests={one.question: one for one in asked},
    )


def named_stage(instrument: Instrument, stage: str) -> Stage:
    """A stage by id; raises ``STO-011`` if there is none."""
    if stage not in instrument.stage:
        raise fail(UNKNOWN_STAGE, stage=stage, known=", ".join(instrument.stage))
    return instrument.stage[stage]


def read_claims(store: Store, case: Case, instrument: Instrument, stage: str) -> dict[str, Claim]:
    """What comes to a stage: of each question what the nearest stage before it holds."""
    order = list(instrument.stage)
    found: dict[str, Claim] = {}
    for earlier in reversed(order[: order.index(stage)]):
        answers, reported = store.answers(case, earlier), store.reported(case, earlier)
        for question in instrument.questions:
            if question.id in found:
                continue
            answer, told = answers.get(question.id), reported.get(question.id)
            if answer and answer.value is not None and not question.answer.fault(answer.value):
                points = points_of(question, answer.value)
                found[question.id] = Claim(question.id, answer.value, points, question.weight, earlier)
            elif told:
                found[question.id] = Claim(question.id, None, told.points, question.weight, earlier)
    return {question.id: found[question.id] for question in instrument.questions if question.id in found}


def points_of(question: Question, value: Json) -> float | None:
    """What an answer that fits earns; None without a weight."""
    return None if question.weight is None else round(question.answer.credit(value) * question.weight, _SAME)
