"""Limits of pools rounded down to whole steps, where all that draws on them comes in equal steps.

Claim. Where every hall, unit and rack that can draw on a pool in a window draws a whole multiple of one
step, lowering the window's amount to a whole multiple of that step removes no plan.

Proof. Halls, units of options that are not continuous, bridge units bought, and racks where the case
asks for whole ones are whole numbers. So the left side of C2 is a whole multiple of the step, and it is
at most the amount exactly if it is at most the largest multiple below it. The relaxation buys parts of
units and feels the difference: a market of 500 MW has room for one plant of 300 MW, not for 1.67.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import Inputs, Pool, SitePower, Window
from planner.reduce.reduced import Reduced
from planner.reduce.steps import common_step, floor_to_step


def round_pools(inputs: Inputs) -> Reduced:
    """Lower limits of pools to what whole halls, units and racks can draw."""
    options = {(o.site_id, o.option_id): o for o in inputs.power}
    pools = tuple(_rounded(inputs, options, pool) for pool in inputs.pools)
    lowered = sum(
        before != after
        for old, new in zip(inputs.pools, pools, strict=True)
        for before, after in zip(old.limits, new.limits, strict=True)
    )
    return Reduced(replace(inputs, pools=pools), {"pools in whole steps": lowered})


def _rounded(inputs: Inputs, options: dict[tuple[str, str], SitePower], pool: Pool) -> Pool:
    draws = {draw for draw in _draws(inputs, options, pool) if draw != 0.0}
    step = common_step(draws) if draws and min(draws) > 0.0 else None
    if step is None:
        return pool
    return replace(pool, limits=tuple(_floor(window, step) for window in pool.limits))


def _floor(window: Window, step: float) -> Window:
    return replace(window, amount=floor_to_step(window.amount, step))


def _draws(inputs: Inputs, options: dict[tuple[str, str], SitePower], pool: Pool) -> Iterator[float]:
    """Yield what each kind of thing draws at once; below zero where it comes in any amount."""
    yield from (per_hall for _, per_hall in pool.hall_draw)
    for s, o, per_mw in pool.power_draw:
        option = options.get((s, o))
        if option is not None and per_mw:
            yield -1.0 if option.continuous else per_mw * option.unit_mw
    rates = dict(pool.chip_draw)
    for chip in inputs.chips:
        if rates.get(chip.chip_id) and any(chip.supply_mw):
            yield rates[chip.chip_id] * chip.rack_mw if inputs.whole_racks else -1.0
