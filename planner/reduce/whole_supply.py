"""Supply rounded down to whole racks, where the case buys whole racks.

Claim. Lowering ``supply_mw[g, t]`` to a whole multiple of ``rack_mw[g]`` removes no plan.

Proof. Where racks are whole numbers (F3), what all sites buy of g in t is a whole multiple of its rack,
so C1 holds with the supply exactly if it holds with the largest multiple below it. Supply also bounds
one purchase and the widths of volume tiers, which are no larger than what can be bought. Relaxed racks
know nothing of this, so the bound rises.
"""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Chip, Inputs
from planner.reduce.reduced import Reduced
from planner.reduce.steps import floor_to_step


def round_supply(inputs: Inputs) -> Reduced:
    """Lower supplies of chips to whole racks."""
    if not inputs.whole_racks:
        return Reduced(inputs, {})
    chips = tuple(_whole(chip) for chip in inputs.chips)
    lowered = sum(
        before != after
        for old, new in zip(inputs.chips, chips, strict=True)
        for before, after in zip(old.supply_mw, new.supply_mw, strict=True)
    )
    return Reduced(replace(inputs, chips=chips), {"supplies in whole racks": lowered})


def _whole(chip: Chip) -> Chip:
    return replace(chip, supply_mw=tuple(floor_to_step(mw, chip.rack_mw) for mw in chip.supply_mw))
