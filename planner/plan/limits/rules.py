"""Limits that a case sets itself: budgets, shares of vendors, caps on carbon and water."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from buildout.quarters import parse_quarter
from planner.plan.columns import TableName, Tables
from planner.plan.costs import BUDGETED
from planner.plan.grids import Grid, labels, quarters
from planner.plan.limits.limit import Limit, LimitKind


def budget_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield each budget (M1) in USD; a period counts with all the quarters of a budget it lies in."""
    cash = tables[TableName.CASH]
    capital = cash[cash["category"].isin(BUDGETED)]
    quarter = capital["quarter"].map(parse_quarter).astype("int64")
    for budget in inputs.budgets:
        spent = float(capital["usd"][quarter.between(budget.first_quarter, budget.last_quarter)].sum())
        holds = [p.start <= budget.last_quarter and budget.first_quarter < p.end for p in inputs.periods]
        yield _holding(
            LimitKind.MONEY, f"budget {budget.budget_id}", holds, spent, budget.musd * USD_PER_MUSD
        )


def vendor_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield the most IT MW that may be a vendor's (C3), where any are bought."""
    fleet = tables[TableName.FLEET]
    vendor = fleet["chip_id"].map({chip.chip_id: chip.vendor for chip in inputs.chips})
    for share in inputs.vendor_shares:
        first, last = labels(inputs).index(share.window.first), labels(inputs).index(share.window.last)
        is_in = fleet["period"].isin(labels(inputs)[first : last + 1])
        bought = float(fleet["buy_mw"][is_in].sum())
        own = float(fleet["buy_mw"][is_in & (vendor == share.vendor)].sum())
        holds = [bought > 0 and first <= t <= last for t in range(len(inputs.periods))]
        yield _holding(LimitKind.RULES, f"share of {share.vendor}", holds, own, share.max_share * bought)


def cap_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield the caps on carbon and water (E1); a period counts with all of its calendar year."""
    caps, emissions = inputs.caps, tables[TableName.EMISSIONS]
    for name, yearly, value in (
        ("carbon cap", caps.carbon_t_per_year, "carbon_t"),
        ("water cap", caps.water_m3_per_year, "water_m3"),
    ):
        if yearly is not None:
            used = _by_year(inputs, emissions[value].groupby(emissions["period"]).sum())
            years = _by_year(inputs, pd.Series(quarters(inputs) / 4, labels(inputs)))
            yield Limit(LimitKind.RULES, name, tuple(used.tolist()), tuple((yearly * years).tolist()))


def _holding(kind: LimitKind, name: str, holds: Sequence[bool], used: float, most: float) -> Limit:
    """Return a limit that says one thing in some periods, and nothing in the others."""
    return Limit(kind, name, (used,) * len(holds), tuple(np.where(holds, most, np.inf).tolist()))


def _by_year(inputs: Inputs, amounts: pd.Series[float]) -> Grid:
    """Return for each period the sum of some amounts by period over its calendar year."""
    values = amounts.reindex(labels(inputs), fill_value=0.0).to_numpy(float)
    years = np.array([period.year for period in inputs.periods])
    return np.array([values[years == year].sum() for year in years])
