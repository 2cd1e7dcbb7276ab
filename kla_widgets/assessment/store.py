"""The store: everything a workspace knows, each edit one committed transaction with a journal line.

Answers are checked against their question before they are stored; points never exceed the maximum of their target.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.checks import answer_faults, evidence_faults, points_faults, statement_faults
from kla_widgets.assessment.database import open_database, reading, writing
from kla_widgets.assessment.journal import Signature, put, remove
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import Answer, Case, Evidence, Json, Reported, Statement
from kla_widgets.assessment.view import View
from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument, Stage
from kla_widgets.regions.models import Region


class Store(View):
    """One database of assessments, for reading and writing.

    Parameters
    ----------
    engine : Engine
        From :func:`kla_widgets.assessment.database.open_database`.
    clock : callable
        Gives the present moment.
    view : Connection, optional
        What is read through: its transaction sees the database as it was when that began.
    """

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC), view: Connection | None = None
    ) -> None:
        self._engine = engine
        super().__init__(view or engine)
        self._clock = clock

    @classmethod
    def open(cls, url: URL) -> Store:
        return cls(open_database(url))

    def close(self) -> None:
        self._engine.dispose()

    def add_case(self, case: Case, note: Text | None, author: str) -> None:
        """Make an assessment known, with a note on the status of its numbers; without one, an earlier note stays."""
        row = tables.key_of(case) | {"note_id": note.id if note else "", "note_en": note.en if note else ""}
        with writing(self._engine) as connection:
            if note or not _known(connection, case):
                put(connection, tables.case, [row], self._signed(author, ""))

    def save_answers(
        self, case: Case, stage: str, answers: Sequence[Answer], instrument: Instrument, author: str, reason: str = ""
    ) -> int:
        """Store answers; all of them or, if one is not acceptable, none.

        Returns
        -------
        int
            How many were new or changed.

        Raises
        ------
        KlaError
            ``ANS-…`` with the question's id for values that do not fit, ``STO-01x`` for unknown ids, ``REV-00x`` for a
            stage that is signed and for authors whose role does not allow it.
        """
        _refuse(answer_faults(case, stage, answers, instrument))
        self._require(case, author, Action.ANSWER, instrument.stage[stage])
        rows = [
            tables.key_of(case)
            | {
                "stage": stage,
                "question": one.question,
                "value": canonical(one.value),
                "note": one.note,
                "source": one.source,
            }
            for one in answers
        ]
        return self._put(case, tables.answer, rows, author, reason)

    def save_reported(
        self, case: Case, stage: str, points: Sequence[Reported], instrument: Instrument, author: str, reason: str = ""
    ) -> int:
        """Store points that are known only as points, at any level; all or none.

        Raises
        ------
        KlaError
            ``STO-01x`` for unknown ids, and points that are none or above the maximum.
        """
        _refuse(points_faults(case, stage, points, instrument))
        self._require(case, author, Action.ANSWER, instrument.stage[stage])
        rows = [
            tables.key_of(case)
            | {"stage": stage, "target": one.target, "points": one.points, "source": one.source, "note": one.note}
            for one in points
        ]
        return self._put(case, tables.reported, rows, author, reason)

    def save_statements(self, case: Case, statements: Sequence[Statement], instrument: Instrument, author: str) -> int:
        """Store what sources say about the region of a case."""
        _refuse(statement_faults(case, statements, instrument))
        rows = [
            tables.key_of(case)
            | {
                "id": one.id,
                "place": one.place,
                "kind": str(one.kind),
                "text_id": one.text_id,
                "text_en": one.text_en,
                "source": one.source,
            }
            for one in statements
        ]
        return self._put(case, tables.statement, rows, author, "")

    def save_evidence(self, case: Case, evidence: Sequence[Evidence], instrument: Instrument, author: str) -> int:
        """Store that files (already in the evidence folder) are attached to questions."""
        _refuse(evidence_faults(case, evidence, instrument))
        self._require(case, author, Action.EVIDENCE)
        files = {one.sha256: {"sha256": one.sha256, "size": one.size} for one in evidence}
        rows = [
            tables.key_of(case)
            | {
                "question": one.question,
                "kind": one.kind,
                "sha256": one.sha256,
                "name": one.name,
                "media_type": one.media_type,
                "caption": one.caption,
                "year": one.year,
            }
            for one in evidence
        ]
        return self._put(case, tables.evidence, rows, author, "", (tables.evidence_file, list(files.values())))

    def detach(self, case: Case, question: str, kind: str, sha256: str, author: str, reason: str = "") -> bool:
        """Take a file away from a question; the file itself stays in the folder."""
        key = tables.key_of(case) | {"question": question, "kind": kind, "sha256": sha256}
        with writing(self._engine) as connection:
            require(connection, case, author, Action.EVIDENCE)
            return remove(connection, tables.evidence, key, self._signed(author, reason))

    @contextmanager
    def writing(self, case: Case, author: str, reason: str = "") -> Iterator[tuple[Connection, Signature]]:
        """One transaction on a case (made known if it is not yet), for the other modules of this room."""
        by = self._signed(author, reason)
        with writing(self._engine) as connection:
            if not _known(connection, case):
                put(connection, tables.case, [tables.key_of(case) | {"note_id": "", "note_en": ""}], by)
            yield connection, by

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction on whatever is in it, for the other modules of this room."""
        with writing(self._engine) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """The store as it is now, for reading: what is written meanwhile is not seen."""
        with reading(self._source) as connection:
            yield Store(self._engine, self._clock, connection)

    def now(self) -> datetime:
        """The store's clock."""
        return self._clock()

    def save_regions(self, regions: Sequence[Region], author: str) -> int:
        """Store the workspace's own regions (villages, sub-districts, a training district)."""
        rows = [
            {
                "code": one.code,
                "name": one.name,
                "kind": str(one.kind),
                "parent": one.parent,
                "synthetic": one.synthetic,
            }
            for one in regions
        ]
        with writing(self._engine) as connection:
            return put(connection, tables.region, rows, self._signed(author, ""))

    def _put(
        self,
        case: Case,
        table: Table,
        rows: list[dict[str, Any]],
        author: str,
        reason: str,
        first: tuple[Table, list[dict[str, Any]]] | None = None,
    ) -> int:
        by = self._signed(author, reason)
        with writing(self._engine) as connection:
            if not _known(connection, case):
                put(connection, tables.case, [tables.key_of(case) | {"note_id": "", "note_en": ""}], by)
            if first:
                put(connection, *first, by)
            return put(connection, table, rows, by)

    def _require(self, case: Case, author: str, action: Action, stage: Stage | None = None) -> None:
        with reading(self._source) as connection:
            require(connection, case, author, action, stage)

    def _signed(self, author: str, reason: str) -> Signature:
        return Signature(author, self._clock(), reason)


def canonical(value: Json) -> str | None:
    """An answer's one written form, so that equal answers are equal text; None stays None."""
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _known(connection: Connection, case: Case) -> bool:
    return (
        connection.execute(select(tables.case.c.region).where(*tables.of_case(tables.case, case))).first() is not None
    )


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise KlaError(*faults)
