"""The schema of a database: which it is, and how it becomes that of this planner."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from planner.store.problems import newer

HEAD = "0001"
"""The last migration, so that a database of today's schema opens without loading Alembic."""
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


def schema_version(connection: Connection) -> str | None:
    """Return the last migration that a database has seen; None for a new one."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608
    return None if found is None else str(found)


def upgrade(connection: Connection, where: str) -> None:
    """Bring a database to the schema of this planner, within the transaction of a writer.

    Parameters
    ----------
    where
        The database, in messages.

    Raises
    ------
    InputError
        If its schema is newer.
    """
    # Two planners may open a new database at once: the other may have done it before this transaction.
    version = schema_version(connection)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise newer(where, version, HEAD)
    command.upgrade(config, HEAD)
