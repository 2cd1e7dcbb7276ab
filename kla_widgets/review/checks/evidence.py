"""Evidence: what is claimed without it, and what is wrong with what lies there."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity
from kla_widgets.review.facts import CheckFacts
from kla_widgets.review.file_states import FileState

MATRIX, PHOTO = "MATRIKS", "FOTO"
BUDGETS = frozenset({"APBD", "APBDES"})
STANDING = frozenset({"PERDA", "SK", "SE", "MOU", "SOP", "SERT"})
"""Kinds that stay good for years; everything else tells of the years that are assessed (our reading)."""
YEARS_BEFORE = 2
"""A cycle assesses the two years before it: that of 2026 the data of 2024 and 2025."""

CLAIMED_WITHOUT = Check(
    "CHK-101",
    Severity.ERROR,
    N_("Claimed without evidence"),
    N_("{question} is claimed, but no file is attached. The source asks for: {kinds}."),
    N_("Without evidence the claim is lost at verification."),
    N_("Attach the documents, or lower the answer."),
)
KIND_MISSING = Check(
    "CHK-102",
    Severity.WARNING,
    N_("A kind of evidence is missing"),
    N_("{question} has evidence, but not of every kind that the source asks for. Missing: {kinds}."),
    N_("Every missing kind may cost a part of the claim."),
    N_("Attach what is missing, or say in the note why it does not exist."),
)
NO_DOCUMENT = Check(
    "CHK-103",
    Severity.WARNING,
    N_("Claimed without any document"),
    N_("{question} is claimed and names no kind of evidence; nothing is attached at all."),
    N_("A verifier has nothing to look at."),
    N_("Attach a document that shows it."),
)
MATRIX_MISSING = Check(
    "CHK-104",
    Severity.WARNING,
    N_("Matrix missing"),
    N_("{question} asks for a filled matrix, and none is attached."),
    N_("The matrix says who does what and how often; without it the other documents prove little."),
    N_("Fill in the matrix and attach it as evidence of the kind {kind}."),
)
NO_FILE = Check(
    "CHK-105",
    Severity.ERROR,
    N_("Evidence without a file"),
    N_("The file “{name}” of {question} is not in the evidence folder any more."),
    N_("The claim rests on a document that nobody can open."),
    N_("Restore the file from a backup, or attach the document again."),
)
SEVERAL_QUESTIONS = Check(
    "CHK-106",
    Severity.WARNING,
    N_("The same file for several questions"),
    N_("The file “{name}” is the evidence of {count} questions: {questions}."),
    N_("A document that is to prove everything often proves nothing in particular."),
    N_("Say in each caption which page is meant, or attach the document that belongs to the question."),
)
OTHER_YEAR = Check(
    "CHK-107",
    Severity.WARNING,
    N_("Evidence of a year outside the cycle"),
    N_("The file “{name}” of {question} is of {year}; the cycle looks at {first} to {last}."),
    N_("Evidence of other years is not counted."),
    N_("Attach the document of the year assessed, or correct the year."),
)
NO_CAPTION = Check(
    "CHK-108",
    Severity.WARNING,
    N_("Photo without a caption"),
    N_("The photo “{name}” of {question} has no caption."),
    N_("Without place, date and activity a photo proves nothing."),
    N_("Write the caption: place, date, activity."),
)
NO_YEAR = Check(
    "CHK-109",
    Severity.WARNING,
    N_("Budget document without a year"),
    N_("The budget document “{name}” of {question} has no year."),
    N_("A budget counts for its own year only."),
    N_("Enter the year of the budget."),
)


def claimed_without(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.earning:
        if one.evidence and not facts.kinds(one.id):
            yield one.id, {"question": one.id, "kinds": _names(facts, one.evidence)}


def kind_missing(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.earning:
        there = facts.kinds(one.id)
        missing = tuple(kind for kind in one.evidence if kind not in there and kind != MATRIX)
        if there and missing:
            yield one.id, {"question": one.id, "kinds": _names(facts, missing)}


def no_document(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.earning:
        if not one.evidence and not facts.kinds(one.id):
            yield one.id, {"question": one.id}


def matrix_missing(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.earning:
        there = facts.kinds(one.id)
        if there and MATRIX in one.evidence and MATRIX not in there:
            yield one.id, {"question": one.id, "kind": MATRIX}


def no_file(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.evidence:
        if facts.files.get(one.sha256) is FileState.MISSING:
            yield one.question, {"question": one.question, "name": one.name}


def several_questions(facts: CheckFacts) -> Iterator[Hit]:
    uses: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for one in facts.evidence:
        names.setdefault(one.sha256, one.name)
        if one.question not in uses.setdefault(one.sha256, []):
            uses[one.sha256].append(one.question)
    for sha256, questions in uses.items():
        if len(questions) > 1:
            used = tuple(questions)
            yield questions[0], {"name": names[sha256], "count": len(used), "questions": used}


def other_year(facts: CheckFacts) -> Iterator[Hit]:
    last = facts.case.cycle
    first = last - YEARS_BEFORE
    for one in facts.evidence:
        if one.year is not None and (one.year > last or (one.year < first and one.kind not in STANDING)):
            named: dict[str, object] = {"name": one.name, "question": one.question}
            yield one.question, named | {"year": str(one.year), "first": str(first), "last": str(last)}


def no_caption(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.evidence:
        if one.kind == PHOTO and not one.caption.strip():
            yield one.question, {"name": one.name, "question": one.question}


def no_year(facts: CheckFacts) -> Iterator[Hit]:
    for one in facts.evidence:
        if one.kind in BUDGETS and one.year is None:
            yield one.question, {"name": one.name, "question": one.question}


def _names(facts: CheckFacts, kinds: tuple[str, ...]) -> tuple[object, ...]:
    known = facts.instrument.evidence_kinds
    return tuple(known[kind].name if kind in known else kind for kind in kinds)


RULES = (
    Rule(CLAIMED_WITHOUT, claimed_without),
    Rule(KIND_MISSING, kind_missing),
    Rule(NO_DOCUMENT, no_document),
    Rule(MATRIX_MISSING, matrix_missing),
    Rule(NO_FILE, no_file),
    Rule(SEVERAL_QUESTIONS, several_questions),
    Rule(OTHER_YEAR, other_year),
    Rule(NO_CAPTION, no_caption),
    Rule(NO_YEAR, no_year),
)
