"""What must hold in an instrument beyond the shape of its records; every rule reports all it finds.

The rules work on the file's plain data and skip what is malformed (the models report that), so that one run shows
every fault of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isclose, isfinite
from typing import Any

from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.models import TOTAL
from kla_widgets.instrument.resolve import origin
from kla_widgets.instrument.source import KeyPath, Source, at
from kla_widgets.language import N_

DUPLICATE = Message(
    "INS-003", N_("The id “{id}” is used twice; first in {first}."), N_("Give one of the two another id.")
)
SUM = Message(
    "INS-004",
    N_("Its parts add up to {parts}, but its maximum is {maximum}."),
    N_(
        "Correct a weight or the maximum; for an indicator whose questions add to more, "
        "set “overflow: cap” or “rescale”."
    ),
)
PART_WITHOUT_WEIGHT = Message(
    "INS-005", N_("It has no weight although its siblings have."), N_("Give every part a weight, or none of them.")
)
NEEDLESS_OVERFLOW = Message(
    "INS-006", N_("“overflow” is set, but the questions do not add to more than the maximum."), N_("Remove “overflow”.")
)
UNKNOWN_REFERENCE = Message(
    "INS-007", N_("“{name}” is not among the file's {table}."), N_("Correct it, or add it under “{table}”.")
)
BANDS_ORDER = Message("INS-008", N_("The steps do not rise: {at} follows {before}."), N_("Sort the steps by “at”."))
BANDS_DIRECTION = Message(
    "INS-009",
    N_("The credits run against the direction “{direction}”."),
    N_("Let credit rise with the value when higher is better, fall when lower is better."),
)
PREDICATE_ORDER = Message(
    "INS-010",
    N_("The band {name} begins at {min}, not above {before}."),
    N_("List the bands from lowest to highest without overlap."),
)
PREDICATE_TOP = Message(
    "INS-011",
    N_("The bands end at {top}, but the maximum is {maximum}."),
    N_("Let the highest band reach the maximum."),
)
CLAIM_STAGE = Message(
    "INS-012",
    N_("Exactly one stage must be of kind “claim”, and it must be the first."),
    N_("Mark the self-assessment so."),
)
OPEN_MATRIX = Message(
    "INS-013", N_("A matrix without named rows needs “expected”."), N_("Say how many rows earn full coverage.")
)
NO_DENOMINATOR = Message("INS-014", N_("A two-year percentage needs “denominator”."), N_("Say what the whole is."))
TREND_ORDER = Message(
    "INS-015",
    N_("A worse development earns more than a better one."),
    N_("Let “better” earn at least as much as “same”, and “same” as much as “worse”."),
)
RESERVED = Message("INS-016", N_("“{id}” stands for the whole and cannot be an id here."), N_("Choose another id."))


@dataclass(frozen=True)
class _Node:
    """A cluster, indicator or question as written."""

    path: KeyPath
    data: dict[str, Any]
    children: tuple[_Node, ...]
    points: str  # the key that holds its points

    @property
    def maximum(self) -> float | None:
        return _number(self.data.get(self.points))

    @property
    def malformed(self) -> bool:
        """Whether there is something in the place of its points that is none; the models tell that."""
        written = self.data.get(self.points)
        return written is not None and (self.maximum is None or self.maximum < 0)

    def walk(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def check_data(source: Source, data: dict[str, Any]) -> list[Fault]:
    """All faults of an instrument's data, in the order of the file's parts.

    Parameters
    ----------
    source : Source
        For names and lines.
    data : dict
        The data with rules and bands resolved.
    """
    root = _Node((), data, _nodes(data, ("clusters", "indicators", "questions"), ()), "max")
    nodes = list(root.walk())
    answers = [(node.path, node.data["answer"]) for node in nodes if isinstance(node.data.get("answer"), dict)]
    return [
        *_duplicates(source, nodes[1:]),
        *(fault for node in nodes for fault in _sums(source, node)),
        *_references(source, nodes, data),
        *(fault for path, answer in answers for fault in _answer(source, (*path, "answer"), answer)),
        *_predicates(source, data),
        *_stages(source, data),
    ]


def _nodes(data: dict[str, Any], levels: tuple[str, ...], path: KeyPath) -> tuple[_Node, ...]:
    if not levels:
        return ()
    return tuple(
        _Node(
            here := (*path, levels[0], place),
            entry,
            _nodes(entry, levels[1:], here),
            "weight" if levels[0] == "questions" else "max",
        )
        for place, entry in enumerate(_list(data.get(levels[0])))
        if isinstance(entry, dict)
    )


def _duplicates(source: Source, nodes: list[_Node]) -> Iterator[Fault]:
    for node in nodes:
        if node.data.get("id") == TOTAL:
            yield source.fault(RESERVED, (*node.path, "id"), id=TOTAL)
    yield from _repeated(source, [(node.path, node.data.get("id")) for node in nodes])
    lists: list[KeyPath] = [("stages",), ("predicates", "bands")]
    answers: list[KeyPath] = [("rules", name) for name in _dict(source.data.get("rules"))]
    answers += [(*node.path, "answer") for node in nodes]
    lists += [(*path, key) for path in answers for key in ("options", "items", "rows", "columns")]
    for path in lists:
        entries = enumerate(_list(at(source.data, path)))
        yield from _repeated(source, [((*path, place), _dict(entry).get("id")) for place, entry in entries])


def _repeated(source: Source, found: list[tuple[KeyPath, Any]]) -> Iterator[Fault]:
    first: dict[str, KeyPath] = {}
    for path, identifier in found:
        if not isinstance(identifier, str):
            continue
        if identifier in first:
            yield source.fault(DUPLICATE, path, id=identifier, first=source.where(first[identifier]))
        else:
            first[identifier] = path


def _sums(source: Source, node: _Node) -> Iterator[Fault]:
    if node.malformed or any(child.malformed for child in node.children):
        return
    known = [child.maximum for child in node.children if child.maximum is not None]
    if known and len(known) < len(node.children):
        for child in node.children:
            if child.maximum is None:
                yield source.fault(PART_WITHOUT_WEIGHT, child.path)
        return
    parts, top, overflow = sum(known), node.maximum, node.data.get("overflow")
    over = top is not None and parts > top + 1e-9
    if overflow and not over:
        yield source.fault(NEEDLESS_OVERFLOW, (*node.path, "overflow"))
    if known and top is not None and not isclose(parts, top, abs_tol=1e-9) and not (overflow and over):
        yield source.fault(SUM, (*node.path, node.points), parts=round(parts, 6), maximum=top)


_TABLES = {
    "agencies": "agencies",
    "lead_agencies": "agencies",
    "evidence": "evidence_kinds",
    "evidence_suggested": "evidence_kinds",
    "source": "sources",
}
"""The fields that name entries of a table of the file, and that table."""


def _references(source: Source, nodes: list[_Node], data: dict[str, Any]) -> Iterator[Fault]:
    places: list[KeyPath] = [node.path for node in nodes[1:]]
    places += [(*node.path, "answer") for node in nodes[1:]]
    places += [(table, name) for table in ("agencies", "rules") for name in _dict(source.data.get(table))]
    places += [(name, place) for name in ("legal_basis", "stages") for place in range(len(_list(data.get(name))))]
    for path in [*places, ("predicates",)]:
        yield from _named(source, path, tuple(_TABLES))
    yield from _named(source, (), ("source",))
    known_ids = [node.data.get("id") for node in nodes[1:]] + [TOTAL, "predicates", "stages"]
    for place, defect in enumerate(_list(data.get("known_defects"))):
        about = _dict(defect).get("place")
        if isinstance(about, str) and about not in known_ids:
            yield source.fault(UNKNOWN_REFERENCE, ("known_defects", place, "place"), name=about, table="clusters")


def _named(source: Source, path: KeyPath, keys: tuple[str, ...]) -> Iterator[Fault]:
    """What the entry at a path names that is not there."""
    entry = _dict(at(source.data, path))
    for key in keys:
        known = source.data.get(_TABLES[key], {})
        for name in _list(entry.get(key)):
            if isinstance(name, str) and isinstance(known, dict) and name not in known:
                yield source.fault(UNKNOWN_REFERENCE, (*path, key), name=name, table=_TABLES[key])


def _answer(source: Source, path: KeyPath, answer: dict[str, Any]) -> Iterator[Fault]:
    """Faults of an answer's rule, told where they are written: questions that share a rule share its faults."""
    if answer.get("type") == "matrix" and not answer.get("rows") and not answer.get("expected"):
        yield source.fault(OPEN_MATRIX, origin(source, (*path, "type"))[:-1])
    if answer.get("type") == "two_year" and answer.get("of") == "percent" and not answer.get("denominator"):
        yield source.fault(NO_DENOMINATOR, origin(source, path))
    trend = [_number(_dict(answer.get("trend")).get(key)) for key in ("worse", "same", "better")]
    if any(low is not None and high is not None and low > high for low, high in pairwise(trend)):
        yield source.fault(TREND_ORDER, origin(source, (*path, "trend")))
    yield from _steps(source, path, answer)


def _steps(source: Source, path: KeyPath, answer: dict[str, Any]) -> Iterator[Fault]:
    written = [_dict(step) for step in _list(_dict(answer.get("bands")).get("steps"))]
    steps = [(_number(step.get("at")), _number(step.get("credit"))) for step in written]
    direction = answer.get("direction", "higher")
    for (before, low), (start, high) in pairwise(steps):
        if before is None or low is None or start is None or high is None:
            return
        if start <= before:
            yield source.fault(BANDS_ORDER, origin(source, (*path, "bands")), at=start, before=before)
        elif high > low if direction == "lower" else high < low:
            key = "direction" if "direction" in answer else "bands"
            yield source.fault(BANDS_DIRECTION, origin(source, (*path, key)), direction=direction)
            return


def _predicates(source: Source, data: dict[str, Any]) -> Iterator[Fault]:
    before: float | None = None
    for place, band in enumerate(_list(_dict(data.get("predicates")).get("bands"))):
        low, high = _number(_dict(band).get("min")), _number(_dict(band).get("max"))
        if low is None or high is None:
            return
        if low > high or (before is not None and low <= before):
            path = ("predicates", "bands", place)
            yield source.fault(PREDICATE_ORDER, path, name=band.get("name"), min=low, before=before or high)
        before = high
    maximum = _number(data.get("max"))
    if before is not None and maximum is not None and before != maximum:
        yield source.fault(PREDICATE_TOP, ("predicates", "bands"), top=before, maximum=maximum)


def _stages(source: Source, data: dict[str, Any]) -> Iterator[Fault]:
    kinds = [_dict(stage).get("kind") for stage in _list(data.get("stages"))]
    if kinds and (kinds.count("claim") != 1 or kinds[0] != "claim"):
        yield source.fault(CLAIM_STAGE, ("stages",))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: Any) -> float | None:
    """A number as the models take it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:
        return None
