"""What became of a question: answers, files, decisions and requests, newest first."""

from __future__ import annotations

import json
from typing import Any

from kla_widgets.assessment.journal import entries_of
from kla_widgets.assessment.records import Entry, Json
from kla_widgets.assessment.signing import COMPLETION, DECISION
from kla_widgets.instrument.models import Question
from kla_widgets.language import Language
from kla_widgets.review.records import Verdict
from kla_widgets.words import answer_in_words, stage_name
from kla_widgets.workbook.review.reading import Reading
from kla_widgets.workbook.review.texts import local
from kla_widgets.workbook.review.words import VERDICTS

Content = dict[str, Json]


def history_data(seen: Reading, question: str, t: Language) -> list[dict[str, Any]]:
    """The journal of one question. What others decide now stays hidden as long as the page hides it."""
    with seen.workspace.store.reading() as connection:
        lines = list(entries_of(connection, seen.case, ("answer", "reported", "evidence", "item")))
    rule = seen.instrument.question[question]
    told = seen.desk.of(seen.author, question) is not None or not seen.decides
    found = []
    for line in reversed(lines):
        if _question(line) != question or (not told and _is_hidden(seen, line)):
            continue
        found.append(
            {
                "at": local(line.at, t),
                "author": line.author,
                "old": _words(seen, line, line.old, rule, t),
                "new": _words(seen, line, line.new, rule, t),
                "reason": line.reason,
            }
        )
    return found


def _content(line: Entry) -> Content:
    return line.new or line.old or {}


def _item(content: Content) -> Content:
    """What a record holds; the journal keeps it as text."""
    found: Content = json.loads(content["content"]) if "content" in content else {}
    return found


def _question(line: Entry) -> str:
    if line.table == "item":
        wanted = line.key["kind"] in (DECISION, COMPLETION)
        return str(_item(_content(line)).get("question", "")) if wanted else ""
    return str(line.key.get("question") or line.key.get("target"))


def _is_hidden(seen: Reading, line: Entry) -> bool:
    content = _item(_content(line)) if line.table == "item" else {}
    return bool(content.get("evaluator")) and content["stage"] == seen.stage.id


def _words(seen: Reading, line: Entry, content: Content | None, rule: Question, t: Language) -> str:
    if not content:
        return ""
    if line.table == "evidence":
        return f"{line.key['kind']}: {content['name']}"
    if line.table == "item":
        one = _item(content)
        place = stage_name(seen.instrument, one["stage"], t)
        if line.key["kind"] == COMPLETION:
            return f"{place}: {one['reply'] or one['text']}"
        verdict = t(VERDICTS[Verdict(one["verdict"])])
        points = "" if one["points"] is None else t("{points} points", points=t.number(one["points"]))
        return " · ".join(filter(None, (f"{place}: {verdict}", points, one["reason"])))
    place = stage_name(seen.instrument, line.key["stage"], t)
    if line.table == "reported":
        points = t("{points} points", points=t.number(content["points"]))
        return f"{place}: {points}"
    value = json.loads(content["value"]) if content["value"] else None
    fits = value is None or not rule.answer.fault(value)
    words = answer_in_words(rule.answer, value, t) if fits else str(value)
    return f"{place}: {words}" + (f" – {content['note']}" if content["note"] else "")
