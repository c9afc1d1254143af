"""Checks of direct demand, its units, and the spread over nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planner.assemble.check_drivers import is_date
from planner.assemble.check_ids import Names
from planner.assemble.demand import units_per_measure
from planner.assemble.streams import Profile
from planner.cases.case import Case
from planner.cases.demand import DirectRow, SpreadBy
from planner.cases.messages import did_you_mean
from planner.cases.pairs import Pairs
from planner.demand import end_of, units_of_stream
from planner.problems import Problem


def check_demand(case: Case, names: Names, pairs: Pairs) -> list[Problem]:
    """Return every problem of direct demand and of the spread over nodes."""
    return [*_check_direct(case, names, pairs.demand), *_check_weights(case, names, pairs)]


def check_spread(
    case: Case, profiles: tuple[Profile, ...], weights: Mapping[str, Mapping[str, float]]
) -> list[Problem]:
    """Check that drivers of streams with a place have nodes to be spread over."""
    empty = [
        profile.stream_id
        for profile in profiles
        if profile.facts.is_placed
        and sum(weights[profile.stream_id].values()) <= 0
        and _is_driven(case, profile)
    ]
    if not empty:
        return []
    fix = "choose metros under nodes, by country or by id, or give them weights"
    return [Problem(case.where("nodes"), "none", f"nodes to spread {', '.join(empty)} over", fix)]


def _is_driven(case: Case, profile: Profile) -> bool:
    stream_id, is_training = profile.stream_id, profile.facts.is_training
    of_agents = any(agents.stream == stream_id for agents in case.demand.agents)
    return of_agents or any(
        driver.drives(stream_id, is_training=is_training) for driver in case.demand.gw_drivers
    )


def check_units(case: Case, profiles: tuple[Profile, ...], direct: Iterable[DirectRow]) -> list[Problem]:
    """Check that direct demand is in a unit that its stream can be counted in."""
    by_id = {profile.stream_id: profile for profile in profiles}
    found = []
    for row in direct:
        profile = by_id[row.stream]
        measures = units_per_measure(profile)
        try:
            units_of_stream(row, profile.facts.unit, measures)
        except ValueError as error:
            known = dict.fromkeys([profile.facts.unit, *(dimension.value for dimension in measures)])
            expected = " or ".join(known)
            found.append(
                Problem(where_of(case, row), f"{row.unit} ({error})", expected, "convert the amount")
            )
    return found


def _check_direct(case: Case, names: Names, direct: Iterable[DirectRow]) -> list[Problem]:
    """Return every problem of direct demand but its unit, which is checked with the streams built."""
    found, seen = [], set()
    for row in direct:
        key = where_of(case, row)
        if row.stream not in names.streams:
            fix = did_you_mean(row.stream, names.streams)
            found.append(Problem(key, row.stream, "a stream of the case", fix))
        if row.node not in names.nodes:
            fix = did_you_mean(row.node, names.nodes)
            found.append(Problem(key, row.node, "a node of the case", fix))
        end = end_of(row.at) if is_date(row.at) else None
        if end is None or not case.horizon.first < end <= case.horizon.last + 1:
            fix = "correct the date or change the horizon"
            found.append(Problem(key, row.at, "a period, quarter or month of the horizon", fix))
        if (row.stream, row.node, end) in seen:
            found.append(Problem(key, "the same date twice", "every date once", "remove one of the two rows"))
        seen.add((row.stream, row.node, end))
    return found


def where_of(case: Case, row: DirectRow) -> str:
    """Return the place of a row of direct demand, for messages."""
    return case.where(f"demand, {row.stream} at {row.node}, {row.at}")


def _check_weights(case: Case, names: Names, pairs: Pairs) -> Iterator[Problem]:
    spread = case.demand.spread
    if spread.file is not None and spread.by is not SpreadBy.WEIGHT:
        yield Problem(case.where("demand.spread"), "by and file", "one of them", "remove by")
    for stream, weights in pairs.weights.items():
        if stream and stream not in names.streams:
            fix = did_you_mean(stream, names.streams)
            yield Problem(f"{spread.file}", stream, "a stream of the case", fix)
        for node in weights:
            if node not in names.nodes:
                yield Problem(f"{spread.file}", node, "a node of the case", did_you_mean(node, names.nodes))
    for own in case.nodes.custom:
        if spread.by is SpreadBy.POPULATION and own.population is None:
            fix = "give its population, or spread by weight"
            yield Problem(case.where(f"nodes.custom.{own.id}"), "no population", "people of the node", fix)
