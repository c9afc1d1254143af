"""The store: transactions on a database that is of today's schema, whichever kind it is."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from planner.problems import InputError, Problem
from planner.store import times
from planner.store.archive import Archive
from planner.store.migrate import HEAD, schema_version, upgrade
from planner.store.places import POSTGRESQL, StorePlace
from planner.store.problems import damaged, told

PATIENCE_SECONDS = 15.0
"""How long a transaction waits for another to end."""
_WRITERS = 0x706C616E
"""Key of the lock that writers take on PostgreSQL: one at a time, as on SQLite."""
_BEGIN = "planner_begin"
_RETRY_SECONDS = 0.05


@dataclass(frozen=True)
class Store:
    """A database and the archive beside it. It may be shared by threads, each in transactions of its own.

    Parameters
    ----------
    place
        Where both are.
    engine
        Connections to the database; other parts that keep tables of their own there may use it too.
    archive
        Folder of published runs.
    """

    place: StorePlace
    engine: Engine
    archive: Archive

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the database and changes nothing.

        Raises
        ------
        InputError, BusyError
            If the database refuses.
        """
        with (
            told(str(self.place)),
            self.engine.connect().execution_options(**{_BEGIN: "BEGIN"}) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that is done as a whole or not at all; there is one at a time.

        Raises
        ------
        InputError, BusyError
            If the database refuses.
        """
        with told(str(self.place)), self.engine.begin() as connection:
            _alone(connection)
            yield connection

    def check(self) -> None:
        """Check that the database is whole, as far as it can say: of SQLite every page and index is read.

        Raises
        ------
        InputError
            If it is damaged; the last good run folder is named.
        """
        if self.place.file is None:
            return
        try:
            with self.reading() as connection:
                said = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
        except InputError as error:
            raise self._with_last_good(error) from error
        if said != "ok":
            raise damaged(str(self.place), str(said), self.archive.last_good())

    def _with_last_good(self, error: InputError) -> InputError:
        last = self.archive.last_good()
        if last is None:
            return error
        fix = f"the last good run is {last}"
        return InputError([Problem(p.where, p.found, p.expected, f"{p.fix}; {fix}") for p in error.problems])


def open_store(
    place: StorePlace, *, create: bool = True, patience_seconds: float = PATIENCE_SECONDS
) -> Store:
    """Open a store, and bring its schema up to date.

    Parameters
    ----------
    create
        Whether to make a SQLite file that is not there.
    patience_seconds
        How long a transaction waits for another one.

    Raises
    ------
    InputError
        If there is no database, it is damaged, cannot be written, or is of a newer schema.
    BusyError
        If others keep it locked.
    """
    archive = Archive(place.archive)
    engine = _engine(place, patience_seconds)
    store = Store(place, engine, archive)
    _make_folder(place, create=create)
    try:
        _bring_up_to_date(store, patience_seconds)
    except InputError as error:
        raise store._with_last_good(error) from error
    return store


def _bring_up_to_date(store: Store, patience_seconds: float) -> None:
    where = str(store.place)
    if store.place.file is not None:
        with told(where):
            _write_ahead(store.engine, patience_seconds)
    # A look first: a database that can only be read can be read.
    with store.reading() as connection:
        version = schema_version(connection)
    if version != HEAD:
        with store.writing() as connection:
            upgrade(connection, where)


def clock(connection: Connection) -> datetime:
    """Return the time that all who share the database agree on: of the server, or of this machine."""
    if connection.dialect.name != POSTGRESQL:
        return times.now()
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def _engine(place: StorePlace, patience_seconds: float) -> Engine:
    milliseconds = int(1000 * patience_seconds)
    if place.file is None:
        waits = f"-c lock_timeout={milliseconds}"
        arguments = {"connect_timeout": max(1, int(patience_seconds)), "options": waits}
        try:
            return create_engine(place.url, connect_args=arguments, poolclass=NullPool)
        except ModuleNotFoundError as error:
            fix = "pip install 'buildout-planner[postgresql]'"
            raise InputError([Problem(str(place), str(error), "the driver of PostgreSQL", fix)]) from error
    engine = create_engine(place.url, connect_args={"timeout": patience_seconds}, poolclass=NullPool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    """Let `_begin_sqlite` begin transactions, not the driver, and make a commit outlive a power cut."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction that writes with the lock it needs: one that asks for it later may not wait."""
    begin = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")
    connection.exec_driver_sql(str(begin))


def _write_ahead(engine: Engine, patience_seconds: float) -> None:
    """Set SQLite's write-ahead log, so that readers and a writer do not wait for each other."""
    give_up = time.monotonic() + patience_seconds
    with engine.connect() as connection:
        cursor = connection.connection.cursor()  # of the driver: no transaction may be open
        try:
            while not _is_ahead(cursor, is_last_try=time.monotonic() > give_up):
                time.sleep(_RETRY_SECONDS)
        except sqlite3.DatabaseError as error:
            raise OperationalError("PRAGMA journal_mode", None, error) from error


def _is_ahead(cursor: DBAPICursor, *, is_last_try: bool) -> bool:
    """Return whether the log is set; not if another connection is at it, which SQLite does not wait for."""
    try:
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone() == ("wal",):
            return True
        cursor.execute("PRAGMA auto_vacuum=FULL")  # so that pruning gives room back; before the first table
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or is_last_try:
            raise
        return False
    return True


def _alone(connection: Connection) -> None:
    """Keep other writers out until the transaction ends; SQLite does so from its beginning."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))


def _make_folder(place: StorePlace, *, create: bool) -> None:
    file = place.file
    if file is None or file.exists():
        return
    if not create:
        fix = "solve a case, or record a run: planner runs add FOLDER; or name another with --database"
        raise InputError([Problem(str(file), "no file", "a database of the planner", fix)])
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fix = "name another with --database"
        raise InputError([Problem(str(file), str(error), "a folder for the database", fix)]) from error
