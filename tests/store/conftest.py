"""Stores to test with, and two runs of one case to put into them."""

from __future__ import annotations

import pickle
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from buildout.inputs import Inputs
from planner import SolveOptions, solve
from planner.audit import AuditReport, audit
from planner.serial import sha256_of
from planner.store import Store, open_store, sound, store_place
from planner.store.places import ARCHIVE_VARIABLE, StorePlace
from tests.postgresql import Server

SQLITE = pytest.param("sqlite", marks=pytest.mark.xdist_group("store"))
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))
BOTH = (SQLITE, POSTGRESQL)


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder of `tiny`; not to be changed."""
    folder = tmp_path_factory.mktemp("first") / "tiny"
    solve("tiny", options=SolveOptions(threads=1, gap=0.0), out=folder)
    return folder


@pytest.fixture(scope="session")
def second_run(first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return another run of the same case, with the same plan; not to be changed."""
    return another(first_run, tmp_path_factory.mktemp("second") / "tiny")


@pytest.fixture(autouse=True, scope="session")
def audited_once() -> Iterator[None]:
    """Audit the same plan once: most runs here differ in their log alone. Killed processes do not."""
    reports: dict[str, AuditReport] = {}

    def once(inputs: Inputs, tables: dict[str, pd.DataFrame], cost_usd: float) -> AuditReport:
        key = sha256_of(pickle.dumps((inputs, tables, cost_usd)))
        if key not in reports:
            reports[key] = audit(inputs, tables, cost_usd)
        return reports[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "audit", once)
        yield


def another(run: Path, folder: Path, log: str = "solved again\n") -> Path:
    """Copy a run, with another log: it has another id, and is as sound."""
    shutil.copytree(run, folder)
    (folder / "log.txt").write_text(log, "utf-8")
    return folder


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StorePlace]:
    """Return where a new store is: once in SQLite, once in PostgreSQL."""
    environment = {ARCHIVE_VARIABLE: str(tmp_path / "published")}
    if request.param == "sqlite":
        yield store_place(str(tmp_path / "planner.db"), environment)
        return
    server: Server = request.getfixturevalue("postgresql")
    with new_database(server) as url:
        yield store_place(url, environment)


@pytest.fixture
def store(place: StorePlace) -> Store:
    """Open a new store: once in SQLite, once in PostgreSQL."""
    return open_store(place)


@contextmanager
def new_database(server: Server, template: str = "template1") -> Iterator[str]:
    """Make a database on a server, return its URL, and drop it at the end."""
    name = f"test_{secrets.token_hex(8)}"
    engine = create_engine(store_place(server.url()).url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield server.url(name)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
