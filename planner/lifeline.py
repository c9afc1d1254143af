"""A process that ends when the one it works for does, however that ended: nobody is left to listen."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection, wait
from threading import Thread


def end_with(other: Connection | int) -> None:
    """End this process as soon as another one is gone, in the middle of a solver call if need be.

    A killed process cannot end what it started, and a solver may go minutes without a word that would fail
    to arrive. A thread waits instead: HiGHS does not hold Python's lock while it solves.

    Parameters
    ----------
    other
        What becomes ready once the other process is gone: its sentinel, or a connection over which it
        sends nothing more.
    """
    Thread(target=_end_after, args=(other,), daemon=True).start()


def _end_after(other: Connection | int) -> None:
    wait([other])
    # Not an exception: only the main thread would end, and only once its solver call returns.
    os._exit(1)
