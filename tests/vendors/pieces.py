"""A case with chips of two vendors whose costs can be worked out by hand; see `tests.small`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from buildout.inputs import Inputs, Workload
from planner.engine.driver import End, Solution
from planner.engine.extract import read_decisions
from planner.engine.highs import Options, Reason, Solver
from planner.engine.worker import cheapest_plan
from planner.explore import member
from planner.explore.side_by_side import Done
from planner.vendors import study
from tests.small import chip, small

G, H = "vendor of g", "vendor of h"


def two_vendors(periods: int = 1) -> Inputs:
    """Return a case with chip g at 20 and chip h at 22 million USD per MW: 10 MW cost 218 or 238 in all."""
    inputs = small(periods)
    return replace(
        inputs,
        chips=(chip("g", periods), replace(chip("h", periods), capex_musd_per_mw=22.0)),
        sites=tuple(replace(site, chip_ids=("g", "h")) for site in inputs.sites),
        workloads=(Workload("infer", ("chat",), (("g", 1.0), ("h", 1.0))),),
    )


def in_turn(work: Callable[[Any], Any], tasks: Sequence[Any], _workers: int) -> Iterator[Done[Any, Any]]:
    """Do tasks one after the other."""
    return (Done(task, work(task)) for task in tasks)


def solved_here(
    inputs: Inputs, _options: object, _progress: object, _start: object = None, formulate: Any = cheapest_plan
) -> Solution:
    """Return the proven optimum of what is asked, in this process."""
    compiled = formulate(inputs)
    outcome = Solver(compiled.matrix, Options(gap=0.0)).run()
    if outcome.reason is not Reason.OPTIMAL or outcome.x is None:
        return Solution(End.CONTRADICTION, None, None, None, 0.1, None, 0.0, None, (), 0)
    cost = compiled.matrix.value(outcome.x)
    decisions = read_decisions(inputs, compiled, outcome.x)
    return Solution(End.GAP_REACHED, decisions, cost, cost, 0.1, 0.1, 0.0, None, (), 0)


def solve_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Save the start of many processes."""
    patch.setattr(study, "side_by_side", in_turn)
    patch.setattr(member, "solve_inputs", solved_here)
