"""Examples of the equations of `buildout.fleet`."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import CommittedChips
from tests.equations.example import Example
from tests.small import TODAY, campus, chip, small

_OLD_CHIPS = (CommittedChips("a", "g", TODAY - 1, 4.0),)

EXAMPLES = {
    # Racks of 0.5 MW: fleet = 0.5 racks + 4 of the ledger - retire, then fleet = fleet before + ...
    "F1a": Example(replace(small(2), committed_chips=_OLD_CHIPS), rows=("fleet.fleet_balance",)),
    # Life of 2 quarters: the ledger's 4 MW of the quarter before the first are due in the second, what is
    # bought in the first in the third: retire 1 + 2 >= 4, retire 1 + 2 + 3 >= 4 + 0.5 racks 1.
    "F1b": Example(
        replace(small(3), committed_chips=_OLD_CHIPS, chips=(replace(chip("g", 3), life_quarters=2),)),
        rows=("fleet.retire_by_age",),
    ),
    # g + h <= 10 (new_halls + 1), one hall of the ledger.
    "F2": Example(
        replace(
            small(),
            sites=(replace(campus(), committed_halls=(1,), chip_ids=("g", "h")),),
            chips=(chip("g"), chip("h")),
        ),
        rows=("fleet.halls_hold_fleet",),
    ),
    # buy_mw = 0.5 racks: 7 MW on sale are 14 racks, a whole number of them.
    "F3": Example(
        replace(small(), chips=(replace(chip(), supply_mw=(7.0,)),), whole_racks=True),
        rows=("supply.chip_supply",),
    ),
    # Life and horizon of 3 quarters: the first purchase is worth nothing at the end, so the second and
    # third only: left <= 0.5 racks each, and their sum <= fleet in the third quarter.
    "V": Example(
        replace(small(3), chips=(replace(chip("g", 3), life_quarters=3),)),
        rows=("fleet.left_of_purchase", "fleet.left_in_fleet"),
    ),
}
