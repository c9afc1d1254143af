"""What a case says about demand. Each way of stating it has a file in `planner.demand`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from planner.cases.fields import Amount, FileName, Fraction, Id, Label, Positive, Strict


class Interpolation(StrEnum):
    """How a path runs between its points."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"


class Workload(StrEnum):
    """Which figure of a chip counts for a stream."""

    INFER = "infer"
    TRAIN = "train"


class Residency(StrEnum):
    """Where the work of a node may be done."""

    NONE = "none"
    """Anywhere."""
    COUNTRY = "country"
    CONTINENT = "continent"
    BLOCK = "block"
    """In the node's block (EU, Gulf, India, China); anywhere for nodes of no block."""


class CustomStream(Strict):
    """A stream that is in no reference table."""

    id: Id = Field(description="Name of the stream in every table")
    name: str = Field(default="", max_length=200, description="Name to show; the id where it is empty")
    unit: str = Field(default="reference MW", min_length=1, max_length=80, description="Unit of its demand")
    workload: Workload = Field(default=Workload.INFER, description="infer or train")
    chips: tuple[Id, ...] | None = Field(default=None, description="Chips that can run it; all if empty")
    rtt_budget_ms: Positive | None = Field(default=None, description="Longest RTT, ms; no limit if empty")
    access_ms: Amount = Field(default=0.0, le=1000, description="Access RTT, ms")
    usable_campus: Fraction = Field(default=1.0, description="Share of a campus fleet that sells at peak")
    usable_edge: Fraction = Field(default=1.0, description="Share of an edge fleet that sells at peak")
    min_block_mw: Amount = Field(default=0.0, description="Least served at a site that serves, in units")
    shortage_usd_per_quarter: Amount = Field(description="Price of a unit not served for a quarter, USD")
    shortage_decline_per_year: Fraction = Field(default=0.0, description="Fall of that price per year")
    residency: Residency = Field(default=Residency.NONE, description="none, country, continent or block")


class Streams(Strict):
    """Which streams the case has: by default all of streams.csv."""

    include: tuple[Id, ...] | None = Field(default=None, description="Only these streams of streams.csv")
    exclude: tuple[Id, ...] = Field(default=(), description="Not these streams")
    custom: tuple[CustomStream, ...] = Field(default=(), description="Streams of the case's own")
    shortage_factor: Positive = Field(
        default=1.0, le=100, description="Times the price of falling short of streams.csv"
    )
    residency: dict[Id, Residency] = Field(default={}, description="Other residency rules, by stream")


class FacilityPath(Strict):
    """A path of facility GW, turned into reference MW and split over streams and nodes."""

    name: Id = Field(description="What the path is, for messages and tables")
    path: Id | None = Field(
        default=None, description="Path of demand.csv: its name and low, mid or high (scn_lab_mid)"
    )
    points: dict[str, Amount] = Field(
        default={}, description="Own path: GW facility at the end of a year (2027) or quarter (2027Q3)"
    )
    share_located: Fraction = Field(default=1.0, description="Part of the path that this case must serve")
    streams: tuple[Id, ...] | None = Field(
        default=None, description="Streams it is split over, their shares scaled to 1; all if empty"
    )
    fleet_efficiency: Positive | None = Field(
        default=None,
        le=100,
        description="Work of the fleet at the end of 2026, reference MW per IT MW; from finance.csv if empty",
    )
    efficiency_growth_per_year: Positive | None = Field(
        default=None, le=10, description="Growth of that per year, 1.3 is 30 %; from finance.csv if empty"
    )
    interpolation: Interpolation = Field(
        default=Interpolation.LINEAR, description="Between points: linear or geometric"
    )


class DirectRow(Strict):
    """Demand of one stream at one node at one date."""

    stream: Id = Field(description="Stream")
    node: Id = Field(description="Node, or anywhere")
    at: Label = Field(description="Period of the horizon, or quarter: at its end")
    amount: Amount = Field(description="Peak demand, in the unit")
    unit: str = Field(description="Must be the stream's unit")


class Demand(Strict):
    """Demand, as the sum of its drivers."""

    facility_gw: tuple[FacilityPath, ...] = Field(default=(), description="Paths in facility GW")
    rows: tuple[DirectRow, ...] = Field(default=(), description="Direct demand, row by row")
    file: FileName | None = Field(
        default=None, description="Direct demand, CSV with stream, node, at, amount, unit"
    )
