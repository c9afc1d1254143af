"""Chips that another dominates taken off sale, in each period in which that one is never scarce.

Chip h dominates g in t where h may stand at every site where g may, does at least as much work of
every workload, costs no more in price and upkeep, with the same life and payments, draws no more on any
pool, and its supply in t is at least what all the halls of its sites hold. Where racks are whole, those
of g are whole multiples of those of h, and so is what the halls of each site hold.

Claim. No purchase of g in t is then needed.

Proof. Take a plan and buy h instead of g in t, as many MW, which stand, run and leave as those of g did.
Halls, power, energy and water see the same MW; work is no less (D2, R1); ages are the same (F1b); racks are
whole (F3); pools and budgets see no more. Price less value left is the price times a factor that is
the same for both and not negative, so the cost does not rise. If a site now buys more of h than its halls
hold, at least the surplus leaves in t again, as the rest fills the halls (F2). The surplus is a whole
number of racks; do not buy it, which only saves money. So what a site buys fits into the box of ``racks``,
and what all buy into the supply (C1). Dominance is transitive; of two chips that dominate each other,
neither of them scarce, the first stays.

Whole racks need the last condition: a plan may buy a rack for the last half of its space in a hall and
retire the other half at once, and the box lets two chips do so where one may not.

Chips of which a rule counts the purchases neither give way nor take over (`bound_chips`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from buildout.inputs import Chip, Inputs
from buildout.sets import Sets, build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.sales import bound_chips, keep_sales
from planner.reduce.steps import is_whole_multiple


def remove_dominated_chips(inputs: Inputs) -> Reduced:
    """Take chips off sale while a better one is there for everybody."""
    sets = build_sets(inputs)
    dominated = set(_dominated(inputs, sets))
    buys = {(s, g, t) for (s, g), when in sets.buys.items() for t in when}
    return keep_sales(inputs, {(s, g, t) for s, g, t in buys if (g, t) not in dominated})


def _dominated(inputs: Inputs, sets: Sets) -> Iterator[tuple[str, str]]:
    """Yield each chip and period in which another chip can take its place."""
    bound = bound_chips(inputs)
    free = [chip for chip in inputs.chips if chip.chip_id not in bound]
    plenty = {chip.chip_id: _plenty(inputs, sets, chip) for chip in free}
    for first, second in combinations(free, 2):
        times, later_times = plenty[first.chip_id], plenty[second.chip_id]
        is_better = _is_better(inputs, first, second)
        if is_better:
            yield from ((second.chip_id, t) for t in times)
        if _is_better(inputs, second, first):
            yield from ((first.chip_id, t) for t in later_times - (times if is_better else set()))


def _plenty(inputs: Inputs, sets: Sets, chip: Chip) -> set[str]:
    """Return the periods in which all sites together cannot buy more of a chip than there is."""
    sites = [s for s, site in sets.sites.items() if chip.chip_id in site.chip_ids]
    plenty = set()
    for t, supply_mw in zip(sets.labels, chip.supply_mw, strict=True):
        held_mw = [sets.most_mw[s, t] for s in sites]
        is_whole = not inputs.whole_racks or all(is_whole_multiple(mw, chip.rack_mw) for mw in held_mw)
        if is_whole and sum(held_mw) <= supply_mw:
            plenty.add(t)
    return plenty


def _is_better(inputs: Inputs, h: Chip, g: Chip) -> bool:
    """Return whether a chip is as good as another in everything but its supply."""
    return (
        (h.life_quarters, h.payments) == (g.life_quarters, g.payments)
        and h.capex_musd_per_mw <= g.capex_musd_per_mw
        and h.maintenance_musd_per_mw_year <= g.maintenance_musd_per_mw_year
        and _works_as_much(inputs, h.chip_id, g.chip_id)
        and all(h.chip_id in site.chip_ids for site in inputs.sites if g.chip_id in site.chip_ids)
        and _draws_no_more(inputs, h.chip_id, g.chip_id)
        and _has_whole_racks(inputs, h, g)
    )


def _works_as_much(inputs: Inputs, h: str, g: str) -> bool:
    work = [workload.ref_mw_per_it_mw for workload in inputs.workloads]
    return all(speed.get(h, 0.0) >= speed.get(g, 0.0) for speed in work)


def _draws_no_more(inputs: Inputs, h: str, g: str) -> bool:
    rates = [dict(pool.chip_draw) for pool in inputs.pools]
    return all(rate.get(h, 0.0) <= rate.get(g, 0.0) for rate in rates)


def _has_whole_racks(inputs: Inputs, h: Chip, g: Chip) -> bool:
    return not inputs.whole_racks or is_whole_multiple(g.rack_mw, h.rack_mw)
