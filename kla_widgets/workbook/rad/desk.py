"""One district's plan on the desk: what stands in the store, what is proposed, and the way back. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from kla_widgets.assessment.editing import latest
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.planning.actions import Action, State
from kla_widgets.planning.changes import by_key, differences
from kla_widgets.planning.drafting import Basis, accepted, filled, proposed, settings_of
from kla_widgets.planning.keeping import DistrictPlan, Kept, Proposal, Settings, read_plan, save
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

    @property
    def plan(self) -> DistrictPlan:
        """As stored now, by whomever."""
        return read_plan(self.workspace.store, self.case)

    def snapshot(self) -> Snapshot:
        return take_snapshot(self.workspace, self.case, self.stage, self.t)

    def basis(self, plan: DistrictPlan | None = None, seen: Snapshot | None = None) -> Basis:
        """What a plan is made from."""
        now = seen or self.snapshot()
        return Basis(now.score, now.gaps, settings_of(now.score, plan or self.plan, self.case.cycle).record)

    def settings(self, plan: DistrictPlan | None = None) -> Kept[Settings]:
        """The stored settings, or those of a new plan: the next predicate, by the second year."""
        kept = plan or self.plan
        return kept.settings or settings_of(self.snapshot().score, kept, self.case.cycle)

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
            ``PLN-002`` to ``PLN-033`` for what cannot be planned with.
        """
        plan = self.plan
        after = proposed(self.basis(plan), plan)
        self._become(plan, after, self.t("plan proposed"))
        assert after.proposal is not None
        return after.proposal.record

    def accept_all(self) -> int:
        """Accept everything that was proposed last and is not decided yet, in the years proposed; how many that are."""
        plan = self.plan
        return self._become(plan, accepted(plan), self.t("proposal accepted"))

    def make_rows(self) -> int:
        """Renew the matrix from the accepted actions; what people wrote in it stays. How many rows changed."""
        plan = self.plan
        return self._become(plan, filled(self.basis(plan), plan, self.t), self.t("matrix made from the actions"))

    def _become(self, before: DistrictPlan, after: DistrictPlan, reason: str) -> int:
        """Store what one plan has otherwise than the other; how many records that are, without the settings."""
        stored, gone = differences(before, after)
        unmade = self.unmade(before) if after.settings is None else []
        self.store([*stored, *unmade], gone, reason)
        return len(stored) + len(gone)

    def unmade(self, plan: DistrictPlan) -> list[Kept[Settings]]:
        """The settings as something to be stored too, where nobody has stored any."""
        return [] if plan.settings else [self.settings(plan)]

    # ---- storing, and back ------------------------------------------------------------------------------------------

    def store(self, kept: Sequence[Kept[Any]], gone: Sequence[Kept[Any]] = (), reason: str = "") -> None:
        """Store and take away, with a way back; raises ``STO-042`` if somebody changed one of them since."""
        before = by_key(self.plan)
        stored = save(self.workspace.store, self.case, kept, self.author, reason, gone)
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
        again = save(self.workspace.store, self.case, back, self.author, self.t("undone"), fresh)
        revisions = {(one.kind, one.id): one.revision for one in again}
        self._done = [[(old, _revised(new, revisions)) for old, new in steps] for steps in self._done]
        return True


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
