"""A PostgreSQL server of the tests' own: on loopback, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = "PLANNER_TESTS_NEED_POSTGRESQL"
"""Variable that makes a missing server a failure, and not a reason to skip."""
UNPRIVILEGED = ("postgres", "nobody")
"""Users that may run a server where the tests run as root, which the server refuses."""
MOST_SECONDS = 60.0
SETTINGS = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=40 -c shared_buffers=16MB"


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Parameters
    ----------
    port
        On loopback.
    password
        Of its one user, planner.
    """

    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://planner:{self.password}@127.0.0.1:{self.port}/{database}"


class NoServerError(RuntimeError):
    """There is no server to start; the message says why."""


@contextmanager
def running_server() -> Iterator[Server]:
    """Make a cluster, run its server, and delete both.

    Raises
    ------
    NoServerError
        If the programs are not here, or nobody is who may run them.
    """
    programs = _programs()
    user = _user()
    # Not pytest's own temporary folder, which only the user of the tests may enter.
    with tempfile.TemporaryDirectory(prefix="planner-postgresql-") as name:
        folder = Path(name)
        server = Server(_free_port(), secrets.token_hex(8))
        password = folder / "password"
        password.write_text(server.password, "ascii")
        if user is not None:
            shutil.chown(folder, user)
            shutil.chown(password, user)
        cluster = folder / "cluster"
        asked = ("--username=planner", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
        _run(user, folder, programs / "initdb", "-D", cluster, f"--pwfile={password}", *asked)
        control = (programs / "pg_ctl", "-D", cluster, "-w", "-t", "30")
        options = f"-p {server.port} -k {folder} {SETTINGS}"
        _run(user, folder, *control, "-l", folder / "log", "-o", options, "start")
        try:
            yield server
        finally:
            _run(user, folder, *control, "-m", "immediate", "stop")


def _programs() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        raise NoServerError("no PostgreSQL server is installed: .ci/install-postgresql does it on Debian")
    return installed[-1].parent


def _user() -> str | None:
    """Return the user that runs the server; None for the one that asks."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise NoServerError("a PostgreSQL server does not run as root, and there is no other user to run it")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(user: str | None, folder: Path, *command: object) -> None:
    words = [str(word) for word in command]
    # A file, as the server keeps what it inherits open for as long as it runs.
    with (folder / "output").open("a+") as output:
        done = subprocess.run(  # noqa: S603
            words, cwd=folder, user=user, stdout=output, stderr=output, timeout=MOST_SECONDS, check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{words[0]} ended with {done.returncode}:\n{output.read()}")
