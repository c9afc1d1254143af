"""Stand-ins for `planner.engine.worker.work` that end as no worker should, each in a spawned process."""

from __future__ import annotations

import os
import signal
import struct
import time
from multiprocessing.connection import Connection

from buildout.decisions import Decisions
from planner.engine.progress import Point
from planner.engine.worker import Finished, Found, Request

PLAN = Decisions(open={("a", "2027Q1"): 1.0})
POINT = Point(seconds=0.5, what="dive", cost_musd=300.0, bound_musd=200.0)


def dies_without_a_word(connection: Connection, request: Request) -> None:
    """Crash as a solver library does, before anything was found."""
    os.kill(os.getpid(), signal.SIGSEGV)


def dies_in_a_message(connection: Connection, request: Request) -> None:
    """Send a plan, then crash in the middle of the next message."""
    connection.send(Found(POINT, PLAN))
    os.write(connection.fileno(), struct.pack("!i", 1000) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)


def never_returns(connection: Connection, request: Request) -> None:
    """Send a plan, then hang as a solver call may."""
    connection.send(Found(POINT, PLAN))
    time.sleep(3600.0)


def finds_and_never_prices(connection: Connection, request: Request) -> None:
    """End the search with a plan, then hang while the limits are priced."""
    connection.send(Found(POINT, PLAN))
    connection.send(Finished())
    time.sleep(3600.0)
