"""Power options that can bring nothing to their site removed.

An option without MW of the ledger is removed where
- its limit, its dates or its area's headroom leave no whole unit in any period, or
- it is no bridge, and no unit may come in any period in which its limit leaves room for one, or
- it is a contract over the grid, and the site can have no firm grid power in any period.

Proof. In the first case the model has no column for it. In the second, units rise only up to
``last_quarter`` (P2) and never before ``first_quarter``; with no period between they stay zero. (Bridge
units may also come from other sites, so a bridge option is kept.) In the third, P3c lets no energy
through the grid, so the contract's energy is zero; contracts feed no racks (P1); units of it only cost
money, draw on pools and budgets, and reward nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildout.inputs import Delivery, Inputs, SitePower
from buildout.sets import Sets, build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.removal import without_options


def remove_idle_power(inputs: Inputs) -> Reduced:
    """Remove power options that can bring nothing to their site."""
    sets = build_sets(inputs)
    gone = {(o.site_id, o.option_id) for o in _idle(inputs, sets)}
    return Reduced(without_options(inputs, gone), {"power options": len(gone)})


def _idle(inputs: Inputs, sets: Sets) -> Iterator[SitePower]:
    useful = {(o.site_id, o.option_id) for o in inputs.power if any(o.committed_mw) or _can_come(sets, o)}
    on_grid = {o.site_id for o in inputs.power if o.delivery is Delivery.GRID and _key(o) in useful}
    for option in inputs.power:
        is_cut_off = option.delivery is Delivery.OVER_GRID and option.site_id not in on_grid
        if not any(option.committed_mw) and (is_cut_off or _key(option) not in useful):
            yield option


def _key(option: SitePower) -> tuple[str, str]:
    return option.site_id, option.option_id


def _can_come(sets: Sets, option: SitePower) -> bool:
    """Return whether a unit of an option can come online in some period."""
    return any(
        sets.most_units.get((*_key(option), t), 0.0) > 0
        and (option.is_bridge or period.start <= option.last_quarter)
        for t, period in sets.periods.items()
    )
