"""The things that inputs are made of, by id, so that two cases can be laid side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from buildout.inputs import CommittedCash, CommittedChips, Inputs
from buildout.quarters import quarter_label
from planner.compare.window import span_text


class EntityKind(StrEnum):
    """What kind of thing, in the order of reports."""

    CASE = "cases"
    FINANCE = "money of the case"
    NETWORK = "network"
    DEMAND = "demand"
    STREAM = "streams"
    CHIP = "chips"
    WORKLOAD = "workloads"
    SITE = "sites"
    POWER = "power options"
    AREA = "grid areas"
    ELEMENT = "elements of construction"
    POOL = "pools"
    VENDOR_SHARE = "shares of vendors"
    MINIMUM_TAKE = "minimum takes"
    VOLUME_TIER = "volume tiers"
    BUDGET = "budgets"
    SURVIVAL = "promises to survive a loss"
    CAPS = "caps"
    COMMITTED_CHIPS = "lots of chips in the ledger"
    COMMITTED_CASH = "payments of the ledger"
    NODE = "places of demand"
    REACH = "sites within reach"
    AMBITION = "ambitions"


@dataclass(frozen=True)
class Entity:
    """A thing of a case.

    Parameters
    ----------
    kind
        What kind of thing.
    ids
        What tells it from others of its kind.
    what, where
        Its name: what it is, as ``chat``, and where, as ``in Dallas``. One of them may be empty.
    value
        The thing itself.
    unit
        The unit of its amounts, where each has its own.
    """

    kind: EntityKind
    ids: tuple[str, ...]
    what: str
    where: str
    value: Any
    unit: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return " ".join(filter(None, (self.what, self.where)))


@dataclass(frozen=True)
class Reach:
    """Which sites can serve a stream at a node, and at what cost per unit and quarter, million USD."""

    serve_cost_musd: dict[str, float]


def entities_of(inputs: Inputs) -> dict[tuple[EntityKind, tuple[str, ...]], Entity]:
    """Return everything that a case holds, by kind and ids."""
    found: dict[tuple[EntityKind, tuple[str, ...]], Entity] = {}
    for entity in (*_single(inputs), *_places(inputs), *_for_sale(inputs), *_demand(inputs), *_rules(inputs)):
        key, copies = (entity.kind, entity.ids), 1
        while key in found:
            # Nothing forbids two rules of the same vendor and window.
            copies += 1
            key = (entity.kind, (*entity.ids, str(copies)))
        found[key] = entity
    return found


def _single(inputs: Inputs) -> Iterator[Entity]:
    yield Entity(EntityKind.CASE, (), "the case", "", inputs)
    yield Entity(EntityKind.FINANCE, (), "the case", "", inputs.finance)
    yield Entity(EntityKind.NETWORK, (), "the network", "", inputs.network)
    yield Entity(EntityKind.CAPS, (), "the case", "", inputs.caps)
    if inputs.ambition is not None:
        yield Entity(EntityKind.AMBITION, (), "the ambition", "", inputs.ambition)


def _places(inputs: Inputs) -> Iterator[Entity]:
    site_name = {site.site_id: site.name for site in inputs.sites}
    for site in inputs.sites:
        yield Entity(EntityKind.SITE, (site.site_id,), "", site.name, site)
    for area in inputs.areas:
        yield Entity(EntityKind.AREA, (area.area_id,), "", f"grid area {area.area_id}", area)
    for option in inputs.power:
        ids = (option.site_id, option.option_id)
        yield Entity(EntityKind.POWER, ids, option.option_id, f"at {site_name[option.site_id]}", option)
    for element in inputs.elements:
        ids = (element.kind.value, element.element_id)
        yield Entity(EntityKind.ELEMENT, ids, element.element_id, f"of {element.kind.value} sites", element)


def _for_sale(inputs: Inputs) -> Iterator[Entity]:
    chip_name = {chip.chip_id: chip.name for chip in inputs.chips}
    site_name = {site.site_id: site.name for site in inputs.sites}
    for chip in inputs.chips:
        yield Entity(EntityKind.CHIP, (chip.chip_id,), "", chip.name, chip)
    lots: dict[tuple[str, str, int], float] = defaultdict(float)
    for lot in inputs.committed_chips:
        lots[lot.site_id, lot.chip_id, lot.online_quarter] += lot.it_mw
    for (site_id, chip_id, quarter), mw in lots.items():
        ids = (site_id, chip_id, quarter_label(quarter))
        what = f"{chip_name.get(chip_id, chip_id)} of the ledger, online {ids[2]},"
        where = f"at {site_name[site_id]}"
        yield Entity(
            EntityKind.COMMITTED_CHIPS, ids, what, where, CommittedChips(site_id, chip_id, quarter, mw)
        )
    cash: dict[tuple[str, int], float] = defaultdict(float)
    for payment in inputs.committed_cash:
        cash[payment.what, payment.quarter] += payment.musd
    for (what, quarter), musd in cash.items():
        value = CommittedCash(quarter, musd, what)
        label = quarter_label(quarter)
        yield Entity(EntityKind.COMMITTED_CASH, (what, label), f"{what} of the ledger", f"in {label}", value)


def _demand(inputs: Inputs) -> Iterator[Entity]:
    streams = {stream.stream_id: stream for stream in inputs.streams}
    node_name = {node.node_id: node.name for node in inputs.nodes}
    for workload in inputs.workloads:
        yield Entity(
            EntityKind.WORKLOAD, (workload.workload_id,), "", f"workload {workload.workload_id}", workload
        )
    for stream in inputs.streams:
        yield Entity(EntityKind.STREAM, (stream.stream_id,), "", stream.name, stream, stream.unit)
    for node in inputs.nodes:
        yield Entity(EntityKind.NODE, (node.node_id,), "", node.name, node)
    for row in inputs.demand:
        stream = streams[row.stream_id]
        where = f"in {node_name[row.node_id]}"
        yield Entity(EntityKind.DEMAND, (row.stream_id, row.node_id), stream.name, where, row, stream.unit)
    for zone in inputs.zones:
        stream, reach = (
            streams[zone.stream_id],
            Reach(dict(zip(zone.site_ids, zone.serve_cost_musd, strict=True))),
        )
        for node_id in zone.node_ids:
            where = f"in {node_name[node_id]}"
            yield Entity(EntityKind.REACH, (zone.stream_id, node_id), stream.name, where, reach, stream.unit)


def _rules(inputs: Inputs) -> Iterator[Entity]:
    for pool in inputs.pools:
        yield Entity(EntityKind.POOL, (pool.pool_id,), "", pool.name, pool, pool.unit)
    for share in inputs.vendor_shares:
        when = span_text(share.window.first, share.window.last)
        yield Entity(EntityKind.VENDOR_SHARE, (share.vendor, when), share.vendor, when, share)
    for take in inputs.minimum_takes:
        yield Entity(EntityKind.MINIMUM_TAKE, (take.take_id,), "", f"minimum take {take.take_id}", take)
    for tier in inputs.volume_tiers:
        yield Entity(EntityKind.VOLUME_TIER, (tier.tier_id,), "", f"volume tier {tier.tier_id}", tier)
    for budget in inputs.budgets:
        yield Entity(EntityKind.BUDGET, (budget.budget_id,), "", f"budget {budget.budget_id}", budget)
    for promise in inputs.survival:
        what = f"the loss of {'an area' if promise.by_area else 'a site'}"
        streams = promise.stream_ids
        yield Entity(EntityKind.SURVIVAL, (*streams, what), f"{', '.join(streams)} after {what}", "", promise)
