"""One district's plan on the desk: what stands in the store, what is proposed, and the way back. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from kla_widgets.assessment.editing import latest
from kla_widgets.assessment.history import published_history
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.planning.actions import Action, State, require_good
from kla_widgets.planning.catalogue import shipped_catalogue
from kla_widgets.planning.drop import Drop, Pair, fit, pairs_of
from kla_widgets.planning.goals import require_possible
from kla_widgets.planning.keeping import (
    ACTION,
    PROPOSAL,
    ROW,
    SETTINGS,
    DistrictPlan,
    Kept,
    Proposal,
    Settings,
    delete,
    first_settings,
    read_plan,
    renew,
    row_id,
    save,
)
from kla_widgets.planning.matrix import matrix_rows
from kla_widgets.planning.monitoring import realised
from kla_widgets.planning.optimiser import make_plan
from kla_widgets.planning.plan import Outlook, Plan, accept
from kla_widgets.planning.propose import propose
from kla_widgets.planning.situation import Situation, assume, situation_of
from kla_widgets.planning.uncertainty import YearBand, expected_path
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.workbook.snapshot import Snapshot, take_snapshot

_Undo = Sequence[tuple[Kept[Any] | None, Kept[Any] | None]]


@dataclass
class Desk:
    """A plan as one author edits it.

    Parameters
    ----------
    workspace : Workspace
        Stays open as long as the page.
    case : Case
    stage : str
        Whose score the plan starts from; empty for the self-assessment.
    author : str
        Who signs the edits.
    t : Language
    """

    workspace: Workspace
    case: Case
    stage: str
    author: str
    t: Language
    seen: int = 0
    _done: list[_Undo] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seen = latest(self.workspace.store)

    # ---- what is there ----------------------------------------------------------------------------------------------

    @cached_property
    def instrument(self) -> Instrument:
        return self.workspace.library.get(self.case.instrument)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The published pairs that the simulation rests on."""
        return pairs_of(score for scores in published_history().scores.values() for score in scores)

    @cached_property
    def drop(self) -> Drop:
        return fit(self.pairs)

    @property
    def plan(self) -> DistrictPlan:
        """As stored now, by whomever."""
        return read_plan(self.workspace.store, self.case)

    def snapshot(self) -> Snapshot:
        return take_snapshot(self.workspace, self.case, self.stage, self.t)

    def situation(self, seen: Snapshot | None = None) -> Situation:
        """Where the district stands; where only sums are known, with credits that are assumed and say so."""
        start = situation_of((seen or self.snapshot()).score)
        return assume(start) if start.told else start

    def settings(self, plan: DistrictPlan | None = None) -> Kept[Settings]:
        """The stored settings, or those of a new plan: the next predicate, by the second year."""
        stored = (plan or self.plan).settings
        return stored or Kept(SETTINGS, "rad", first_settings(self.case.cycle, self._next_predicate()))

    def news(self) -> bool:
        """Whether anything was stored since the last look, here or by others."""
        before, self.seen = self.seen, latest(self.workspace.store)
        return before != self.seen

    def clock(self) -> str:
        return self.t.clock(self.workspace.store.now())

    def today(self) -> date:
        return self.workspace.store.now().astimezone().date()

    # ---- proposals --------------------------------------------------------------------------------------------------

    def propose(self) -> Proposal:
        """Renew the actions after the gaps, and search for the best plan with what people have decided.

        Raises
        ------
        KlaError
            ``PLN-002`` to ``PLN-032`` for what cannot be planned with.
        """
        seen, plan = self.snapshot(), self.plan
        settings = self.settings(plan).record
        made = {one.id: one for one in propose(seen.score, seen.gaps, shipped_catalogue(self.instrument))}
        stored, gone = renew(ACTION, plan.kept_actions, made)
        kept = {one.id: one for one in (*plan.kept_actions, *stored)}
        for one in gone:
            del kept[one.id]
        actions = realised([one.record for one in kept.values()], plan.progress)
        require_good(self.instrument, actions)
        require_possible(self.instrument, settings.limits, settings.goal(self.instrument))
        situation = self.situation(seen)
        found = make_plan(situation, actions, settings.limits, settings.goal(self.instrument))
        proposal = Proposal(plan=found, bands=self._bands(situation, actions, found, settings.predicate))
        before = plan.proposal or Kept(PROPOSAL, "rad", proposal)
        self.store([*stored, *self.unmade(plan), replace(before, record=proposal)], gone, self.t("plan proposed"))
        return proposal

    def accept_all(self) -> int:
        """Accept everything that was proposed last and is not decided yet, in the years proposed; how many that are."""
        plan = self.plan
        if plan.proposal is None:
            return 0
        accepted = {one.id: one for one in accept(plan.actions, plan.proposal.record.plan)}
        changed = [replace(one, record=accepted[one.id]) for one in plan.kept_actions]
        fresh = [new for new, old in zip(changed, plan.kept_actions, strict=True) if new != old]
        self.store([*fresh, *self.unmade(plan)], reason=self.t("proposal accepted"))
        return len(fresh)

    def make_rows(self) -> int:
        """Renew the matrix from the accepted actions; what people wrote in it stays. How many rows changed."""
        seen, plan = self.snapshot(), self.plan
        settings = self.settings(plan).record
        situation, limits = self.situation(seen), settings.limits
        rows = matrix_rows(situation, plan.actions, seen.gaps, limits, self.t, settings.measure)
        stored, gone = renew(ROW, plan.kept_rows, {row_id(row): row for row in rows})
        self.store([*stored, *self.unmade(plan)], gone, self.t("matrix made from the actions"))
        return len(stored) + len(gone)

    def unmade(self, plan: DistrictPlan) -> list[Kept[Settings]]:
        """The settings as something to be stored too, where nobody has stored any."""
        return [] if plan.settings else [self.settings(plan)]

    # ---- storing, and back ------------------------------------------------------------------------------------------

    def store(self, kept: Sequence[Kept[Any]], gone: Sequence[Kept[Any]] = (), reason: str = "") -> None:
        """Store and take away, with a way back; raises ``STO-042`` if somebody changed one of them since."""
        before = self._present()
        stored = save(self.workspace.store, self.case, kept, self.author, reason) if kept else ()
        if gone:
            delete(self.workspace.store, self.case, gone, self.author, reason)
        steps: list[tuple[Kept[Any] | None, Kept[Any] | None]] = [(before.get((n.kind, n.id)), n) for n in stored]
        steps += [(one, None) for one in gone]
        if steps:
            self._done.append(steps)

    def undo(self) -> bool:
        """Take back this author's last step on this page; False if there is none.

        Raises
        ------
        KlaError
            ``STO-042`` if somebody changed since what the step had changed; the step is forgotten then.
        """
        if not self._done:
            return False
        steps = self._done.pop()
        back = [replace(old, revision=new.revision if new else 0) for old, new in steps if old is not None]
        fresh = [new for old, new in steps if old is None and new is not None]
        again = save(self.workspace.store, self.case, back, self.author, self.t("undone")) if back else ()
        if fresh:
            delete(self.workspace.store, self.case, fresh, self.author, self.t("undone"))
        revisions = {(one.kind, one.id): one.revision for one in again}
        self._done = [[(old, _revised(new, revisions)) for old, new in steps] for steps in self._done]
        return True

    def _present(self) -> Mapping[tuple[str, str], Kept[Any]]:
        plan = self.plan
        single = [one for one in (plan.settings, plan.proposal) if one is not None]
        everything: Iterable[Kept[Any]] = (*single, *plan.kept_actions, *plan.kept_rows, *plan.kept_progress)
        return {(one.kind, one.id): one for one in everything}

    # ---- helpers ----------------------------------------------------------------------------------------------------

    def _bands(
        self, situation: Situation, actions: Sequence[Action], plan: Plan, predicate: str
    ) -> tuple[YearBand, ...]:
        if plan.outlook not in (Outlook.BEST, Outlook.GOOD):
            return ()
        return expected_path(situation, actions, plan.limits, plan.starts, self.drop, predicate)

    def _next_predicate(self) -> str:
        """The predicate above the present score; empty where there is none."""
        score = self.snapshot().score
        now = score.own(score.total) or 0.0
        steps = thresholds(self.instrument.predicates) if self.instrument.predicates else ()
        return next((step.band.id for step in steps if step.least > now), "")


def _revised(kept: Kept[Any] | None, revisions: Mapping[tuple[str, str], int]) -> Kept[Any] | None:
    """The same record with the revision that it has after a step was taken back."""
    return kept and replace(kept, revision=revisions.get((kept.kind, kept.id), kept.revision))


def differs(plan: DistrictPlan) -> bool:
    """Whether people decided otherwise after the last proposal, so that it should be made again."""
    if plan.proposal is None:
        return False
    starts = plan.proposal.record.plan.starts
    settings = plan.settings.record if plan.settings else None
    asked = plan.proposal.record.plan.limits
    checks: list[Callable[[Action], bool]] = [
        lambda one: one.state is State.DROPPED and one.id in starts,
        lambda one: one.state in (State.ACCEPTED, State.LOCKED) and one.id not in starts,
        lambda one: one.state is State.LOCKED and one.year != starts.get(one.id),
    ]
    decided = any(check(one) for one in plan.actions for check in checks)
    return decided or (settings is not None and settings.limits != asked)
