"""The command line as a user has it: a process with a standard output, an error output and an exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PLANNER = (sys.executable, "-c", "from planner.cli import main; main()")
MOST_SECONDS = 120.0


def planner(*args: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder to its end."""
    command = [*PLANNER, *map(str, args)]
    return subprocess.run(  # noqa: S603
        command, cwd=folder, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
    )


def started(*args: str | Path, folder: Path) -> subprocess.Popen[str]:
    """Start a command in a folder, as the leader of a group: what a terminal sends Ctrl-C to."""
    command = [*PLANNER, *map(str, args)]
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
