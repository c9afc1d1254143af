"""Rules a case may add. Each is off unless the case names it."""

from __future__ import annotations

from pydantic import Field

from planner.cases.fields import Amount, Fraction, Id, Positive, Quarter, Strict


class Lock(Strict):
    """A decision taken beforehand for one site."""

    site: Id = Field(description="Site")
    open: bool = Field(default=False, description="It must open, by the last period at the latest")
    forbid: bool = Field(default=False, description="Nothing may be added here")
    earliest: Quarter | None = Field(default=None, description="Nothing new online before")
    latest: Quarter | None = Field(default=None, description="It must be open by then")


class WindowRule(Strict):
    """A rule that holds over some quarters."""

    first: Quarter | None = Field(default=None, description="First quarter; start of the horizon if empty")
    last: Quarter | None = Field(default=None, description="Last quarter; end of the horizon if empty")


class VendorShareRule(WindowRule):
    """Bounds on a vendor's share of the IT MW bought."""

    vendor: Id = Field(description="Vendor of chips.csv")
    min_share: Fraction = Field(default=0.0, description="At least, share of all IT MW bought")
    max_share: Fraction = Field(default=1.0, description="At most, share of all IT MW bought")


class MinimumTakeRule(WindowRule):
    """A promise to buy."""

    id: Id = Field(description="Name of the contract")
    chips: tuple[Id, ...] = Field(min_length=1, description="Chips that count")
    it_mw: Positive = Field(description="At least, IT MW")


class VolumeTierRule(WindowRule):
    """A rebate on what is bought beyond a threshold."""

    id: Id = Field(description="Name of the tier")
    chip: Id = Field(description="Chip")
    threshold_it_mw: Amount = Field(description="The rebate is on MW above this, IT MW")
    discount: Fraction = Field(description="Part of the price paid back")


class BudgetRule(WindowRule):
    """A limit on capital spending, of one year or of some quarters; of everything without dates."""

    id: Id = Field(description="Name of the budget")
    year: int | None = Field(default=None, ge=2000, le=2100, description="Calendar year it holds for")
    usd: Amount = Field(description="Most capital spending, USD")


class SurvivalRule(Strict):
    """After the loss of one site, or area, the rest still serves a share."""

    streams: tuple[Id, ...] = Field(min_length=1, description="Protected streams")
    share: Fraction = Field(description="Share of what the plan serves")
    by_area: bool = Field(default=False, description="All sites of an area are lost together")


class Policies(Strict):
    """All rules. Nothing here is on by default."""

    vendor_shares: tuple[VendorShareRule, ...] = Field(default=(), description="Vendor shares")
    minimum_takes: tuple[MinimumTakeRule, ...] = Field(default=(), description="Minimum takes")
    volume_tiers: tuple[VolumeTierRule, ...] = Field(default=(), description="Volume price tiers")
    budgets: tuple[BudgetRule, ...] = Field(
        default=(), description="Budgets by year, by quarters or in total"
    )
    survival: tuple[SurvivalRule, ...] = Field(default=(), description="Survive the loss of a site or area")
    carbon_t_per_year: Amount | None = Field(default=None, description="Carbon limit, t per year")
    water_m3_per_year: Amount | None = Field(default=None, description="Water limit, m3 per year")
    frozen_until: Quarter | None = Field(
        default=None, description="The plan adds nothing that is online before this quarter"
    )
    no_shortage: tuple[Id, ...] = Field(default=(), description="Streams that may not fall short")
