"""The plan (RAD): claimed, and there?"""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity
from kla_widgets.review.facts import CheckFacts

RAD_QUESTIONS = {"kla-2024": ("I2.4",)}
"""By instrument: the questions that ask whether there is a RAD."""

NO_RAD = Check(
    "CHK-501",
    Severity.WARNING,
    N_("RAD claimed, but none is here"),
    N_("{question} claims a RAD, but this workspace holds none of its rows."),
    N_("Neither its actions nor their progress can be looked at."),
    N_("Write the RAD on the page of the plan, or read it in with “kla plan import”."),
)


def no_rad(facts: CheckFacts) -> Iterator[Hit]:
    earning = {one.id for one in facts.earning}
    for name in RAD_QUESTIONS.get(facts.case.instrument, ()):
        if name in earning and not facts.plan_rows:
            yield name, {"question": name}


RULES = (Rule(NO_RAD, no_rad),)
