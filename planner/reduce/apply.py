"""All reductions, one after the other.

Each is exact by itself: what it returns has the same optimum as what it was given, and every decision
for it is one for what it was given, at the same cost. So any chain of them is exact too. They are in an
order in which what one leaves helps the next: limits first, then chips, then what had only these chips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from buildout.inputs import Inputs
from planner.reduce.dominated_chips import remove_dominated_chips
from planner.reduce.hall_power import limit_power_by_halls
from planner.reduce.hall_rates import limit_halls_by_rate
from planner.reduce.idle_arcs import remove_idle_arcs
from planner.reduce.idle_power import remove_idle_power
from planner.reduce.idle_sites import remove_idle_sites
from planner.reduce.reduced import Reduced
from planner.reduce.unpaid_chips import remove_unpaid_chips
from planner.reduce.whole_pools import round_pools
from planner.reduce.whole_supply import round_supply

REDUCTIONS: tuple[Callable[[Inputs], Reduced], ...] = (
    limit_halls_by_rate,
    limit_power_by_halls,
    round_supply,
    round_pools,
    remove_dominated_chips,
    remove_unpaid_chips,
    remove_idle_arcs,
    remove_idle_sites,
    remove_idle_power,
)


def reduce_inputs(inputs: Inputs) -> Reduced:
    """Return a smaller case with the same optimum.

    Parameters
    ----------
    inputs
        A proven case.

    Returns
    -------
    Reduced
        What to search in, and what was done. Its decisions make plans of the original ``inputs``.
    """
    counts: Counter[str] = Counter()
    for reduction in REDUCTIONS:
        step = reduction(inputs)
        inputs = step.inputs
        counts.update(step.counts)
    return Reduced(inputs, dict(counts))
