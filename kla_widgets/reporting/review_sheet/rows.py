"""What a review sheet shows: for each claim the answer, the points, the evidence, and the way to it in the report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kla_widgets.assessment.records import Case, Evidence
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import fail
from kla_widgets.figures.svg import identifier
from kla_widgets.instrument.models import Question
from kla_widgets.reporting.common import missing_evidence
from kla_widgets.reporting.facts import Facts, read_facts
from kla_widgets.reporting.jobs import Job, read_template
from kla_widgets.review.desk import Desk, named_stage, read_desk
from kla_widgets.review.records import Claim, Decided
from kla_widgets.review.stages import NO_VERIFICATION
from kla_widgets.words import answer_in_words, evidence_name


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One claim.

    Parameters
    ----------
    question : Question
    claim : Claim
    answer, evidence, missing : str
        In words.
    state : str
        Short name of claim and evidence; another one when either changes.
    own : Decided, optional
        What the evaluator decided before about just this claim.
    """

    question: Question
    claim: Claim
    answer: str
    evidence: str
    missing: str
    state: str
    own: Decided | None

    @property
    def anchor(self) -> str:
        """The id of the question in the report's table of answers."""
        return identifier(f"q-{self.question.id}")


@dataclass(frozen=True)
class ReviewSheet:
    """The sheet of an evaluator for a stage; ``report`` is the name of the page that its links lead to."""

    facts: Facts
    desk: Desk
    evaluator: str
    rows: tuple[SheetRow, ...]
    report: str


def read_review_sheet(
    workspace: Workspace, case: Case, stage: str, evaluator: str, language_code: str = "id"
) -> ReviewSheet:
    """What an evaluator is to decide at a stage.

    Raises
    ------
    KlaError
        ``STO-011`` for a stage that the instrument does not have, ``REV-018`` for one at which nothing is decided.
    """
    instrument = workspace.library.get(case.instrument)
    if named_stage(instrument, stage).kind != "verification":
        raise fail(NO_VERIFICATION, "", case.region, stage=stage)
    facts = read_facts(workspace, case.region, case.cycle, case.instrument, "", language_code)
    desk = read_desk(workspace, case, stage)
    attached = by_question(facts.evidence)
    template = read_template("district")
    page = Job(case, template.path, workspace.folder, language=facts.t.code).file("html").name
    rows = tuple(_row(facts, desk, claim, attached.get(name, ()), evaluator) for name, claim in desk.claims.items())
    return ReviewSheet(facts, desk, evaluator, rows, page)


def by_question(evidence: Iterable[Evidence]) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, tuple[Evidence, ...]] = {}
    for one in evidence:
        found[one.question] = (*found.get(one.question, ()), one)
    return found


def claim_state(claim: Claim, evidence: Iterable[Evidence]) -> str:
    """A short name of what is decided about: equal for equal answer, points and files, whatever their order."""
    files = sorted((one.kind, one.sha256) for one in evidence)
    about = json.dumps([claim.value, claim.points, files], sort_keys=True)
    return hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _row(facts: Facts, desk: Desk, claim: Claim, files: tuple[Evidence, ...], evaluator: str) -> SheetRow:
    question = desk.instrument.question[claim.question]
    named, own = bool(question.evidence), desk.of(evaluator, question.id)
    return SheetRow(
        question=question,
        claim=claim,
        answer=_answer(facts, question, claim),
        evidence="\n".join(_file(facts, one) for one in files),
        missing=missing_evidence(facts, question.id) if named or not files else "",
        state=claim_state(claim, files),
        own=own if own and own.fits(claim) else None,
    )


def _answer(facts: Facts, question: Question, claim: Claim) -> str:
    """The claim in words, with the district's note."""
    t = facts.t
    words = t("known as points only") if claim.value is None else answer_in_words(question.answer, claim.value, t)
    given = facts.answers.get(question.id)
    return f"{words} – {given.note}" if given and given.note else words


def _file(facts: Facts, one: Evidence) -> str:
    name = evidence_name(facts.instrument, one.kind, facts.t)
    year = f" ({one.year})" if one.year else ""
    caption = f" – {one.caption}" if one.caption else ""
    return f"{name}: {one.name}{year}{caption}"
