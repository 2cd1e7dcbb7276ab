"""The store: everything a workspace knows, each edit one committed transaction with a journal line.

Answers are checked against their question before they are stored; points never exceed the maximum of their target.
Tables for scoring come out as tidy DataFrames, with region codes as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Select, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.checks import answer_faults, evidence_faults, points_faults, statement_faults
from kla_widgets.assessment.database import open_database, reading, writing
from kla_widgets.assessment.journal import Signature, current, entries, moment, put, remove
from kla_widgets.assessment.people import Action, require
from kla_widgets.assessment.records import (
    Answer,
    Case,
    Entry,
    Evidence,
    Json,
    Member,
    Reported,
    SavedAnswer,
    Statement,
    StatementKind,
)
from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument, Stage
from kla_widgets.regions.models import Region, RegionKind

if TYPE_CHECKING:
    import pandas as pd

STATE_TABLES: tuple[Table, ...] = (
    tables.region,
    tables.case,
    tables.answer,
    tables.reported,
    tables.statement,
    tables.assignment,
    tables.member,
    tables.evidence_file,
    tables.evidence,
    tables.item,
)


class Store:
    """One database of assessments.

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
        self._source = view or engine
        self._clock = clock

    @classmethod
    def open(cls, url: URL) -> Store:
        return cls(open_database(url))

    def close(self) -> None:
        self._engine.dispose()

    # ---------------------------------------------------------------- writing

    def add_case(self, case: Case, note: Text | None, author: str) -> None:
        """Make an assessment known, with a note on the status of its numbers; without one, an earlier note stays."""
        row = _key(case) | {"note_id": note.id if note else "", "note_en": note.en if note else ""}
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
            _key(case)
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
            _key(case)
            | {"stage": stage, "target": one.target, "points": one.points, "source": one.source, "note": one.note}
            for one in points
        ]
        return self._put(case, tables.reported, rows, author, reason)

    def save_statements(self, case: Case, statements: Sequence[Statement], instrument: Instrument, author: str) -> int:
        """Store what sources say about the region of a case."""
        _refuse(statement_faults(case, statements, instrument))
        rows = [
            _key(case)
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
            _key(case)
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
        key = _key(case) | {"question": question, "kind": kind, "sha256": sha256}
        with writing(self._engine) as connection:
            require(connection, case, author, Action.EVIDENCE)
            return remove(connection, tables.evidence, key, self._signed(author, reason))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, for the other modules of this room."""
        with reading(self._source) as connection:
            yield connection

    @contextmanager
    def writing(self, case: Case, author: str, reason: str = "") -> Iterator[tuple[Connection, Signature]]:
        """One transaction on a case (made known if it is not yet), for the other modules of this room."""
        by = self._signed(author, reason)
        with writing(self._engine) as connection:
            if not _known(connection, case):
                put(connection, tables.case, [_key(case) | {"note_id": "", "note_en": ""}], by)
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
                put(connection, tables.case, [_key(case) | {"note_id": "", "note_en": ""}], by)
            if first:
                put(connection, *first, by)
            return put(connection, table, rows, by)

    def _require(self, case: Case, author: str, action: Action, stage: Stage | None = None) -> None:
        with reading(self._source) as connection:
            require(connection, case, author, action, stage)

    def _signed(self, author: str, reason: str) -> Signature:
        return Signature(author, self._clock(), reason)

    # ---------------------------------------------------------------- reading

    def cases(
        self, region: str | None = None, cycle: int | None = None, instrument: str | None = None
    ) -> tuple[Case, ...]:
        """The assessments that fit, sorted by cycle, region and instrument."""
        query = select(tables.case.c.region, tables.case.c.instrument, tables.case.c.cycle)
        for column, wanted in (("region", region), ("cycle", cycle), ("instrument", instrument)):
            if wanted is not None:
                query = query.where(tables.case.c[column] == wanted)
        found = (Case(row["region"], row["instrument"], row["cycle"]) for row in self._rows(query))
        return tuple(sorted(found, key=lambda case: (case.cycle, case.region, case.instrument)))

    def case_note(self, case: Case) -> Text | None:
        """The note on the status of the numbers of a case."""
        for row in self._rows(select(tables.case).where(*_of(tables.case, case))):
            return Text(id=row["note_id"], en=row["note_en"]) if row["note_id"] else None
        return None

    def answers(self, case: Case, stage: str) -> dict[str, SavedAnswer]:
        """The answers of a case at a stage, by question."""
        query = select(tables.answer).where(*_of(tables.answer, case), tables.answer.c.stage == stage)
        return {
            row["question"]: SavedAnswer(
                row["question"],
                None if row["value"] is None else json.loads(row["value"]),
                row["note"],
                row["source"],
                row["author"],
                moment(row["at"]),
                row["revision"],
            )
            for row in self._rows(query)
        }

    def reported(self, case: Case, stage: str) -> dict[str, Reported]:
        """The points of a case at a stage that are known only as points, by target."""
        query = select(tables.reported).where(*_of(tables.reported, case), tables.reported.c.stage == stage)
        return {
            row["target"]: Reported(row["target"], row["points"], row["source"], row["note"])
            for row in self._rows(query)
        }

    def statements(self, case: Case) -> tuple[Statement, ...]:
        query = select(tables.statement).where(*_of(tables.statement, case)).order_by(tables.statement.c.id)
        return tuple(
            Statement(
                row["id"], row["place"], StatementKind(row["kind"]), row["text_id"], row["text_en"], row["source"]
            )
            for row in self._rows(query)
        )

    def evidence(self, case: Case, questions: Iterable[str] | None = None) -> tuple[Evidence, ...]:
        """The attached files of a case, by question and kind.

        With questions, their files only, wherever in the case these are used.
        """
        table = tables.evidence
        query = (
            select(table, tables.evidence_file.c.size)
            .join_from(table, tables.evidence_file)
            .where(*_of(table, case))
            .order_by(table.c.question, table.c.kind, table.c.at)
        )
        if questions is not None:
            theirs = select(table.c.sha256).where(*_of(table, case), table.c.question.in_(questions))
            query = query.where(table.c.sha256.in_(theirs))
        fields = ("question", "kind", "sha256", "name", "size", "media_type", "caption", "year", "author")
        return tuple(
            Evidence(**{name: row[name] for name in fields}, at=moment(row["at"])) for row in self._rows(query)
        )

    def members(self, case: Case) -> tuple[Member, ...]:
        """The task force, in the order of its ids."""
        query = select(tables.member).where(*_of(tables.member, case)).order_by(tables.member.c.id)
        return tuple(Member(row["id"], row["agency"], row["name"], row["role"]) for row in self._rows(query))

    def own_regions(self, codes: Iterable[str] | None = None) -> tuple[Region, ...]:
        """The regions that this workspace added, or those of the codes among them."""
        query = select(tables.region).order_by(tables.region.c.code)
        if codes is not None:
            query = query.where(tables.region.c.code.in_(list(codes)))
        return tuple(
            Region(row["code"], row["name"], RegionKind(row["kind"]), row["parent"], row["synthetic"])
            for row in self._rows(query)
        )

    def answer_table(self, instrument: str, cycle: int, regions: Iterable[str] | None = None) -> pd.DataFrame:
        """Answers of many cases: columns region, stage, question, value (canonical JSON; notes alone left out)."""
        query = self._of_cycle(tables.answer, ("stage", "question", "value"), instrument, cycle, regions)
        return self._frame(query.where(tables.answer.c.value.is_not(None)))

    def reported_table(self, instrument: str, cycle: int, regions: Iterable[str] | None = None) -> pd.DataFrame:
        """Reported points of many cases: columns region, stage, target, points, source, note."""
        columns = ("stage", "target", "points", "source", "note")
        return self._frame(self._of_cycle(tables.reported, columns, instrument, cycle, regions))

    def evidence_table(self, instrument: str, cycle: int, regions: Iterable[str] | None = None) -> pd.DataFrame:
        """What is attached where in many cases: columns region, question, kind."""
        return self._frame(
            self._of_cycle(tables.evidence, ("question", "kind"), instrument, cycle, regions)
        ).drop_duplicates()

    def journal(self, region: str | None = None) -> tuple[Entry, ...]:
        """The journal from the beginning, of one region or of all."""
        with reading(self._source) as connection:
            return tuple(entries(connection, region))

    def state(self, region: str | None = None) -> dict[tuple[str, str], dict[str, Any]]:
        """Everything stored now, by (table, key): what a replay of the journal must give.

        With a region, only what belongs to its assessments.
        """
        with reading(self._source) as connection:
            return current(connection, STATE_TABLES, region)

    def _of_cycle(
        self, table: Table, columns: Sequence[str], instrument: str, cycle: int, regions: Iterable[str] | None
    ) -> Select[Any]:
        query = select(table.c.region, *(table.c[name] for name in columns))
        query = query.where(table.c.instrument == instrument, table.c.cycle == cycle)
        return query if regions is None else query.where(table.c.region.in_(sorted(set(regions))))

    def _frame(self, query: Select[Any]) -> pd.DataFrame:
        import pandas as pd  # late: slow, and much of what a workspace is opened for needs no tables

        columns = [column.name for column in query.selected_columns]
        with reading(self._source) as connection:
            return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=columns)

    def _rows(self, query: Select[Any]) -> list[Any]:
        with reading(self._source) as connection:
            return list(connection.execute(query).mappings())


def canonical(value: Json) -> str | None:
    """An answer's one written form, so that equal answers are equal text; None stays None."""
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _key(case: Case) -> dict[str, Any]:
    return {"region": case.region, "instrument": case.instrument, "cycle": case.cycle}


def _of(table: Table, case: Case) -> list[Any]:
    return [table.c[name] == value for name, value in _key(case).items()]


def _known(connection: Connection, case: Case) -> bool:
    return connection.execute(select(tables.case.c.region).where(*_of(tables.case, case))).first() is not None


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise KlaError(*faults)
