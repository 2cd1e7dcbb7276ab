"""Answers and evidence to questions that the instrument no longer has: kept, but nothing counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import moment
from kla_widgets.assessment.records import Case, Json
from kla_widgets.assessment.store import Store
from kla_widgets.instrument.models import Instrument
from kla_widgets.instrument.values import read_value


@dataclass(frozen=True, slots=True)
class Orphan:
    """What is kept of a question that is not asked any more.

    Parameters
    ----------
    question, stage : str
        Ids; the stage is empty where only evidence is left, which belongs to all stages.
    value : Json
    note : str
    author : str
    at : datetime
        Who gave the answer (or attached the newest file), and when.
    files : int
        How many files are attached to the question.
    """

    question: str
    stage: str
    value: Json
    note: str
    author: str
    at: datetime
    files: int


def find_orphans(store: Store, case: Case, instrument: Instrument) -> tuple[Orphan, ...]:
    """The orphans of a case, by question and stage; emptied answers are none."""
    table = tables.answer
    query = select(table).where(*tables.of_case(table, case))
    with store.reading() as connection:
        rows = [row for row in connection.execute(query).mappings() if row["question"] not in instrument.question]
    attached = [one for one in store.evidence(case) if one.question not in instrument.question]
    files: dict[str, int] = {}
    for one in attached:
        files[one.question] = files.get(one.question, 0) + 1
    found = [
        Orphan(
            question=row["question"],
            stage=row["stage"],
            value=None if row["value"] is None else read_value(row["value"]),
            note=row["note"],
            author=row["author"],
            at=moment(row["at"]),
            files=files.get(row["question"], 0),
        )
        for row in rows
        if row["value"] is not None or row["note"]
    ]
    answered = {one.question for one in found}
    newest = {one.question: one for one in sorted(attached, key=lambda one: one.at) if one.question not in answered}
    found += [Orphan(name, "", None, "", one.author, one.at, files[name]) for name, one in newest.items()]
    return tuple(sorted(found, key=lambda one: (one.question, one.stage)))
