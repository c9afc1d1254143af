"""Where a study is solved: an embedded cluster, or any Dask scheduler by its address."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from planner.problems import InputError, Problem
from planner.study.task import may_have_children, package_versions

CONNECT_SECONDS = 8.0
LOOPBACK = "127.0.0.1"
LOCAL = "local"


@dataclass(frozen=True)
class Tls:
    """Certificates for a scheduler that speaks TLS."""

    ca_file: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def security(self) -> Security | None:
        """Return what Dask makes of them; None where none is given."""
        given = {"tls_ca_file": self.ca_file, "tls_client_cert": self.cert, "tls_client_key": self.key}
        files = {name: str(path) for name, path in given.items() if path is not None}
        return Security(require_encryption=True, **files) if files else None


@contextmanager
def local_client(workers: int, memory_mb: float | None = None) -> Iterator[Client]:
    """Give a client of an embedded cluster of spawned workers, one thread each, on loopback alone.

    Parameters
    ----------
    workers
        Solves at a time.
    memory_mb
        Most that a worker itself may hold; its solver is limited by the options of the solve.
    """
    settings = {
        # A worker starts a solver, which a daemonic process may not.
        "distributed.worker.daemon": False,
        "distributed.worker.multiprocessing-method": "spawn",
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            dashboard_address=None,
            memory_limit="auto" if memory_mb is None else int(memory_mb * 1e6),
            silence_logs=logging.ERROR,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def remote_client(address: str, tls: Tls | None = None) -> Iterator[Client]:
    """Give a client of a scheduler that runs already, its workers checked.

    Raises
    ------
    InputError
        If it cannot be reached in time, has no workers, or they differ from this machine.
    """
    try:
        security = None if tls is None else tls.security()
        client = Client(address, timeout=CONNECT_SECONDS, security=security, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        expected = f"a Dask scheduler that answers within {CONNECT_SECONDS:g} s"
        fix = "check the address (tcp://host:port, or tls://), the network and the certificates"
        found = f"{address}: {' '.join(str(error).split()) or type(error).__name__}"
        raise InputError([Problem("--cluster", found, expected, fix)]) from error
    with client:
        check_workers(client)
        yield client


def check_workers(client: Client) -> None:
    """Check that workers can do what is asked of them.

    Raises
    ------
    InputError
        If there are none, their packages have other versions, or they cannot start a solver.
    """
    workers = list(client.scheduler_info(n_workers=-1)["workers"])
    if not workers:
        fix = "start some with `dask worker ADDRESS --nthreads 1`"
        raise InputError([Problem("--cluster", "no worker", "at least one", fix)])
    problems: list[Problem] = []
    theirs = client.run(package_versions, on_error="return")
    for worker, found in theirs.items():
        problems += _differences(worker, found)
    if problems:
        raise InputError(problems)
    for worker, may in client.run(may_have_children).items():
        if not may:
            expected, fix = (
                "one that may start a solver",
                "start it with DASK_DISTRIBUTED__WORKER__DAEMON=False",
            )
            problems.append(Problem(f"worker {worker}", "a daemonic process", expected, fix))
    if problems:
        raise InputError(problems)


def _differences(worker: str, theirs: Mapping[str, str] | Exception) -> Iterator[Problem]:
    where = f"worker {worker}"
    if isinstance(theirs, Exception):
        fix = "install the planner of this machine there"
        yield Problem(where, " ".join(str(theirs).split()), "a worker with this planner", fix)
        return
    for name, ours in package_versions().items():
        if theirs.get(name) != ours:
            fix = "install the same version in both places"
            yield Problem(where, f"{name} {theirs.get(name, 'missing')}", f"{name} {ours}, as here", fix)
