"""What exists, is being built or is promised on the day of the case."""

from __future__ import annotations

from pydantic import Field

from planner.cases.fields import Count, Id, Positive, Quarter, Strict


class LedgerHalls(Strict):
    """Halls at a site that need no decision."""

    online: Quarter = Field(description="First quarter online; before today for what exists")
    halls: Count = Field(ge=1, description="Halls or clusters")


class LedgerPower(Strict):
    """Power at a site that needs no decision."""

    option: Id = Field(description="Power option; a grid option stands for its queue position")
    online: Quarter = Field(description="First quarter online")
    mw: Positive = Field(description="Firm facility MW")


class LedgerChips(Strict):
    """Chips at a site, standing or ordered."""

    chip: Id = Field(description="Chip")
    online: Quarter = Field(description="First quarter online; its life counts from here")
    it_mw: Positive = Field(description="IT MW")


class LedgerSite(Strict):
    """Everything committed at one site."""

    site: Id = Field(description="Site: region, metro or custom site")
    halls: tuple[LedgerHalls, ...] = Field(
        default=(), description="Halls, existing and under construction; without any the site is not open"
    )
    power: tuple[LedgerPower, ...] = Field(default=(), description="Power, existing and contracted")
    chips: tuple[LedgerChips, ...] = Field(default=(), description="Chips, standing and ordered")


class LedgerPayment(Strict):
    """A payment still due for something in the ledger."""

    quarter: Quarter = Field(description="When it is due")
    usd: Positive = Field(description="Amount, USD")
    what: str = Field(min_length=1, max_length=200, description="What it is for")


class Ledger(Strict):
    """The start of the plan."""

    sites: tuple[LedgerSite, ...] = Field(default=(), description="Committed assets, by site")
    payments: tuple[LedgerPayment, ...] = Field(default=(), description="Payments still due")
