"""Studies that are run: on real schedulers and workers, which are killed, and compared with serial solves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from distributed import Client

import planner
from planner.engine.options import SolveOptions
from planner.plan import read_run
from planner.problems import InputError
from planner.study.cluster import local_client, remote_client
from planner.study.read import load_study
from planner.study.results import Results
from planner.study.run import ClusterLostError, Step, StudyDone, run_study
from planner.study.scenario import Study
from planner.study.task import Status, package_versions

pytestmark = pytest.mark.filterwarnings("default")
"""Dask's own warnings at its end are not ours to mend."""
WAIT_SECONDS = 60.0
TEXT = """
study: s
case: tiny
solve: {gap: 0.0, seconds: 60}
scenarios:
  - {name: as it is, changes: {}}
  - {name: the same, changes: {sites.custom.north.max_halls: 5}}
  - {name: contradiction, changes: {policies.no_shortage: [edge], demand.rows.5.amount: 100}}
grids:
  - name: price
    axes: [{name: price, paths: [chips.custom.new.capex_usd_per_mw], factors: [0.8, 1.2]}]
"""


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dask until the end of the block."""
    program = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *arguments],
        env={**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait()


@contextmanager
def scheduler(folder: Path, port: int = 0) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a scheduler on loopback, and give its address."""
    told = folder / "scheduler.json"
    told.unlink(missing_ok=True)
    arguments = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
        "--dashboard-address",
        "127.0.0.1:0",
    ]
    with process("distributed.cli.dask_scheduler", *arguments, "--scheduler-file", str(told)) as program:
        until(lambda: told.exists() and told.read_text("utf-8").rstrip().endswith("}"))
        yield json.loads(told.read_text("utf-8"))["address"], program


@contextmanager
def worker(address: str, *more: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = ["--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--death-timeout", "60"]
    with process("distributed.cli.dask_worker", address, *arguments, *more, **environment) as program:
        yield program


def until(is_true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while not is_true():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)


def wait_for_workers(address: str, count: int) -> None:
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=WAIT_SECONDS)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    file = tmp_path / "s.yaml"
    file.write_text(TEXT, "utf-8")
    return load_study(file)


def costs(done: StudyDone) -> dict[str, float]:
    return {row["name"]: row["cost_usd"] for row in done.rows if row["status"] == Status.SOLVED}


def serial(study: Study) -> dict[str, float]:
    """Solve for every scenario in this process, without Dask."""
    found = {}
    for scenario in study.scenarios():
        try:
            case = planner.load_case("tiny", scenario.settings)
            found[scenario.name] = planner.solve(case, options=SolveOptions(gap=0.0, threads=1)).plan.cost_usd
        except planner.NoPlanError:
            continue
    return found


def listening(pids: set[int]) -> set[str]:
    """Return the addresses at which processes listen."""
    return {
        connection.laddr.ip
        for connection in psutil.net_connections("inet")
        if connection.pid in pids and connection.status == psutil.CONN_LISTEN
    }


def test_a_study_on_this_machine_is_the_serial_one_and_is_solved_once(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with local_client(2) as client:
        me = psutil.Process()
        assert listening({me.pid, *(child.pid for child in me.children(recursive=True))}) == {"127.0.0.1"}
        done = run_study(study, client, out)
        assert costs(done) == pytest.approx(serial(study), rel=1e-6)
        by_name = {row["name"]: row for row in done.rows}
        assert by_name["contradiction"]["status"] == Status.NO_PLAN
        assert by_name["contradiction"]["reason"]
        # Another scenario of the same inputs is not solved for.
        assert by_name["the same"]["key"] == by_name["as it is"]["key"]
        assert done.solved_now == 3
        again = run_study(study, client, out)
    assert again.solved_now == 0
    assert [row["cost_usd"] for row in again.rows] == [row["cost_usd"] for row in done.rows]
    key = by_name["as it is"]["key"]
    assert read_run(Results(out).place(key)).plan.input_sha256 == by_name["as it is"]["input_sha256"]


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing_but_time(study: Study, tmp_path: Path) -> None:
    with (
        scheduler(tmp_path) as (address, _),
        worker(address, "--no-nanny") as first,
        worker(address, "--no-nanny"),
    ):
        wait_for_workers(address, 2)
        with remote_client(address) as client:
            done = run_study(study, client, tmp_path / "out", tell=lambda _: first.kill())
    assert costs(done) == pytest.approx(serial(study), rel=1e-6)
    assert len(done.rows) == len(study)


@pytest.mark.slow
def test_a_scheduler_that_is_killed_stops_the_study_which_then_goes_on(study: Study, tmp_path: Path) -> None:
    out, kept = tmp_path / "out", []

    def kill_after_first(program: subprocess.Popen[bytes], step: Step) -> None:
        kept.append(step.row["name"])
        program.kill()

    with scheduler(tmp_path) as (address, program), worker(address):
        wait_for_workers(address, 1)
        with pytest.raises(ClusterLostError, match="goes on"), remote_client(address) as client:
            run_study(study, client, out, tell=lambda step: kill_after_first(program, step))
    solved = len(list((out / "runs").glob("*/*/plan.json")))
    assert solved >= 1
    with local_client(1) as client:
        done = run_study(study, client, out)
    assert done.solved_now <= 3 - solved
    assert costs(done) == pytest.approx(serial(study), rel=1e-6)


@pytest.mark.slow
def test_a_study_that_is_killed_goes_on(study: Study, tmp_path: Path) -> None:
    out, file = tmp_path / "out", tmp_path / "s.yaml"
    with process("planner", "study", str(file), "--workers", "1", "--out", str(out)) as program:
        until(lambda: any((out / "parts").glob("*.parquet")))
        below = psutil.Process(program.pid).children(recursive=True)
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        until(lambda: not any(child.is_running() and child.status() != "zombie" for child in below))
    with local_client(1) as client:
        done = run_study(study, client, out)
    assert done.solved_now < 3
    assert costs(done) == pytest.approx(serial(study), rel=1e-6)


def test_a_scheduler_that_is_not_there_is_said_within_ten_seconds() -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match="a Dask scheduler that answers"), remote_client("tcp://127.0.0.1:9"):
        pass
    assert time.monotonic() - started < 10


@pytest.mark.slow
def test_workers_of_another_version_are_refused_with_both(tmp_path: Path) -> None:
    metadata = tmp_path / "other" / "highspy-0.0.1.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: highspy\nVersion: 0.0.1\n", "utf-8")
    # It comes first on the worker's path, so that it finds another version installed than there is here.
    other = str(metadata.parent.parent)
    with scheduler(tmp_path) as (address, _), worker(address, PYTHONPATH=other):
        wait_for_workers(address, 1)
        with pytest.raises(InputError) as caught, remote_client(address):
            pass
    assert "highspy 0.0.1" in str(caught.value)
    assert f"highspy {package_versions()['highspy']}" in str(caught.value)


@pytest.mark.slow
def test_workers_that_cannot_start_a_solver_are_refused(tmp_path: Path) -> None:
    with scheduler(tmp_path) as (address, _), worker(address, DASK_DISTRIBUTED__WORKER__DAEMON="True"):
        wait_for_workers(address, 1)
        with (
            pytest.raises(InputError, match="DASK_DISTRIBUTED__WORKER__DAEMON=False"),
            remote_client(address),
        ):
            pass
