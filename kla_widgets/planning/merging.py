"""Two actions become one: what both do for the same question counts once, costs and efforts add up."""

from __future__ import annotations

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, Effect

WITH_ITSELF = Message(
    "PLN-059", N_("The action “{action}” cannot be merged with itself."), N_("Choose another action.")
)


def merge(into: Action, other: Action) -> Action:
    """The first action with everything that the second does; name, year and decision are the first's.

    The cost is not known unless both are. What needed the second must from then on need the first, which
    :func:`redirect` does.

    Raises
    ------
    KlaError
        ``PLN-059`` for an action and itself.
    """
    if into.id == other.id:
        raise fail(WITH_ITSELF, path=into.id, action=into.id)
    effects = {effect.question: effect for effect in into.effects}
    for effect in other.effects:
        mine = effects.get(effect.question)
        effects[effect.question] = effect if mine is None else _both(mine, effect)
    agencies = dict.fromkeys((*into.supporting, other.lead, *other.supporting))
    unknown = into.cost is None or other.cost is None
    return into.model_copy(
        update={
            "effects": tuple(effects.values()),
            "supporting": tuple(one for one in agencies if one and one != into.lead),
            "cost": None if unknown else (into.cost or 0.0) + (other.cost or 0.0),
            "effort": into.effort + other.effort,
            "lead_time": max(into.lead_time, other.lead_time),
            "yearly": into.yearly or other.yearly,
            "requires": tuple(
                one for one in dict.fromkeys((*into.requires, *other.requires)) if one not in (into.id, other.id)
            ),
            "evidence": tuple(dict.fromkeys((*into.evidence, *other.evidence))),
        }
    )


def redirect(action: Action, gone: str, into: str) -> Action:
    """The action waiting for the one that took over, if it waited for the one that is gone."""
    if gone not in action.requires:
        return action
    names = dict.fromkeys(into if one == gone else one for one in action.requires)
    return action.model_copy(update={"requires": tuple(one for one in names if one != action.id)})


def _both(one: Effect, other: Effect) -> Effect:
    reached = [value for value in (one.raises_to, other.raises_to) if value is not None]
    return Effect(
        question=one.question,
        raises_to=max(reached) if reached else None,
        adds=min(1.0, one.adds + other.adds),
        evidence=min(1.0, one.evidence + other.evidence),
    )
