"""Inputs with a share of their figures changed: drawn, small, and still valid."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from buildout.inputs import Inputs
from planner.bench.building import build_inputs
from planner.bench.change import Change, change_inputs, count_figures
from planner.cli.app import app
from planner.problems import InputError
from planner.serial import dump_inputs, load_inputs


@pytest.fixture(scope="module")
def lab() -> Inputs:
    return build_inputs("lab-4gw-10-months")


def leaves(value: object) -> list[object]:
    """Return everything in nested values, in order."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def test_equal_seeds_change_equal_inputs(lab: Inputs) -> None:
    first, again, other = (change_inputs(lab, Change(0.01, seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert first != lab


def test_figures_move_by_a_tenth_at_most(lab: Inputs) -> None:
    changed = change_inputs(lab, Change(0.01, 7))
    pairs = list(zip(leaves(asdict(lab)), leaves(asdict(changed)), strict=True))
    moved = [(before, after) for before, after in pairs if before != after]
    assert moved
    for before, after in moved:
        if isinstance(before, int) and isinstance(after, int):
            assert abs(after - before) == 1  # a date, by a quarter
        else:
            assert isinstance(before, float)
            assert isinstance(after, float)
            assert after == pytest.approx(before, rel=0.1 + 1e-12)
            assert before != 0


def test_as_many_figures_move_as_asked(lab: Inputs) -> None:
    """One figure of all: one number, or one row that moves as a whole, or a demand with its zone."""
    changed = change_inputs(lab, Change(1 / count_figures(lab), 3))
    kinds = ("sites", "power", "areas", "chips", "elements", "workloads", "streams", "demand", "pools")
    rows = [
        (before, after)
        for kind in kinds
        for before, after in zip(getattr(lab, kind), getattr(changed, kind), strict=True)
    ]
    assert sum(before != after for before, after in rows) == 1


def test_zones_are_summed_up_again(lab: Inputs) -> None:
    changed = change_inputs(lab, Change(0.05, 1))
    for zone in changed.zones:
        mine = [d for d in changed.demand if d.stream_id == zone.stream_id and d.node_id in zone.node_ids]
        assert zone.peak == pytest.approx(
            [sum(values) for values in zip(*(d.peak for d in mine), strict=True)]
        )


def test_the_ledger_keeps_what_it_relies_on(lab: Inputs) -> None:
    changed = change_inputs(lab, Change(1.0, 2))
    for before, after in zip(lab.sites, changed.sites, strict=True):
        if before.in_ledger:
            assert (after.pue, after.hosting_mw, after.first_hall_quarter) == (
                before.pue,
                before.hosting_mw,
                before.first_hall_quarter,
            )


def test_changed_inputs_can_be_frozen(lab: Inputs) -> None:
    changed = change_inputs(lab, Change(0.01, 7))
    assert load_inputs(dump_inputs(changed)) == changed


def test_a_benchmark_from_the_plan_before_the_change(tmp_path: Path) -> None:
    """The warm plan is audited, and no bound of either solve lies above a plan of the other."""
    arguments = ("bench", "--cases", "tiny", "--changed", "0.01", "--seed", "7", "--out", str(tmp_path))
    outcome = CliRunner().invoke(app, arguments)
    assert outcome.exit_code == 0, outcome.output
    lines = {
        line["contender"]: line
        for line in csv.DictReader((tmp_path / "bench.csv").read_text("utf-8").splitlines())
    }
    assert set(lines) == {"lp", "engine", "warm"}
    assert lines["warm"]["audit"].startswith("clean")
    warm, cold = lines["warm"], lines["engine"]
    assert float(warm["bound_musd"]) <= float(cold["cost_musd"]) * (1 + 1e-9)
    assert float(cold["bound_musd"]) <= float(warm["cost_musd"]) * (1 + 1e-9)
    assert float(warm["warm_per_cold"]) == pytest.approx(float(warm["ended_s"]) / float(cold["ended_s"]))


def test_a_share_that_is_none(tmp_path: Path) -> None:
    error = CliRunner().invoke(app, ["bench", "--changed", "0", "--out", str(tmp_path)]).exception
    assert isinstance(error, InputError)
    assert "--changed" in str(error)
