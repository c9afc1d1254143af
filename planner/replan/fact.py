"""Facts: what has happened or has become known since a plan was published."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from planner.cases.fields import Amount, Id, Positive, Quarter, Strict


class Thing(StrEnum):
    """What a fact about a site is about."""

    HALLS = "halls"
    POWER = "power"
    CHIPS = "chips"


class Base(Strict):
    """What every fact says."""

    seen: datetime.date = Field(description="Day on which it became known")
    note: str = Field(default="", max_length=500, description="Where it comes from; not read")


class AboutLot(Base):
    """A fact about something that a plan or the ledger puts at a site in a quarter."""

    site: Id | None = Field(default=None, description="Site; of chips it may be empty: at every site")
    thing: Thing = Field(description="halls, power or chips")
    what: Id | None = Field(default=None, description="Power option or chip; empty for halls")
    planned: Quarter | None = Field(default=None, description="Quarter in which it was to be online")


class Online(AboutLot):
    """It came online."""

    kind: Literal["online"] = "online"
    quarter: Quarter = Field(description="Quarter in which it came online")
    amount: Positive | None = Field(
        default=None, description="Halls, firm MW or IT MW that came; as planned if empty"
    )


class Slipped(AboutLot):
    """It will come later, or earlier."""

    kind: Literal["slipped"] = "slipped"
    quarter: Quarter = Field(description="Quarter in which it is now expected")


class Cancelled(AboutLot):
    """It will not come."""

    kind: Literal["cancelled"] = "cancelled"
    fee_usd: Amount | None = Field(
        default=None, description="What that costs, USD; the share of the options if empty"
    )


class Figure(Base):
    """A figure of the case is another now: its path as ``--set`` takes it."""

    path: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="Key of the case, or table.row.column"
    )
    value: float | bool | str = Field(description="Its value now")

    @property
    def change(self) -> str:
        """The fact as `planner.cases.changes.apply_changes` takes it."""
        shown = self.value if isinstance(self.value, str) else json.dumps(self.value)
        return f"{self.path}={shown}"


class Price(Figure):
    """A price moved."""

    kind: Literal["price"] = "price"


class Supply(Figure):
    """More or less can be had of something."""

    kind: Literal["supply"] = "supply"


class DemandPath(Figure):
    """A driver of demand is another now."""

    kind: Literal["demand"] = "demand"


class Limit(Figure):
    """A limit or a rule of the case is another now."""

    kind: Literal["limit"] = "limit"


class DemandSeen(Base):
    """Demand of a stream is so many times what the case says."""

    kind: Literal["demand_seen"] = "demand_seen"
    stream: Id = Field(description="Stream of the case")
    factor: Positive = Field(le=100, description="Demand seen over demand planned; 1.05 is 5 % more")


LotFact: TypeAlias = Online | Slipped | Cancelled
FigureFact: TypeAlias = Price | Supply | DemandPath | Limit
Fact: TypeAlias = Annotated[LotFact | FigureFact | DemandSeen, Field(discriminator="kind")]

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
"""Reads a fact from JSON, and knows its JSON Schema."""


@dataclass(frozen=True)
class Told:
    """A fact, and where it was told."""

    fact: Fact
    where: str

    @property
    def key(self) -> str:
        """What the fact says, without its note: two facts of one key are the same fact."""
        return FACT.dump_json(self.fact, exclude={"note"}).decode()

    @property
    def text(self) -> str:
        """The fact in words."""
        return fact_text(self.fact)


def fact_text(fact: Fact) -> str:
    """Return a fact in words."""
    if isinstance(fact, DemandSeen):
        return f"demand of {fact.stream} is {fact.factor:g} times the planned"
    if isinstance(fact, Figure):
        return f"{fact.kind}: {fact.path} is {fact.value:g}" if _is_number(fact.value) else f"{fact.change}"
    return _lot_text(fact)


def _is_number(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def _lot_text(fact: LotFact) -> str:
    said = fact.model_dump(mode="json")
    thing = fact.what or fact.thing.value
    place = f" at {fact.site}" if fact.site else ""
    planned = f", planned for {said['planned']}" if fact.planned is not None else ""
    if isinstance(fact, Cancelled):
        return f"{thing}{place}{planned}: cancelled"
    verb = "online" if isinstance(fact, Online) else "slipped to"
    return f"{thing}{place}{planned}: {verb} {said['quarter']}"


def quarter_of(day: datetime.date) -> int:
    """Return the number of the quarter that a day lies in."""
    return 4 * day.year + (day.month - 1) // 3
