"""What the command line's exit codes mean."""

from planner.exits import ExitCode

__all__ = ["ExitCode"]
