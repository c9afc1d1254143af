"""Re-plans every night, unattended: when, how often they are tried, how they go, and who is told."""

from planner.nightly.daily import Daily, next_after
from planner.nightly.heartbeat import heartbeat_file
from planner.nightly.logs import log_as_json
from planner.nightly.night import Limits, Task
from planner.nightly.service import serve
from planner.nightly.status import Status, status_of

__all__ = [
    "Daily",
    "Limits",
    "Status",
    "Task",
    "heartbeat_file",
    "log_as_json",
    "next_after",
    "serve",
    "status_of",
]
