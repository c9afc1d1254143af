"""Supply: C1 to C4, and the table of volume tiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from buildout.inputs import Pool, VolumeTier, Window
from planner.audit.compare import at_least, at_most, column, exactly
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.panels import Ids, Vector, id_index, lookup, rise, total
from planner.audit.quantities import Quantities
from planner.audit.report import Finding
from planner.audit.tolerance import CENT


def check_supply(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check what is bought against what is on sale, and against the contracts."""
    return [
        at_most(Equation.C1, total(plan.buy_mw, facts.chips.index), facts.supply_mw, "IT MW"),
        *_check_pools(facts, plan),
        *_check_vendor_shares(facts, plan),
        _check_minimum_takes(facts, plan),
        *_check_tiers(facts, plan),
    ]


def _check_pools(facts: Facts, plan: Quantities) -> list[Finding]:
    findings = []
    for pool in facts.inputs.pools:
        ids = _window_ids("pool_id", [(pool.pool_id, window) for window in pool.limits])
        drawn = _drawn(facts, plan, pool)
        used = [drawn[facts.steps(window.first, window.last)].sum() for window in pool.limits]
        limits = [window.amount for window in pool.limits]
        findings.append(
            at_most(Equation.C2, _column(used, ids, "drawn"), _column(limits, ids, "drawn"), pool.unit)
        )
    return findings


def _drawn(facts: Facts, plan: Quantities, pool: Pool) -> Vector:
    """Return what the plan draws from a pool in each period, in the pool's unit."""
    hall = pd.Series(dict(pool.hall_draw), dtype=float)
    chip = pd.Series(dict(pool.chip_draw), dtype=float)
    power = {(site, option): draw for site, option, draw in pool.power_draw}
    power_draw = np.array([power.get(key, 0.0) for key in facts.option_ids.tolist()])
    chip_draw = lookup(chip, facts.fleet_ids.get_level_values("chip_id"))
    drawn: Vector = (
        lookup(hall, facts.site_ids) @ rise(plan.new_halls).to_numpy()
        + power_draw @ plan.bought_mw.to_numpy()
        + chip_draw @ plan.buy_mw.to_numpy()
    )
    return drawn


def _check_vendor_shares(facts: Facts, plan: Quantities) -> list[Finding]:
    shares = facts.inputs.vendor_shares
    ids = _window_ids("vendor", [(share.vendor, share.window) for share in shares])
    vendors = facts.chips["vendor"]
    by_window = [_bought(facts, plan, share.window) for share in shares]
    of_vendor = [
        mw[(vendors == share.vendor).to_numpy()].sum() for share, mw in zip(shares, by_window, strict=True)
    ]
    least = [share.min_share * mw.sum() for share, mw in zip(shares, by_window, strict=True)]
    most = [share.max_share * mw.sum() for share, mw in zip(shares, by_window, strict=True)]
    found = _column(of_vendor, ids, "bought")
    return [
        at_least(Equation.C3, found, _column(least, ids, "bought"), "IT MW"),
        at_most(Equation.C3, found, _column(most, ids, "bought"), "IT MW"),
    ]


def _check_minimum_takes(facts: Facts, plan: Quantities) -> Finding:
    takes = facts.inputs.minimum_takes
    ids = _window_ids("take_id", [(take.take_id, take.window) for take in takes])
    found = [_bought(facts, plan, take.window)[facts.chips.index.isin(take.chip_ids)].sum() for take in takes]
    least = [take.window.amount for take in takes]
    return at_least(Equation.C4A, _column(found, ids, "bought"), _column(least, ids, "bought"), "IT MW")


def _check_tiers(facts: Facts, plan: Quantities) -> list[Finding]:
    tiers = facts.inputs.volume_tiers
    ids = id_index(("tier_id",), [tier.tier_id for tier in tiers])
    stated = plan.tables["tiers"].set_index("tier_id").reindex(ids, fill_value=0.0)
    in_tier = pd.Series([_tier_mw(facts, plan, tier) for tier in tiers], ids, dtype=float)
    # A rebate must be right for the MW that are stated: the MW themselves are C4b's.
    price = lookup(facts.chips["capex_musd_per_mw"], [tier.chip_id for tier in tiers])
    discount = np.array([tier.discount for tier in tiers])
    rebate = stated["tier_mw"] * (discount * price * 1e6)
    return [
        exactly(Equation.C4B, column(stated["tier_mw"]), column(in_tier), "IT MW"),
        exactly(Equation.TIERS_TABLE, column(stated["rebate_usd"]), column(rebate), "USD", CENT),
    ]


def _tier_mw(facts: Facts, plan: Quantities, tier: VolumeTier) -> float:
    """Return the MW bought above the tier's threshold and below the next one's."""
    window = (tier.window.first, tier.window.last)
    thresholds = [
        other.window.amount
        for other in facts.inputs.volume_tiers
        if other.chip_id == tier.chip_id and (other.window.first, other.window.last) == window
    ]
    start = tier.window.amount
    end = min((amount for amount in thresholds if amount > start), default=np.inf)
    bought = _bought(facts, plan, tier.window)[facts.chips.index.get_loc(tier.chip_id)]
    return float(np.clip(bought - start, 0.0, end - start))


def _bought(facts: Facts, plan: Quantities, window: Window) -> Vector:
    """Return the IT MW of each chip bought in a window."""
    bought = total(plan.buy_mw, facts.chips.index).to_numpy(float)
    steps: NDArray[np.float64] = bought[:, facts.steps(window.first, window.last)]
    return np.asarray(steps.sum(axis=1))


def _window_ids(name: str, rows: Sequence[tuple[str, Window]]) -> Ids:
    return id_index(
        (name, "first", "last"),
        [key for key, _ in rows],
        [window.first for _, window in rows],
        [window.last for _, window in rows],
    )


def _column(values: Iterable[float], ids: Ids, name: str) -> pd.DataFrame:
    return column(pd.Series(list(values), ids, dtype=float), name)
