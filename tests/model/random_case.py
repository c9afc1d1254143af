"""Random small cases, each with a plan: shortage is always allowed. The same seed gives the same case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from buildout.inputs import (
    Chip,
    CommittedChips,
    Finance,
    GridArea,
    Inputs,
    Site,
    SiteKind,
    SitePower,
    Stream,
    Workload,
    Zone,
)
from tests.small import (
    ELEMENTS,
    TODAY,
    campus,
    chip,
    edge,
    grid,
    grid_of,
    serving,
    small,
    stream,
    turbine,
    zone,
)

PERIODS = grid_of(1, 1, 2)
_COUNT = len(PERIODS)

_FINANCE = Finance(
    wacc=0.1,
    construction_inflation=0.03,
    chip_value_decline_per_year=0.3,
    carbon_usd_per_t=20.0,
    retire_cost_musd_per_mw=0.05,
    move_cost_fraction=0.1,
    mean_load_factor=0.8,
)


def random_case(seed: int) -> Inputs:
    """Return a case of a campus of the ledger, another, an edge site, two chips and three streams."""
    rng = np.random.default_rng(seed)
    inputs = replace(
        small(_COUNT),
        case_id=f"random {seed}",
        periods=PERIODS,
        finance=_FINANCE,
        elements=tuple(replace(e, life_quarters=40 if e.cost_musd else 0) for e in ELEMENTS),
        sites=_sites(rng),
        areas=(GridArea("area", _rising(rng, 4.0, 12.0)),),
        power=tuple(_power(rng)),
        chips=(_chip(rng, "g", life_quarters=6), _chip(rng, "h", life_quarters=20)),
        committed_chips=(CommittedChips("a", "g", TODAY - 3, 6.0),),
        workloads=(
            Workload("infer", ("chat", "voice"), (("g", 1.0), ("h", float(rng.uniform(1.2, 2.0))))),
            Workload("train", ("training",), (("g", 0.8), ("h", 2.0))),
        ),
        streams=_streams(rng),
    )
    return serving(inputs, *_zones(rng))


def _sites(rng: np.random.Generator) -> tuple[Site, ...]:
    a = replace(campus("a", _COUNT), committed_halls=(1,) * _COUNT, max_halls=2)
    b = replace(campus("b", _COUNT), min_halls=int(rng.integers(1, 3)), first_hall_quarter=TODAY + 1)
    sites = (a, b, edge("e", _COUNT))
    return tuple(
        replace(
            site,
            chip_ids=("g", "h"),
            open_cost_musd=float(rng.uniform(1.0, 8.0)),
            cost_multiplier=float(rng.uniform(0.8, 1.3)),
            halls_per_quarter=1,
            fixed_musd_per_hall_year=0.5,
            water_m3_per_it_mwh=1.0,
        )
        for site in sites
    )


def _power(rng: np.random.Generator) -> Iterable[SitePower]:
    for s in ("a", "b", "e"):
        yield replace(
            grid(s, _COUNT),
            committed_mw=(12.5 if s == "a" else 0.0,) * _COUNT,
            energy_usd_per_mwh=float(rng.uniform(30.0, 70.0)),
            carbon_kg_per_mwh=400.0,
            life_quarters=80,
        )
    for s in ("a", "b"):
        yield replace(
            turbine(s, _COUNT),
            unit_mw=5.0,
            fixed_musd_per_mw_year=0.1,
            energy_usd_per_mwh=80.0,
            carbon_kg_per_mwh=500.0,
            limit_mw=(20.0,) * _COUNT,
        )


def _chip(rng: np.random.Generator, chip_id: str, *, life_quarters: int) -> Chip:
    return replace(
        chip(chip_id, _COUNT),
        capex_musd_per_mw=float(rng.uniform(15.0, 25.0)),
        maintenance_musd_per_mw_year=0.6,
        rack_mw=2.0,
        life_quarters=life_quarters,
        supply_mw=_rising(rng, 6.0, 14.0),
    )


def _streams(rng: np.random.Generator) -> tuple[Stream, ...]:
    usable = ((SiteKind.CAMPUS, 0.9), (SiteKind.EDGE, 0.6))
    plain = [stream("chat", _COUNT), stream("voice", _COUNT), stream("training", _COUNT, "train")]
    priced = (
        replace(
            some,
            usable_fraction=usable,
            shortage_musd_per_quarter=tuple(float(x) for x in rng.uniform(4.0, 20.0, _COUNT)),
        )
        for some in plain
    )
    chat, voice, training = priced
    return chat, voice, replace(training, min_block_ref_mw=4.0)


def _zones(rng: np.random.Generator) -> tuple[Zone, ...]:
    reached = (
        ("near", "chat", ("a", "e")),
        ("far", "chat", ("a", "b")),
        ("voice", "voice", ("e",)),
        ("training", "training", ("a", "b")),
    )
    return tuple(
        replace(
            zone(zone_id, sites, *_rising(rng, 4.0, 16.0), stream_id=stream_id),
            serve_cost_musd=tuple(float(x) for x in rng.uniform(0.0, 0.2, len(sites))),
        )
        for zone_id, stream_id, sites in reached
    )


def _rising(rng: np.random.Generator, low: float, high: float) -> tuple[float, ...]:
    """Return an amount per period that does not fall, to a tenth."""
    return tuple(float(x) for x in np.sort(rng.uniform(low, high, _COUNT).round(1)))
