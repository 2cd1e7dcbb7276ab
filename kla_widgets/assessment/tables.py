"""The tables of the store. A change here needs a migration (``migrations/versions``); a test compares the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from kla_widgets.assessment.records import Case

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _case_key() -> tuple[Column[str], Column[str], Column[int]]:
    return (
        Column("region", String(20), primary_key=True),
        Column("instrument", String(40), primary_key=True),
        Column("cycle", Integer, primary_key=True),
    )


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["region", "instrument", "cycle"], ["case.region", "case.instrument", "case.cycle"], ondelete="RESTRICT"
    )


def _signed() -> tuple[Column[str], Column[str]]:
    return Column("author", String(200), nullable=False), Column("at", String(32), nullable=False)


region = Table(
    "region",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", String(20)),
    Column("synthetic", Boolean, nullable=False),
    *_signed(),
)

case = Table(
    "case",
    metadata,
    *_case_key(),
    Column("note_id", Text, nullable=False),
    Column("note_en", Text, nullable=False),
    *_signed(),
)

answer = Table(
    "answer",
    metadata,
    *_case_key(),
    Column("stage", String(40), primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("value", Text),
    Column("note", Text, nullable=False),
    Column("source", Text, nullable=False),
    *_signed(),
    Column("revision", Integer, nullable=False),
    _of_case(),
)

reported = Table(
    "reported",
    metadata,
    *_case_key(),
    Column("stage", String(40), primary_key=True),
    Column("target", String(40), primary_key=True),
    Column("points", Float, CheckConstraint("points >= 0", name="points"), nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    *_signed(),
    _of_case(),
)

statement = Table(
    "statement",
    metadata,
    *_case_key(),
    Column("id", String(40), primary_key=True),
    Column("place", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text_id", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("source", Text, nullable=False),
    *_signed(),
    _of_case(),
)

assignment = Table(
    "assignment",
    metadata,
    *_case_key(),
    Column("question", String(40), primary_key=True),
    Column("agencies", Text, nullable=False),
    *_signed(),
    Column("revision", Integer, nullable=False),
    _of_case(),
)

member = Table(
    "member",
    metadata,
    *_case_key(),
    Column("id", String(40), primary_key=True),
    Column("agency", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(200), nullable=False),
    *_signed(),
    _of_case(),
)

evidence_file = Table(
    "evidence_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    *_signed(),
)

evidence = Table(
    "evidence",
    metadata,
    *_case_key(),
    Column("question", String(40), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("sha256", String(64), ForeignKey("evidence_file.sha256"), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("caption", Text, nullable=False),
    Column("year", Integer),
    *_signed(),
    _of_case(),
)

item = Table(
    "item",
    metadata,
    *_case_key(),
    Column("kind", String(40), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("content", Text, nullable=False),
    *_signed(),
    Column("revision", Integer, nullable=False),
    _of_case(),
)
"""Records of other rooms (actions, rows of the RAD, decisions), each as JSON; see :mod:`.items`."""

journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("author", String(200), nullable=False),
    Column("table_name", String(40), nullable=False),
    Column("region", String(20)),
    Column("key", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("reason", Text, nullable=False),
    Index("ix_journal_key", "table_name", "key"),
    Index("ix_journal_region", "region"),
    sqlite_autoincrement=True,
)

OF_CASE: tuple[Table, ...] = (case, answer, reported, statement, assignment, member, item, evidence)
"""What belongs to one assessment: every row bears its key. In this order rows can be put in, and digests are taken."""
SHARED: tuple[Table, ...] = (region, evidence_file)
"""Rows that several assessments may use: own regions, and the sizes of evidence files."""


def key_of(case: Case) -> dict[str, Any]:
    """The columns by which every table of :data:`OF_CASE` names an assessment."""
    return {"region": case.region, "instrument": case.instrument, "cycle": case.cycle}


def of_case(table: Table, case: Case) -> list[ColumnElement[bool]]:
    """What the rows of an assessment fulfil."""
    return [table.c[name] == value for name, value in key_of(case).items()]
