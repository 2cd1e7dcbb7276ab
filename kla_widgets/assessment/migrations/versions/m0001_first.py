"""The first schema: cases, answers, reported points, statements, evidence, own regions, journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPEND_ONLY = "CREATE TRIGGER journal_no_{verb} BEFORE {verb} ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END"


def upgrade() -> None:
    op.create_table(
        "region",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("parent", sa.String(20)),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("code", name="pk_region"),
    )
    op.create_table(
        "case",
        *_case_key(),
        sa.Column("note_id", sa.Text, nullable=False),
        sa.Column("note_en", sa.Text, nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("region", "instrument", "cycle", name="pk_case"),
    )
    _case_table(
        "answer",
        ("stage", "question"),
        sa.Column("value", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        *_signed(),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    _case_table(
        "reported",
        ("stage", "target"),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        *_signed(),
        sa.CheckConstraint("points >= 0", name="ck_reported_points"),
    )
    _case_table(
        "statement",
        ("id",),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text_id", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        *_signed(),
    )
    op.create_table(
        "evidence_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_file"),
    )
    _case_table(
        "evidence",
        ("question", "kind", "sha256"),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("caption", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        *_signed(),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_file.sha256"], name="fk_evidence_evidence_file"),
    )
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("region", sa.String(20)),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_journal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_key", "journal", ["table_name", "key"])
    op.create_index("ix_journal_region", "journal", ["region"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_APPEND_ONLY.format(verb=verb))


def _case_key() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("instrument", sa.String(40), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
    )


def _signed() -> tuple[sa.Column[str], ...]:
    return sa.Column("author", sa.String(200), nullable=False), sa.Column("at", sa.String(32), nullable=False)


def _case_table(name: str, key: tuple[str, ...], *rest: sa.schema.SchemaItem) -> None:
    """A table whose rows belong to a case."""
    lengths = {"sha256": 64}
    op.create_table(
        name,
        *_case_key(),
        *(sa.Column(column, sa.String(lengths.get(column, 40)), nullable=False) for column in key),
        *rest,
        sa.PrimaryKeyConstraint("region", "instrument", "cycle", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["region", "instrument", "cycle"],
            ["case.region", "case.instrument", "case.cycle"],
            name=f"fk_{name}_case",
            ondelete="RESTRICT",
        ),
    )
