"""Random small cases in which every reduction finds something to do."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Inputs, Pool, Site, Window, Workload
from tests.model.random_case import PERIODS, random_case
from tests.small import FAR, campus, chip, contract, grid, serving, turbine, zone

COUNT = len(PERIODS)
RACK_MW = 2.5
"""Halls of 10 and of 5 MW hold whole racks of it."""
WHOLE = Window(PERIODS[0].label, PERIODS[-1].label, 0.0)


def reducible_case(seed: int, *, whole_racks: bool = True) -> Inputs:
    """Return a random case with more than it needs.

    Chip ``twin`` is as good as ``h`` and there is enough of it for everybody, ``dear`` never earns its
    price, ``toy`` does no work. Site ``x`` has no chips, site ``c`` may build one hall a quarter of the
    three it could have. Option ``late`` comes after the horizon. Zone ``empty`` has no demand, and
    nobody can serve ``x``'s arc to ``far``.
    """
    inputs = random_case(seed)
    h = next(some for some in inputs.chips if some.chip_id == "h")
    plenty = (200.0,) * COUNT
    inputs = replace(
        inputs,
        sites=(*(_with_new_chips(site) for site in inputs.sites), _slow_site(), _empty_site()),
        power=(
            *inputs.power,
            grid("c", COUNT),
            contract("x", COUNT),
            replace(turbine("b", COUNT), option_id="late", first_quarter=FAR, is_bridge=False),
        ),
        chips=(
            *(replace(some, rack_mw=RACK_MW) for some in inputs.chips),
            replace(h, chip_id="twin", rack_mw=RACK_MW, supply_mw=plenty),
            replace(chip("dear", COUNT), capex_musd_per_mw=5e3, rack_mw=1.0, life_quarters=8),
            replace(chip("toy", COUNT), rack_mw=1.0),
        ),
        workloads=tuple(_with_new_work(workload) for workload in inputs.workloads),
        pools=(_turbines(),),
        whole_racks=whole_racks,
    )
    return _with_idle_demand(inputs)


def _with_new_chips(site: Site) -> Site:
    more = ("dear", "toy") if site.site_id == "b" else ()
    return replace(site, chip_ids=(*site.chip_ids, "twin", *more))


def _slow_site() -> Site:
    return replace(campus("c", COUNT), chip_ids=("twin",), halls_per_quarter=1)


def _empty_site() -> Site:
    return replace(campus("x", COUNT), chip_ids=())


def _with_new_work(workload: Workload) -> Workload:
    work = workload.ref_mw_per_it_mw
    return replace(workload, performance=(*workload.performance, ("twin", work["h"]), ("dear", work["h"])))


def _turbines() -> Pool:
    """Return a market with 13 MW of turbines: two of 5 MW, and a part that no turbine fits into."""
    draw = (("a", "turbine", 1.0), ("b", "turbine", 1.0))
    return Pool("turbines", "Turbines", "MW", (replace(WHOLE, amount=13.0),), (), draw, ())


def _with_idle_demand(inputs: Inputs) -> Inputs:
    zones = (
        replace(z, site_ids=(*z.site_ids, "c", "x"), serve_cost_musd=(*z.serve_cost_musd, 0.0, 0.0))
        if z.zone_id == "far"
        else z
        for z in inputs.zones
    )
    return serving(inputs, *zones, zone("empty", ("a", "e"), *(0.0,) * COUNT))
