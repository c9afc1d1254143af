"""What a process that is started here must not inherit."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import ModuleType


@contextmanager
def interrupt_blocked() -> Iterator[None]:
    """Keep Ctrl-C from a process that is started here: it inherits what is blocked, for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The tracker lifts the block as it starts itself; once it runs, it leaves it alone.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def main_hidden() -> Iterator[None]:
    """Keep a process that is started here from importing the program's main module again.

    The worker needs nothing of it, and a script without a main guard would start all over.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
