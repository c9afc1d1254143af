"""The far end of `planner.bench.process`: does one task and says so."""

from __future__ import annotations

import sys
from importlib import import_module
from multiprocessing.connection import Connection

from planner.bench.jobs import Job, Peak, Task
from planner.lifeline import end_with
from planner.memory import own_peak_mb


def main() -> None:
    """Do the task that comes over the connection whose handle is the first argument."""
    connection = Connection(int(sys.argv[1]))
    task: Task
    job: Job
    task, job = connection.recv()
    end_with(connection)
    # Imports are over before the contender's clock starts.
    import_module(task.value).run(job, connection.send)
    connection.send(Peak(own_peak_mb()))
    connection.close()
