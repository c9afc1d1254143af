"""Leases: one at a time may publish for a case, and whoever dies or hangs does not keep the others out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from planner.problems import BusyError, InputError
from planner.store.problems import LeaseLostError
from planner.store.process import ProcessId, is_gone, this_process
from planner.store.schema import LEASES
from planner.store.store import Store, clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lease:
    """The right to publish for a case, until it is given back or lost.

    Parameters
    ----------
    case_id
        The case.
    token
        Tells this lease from any other.
    """

    case_id: str
    token: str


@dataclass(frozen=True)
class Holder:
    """Who has a lease.

    Parameters
    ----------
    case_id
        The case.
    process
        Its holder.
    taken_at, heartbeat_at
        When it was taken, and the last sign of life.
    """

    case_id: str
    process: ProcessId
    taken_at: datetime
    heartbeat_at: datetime

    def __str__(self) -> str:
        """Return who it is, for people."""
        since = f"{self.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"process {self.process.pid} on {self.process.host}, since {since}"


@dataclass(frozen=True)
class LeaseTimes:
    """How holders of leases are seen to live.

    Parameters
    ----------
    beat_seconds
        Between two signs of life.
    stale_seconds
        Without one, until another may take the lease. A holder that is known to be gone is not waited for.
    """

    beat_seconds: float = 10.0
    stale_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not 0 < self.beat_seconds < self.stale_seconds:
            raise ValueError(f"{self} leaves a holder no time for a sign of life")


DEFAULT_TIMES = LeaseTimes()


@contextmanager
def lease(store: Store, case_id: str, times: LeaseTimes = DEFAULT_TIMES) -> Iterator[Lease]:
    """Hold the lease of a case, with a sign of life now and then from a thread of its own.

    Raises
    ------
    BusyError
        If another holds it, or the database is locked.
    InputError
        If the database refuses.
    """
    held = take(store, case_id, times)
    done = Event()
    beating = Thread(target=_beat, args=(store, held, times, done), name=f"lease of {case_id}", daemon=True)
    beating.start()
    try:
        yield held
    finally:
        done.set()
        beating.join()
        give_back(store, held)


def take(store: Store, case_id: str, times: LeaseTimes = DEFAULT_TIMES) -> Lease:
    """Take the lease of a case, also from a holder that is gone or gave no sign of life for too long.

    Raises
    ------
    BusyError
        If another holds it, or the database is locked.
    InputError
        If the database refuses.
    """
    with store.writing() as connection:
        now = clock(connection)
        row = connection.execute(select(LEASES).where(LEASES.c.case_id == case_id)).one_or_none()
        if row is not None:
            _take_from(_holder(row), now, times)
            connection.execute(delete(LEASES).where(LEASES.c.case_id == case_id))
        token, process = secrets.token_hex(16), this_process()
        connection.execute(
            insert(LEASES).values(
                case_id=case_id,
                token=token,
                host=process.host,
                machine=process.machine,
                pid=process.pid,
                process_started=process.started,
                taken_at=now,
                heartbeat_at=now,
            )
        )
    return Lease(case_id, token)


def give_back(store: Store, held: Lease) -> None:
    """Give a lease back; one that is lost already is no matter.

    A database that refuses is no matter either: the next one sees that this process is gone, or waits.
    """
    try:
        with store.writing() as connection:
            connection.execute(delete(LEASES).where(LEASES.c.token == held.token))
    except (InputError, BusyError) as error:
        log.warning("the lease of %s is not given back: %s", held.case_id, error)


def check_held(connection: Connection, held: Lease) -> None:
    """Check within a transaction of a writer that a lease still holds: none can be lost before its end.

    Raises
    ------
    LeaseLostError
        If it does not.
    """
    if connection.scalar(select(LEASES.c.case_id).where(LEASES.c.token == held.token)) is None:
        raise LeaseLostError(
            f"{held.case_id}: another took over, as this process gave no sign of life for too long"
        )


def holders(store: Store) -> tuple[Holder, ...]:
    """Return who holds a lease, also those that are gone and that nobody took it from yet.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    with store.reading() as connection:
        return tuple(map(_holder, connection.execute(select(LEASES).order_by(LEASES.c.case_id)).all()))


def beat(store: Store, held: Lease) -> bool:
    """Give a sign of life; return whether the lease still holds.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    with store.writing() as connection:
        mine = LEASES.c.token == held.token
        return bool(
            connection.execute(update(LEASES).where(mine).values(heartbeat_at=clock(connection))).rowcount
        )


def _beat(store: Store, held: Lease, times: LeaseTimes, done: Event) -> None:
    while not done.wait(times.beat_seconds):
        try:
            if not beat(store, held):
                log.warning("the lease of %s is lost to another", held.case_id)
                return
        except (InputError, BusyError) as error:
            # The next one may succeed; if none does, publishing is refused.
            log.warning("no sign of life for the lease of %s: %s", held.case_id, error)


def _take_from(holder: Holder, now: datetime, times: LeaseTimes) -> None:
    silent = now - holder.heartbeat_at
    if is_gone(holder.process):
        log.warning("the lease of %s is taken from a process that is gone: %s", holder.case_id, holder)
    elif silent > timedelta(seconds=times.stale_seconds):
        log.warning("the lease of %s is taken: no sign of life from %s", holder.case_id, holder)
    else:
        raise BusyError(f"{holder.case_id}: at work is {holder}; wait until it ends, or end it")


def _holder(row: Row[Any]) -> Holder:
    process = ProcessId(row.host, row.machine, row.pid, row.process_started)
    return Holder(row.case_id, process, row.taken_at, row.heartbeat_at)
