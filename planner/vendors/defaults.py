"""The mixes that are compared where none is named."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Inputs
from planner.cases.mixes import MixKind, VendorMix
from planner.plan import TableName, Tables

FREE = VendorMix(kind=MixKind.FREE)
MOST_SHARE = 0.6
CHANGE = 0.2
QUARTERS = 2


def default_mixes(inputs: Inputs, free: Tables) -> tuple[VendorMix, ...]:
    """Return the questions about the two vendors that the free mix buys most from.

    Each is asked alone, left out, 20 % dearer and cheaper, and two quarters late; the first at most 60 % too,
    where it has more. Where the free mix buys from one vendor, the one with most on sale of the others is the
    second. Of two vendors in all, one left out is the other alone, and asked once.
    """
    sellers = leaders(inputs, free)
    first_two = sellers[:2]
    mixes = [FREE]
    if len(sellers) > 1:
        share = share_bought(inputs, free, first_two[0])
        if share > MOST_SHARE:
            mixes.append(VendorMix(kind=MixKind.AT_MOST, vendor=first_two[0], share=MOST_SHARE))
        mixes += [VendorMix(kind=MixKind.ONLY, vendor=vendor) for vendor in first_two]
    if len(sellers) > 2:
        mixes += [VendorMix(kind=MixKind.WITHOUT, vendor=vendor) for vendor in first_two]
    mixes += [
        VendorMix(kind=MixKind.PRICE, vendor=vendor, change=change)
        for vendor in first_two
        for change in (CHANGE, -CHANGE)
    ]
    mixes += [VendorMix(kind=MixKind.LATE, vendor=vendor, quarters=QUARTERS) for vendor in first_two]
    return tuple(mixes)


def leaders(inputs: Inputs, free: Tables) -> Sequence[str]:
    """Return the vendors with something on sale, by the IT MW that a plan buys of theirs, the most first."""
    on_sale: dict[str, float] = {}
    for chip in inputs.chips:
        on_sale[chip.vendor] = on_sale.get(chip.vendor, 0.0) + sum(chip.supply_mw)
    bought = bought_mw(inputs, free)
    sellers = [vendor for vendor, mw in on_sale.items() if mw > 0]
    return sorted(sellers, key=lambda vendor: (-bought.get(vendor, 0.0), -on_sale[vendor], vendor))


def bought_mw(inputs: Inputs, tables: Tables) -> dict[str, float]:
    """Return the IT MW that a plan buys, by vendor."""
    vendor = {chip.chip_id: chip.vendor for chip in inputs.chips}
    fleet = tables[TableName.FLEET]
    sums = fleet["buy_mw"].groupby(fleet["chip_id"].map(vendor)).sum()
    return {str(name): float(mw) for name, mw in sums.items() if mw > 0}


def share_bought(inputs: Inputs, tables: Tables, vendor: str) -> float:
    """Return a vendor's share of the IT MW that a plan buys; 0 where it buys nothing."""
    bought = bought_mw(inputs, tables)
    whole = sum(bought.values())
    return bought.get(vendor, 0.0) / whole if whole else 0.0
