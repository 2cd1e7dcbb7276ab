"""The sheet with one row a question: what it is worth, who answers it, and its answers at every stage."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from kla_widgets.assessment.journal import moment
from kla_widgets.assessment.transfer import Row, Rows
from kla_widgets.exchange.sheets import Cell, Heading, Kind, Sheet
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import Language
from kla_widgets.scoring.scores import Part, RegionScore
from kla_widgets.words import (
    KINDS,
    STATUSES,
    agency_name,
    answer_in_words,
    evidence_name,
    part_name,
    stage_name,
)

Column = tuple[Heading, Callable[[str], Cell]]
"""A column, and what stands in it for the question of an id."""


def question_sheet(rows: Rows, score: RegionScore, t: Language) -> Sheet:
    """Every question of the instrument, and after them those it no longer has but that were answered once."""
    known = score.instrument.question
    gone = sorted({row["question"] for row in rows["answer"]} - set(known))
    columns = [*_asked(score, t), *_worth(score, t), *_due(rows, score.instrument, t)]
    for stage, answers in _by_stage(rows, score.instrument):
        columns += _given(stage_name(score.instrument, stage, t), answers, score.instrument, t)
    lines = [[fill(one) for _, fill in columns] for one in (*known, *gone)]
    return Sheet(t("Questions"), tuple(heading for heading, _ in columns), lines, 1)


def point_headings(t: Language) -> tuple[Heading, ...]:
    """Of :func:`points`."""
    labels = (t("Maximum"), t("Claimed"), t("Supported"), t("Verified"), t("Gap"))
    return tuple(Heading(label, 12, "points") for label in labels)


def points(part: Part | None) -> tuple[Cell, ...]:
    """Exact; None where not known."""
    return (part.max, part.claimed, part.supported, part.verified, part.gap) if part else (None,) * 5


def _asked(score: RegionScore, t: Language) -> Iterator[Column]:
    instrument = score.instrument

    def above(question: str, levels: int) -> str:
        for _ in range(levels):
            question = instrument.parents.get(question, "")
        return part_name(instrument, question, t)

    def words(question: str) -> str:
        found = instrument.question.get(question)
        return t.pick(found.text) if found else t("not in the instrument any more")

    yield Heading(t("Id"), 10, "id"), lambda one: one
    yield Heading(t("Cluster"), 26), lambda one: above(one, 2)
    yield Heading(t("Indicator"), 32), lambda one: above(one, 1)
    yield Heading(t("Question"), 60), words
    yield Heading(t("Kind of question"), 14), _of(instrument, lambda found: t(KINDS[found.kind]))
    yield Heading(t("Status of the weight"), 12), _of(instrument, lambda found: t(STATUSES[found.status]))
    yield Heading(t("Status of the rule"), 12), _of(instrument, lambda found: t(STATUSES[found.answer.status]))


def _worth(score: RegionScore, t: Language) -> Iterator[Column]:
    def fill(place: int) -> Callable[[str], Cell]:
        return lambda one: points(score.parts.get(one))[place]

    for place, heading in enumerate(point_headings(t)):
        yield heading, fill(place)


def _due(rows: Rows, instrument: Instrument, t: Language) -> Iterator[Column]:
    """Whose turn it is, and what is attached."""
    assigned = {row["question"]: json.loads(row["agencies"]) for row in rows["assignment"]}
    files = Counter(row["question"] for row in rows["evidence"])
    kinds = {(row["question"], row["kind"]) for row in rows["evidence"]}

    def agencies(found: Question) -> str:
        return "; ".join(agency_name(instrument, one, t) for one in assigned.get(found.id, found.agencies))

    def evidence(found: Question, missing: bool) -> str:
        wanted = (one for one in found.evidence if not (missing and (found.id, one) in kinds))
        return "; ".join(evidence_name(instrument, one, t) for one in wanted)

    yield Heading(t("Agencies"), 28), _of(instrument, agencies)
    yield Heading(t("Evidence wanted"), 32), _of(instrument, lambda found: evidence(found, missing=False))
    yield Heading(t("Files attached"), 10, "count"), lambda one: files[one]
    yield Heading(t("Evidence missing"), 32), _of(instrument, lambda found: evidence(found, missing=True))


def _by_stage(rows: Rows, instrument: Instrument) -> Iterator[tuple[str, dict[str, Row]]]:
    """Answers by question for the self-assessment and every other stage that has some, in the instrument's order."""
    found: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows["answer"]:
        found[row["stage"]][row["question"]] = row
    known = [one.id for one in instrument.stages]
    shown = [one for one in known if one in found or one == instrument.claim_stage.id]
    for stage in (*shown, *sorted(set(found) - set(known))):
        yield stage, found[stage]


def _given(stage: str, answers: dict[str, Row], instrument: Instrument, t: Language) -> Iterator[Column]:
    """What one stage holds of each question."""

    def words(question: str) -> str:
        text = answers[question]["value"] if question in answers else None
        rule = instrument.question[question].answer if question in instrument.question else None
        if text is None or rule is None:
            return ""
        value = json.loads(text)
        return t("does not fit the question any more") if rule.fault(value) else answer_in_words(rule, value, t)

    def raw(name: str) -> Callable[[str], Cell]:
        return lambda one: answers[one][name] if one in answers else None

    def at(question: str) -> Cell:
        return moment(answers[question]["at"]) if question in answers else None

    def heading(label: str, width: float, kind: Kind = "words") -> Heading:
        return Heading(f"{stage}: {label}", width, kind)

    yield heading(t("Answer"), 40), words
    yield heading(t("Answer (JSON)"), 24, "raw"), raw("value")
    yield heading(t("Note"), 32), raw("note")
    yield heading(t("Source"), 24), raw("source")
    yield heading(t("Who"), 16), raw("author")
    yield heading(t("When"), 18, "moment"), at


def _of(instrument: Instrument, fill: Callable[[Question], Cell]) -> Callable[[str], Cell]:
    """A cell that is empty for questions that the instrument does not have."""
    return lambda one: fill(instrument.question[one]) if one in instrument.question else None
