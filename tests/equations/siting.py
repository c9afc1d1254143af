"""Examples of the equations of `buildout.siting`."""

from __future__ import annotations

from dataclasses import replace

from tests.equations.example import Example
from tests.small import TODAY, campus, grid_of, in_ledger, small

_HALLS_AND_OPEN = ("siting.new_halls", "siting.open")

EXAMPLES = {
    # a: new_halls <= 2 open, then <= 3 open; b has no room in the first quarter; the ledger's c no row.
    "S1": Example(
        replace(
            small(2),
            sites=(
                replace(campus("a", 2), hosting_mw=(25.0, 35.0)),
                replace(campus("b", 2), first_hall_quarter=TODAY + 1),
                in_ledger(campus("c", 2)),
            ),
        ),
        rows=("siting.halls_need_opening",),
    ),
    # At 2 halls a quarter: new_halls <= 2 by the first quarter, and 2 x 2 = 4 more in the two after it.
    "S2": Example(
        replace(
            small(2),
            periods=grid_of(1, 2),
            sites=(replace(campus("a", 2), halls_per_quarter=2, max_halls=9, hosting_mw=(90.0, 90.0)),),
        ),
        rows=("siting.build_rate",),
    ),
    # a: open and new_halls 0 in the first quarter; b: open 1 from the second; c: open 1 and a room of 1.
    "S3": Example(
        replace(
            small(2),
            sites=(
                replace(campus("a", 2), first_hall_quarter=TODAY + 1),
                replace(campus("b", 2), open_by_quarter=TODAY + 1),
                replace(campus("c", 2), committed_halls=(0, 2)),
            ),
        ),
        shows=_HALLS_AND_OPEN,
    ),
    # Both no less than the quarter before; the ledger's b has no row for open.
    "S4": Example(
        replace(
            small(2), sites=(campus("a", 2), replace(campus("b", 2), committed_halls=(1, 1), max_halls=2))
        ),
        rows=("siting.stays_open", "siting.halls_stay"),
    ),
    # At 1 hall a quarter and a minimum of 3: open in the first quarter asks for 3 halls in the third, in
    # the second for 2 there, in the third for 1 there.
    "S5": Example(
        replace(small(3), sites=(replace(campus("a", 3), halls_per_quarter=1, min_halls=3),)),
        rows=("siting.minimum_campus",),
    ),
}
