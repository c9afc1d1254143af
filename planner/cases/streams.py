"""Which kinds of demand a case has, and what each asks of a chip and of the network."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from planner.cases.fields import Amount, Count, Fraction, Id, Positive, Strict


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


class Session(Strict):
    """What one session of a stream asks of a chip. Sessions are packed on whole partitions."""

    memory_gb: Positive = Field(le=100_000, description="Memory of a session, GB")
    memory_floor_gb: Amount = Field(
        default=0.0, le=100_000, description="Least memory it takes, however small it is, GB"
    )
    tokens_per_s: Amount = Field(default=0.0, description="Tokens per second of a session at work")
    per_partition: Count = Field(default=1, ge=1, description="Most sessions that share one partition")
    packing_loss: Fraction = Field(
        default=0.0, lt=1, description="Part of the places that stays empty, as sessions come and go"
    )


class CustomStream(Strict):
    """A stream that is in no reference table."""

    id: Id = Field(description="Name of the stream in every table")
    name: str = Field(default="", max_length=200, description="Name to show; the id where it is empty")
    unit: str = Field(default="reference MW", min_length=1, max_length=80, description="Unit of its demand")
    workload: Workload = Field(default=Workload.INFER, description="infer or train")
    chips: tuple[Id, ...] | None = Field(default=None, description="Chips that can run it; all if empty")
    rtt_budget_ms: Positive | None = Field(default=None, description="Longest RTT, ms; no limit if empty")
    access_ms: Amount = Field(default=0.0, le=1000, description="Access RTT, ms")
    peak_to_mean: float = Field(default=1.0, ge=1, le=100, description="Local peak over local mean demand")
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
    shortage_factors: dict[Id, Positive] = Field(
        default={}, description="The same for single streams, instead of shortage_factor"
    )
    residency: dict[Id, Residency] = Field(default={}, description="Other residency rules, by stream")
    sessions: dict[Id, Session] = Field(
        default={}, description="Streams counted in sessions on slices of a chip; from sessions.csv if empty"
    )
