"""Runs migrations in the transaction that `planner.store.migrate` holds."""

from __future__ import annotations

from alembic import context

from planner.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
