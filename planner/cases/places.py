"""Where a case may build and where its demand sits."""

from __future__ import annotations

from pydantic import Field

from buildout.inputs import SiteKind
from planner.cases.fields import (
    Amount,
    Count,
    Country,
    FileName,
    Id,
    Latitude,
    Longitude,
    Positive,
    Pue,
    Quarter,
    Strict,
)


class Selection(Strict):
    """Rows of a reference table, by country or by id."""

    everywhere: bool = Field(default=False, description="Every row of the table")
    countries: tuple[Country, ...] = Field(default=(), description="Every row in these countries (ISO code)")
    ids: tuple[Id, ...] = Field(default=(), description="These rows, whatever their country")
    exclude: tuple[Id, ...] = Field(default=(), description="But not these rows")


class MetroSelection(Selection):
    """Metros, the largest of them only where a number is given."""

    largest: Count | None = Field(
        default=None, ge=1, description="Only so many of them, the largest by ai_demand_weight"
    )


class CustomSite(Strict):
    """A site that is in no reference table, given whole."""

    id: Id = Field(description="Name of the site in every table")
    name: str = Field(default="", max_length=200, description="Name to show; the id where it is empty")
    kind: SiteKind = Field(description="campus or edge")
    lat: Latitude = Field(description="Latitude, degrees north")
    lon: Longitude = Field(description="Longitude, degrees east")
    country: Country = Field(description="Country (ISO code)")
    pue: Pue = Field(description="Facility MW per IT MW")
    hall_mw: Positive = Field(description="One hall or cluster, IT MW")
    min_halls: Count = Field(default=1, ge=1, description="Least halls once open")
    max_halls: Count = Field(ge=1, description="Most halls")
    halls_per_quarter: Count = Field(default=1, ge=1, description="Most halls added in a quarter")
    open_cost_usd: Amount = Field(default=0.0, description="Cost of opening, USD")
    cost_multiplier: float = Field(
        default=1.0, ge=0, le=10, description="Times the construction cost of halls"
    )
    first_quarter: Quarter | None = Field(
        default=None, description="First quarter a hall can be online; today plus the chain if empty"
    )
    hall_fixed_usd_per_year: Amount | None = Field(
        default=None, description="Running one hall, USD per year; from the reference fractions if empty"
    )
    water_m3_per_it_mwh: Amount = Field(default=0.0, description="Water, m3 per IT MWh")
    region: Id | None = Field(
        default=None, description="Region whose power options, prices and carbon hold here; none if empty"
    )
    area: Id | None = Field(
        default=None, description="Grid area; the region, or an area of its own, if empty"
    )


class Sites(Strict):
    """Candidate sites. Sites of the ledger are always among them."""

    campuses: Selection = Field(default=Selection(), description="Regions of regions.csv")
    edges: MetroSelection = Field(default=MetroSelection(), description="Metros of metros.csv")
    custom: tuple[CustomSite, ...] = Field(default=(), description="Sites of the case's own")


class CustomNode(Strict):
    """A place of demand that is in no reference table."""

    id: Id = Field(description="Name of the node in every table")
    name: str = Field(default="", max_length=200, description="Name to show; the id where it is empty")
    lat: Latitude = Field(description="Latitude, degrees north")
    lon: Longitude = Field(description="Longitude, degrees east")
    country: Country = Field(description="Country (ISO code)")
    weight: Positive = Field(default=1.0, description="Weight when demand is spread over nodes")
    population: Positive | None = Field(default=None, description="People, where demand is spread by them")


class Nodes(MetroSelection):
    """Where demand sits: metros of metros.csv and nodes of the case's own."""

    custom: tuple[CustomNode, ...] = Field(default=(), description="Nodes of the case's own")


class NetworkSettings(Strict):
    """How far a site reaches."""

    inflation: float | None = Field(
        default=None, ge=1, le=10, description="Route length over great circle; from latency.csv if empty"
    )
    rtt_table: FileName | None = Field(
        default=None,
        description="CSV with site_id, node_id, rtt_ms: replaces distances; pairs left out are out of reach",
    )
    cost_table: FileName | None = Field(
        default=None,
        description="CSV with site_id, node_id, usd_per_unit_quarter: cost of serving one unit for a quarter",
    )
