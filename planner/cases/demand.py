"""What a case says about demand. Each way of stating it has a file in `planner.demand`."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, TypeAlias

from pydantic import Field

from planner.cases.fields import Amount, Count, FileName, Fraction, Id, Label, Positive, Strict
from planner.cases.paths import Interpolation, Path, Points

Mix: TypeAlias = dict[Id, Points]
"""Share of each stream by date; the shares of a date sum to 1."""


class GwDriver(Strict):
    """What is stated in GW at the meter, turned into work and split over streams and nodes."""

    takes_inference: ClassVar[bool] = True
    takes_training: ClassVar[bool] = True
    """Which streams it takes where it names none."""

    name: Id = Field(description="What it is, for messages and tables")
    share_located: Fraction = Field(default=1.0, description="Part of it that this case must serve")
    streams: tuple[Id, ...] | None = Field(
        default=None, description="Streams it is split over, their shares scaled to 1; all that fit if empty"
    )
    mix: Mix = Field(
        default={}, description="Own shares of the streams by date, instead of those of streams.csv"
    )
    fleet_efficiency: Positive | None = Field(
        default=None,
        le=100,
        description="Work of the fleet at the end of 2026, reference MW per IT MW; from finance.csv if empty",
    )
    efficiency_growth_per_year: Positive | None = Field(
        default=None, le=10, description="Growth of that per year, 1.3 is 30 %; from finance.csv if empty"
    )

    @property
    def named_streams(self) -> tuple[str, ...] | None:
        """Streams that the case names for it; None where it takes all that fit."""
        return tuple(self.mix) if self.mix else self.streams

    def drives(self, stream_id: str, *, is_training: bool) -> bool:
        """Tell whether it drives a stream."""
        named = self.named_streams
        if named is not None:
            return stream_id in named
        return self.takes_training if is_training else self.takes_inference


class FacilityPath(GwDriver):
    """A path of facility GW."""

    path: Id | None = Field(
        default=None, description="Path of demand.csv: its name and low, mid or high (scn_lab_mid)"
    )
    points: dict[str, Amount] = Field(
        default={},
        description="Own path: facility GW at the end of a year (2027), quarter or month (2027-10)",
    )
    interpolation: Interpolation = Field(
        default=Interpolation.LINEAR, description="Between points: linear or geometric"
    )


class Revenue(GwDriver):
    """Revenue that needs inference: run rate x GW per billion USD."""

    takes_training: ClassVar[bool] = False

    path: Id | None = Field(
        default=None, description="Whose run rate of demand.csv it follows: an entity such as Anthropic"
    )
    billion_usd: Path | None = Field(default=None, description="Own run rate, billion USD per year")
    gw_per_billion_usd: Path | None = Field(
        default=None,
        description="Facility GW per billion USD of run rate; from finance.csv if empty",
    )
    lag_quarters: Count = Field(default=0, le=40, description="Quarters from a rise of revenue to its load")
    ramp_quarters: Count = Field(
        default=1,
        ge=1,
        le=40,
        description="Quarters over which that load comes, in equal parts; 1 is at once",
    )


class ComputeGrowth(Strict):
    """Training compute that grows by a factor a year; the GW it takes follow from the hardware."""

    start: Label = Field(description="Date at whose end the fleet has the GW")
    facility_gw: Amount = Field(description="Facility GW then")
    growth_per_year: Positive = Field(le=1000, description="Factor of compute per year: 4.5 as published")


class Training(GwDriver):
    """A training fleet: beside inference, on the same power and chips."""

    takes_inference: ClassVar[bool] = False

    facility_gw: Path | None = Field(default=None, description="Facility GW over time")
    compute: ComputeGrowth | None = Field(default=None, description="Or compute that grows per year")
    block_mw: Amount | None = Field(
        default=None, description="Least reference MW at one campus; that of each stream if empty"
    )
    shortage_factor: Positive | None = Field(
        default=None, le=100, description="Times the price of falling short of its streams; else the case's"
    )


class Agents(Strict):
    """Users whose agents hold sessions on slices of chips."""

    name: Id = Field(description="What it is, for messages and tables")
    stream: Id = Field(default="personal_agents", description="Stream with a session, see streams.sessions")
    users: Path = Field(description="People with agents")
    agents_per_user: Path = Field(default=1.0, description="Agents of each")
    awake_at_peak: Path | None = Field(
        default=None, description="Share of the agents at work at the local peak; from sessions.csv if empty"
    )
    share_located: Fraction = Field(default=1.0, description="Part of them that this case must serve")


class Effect(StrEnum):
    """What a multiplier does to demand."""

    MULTIPLIES = "multiplies"
    DIVIDES = "divides"
    """Gains of efficiency: the same work takes less."""


class Multiplier(Strict):
    """Something that compounds: rollouts, steps per task, tokens per answer; or a gain of efficiency."""

    name: Id = Field(description="What it is, for messages and tables")
    path: Path = Field(description="The factor over time; 1 changes nothing")
    effect: Effect = Field(default=Effect.MULTIPLIES, description="multiplies or divides")
    streams: tuple[Id, ...] | None = Field(default=None, description="Streams it acts on; all if empty")
    drivers: tuple[Id, ...] | None = Field(
        default=None, description="Drivers it acts on, by name; all but direct demand if empty"
    )


class DirectRow(Strict):
    """Demand of one stream at one node at one date."""

    stream: Id = Field(description="Stream")
    node: Id = Field(description="Node, or anywhere")
    at: Label = Field(description="Period of the horizon, quarter or month: at its end")
    amount: Amount = Field(description="Peak demand, in the unit")
    unit: str = Field(description="reference MW, tokens/s, sessions, or the unit of the case's own stream")


class SpreadBy(StrEnum):
    """By what demand is spread over metros."""

    WEIGHT = "weight"
    """``ai_demand_weight``, or the weight of a node of the case's own."""
    POPULATION = "population"


class Spread(Strict):
    """How demand without a node is spread over the nodes."""

    by: SpreadBy = Field(default=SpreadBy.WEIGHT, description="weight or population")
    file: FileName | None = Field(
        default=None,
        description="Own table instead: CSV with stream, node, weight; without a stream it is for all others",
    )


class Demand(Strict):
    """Demand, as the sum of its drivers."""

    facility_gw: tuple[FacilityPath, ...] = Field(default=(), description="Paths in facility GW")
    revenue: tuple[Revenue, ...] = Field(default=(), description="Revenue that needs inference")
    training: tuple[Training, ...] = Field(default=(), description="Training fleets")
    agents: tuple[Agents, ...] = Field(default=(), description="Agents in sessions on slices of chips")
    multipliers: tuple[Multiplier, ...] = Field(default=(), description="What compounds, and gains")
    rows: tuple[DirectRow, ...] = Field(default=(), description="Direct demand, row by row")
    file: FileName | None = Field(
        default=None, description="Direct demand, CSV with stream, node, at, amount, unit"
    )
    spread: Spread = Field(default=Spread(), description="Spread over the nodes")

    @property
    def gw_drivers(self) -> tuple[GwDriver, ...]:
        """What is stated in GW."""
        return (*self.facility_gw, *self.revenue, *self.training)

    @property
    def driver_names(self) -> tuple[str, ...]:
        """Names of all drivers that a multiplier can act on."""
        return (*(driver.name for driver in self.gw_drivers), *(agents.name for agents in self.agents))
