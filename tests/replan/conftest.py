"""The plan of `tiny`, published on the day of its case, and nights after it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner import SolveOptions, solve
from planner.cases import Case, load_case
from planner.plan import Run, read_run
from planner.replan.fact import FACT, Told
from planner.replan.move import Move, Moved

DAY = datetime.date(2026, 11, 24)
"""In the quarter in which the plan was made."""
LATER = datetime.date(2028, 11, 1)
"""2028Q4: two halls and the old chips of north are ordered, their power is not."""


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of the published plan; not to be changed."""
    folder = tmp_path_factory.mktemp("published") / "tiny"
    solve("tiny", options=SolveOptions(threads=1, gap=0.0), out=folder)
    return folder


@pytest.fixture(scope="session")
def published(published_folder: Path) -> Run:
    return read_run(published_folder)


@pytest.fixture(scope="session")
def case() -> Case:
    return load_case("tiny")


def told(where: str = "facts.yaml: facts.0", **said: object) -> Told:
    """Return a fact, seen on the day of the plan unless it says otherwise."""
    return Told(FACT.validate_python({"seen": DAY, **said}, strict=False), where)


def moved(case: Case, run: Run, *facts: Told, as_of: datetime.date = DAY, share: float = 0.2) -> Moved:
    """Return the case as it stands on a day."""
    return Move(case, run, as_of, share).with_facts(facts)
