"""Chips and power a case may buy, beyond or instead of those in the reference tables."""

from __future__ import annotations

from pydantic import Field

from buildout.inputs import Delivery
from planner.cases.fields import Amount, Count, Fraction, Id, Positive, Quarter, Strict


class CustomChip(Strict):
    """A chip that is in no reference table. MW are IT MW."""

    id: Id = Field(description="Name of the chip in every table")
    name: str = Field(default="", max_length=200, description="Name to show; the id where it is empty")
    vendor: Id = Field(description="Who sells it")
    generation: str = Field(default="", max_length=80, description="Generation to show")
    capex_usd_per_mw: Amount = Field(description="Price with host, network and storage, USD per IT MW")
    maintenance_usd_per_mw_year: Amount | None = Field(
        default=None, description="USD per IT MW and year; the reference fraction of the price if empty"
    )
    rack_mw: Positive = Field(default=1.0, description="One rack, IT MW")
    chips_per_rack: Positive = Field(default=1.0, description="Chips in a rack")
    life_years: Positive = Field(default=5.0, le=100, description="Useful life, years")
    infer_ref_mw_per_mw: Amount = Field(default=1.0, description="Inference, reference MW per IT MW")
    train_ref_mw_per_mw: Amount = Field(default=0.0, description="Training, reference MW per IT MW")
    sessions_ref_mw_per_mw: Amount | None = Field(
        default=None, description="Sessions on slices, reference MW per IT MW; as inference if empty"
    )
    edge_suitable: bool = Field(default=True, description="May stand at edge sites")
    first_quarter: Quarter | None = Field(
        default=None, description="First delivery; today plus lead if empty"
    )
    last_quarter: Quarter | None = Field(default=None, description="Last delivery; no end if empty")
    supply_mw_per_quarter: Amount | None = Field(
        default=None, description="What we can buy, IT MW per quarter; more than we could place if empty"
    )


class Chips(Strict):
    """Which chips are on offer: by default every chip still on sale to this buyer."""

    include: tuple[Id, ...] | None = Field(default=None, description="Only these chips of chips.csv")
    exclude: tuple[Id, ...] = Field(default=(), description="Not these chips")
    custom: tuple[CustomChip, ...] = Field(default=(), description="Chips of the case's own")


class Pools(Strict):
    """Which pools of components bind: by default all of components.csv."""

    include: tuple[Id, ...] | None = Field(default=None, description="Only these pools (pool_id)")
    exclude: tuple[Id, ...] = Field(default=(), description="Not these pools (pool_id)")


class CustomPower(Strict):
    """A power option that is in no reference table. MW are facility MW."""

    id: Id = Field(description="Name of the option in every table")
    family: Id = Field(default="own", description="Family to group by: grid, gas, ...")
    delivery: Delivery = Field(default=Delivery.ONSITE, description="grid, onsite or over grid")
    sites: tuple[Id, ...] | None = Field(default=None, description="Where; every site if empty")
    unit_mw: Positive = Field(default=1.0, description="Smallest step, MW")
    continuous: bool = Field(default=True, description="Steps of any size")
    first_quarter: Quarter | None = Field(
        default=None, description="First quarter on the market; today plus lead binds too"
    )
    last_quarter: Quarter | None = Field(
        default=None, description="Last quarter of additions; no end if empty"
    )
    lead_quarters: Count = Field(default=0, le=100, description="Order to power, quarters")
    limit_mw: Amount | None = Field(
        default=None, description="Most MW at one site; all the site could ever use if empty"
    )
    capex_usd_per_kw: Amount = Field(default=0.0, description="Price, USD per firm kW")
    fixed_usd_per_kw_year: Amount = Field(default=0.0, description="Fixed cost, USD per kW and year")
    energy_usd_per_mwh: Amount = Field(default=0.0, description="Energy, USD per MWh")
    carbon_kg_per_mwh: Amount = Field(default=0.0, description="Emissions, kg CO2 per MWh")
    availability: Fraction = Field(default=1.0, gt=0, description="Available share of firm MW")
    life_years: Amount = Field(default=20.0, le=100, description="Life, years; 0 for rentals")
    is_bridge: bool = Field(default=False, description="May leave again and be used elsewhere")


class Power(Strict):
    """Which power options are on offer: by default all of power.csv that fit the site."""

    include: tuple[Id, ...] | None = Field(default=None, description="Only these options of power.csv")
    exclude: tuple[Id, ...] = Field(default=(), description="Not these options")
    custom: tuple[CustomPower, ...] = Field(default=(), description="Options of the case's own")
