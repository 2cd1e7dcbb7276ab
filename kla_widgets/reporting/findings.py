"""What the consistency checks found in an assessment, for reports: one line for each check, and every finding."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.reporting.facts import Facts
from kla_widgets.review.checking import grouped
from kla_widgets.review.checks.models import Finding, Severity
from kla_widgets.review.wording import severity_name, told
from kla_widgets.words import agency_name

_NAMED = 6
"""Questions that a line names."""
SHOWN = 80
"""Findings that a page shows; a spreadsheet has them all."""


def brief(facts: Facts) -> Figure:
    """Which checks found something, for a district's own report."""
    t = facts.t
    if facts.findings is None:
        return stack()
    words = t(
        "Quick checks only: signatures, the journal and the content of files are looked at by “kla check” and in the "
        "verification report."
    )
    parts = [by_check(facts.findings, facts.instrument, t), *([paragraph(words)] if facts.findings else [])]
    return section(t("Consistency checks"), *parts, anchor="pemeriksaan")


def by_check(findings: Sequence[Finding], instrument: Instrument, t: Language) -> Figure:
    """One line for each check that found something, errors first."""
    if not findings:
        return paragraph(t("The checks found nothing."))
    rows = [_check_row(several, instrument, t) for several in grouped(findings, "check").values()]
    rows.sort(key=lambda row: row["severe"] is not True)
    columns = [
        Column("id", t("Check"), "id"),
        Column("title", t("What was found"), width="28%"),
        Column("severity", t("Severity")),
        Column("count", t("Findings"), "count", total=True),
        Column("where", t("Where"), width="20%"),
        Column("cure", t("What to do"), width="28%"),
    ]
    return table(columns, rows, t, t("Findings of the checks"), "temuan")


def every_finding(findings: Sequence[Finding], instrument: Instrument, t: Language) -> Figure:
    """Every finding with its place, errors first."""
    ordered = sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one.check.id))
    rows = [
        {
            "check": one.check.id,
            "what": told(one, instrument, t).what,
            "agency": agency_name(instrument, one.agency, t) if one.agency else None,
            "group": f"{t(one.check.title)} ({severity_name(one.severity, t)})",
        }
        for one in ordered
    ]
    columns = [
        Column("check", t("Check"), "id"),
        Column("what", t("What was found"), width="70%"),
        Column("agency", t("Leading agency")),
    ]
    return table(columns, rows, t, t("Every finding"), "temuan-semua", group_by="group", max_rows=SHOWN)


def _check_row(several: Sequence[Finding], instrument: Instrument, t: Language) -> dict[str, object]:
    first = several[0]
    places = list(dict.fromkeys(one.question for one in several if one.question))
    return {
        "id": first.check.id,
        "title": t(first.check.title),
        "severity": severity_name(first.severity, t),
        "severe": first.severity is Severity.ERROR,
        "count": len(several),
        "where": ", ".join(places[:_NAMED]) + (" …" if len(places) > _NAMED else ""),
        "cure": told(first, instrument, t).cure,
    }
