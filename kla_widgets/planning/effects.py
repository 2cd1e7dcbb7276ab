"""What becomes of the score when actions are done. The rules of an effect stand here; points come from scoring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from kla_widgets.planning.actions import Action, Effect
from kla_widgets.planning.situation import Situation
from kla_widgets.scoring.fixed import Floats


class Measure(StrEnum):
    """Which points a plan counts."""

    CLAIMED = "claimed"
    SUPPORTED = "supported"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Totals in points; 0 where nothing is known."""

    claimed: float
    supported: float

    def of(self, measure: Measure) -> float:
        return self.claimed if measure is Measure.CLAIMED else self.supported


def fulfil(credit: float, share: float, effects: Iterable[Effect]) -> tuple[float, float]:
    """Credit and evidence of a question after effects.

    The highest credit that is reached counts; what adds comes on top; evidence adds up; each ends at 1. How far an
    action carries is inferred until a district has seen it.

    Parameters
    ----------
    credit : float
        Present credit; NaN where unanswered.
    share : float
        Present share of evidence.

    Returns
    -------
    tuple of float
        Credit (NaN stays where no effect touches it) and share.
    """
    raised, added, evidence = -1.0, 0.0, 0.0
    for effect in effects:
        raised = max(raised, -1.0 if effect.raises_to is None else effect.raises_to)
        added += effect.adds
        evidence += effect.evidence
    known = 0.0 if np.isnan(credit) else credit
    reached = min(1.0, max(known, raised) + added)
    unanswered = np.isnan(credit) and raised < 0 and not added
    return (credit if unanswered else reached), min(1.0, share + evidence)


def after(situation: Situation, actions: Iterable[Action]) -> Situation:
    """The situation once actions are done. Questions that cannot move the total stay as they are."""
    credits, shares = situation.credits.copy(), situation.shares.copy()
    for place, effects in _by_place(situation, actions).items():
        credits[place], shares[place] = fulfil(credits[place], shares[place], effects)
    return replace(situation, credits=credits, shares=shares)


def score_after(situation: Situation, actions: Iterable[Action] = ()) -> Outcome:
    """The totals once actions are done, by the scoring rules."""
    return scores_after(situation, [actions])[0]


def scores_after(situation: Situation, sets: Sequence[Iterable[Action]]) -> tuple[Outcome, ...]:
    """The same for many sets of actions at once."""
    if not sets:
        return ()
    ends = [after(situation, actions) for actions in sets]
    return outcomes(situation, np.stack([end.credits for end in ends]), np.stack([end.shares for end in ends]))


def outcomes(situation: Situation, credits: Floats, shares: Floats) -> tuple[Outcome, ...]:
    """The totals of imagined credits and shares, shape (cases, questions)."""
    claimed = np.nan_to_num(situation.what_if.claimed(credits)).tolist()
    supported = np.nan_to_num(situation.what_if.supported(credits, shares)).tolist()
    return tuple(Outcome(one, other) for one, other in zip(claimed, supported, strict=True))


def effects_by_question(situation: Situation, actions: Iterable[Action]) -> dict[int, dict[str, list[Effect]]]:
    """Effects by the place of the question and the id of the action, without questions that cannot move the total."""
    found: dict[int, dict[str, list[Effect]]] = {}
    for action in actions:
        for effect in action.effects:
            place = situation.places[effect.question]
            if not situation.settled[place]:
                found.setdefault(place, {}).setdefault(action.id, []).append(effect)
    return found


def _by_place(situation: Situation, actions: Iterable[Action]) -> dict[int, list[Effect]]:
    groups = effects_by_question(situation, actions)
    return {place: [effect for group in effects.values() for effect in group] for place, effects in groups.items()}
