"""Examples of the rows of `buildout.strengthen`."""

from __future__ import annotations

from dataclasses import replace

from tests.equations.example import Example
from tests.small import campus, grid, in_ledger, serving, small, turbine, zone

# Few sites reach near, so it has rows; three of three reach far. The ledger's c has none.
_REACH = serving(
    replace(
        small(),
        sites=(campus("a"), campus("b"), in_ledger(campus("c"))),
        power=(grid("a"), grid("b"), grid("c")),
    ),
    zone("near", ("a", "c"), 7.0),
    zone("far", ("a", "b", "c"), 9.0),
)

EXAMPLES = {
    # serve near from a <= 7 open.
    "T1": Example(_REACH, rows=("strong.serve_needs_opening",)),
    # serve near from a <= 7 new_halls.
    "T2": Example(_REACH, rows=("strong.serve_needs_hall",)),
    # 18.75 MW of grid and one turbine of 12.5 feed 25 IT MW, 2.5 halls: F = 2, f = 0.5, so
    # fleet / 10 - 0.5 halls <= 2 x 0.5 = 1.
    "T3": Example(
        replace(
            small(),
            power=(replace(grid(), limit_mw=(18.75,)), replace(turbine(), limit_mw=(20.0,))),
        ),
        rows=("strong.halls_against_power",),
    ),
}
