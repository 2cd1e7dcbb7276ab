"""Personal data in what people typed."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.assessment.privacy import looks_like_a_nik, typed_texts
from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity, Term
from kla_widgets.review.facts import CheckFacts

IDENTITY_NUMBER = Check(
    "CHK-601",
    Severity.ERROR,
    N_("Looks like an identity number"),
    N_("In {question}, in the {place}, stand 16 digits in a row, as in a person's identity number (NIK)."),
    N_("Personal data of children and officials do not belong into an assessment that many people read."),
    N_("Remove the number."),
)
IN_ANSWER, IN_CAPTION = Term(N_("answer or note")), Term(N_("caption of a file"))


def identity_number(facts: CheckFacts) -> Iterator[Hit]:
    for answers in facts.answers.values():
        for name, one in answers.items():
            if any(map(looks_like_a_nik, typed_texts(one.value, one.note))):
                yield name, {"question": name, "place": IN_ANSWER}
    for file in facts.evidence:
        if looks_like_a_nik(file.caption):
            yield file.question, {"question": file.question, "place": IN_CAPTION}


RULES = (Rule(IDENTITY_NUMBER, identity_number),)
