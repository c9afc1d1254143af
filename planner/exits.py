"""What exit codes mean, of the command line and of unattended work."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """0 and up: done, broken plan, bad input, no plan, not decided in time, busy, nothing changed, kept."""

    DONE = 0
    VIOLATIONS = 1
    BAD_INPUT = 2
    NO_PLAN = 3
    UNDECIDED = 4
    BUSY = 5
    NOTHING_CHANGED = 6
    KEPT = 7
