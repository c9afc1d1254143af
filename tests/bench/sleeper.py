"""A stand-in for a contender, in a call that never returns."""

from __future__ import annotations

import os
import signal
import time
from enum import Enum

from planner.bench.jobs import Job, Message, Tell
from planner.bench.process import listen
from planner.engine.progress import Point
from tests.processes import below


class Stuck(Enum):
    """As `planner.bench.jobs.Task`: the module that does it."""

    TASK = "tests.bench.sleeper"


def run(job: Job, tell: Tell) -> None:
    tell(Point(0.0, "asleep", None, None))
    time.sleep(3600.0)


def die_while_it_works() -> None:
    """Listen to the stand-in, say which process it has, and die with no chance to end it."""

    def die(message: Message) -> None:
        print(*below(os.getpid()), flush=True)  # noqa: T201
        os.kill(os.getpid(), signal.SIGKILL)

    listen(Stuck.TASK, Job("tiny", 60.0, 0.0, 1), seconds=60.0, hear=die)
