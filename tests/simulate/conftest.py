"""Two simulated nights of `tiny` in both series: stopped after the first, and gone on with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from planner import SolveOptions, solve
from planner.cases import Case, load_case
from planner.replan.options import Guards, ReplanOptions
from planner.simulate.rates import Rates
from planner.simulate.record import NightRecord, Review
from planner.simulate.series import Scenario
from planner.simulate.simulate import simulate

OPTIONS = ReplanOptions(
    solve=SolveOptions(gap=0.0, threads=1, prices=False), guards=Guards(0.3, 1.0), tests=0
)
SEED, DAYS = 7, 110


@pytest.fixture(scope="session")
def case() -> Case:
    return load_case("tiny")


@pytest.fixture(scope="session")
def first_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of a plan of `tiny`; not to be changed."""
    folder = tmp_path_factory.mktemp("first") / "tiny"
    solve("tiny", options=SolveOptions(threads=1, gap=0.0), out=folder)
    return folder


def scenario(case: Case, nights: int, seed: int = SEED, review: Review = Review.ACCEPT) -> Scenario:
    # Much happens, so that few nights show something.
    rates = Rates(prices_per_year=1e4, supplies_per_year=1e4, price_spread=0.2)
    return Scenario(case, nights, seed, DAYS, review, rates)


@dataclass(frozen=True)
class Simulated:
    """A simulation, and its records when it was stopped after a night and when it was whole."""

    folder: Path
    at_first: list[NightRecord]
    records: list[NightRecord]


@pytest.fixture(scope="session")
def simulated(case: Case, first_plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Return the simulation; what changes it is to work on a copy."""
    folder = tmp_path_factory.mktemp("simulated")
    at_first = list(simulate(folder, scenario(case, 1), OPTIONS, first=first_plan))
    return Simulated(folder, at_first, list(simulate(folder, scenario(case, 2), OPTIONS, first=first_plan)))
