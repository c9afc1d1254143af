"""The whole command in processes of its own: stopped by Ctrl-C, gone on with, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.explore.store import read_family

RANGES = ("--range", "finance.wacc=0.05:0.2", "--range", "finance.mean_load_factor=0.5:0.9")
COMMAND = (sys.executable, "-m", "planner", "tornado", "tiny", "--top", "0", "--gap", "0", *RANGES)


def start(folder: Path) -> subprocess.Popen[str]:
    command = [*COMMAND, "--out", str(folder), "--workers", "1"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)  # noqa: S603


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_there_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "family"
    stopped = start(folder)
    assert stopped.stderr is not None
    for line in stopped.stderr:
        if line.startswith("1 of 4"):
            break
    os.killpg(stopped.pid, signal.SIGINT)
    out, err = stopped.communicate(timeout=120)
    assert (stopped.returncode, "Traceback" in err) == (0, False), err
    assert "the same command goes on from here" in out
    assert len(read_family(folder).members) == 2
    assert "not solved yet" in (folder / "summary.md").read_text()

    finished = start(folder)
    out, err = finished.communicate(timeout=300)
    assert finished.returncode == 0, err
    assert "Solving 3 of 4 ends" in err
    assert len(read_family(folder).members) == 5
    assert "finance.wacc *" in out
