"""A case: the inputs of one study, as a user writes them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from planner.cases.ambition import Ambition
from planner.cases.demand import Demand
from planner.cases.equipment import Chips, Pools, Power
from planner.cases.fields import Amount, CaseId, FileName, Fraction, Quarter, Strict
from planner.cases.ledger import Ledger
from planner.cases.located import located
from planner.cases.mixes import VendorMix
from planner.cases.places import NetworkSettings, Nodes, Sites
from planner.cases.policies import Lock, Policies
from planner.cases.streams import Streams
from planner.cases.yaml_file import write_yaml
from planner.problems import Problem
from planner.reference import Confidence
from planner.reference.overrides import CASE_SOURCE


class Access(StrEnum):
    """To whom a chip is sold."""

    OPEN = "open"
    PARTNER = "partner"
    INTERNAL = "internal"
    CHINA_ONLY = "china_only"


class Step(Strict):
    """A length of period, and how long it is used."""

    quarters: Literal[1, 2, 4] = Field(description="Length of the periods, quarters")
    until: Quarter | None = Field(default=None, description="Last quarter with it; end of horizon if empty")


class Horizon(Strict):
    """The time the plan covers."""

    first: Quarter = Field(description="First quarter")
    last: Quarter = Field(description="Last quarter")
    steps: tuple[Step, ...] = Field(
        default=(Step(quarters=1),),
        min_length=1,
        description="Lengths of periods, in order; quarters if empty",
    )


class Buyer(Strict):
    """How much of what the market has this buyer gets."""

    share: Fraction | None = Field(
        default=None, description="Share of everything scarce; buyer_share of finance.csv if empty"
    )
    chips: Fraction | None = Field(default=None, description="Share of chip supply; share if empty")
    pools: Fraction | None = Field(default=None, description="Share of component pools; share if empty")
    power: Fraction | None = Field(default=None, description="Share of yearly power plant; share if empty")
    headroom: Fraction | None = Field(default=None, description="Share of grid headroom; share if empty")
    edge_hosting: Fraction | None = Field(default=None, description="Share of edge hosting; share if empty")
    access: tuple[Access, ...] = Field(
        default=(Access.OPEN, Access.PARTNER), min_length=1, description="Chips sold on these terms"
    )


class FinanceSettings(Strict):
    """Figures that hold for the whole case; empty ones come from finance.csv."""

    wacc: Fraction | None = Field(default=None, description="Cost of capital, per year")
    construction_inflation: Fraction | None = Field(default=None, description="Per year")
    chip_value_decline_per_year: Fraction | None = Field(default=None, description="Per year")
    carbon_usd_per_t: Amount | None = Field(default=None, description="Carbon price, USD per t")
    retire_cost_usd_per_mw: Amount | None = Field(default=None, description="USD per IT MW retired")
    move_cost_fraction: Fraction | None = Field(default=None, description="Of the price of a bridge unit")
    mean_load_factor: Fraction | None = Field(default=None, gt=0, description="Mean over peak IT power")


class OwnFigure(Strict):
    """A figure of the case's own for a cell of a reference table, and where it comes from."""

    value: float | str = Field(description="The figure, in the unit of the column")
    source: str = Field(default=CASE_SOURCE, min_length=1, max_length=1000, description="Where it comes from")
    confidence: Confidence = Field(
        default=Confidence.OWN_ASSUMPTION, description="How well it is known, as in the tables"
    )


class Case(Strict):
    """The inputs of one study."""

    id: CaseId = Field(description="Name of the case, and of its run folder")
    title: str = Field(min_length=1, max_length=200, description="One line")
    description: str = Field(default="", description="What the case is about")
    today: Quarter = Field(description="Quarter in which the plan is made; money is discounted to it")
    horizon: Horizon = Field(description="The time the plan covers")
    buyer: Buyer = Field(default=Buyer(), description="Shares of what is scarce")
    finance: FinanceSettings = Field(default=FinanceSettings(), description="Money and other scalars")
    sites: Sites = Field(description="Candidate sites")
    nodes: Nodes = Field(default=Nodes(), description="Where demand sits")
    chips: Chips = Field(default=Chips(), description="Chips on offer")
    power: Power = Field(default=Power(), description="Power on offer")
    pools: Pools = Field(default=Pools(), description="Scarce components that bind")
    streams: Streams = Field(default=Streams(), description="Kinds of demand")
    demand: Demand = Field(default=Demand(), description="How much of it")
    ambition: Ambition | None = Field(default=None, description="Published path to hold the plan against")
    network: NetworkSettings = Field(default=NetworkSettings(), description="Reach of a site")
    ledger: Ledger = Field(default=Ledger(), description="What exists or is promised")
    ledger_file: FileName | None = Field(
        default=None, description="YAML file with the keys of ledger, instead of it"
    )
    locks: tuple[Lock, ...] = Field(default=(), description="Decisions taken beforehand")
    policies: Policies = Field(default=Policies(), description="Rules, off unless named")
    vendor_mixes: tuple[VendorMix, ...] = Field(
        default=(), description="Mixes that `planner vendors` compares; a plan does not depend on them"
    )
    whole_racks: bool = Field(default=True, description="Publish whole racks")
    tables: dict[str, FileName] = Field(
        default={}, description="Own CSV by reference table: sets cells, adds rows"
    )
    cells: dict[str, float | str | OwnFigure] = Field(
        default={},
        description="Single cells of reference tables: table.row.column: value, or value, source, confidence",
    )
    path: SkipJsonSchema[Path] = Field(
        default=Path("case.yaml"), exclude=True, description="File it was read from"
    )
    places: SkipJsonSchema[dict[str, str]] = Field(
        default={}, exclude=True, description="Cell of each key, where the file is a workbook"
    )

    def beside(self, name: str) -> Path:
        """Return the path of a file beside the case."""
        return self.path.parent / name

    def where(self, key: str) -> str:
        """Return a place in the file of the case, for messages."""
        return f"{self.path.name}: {key}"

    def as_yaml(self) -> bytes:
        """Return the file of the case; one that says the same where that is a workbook."""
        if self.path.suffix.lower() in (".yaml", ".yml"):
            return self.path.read_bytes()
        return write_yaml(self.model_dump(mode="json", exclude_unset=True)).encode()

    def located(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return problems with their cells, where the case was read from a workbook."""
        return located(problems, self.path.name, self.places)
