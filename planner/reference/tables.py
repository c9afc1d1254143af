"""The names of the reference tables."""

from __future__ import annotations

from enum import StrEnum


class TableName(StrEnum):
    """A reference table; the value is the name of its file without ``.csv``."""

    CHIPS = "chips"
    SUPPLY = "supply"
    POWER = "power"
    REGIONS = "regions"
    COMPONENTS = "components"
    CAPEX = "capex"
    METROS = "metros"
    COUNTRIES = "countries"
    DEMAND = "demand"
    STREAMS = "streams"
    SESSIONS = "sessions"
    LATENCY = "latency"
    LEAD_TIMES = "lead_times"
    PAYMENT_TERMS = "payment_terms"
    WATER = "water"
    FINANCE = "finance"

    @property
    def about(self) -> str:
        """What the table holds."""
        return _ABOUT[self]


_ABOUT = {
    TableName.CHIPS: "accelerator systems: power, price, throughput, sale window",
    TableName.SUPPLY: "chips and packaging by year, history and forecast",
    TableName.POWER: "ways to get power: cost, lead time, availability",
    TableName.REGIONS: "campus markets: grid, price, carbon, limits",
    TableName.COMPONENTS: "long-lead components and their yearly pools",
    TableName.CAPEX: "published costs, the evidence behind other tables",
    TableName.METROS: "places of demand and edge sites",
    TableName.COUNTRIES: "countries, continents and data blocks",
    TableName.DEMAND: "published demand figures and demand paths",
    TableName.STREAMS: "demand streams: latency, shares, price of shortage",
    TableName.SESSIONS: "streams counted in sessions on slices of a chip",
    TableName.LATENCY: "network model and latency targets",
    TableName.LEAD_TIMES: "construction elements: cost, lead time, order",
    TableName.PAYMENT_TERMS: "deposits paid at order",
    TableName.WATER: "water use by water stress",
    TableName.FINANCE: "scalars: money, operation, sizes",
}
