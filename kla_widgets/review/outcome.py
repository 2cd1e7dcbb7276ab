"""What a settled decision does to the numbers of its stage: an answer or points, never both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import Signature, put, remove
from kla_widgets.assessment.records import Case, Json
from kla_widgets.assessment.store import canonical


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question gets; with neither answer nor points it gets nothing, and loses what it had.

    Parameters
    ----------
    question : str
    answer : Json
    points : float, optional
        Counts where there is no answer.
    note : str
        The reason.
    """

    question: str
    answer: Json = None
    points: float | None = None
    note: str = ""


def write_outcomes(connection: Connection, case: Case, stage: str, outcomes: Sequence[Outcome], by: Signature) -> None:
    """Make them the answers and points of a stage, so that its score shows them."""
    key = asdict(case) | {"stage": stage}
    answers = {one.question: one for one in outcomes if one.answer is not None}
    points = {one.question: one for one in outcomes if one.answer is None and one.points is not None}
    decided = {one.question for one in outcomes}
    for table, column, kept in ((tables.answer, "question", answers), (tables.reported, "target", points)):
        for name in _there(connection, table, column, key, decided - kept.keys()):
            remove(connection, table, key | {column: name}, by)
    rows = [
        key | {"question": name, "value": canonical(one.answer), "note": one.note, "source": ""}
        for name, one in answers.items()
    ]
    put(connection, tables.answer, rows, by)
    rows = [
        key | {"target": name, "points": one.points, "note": one.note, "source": ""} for name, one in points.items()
    ]
    put(connection, tables.reported, rows, by)


def _there(
    connection: Connection, table: Table, column: str, key: Mapping[str, Any], names: Collection[str]
) -> list[str]:
    where = [table.c[name] == value for name, value in key.items()]
    stored = connection.execute(select(table.c[column]).where(*where)).scalars()
    return sorted(name for name in stored if name in names)
