"""Which conclusions change if an inferred rule is wrong.

Rules of the instrument that no source gives are changed one kind at a time, the district is scored again, and the
conclusions are set beside those of the rules as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from kla_widgets.instrument.answers import AnswerType, Bands, Choice, TwoYear
from kla_widgets.instrument.base import Record, Status
from kla_widgets.instrument.models import Indicator, Instrument, Question
from kla_widgets.language import N_, Language
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.scores import RegionScore

STRICTER = N_("Middle steps of inferred answer rules earn {shift} of a question's points less.")
KINDER = N_("Middle steps of inferred answer rules earn {shift} of a question's points more.")
LATER = N_("Inferred percentage and number steps begin {move} higher.")
SOONER = N_("Inferred percentage and number steps begin {move} lower.")
RESCALE = N_("Indicators whose questions exceed their maximum are rescaled, not cut.")
CAP = N_("Indicators whose questions exceed their maximum are cut, not rescaled.")
UPPER_EDGE = N_("A score between two printed bands belongs to the upper one.")
LOWER_EDGE = N_("A score between two printed bands belongs to the lower one.")

SHIFT = 0.1
MOVE = 0.1
TOP_GAPS = 10

Rescore = Callable[[Instrument], RegionScore]
Choose = Callable[[RegionScore], Sequence[str]]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Variant:
    """The instrument with one kind of inferred rule changed.

    Parameters
    ----------
    name : str
        Template of what was changed, with ``shift`` and ``move`` to fill in.
    """

    name: str
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What is concluded from a score: points, predicate, the largest gaps, the actions that a plan chooses."""

    points: float | None
    predicate: str
    gaps: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The conclusions under one variant.

    Parameters
    ----------
    gaps_in, gaps_out : tuple of str
        Questions that come among the largest gaps, and that leave them.
    actions_in, actions_out : tuple of str
        Actions that the plan would choose as well, and that it would leave out.
    """

    name: str
    conclusions: Conclusions
    predicate_changes: bool
    gaps_in: tuple[str, ...]
    gaps_out: tuple[str, ...]
    actions_in: tuple[str, ...]
    actions_out: tuple[str, ...]

    @property
    def any(self) -> bool:
        return self.predicate_changes or bool(self.gaps_in or self.actions_in or self.actions_out)


def sensitivity(instrument: Instrument, rescore: Rescore, choose: Choose | None = None) -> tuple[Change, ...]:
    """The conclusions under every variant that the instrument allows.

    Parameters
    ----------
    rescore : callable
        Scores the district's answers with an instrument.
    choose : callable, optional
        The ids of the actions that a plan chooses for a score; left out, plans are not compared.

    Returns
    -------
    tuple of Change
        Also those that change nothing.
    """
    before = conclude(rescore(instrument), choose)
    return tuple(
        _compare(variant.name, before, conclude(rescore(variant.instrument), choose))
        for variant in variants(instrument)
    )


def describe_change(change: Change, t: Language) -> str:
    """What was changed, in words."""
    return t(change.name, shift=t.percent(SHIFT), move=t.percent(MOVE))


def conclude(score: RegionScore, choose: Choose | None = None) -> Conclusions:
    """The conclusions from a score."""
    band = score.standing.predicate
    gaps = tuple(gap.target for gap in find_gaps(score)[:TOP_GAPS])
    return Conclusions(score.own(score.total), band.id if band else "", gaps, tuple(choose(score)) if choose else ())


def variants(instrument: Instrument) -> Iterator[Variant]:
    """Every variant of an instrument; rules that a source gives are left alone."""
    for name, shift in ((STRICTER, -SHIFT), (KINDER, SHIFT)):
        yield from _changed_rules(instrument, name, partial(_shifted, shift=shift))
    for name, move in ((LATER, 1 + MOVE), (SOONER, 1 - MOVE)):
        yield from _changed_rules(instrument, name, partial(_moved, factor=move))
    for name, overflow in ((RESCALE, "rescale"), (CAP, "cap")):
        yield from _changed_indicators(instrument, name, partial(_overflowing, overflow=overflow))
    if (bands := instrument.predicates) is not None:
        name, edge = (LOWER_EDGE, "lower") if bands.edge == "upper" else (UPPER_EDGE, "upper")
        yield Variant(name, _with(instrument, predicates=_with(bands, edge=edge)))


def _changed_rules(instrument: Instrument, name: str, change: Callable[[AnswerType], AnswerType]) -> Iterator[Variant]:
    def question(one: Question) -> Question:
        return _with(one, answer=change(one.answer)) if one.answer.status is Status.INFERRED else one

    def indicator(one: Indicator) -> Indicator:
        return _with(one, questions=tuple(map(question, one.questions)))

    yield from _changed_indicators(instrument, name, indicator)


def _changed_indicators(
    instrument: Instrument, name: str, change: Callable[[Indicator], Indicator]
) -> Iterator[Variant]:
    clusters = tuple(
        _with(cluster, indicators=tuple(map(change, cluster.indicators))) for cluster in instrument.clusters
    )
    if clusters != instrument.clusters:
        yield Variant(name, _with(instrument, clusters=clusters))


def _overflowing(one: Indicator, overflow: str) -> Indicator:
    return _with(one, overflow=overflow) if one.overflow else one


def _shifted(rule: AnswerType, shift: float) -> AnswerType:
    """The rule with its middle credits moved; nothing and everything stay what they are."""

    def credit(value: float) -> float:
        return value if value in (0.0, 1.0) else min(1.0, max(0.0, round(value + shift, 9)))

    if isinstance(rule, Choice):
        return _with(rule, options=tuple(_with(one, credit=credit(one.credit)) for one in rule.options))
    if isinstance(rule, TwoYear):
        trend = rule.trend
        return _with(rule, trend=_with(trend, same=credit(trend.same), worse=credit(trend.worse)))
    if (bands := _bands(rule)) is not None:
        steps = tuple(_with(step, credit=credit(step.credit)) for step in bands.steps)
        return _with(rule, bands=_with(bands, steps=steps))
    return rule


def _moved(rule: AnswerType, factor: float) -> AnswerType:
    """The rule with the beginnings of its middle steps moved; the first and the last stay where they are."""
    bands = _bands(rule)
    if bands is None or len(bands.steps) < 3:
        return rule
    first, *middle, last = bands.steps
    moved = [_with(step, at=min(step.at * factor, last.at)) for step in middle]
    return _with(rule, bands=_with(bands, steps=(first, *moved, last)))


def _bands(rule: AnswerType) -> Bands | None:
    return getattr(rule, "bands", None)


def _with(record: R, **changes: Any) -> R:
    """The record with other fields, checked anew, and without anything that was computed from the old ones."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record)(**(fields | changes))


def _compare(name: str, before: Conclusions, then: Conclusions) -> Change:
    return Change(
        name,
        then,
        before.predicate != then.predicate,
        _missing(then.gaps, before.gaps),
        _missing(before.gaps, then.gaps),
        _missing(then.actions, before.actions),
        _missing(before.actions, then.actions),
    )


def _missing(ones: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in ones if one not in others)
