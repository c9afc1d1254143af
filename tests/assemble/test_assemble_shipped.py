from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from buildout.inputs import Inputs, SiteKind
from planner.assemble import assemble_case
from planner.cases import load_case


def served_at_start(inputs: Inputs) -> float:
    """Return how much of the first period's demand the ledger's fleet serves, stream by stream alike.

    The best split of chips over workloads is a small linear program: maximise f with
    sum over chips of performance x MW = f x need of each workload.
    """
    fleet: dict[str, float] = {}
    for lot in inputs.committed_chips:
        if lot.online_quarter <= inputs.periods[0].start:
            fleet[lot.chip_id] = fleet.get(lot.chip_id, 0.0) + lot.it_mw
    usable = {s.stream_id: s.usable[SiteKind.CAMPUS] for s in inputs.streams}
    need = [
        sum(d.peak[0] / usable[d.stream_id] for d in inputs.demand if d.stream_id in w.stream_ids)
        for w in inputs.workloads
    ]
    chips, columns = list(fleet), len(fleet) * len(inputs.workloads)
    rows, limits = [], []
    for w, workload in enumerate(inputs.workloads):
        row = np.zeros(columns + 1)
        for g, chip in enumerate(chips):
            row[g * len(inputs.workloads) + w] = -workload.ref_mw_per_it_mw.get(chip, 0.0)
        row[-1] = need[w]
        rows.append(row)
        limits.append(0.0)
    for g, chip in enumerate(chips):
        row = np.zeros(columns + 1)
        row[g * len(inputs.workloads) : (g + 1) * len(inputs.workloads)] = 1.0
        rows.append(row)
        limits.append(fleet[chip])
    goal = np.zeros(columns + 1)
    goal[-1] = -1.0
    return float(-linprog(goal, A_ub=np.array(rows), b_ub=limits).fun)


@pytest.mark.parametrize("name", ["us-inference-2030", "us-2033", "lab-4gw-10-months", "world-250gw-2033"])
def test_the_ledger_serves_about_the_demand_of_its_day(name: str) -> None:
    inputs = assemble_case(load_case(name)).inputs
    assert 0.88 < served_at_start(inputs) < 1.12


def test_the_world_is_held_against_the_published_ambition() -> None:
    """250 GW by 2033 at 50 billion USD per GW: 12.5 trillion USD."""
    ambition = assemble_case(load_case("world-250gw-2033")).inputs.ambition
    assert ambition is not None
    assert ambition.facility_gw[-1] * ambition.usd_per_gw == pytest.approx(12.5e12)


def test_the_main_case_is_the_us_as_promised(us: Inputs) -> None:
    campuses = [s for s in us.sites if s.kind is SiteKind.CAMPUS]
    edges = [s for s in us.sites if s.kind is SiteKind.EDGE]
    assert (len(campuses), len(edges), len(us.periods)) == (35, 40, 17)
    assert {s.country for s in us.sites} == {"US"}
    assert sum(s.committed_halls[0] for s in campuses) * 100 == 2100
    assert sum(s.committed_halls[-1] for s in campuses) * 100 == 4500


def test_the_long_case_has_every_us_metro() -> None:
    inputs = assemble_case(load_case("us-2033")).inputs
    assert sum(s.kind is SiteKind.EDGE for s in inputs.sites) == 80
    assert len(inputs.periods) == 29


def test_the_world_grows_coarser_and_ends_at_250_gw() -> None:
    inputs = assemble_case(load_case("world-250gw-2033")).inputs
    assert [p.quarters for p in inputs.periods] == [1] * 9 + [2] * 4 + [4] * 3
    # Undo the conversion: reference MW / (efficiency x 1.3^7) x PUE is GW at the meter.
    usable = {s.stream_id: s.usable[SiteKind.CAMPUS] for s in inputs.streams}
    capacity = sum(d.peak[-1] / usable[d.stream_id] for d in inputs.demand)
    assert capacity / (0.88 * 1.3**7) * 1.15 / 1000 == pytest.approx(250)
    assert not {"CN", "RU", "HK"} & {s.country for s in inputs.sites}


def test_four_gigawatts_come_within_ten_months() -> None:
    inputs = assemble_case(load_case("lab-4gw-10-months")).inputs
    usable = {s.stream_id: s.usable[SiteKind.CAMPUS] for s in inputs.streams}

    def gw(period: int, *, training: bool) -> float:
        years = period / 4
        capacity = sum(
            d.peak[period] / usable[d.stream_id]
            for d in inputs.demand
            if d.stream_id.startswith("training") is training
        )
        return capacity / (0.8 * 1.3**years) * 1.15 / 1000

    # From the end of December to the end of October: nine tenths at the end of September, then all of it.
    assert [inputs.periods[t].label for t in (3, 4)] == ["2027Q3", "2027Q4"]
    start = gw(0, training=False)
    assert gw(3, training=False) - start == pytest.approx(3.6, rel=1e-5)
    assert gw(4, training=False) - start == pytest.approx(4.0, rel=1e-5)
    assert gw(0, training=True) == pytest.approx(0.9)


def test_tiny_can_be_followed_by_eye() -> None:
    inputs = assemble_case(load_case("tiny")).inputs
    assert [s.site_id for s in inputs.sites] == ["north", "south", "town"]
    assert [p.label for p in inputs.periods] == ["2029", "2030", "2031", "2032"]
    peaks = {zone.zone_id: zone.peak for zone in inputs.zones}
    assert peaks["chat:z1"] == pytest.approx((80, 160, 240, 320))
    assert peaks["edge:city"] == pytest.approx((5, 10, 15, 20))
    edge = next(zone for zone in inputs.zones if zone.stream_id == "edge")
    assert edge.site_ids == ("town",)
