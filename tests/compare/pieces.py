"""Plans made by hand over the small case (`tests.small`): what is built where and when, without a solve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan import Plan, PlanStatus, Run, make_plan
from planner.serial import dump_inputs, inputs_sha256
from tests.small import campus, chip, grid, small, turbine

MW_PER_HALL = 12.5
"""Facility MW of a hall of 10 IT MW."""


@dataclass(frozen=True)
class Build:
    """What a plan puts where: by site (and chip or option) and number of the period."""

    halls: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Halls that come online; the first opens the site."""
    chips: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    """IT MW bought."""
    power: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    """Units bought; power that is no bridge."""
    retired: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    """IT MW that leave."""


def case(
    periods: int = 4, site_ids: tuple[str, ...] = ("a", "b"), chip_ids: tuple[str, ...] = ("g", "h")
) -> Inputs:
    """Return the small case with some sites and chips, each site with a grid and a turbine."""
    return replace(
        small(periods),
        sites=tuple(replace(campus(s, periods), chip_ids=chip_ids, max_halls=9) for s in site_ids),
        power=tuple(option(s, periods) for s in site_ids for option in (grid, turbine)),
        chips=tuple(chip(g, periods) for g in chip_ids),
    )


def decisions_of(inputs: Inputs, build: Build) -> Decisions:
    """Return the decisions of a plan that builds so; nothing is served."""
    labels = [period.label for period in inputs.periods]
    after = {t: labels[t:] for t in range(len(labels))}

    def summed(parts: Mapping[tuple[str, ...], list[tuple[int, float]]]) -> dict[tuple[str, ...], float]:
        return {
            (*key, label): total
            for key, steps in parts.items()
            for t, label in enumerate(labels)
            if (total := sum(amount for at, amount in steps if at <= t)) > 0
        }

    halls: dict[tuple[str, ...], list[tuple[int, float]]] = {}
    for (s, t), n in build.halls.items():
        halls.setdefault((s,), []).append((t, n))
    units: dict[tuple[str, ...], list[tuple[int, float]]] = {}
    for (s, o, t), n in build.power.items():
        units.setdefault((s, o), []).append((t, n))
    fleet: dict[tuple[str, ...], list[tuple[int, float]]] = {}
    for (s, g, t), mw in build.chips.items():
        fleet.setdefault((s, g), []).append((t, mw))
    for (s, g, t), mw in build.retired.items():
        fleet.setdefault((s, g), []).append((t, -mw))
    bridges = {(o.site_id, o.option_id) for o in inputs.power if o.is_bridge}
    return Decisions(
        open={(s, label): 1.0 for (s,), steps in halls.items() for label in after[min(steps)[0]]},
        new_halls=summed(halls),  # type: ignore[arg-type]
        units=summed(units),  # type: ignore[arg-type]
        bought={(s, o, labels[t]): n for (s, o, t), n in build.power.items() if (s, o) in bridges},
        buy_mw={(s, g, labels[t]): mw for (s, g, t), mw in build.chips.items()},
        retire_mw={(s, g, labels[t]): mw for (s, g, t), mw in build.retired.items()},
        fleet_mw=summed(fleet),  # type: ignore[arg-type]
    )


def plan_of(inputs: Inputs, build: Build, *, gap: float = 0.0) -> Plan:
    """Return the plan of a build, with a bound so far below its cost."""
    decisions = decisions_of(inputs, build)
    plan = make_plan(
        inputs,
        decisions,
        status=PlanStatus.OPTIMAL,
        bound_usd=0.0,
        seconds=1.0,
        seconds_to_first_plan=1.0,
        peak_memory_mb=100.0,
        versions={"planner": "0.1.0"},
        input_sha256=inputs_sha256(inputs),
    )
    return replace(plan, bound_usd=plan.cost_usd - gap * abs(plan.cost_usd))


def run_of(inputs: Inputs, build: Build, *, gap: float = 0.0) -> Run:
    """Return the run of a build."""
    return Run(plan_of(inputs, build, gap=gap), dump_inputs(inputs), "# Summary\n")
