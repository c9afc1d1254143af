"""What can be wrong with a store: one message each, with what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, OperationalError

from planner.problems import BusyError, InputError, Problem


class SupersededError(BusyError):
    """The plan to be replaced is no longer the current one."""


class LeaseLostError(BusyError):
    """A lease went to someone else, as its holder gave no sign of life."""


_BUSY = "busy for longer than it was waited for"
_READ_ONLY = "a database that can only be read"
_FULL = "a full disk"
_REFUSED = "a disk that refuses"
_CLOSED = "a database that cannot be opened"
_DAMAGED = "a damaged database"

_EXPECTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _READ_ONLY: ("one that can be written", "change its permissions, or name another with --database"),
        _FULL: (
            "room for what is recorded",
            "make room: planner runs prune drops what is not needed. Nothing of this was recorded",
        ),
        _REFUSED: (
            "a disk that reads and writes",
            "check room, quota and health of the disk. Nothing of this was recorded",
        ),
        _CLOSED: (
            "a file in a folder that can be written: SQLite keeps its log beside it",
            "change the permissions of both, copy them elsewhere, or name another with --database",
        ),
        _DAMAGED: (
            "a database of the planner, whole",
            "move it away, with its -wal and -shm, and put its backup there or publish again",
        ),
    }
)
_SQLITE: Mapping[int, str] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: _BUSY,
        sqlite3.SQLITE_LOCKED: _BUSY,
        sqlite3.SQLITE_READONLY: _READ_ONLY,
        sqlite3.SQLITE_FULL: _FULL,
        sqlite3.SQLITE_IOERR: _REFUSED,
        sqlite3.SQLITE_CANTOPEN: _CLOSED,
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: _DAMAGED,
    }
)
"""By primary result code."""
_POSTGRESQL: Mapping[str, str] = MappingProxyType(
    {
        "55P03": _BUSY,  # lock_not_available
        "57014": _BUSY,  # query_canceled, by statement_timeout
        "53300": _BUSY,  # too_many_connections
        "40001": _BUSY,  # serialization_failure
        "40P01": _BUSY,  # deadlock_detected
        "25006": _READ_ONLY,  # read_only_sql_transaction
        "42501": _READ_ONLY,  # insufficient_privilege
        "53100": _FULL,  # disk_full
        "XX001": _DAMAGED,  # data_corrupted
        "XX002": _DAMAGED,  # index_corrupted
    }
)
"""By SQLSTATE."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Say in the words of the planner what a database refuses.

    Raises
    ------
    InputError, BusyError
        In place of an error of the database.
    """
    try:
        yield
    except DBAPIError as error:
        found = _kind(error)
        if found is None and not isinstance(error, OperationalError):
            raise  # a mistake of the planner, not of the database
        raise _refusal(where, found, error) from error


def _refusal(where: str, found: str | None, error: DBAPIError) -> InputError | BusyError:
    if found == _BUSY:
        return BusyError(f"{where}: {_BUSY}; try again, or end the program that holds it")
    reason = _reason(error)
    if found is None:
        expected, fix = "a database that answers", "check the URL, and that its server or its folder is there"
        return InputError([Problem(where, reason, expected, fix)])
    expected, fix = _EXPECTED[found]
    return InputError([Problem(where, f"{found} ({reason})", expected, fix)])


def damaged(where: str, reason: str, last_good: str | None) -> InputError:
    """Return the error for a damaged database, with the last run folder that is whole."""
    expected, fix = _EXPECTED[_DAMAGED]
    kept = "no published run is kept beside it" if last_good is None else f"the last good run is {last_good}"
    return InputError([Problem(where, f"{_DAMAGED} ({reason})", expected, f"{fix}; {kept}")])


def newer(where: str, version: str, known: str) -> InputError:
    """Return the error for a database that a later planner has changed."""
    found, expected = f"schema {version}, made by a newer planner", f"schema {known} or earlier"
    return InputError(
        [Problem(where, found, expected, "install the newer planner, or name another database")]
    )


def _kind(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF)
    return _POSTGRESQL.get(getattr(error.orig, "sqlstate", None) or "")


def _reason(error: DBAPIError) -> str:
    """Return what the driver said, in one line and without the statement."""
    return " ".join(str(error.orig).split()) or type(error).__name__
