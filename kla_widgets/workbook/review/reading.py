"""Everything that the evaluators' page shows, read at one moment. Knows no widget and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kla_widgets.assessment.editing import Held, held
from kla_widgets.assessment.items import read_items
from kla_widgets.assessment.people import spelled
from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.signing import DECISION
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Instrument, Stage
from kla_widgets.language import N_
from kla_widgets.results import score_case
from kla_widgets.review.desk import Desk, read_desk
from kla_widgets.review.records import SETTLED, Decided, decided_of
from kla_widgets.review.roles import Action, Person, may, people, person_called
from kla_widgets.review.stages import StageState, State, stage_states
from kla_widgets.scoring.scores import RegionScore

NOTHING_TO_VERIFY = Message(
    "RVW-001",
    N_("The instrument {instrument} has no stage of verification."),
    N_("Use an instrument that has one; this page is for evaluators."),
)


@dataclass(frozen=True)
class Reading:
    """One moment of an assessment at a stage, as one person may see it.

    Parameters
    ----------
    workspace : Workspace
    case : Case
    author : str
        Who looks, and decides where the role allows it.
    desk : Desk
    states : tuple of StageState
        Of all stages.
    people : tuple of Person
    held : mapping of str to Held
        What the district answered and noted, by question.
    evidence : mapping of str to tuple of Evidence
        By question.
    now : datetime
    known : dict of str to RegionScore
        Scores of signed stages by stage and hash of the signature: they cannot change, so they are computed once.
    """

    workspace: Workspace
    case: Case
    author: str
    desk: Desk
    states: tuple[StageState, ...]
    people: tuple[Person, ...]
    held: Mapping[str, Held]
    evidence: Mapping[str, tuple[Evidence, ...]]
    now: datetime
    known: dict[str, RegionScore]

    @property
    def instrument(self) -> Instrument:
        return self.desk.instrument

    @property
    def stage(self) -> Stage:
        return self.desk.stage

    @property
    def person(self) -> Person | None:
        """Who looks, with a role; None where nobody is named."""
        return person_called(self.people, self.author)

    def may(self, action: Action, stage: Stage) -> bool:
        return may(self.person, action, stage)

    def state_of(self, stage: str) -> StageState:
        return next(one for one in self.states if one.stage.id == stage)

    @property
    def decides(self) -> bool:
        """Whether the one who looks can decide here and now."""
        return self.state_of(self.stage.id).state is State.OPEN and self.may(Action.DECIDE, self.stage)

    @property
    def takes_part(self) -> bool:
        """Whether the one who looks decides here, and has begun to."""
        return self.decides and spelled(self.author) in map(spelled, self.desk.evaluators)

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The questions that a file serves, by its hash."""
        found: dict[str, set[str]] = defaultdict(set)
        for question, files in self.evidence.items():
            for one in files:
                found[one.sha256].add(question)
        return {sha256: frozenset(questions) for sha256, questions in found.items()}

    @cached_property
    def to_decide(self) -> frozenset[str]:
        return frozenset(self.desk.to_decide)

    @cached_property
    def disputed(self) -> frozenset[str]:
        return frozenset(self.desk.disputed())

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Questions that wait for the one who looks; for those who do not decide, the ones that are not settled."""
        mine = self.desk.undecided(self.author) if self.decides else self.desk.unsettled()
        return frozenset(mine)

    @cached_property
    def earlier(self) -> Mapping[str, tuple[Decided, ...]]:
        """What counted at the stages before, by question."""
        order = list(self.instrument.stage)
        before = order[: order.index(self.stage.id)]
        kept = (decided_of(item) for item in read_items(self.workspace.store, self.case, DECISION))
        found: dict[str, list[Decided]] = defaultdict(list)
        for one in sorted((one for one in kept if one.stage in before), key=lambda one: before.index(one.stage)):
            if one.evaluator == SETTLED:
                found[one.question].append(one)
        return {question: tuple(several) for question, several in found.items()}

    def score(self, stage: str) -> RegionScore:
        signed = self.state_of(stage).signature
        if signed is None:
            return score_case(self.workspace, self.case, stage)
        key = f"{stage}:{signed.hash}"
        if key not in self.known:
            self.known[key] = score_case(self.workspace, self.case, stage)
        return self.known[key]

    @cached_property
    def claim_score(self) -> RegionScore:
        """Read anew each time: a completion adds evidence to a signed claim."""
        return score_case(self.workspace, self.case, self.instrument.claim_stage.id)

    @cached_property
    def complete(self) -> frozenset[str]:
        """Questions whose evidence is complete; the rule of :func:`kla_widgets.review.decisions.accept_complete`."""
        parts = self.claim_score.parts
        return frozenset(name for name in self.instrument.question if parts[name].evidenced)


def read(
    workspace: Workspace, case: Case, stage: str, author: str, known: dict[str, RegionScore] | None = None
) -> Reading:
    """Read an assessment as it is now.

    Parameters
    ----------
    known : dict of str to RegionScore, optional
        Kept by the caller from one reading to the next; see :class:`Reading`.

    Raises
    ------
    KlaError
        ``STO-011`` for an unknown stage.
    """
    store = workspace.store
    desk = read_desk(workspace, case, stage)
    files: dict[str, list[Evidence]] = defaultdict(list)
    for one in store.evidence(case):
        files[one.question].append(one)
    return Reading(
        workspace=workspace,
        case=case,
        author=author,
        desk=desk,
        states=stage_states(store, case, desk.instrument),
        people=people(store, case),
        held=held(store, case, desk.instrument.claim_stage.id, desk.instrument.question),
        evidence={question: tuple(several) for question, several in files.items()},
        now=store.now(),
        known={} if known is None else known,
    )


def choose_stage(workspace: Workspace, case: Case, stage: str) -> str:
    """The stage to begin with: the one asked for, else the verification that is open, else the last one signed.

    Raises
    ------
    KlaError
        ``RVW-001`` where nothing is verified; what is no stage at all is refused by :func:`read`.
    """
    instrument = workspace.library.get(case.instrument)
    named = instrument.stage.get(stage)
    if stage and (named is None or named.kind == "verification"):
        return stage
    states = [one for one in stage_states(workspace.store, case, instrument) if one.stage.kind == "verification"]
    if not states:
        raise fail(NOTHING_TO_VERIFY, "", case.region, instrument=instrument.id)
    open_ = [one for one in states if one.state is State.OPEN]
    signed = [one for one in states if one.state is State.SIGNED]
    return (open_ or signed[-1:] or states)[0].stage.id
