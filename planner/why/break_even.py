"""Break-even prices: up to which price a chip, or a kind of power, is worth buying around a plan.

With sites and halls fixed, the least cost v(p) at a price p is concave in p, as long as no budget binds,
and from the break-even price on it is flat: that is the cost without the thing. Newton's method on v, whose
slope is what is spent per price, climbs to that point from below: from the price of today where the thing
is bought, from nothing where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from buildout.inputs import Inputs
from planner.engine.highs import Outcome, Reason
from planner.engine.matrix import Compiled, Ints
from planner.engine.repriced import LinearPlan

MOST_STEPS = 40
NEAR = 1e-7
"""Part of the cost of a plan that is the last digits of a solver."""
LEAST_MW = 1e-3
"""Less than a rack: bought in the last digits only."""
BESIDE = 0.02
"""How far beside a break-even price it is checked."""
PAID = ("power.units", "power.bought", "power.reused")


class Thing(StrEnum):
    """What has a break-even price."""

    CHIP = "chip"
    POWER = "power"
    SITE = "site"


class Holds(StrEnum):
    """What solving again beside a break-even price says."""

    YES = "yes"
    BOTH = "bought on both sides"
    NEITHER = "bought on neither side"
    REVERSED = "bought above only"
    NOT_SOLVED = "not solved"
    NOT_CHECKED = "not checked"

    @staticmethod
    def of(*, below: bool | None, above: bool | None) -> Holds:
        """Return what it says that a thing is bought below and above, or None where that was not solved."""
        if below is None or above is None:
            return Holds.NOT_SOLVED
        if below:
            return Holds.BOTH if above else Holds.YES
        return Holds.REVERSED if above else Holds.NEITHER


@dataclass(frozen=True)
class BreakEven:
    """The price up to which something is bought.

    Attributes
    ----------
    thing, thing_id, name
        What it is.
    price_usd
        Its price today, in USD per MW: IT MW of chips, firm MW of power, the lowest of all sites; of a site
        what its opening costs, in USD.
    break_even_usd
        The price up to which it is bought, likewise; None where no price drives it out, or none brings it
        in. Of a site, the opening cost, which may be below nothing.
    bought_mw
        MW that the plan's linear problem buys at the price of today.
    mw_below
        MW that it buys at 2 % below the break-even price.
    linear_holds
        Whether it buys some at 2 % below and none at 2 % above.
    whole_holds
        Whether plans in whole numbers do.
    """

    thing: Thing
    thing_id: str
    name: str
    price_usd: float
    break_even_usd: float | None
    bought_mw: float
    mw_below: float
    linear_holds: Holds
    whole_holds: Holds = Holds.NOT_CHECKED

    @property
    def change(self) -> float:
        """By which part the price has to change; infinite without a break-even price."""
        if self.break_even_usd is None or self.price_usd == 0:
            return float("inf")
        return self.break_even_usd / self.price_usd - 1.0


@dataclass(frozen=True)
class Group:
    """Columns whose price is one.

    Attributes
    ----------
    priced
        All columns that the price is in.
    bought, mw
        The columns that count what is bought, and the MW of one unit of each.
    """

    thing: Thing
    thing_id: str
    name: str
    price_usd: float
    priced: Ints
    bought: Ints
    mw: np.ndarray


def chip_groups(inputs: Inputs, compiled: Compiled) -> Iterator[Group]:
    """Yield the columns of each chip that a site may buy."""
    tiers = {tier.tier_id: tier.chip_id for tier in inputs.volume_tiers}
    for chip in inputs.chips:
        racks = _columns(compiled, "fleet.racks", 1, chip.chip_id)
        if not racks:
            continue
        left = _columns(compiled, "fleet.left_mw", 1, chip.chip_id)
        rebates = [
            column
            for index, column in compiled.columns.get("supply.tier_mw", {}).items()
            if tiers[index[0]] == chip.chip_id
        ]
        yield Group(
            Thing.CHIP,
            chip.chip_id,
            chip.name,
            chip.capex_musd_per_mw * 1e6,
            np.array([*racks, *left, *rebates], dtype=np.int64),
            np.array(racks, dtype=np.int64),
            np.full(len(racks), chip.rack_mw),
        )


def power_groups(inputs: Inputs, compiled: Compiled) -> Iterator[Group]:
    """Yield the columns of each power option that is paid for, of all sites together."""
    options = {(o.site_id, o.option_id): o for o in inputs.power}
    units = compiled.columns.get("power.units", {})
    # Bridge power is counted as it is bought; other power never leaves, so that its last period counts all.
    last = {index[:2]: index for index in units if not options[index[0], index[1]].is_bridge}
    counts = {index: units[index] for index in last.values()} | dict(compiled.columns.get("power.bought", {}))
    for option_id in dict.fromkeys(o.option_id for o in inputs.power):
        some = [o for o in inputs.power if o.option_id == option_id and o.capex_musd_per_mw > 0]
        counted = {index: column for index, column in counts.items() if index[1] == option_id}
        if not some or not counted:
            continue
        priced = [c for name in PAID for c in _columns(compiled, name, 1, option_id)]
        yield Group(
            Thing.POWER,
            option_id,
            option_id.replace("_", " "),
            min(o.capex_musd_per_mw for o in some) * 1e6,
            np.array(priced, dtype=np.int64),
            np.array(list(counted.values()), dtype=np.int64),
            np.array([options[s, o].unit_mw for s, o, _ in counted]),
        )


def break_even(lp: LinearPlan, group: Group) -> BreakEven:
    """Return the break-even price of a group of columns, checked 2 % beside it."""
    bought = _mw(lp.outcome, group)
    result = BreakEven(
        group.thing, group.thing_id, group.name, group.price_usd, None, bought, 0.0, Holds.NOT_CHECKED
    )
    out = lp.without(group.bought)
    if out.reason is not Reason.OPTIMAL:
        return result  # something else of the case has it bought at any price
    factor = _climb(lp, group, out.objective, 1.0 if bought > LEAST_MW else 0.0)
    if factor is None:
        return result
    below, above = (_mw(lp.at(group.priced, factor * (1 + side * BESIDE)), group) for side in (-1, 1))
    holds = Holds.of(below=below > LEAST_MW, above=above > LEAST_MW)
    return replace(result, break_even_usd=factor * group.price_usd, mw_below=below, linear_holds=holds)


def _climb(lp: LinearPlan, group: Group, flat_musd: float, factor: float) -> float | None:
    """Return the factor on the price from which on the cost is flat; None where it is at the start."""
    rose = False
    for _ in range(MOST_STEPS):
        outcome = lp.at(group.priced, factor)
        gain = flat_musd - outcome.objective
        if gain <= NEAR * max(1.0, abs(flat_musd)):
            return factor if rose else None
        slope = lp.slope(outcome, group.priced)
        if slope <= 0:
            return None
        factor, rose = factor + gain / slope, True
    return factor


def _mw(outcome: Outcome, group: Group) -> float:
    return 0.0 if outcome.x is None else float(group.mw @ outcome.x[group.bought])


def _columns(compiled: Compiled, name: str, place: int, what: str) -> list[int]:
    return [column for index, column in compiled.columns.get(name, {}).items() if index[place] == what]
