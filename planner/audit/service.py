"""Service: D1 to D5, and the table of shortage. Demand is that of the nodes, not of the zones."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.audit.compare import at_least, at_most, column, exactly, flagged, zero_where
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.network import round_trip_ms
from planner.audit.panels import Ids, Panel, like, lookup, product_index, read_panel, total
from planner.audit.quantities import Quantities
from planner.audit.report import Finding
from planner.audit.tolerance import CENT, ROUND_TRIP, ROW


def check_service(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check that demand is served from where it can be, by chips at work, or counted as short."""
    run = total(plan.run_mw, facts.fleet_ids)
    return [
        at_most(Equation.D1, run, plan.fleet_mw, "IT MW"),
        _check_work(facts, plan),
        *_check_reach(facts, plan),
        exactly(Equation.D3, _met(facts, plan), facts.demand, "units"),
        _check_must_serve(facts, plan),
        _check_blocks(facts, plan),
        *_check_shortage_table(facts, plan),
        *_check_stream_texts(facts, plan),
        _check_run_purpose(facts, plan),
    ]


def work_done(facts: Facts, plan: Quantities) -> Panel:
    """Return the reference MW at work, (site, workload) by period."""
    keys = _pairs(plan.run_mw, "workload_id", "chip_id")
    done = plan.run_mw * lookup(facts.performance, keys)[:, None]
    return total(done, work_ids(facts))


def work_ids(facts: Facts) -> pd.MultiIndex:
    """Return every (site_id, workload_id)."""
    return product_index(facts.site_ids, facts.workload_ids)


def work_needed(facts: Facts, served: Panel) -> Panel:
    """Return served units over the usable fraction; nothing where a site may not serve."""
    usable = lookup(facts.usable, _pairs(served, "stream_id", "site_id"))[:, None]
    return served.div(np.where(usable > 0.0, usable, np.inf))


def _pairs(panel: Panel, *names: str) -> Ids:
    return pd.MultiIndex.from_arrays([panel.index.get_level_values(name) for name in names])


def _check_work(facts: Facts, plan: Quantities) -> Finding:
    needed = work_needed(facts, plan.served)
    workload = facts.workload_of.loc[needed.index.get_level_values("stream_id")]
    at_work = total(needed, work_ids(facts), workload_id=workload)
    return at_most(Equation.D2, at_work, work_done(facts, plan), "reference MW")


def _check_reach(facts: Facts, plan: Quantities) -> list[Finding]:
    zones = facts.zone_of.reindex(_pairs(plan.served, "stream_id", "node_id")).to_numpy(object)
    sites = plan.served.index.get_level_values("site_id")
    in_zone = pd.MultiIndex.from_arrays([zones, sites]).isin(facts.serve_cost_musd.index)
    usable = lookup(facts.usable, _pairs(plan.served, "stream_id", "site_id")) > 0.0
    return [
        zero_where(Equation.D3, plan.served, ~(in_zone & usable)[:, None], "units"),
        _check_round_trip(facts, plan),
    ]


def _check_round_trip(facts: Facts, plan: Quantities) -> Finding:
    used = plan.served.index[(plan.served > ROW.absolute).any(axis=1)]
    streams = {stream.stream_id: stream for stream in facts.inputs.streams}
    budgets = [streams[stream].rtt_budget_ms for stream in used.get_level_values("stream_id")]
    budget = pd.Series([np.inf if value is None else value for value in budgets], index=used, dtype=float)
    bound = used[np.isfinite(budget.to_numpy())]
    found = pd.Series(round_trip_ms(facts, bound), index=bound)
    return at_most(Equation.D3, column(found), column(budget[bound]), "ms", ROUND_TRIP)


def _met(facts: Facts, plan: Quantities) -> Panel:
    return total(plan.served, facts.demand_ids) + plan.short


def _check_must_serve(facts: Facts, plan: Quantities) -> Finding:
    may_fall_short = {stream.stream_id for stream in facts.inputs.streams if stream.may_fall_short}
    must = ~facts.demand_ids.get_level_values("stream_id").isin(may_fall_short)
    return zero_where(Equation.D4, plan.short, must[:, None], "units")


def _check_blocks(facts: Facts, plan: Quantities) -> Finding:
    blocks = pd.Series(
        {stream.stream_id: stream.min_block_ref_mw for stream in facts.inputs.streams}, dtype=float
    )
    ids = product_index(facts.site_ids, facts.stream_ids)
    served = total(plan.served, ids)
    peak = total(facts.demand, facts.stream_ids).loc[ids.get_level_values("stream_id")].to_numpy()
    block = np.minimum(lookup(blocks, ids.get_level_values("stream_id"))[:, None], peak)
    due: NDArray[np.float64] = np.where(served.to_numpy() > ROW.absolute, block, -np.inf)
    needs_block = lookup(blocks, ids.get_level_values("stream_id")) > 0.0
    return at_least(Equation.D5, served[needs_block], like(served, due)[needs_block], "units")


def _check_shortage_table(facts: Facts, plan: Quantities) -> list[Finding]:
    table = plan.tables["shortage"]
    price = facts.shortage_musd.loc[facts.demand_ids.get_level_values("stream_id")].to_numpy()
    expected = {
        "demand": (facts.demand, "units", ROW),
        "served": (total(plan.served, facts.demand_ids), "units", ROW),
        "cost_usd": (plan.short * price * facts.quarters * 1e6, "USD", CENT),
    }
    return [
        exactly(
            Equation.SERVICE_TABLE,
            read_panel(table, name, facts.demand_ids, facts.periods),
            value,
            unit,
            tolerance,
        )
        for name, (value, unit, tolerance) in expected.items()
    ]


def _check_stream_texts(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check the columns that say what a stream is."""
    streams = facts.inputs.streams
    truths = {
        "purpose": pd.Series([stream.purpose.value for stream in streams], facts.stream_ids, dtype=object),
        "unit": pd.Series([stream.unit for stream in streams], facts.stream_ids, dtype=object),
    }
    return [
        flagged(
            Equation.SERVICE_TABLE,
            name,
            plan.tables[name],
            ["stream_id", "node_id", "period", text],
            _differs(plan.tables[name], text, truth, "stream_id"),
            f"not the stream's {text}",
        )
        for name in ("service", "shortage")
        for text, truth in truths.items()
    ]


def _check_run_purpose(facts: Facts, plan: Quantities) -> Finding:
    """Check that chips are at work for the one purpose of all streams of their workload."""
    purposes: dict[str, set[str]] = {}
    for stream in facts.inputs.streams:
        purposes.setdefault(stream.workload_id, set()).add(stream.purpose.value)
    truth = pd.Series({w: next(iter(some)) for w, some in purposes.items() if len(some) == 1}, dtype=object)
    table, names = plan.tables["runs"], ["site_id", "chip_id", "workload_id", "period", "purpose"]
    other = _differs(table, "purpose", truth, "workload_id")
    return flagged(Equation.RUNS_TABLE, "runs", table, names, other, "not the workload's purpose")


def _differs(table: pd.DataFrame, text: str, truth: pd.Series, key: str) -> NDArray[np.bool_]:
    """Mark the rows whose text is not the one their key stands for."""
    expected = truth.reindex(table[key]).to_numpy(object)
    return np.asarray(table[text].to_numpy(object) != expected, dtype=bool)
