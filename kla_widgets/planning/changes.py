"""What a new state of a plan changes in the one that is kept: what is to be stored, and what is to be taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from kla_widgets.instrument.base import Record
from kla_widgets.planning.keeping import DistrictPlan, Kept

R = TypeVar("R", bound=Record)


def by_key(plan: DistrictPlan) -> dict[tuple[str, str], Kept[Any]]:
    """Everything that is kept of a plan, by kind and id."""
    single = [one for one in (plan.settings, plan.proposal) if one is not None]
    everything: Iterable[Kept[Any]] = (*single, *plan.kept_actions, *plan.kept_rows, *plan.kept_progress)
    return {(one.kind, one.id): one for one in everything}


def differences(before: DistrictPlan, after: DistrictPlan) -> tuple[tuple[Kept[Any], ...], tuple[Kept[Any], ...]]:
    """What is to be stored, and what is to be taken away, so that one plan becomes the other."""
    there, wanted = by_key(before), by_key(after)
    stored = tuple(one for key, one in wanted.items() if there.get(key) != one)
    return stored, tuple(one for key, one in there.items() if key not in wanted)


def renew(kind: str, kept: Iterable[Kept[R]], made: Mapping[str, R]) -> tuple[tuple[Kept[R], ...], tuple[Kept[R], ...]]:
    """What a new proposal changes: fields that nobody has touched take the new value, all others stay.

    Parameters
    ----------
    kept : iterable of Kept
        As read from the store.
    made : mapping of str to Record
        The new proposal, by id.

    Returns
    -------
    tuple of tuple of Kept
        What is to be stored, and what is to be taken away: what is not proposed any more and nobody has touched.
    """
    before = {one.id: one for one in kept}
    stored, gone = [], []
    for name, record in made.items():
        old = before.pop(name, None)
        new = replace(old, record=_merged(old, record), made=record) if old else Kept(kind, name, record, record)
        if new != old:
            stored.append(new)
    for old in before.values():
        if not old.touched:
            gone.append(old)
    return tuple(stored), tuple(gone)


def updated(before: Iterable[Kept[R]], stored: Iterable[Kept[R]], gone: Iterable[Kept[R]] = ()) -> tuple[Kept[R], ...]:
    """The records as they are once changes are stored."""
    found = {one.id: one for one in (*before, *stored)}
    for one in gone:
        found.pop(one.id, None)
    return tuple(found.values())


def _merged(old: Kept[R], new: R) -> R:
    """The new record with what people changed in the old one."""
    if old.made is None:
        return old.record
    now, made = old.record, old.made
    own = [name for name in type(new).model_fields if getattr(now, name) != getattr(made, name)]
    return new.model_copy(update={name: getattr(now, name) for name in own})
