"""Sites where no chip can ever stand removed, with their power and their arcs.

Claim. A site where no chip can stand in any period may go, where the ledger has no halls or power there,
no lock asks for it to open, it has no bridge power, and the case asks for no survival.

Proof. Its fleet is empty, so it serves nothing (D2) and needs no halls, power or energy. Take a plan and
leave out its opening, halls and power: F2, P1 and P3 hold with zeros, shared limits (headroom, pools,
budgets) are only relieved, no rule asks for more of anything there, and the cost does not rise, as
halls and power cost at least the value left of them. Bridge units bought there could be moved to other
sites, which is why their presence forbids it. A survival rule names every site as a loss of its own,
and a plan must say what is served after it.
"""

from __future__ import annotations

from buildout.inputs import Inputs
from buildout.sets import build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.removal import without_sites


def remove_idle_sites(inputs: Inputs) -> Reduced:
    """Remove sites where no chip can ever stand."""
    if inputs.survival:
        return Reduced(inputs, {})
    holds_chips = {s for s, _ in build_sets(inputs).stands} | {lot.site_id for lot in inputs.committed_chips}
    holds_power = {o.site_id for o in inputs.power if o.is_bridge or any(o.committed_mw)}
    gone = {
        site.site_id
        for site in inputs.sites
        if site.site_id not in holds_chips | holds_power
        and site.open_by_quarter is None
        and not any(site.committed_halls)
    }
    return Reduced(without_sites(inputs, gone), {"sites": len(gone)})
