"""Tables of demand: what is served from where, what is not, and what would survive a loss.

The model serves zones, whose nodes are alike to it. Here a zone's service is handed to its nodes,
the nearest pairs of site and node first, which leaves few rows and those a reader expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.plan.columns import TableName, to_frame
from planner.plan.grids import NEGLIGIBLE, Grid, labels, quarters, spread, stack, tidy, tidy_values

ROUNDING = 1e-12
"""Relative error that a sum of doubles may leave behind."""


def service_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return what each site serves of the demand of each node, by period."""
    given = _given(inputs, decisions)
    distance = _distances(inputs)
    demand = {(row.stream_id, row.node_id): np.array(row.peak, dtype=float) for row in inputs.demand}
    served: dict[tuple[str, str, str], Grid] = {}
    for zone in inputs.zones:
        need = {node_id: demand[zone.stream_id, node_id] for node_id in zone.node_ids}
        for site_id, node_id, amount in _hand_out(given.get(zone.zone_id, {}), need, distance):
            served[site_id, zone.stream_id, node_id] = amount
    amounts = stack(list(served.values()), labels(inputs))
    columns = tidy(("site_id", "stream_id", "node_id"), list(served), labels(inputs), {"served": amounts})
    return to_frame(TableName.SERVICE, columns | _stream_texts(inputs, columns["stream_id"]))


def shortage_table(inputs: Inputs, service: pd.DataFrame) -> pd.DataFrame:
    """Return demand, what is served and what is short, by stream, node and period.

    Parameters
    ----------
    inputs
        The case.
    service
        The table of that name.
    """
    rows, periods = [(row.stream_id, row.node_id) for row in inputs.demand], labels(inputs)
    price_musd = {stream.stream_id: stream.shortage_musd_per_quarter for stream in inputs.streams}
    demand = stack([row.peak for row in inputs.demand], periods)
    sums = service.groupby(["stream_id", "node_id", "period"])["served"].sum()
    missing = demand - spread(dict(zip(sums.index, sums, strict=True)), rows, periods)
    short = np.where(missing < np.maximum(NEGLIGIBLE, ROUNDING * demand), 0.0, missing)
    price_usd = USD_PER_MUSD * stack([price_musd[stream_id] for stream_id, _ in rows], periods)
    grids = {
        "demand": demand,
        "served": demand - short,
        "short": short,
        "cost_usd": short * price_usd * quarters(inputs),
    }
    columns = tidy(("stream_id", "node_id"), rows, periods, grids)
    return to_frame(TableName.SHORTAGE, columns | _stream_texts(inputs, columns["stream_id"]))


def survival_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return what each site serves of each zone after a loss, by period."""
    stream_of = {zone.zone_id: zone.stream_id for zone in inputs.zones}
    names = ("lost_id", "site_id", "zone_id")
    columns = tidy_values(names, decisions.survive, labels(inputs), "served")
    streams = [stream_of[zone_id] for zone_id in columns["zone_id"]]
    return to_frame(TableName.SURVIVAL, columns | {"stream_id": streams})


def _stream_texts(inputs: Inputs, stream_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns that say what each stream is."""
    streams = {stream.stream_id: stream for stream in inputs.streams}
    rows = [streams[stream_id] for stream_id in stream_ids]
    return {"purpose": [row.purpose.value for row in rows], "unit": [row.unit for row in rows]}


def _given(inputs: Inputs, decisions: Decisions) -> dict[str, dict[str, Grid]]:
    """Return what each site serves by period, by zone and site."""
    position = {label: t for t, label in enumerate(labels(inputs))}
    given: dict[str, dict[str, Grid]] = {}
    for (site_id, zone_id, period), amount in decisions.serve.items():
        by_period = given.setdefault(zone_id, {}).setdefault(site_id, np.zeros(len(position)))
        by_period[position[period]] = max(amount, 0.0)
    return given


def _hand_out(
    given: Mapping[str, Grid], need: Mapping[str, Grid], distance: Mapping[tuple[str, str], float]
) -> Iterator[tuple[str, str, Grid]]:
    """Yield (site, node, amounts by period): the nearest pairs take as much as they can."""
    left, open_need = dict(given), dict(need)
    pairs = [(site_id, node_id) for site_id in given for node_id in need]
    for site_id, node_id in sorted(pairs, key=distance.__getitem__):
        amount = np.minimum(left[site_id], open_need[node_id])
        if amount.any():
            left[site_id] = left[site_id] - amount
            open_need[node_id] = open_need[node_id] - amount
            yield site_id, node_id, amount


def _distances(inputs: Inputs) -> dict[tuple[str, str], float]:
    """Return a measure of distance by (site, node); the same to all from a node without a place.

    Only its order counts: it is the cosine, turned round, of the angle seen from the Earth's middle.
    """
    sites = _directions([(site.lat, site.lon) for site in inputs.sites])
    nodes = _directions([(node.lat, node.lon) for node in inputs.nodes])
    keys = [(site.site_id, node.node_id) for site in inputs.sites for node in inputs.nodes]
    return dict(zip(keys, (-sites @ nodes.T).ravel().tolist(), strict=True))


def _directions(places: Sequence[tuple[float | None, float | None]]) -> Grid:
    """Return the unit vector of each latitude and longitude in degrees; zero where there is none."""
    lat, lon = np.radians(np.array(places, dtype=float).reshape(-1, 2)).T
    vectors = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    directions: Grid = np.nan_to_num(vectors)
    return directions
