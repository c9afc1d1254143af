from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.explore.store import MANIFEST, read_family

COMMAND = (sys.executable, "-m", "planner", "alternatives", "tiny", "--count", "1", "--within", "0.05")
PATIENCE_SECONDS = 120.0


@pytest.mark.slow
def test_a_killed_family_goes_on_with_the_same_command(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "tiny-alternatives"
    silent = subprocess.DEVNULL
    first = subprocess.Popen(COMMAND, cwd=tmp_path, stdout=silent, stderr=silent)  # noqa: S603
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ((folder / MANIFEST).exists() and read_family(folder).members):
        assert first.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.kill()
    first.wait()
    (before,) = read_family(folder).members

    again = subprocess.run(  # noqa: S603
        COMMAND, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert again.returncode == 0, again.stderr
    assert "1 solved before" in again.stderr
    family = read_family(folder)
    assert family.members[0] == before
    assert len(family.members) == 2
    assert family.members[1].cost_usd <= 1.05 * before.cost_usd
    assert (folder / "alternatives.svg").exists()
