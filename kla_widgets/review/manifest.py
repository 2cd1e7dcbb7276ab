"""What a signature covers: everything that a stage holds, as plain data with one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.signing import COMPLETION, DECISION, file_key

Content = dict[str, dict[str, Any]]
"""By section (answers, points, decisions, completions, evidence) and place."""

_LEFT_OUT = ("region", "instrument", "cycle", "stage", "author", "at", "revision")


def stage_content(connection: Connection, case: Case, stage: str) -> Content:
    """What a stage holds now. Evidence belongs to the case: it is the same at every stage, named by its content."""
    answers = _rows(connection, tables.answer, case)
    points = _rows(connection, tables.reported, case)
    items = [one for one in _rows(connection, tables.item, case) if one["id"].startswith(f"{stage}:")]
    return {
        "answers": {one["question"]: _kept(one) for one in answers if one["stage"] == stage},
        "points": {one["target"]: _kept(one) for one in points if one["stage"] == stage},
        "decisions": {one["id"]: json.loads(one["content"]) for one in items if one["kind"] == DECISION},
        "completions": {one["id"]: json.loads(one["content"]) for one in items if one["kind"] == COMPLETION},
        "evidence": {file_key(one): _kept(one) for one in _rows(connection, tables.evidence, case)},
    }


def content_hash(content: Content) -> str:
    """SHA-256 of a content; the order in which things were stored does not matter."""
    return hashlib.sha256(_canonical(content)).hexdigest()


def digests(content: Content) -> dict[str, dict[str, str]]:
    """A short digest of every place, so that what was changed can be named and not only that something was."""
    return {
        section: {place: hashlib.sha256(_canonical(value)).hexdigest()[:12] for place, value in places.items()}
        for section, places in content.items()
    }


def covered(content: Content, signed: Mapping[str, Mapping[str, str]]) -> Content:
    """The same without evidence that came after the signature: a completion adds files and changes none."""
    mine = signed.get("evidence", {})
    return content | {"evidence": {key: value for key, value in content["evidence"].items() if key in mine}}


def _rows(connection: Connection, table: Table, case: Case) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).where(*tables.of_case(table, case))).mappings()]


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _LEFT_OUT}


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
