"""Where the store is: a SQLite file or a PostgreSQL server, and the folder of published runs beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from planner.problems import InputError, Problem

DATABASE_VARIABLE = "PLANNER_DATABASE"
ARCHIVE_VARIABLE = "PLANNER_ARCHIVE"
REPORTS = Path("reports")
DEFAULT_FILE = REPORTS / "planner.db"
ARCHIVE_ENDING = ".published"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class StorePlace:
    """A database, and the folder that keeps published runs.

    Parameters
    ----------
    url
        The database, with its driver.
    archive
        Folder of published runs; it need not exist.
    """

    url: URL
    archive: Path

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        if self.url.get_backend_name() != SQLITE or self.url.database is None:
            return None
        return Path(self.url.database.removeprefix("file:"))

    def __str__(self) -> str:
        """Return the place without its password."""
        return str(self.file) if self.file is not None else self.url.render_as_string(hide_password=True)


def store_place(named: str | None = None, environment: Mapping[str, str] = os.environ) -> StorePlace:
    """Return where the store is.

    Parameters
    ----------
    named
        URL or file of the database, as a user names it. Where it is None, ``PLANNER_DATABASE`` says, and
        then it is ``reports/planner.db``.
    environment
        Where the variables are looked up. ``PLANNER_ARCHIVE`` names the folder of published runs; it is
        beside a file, and ``reports/planner.published`` for a server.

    Raises
    ------
    InputError
        If it is no URL of SQLite or PostgreSQL.
    """
    text = named or environment.get(DATABASE_VARIABLE) or str(DEFAULT_FILE)
    url = _url(text)
    file = StorePlace(url, Path()).file
    archive = environment.get(ARCHIVE_VARIABLE)
    if archive:
        return StorePlace(url, Path(archive))
    return StorePlace(url, (file or DEFAULT_FILE).with_suffix(ARCHIVE_ENDING))


def _url(text: str) -> URL:
    if "://" not in text:
        return URL.create(SQLITE, database=text)
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        raise _unusable("a URL that cannot be read") from error
    backend = url.get_backend_name()
    if backend == POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if backend != SQLITE:
        raise _unusable(f"a database of kind {backend}")
    if not url.database or url.database == ":memory:":
        raise _unusable("a database in memory, gone when the command ends")
    return url


def _unusable(found: str) -> InputError:
    # Not the text itself: it may hold a password.
    expected = "a file, sqlite:///FILE or postgresql://USER@HOST/NAME"
    return InputError([Problem("--database", found, expected, "name another one")])
