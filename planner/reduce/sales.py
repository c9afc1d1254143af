"""Chips taken off sale: in a period, at a site, or for good."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace

from buildout.inputs import Chip, Inputs, Site
from buildout.sets import build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.removal import without_chips

Purchase = tuple[str, str, str]
"""(site_id, chip_id, period)."""


def bound_chips(inputs: Inputs) -> set[str]:
    """Return the chips whose purchases a rule rewards, asks for or compares.

    A minimum take and a volume tier speak of their own chips. A vendor share compares the purchases of
    all of them: fewer of one chip can break the share of another.
    """
    if inputs.vendor_shares:
        return {chip.chip_id for chip in inputs.chips}
    taken = {g for take in inputs.minimum_takes for g in take.chip_ids}
    return taken | {tier.chip_id for tier in inputs.volume_tiers}


def keep_sales(inputs: Inputs, kept: Set[Purchase]) -> Reduced:
    """Take chips off sale as far as no purchase that is kept needs them.

    A chip is off sale in a period in which no site keeps a purchase, it leaves a site that keeps none in
    any period, and the case where no site does. The ledger's chips stay where they stand, and chips of
    `bound_chips` stay as they are.

    Parameters
    ----------
    kept
        Purchases that a cheapest plan may need; leaving out all others must be proven.
    """
    bound = bound_chips(inputs)
    at_site = {(s, g) for s, g, _ in kept} | {(lot.site_id, lot.chip_id) for lot in inputs.committed_chips}
    at_time = {(g, t) for _, g, t in kept}
    labels = [period.label for period in inputs.periods]

    def is_sold(g: str, t: str) -> bool:
        return g in bound or (g, t) in at_time

    def stands(s: str, g: str) -> bool:
        return g in bound or (s, g) in at_site

    left = replace(
        inputs,
        sites=tuple(_with_chips(site, stands) for site in inputs.sites),
        chips=tuple(_on_sale(chip, labels, is_sold) for chip in inputs.chips),
    )
    gone = {chip.chip_id for chip in inputs.chips} - bound - {g for _, g in at_site}
    counts = {
        "chips": len(gone),
        "chips at sites": len(build_sets(inputs).stands) - len(build_sets(left).stands),
        "sales of chips in a period": _sales(inputs) - _sales(left),
    }
    return Reduced(without_chips(left, gone), counts)


def _with_chips(site: Site, stands: Callable[[str, str], bool]) -> Site:
    return replace(site, chip_ids=tuple(g for g in site.chip_ids if stands(site.site_id, g)))


def _on_sale(chip: Chip, labels: list[str], is_sold: Callable[[str, str], bool]) -> Chip:
    supply = zip(labels, chip.supply_mw, strict=True)
    return replace(chip, supply_mw=tuple(mw if is_sold(chip.chip_id, t) else 0.0 for t, mw in supply))


def _sales(inputs: Inputs) -> int:
    return sum(mw > 0 for chip in inputs.chips for mw in chip.supply_mw)
