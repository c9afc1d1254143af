"""The command line: one file per command, each thin: parse, call, print.

The commands are imported when the program runs, not when this package is: a worker process imports
the program's main module again, and should not load what it does not need.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a problem with the input is a message and exit code 2, others at work 5."""
    from planner.cli.app import app
    from planner.exits import ExitCode
    from planner.problems import BusyError, InputError

    try:
        app()
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(ExitCode.BAD_INPUT)
    except BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(ExitCode.BUSY)
