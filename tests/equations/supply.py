"""Examples of the equations of `buildout.supply`. A rack is 0.5 MW, so half of each rate is in a row."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import MinimumTake, Pool, VendorShare, VolumeTier, Window
from buildout.quarters import quarter_label
from tests.equations.example import Example
from tests.small import TODAY, campus, chip, contract, grid, small, turbine

_FIRST, _SECOND, _THIRD = (quarter_label(TODAY + i) for i in range(3))

_TWO_CHIPS = replace(
    small(2),
    sites=(replace(campus("a", 2), chip_ids=("g", "h")),),
    chips=(replace(chip("g", 2), supply_mw=(7.0, 9.0)), chip("h", 2)),
)

EXAMPLES = {
    # 0.5 (a + b) <= 7 MW, then 9.
    "C1": Example(
        replace(
            small(2),
            sites=(campus("a", 2), campus("b", 2)),
            chips=(replace(chip("g", 2), supply_mw=(7.0, 9.0)),),
        ),
        rows=("supply.chip_supply",),
    ),
    # Window of the second and third quarter: 2 per hall, 0.25 per MW of grid, 0.5 x 12.5 = 6.25 per turbine
    # bought, 0.1 x 0.5 per rack; halls and grid count as a rise over the first quarter.
    "C2": Example(
        replace(
            small(3),
            power=(grid("a", 3), turbine("a", 3), contract("a", 3)),
            pools=(
                Pool(
                    pool_id="transformers",
                    name="Transformers",
                    unit="pieces",
                    limits=(Window(_FIRST, _FIRST, 10.0), Window(_SECOND, _THIRD, 40.0)),
                    hall_draw=(("a", 2.0),),
                    power_draw=(("a", "grid", 0.25), ("a", "turbine", 0.5)),
                    chip_draw=(("g", 0.1),),
                ),
            ),
        ),
        rows=("supply.pool_limit",),
    ),
    # g - 0.25 (g + h) >= 0 and g - 0.75 (g + h) <= 0 over both quarters, each times 0.5 MW a rack.
    "C3": Example(
        replace(
            _TWO_CHIPS,
            vendor_shares=(VendorShare("vendor of g", Window(_FIRST, _SECOND, 0.0), 0.25, 0.75),),
        ),
        rows=("supply.vendor_at_least", "supply.vendor_at_most"),
    ),
    # 0.5 (g + h) in the second quarter >= 6 MW.
    "C4a": Example(
        replace(_TWO_CHIPS, minimum_takes=(MinimumTake("take", ("g", "h"), Window(_SECOND, _SECOND, 6.0)),)),
        rows=("supply.minimum_take",),
    ),
    # Of 7 + 9 = 16 MW on sale: 5 below the first tier, 6 in it, 5 in the second. Each tier only if reached,
    # reached only if the space below it is full.
    "C4b": Example(
        replace(
            _TWO_CHIPS,
            volume_tiers=(
                VolumeTier("second", "g", Window(_FIRST, _SECOND, 11.0), 0.2),
                VolumeTier("first", "g", Window(_FIRST, _SECOND, 5.0), 0.1),
            ),
        ),
        rows=("supply.tiers_fill", "supply.tier_needs_reach", "supply.reach_needs_full"),
    ),
}
