"""What a store holds, for reading: whole cases, and tidy tables of many with region codes as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, RowMapping, Select, Table, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.database import reading
from kla_widgets.assessment.journal import current, entries, moment
from kla_widgets.assessment.records import (
    Case,
    Entry,
    Evidence,
    Member,
    Reported,
    SavedAnswer,
    Statement,
    StatementKind,
)
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.values import read_value
from kla_widgets.regions.models import Region, RegionKind

if TYPE_CHECKING:
    import pandas as pd


class View:
    """The assessments of a database, for reading.

    Parameters
    ----------
    source : Engine or Connection
        A connection whose transaction has begun shows the database as it was then, whatever is written meanwhile.
    """

    def __init__(self, source: Engine | Connection) -> None:
        self._source = source

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, for the other modules of this room."""
        with reading(self._source) as connection:
            yield connection

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
        for row in self._rows(select(tables.case).where(*tables.of_case(tables.case, case))):
            return Text(id=row["note_id"], en=row["note_en"]) if row["note_id"] else None
        return None

    def answers(self, case: Case, stage: str) -> dict[str, SavedAnswer]:
        """The answers of a case at a stage, by question."""
        query = select(tables.answer).where(*tables.of_case(tables.answer, case), tables.answer.c.stage == stage)
        return {row["question"]: saved_answer(row) for row in self._rows(query)}

    def reported(self, case: Case, stage: str) -> dict[str, Reported]:
        """The points of a case at a stage that are known only as points, by target."""
        query = select(tables.reported).where(*tables.of_case(tables.reported, case), tables.reported.c.stage == stage)
        return {
            row["target"]: Reported(row["target"], row["points"], row["source"], row["note"])
            for row in self._rows(query)
        }

    def statements(self, case: Case) -> tuple[Statement, ...]:
        query = select(tables.statement).where(*tables.of_case(tables.statement, case)).order_by(tables.statement.c.id)
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
            .where(*tables.of_case(table, case))
            .order_by(table.c.question, table.c.kind, table.c.at)
        )
        if questions is not None:
            theirs = select(table.c.sha256).where(*tables.of_case(table, case), table.c.question.in_(questions))
            query = query.where(table.c.sha256.in_(theirs))
        fields = ("question", "kind", "sha256", "name", "size", "media_type", "caption", "year", "author")
        return tuple(
            Evidence(**{name: row[name] for name in fields}, at=moment(row["at"])) for row in self._rows(query)
        )

    def members(self, case: Case) -> tuple[Member, ...]:
        """The task force, in the order of its ids."""
        query = select(tables.member).where(*tables.of_case(tables.member, case)).order_by(tables.member.c.id)
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
            return current(connection, (*tables.SHARED, *tables.OF_CASE), region)

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


def saved_answer(row: RowMapping) -> SavedAnswer:
    """The answer in a row of the table."""
    return SavedAnswer(
        row["question"],
        None if row["value"] is None else read_value(row["value"]),
        row["note"],
        row["source"],
        row["author"],
        moment(row["at"]),
        row["revision"],
    )
