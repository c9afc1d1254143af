from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from planner.explore.store import MANIFEST, read_family

COMMAND = (sys.executable, "-m", "planner", "vendors", "tiny", "--gap", "0", "--mix", "at-most:Bolt:0.5")
PATIENCE_SECONDS = 180.0


@pytest.mark.slow
def test_a_killed_study_goes_on_with_the_same_command(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "tiny-vendors"
    silent = subprocess.DEVNULL
    first = subprocess.Popen(COMMAND, cwd=tmp_path, stdout=silent, stderr=silent)  # noqa: S603
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ((folder / MANIFEST).exists() and len(read_family(folder).members) > 1):
        assert first.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.kill()
    first.wait()
    before = read_family(folder).members

    again = subprocess.run(  # noqa: S603
        COMMAND, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert again.returncode == 0, again.stderr
    assert f"{len(before)} solved before" in again.stderr
    assert "at most 50 % Bolt" in again.stdout
    family = read_family(folder)
    assert family.members[: len(before)] == before
    assert all(member.audit.endswith("all hold") for member in family.members)
    mixes = pd.read_parquet(folder / "mixes.parquet")
    spend = pd.read_parquet(folder / "spend.parquet")
    mw = spend[spend["mix"] == "at-most:Bolt:0.5"].groupby("vendor")["it_mw"].sum()
    assert mw["Bolt"] / mw.sum() <= 0.5 + 1e-9
    assert mixes["cost_usd"].is_monotonic_increasing
    exposure = pd.read_parquet(folder / "exposure.parquet")
    assert len(exposure) == 4
    assert (exposure["more_usd"] > 0).all()
    assert set(pd.read_parquet(folder / "breakeven.parquet")["mix"]) == set(mixes["mix"])
