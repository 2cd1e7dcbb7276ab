"""How Alembic runs a migration: on the connection that :mod:`kla_widgets.assessment.database` hands over."""

from __future__ import annotations

from alembic import context

from kla_widgets.assessment.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
