"""What every step of the assembly reads: the case, the tables, time, scalars and shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from buildout.inputs import Finance, Network, Payment, Period
from planner.assemble.periods import build_periods
from planner.assemble.rows import Row, number, rows, rows_by, text
from planner.cases.case import Case
from planner.reference import Reference

NO_END = 4 * 3000
"""A quarter after every horizon."""


@dataclass(frozen=True)
class Shares:
    """The buyer's share of what is scarce."""

    chips: float
    pools: float
    power: float
    headroom: float
    edge_hosting: float


@dataclass(frozen=True)
class Context:
    """The case beside the tables."""

    case: Case
    reference: Reference
    periods: tuple[Period, ...]
    scalars: Mapping[str, float]
    """finance.csv by id."""
    shares: Shares
    deposits: Mapping[str, float]
    """Part of a price paid at order: construction, power, chips."""

    @property
    def today(self) -> int:
        """The quarter in which the plan is made."""
        return self.case.today

    @cached_property
    def regions(self) -> dict[str, Row]:
        """regions.csv by id."""
        return rows_by(self.reference.regions, "region_id")

    @cached_property
    def metros(self) -> dict[str, Row]:
        """metros.csv by id."""
        return rows_by(self.reference.metros, "metro_id")

    @cached_property
    def options(self) -> dict[str, Row]:
        """power.csv by id."""
        return rows_by(self.reference.power, "option_id")

    @cached_property
    def chips(self) -> dict[str, Row]:
        """chips.csv by id."""
        return rows_by(self.reference.chips, "chip_id")

    @cached_property
    def streams(self) -> dict[str, Row]:
        """streams.csv by id."""
        return rows_by(self.reference.streams, "stream_id")

    @cached_property
    def countries(self) -> dict[str, Row]:
        """countries.csv by code."""
        return rows_by(self.reference.countries, "country")

    @cached_property
    def water(self) -> dict[str, Row]:
        """water.csv by level of stress."""
        return rows_by(self.reference.water, "water_stress")

    @cached_property
    def network(self) -> Network:
        """Distance to RTT, without the case's own table."""
        return build_network(self, ())

    @property
    def decide_from(self) -> int:
        """First quarter in which something the plan decides can be online."""
        return max(self.today, self.case.policies.frozen_until or 0)

    def by_period(self, value: Callable[[int], float]) -> tuple[float, ...]:
        """Return a value at the first quarter of every period."""
        return tuple(float(value(period.start)) for period in self.periods)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the horizon."""
        return tuple(dict.fromkeys(period.year for period in self.periods))

    def quarters_in(self, year: int) -> int:
        """Return how many quarters of a calendar year the horizon has."""
        return sum(period.quarters for period in self.periods if period.year == year)

    def payments(self, what: str, lead_quarters: int) -> tuple[Payment, ...]:
        """Return the payments for something ordered so long before it is online."""
        return spread_payments(self.deposits[what], lead_quarters, lead_quarters)


def build_context(case: Case, reference: Reference) -> Context:
    """Read time, scalars and shares once for all steps."""
    scalars = {text(row, "id"): number(row, "value") for row in rows(reference.finance)}
    buyer = case.buyer
    share = scalars["buyer_share"] if buyer.share is None else buyer.share
    shares = {
        name: share if own is None else own
        for name in ("chips", "pools", "power", "headroom", "edge_hosting")
        for own in (getattr(buyer, name),)
    }
    terms = rows(reference.payment_terms)
    return Context(
        case=case,
        reference=reference,
        periods=build_periods(case.horizon),
        scalars=MappingProxyType(scalars),
        shares=Shares(**shares),
        deposits=MappingProxyType({text(row, "what"): number(row, "deposit_fraction") for row in terms}),
    )


def build_finance(context: Context) -> Finance:
    """Return the scalars of the case, the case's own figures before those of finance.csv."""
    own, scalars = context.case.finance, context.scalars

    def figure(value: float | None, name: str) -> float:
        return float(scalars[name] if value is None else value)

    return Finance(
        wacc=figure(own.wacc, "wacc"),
        construction_inflation=figure(own.construction_inflation, "construction_inflation"),
        chip_value_decline_per_year=figure(own.chip_value_decline_per_year, "chip_value_decline_per_year"),
        carbon_usd_per_t=figure(own.carbon_usd_per_t, "carbon_price_usd_per_t"),
        retire_cost_musd_per_mw=figure(own.retire_cost_usd_per_mw, "retire_cost_usd_per_mw") / 1e6,
        move_cost_fraction=figure(own.move_cost_fraction, "move_cost_fraction"),
        mean_load_factor=figure(own.mean_load_factor, "mean_load_factor"),
    )


def build_network(context: Context, rtt_table_ms: tuple[tuple[str, str, float], ...]) -> Network:
    """Return the parameters of latency, and the table that replaces them if there is one.

    Parameters
    ----------
    context
        The case beside the tables.
    rtt_table_ms
        (site, node, RTT incl. access and overhead); empty for distances.
    """
    latency = rows_by(context.reference.latency, "parameter")
    own = context.case.network.inflation
    return Network(
        ms_per_km=number(latency["fibre_one_way_us_per_km"], "value") / 1000,
        inflation=number(latency["route_inflation_backbone_default"], "value") if own is None else own,
        overhead_ms=number(latency["peering_and_router_overhead_rtt"], "value"),
        rtt_table_ms=rtt_table_ms,
    )


def spread_payments(deposit: float, order_before: int, lead_quarters: int) -> tuple[Payment, ...]:
    """Return a deposit at order and equal parts in the quarters from then to delivery.

    Parameters
    ----------
    deposit
        Part paid at order.
    order_before
        Quarters from order to the online date.
    lead_quarters
        Quarters from order to delivery.
    """
    if lead_quarters == 0:
        return (Payment(quarters_before=order_before, fraction=1.0),)
    part = (1.0 - deposit) / lead_quarters
    later = tuple(Payment(order_before - i, part) for i in range(1, lead_quarters + 1))
    return (Payment(order_before, deposit), *later) if deposit > 0 else later
