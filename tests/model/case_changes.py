"""Changes of a whole case, for tests of what they may do to its cost."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Budget, Inputs
from tests.small import serving


def scale_money(inputs: Inputs, factor: float) -> Inputs:
    """Multiply everything that is a sum of money."""
    finance = inputs.finance
    return replace(
        inputs,
        finance=replace(
            finance,
            carbon_usd_per_t=finance.carbon_usd_per_t * factor,
            retire_cost_musd_per_mw=finance.retire_cost_musd_per_mw * factor,
        ),
        elements=tuple(replace(e, cost_musd=e.cost_musd * factor) for e in inputs.elements),
        sites=tuple(
            replace(
                s,
                open_cost_musd=s.open_cost_musd * factor,
                fixed_musd_per_hall_year=s.fixed_musd_per_hall_year * factor,
            )
            for s in inputs.sites
        ),
        power=tuple(
            replace(
                o,
                capex_musd_per_mw=o.capex_musd_per_mw * factor,
                fixed_musd_per_mw_year=o.fixed_musd_per_mw_year * factor,
                energy_usd_per_mwh=o.energy_usd_per_mwh * factor,
            )
            for o in inputs.power
        ),
        chips=tuple(
            replace(
                c,
                capex_musd_per_mw=c.capex_musd_per_mw * factor,
                maintenance_musd_per_mw_year=c.maintenance_musd_per_mw_year * factor,
            )
            for c in inputs.chips
        ),
        streams=scale_shortage(inputs, factor).streams,
        zones=tuple(
            replace(z, serve_cost_musd=tuple(cost * factor for cost in z.serve_cost_musd))
            for z in inputs.zones
        ),
        budgets=tuple(replace(b, musd=b.musd * factor) for b in inputs.budgets),
        committed_cash=tuple(replace(c, musd=c.musd * factor) for c in inputs.committed_cash),
    )


def scale_shortage(inputs: Inputs, factor: float) -> Inputs:
    """Multiply the price of falling short."""
    return replace(
        inputs,
        streams=tuple(
            replace(d, shortage_musd_per_quarter=tuple(p * factor for p in d.shortage_musd_per_quarter))
            for d in inputs.streams
        ),
    )


def scale_headroom(inputs: Inputs, factor: float) -> Inputs:
    """Multiply what the grid areas have to give."""
    return replace(
        inputs,
        areas=tuple(replace(a, headroom_mw=tuple(mw * factor for mw in a.headroom_mw)) for a in inputs.areas),
    )


def scale_supply(inputs: Inputs, factor: float) -> Inputs:
    """Multiply the chips on sale."""
    return replace(
        inputs,
        chips=tuple(replace(c, supply_mw=tuple(mw * factor for mw in c.supply_mw)) for c in inputs.chips),
    )


def scale_demand(inputs: Inputs, factor: float) -> Inputs:
    """Multiply what is asked for."""
    return serving(inputs, *(replace(z, peak=tuple(peak * factor for peak in z.peak)) for z in inputs.zones))


def delay_halls(inputs: Inputs, quarters: int) -> Inputs:
    """Let the first new hall of every site come later."""
    return replace(
        inputs,
        sites=tuple(replace(s, first_hall_quarter=s.first_hall_quarter + quarters) for s in inputs.sites),
    )


def without_site(inputs: Inputs, site_id: str) -> Inputs:
    """Take away a site that the ledger does not know."""
    zones = (
        replace(
            zone,
            site_ids=tuple(s for s in zone.site_ids if s != site_id),
            serve_cost_musd=tuple(
                c for s, c in zip(zone.site_ids, zone.serve_cost_musd, strict=True) if s != site_id
            ),
        )
        for zone in inputs.zones
    )
    return serving(
        replace(
            inputs,
            sites=tuple(s for s in inputs.sites if s.site_id != site_id),
            power=tuple(o for o in inputs.power if o.site_id != site_id),
        ),
        *zones,
    )


def with_budget(inputs: Inputs, musd: float) -> Inputs:
    """Limit capital spending, whenever it is paid."""
    first = min(inputs.today, inputs.periods[0].start) - 40
    return replace(inputs, budgets=(Budget("all", first, inputs.end, musd),))
