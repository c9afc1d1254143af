"""The plan that builds and buys nothing: what is published when a search found none in time."""

from __future__ import annotations

from buildout.decisions import Decisions
from buildout.inputs import Delivery, Inputs, Period, Site, SitePower
from buildout.sets import Sets, build_sets

MWH_PER_GWH = 1000.0


def ledger_decisions(inputs: Inputs) -> Decisions:
    """Keep the ledger as it is until it ages out, serve nothing, and let all demand fall short.

    It breaks no promise of a case that forbids no shortage and forces no purchase; the audit says so
    where it does.
    """
    sets = build_sets(inputs)
    fleet, retire = _ageing_fleet(inputs, sets)
    standing: dict[tuple[str, str], float] = {}
    for (s, _, t), mw in fleet.items():
        standing[s, t] = standing.get((s, t), 0.0) + mw
    energy: dict[tuple[str, str, str], float] = {}
    for (s, t), mw in standing.items():
        energy |= _energy(inputs, sets, sets.sites[s], sets.periods[t], mw)
    short = {
        (zone.zone_id, t): zone.peak[i]
        for zone in inputs.zones
        for t, i in sets.position.items()
        if zone.peak[i] > 0
    }
    return Decisions(fleet_mw=fleet, retire_mw=retire, energy_gwh=energy, short=short)


def _ageing_fleet(
    inputs: Inputs, sets: Sets
) -> tuple[dict[tuple[str, str, str], float], dict[tuple[str, str, str], float]]:
    """Return what stands and what leaves when the ledger's chips retire at the end of their life."""
    fleet: dict[tuple[str, str, str], float] = {}
    retire: dict[tuple[str, str, str], float] = {}
    for (s, g), when in sets.stands.items():
        lots = [lot for lot in inputs.committed_chips if (lot.site_id, lot.chip_id) == (s, g)]
        gone = 0.0
        for t in when:
            start = sets.periods[t].start
            came = sum(lot.it_mw for lot in lots if lot.online_quarter <= start)
            aged = sum(lot.it_mw for lot in lots if lot.online_quarter + sets.chips[g].life_quarters <= start)
            if aged > gone:
                retire[s, g, t] = aged - gone
                gone = aged
            if came > gone:
                fleet[s, g, t] = came - gone
    return fleet, retire


def _energy(
    inputs: Inputs, sets: Sets, site: Site, period: Period, standing_mw: float
) -> dict[tuple[str, str, str], float]:
    """Cover the energy of a site from the ledger's power, cheapest first, within its limits (P3)."""
    need = site.pue * inputs.finance.mean_load_factor * period.hours / MWH_PER_GWH * standing_mw
    through_grid = sum(
        _most_gwh(sets, option, period)
        for option in sets.power[site.site_id]
        if option.delivery is Delivery.GRID
    )
    taken: dict[tuple[str, str, str], float] = {}
    for option in sorted(sets.power[site.site_id], key=lambda o: o.energy_usd_per_mwh):
        most = min(need, _most_gwh(sets, option, period))
        if option.delivery is not Delivery.ONSITE:
            most = min(most, through_grid)
            through_grid -= most
        if most > 0:
            taken[site.site_id, option.option_id, period.label] = most
            need -= most
    return taken


def _most_gwh(sets: Sets, option: SitePower, period: Period) -> float:
    """Return the most energy of the ledger's MW of an option in a period."""
    mw = option.committed_mw[sets.position[period.label]]
    return option.availability * mw * period.hours / MWH_PER_GWH
