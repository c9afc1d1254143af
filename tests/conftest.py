"""Fixtures that tests of several parts share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.killing import Killer
from tests.postgresql import NEEDED, NoServerError, Server, running_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Run a PostgreSQL server; put its tests into the xdist group ``postgresql``, so that there is one."""
    try:
        with running_server() as server:
            yield server
    except NoServerError as error:
        if os.environ.get(NEEDED):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def killer() -> Killer:
    """Return what kills a program at any of its steps (`tests.killing`)."""
    return Killer()
