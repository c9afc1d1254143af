"""Which chain of limits is behind each shortage: demand, the sites in reach, and what holds these back.

In the linear problem around a plan, all sites that serve a zone gain the same by another unit of its demand:
its price. So what keeps each of them from serving it counts by how much work it could hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs, Site, Zone
from buildout.sets import room_by_period
from planner.plan.columns import TableName, Tables
from planner.plan.figures import NOTICEABLE
from planner.plan.markdown import counted, number, percent
from planner.why.site_limit import Limiting, SiteLimit

OUT_OF_REACH = "no site reaches it"


@dataclass(frozen=True)
class ShortageCause:
    """What is behind the shortage of a stream in a zone in a period.

    Attributes
    ----------
    stream_id, zone_id, period
        What falls short, where and when.
    place
        The node of the zone with the largest shortage, and how many more it has.
    demand, short, unit
        Peak demand and shortage, in the unit of the stream.
    cost_usd
        Nominal price of the shortage over the period.
    sites_in_reach
        Sites that could serve it.
    limited_by
        What holds back most of them, by the IT MW they could hold; None where none is in reach.
    share
        The part of these IT MW that it holds back.
    site_id, cause
        The largest of the sites that it holds back, those of the plan first, and the limit behind it in
        words.
    until
        First later period in which that no longer limits the site; empty where it does to the end.
    text
        The chain as a sentence without its full stop.
    """

    stream_id: str
    zone_id: str
    period: str
    place: str
    demand: float
    short: float
    unit: str
    cost_usd: float
    sites_in_reach: int
    limited_by: Limiting | None
    share: float
    site_id: str
    cause: str
    until: str
    text: str


@dataclass(frozen=True)
class _Shortage:
    """The shortage of a zone in a period."""

    zone: Zone
    period: str
    place: str
    demand: float
    short: float
    cost_usd: float


def shortage_causes(inputs: Inputs, tables: Tables, limits: Sequence[SiteLimit]) -> tuple[ShortageCause, ...]:
    """Return the chain of limits behind each shortage, by stream, zone and period.

    Parameters
    ----------
    inputs
        The case, not reduced.
    tables
        All tables of the plan.
    limits
        Those of its sites, from `planner.why.site_limits`.
    """
    chains = _Chains(
        inputs, {(limit.site_id, limit.period): limit for limit in limits}, _most_mw(inputs), _end_mw(tables)
    )
    return tuple(chains.cause(shortage) for shortage in _shortages(inputs, tables))


@dataclass(frozen=True)
class _Chains:
    inputs: Inputs
    limits: Mapping[tuple[str, str], SiteLimit]
    most_mw: Mapping[str, float]
    end_mw: Mapping[str, float]

    def cause(self, shortage: _Shortage) -> ShortageCause:
        zone, t = shortage.zone, shortage.period
        stream = next(some for some in self.inputs.streams if some.stream_id == zone.stream_id)
        sites = [
            site
            for site in self.inputs.sites
            if site.site_id in zone.site_ids and stream.usable.get(site.kind, 0.0) > 0
        ]
        held: dict[Limiting, float] = defaultdict(float)
        for site in sites:
            held[self.limits[site.site_id, t].limited_by] += self.most_mw[site.site_id]
        by = max(held, key=lambda one: held[one], default=None)
        root = None if by is None else self._largest(sites, by, t)
        share = 0.0 if by is None else held[by] / (sum(held.values()) or 1.0)
        until = "" if root is None or by is None else self._until(root, by, t)
        cause = OUT_OF_REACH if root is None else self.limits[root.site_id, t].cause
        return ShortageCause(
            stream_id=stream.stream_id,
            zone_id=zone.zone_id,
            period=t,
            place=shortage.place,
            demand=shortage.demand,
            short=shortage.short,
            unit=stream.unit,
            cost_usd=shortage.cost_usd,
            sites_in_reach=len(sites),
            limited_by=by,
            share=share,
            site_id="" if root is None else root.site_id,
            cause=cause,
            until=until,
            text=" <- ".join(
                [
                    f"{number(shortage.short)} of {number(shortage.demand)} {stream.unit} of {stream.name} "
                    f"short in {shortage.place} in {t}",
                    *_links(sites, root, by, share, cause, until),
                ]
            ),
        )

    def _largest(self, sites: Sequence[Site], by: Limiting, t: str) -> Site:
        held = [site for site in sites if self.limits[site.site_id, t].limited_by is by]
        return max(held, key=lambda site: (self.end_mw.get(site.site_id, 0.0), self.most_mw[site.site_id]))

    def _until(self, site: Site, by: Limiting, t: str) -> str:
        labels = [period.label for period in self.inputs.periods]
        later = labels[labels.index(t) + 1 :]
        return next((u for u in later if self.limits[site.site_id, u].limited_by is not by), "")


def _links(
    sites: Sequence[Site], root: Site | None, by: Limiting | None, share: float, cause: str, until: str
) -> list[str]:
    if root is None:
        return [cause]
    reach = (
        f"{counted(len(sites), 'site')} in reach, {percent(share, 0)} of what they could hold limited by {by}"
    )
    return [reach, f"{root.name}: {cause}" + (f", until {until}" if until else "")]


def _shortages(inputs: Inputs, tables: Tables) -> list[_Shortage]:
    table = tables[TableName.SHORTAGE]
    table = table[table["short"] > NOTICEABLE * table["demand"]]
    zone_of = {(zone.stream_id, node): zone for zone in inputs.zones for node in zone.node_ids}
    names = {node.node_id: node.name for node in inputs.nodes}
    rows: dict[tuple[str, str], list[tuple[str, float, float, float]]] = defaultdict(list)
    zones: dict[tuple[str, str], Zone] = {}
    for d, node, t, demand, short, usd in zip(
        *(table[name] for name in ("stream_id", "node_id", "period", "demand", "short", "cost_usd")),
        strict=True,
    ):
        zone = zone_of[d, node]
        zones[zone.zone_id, t] = zone
        rows[zone.zone_id, t].append((names[node], demand, short, usd))
    return [
        _Shortage(
            zones[key],
            key[1],
            _place(some),
            sum(demand for _, demand, _, _ in some),
            sum(short for _, _, short, _ in some),
            sum(usd for *_, usd in some),
        )
        for key, some in rows.items()
    ]


def _place(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """Return the place with the largest shortage, and how many more there are."""
    largest, *_ = max(rows, key=lambda row: row[2])
    return largest if len(rows) == 1 else f"{largest} and {len(rows) - 1} more"


def _most_mw(inputs: Inputs) -> dict[str, float]:
    """Return the IT MW that the halls of each site could ever hold."""
    return {
        site.site_id: site.hall_mw * (site.committed_halls[-1] + room_by_period(site, inputs.periods)[-1])
        for site in inputs.sites
    }


def _end_mw(tables: Tables) -> dict[str, float]:
    """Return the IT MW of halls that each site has at the end of the plan."""
    sites = tables[TableName.SITES]
    return dict(zip(sites["site_id"], sites["it_mw_end"], strict=True))
