"""Records of plans and reviews beside the answers of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "item",
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("instrument", sa.String(40), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("region", "instrument", "cycle", "kind", "id", name="pk_item"),
        sa.ForeignKeyConstraint(
            ["region", "instrument", "cycle"],
            ["case.region", "case.instrument", "case.cycle"],
            name="fk_item_case",
            ondelete="RESTRICT",
        ),
    )
