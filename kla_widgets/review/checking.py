"""Running checks over assessments, and grouping what they find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.review.checks import (
    contradictions,
    evidence,
    history,
    numbers,
    plan,
    privacy,
    signatures,
    sources,
    tampering,
)
from kla_widgets.review.checks.models import Check, Finding, Rule, Severity
from kla_widgets.review.facts import CheckFacts
from kla_widgets.review.gathering import gather

Grouping = Literal["region", "agency", "check"]

UNKNOWN_CHECK = Message("CHK-001", N_("There is no check “{id}”."), N_("Use one of: {known}."))

RULES: tuple[Rule, ...] = (
    *evidence.RULES,
    *numbers.RULES,
    *sources.RULES,
    *contradictions.RULES,
    *history.RULES,
    *plan.RULES,
    *privacy.RULES,
    *signatures.RULES,
    *tampering.RULES,
)
"""All checks, a family after the other."""


def choose(ids: Collection[str] = (), severity: Severity = Severity.WARNING, thorough: bool = True) -> tuple[Rule, ...]:
    """The checks that are wanted.

    Parameters
    ----------
    ids : collection of str
        Ids; all checks if empty.
    severity : Severity
        The least severity that matters.
    thorough : bool
        With the checks that read the journal and all evidence files.

    Raises
    ------
    KlaError
        ``CHK-001`` for an id that no check has.
    """
    known = {rule.check.id: rule for rule in RULES}
    for one in ids:
        if one not in known:
            raise fail(UNKNOWN_CHECK, id=one, known=", ".join(known))
    wanted = [rule for rule in RULES if not ids or rule.check.id in ids]
    if severity is Severity.ERROR:
        wanted = [rule for rule in wanted if rule.check.severity is Severity.ERROR]
    return tuple(rule for rule in wanted if thorough or not rule.thorough)


def check_cases(workspace: Workspace, cases: Collection[Case], rules: Sequence[Rule] = RULES) -> Iterator[Finding]:
    """What checks find in assessments, by cycle, instrument, region and check.

    Parameters
    ----------
    workspace : Workspace
    cases : collection of Case
    rules : sequence of Rule
        As :func:`choose` gives them.
    """
    for facts in gather(workspace, cases, thorough=any(rule.thorough for rule in rules)):
        yield from findings_of(facts, rules)


def findings_of(facts: CheckFacts, rules: Iterable[Rule] = RULES) -> Iterator[Finding]:
    """What checks find in one assessment."""
    for rule in rules:
        yield from rule.findings(facts)


def grouped(findings: Iterable[Finding], by: Grouping) -> dict[str, list[Finding]]:
    """Findings by region code, agency id (empty for none) or check id, in that order."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(group_key(one, by), []).append(one)
    return {key: groups[key] for key in sorted(groups)}


def group_key(finding: Finding, by: Grouping) -> str:
    """The group that a finding belongs to."""
    if by == "region":
        return finding.region
    return finding.agency if by == "agency" else finding.check.id


def every_check() -> tuple[Check, ...]:
    """All checks, for lists and help."""
    return tuple(rule.check for rule in RULES)
