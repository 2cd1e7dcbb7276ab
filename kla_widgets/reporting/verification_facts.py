"""Everything that a report on a district's verification shows, read once from the workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.instrument.models import Instrument, Stage
from kla_widgets.language import Language
from kla_widgets.reporting.facts import Facts, read_facts
from kla_widgets.results import score_case
from kla_widgets.review.checking import check_cases
from kla_widgets.review.checks.models import Finding
from kla_widgets.review.completion import requests
from kla_widgets.review.desk import Desk, read_desk
from kla_widgets.review.records import Decided, Request
from kla_widgets.review.stages import StageState, stage_states
from kla_widgets.scoring.fixed import to_units
from kla_widgets.scoring.scores import Part, RegionScore


@dataclass(frozen=True, slots=True)
class Change:
    """A question that a stage gives other points than came to it.

    Parameters
    ----------
    stage, question : str
    before, after : float
        Points.
    settled : Decided, optional
        The decision that counts; None where the points came from elsewhere.
    evaluators : tuple of str
        Who decided.
    reason : str
        As it was given; empty for none.
    """

    stage: str
    question: str
    before: float
    after: float
    settled: Decided | None
    evaluators: tuple[str, ...]
    reason: str

    @property
    def points(self) -> float:
        """What the stage gave; negative for what it took away."""
        return round(self.after - self.before, 9)


@dataclass(frozen=True)
class Verified:
    """A stage of verification.

    Parameters
    ----------
    state : StageState
    desk : Desk
    score : RegionScore, optional
        None where nothing is stored for the stage.
    changes : tuple of Change
        In the instrument's order.
    open : int
        Parts that were claimed and have no points at this stage yet: until they have, its total says nothing.
    """

    state: StageState
    desk: Desk
    score: RegionScore | None
    changes: tuple[Change, ...]
    open: int

    @property
    def stage(self) -> Stage:
        return self.state.stage

    @property
    def whole(self) -> bool:
        """Whether the stage has points for everything that came to it, so that its total can be compared."""
        return self.score is not None and self.score.total.verified is not None and not self.open

    @property
    def begun(self) -> bool:
        return self.score is not None or bool(self.desk.own or self.desk.settled)


@dataclass(frozen=True)
class Course:
    """The way of a district's score from self-assessment to the last verification.

    Parameters
    ----------
    facts : Facts
    states : tuple of StageState
        Of all stages.
    stages : tuple of Verified
        The stages of verification, in order.
    requests : tuple of Request
    findings : tuple of Finding
        Of all checks.
    """

    facts: Facts
    states: tuple[StageState, ...]
    stages: tuple[Verified, ...]
    requests: tuple[Request, ...]
    findings: tuple[Finding, ...]

    @property
    def t(self) -> Language:
        return self.facts.t

    @property
    def instrument(self) -> Instrument:
        return self.facts.instrument

    @property
    def whole(self) -> tuple[Verified, ...]:
        """The stages whose total can be compared."""
        return tuple(one for one in self.stages if one.whole)

    @property
    def last(self) -> Verified | None:
        return self.whole[-1] if self.whole else None

    @property
    def reductions(self) -> tuple[Change, ...]:
        return tuple(one for stage in self.stages for one in stage.changes if one.points < 0)

    @property
    def restorations(self) -> tuple[Change, ...]:
        return tuple(one for stage in self.stages for one in stage.changes if one.points > 0)

    @property
    def sums_only(self) -> tuple[Verified, ...]:
        """Stages of which only sums of clusters or indicators are known, so that nothing can be said of questions."""
        return tuple(one for one in self.stages if one.score and not one.score.total.answered and one.whole)

    def points(self, stage: Verified | None, part: str = "") -> float | None:
        """Points of a part, or of the whole, at a stage of verification; claimed for none."""
        score = stage.score if stage else self.facts.score
        if score is None:
            return None
        found = score.parts[part] if part else score.total
        return found.verified if stage else found.claimed

    def name_of(self, stage: str) -> str:
        return self.t.pick(self.instrument.stage[stage].name)


def load_course(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> Course:
    """Read the verification of an assessment; parameters as of :func:`kla_widgets.reporting.facts.load_facts`.

    Parameters
    ----------
    stage : str
        The last stage shown; all if empty.

    Raises
    ------
    KlaError
        As :func:`kla_widgets.reporting.facts.load_facts`.
    """
    with open_or_example(workspace) as opened:
        return read_course(opened, region, cycle, instrument, stage, language_code)


def read_course(
    workspace: Workspace, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> Course:
    """The same from an opened workspace."""
    facts = read_facts(workspace, region, cycle, instrument, stage, language_code)
    case = facts.case
    order = list(facts.instrument.stage)
    shown = order[: order.index(stage) + 1] if stage else order
    states = tuple(one for one in stage_states(workspace.store, case, facts.instrument) if one.stage.id in shown)
    verified = [one for one in states if one.stage.kind == "verification"]
    return Course(
        facts=facts,
        states=states,
        stages=tuple(_read_stage(workspace, case, one) for one in verified),
        requests=tuple(one for one in requests(workspace.store, case) if one.stage in shown),
        findings=tuple(check_cases(workspace, [case])),
    )


def total_of(changes: Sequence[Change]) -> float:
    """What some changes give or take together."""
    return round(fsum(one.points for one in changes), 9)


def _read_stage(workspace: Workspace, case: Case, state: StageState) -> Verified:
    stage, store = state.stage.id, workspace.store
    desk = read_desk(workspace, case, stage)
    answers, reported = store.answers(case, stage), store.reported(case, stage)
    if not answers and not reported:
        return Verified(state, desk, None, (), 0)
    score = score_case(workspace, case, stage)
    notes = {name: one.note for name, one in reported.items()} | {name: one.note for name, one in answers.items()}
    return Verified(state, desk, score, tuple(_changes(desk, score, notes)), _open(desk, score))


def _changes(desk: Desk, score: RegionScore, notes: dict[str, str]) -> Iterator[Change]:
    for question, claim in desk.claims.items():
        after = score.parts[question].verified
        if claim.points is None or after is None or to_units(claim.points) == to_units(after):
            continue
        settled = desk.settled.get(question)
        reason = settled.decision.reason if settled else notes.get(question, "")
        names = tuple(one.evaluator for one in desk.decisions_on(question))
        yield Change(desk.stage.id, question, claim.points, after, settled, names, reason)


def _open(desk: Desk, score: RegionScore) -> int:
    """How many of the lowest parts that claim something have no points at a stage, not even in a sum above them."""
    claimed = [score.parts[question] for question, claim in desk.claims.items() if claim.counts]
    sums = [part for part in (*score.indicators, *score.clusters) if part.claimed]
    return sum(map(_is_open, claimed)) or sum(map(_is_open, sums))


def _is_open(part: Part) -> bool:
    return part.verified is None and part.gap is not None
