"""The one place where findings become sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kla_widgets.errors import Fault
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.review.checks.models import Finding, Fraction, Percentage, Severity, Term

SEVERITIES: Mapping[Severity, str] = {Severity.WARNING: N_("warning"), Severity.ERROR: N_("error")}


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words.

    Parameters
    ----------
    title : str
        Name of the check.
    where : str
        Id and words of the question; empty where the whole assessment is meant.
    what : str
        What was found.
    why : str
        Why it matters.
    cure : str
        What to do.
    """

    title: str
    where: str
    what: str
    why: str
    cure: str

    @property
    def sentence(self) -> str:
        """What, why and cure on one line."""
        return f"{self.what} {self.why} {self.cure}"


def told(finding: Finding, instrument: Instrument, t: Language) -> Told:
    """A finding in the reader's language.

    Parameters
    ----------
    instrument : Instrument
        Of the assessment.
    """
    check = finding.check
    values = {name: _shown(value, t) for name, value in finding.values.items()}
    return Told(
        title=t(check.title),
        where=_place(finding.question, instrument, t),
        what=t(check.what, **values),
        why=t(check.why, **values),
        cure=t(check.cure, **values),
    )


def severity_name(severity: Severity, t: Language) -> str:
    return t(SEVERITIES[severity])


def _place(question: str, instrument: Instrument, t: Language) -> str:
    asked = instrument.question.get(question)
    return f"{question} {t.pick(asked.text)}" if asked else question


def _shown(value: object, t: Language) -> str:
    match value:
        case tuple():
            return ", ".join(_shown(one, t) for one in value)
        case Term():
            return t(value.template)
        case Text():
            return t.pick(value)
        case Fault():
            return value.cause(t)
        case Percentage():
            return t.percent(value.points / 100, 1)
        case Fraction():
            return t("{part} of {whole}", part=t.short(value.part), whole=t.short(value.whole))
        case bool():
            return str(value)
        case int() | float():
            return t.short(value)
    return str(value)
