"""Prices of a plan that was made before: its model is built anew, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.driver import price_inputs
from planner.engine.options import SolveOptions
from planner.engine.worker import Priced
from planner.plan import decided
from planner.plan.columns import TableName, Tables
from planner.reduce import reduce_inputs
from planner.why.meanings import priced_limits
from planner.why.priced_limit import PricedLimit


def price_run(inputs: Inputs, decisions: Decisions, options: SolveOptions | None = None) -> Priced | None:
    """Return the prices around a plan, both with its sites and if sites may follow.

    Parameters
    ----------
    inputs
        The case, not reduced.
    decisions
        Siting, power and purchases of the plan, such as `planner.plan.decided` returns.
    options
        Limits of time and memory.

    Returns
    -------
    Priced
        None where they were not worked out within the limits, or the decisions are no plan of the case.
    """
    return price_inputs(reduce_inputs(inputs).inputs, decisions, options)


def explain(inputs: Inputs, tables: Tables, priced: Priced) -> tuple[PricedLimit, ...]:
    """Return the limits that have a price around a plan, the dearest first."""
    return priced_limits(
        inputs, plan_decisions(inputs, tables), priced.with_these_sites, priced.if_sites_follow
    )


def plan_decisions(inputs: Inputs, tables: Tables) -> Decisions:
    """Return what prices need of a plan: what was decided, the fleet, and what each zone is served."""
    fleet, service = tables[TableName.FLEET], tables[TableName.SERVICE]
    zone_of = {(zone.stream_id, node): zone.zone_id for zone in inputs.zones for node in zone.node_ids}
    standing: Iterable[tuple[str, str, str, float]] = zip(
        fleet["site_id"], fleet["chip_id"], fleet["period"], fleet["fleet_mw"], strict=True
    )
    given: Iterable[tuple[str, str, str, str, float]] = zip(
        *(service[name] for name in ("site_id", "stream_id", "node_id", "period", "served")), strict=True
    )
    serve: dict[tuple[str, str, str], float] = {}
    for s, d, node, t, amount in given:
        key = (s, zone_of[d, node], t)
        serve[key] = serve.get(key, 0.0) + amount
    return replace(
        decided(inputs, tables),
        fleet_mw={(s, g, t): mw for s, g, t, mw in standing if mw > 0},
        serve=serve,
    )
