"""A mix as other inputs of the same case.

Only what the plan decides changes: chips of the ledger stand where they stand, and what is left of its rules,
minimum takes, tiers and deposits stays in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Chip, CommittedChips, Inputs, MinimumTake, Period, VendorShare, Window
from planner.cases.mixes import MixKind, VendorMix

SLACK_MW = 1e-6
CHOICES = (MixKind.FREE, MixKind.ONLY, MixKind.AT_MOST, MixKind.WITHOUT)
"""Kinds that a buyer chooses. Each allows only plans that the free mix allows too, at the same cost; the
others happen to the buyer."""


def apply_mix(inputs: Inputs, mix: VendorMix) -> Inputs:
    """Return the inputs of a case under a mix."""
    match mix.kind:
        case MixKind.FREE:
            return inputs
        case MixKind.ONLY:
            return _with_chips(inputs, [_unsold(c) if c.vendor != mix.vendor else c for c in inputs.chips])
        case MixKind.WITHOUT:
            return _with_chips(inputs, [_unsold(c) if c.vendor == mix.vendor else c for c in inputs.chips])
        case MixKind.AT_MOST:
            window = Window(inputs.periods[0].label, inputs.periods[-1].label, 0.0)
            share = VendorShare(mix.vendor or "", window, 0.0, 1.0 if mix.share is None else mix.share)
            return replace(inputs, vendor_shares=(*inputs.vendor_shares, share))
        case MixKind.PRICE:
            factor = 1.0 + (mix.change or 0.0)
            return _with_chips(
                inputs,
                [
                    replace(c, capex_musd_per_mw=factor * c.capex_musd_per_mw)
                    if c.vendor == mix.vendor
                    else c
                    for c in inputs.chips
                ],
            )
        case MixKind.LATE:
            return late(inputs, mix.vendor or "", mix.quarters or 0)


def late(inputs: Inputs, vendor: str, quarters: int) -> Inputs:
    """Return the inputs with all that a vendor still has to deliver later, its ledger's orders too."""
    chips = [
        replace(c, supply_mw=shifted(c.supply_mw, inputs.periods, quarters)) if c.vendor == vendor else c
        for c in inputs.chips
    ]
    lots = tuple(
        replace(lot, online_quarter=lot.online_quarter + quarters) if lot in on_order(inputs, vendor) else lot
        for lot in inputs.committed_chips
    )
    return replace(_with_chips(inputs, chips), committed_chips=lots)


def on_order(inputs: Inputs, vendor: str) -> tuple[CommittedChips, ...]:
    """Return the chips of a vendor that the ledger has ordered and that are not there yet."""
    own = {chip.chip_id for chip in inputs.chips if chip.vendor == vendor}
    return tuple(
        lot for lot in inputs.committed_chips if lot.chip_id in own and lot.online_quarter > inputs.today
    )


def shifted(supply_mw: Sequence[float], periods: Sequence[Period], quarters: int) -> tuple[float, ...]:
    """Return the supply by period when every quarter's comes so many quarters later.

    A longer period has the same supply in each of its quarters. What would come before the first period is
    nothing, what comes after the last is lost to the plan.
    """
    by_quarter = {
        quarter: mw / period.quarters
        for period, mw in zip(periods, supply_mw, strict=True)
        for quarter in range(period.start, period.end)
    }
    return tuple(
        sum(by_quarter.get(quarter - quarters, 0.0) for quarter in range(period.start, period.end))
        for period in periods
    )


def contradictions(inputs: Inputs, mix: VendorMix) -> tuple[str, ...]:
    """Return which promises and rules of a case a mix cannot keep, a sentence each; none where it can.

    Parameters
    ----------
    inputs
        The case as it is.
    mix
        The mix.
    """
    return (*broken_takes(apply_mix(inputs, mix)), *_shares(inputs, mix))


def broken_takes(inputs: Inputs) -> tuple[str, ...]:
    """Return which minimum takes ask for more than is on sale, a sentence each."""
    return tuple(
        f"the minimum take {take.take_id} asks for {take.window.amount:,.4g} IT MW of "
        f"{', '.join(take.chip_ids)} in {take.window.first} to {take.window.last}, and only "
        f"{most:,.4g} can be bought"
        for take in inputs.minimum_takes
        for most in (most_mw(inputs, take),)
        if most < take.window.amount - SLACK_MW
    )


def most_mw(inputs: Inputs, take: MinimumTake) -> float:
    """Return the most IT MW of the chips of a minimum take that are on sale in its window."""
    labels = [period.label for period in inputs.periods]
    inside = slice(labels.index(take.window.first), labels.index(take.window.last) + 1)
    return sum(sum(chip.supply_mw[inside]) for chip in inputs.chips if chip.chip_id in take.chip_ids)


def _shares(inputs: Inputs, mix: VendorMix) -> Iterator[str]:
    """Yield each least share of the case that the mix has no room for: only buying nothing keeps both."""
    for rule in inputs.vendor_shares:
        most = _most_share(mix, rule.vendor)
        if rule.min_share > most:
            yield (
                f"the case asks for at least {rule.min_share:.0%} of {rule.vendor} in {rule.window.first} to "
                f"{rule.window.last}, and {mix.text} allows {most:.0%}"
            )


def _most_share(mix: VendorMix, vendor: str) -> float:
    match mix.kind:
        case MixKind.ONLY:
            return 1.0 if vendor == mix.vendor else 0.0
        case MixKind.WITHOUT:
            return 0.0 if vendor == mix.vendor else 1.0
        case MixKind.AT_MOST if vendor == mix.vendor and mix.share is not None:
            return mix.share
        case _:
            return 1.0


def _unsold(chip: Chip) -> Chip:
    return replace(chip, supply_mw=(0.0,) * len(chip.supply_mw))


def _with_chips(inputs: Inputs, chips: Sequence[Chip]) -> Inputs:
    return replace(inputs, chips=tuple(chips))
