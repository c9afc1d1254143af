"""The demand of a case: its drivers fed with the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from buildout.inputs import Demand
from planner.assemble.context import Context
from planner.assemble.ground import build_grounds
from planner.assemble.rows import number, rows_by
from planner.assemble.streams import Profile
from planner.assemble.work import Count
from planner.cases.demand import Agents, DirectRow, FacilityPath, GwDriver, Revenue, Training
from planner.cases.pairs import Pairs
from planner.cases.paths import Interpolation, Path
from planner.demand import (
    Conversion,
    Dimension,
    Factor,
    Load,
    Series,
    StreamFacts,
    Term,
    add_peaks,
    agent_load,
    at_period_ends,
    between_points,
    compute_factors,
    compute_of,
    direct_loads,
    end_of,
    mix_shares,
    multiply,
    period_ends,
    revenue_factors,
    split_compute,
    spread_loads,
    stated_gw,
    stream_shares,
    values_at,
    work_per_gw,
)
from planner.demand.published import path_points, run_rate_points

DIMENSIONS = {Count.TOKENS: Dimension.TOKENS, Count.SESSIONS: Dimension.SESSIONS}
"""In what, beside work, demand of a stream can be stated."""


@dataclass(frozen=True)
class DemandBook:
    """The demand of a case with where it comes from."""

    terms: tuple[Term, ...]

    @cached_property
    def demand(self) -> tuple[Demand, ...]:
        """Peak demand of every stream and node that has any."""
        return tuple(
            Demand(stream_id=stream, node_id=node, peak=series)
            for (stream, node), series in add_peaks(self.terms).items()
            if any(series)
        )


def build_demand(
    context: Context, profiles: tuple[Profile, ...], pairs: Pairs, weights: Mapping[str, Mapping[str, float]]
) -> DemandBook:
    """Return the demand of a case.

    Parameters
    ----------
    context
        The case beside the tables.
    profiles
        Streams of the case.
    pairs
        CSV files of the case: direct demand and RTT.
    weights
        Weight of each node, by stream.
    """
    facts = [profile.facts for profile in profiles]
    loads = [*_gw_loads(context, facts), *_agent_loads(context, profiles)]
    loads = multiply(loads, context.case.demand.multipliers, context.periods)
    loads += _direct(context, profiles, pairs.demand)
    grounds = build_grounds(context, profiles, pairs, weights)
    terms = [
        term
        for stream in facts
        for term in spread_loads(
            [load for load in loads if load.stream_id == stream.stream_id], stream, grounds[stream.stream_id]
        )
    ]
    return DemandBook(tuple(terms))


def conversion_of(context: Context, driver: GwDriver | None = None) -> Conversion:
    """Return how facility GW become reference MW: a driver's own figures, or those of the tables."""
    scalars = context.scalars
    start = None if driver is None else driver.fleet_efficiency
    growth = None if driver is None else driver.efficiency_growth_per_year
    return Conversion(
        pue=scalars["demand_pue"],
        fleet_efficiency=scalars["fleet_efficiency_start"] if start is None else start,
        growth_per_year=scalars["demand_efficiency_growth"] if growth is None else growth,
        base_year=round(scalars["shortage_base_year"]),
    )


def units_per_measure(profile: Profile) -> dict[Dimension, float]:
    """Return units of a stream per unit of each dimension that its demand can be stated in."""
    if profile.facts.unit != Dimension.WORK.value:
        return {}
    own = DIMENSIONS.get(profile.work.count)
    return {Dimension.WORK: 1.0} | ({own: 1.0 / profile.work.per_reference_mw} if own else {})


def _gw_loads(context: Context, facts: list[StreamFacts]) -> Iterator[Load]:
    demand, periods = context.case.demand, context.periods
    computed: list[tuple[GwDriver, tuple[Factor, ...]]] = [
        *((path, _path(context, path)) for path in demand.facility_gw),
        *((driver, _revenue(context, driver)) for driver in demand.revenue),
        *((fleet, _training(context, fleet)) for fleet in demand.training),
    ]
    for driver, compute in computed:
        streams = _streams_of(driver, facts)
        shares = mix_shares(driver.mix, periods) if driver.mix else stream_shares(streams, periods)
        yield from split_compute(driver.name, compute, streams, shares, per_gw_of(context, driver))


def per_gw_of(context: Context, driver: GwDriver | None = None) -> Series:
    """Return the reference MW of compute that a facility GW holds, by period."""
    return work_per_gw(period_ends(context.periods), conversion_of(context, driver))


def _streams_of(driver: GwDriver, facts: list[StreamFacts]) -> list[StreamFacts]:
    """Return the streams a driver is split over: those named, or all with shares that fit."""
    named = driver.named_streams
    return [
        stream
        for stream in facts
        if driver.drives(stream.stream_id, is_training=stream.is_training)
        and (named is not None or stream.shares)
    ]


def _path(context: Context, path: FacilityPath) -> tuple[Factor, ...]:
    stated = stated_gw(path.name, facility_gw(context, path), path.share_located)
    return compute_of(stated, per_gw_of(context, path))


def _training(context: Context, fleet: Training) -> tuple[Factor, ...]:
    if fleet.compute is not None:
        conversion = conversion_of(context, fleet)
        return compute_factors(fleet.name, fleet.compute, context.periods, conversion, fleet.share_located)
    gw = values_at(fleet.facility_gw or 0.0, period_ends(context.periods))
    return compute_of(stated_gw(fleet.name, gw, fleet.share_located), per_gw_of(context, fleet))


def facility_gw(context: Context, path: FacilityPath) -> Series:
    """Return a path of facility GW at the end of each period, before its located part is taken."""
    if path.path is None:
        points = {end_of(label): gw for label, gw in path.points.items()}
    else:
        points = path_points(context.reference.demand, path.path)
    return at_period_ends(points, context.periods, path.interpolation)


def run_rate(context: Context, driver: Revenue, moments: Iterable[float]) -> Series:
    """Return the run rate of revenue of a driver at some moments, billion USD per year."""
    if driver.path is None:
        return values_at(driver.billion_usd or 0.0, moments)
    points = run_rate_points(context.reference.demand, driver.path)
    return between_points(points, moments, Interpolation.LINEAR)


def gw_per_billion(context: Context, driver: Revenue) -> Series:
    """Return facility GW per billion USD of run rate, by period: the driver's own or that of the tables."""
    own = driver.gw_per_billion_usd
    path = context.scalars["gw_per_billion_usd"] if own is None else own
    return values_at(path, period_ends(context.periods))


def _revenue(context: Context, driver: Revenue) -> tuple[Factor, ...]:
    stated = revenue_factors(
        driver.name,
        lambda moments: run_rate(context, driver, moments),
        gw_per_billion(context, driver),
        context.periods,
        lag_quarters=driver.lag_quarters,
        ramp_quarters=driver.ramp_quarters,
        share_located=driver.share_located,
    )
    return compute_of(stated, per_gw_of(context, driver))


def _agent_loads(context: Context, profiles: tuple[Profile, ...]) -> Iterator[Load]:
    by_id = {profile.stream_id: profile for profile in profiles}
    ends = period_ends(context.periods)
    for agents in context.case.demand.agents:
        yield agent_load(
            agents.name,
            agents.stream,
            users=tuple(agents.share_located * value for value in values_at(agents.users, ends)),
            agents_per_user=values_at(agents.agents_per_user, ends),
            awake_at_peak=values_at(awake_at_peak(context, agents), ends),
            sessions_per_ref_mw=by_id[agents.stream].work.per_reference_mw,
        )


def awake_at_peak(context: Context, agents: Agents) -> Path:
    """Return the share of agents at work at the local peak: the case's own, or that of the tables."""
    if agents.awake_at_peak is not None:
        return agents.awake_at_peak
    rows = rows_by(context.reference.sessions, "stream_id")
    return number(rows[agents.stream], "awake_at_peak") if agents.stream in rows else 1.0


def _direct(context: Context, profiles: tuple[Profile, ...], rows: tuple[DirectRow, ...]) -> list[Load]:
    units = {profile.stream_id: profile.facts.unit for profile in profiles}
    measures = {profile.stream_id: units_per_measure(profile) for profile in profiles}
    return direct_loads(rows, units, measures, context.periods)
