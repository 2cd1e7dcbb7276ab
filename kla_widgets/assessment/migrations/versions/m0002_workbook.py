"""Who answers which question, and who sits in the task force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _case_table(
        "assignment",
        "question",
        sa.Column("agencies", sa.Text, nullable=False),
        *_signed(),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    _case_table(
        "member",
        "id",
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        *_signed(),
    )


def _signed() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("author", sa.String(200), nullable=False), sa.Column("at", sa.String(32), nullable=False)


def _case_table(name: str, key: str, *rest: sa.Column[str] | sa.Column[int]) -> None:
    op.create_table(
        name,
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("instrument", sa.String(40), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column(key, sa.String(40), nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("region", "instrument", "cycle", key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["region", "instrument", "cycle"],
            ["case.region", "case.instrument", "case.cycle"],
            name=f"fk_{name}_case",
            ondelete="RESTRICT",
        ),
    )
