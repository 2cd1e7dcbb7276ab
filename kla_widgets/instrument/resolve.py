"""Named rules and bands: a file names a credit rule once, and questions refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kla_widgets.errors import Fault, Message
from kla_widgets.instrument.source import KeyPath, Source, at
from kla_widgets.language import N_

UNKNOWN_RULE = Message(
    "INS-001", N_("The rule “{name}” is not defined."), N_("Use one of: {known}; or add it under “rules”.")
)
UNKNOWN_BAND = Message(
    "INS-002", N_("The band “{name}” is not defined."), N_("Use one of: {known}; or add it under “bands”.")
)


_NO_BANDS = {"steps": ({"at": 0, "credit": 0},)}
"""Stands in for bands that are not defined, so that one fault is told as one."""


@dataclass(frozen=True)
class Resolved:
    """A file's data with every reference followed.

    Parameters
    ----------
    data : dict
        Without ``rules`` and ``bands``, every answer written out.
    rules : dict
        The named rules, their bands written out.
    faults : list of Fault
        References to rules and bands that do not exist.
    """

    data: dict[str, Any]
    rules: dict[str, Any]
    faults: list[Fault]


def resolve(source: Source) -> Resolved:
    """Put named rules and bands where they are referred to."""
    faults: list[Fault] = []
    bands = _mapping(source.data.get("bands"))
    rules = {
        name: _with_bands(source, rule, bands, ("rules", name), faults)
        for name, rule in _mapping(source.data.get("rules")).items()
    }

    def answer(value: Any, path: KeyPath) -> Any:
        name = named_rule(value)
        if name is None:
            return _with_bands(source, value, bands, path, faults)
        if name not in rules:
            faults.append(source.fault(UNKNOWN_RULE, path, name=name, known=", ".join(rules) or "–"))
            return None
        if not isinstance(rules[name], dict):
            return None  # told at the rule
        own = {key: entry for key, entry in _mapping(value).items() if key != "rule"}
        return _with_bands(source, rules[name] | own, bands, path, faults)

    data = {key: value for key, value in source.data.items() if key not in ("rules", "bands")}
    if "clusters" in data:
        data["clusters"] = _entries(
            data["clusters"],
            "indicators",
            lambda indicators, path: _entries(
                indicators,
                "questions",
                lambda questions, path: _entries(questions, "answer", answer, path),
                path,
            ),
            ("clusters",),
        )
    return Resolved(data, rules, faults)


def named_rule(answer: Any) -> str | None:
    """The name of the rule that an answer, as written, refers to."""
    name = answer if isinstance(answer, str) else _mapping(answer).get("rule")
    return name if isinstance(name, str) else None


def origin(source: Source, path: KeyPath) -> KeyPath:
    """Where a part of the resolved data is written: inside a rule or band if it was referred to by name."""
    for place in range(1, len(path) + 1):
        node, rest = at(source.data, path[:place]), path[place:]
        if path[place - 1] == "answer":
            name = named_rule(node)
            inherited = isinstance(node, str) or (rest and rest[0] not in _mapping(node))
            if name is not None and inherited:
                return origin(source, ("rules", name, *rest))
        if path[place - 1] == "bands" and place > 1 and isinstance(node, str):
            return ("bands", node, *rest)
    return path


def _entries(value: Any, key: str, change: Any, path: KeyPath) -> Any:
    """The same list with ``change`` applied to ``key`` of each entry that has it."""
    if not isinstance(value, tuple):
        return value
    return tuple(
        entry | {key: change(entry[key], (*path, place, key))} if isinstance(entry, dict) and key in entry else entry
        for place, entry in enumerate(value)
    )


def _with_bands(source: Source, rule: Any, bands: dict[str, Any], path: KeyPath, faults: list[Fault]) -> Any:
    if not isinstance(rule, dict) or not isinstance(name := rule.get("bands"), str):
        return rule
    if name not in bands:
        faults.append(source.fault(UNKNOWN_BAND, (*path, "bands"), name=name, known=", ".join(bands) or "–"))
        return rule | {"bands": _NO_BANDS}
    return rule | {"bands": bands[name]}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
