"""How far a plan uses its sites, and when they could have more: the second witness of what limits them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from buildout.inputs import Delivery, Inputs, Site
from buildout.quarters import quarter_label
from buildout.sets import room_by_period
from planner.plan.columns import TableName, Tables
from planner.plan.figures import NOTICEABLE
from planner.plan.grids import Grid, column, gather, labels, stack
from planner.plan.limits.limit import Limit
from planner.plan.limits.market import chip_limits
from planner.plan.limits.rules import budget_limits
from planner.plan.markdown import counted
from planner.why.site_limit import Limiting

FIRM = (Delivery.GRID, Delivery.ONSITE)
HALF = 0.5
"""Counts of halls are whole, and compared with half a hall to spare."""


@dataclass(frozen=True)
class SiteUse:
    """Halls, power and chips of every site of a plan, site by period.

    Attributes
    ----------
    halls_mw, powered_mw, standing_mw
        IT MW that the halls can hold, that the firm power can feed, and of chips.
    new_halls
        Halls beyond the ledger's.
    room
        Most of these the site may have by then.
    falls_short
        Whether demand falls short that the site could serve.
    chips, budgets
        What the plan uses of the chips on sale, and of the budgets.
    """

    inputs: Inputs
    halls_mw: Grid
    powered_mw: Grid
    standing_mw: Grid
    new_halls: Grid
    room: Grid
    falls_short: Grid
    chips: tuple[Limit, ...]
    budgets: tuple[Limit, ...]

    def halls_used(self, i: int, t: int) -> float:
        """Return the part of a site's halls that is full of chips, 0 where it has none."""
        return _part(self.standing_mw[i, t], self.halls_mw[i, t])

    def power_used(self, i: int, t: int) -> float:
        """Return the part of a site's firm power that its chips take, 0 where it has none."""
        return _part(self.standing_mw[i, t], self.powered_mw[i, t])

    def why_no_hall(self, i: int, t: int) -> tuple[Limiting, str] | None:
        """Return what keeps a site from another hall in a period; None where it could have one."""
        site, period = self.inputs.sites[i], self.inputs.periods[t]
        if period.start < site.first_hall_quarter:
            return Limiting.LEAD_TIME, f"no new hall before {quarter_label(site.first_hall_quarter)}"
        built, before = self.new_halls[i, t], self.new_halls[i, t - 1] if t else 0.0
        if built >= self.room[i, t] - HALF:
            more = np.flatnonzero(self.room[i] > self.room[i, t])
            until = f" before {self.inputs.periods[more[0]].label}" if more.size else ""
            return Limiting.HALLS, f"no room for {'more halls' if built else 'a hall'}{until}"
        if built - before >= site.halls_per_quarter * period.quarters - HALF:
            return Limiting.HALLS, f"builds {counted(site.halls_per_quarter, 'hall')} a quarter at most"
        return None

    def first_power(self, i: int) -> str:
        """Return the first quarter in which a site can have new firm power, in words."""
        site = self.inputs.sites[i]
        firm = [o for o in self.inputs.power if o.site_id == site.site_id and o.delivery in FIRM]
        some = min(firm, key=lambda option: option.first_quarter, default=None)
        if some is None:
            return "no firm power can be had there"
        return f"no new power before {quarter_label(some.first_quarter)} ({some.option_id.replace('_', ' ')})"

    def chips_on_sale(self, i: int, t: int) -> bool:
        """Return whether a chip that a site may have was on sale by then."""
        mine = self.inputs.sites[i].chip_ids
        return any(
            mw > 0 for chip in self.inputs.chips if chip.chip_id in mine for mw in chip.supply_mw[: t + 1]
        )

    def sold_out(self, site: Site, t: int) -> str | None:
        """Return which chips are sold out, where that holds for all that a site may have; else None."""
        on_sale = [limit for limit in self.chips if limit.name in site.chip_ids and limit.available[t] > 0]
        if not on_sale or not all(limit.is_full(t) for limit in on_sale):
            return None
        return (
            f"{max(on_sale, key=lambda limit: limit.used[t]).name} on sale in {self.inputs.periods[t].label}"
        )

    def spent(self, t: int) -> str | None:
        """Return a budget that is spent in a period, None where none is."""
        return next(
            (limit.name for limit in self.budgets if np.isfinite(limit.available[t]) and limit.is_full(t)),
            None,
        )


def site_use(inputs: Inputs, tables: Tables) -> SiteUse:
    """Read off the tables of a plan how far it uses its sites."""
    ids, times = [(site.site_id,) for site in inputs.sites], labels(inputs)
    new = gather(tables[TableName.HALLS], ["site_id"], "new_halls", ids, times)
    return SiteUse(
        inputs=inputs,
        halls_mw=gather(tables[TableName.HALLS], ["site_id"], "it_mw", ids, times),
        powered_mw=_powered_mw(inputs, tables),
        standing_mw=gather(tables[TableName.FLEET], ["site_id"], "fleet_mw", ids, times),
        new_halls=new,
        room=stack([room_by_period(site, inputs.periods) for site in inputs.sites], times),
        falls_short=_falls_short(inputs, tables),
        chips=tuple(chip_limits(inputs, tables)),
        budgets=tuple(budget_limits(inputs, tables)),
    )


def _powered_mw(inputs: Inputs, tables: Tables) -> Grid:
    options = [(o.site_id, o.option_id) for o in inputs.power]
    firm = gather(tables[TableName.POWER], ["site_id", "option_id"], "firm_mw", options, labels(inputs))
    row_of = {site.site_id: i for i, site in enumerate(inputs.sites)}
    powered = np.zeros((len(inputs.sites), len(inputs.periods)))
    for option, mw in zip(inputs.power, firm, strict=True):
        if option.delivery in FIRM:
            powered[row_of[option.site_id]] += option.availability * mw
    return powered / column([site.pue for site in inputs.sites])


def _falls_short(inputs: Inputs, tables: Tables) -> Grid:
    """Return, as 1 or 0, where demand falls short that a site could serve."""
    table = tables[TableName.SHORTAGE]
    table = table[table["short"] > NOTICEABLE * table["demand"]]
    zone_of = {(zone.stream_id, node): zone for zone in inputs.zones for node in zone.node_ids}
    streams = {stream.stream_id: stream for stream in inputs.streams}
    row_of = {site.site_id: i for i, site in enumerate(inputs.sites)}
    column_of = {t: j for j, t in enumerate(labels(inputs))}
    short = np.zeros((len(inputs.sites), len(inputs.periods)))
    for d, node, t in zip(table["stream_id"], table["node_id"], table["period"], strict=True):
        for s in zone_of[d, node].site_ids:
            if streams[d].usable.get(inputs.sites[row_of[s]].kind, 0.0) > 0:
                short[row_of[s], column_of[t]] = 1.0
    return short


def _part(used: float, whole: float) -> float:
    return float(used / whole) if whole > 0 else 0.0
