"""The exponent of growth and its standard error, worked out by hand."""

from __future__ import annotations

import math

import pytest

from planner.bench.growth import growth_of
from planner.bench.history import History
from planner.bench.jobs import Contender
from planner.bench.machine import Machine
from planner.bench.process import Fate
from planner.bench.results import CaseResult, Run, Settings
from planner.bench.scaling import fit_exponent
from planner.cli.bench_tables import show_results
from planner.engine.progress import Point


def test_a_power_law_is_found() -> None:
    fit = fit_exponent([20, 40, 80], [3 * 20**1.5, 3 * 40**1.5, 3 * 80**1.5])
    assert fit is not None
    assert fit.exponent == pytest.approx(1.5)
    assert fit.standard_error == pytest.approx(0.0, abs=1e-12)


def test_a_power_law_with_an_error() -> None:
    """In units of ln 2 let x = 0, 1, 2 and y = 0, 3, 3.

    x - mean = -1, 0, 1; slope = 3 / 2. Fitted y = 0.5, 2, 3.5; residuals -0.5, 1, -0.5, squares
    1.5 in all. One degree of freedom, sum of squares of x is 2: error = sqrt(1.5 / 1 / 2).
    """
    fit = fit_exponent([1, 2, 4], [1.0, 8.0, 8.0])
    assert fit is not None
    assert fit.exponent == pytest.approx(1.5)
    assert fit.standard_error == pytest.approx(math.sqrt(0.75))


def test_two_sizes_have_no_error() -> None:
    fit = fit_exponent([10, 100], [1.0, 100.0])
    assert fit is not None
    assert fit.exponent == pytest.approx(2.0)
    assert fit.standard_error is None


def test_one_size_has_no_exponent() -> None:
    assert fit_exponent([20], [3.0]) is None


def drawn(sites: int | None, points: tuple[Point, ...]) -> CaseResult:
    run = Run(Contender.ENGINE, History(points), None, None, Fate.ENDED, "", 0.0)
    return CaseResult(f"of {sites}", Settings(), sites, runs=(run,))


def test_growth_leaves_out_what_did_not_get_there() -> None:
    """Only drawn cases count, and of those only the ones that reached 1 %."""
    results = (
        drawn(20, (Point(2.0, "", 100.0, 99.5),)),
        drawn(40, (Point(8.0, "", 100.0, 99.5),)),
        drawn(80, (Point(9.0, "", 100.0, 90.0),)),
        drawn(None, (Point(1.0, "", 100.0, 99.5),)),
    )
    growth = growth_of(results)
    assert growth.seconds == ((20, 2.0), (40, 8.0))
    assert growth.left_out == (80,)
    assert growth.fit is not None
    assert growth.fit.exponent == pytest.approx(2.0)


def test_no_growth_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    machine = Machine(2, "a processor", None, "a system", None, {})
    show_results([drawn(20, ()), drawn(40, ())], machine)
    assert "no exponent" in capsys.readouterr().out


def test_the_growth_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    quick, slow = (Point(2.0, "", 100.0, 99.5),), (Point(16.0, "", 100.0, 99.5),)
    machine = Machine(2, "a processor", None, "a system", None, {})
    show_results([drawn(20, quick), drawn(40, slow), drawn(80, ())], machine)
    shown = capsys.readouterr().out
    assert "20 sites: 1 % after 2.0 s" in shown
    assert "80 sites: 1 % was not reached" in shown
    assert "to the power of 3.00" in shown
