"""What changes while a page is open: answers, what they earn, and the score, as plain data for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kla_widgets.assessment.carryover import Earlier
from kla_widgets.assessment.editing import NOTHING, Held
from kla_widgets.assessment.journal import moment
from kla_widgets.assessment.privacy import looks_like_a_nik, typed_texts
from kla_widgets.assessment.records import Evidence, Json
from kla_widgets.instrument.answers import Percent, TwoYear
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import Language
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.scoring.scores import RegionScore
from kla_widgets.words import answer_in_words

Data = dict[str, Any]
Suggestions = Mapping[str, Earlier]


def state_data(
    instrument: Instrument,
    questions: Iterable[str],
    held: Mapping[str, Held],
    evidence: Iterable[Evidence],
    score: RegionScore,
    suggestions: Suggestions,
    t: Language,
) -> dict[str, Data]:
    """The state of some questions, by id.

    Parameters
    ----------
    held : mapping of question to Held
        Answers, notes and agencies; a question that is missing was never touched.
    evidence : iterable of Evidence
        All files of the case.
    suggestions : mapping of question to Earlier
        Answers of an earlier cycle.
    """
    files: dict[str, list[Evidence]] = {}
    uses: dict[str, set[str]] = {}
    for one in evidence:
        files.setdefault(one.question, []).append(one)
        uses.setdefault(one.sha256, set()).add(one.question)
    return {
        name: _state(
            instrument.question[name], held.get(name, NOTHING), files.get(name, []), uses, score, suggestions, t
        )
        for name in questions
    }


def score_data(score: RegionScore, t: Language) -> Data:
    """The score panel."""
    total, place = score.total, score.standing
    own = score.own(total)
    predicates = score.instrument.predicates
    distance = ""
    if place.next and place.missing is not None:
        distance = t("{points} points to {predicate}", points=t.number(place.missing), predicate=place.next.name)
    short = {cluster.id: t.pick(cluster.short) for cluster in score.instrument.clusters}
    return {
        "total": own,
        "total_text": t.number(own),
        "max": total.max,
        "max_text": t.short(total.max),
        "predicate": place.predicate.name if place.predicate else (t("none yet") if predicates else ""),
        "distance": distance,
        "risk": _risk(score, t),
        "claimed": total.claimed,
        "supported": total.supported,
        "claimed_text": t.number(total.claimed),
        "supported_text": t.number(total.supported),
        "ladder": [{"name": one.band.name, "from": one.least} for one in thresholds(predicates)] if predicates else [],
        "clusters": [
            {
                "id": part.id,
                "short": short[part.id],
                "max": part.max,
                "claimed": part.claimed,
                "supported": part.supported,
                "answered": part.answered,
                "questions": part.questions,
            }
            for part in score.clusters
        ],
        "answered": total.answered,
        "evidenced": total.evidenced,
        "questions": total.questions,
    }


def _state(
    question: Question,
    held: Held,
    files: list[Evidence],
    uses: Mapping[str, set[str]],
    score: RegionScore,
    suggestions: Suggestions,
    t: Language,
) -> Data:
    part = score.parts[question.id]
    suggestion = suggestions.get(question.id) if held.value is None else None
    return {
        "value": held.value,
        "note": held.note,
        "agencies": list(question.agencies if held.agencies is None else held.agencies),
        "revision": held.revision,
        "author": held.author,
        "at": t.clock(moment(held.at)) if held.at else "",
        "points": part.claimed,
        "points_text": t("{part} of {whole}", part=t.number(part.claimed), whole=t.number(part.max)),
        "left_text": t("{points} still to be had", points=t.number(part.gap)) if part.gap else "",
        "derived": _derived(question, held.value, t),
        "done": part.claimed is not None,
        "proven": bool(part.evidenced),
        "files": [
            {
                "kind": one.kind,
                "name": one.name,
                "sha256": one.sha256,
                "size_text": size_words(one.size, t),
                "caption": one.caption,
                "year": one.year,
                "also": sorted(uses[one.sha256] - {question.id}),
            }
            for one in files
        ],
        "suggestion": _suggestion(question, suggestion, t),
        "warning": _warning(question, held, t),
    }


def size_words(size: int, t: Language) -> str:
    """A file's size in MB or kB."""
    return f"{t.number(size / 1e6, 1)} MB" if size >= 100_000 else f"{t.number(max(size / 1e3, 0.1), 1)} kB"


def _derived(question: Question, value: Json, t: Language) -> str:
    """The percentage or the change that an answer comes to."""
    rule = question.answer
    if value is None or rule.fault(value) or not isinstance(rule, Percent | TwoYear):
        return ""
    if isinstance(rule, Percent):
        return answer_in_words(rule, value, t)
    credit = rule.credit(value)
    trend = t("better") if credit == rule.trend.better else t("the same") if credit == rule.trend.same else t("worse")
    return f"{answer_in_words(rule, value, t)}: {trend}"


def _suggestion(question: Question, earlier: Earlier | None, t: Language) -> Data | None:
    if earlier is None:
        return None
    words = answer_in_words(question.answer, earlier.value, t)
    return {"value": earlier.value, "words": words, "cycle": earlier.cycle}


def _warning(question: Question, held: Held, t: Language) -> str:
    if held.value is not None and question.answer.fault(held.value):
        return t("The instrument has changed: this answer does not fit the question any more.")
    if any(map(looks_like_a_nik, typed_texts(held.value, held.note))):
        return t("This looks like a person's identity number (NIK). Remove it: personal data do not belong here.")
    return ""


def _risk(score: RegionScore, t: Language) -> str:
    total = score.total
    if total.claimed is None or total.supported is None:
        return ""
    lost = total.claimed - total.supported
    if lost <= 0:
        return t("All that is claimed is supported by evidence.")
    return t("{points} points may be lost at verification because evidence is missing.", points=t.number(lost))
