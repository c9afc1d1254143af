"""A run searches in the reduced case and publishes a plan of the original."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildout.inputs import Inputs
from planner import api
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.engine.driver import End, Solution
from planner.plan import read_run
from planner.reduce import reduce_inputs
from planner.serial import dump_inputs
from tests.model.optimum import solve


def test_the_search_sees_the_reduced_case_and_the_run_the_original(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searched = []

    def solve_here(inputs: Inputs, *_: object) -> Solution:
        searched.append(inputs)
        best = solve(inputs)
        cost = best.cost_musd
        return Solution(End.GAP_REACHED, best.decisions, cost, cost, 1.0, 1.0, 1.0, None, (), 0)

    monkeypatch.setattr(api, "solve_inputs", solve_here)
    original = assemble_case(load_case("tiny")).inputs
    reduced = reduce_inputs(original)

    api.solve("tiny", out=tmp_path / "run")

    assert searched == [reduced.inputs]
    assert reduced.inputs != original
    run = read_run(tmp_path / "run")
    assert run.inputs_json == dump_inputs(original)
    assert reduced.text in (tmp_path / "run" / "log.txt").read_text("utf-8")
