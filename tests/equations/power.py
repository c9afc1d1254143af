"""Examples of the equations of `buildout.power`. A quarter has 2191.5 hours."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import GridArea
from tests.equations.example import Example
from tests.small import STILL, TODAY, campus, contract, grid, in_ledger, small, turbine

_GRID = replace(grid(), committed_mw=(3.0,))
_TURBINE = replace(turbine(), unit_mw=5.0, availability=0.8)
_CONTRACT = replace(contract(), availability=0.5)
_MIX = replace(
    small(),
    power=(_GRID, _TURBINE, _CONTRACT),
    finance=replace(STILL, mean_load_factor=0.8),
)
_SIZED = replace(grid(), unit_mw=4.0, continuous=False)

EXAMPLES = {
    # 1.25 fleet <= grid + 0.8 x 5 turbines + 3 of the ledger; the contract brings no firm MW.
    "P1": Example(_MIX, rows=("power.firm_power",)),
    # From the second quarter at most 10, then 12 MW, but nothing is added after the second. The turbine is
    # there from the third, too late: bought nowhere. So is b's grid: always 0.
    "P2-dates": Example(
        replace(
            small(3),
            sites=(campus("a", 3), campus("b", 3)),
            power=(
                replace(
                    grid("a", 3),
                    first_quarter=TODAY + 1,
                    last_quarter=TODAY + 1,
                    limit_mw=(10.0, 10.0, 12.0),
                ),
                replace(turbine("a", 3), first_quarter=TODAY + 2, last_quarter=TODAY + 1),
                replace(grid("b", 3), first_quarter=TODAY + 2, last_quarter=TODAY + 1),
            ),
        ),
        rows=("power.power_stays",),
        shows=("power.units", "power.bought"),
    ),
    # 15 MW of headroom for both sites in any amount, so 15 at most for one; the turbine does not count.
    "P2-headroom": Example(
        replace(
            small(),
            sites=(campus("a"), campus("b")),
            power=(grid("a"), grid("b"), turbine("b")),
            areas=(GridArea("area", (15.0,)),),
        ),
        rows=("power.headroom_limit",),
    ),
    # 15 MW hold 3 whole units of 4 MW, at one site or both.
    "P2-whole_headroom": Example(
        replace(
            small(),
            sites=(campus("a"), campus("b")),
            power=(_SIZED, replace(_SIZED, site_id="b")),
            areas=(GridArea("area", (15.0,)),),
        ),
        rows=("power.headroom_limit",),
    ),
    # All three options together give 1.25 x 0.8 x 2.1915 = 2.1915 GWh per MW of fleet.
    "P3a": Example(_MIX, rows=("power.energy_balance",)),
    # turbine <= 0.8 x 5 x 2.1915 = 8.766 GWh per unit, contract <= 0.5 x 2.1915 = 1.09575.
    "P3b": Example(_MIX, rows=("power.energy_limit",)),
    # grid + contract <= 2.1915 x (grid units + 3): 6.5745 of it from the ledger.
    "P3c": Example(_MIX, rows=("power.grid_energy_limit",)),
    # Units never fall, so none of b's can stand before its limit ends: -units >= 0.
    "P4-lasting": Example(
        replace(
            small(2),
            sites=(campus("a", 2), campus("b", 2)),
            power=(grid("a", 2), replace(grid("b", 2), limit_mw=(10.0, 0.0))),
        ),
        rows=("power.power_stays",),
    ),
    # Units are those before + bought + reused - dropped. What comes to a or b in the first quarter has
    # left nowhere; in the second, all that came so far <= what left in the first (b has no turbine then).
    "P4-bridge": Example(
        replace(
            small(2),
            sites=(campus("a", 2), campus("b", 2)),
            power=(
                turbine("a", 2),
                replace(turbine("b", 2), first_quarter=TODAY + 1),
            ),
        ),
        rows=("power.bridge_balance", "power.reuse_after_leaving"),
    ),
    # grid <= 100 open, turbine <= floor(100 / 12.5) = 8 open; the ledger's b is open anyway.
    "P5": Example(
        replace(
            small(),
            sites=(campus("a"), in_ledger(campus("b"))),
            power=(grid("a"), turbine("a"), grid("b")),
        ),
        rows=("power.power_needs_opening",),
    ),
}
