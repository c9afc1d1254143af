"""From a point of the matrix to decisions in the words of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.reach import find_reach
from buildout.sets import Sets, build_sets
from planner.engine.matrix import Compiled, Vector
from planner.engine.shared_flows import split_flows

Values: TypeAlias = dict[Any, float]
"""Keys are the indices of a variable, whose lengths differ from one to the next."""


def read_decisions(inputs: Inputs, compiled: Compiled, x: Vector) -> Decisions:
    """Return the decisions at a point of a compiled model.

    Whole numbers are rounded, and the fleet is added up again from what is bought and retired, so
    that a solver's last digits do not reach a plan.
    """
    sets = build_sets(inputs)

    def values(name: str) -> Values:
        return dict(compiled.values(name, x))

    def whole(name: str) -> Values:
        return {key: float(round(value)) for key, value in values(name).items() if round(value)}

    buy = _bought(inputs, sets, values("fleet.racks"))
    retire = values("fleet.retire_mw")
    fleet = _fleet(sets, buy, retire)
    option = {(o.site_id, o.option_id): o for o in inputs.power}
    units = {
        key: value if option[key[0], key[1]].continuous else float(round(value))
        for key, value in values("power.units").items()
    }
    return Decisions(
        open=whole("siting.open"),
        new_halls=whole("siting.new_halls"),
        units={key: value for key, value in units.items() if value},
        bought=values("power.bought"),
        reused=values("power.reused"),
        dropped=values("power.dropped"),
        energy_gwh=values("power.energy_gwh"),
        buy_mw=buy,
        retire_mw=retire,
        fleet_mw=fleet,
        run_mw=values("service.run_mw") | _single_runs(sets, fleet),
        serve=values("service.serve")
        | split_flows(
            inputs, find_reach(inputs, sets).groups, values("service.sent"), values("service.flow")
        ),
        short=values("service.short"),
        survive=values("policy.survive"),
        tier_mw={key[0]: value for key, value in values("supply.tier_mw").items()},
    )


def point_of(inputs: Inputs, compiled: Compiled, decisions: Decisions) -> Vector:
    """Return a point of a compiled model at which siting, power, purchases and hosts are as decided.

    The rest is zero, and left to be solved for. Decisions may be those of another case: what this one
    does not have is left out, and what its bounds do not allow is cut.
    """
    rack_mw = {chip.chip_id: chip.rack_mw for chip in inputs.chips}
    racks = {key: mw / rack_mw[key[1]] for key, mw in decisions.buy_mw.items() if key[1] in rack_mw}
    decided: dict[str, Mapping[Any, float]] = {
        "siting.open": decisions.open,
        "siting.new_halls": decisions.new_halls,
        "power.units": decisions.units,
        "fleet.racks": racks,
        "service.hosted": decisions.hosted,
    }
    x = np.zeros(compiled.matrix.shape[1])
    for name, values in decided.items():
        columns = compiled.columns.get(name, {})
        for key, value in values.items():
            if key in columns:
                x[columns[key]] = value
    return np.clip(x, compiled.matrix.lower, compiled.matrix.upper)


def _bought(inputs: Inputs, sets: Sets, racks: Values) -> Values:
    """Return the IT MW of the racks bought."""
    count = {key: round(n) if inputs.whole_racks else n for key, n in racks.items()}
    return {key: n * sets.chips[key[1]].rack_mw for key, n in count.items() if n}


def _fleet(sets: Sets, buy: Values, retire: Values) -> Values:
    """Return what stands: what stood, came and was bought, less what left (F1)."""
    fleet: Values = {}
    for (s, g), when in sets.stands.items():
        standing = 0.0
        for t in when:
            key = (s, g, t)
            standing += buy.get(key, 0.0) + sets.committed_mw.get(key, 0.0) - retire.get(key, 0.0)
            if standing > 1e-9:
                fleet[key] = standing
    return fleet


def _single_runs(sets: Sets, fleet: Values) -> Values:
    """Return the runs at sites with one workload, where the whole fleet works for it."""
    return {
        (s, g, w, t): mw
        for (s, g, t), mw in fleet.items()
        if len(sets.workloads_at[s]) == 1
        for w in sets.workloads_at[s]
        if g in sets.workloads[w].ref_mw_per_it_mw
    }
