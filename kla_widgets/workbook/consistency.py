"""What the consistency checks find in the assessment, on the page of scores and gaps."""

from __future__ import annotations

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures import Column, Figure, notice, paragraph, section, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.review.checking import check_cases, choose
from kla_widgets.review.checks.models import Finding, Severity
from kla_widgets.review.wording import severity_name, told
from kla_widgets.words import agency_name
from kla_widgets.workbook.navigation import way_to

MOST = 40
"""Most findings that are listed; the sums count all."""


def consistency(workspace: Workspace, case: Case, t: Language) -> Figure:
    """What does not fit together, errors first; the journal and the files' contents are left to ``kla check``."""
    title, instrument = t("What does not fit together"), workspace.library.get(case.instrument)
    found = sorted(check_cases(workspace, [case], choose(thorough=False)), key=_first_errors)
    if not found:
        return section(title, paragraph(t("The checks found nothing.")), anchor="pemeriksaan")
    errors = sum(one.severity is Severity.ERROR for one in found)
    words = t("Findings: {count}, errors among them: {errors}.", count=len(found), errors=errors)
    columns = [
        Column("severity", t("Severity")),
        Column("what", t("Finding"), width="40%"),
        Column("cure", t("What to do"), width="30%"),
        Column("agency", t("Agency")),
        Column("page", t("Filled in on"), "html"),
    ]
    rows = [_row(one, instrument, t) for one in found]
    figure = table(columns, rows, t, t("Findings of the checks"), "temuan", max_rows=MOST)
    return section(title, notice(words, "warning" if errors else "info"), figure, anchor="pemeriksaan")


def _first_errors(finding: Finding) -> tuple[bool, str]:
    return finding.severity is not Severity.ERROR, finding.check.id


def _row(finding: Finding, instrument: Instrument, t: Language) -> dict[str, object]:
    said = told(finding, instrument, t)
    return {
        "severity": severity_name(finding.severity, t),
        "what": f"{finding.question}: {said.what}" if finding.question else said.what,
        "cure": said.cure,
        "agency": agency_name(instrument, finding.agency, t),
        "page": _page(finding.question, instrument, t),
    }


def _page(question: str, instrument: Instrument, t: Language) -> Figure:
    indicator = instrument.parents.get(question)
    return way_to(instrument, instrument.parents[indicator], t) if indicator else Figure("", "")
