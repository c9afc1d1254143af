"""The demand of a case: its drivers fed with the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buildout.inputs import Demand
from planner.assemble.context import Context
from planner.assemble.rows import number
from planner.assemble.streams import Profile
from planner.cases.case import Case
from planner.cases.demand import DirectRow, FacilityPath
from planner.demand import (
    Conversion,
    Peaks,
    StreamFacts,
    add_peaks,
    at_period_ends,
    direct_peaks,
    end_of,
    facility_peaks,
    reference_mw,
)
from planner.demand.anchors import path_points
from planner.problems import Problem

SHARE_YEARS = (2026, 2030, 2033)
"""Years for which streams.csv gives shares."""


def build_demand(
    context: Context,
    profiles: tuple[Profile, ...],
    weights: Mapping[str, float],
    direct: tuple[DirectRow, ...],
) -> tuple[Demand, ...]:
    """Return the peak demand of every stream and node that has any.

    Parameters
    ----------
    context
        The case beside the tables.
    profiles
        Streams of the case.
    weights
        Weight of each node.
    direct
        Rows of direct demand, those of the case's CSV included.
    """
    facts = {profile.stream_id: _facts(context, profile) for profile in profiles}
    drivers = [*_paths(context, facts, weights), direct_peaks(direct, context.periods)]
    return add_peaks(drivers)


def check_spread(case: Case, profiles: tuple[Profile, ...], weights: Mapping[str, float]) -> list[Problem]:
    """Check that paths of streams with a place have nodes to be spread over."""
    placed = {profile.stream_id for profile in profiles if profile.is_placed}
    paths = case.demand.facility_gw
    if weights or not any(path.streams is None or placed.intersection(path.streams) for path in paths):
        return []
    fix = "choose metros under nodes, by country or by id"
    return [Problem(case.where("nodes"), "none", "nodes to spread demand over", fix)]


def _paths(
    context: Context, facts: Mapping[str, StreamFacts], weights: Mapping[str, float]
) -> Iterator[Peaks]:
    for path in context.case.demand.facility_gw:
        points = _points(context, path)
        gw = at_period_ends(points, context.periods, path.interpolation)
        located = tuple(value * path.share_located for value in gw)
        capacity = reference_mw(located, context.periods, _conversion(context, path))
        listed = [stream for stream in facts.values() if stream.shares]
        streams = listed if path.streams is None else [facts[stream] for stream in path.streams]
        yield facility_peaks(capacity, streams, weights, context.periods)


def _points(context: Context, path: FacilityPath) -> dict[int, float]:
    if path.path is None:
        return {end_of(label): gw for label, gw in path.points.items()}
    return path_points(context.reference.demand, path.path)


def _conversion(context: Context, path: FacilityPath) -> Conversion:
    scalars = context.scalars
    start, growth = path.fleet_efficiency, path.efficiency_growth_per_year
    return Conversion(
        pue=scalars["demand_pue"],
        fleet_efficiency=scalars["fleet_efficiency_start"] if start is None else start,
        growth_per_year=scalars["demand_efficiency_growth"] if growth is None else growth,
        base_year=round(scalars["shortage_base_year"]),
    )


def _facts(context: Context, profile: Profile) -> StreamFacts:
    row = context.streams.get(profile.stream_id)
    shares = {} if row is None else {year: number(row, f"share_{year}") for year in SHARE_YEARS}
    return StreamFacts(
        stream_id=profile.stream_id,
        unit=profile.unit,
        usable_fraction=profile.usable_campus,
        is_placed=profile.is_placed,
        shares=MappingProxyType(shares),
    )
