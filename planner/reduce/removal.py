"""Take things out of inputs, together with every mention of them."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace

from buildout.inputs import Inputs, Zone


def without_chips(inputs: Inputs, gone: Set[str]) -> Inputs:
    """Return inputs without some chips. No ledger, volume tier or minimum take may name them."""
    return replace(
        inputs,
        chips=tuple(chip for chip in inputs.chips if chip.chip_id not in gone),
        sites=tuple(
            replace(site, chip_ids=tuple(g for g in site.chip_ids if g not in gone)) for site in inputs.sites
        ),
        workloads=tuple(
            replace(w, performance=tuple((g, work) for g, work in w.performance if g not in gone))
            for w in inputs.workloads
        ),
        pools=tuple(
            replace(pool, chip_draw=tuple((g, rate) for g, rate in pool.chip_draw if g not in gone))
            for pool in inputs.pools
        ),
    )


def without_options(inputs: Inputs, gone: Set[tuple[str, str]]) -> Inputs:
    """Return inputs without some power options, given as (site_id, option_id)."""
    return replace(
        inputs,
        power=tuple(o for o in inputs.power if (o.site_id, o.option_id) not in gone),
        pools=tuple(
            replace(pool, power_draw=tuple(draw for draw in pool.power_draw if draw[:2] not in gone))
            for pool in inputs.pools
        ),
    )


def without_sites(inputs: Inputs, gone: Set[str]) -> Inputs:
    """Return inputs without some sites. The ledger may have nothing there."""
    options = {(o.site_id, o.option_id) for o in inputs.power if o.site_id in gone}
    left = without_options(inputs, options)
    return replace(
        left,
        sites=tuple(site for site in left.sites if site.site_id not in gone),
        zones=tuple(keep_arcs(zone, lambda s: s not in gone) for zone in left.zones),
        pools=tuple(
            replace(pool, hall_draw=tuple((s, rate) for s, rate in pool.hall_draw if s not in gone))
            for pool in left.pools
        ),
    )


def keep_arcs(zone: Zone, is_kept: Callable[[str], bool]) -> Zone:
    """Return a zone that only some of its sites reach."""
    arcs = [(s, cost) for s, cost in zip(zone.site_ids, zone.serve_cost_musd, strict=True) if is_kept(s)]
    return replace(zone, site_ids=tuple(s for s, _ in arcs), serve_cost_musd=tuple(cost for _, cost in arcs))
