from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.cases import load_case
from planner.engine.extract import read_decisions
from planner.engine.highs import Options, Solver
from planner.engine.options import SolveOptions
from planner.explore.aims import Against, Aim, aim_of
from planner.explore.at_most import OVER, AtMost
from planner.explore.frontier import Front, front_family, trace_front
from planner.explore.frontier_report import with_steps, write_front
from planner.explore.store import Store, open_store
from planner.plan import Tables, build_tables
from planner.problems import InputError
from planner.subject import subject_of
from tests.explore.pieces import Quiet, nobody, subject, two_powers

pytestmark = pytest.mark.xdist_group("front")
"""One worker, so that what they share is solved once."""

SUBJECT = subject(two_powers())
FRONT = Front(Against.CARBON, points=3, within=float("inf"))
OPTIONS = SolveOptions(gap=0.0, threads=1, seconds=60.0)
MT = 10_957.5e-6
"""Million t of the dirty plan."""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("front"), front_family(SUBJECT, FRONT))
    for _ in trace_front(SUBJECT, store, FRONT, options=OPTIONS, progress=Quiet(), tell=nobody):
        pass
    return store


def test_the_ends_are_the_optima_and_the_middle_is_half_of_each(traced: Store) -> None:
    # 218 with dirty power, 5 more with clean, 2.5 more with half of each.
    write_front(SUBJECT, traced)
    front = pd.read_parquet(traced.folder / "front.parquet")
    assert front["plan"].tolist() == ["00", "01", "02"]
    assert front["cost_usd"].tolist() == pytest.approx([218e6, 220.5e6, 223e6])
    assert front["value"].tolist() == pytest.approx([MT, MT / 2, 0.0], abs=1e-9)
    assert front["on_front"].all()
    assert front["usd_per_unit"].tolist()[1:] == pytest.approx([5e6 / MT] * 2)
    assert (traced.folder / "front.svg").exists()


def test_a_front_that_is_there_is_not_solved_again(traced: Store) -> None:
    told: list[str] = []
    store = open_store(traced.folder, front_family(SUBJECT, FRONT))
    list(trace_front(SUBJECT, store, FRONT, options=OPTIONS, progress=Quiet(), tell=told.append))
    assert told == []
    with pytest.raises(InputError, match="points was 3, and now is 4"):
        open_store(traced.folder, front_family(SUBJECT, Front(Against.CARBON, 4, float("inf"))))


def test_dominated_plans_are_not_on_the_front_and_steps_skip_them() -> None:
    frame = pd.DataFrame(
        {
            "plan": ["a", "b", "c", "d"],
            "value": [9.0, 9.5, 9.0, 5.0],
            "cost_usd": [100.0, 101.0, 102.0, 108.0],
        }
    )
    steps = with_steps(frame)
    assert steps["on_front"].tolist() == [True, False, False, True]
    assert steps["usd_per_unit"].tolist()[3] == pytest.approx(8.0 / 4.0)
    front = steps[steps["on_front"]]
    assert front["cost_usd"].is_monotonic_increasing
    assert front["value"].is_monotonic_decreasing


def tiny_plan(aim: Aim, level: float, price_musd: float) -> tuple[Tables, float]:
    """Return the tables of a plan of `tiny` with a limit on an aim, and how far it is above the level."""
    inputs = subject_of(load_case("tiny")).inputs
    compiled = AtMost(aim, level, 1000.0, price_musd)(inputs)
    x = Solver(compiled.matrix, Options(gap=1e-4)).run().x
    assert x is not None
    return build_tables(inputs, read_decisions(inputs, compiled, x)), x[compiled.columns[OVER]["over",]]


@pytest.mark.parametrize("against", Against)
def test_what_the_model_limits_is_what_is_measured(against: Against) -> None:
    inputs = subject_of(load_case("tiny")).inputs
    free, _ = tiny_plan(aim_of(Against.CARBON, inputs, {}, None), 1e3, 1.0)
    aim = aim_of(against, inputs, free, None)
    before, ideal = aim.measure(inputs, free), aim.ideal(inputs)
    level = before - 0.3 * (before - ideal)
    limited, over = tiny_plan(aim, level, 1e5 / (before - ideal))
    after = aim.measure(inputs, limited)
    assert ideal <= after < before - 1e-6
    assert after <= level + over + 1e-6


def test_time_to_power_by_hand() -> None:
    inputs = subject(two_powers()).inputs
    aim = aim_of(Against.TIME_TO_POWER, inputs, {}, 0.02)
    fleet = pd.DataFrame({"site_id": ["a"], "period": ["2027Q1"], "fleet_mw": [8.0]})
    # 8 IT MW at PUE 1.25 are 10 of 20 MW: half of them wait out the one quarter of the horizon.
    assert aim.measure(inputs, {"fleet": fleet}) == pytest.approx(0.5)


def test_vendor_share_by_hand() -> None:
    inputs = subject(two_powers()).inputs
    fleet = pd.DataFrame({"chip_id": ["g", "h"], "buy_mw": [3.0, 0.0]})
    assert aim_of(Against.VENDOR_SHARE, inputs, {"fleet": fleet}, None).measure(
        inputs, {"fleet": fleet}
    ) == pytest.approx(100.0)


def test_latency_needs_an_interactive_stream() -> None:
    with pytest.raises(InputError, match="no interactive stream"):
        aim_of(Against.LATENCY, SUBJECT.inputs, {}, None)


@pytest.mark.parametrize(
    ("points", "within", "gw", "says"),
    [(1, 0.1, None, "--points"), (3, 0.0, None, "--within"), (3, 0.1, 0.0, "--gw"), (3, 0.1, -4.0, "--gw")],
)
def test_what_makes_no_front_is_refused(points: int, within: float, gw: float | None, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Front(Against.CARBON, points, within, gw)


def test_the_far_end_keeps_to_its_cost(tmp_path: Path) -> None:
    # 1 % of 218 is 2.18 of the 5 that clean power costs more: 2.18 / 5 of the carbon can go at most.
    front = Front(Against.CARBON, points=2, within=0.01)
    store = open_store(tmp_path, front_family(SUBJECT, front))
    for _ in trace_front(SUBJECT, store, front, options=OPTIONS, progress=Quiet(), tell=nobody):
        pass
    far = store.family.members[-1]
    assert 218e6 < far.cost_usd <= 218e6 * 1.01
    assert far.figures["value"] == pytest.approx(MT * (1 - (far.cost_usd / 1e6 - 218) / 5), rel=1e-6)
