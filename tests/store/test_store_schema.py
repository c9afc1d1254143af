"""The schema is that of the migrations, on both kinds of database, whoever makes it first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from planner.problems import InputError
from planner.store import Store, find_runs, open_store, store_place
from planner.store.migrate import HEAD, MIGRATIONS
from planner.store.places import ARCHIVE_VARIABLE, DATABASE_VARIABLE, StorePlace
from planner.store.schema import METADATA


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert set(METADATA.tables) | {"alembic_version"} == set(inspect(connection).get_table_names())


def test_the_last_migration_is_the_one_a_database_is_brought_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_many_may_open_a_new_database_at_once(place: StorePlace) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(place), range(4)))
    assert [find_runs(store) for store in stores] == [()] * 4


def test_a_newer_schema_is_refused(place: StorePlace) -> None:
    store = open_store(place)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="schema 9999, made by a newer planner, expected schema 0001"):
        open_store(place)


def test_sqlite_writes_ahead_and_outlives_a_power_cut(tmp_path: Path) -> None:
    store = open_store(store_place(str(tmp_path / "planner.db")))
    with store.reading() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "auto_vacuum")
        assert [connection.execute(text(f"PRAGMA {name}")).scalar() for name in asked] == ["wal", 2, 1, 1]


@pytest.mark.parametrize(
    ("named", "environment", "url", "archive"),
    [
        (None, {}, "sqlite:///reports/planner.db", "reports/planner.published"),
        (None, {DATABASE_VARIABLE: "/a/b.db"}, "sqlite:////a/b.db", "/a/b.published"),
        ("c.db", {DATABASE_VARIABLE: "/a/b.db"}, "sqlite:///c.db", "c.published"),
        ("sqlite:///c.db", {ARCHIVE_VARIABLE: "/keep"}, "sqlite:///c.db", "/keep"),
        ("postgres://me@host/plans", {}, "postgresql+psycopg://me@host/plans", "reports/planner.published"),
        ("postgresql://host/plans", {}, "postgresql+psycopg://host/plans", "reports/planner.published"),
    ],
)
def test_where_a_store_is(named: str | None, environment: dict[str, str], url: str, archive: str) -> None:
    place = store_place(named, environment)
    assert place.url.render_as_string() == url
    assert place.archive == Path(archive)


@pytest.mark.parametrize(
    "named", ["sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/plans", "x://", "://"]
)
def test_what_is_no_store_is_refused(named: str) -> None:
    with pytest.raises(InputError, match="sqlite:///FILE or postgresql://USER@HOST/NAME") as told:
        store_place(named, {})
    assert "secret" not in str(told.value)
