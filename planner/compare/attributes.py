"""What is known of each kind of thing in a case: in words, with units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from buildout.inputs import Inputs, Payment, Window
from buildout.quarters import quarter_label
from planner.compare.entities import EntityKind
from planner.compare.window import span_text
from planner.plan.markdown import counted

Scalar: TypeAlias = "float | int | str | bool | None"
"""A single value."""
Value: TypeAlias = "Scalar | tuple[float, ...] | Mapping[str, Scalar]"
"""A value, one by period, or one by name."""

OWN_UNIT = "its unit"
"""The unit is that of the thing, such as that of a stream."""
SHARE = "share"


@dataclass(frozen=True)
class Attribute:
    """One thing that is known of a kind of entity.

    Parameters
    ----------
    words
        What it is called.
    unit
        Its unit, or `OWN_UNIT`; empty for names and counts.
    covers
        The field of the inputs that it says, and any others.
    of
        How to read it.
    """

    words: str
    unit: str
    covers: tuple[str, ...]
    of: Callable[[Any], Value]


def _plain(field: str, words: str, unit: str = "") -> Attribute:
    return Attribute(words, unit, (field,), lambda thing: _scalar(getattr(thing, field)))


def _periods(field: str, words: str, unit: str) -> Attribute:
    return Attribute(words, unit, (field,), lambda thing: tuple(map(float, getattr(thing, field))))


def _date(field: str, words: str) -> Attribute:
    return Attribute(words, "", (field,), lambda thing: _label(getattr(thing, field)))


def _payments(words: str = "payments") -> Attribute:
    return Attribute(words, "", ("payments",), lambda thing: payments_text(thing.payments))


def _names(field: str, words: str) -> Attribute:
    """Return an attribute that is a set of names."""
    return Attribute(words, "", (field,), lambda thing: dict.fromkeys(getattr(thing, field), True))


def _pairs(field: str, words: str, unit: str) -> Attribute:
    """Return an attribute that has a number for each id, or pair of ids."""
    return Attribute(
        words, unit, (field,), lambda thing: {" ".join(row[:-1]): row[-1] for row in getattr(thing, field)}
    )


def _window(words: str, unit: str) -> Attribute:
    return Attribute(words, unit, ("window",), lambda thing: {_span(thing.window): thing.window.amount})


def _scalar(value: Any) -> Scalar:
    return value if value is None or type(value) in (bool, int, float) else str(value)


def _label(quarter: int | None) -> str | None:
    return None if quarter is None else quarter_label(quarter)


def _span(window: Window) -> str:
    """Return the quarters of a window, which periods of any length can name."""
    return span_text(window.first, window.last)


def payments_text(payments: Sequence[Payment]) -> str:
    """Return payments in words: ``30 % 2 quarters before, 70 % when online``."""
    return ", ".join(
        f"{100 * payment.fraction:g} % "
        + (
            f"{counted(payment.quarters_before, 'quarter')} before"
            if payment.quarters_before
            else "when online"
        )
        for payment in payments
    )


def _horizon(inputs: Inputs) -> str:
    first, last = quarter_label(inputs.periods[0].start), quarter_label(inputs.end - 1)
    return f"{first} to {last} in {counted(len(inputs.periods), 'period')}"


MUSD = "million USD"
_LIFE = _plain("life_quarters", "useful life", "quarters")
_LEAD = _plain("lead_quarters", "lead time", "quarters")

ATTRIBUTES: Mapping[EntityKind, tuple[Attribute, ...]] = {
    EntityKind.CASE: (
        _plain("case_id", "name"),
        _plain("title", "title"),
        _date("today", "date from which it is seen"),
        Attribute("horizon", "", ("periods",), _horizon),
        _plain("whole_racks", "whole racks only"),
    ),
    EntityKind.FINANCE: (
        _plain("wacc", "discount rate", SHARE),
        _plain("construction_inflation", "construction inflation a year", SHARE),
        _plain("chip_value_decline_per_year", "fall of the value of work a year", SHARE),
        _plain("carbon_usd_per_t", "price of carbon", "USD per t"),
        _plain("retire_cost_musd_per_mw", "cost of retiring chips", f"{MUSD} per IT MW"),
        _plain("move_cost_fraction", "cost of moving bridge power, of its price", SHARE),
        _plain("mean_load_factor", "mean load of the fleet", SHARE),
    ),
    EntityKind.NETWORK: (
        _plain("ms_per_km", "delay", "ms per km"),
        _plain("inflation", "detour of routes"),
        _plain("overhead_ms", "overhead", "ms"),
        _pairs("rtt_table_ms", "stated RTT", "ms"),
    ),
    EntityKind.ELEMENT: (
        _plain("basis", "what its price is per"),
        _plain("cost_musd", "price", f"{MUSD} per unit of its basis"),
        _LEAD,
        _plain("order_quarters_before", "order before the online date", "quarters"),
        _names("after", "what must come before"),
        _LIFE,
        _payments(),
    ),
    EntityKind.SITE: (
        _plain("name", "name"),
        _plain("kind", "kind"),
        _plain("country", "country"),
        _plain("area_id", "grid area"),
        _plain("lat", "latitude", "degrees"),
        _plain("lon", "longitude", "degrees"),
        _plain("pue", "PUE"),
        _plain("hall_mw", "size of a hall", "IT MW"),
        _plain("min_halls", "least halls", "halls"),
        _plain("max_halls", "most halls", "halls"),
        _plain("halls_per_quarter", "build rate", "halls per quarter"),
        _date("first_hall_quarter", "first date of a new hall"),
        _date("open_by_quarter", "date by which it must be open"),
        _periods("hosting_mw", "room", "IT MW"),
        _periods("committed_halls", "halls of the ledger", "halls"),
        _plain("open_cost_musd", "price of opening", MUSD),
        _plain("cost_multiplier", "construction prices, of the table's"),
        _plain("fixed_musd_per_hall_year", "upkeep", f"{MUSD} per hall and year"),
        _plain("water_m3_per_it_mwh", "water", "m3 per IT MWh"),
        _names("chip_ids", "chips that fit"),
    ),
    EntityKind.AREA: (_periods("headroom_mw", "headroom", "MW"),),
    EntityKind.POWER: (
        _plain("family", "family"),
        _plain("delivery", "delivery"),
        _plain("unit_mw", "smallest step", "MW"),
        _plain("continuous", "any amount"),
        _date("first_quarter", "first date"),
        _date("last_quarter", "last date"),
        _periods("limit_mw", "most to be had", "MW"),
        _periods("committed_mw", "power of the ledger", "MW"),
        _plain("capex_musd_per_mw", "price", f"{MUSD} per MW"),
        _plain("fixed_musd_per_mw_year", "upkeep", f"{MUSD} per MW and year"),
        _plain("energy_usd_per_mwh", "price of energy", "USD per MWh"),
        _plain("carbon_kg_per_mwh", "carbon", "kg per MWh"),
        _plain("availability", "availability", SHARE),
        _LEAD,
        _LIFE,
        _payments(),
        _plain("is_bridge", "bridge power"),
    ),
    EntityKind.CHIP: (
        _plain("name", "name"),
        _plain("vendor", "vendor"),
        _plain("generation", "generation"),
        Attribute(
            "price",
            f"{MUSD} per rack",
            ("capex_musd_per_mw",),
            lambda chip: chip.capex_musd_per_mw * chip.rack_mw,
        ),
        _plain("maintenance_musd_per_mw_year", "upkeep", f"{MUSD} per IT MW and year"),
        Attribute("power", "kW per rack", ("rack_mw",), lambda chip: 1e3 * chip.rack_mw),
        Attribute(
            "chips", "chips per rack", ("chips_per_mw",), lambda chip: chip.chips_per_mw * chip.rack_mw
        ),
        _LIFE,
        _LEAD,
        _payments(),
        _periods("supply_mw", "supply to us", "IT MW"),
    ),
    EntityKind.COMMITTED_CHIPS: (
        Attribute(
            "amount", "IT MW", ("it_mw", "site_id", "chip_id", "online_quarter"), lambda lot: lot.it_mw
        ),
    ),
    EntityKind.COMMITTED_CASH: (
        Attribute("amount", MUSD, ("musd", "quarter", "what"), lambda payment: payment.musd),
    ),
    EntityKind.WORKLOAD: (
        _names("stream_ids", "streams"),
        _pairs("performance", "work of chips", "reference MW per IT MW"),
    ),
    EntityKind.STREAM: (
        _plain("name", "name"),
        _plain("unit", "unit"),
        _plain("workload_id", "workload"),
        _plain("purpose", "purpose"),
        _plain("rtt_budget_ms", "latency limit", "ms"),
        _plain("access_ms", "access delay", "ms"),
        _plain("min_block_ref_mw", "least block at a site", "reference MW"),
        Attribute(
            "part that can be sold at peak",
            SHARE,
            ("usable_fraction",),
            lambda stream: dict(stream.usable_fraction),
        ),
        _periods("shortage_musd_per_quarter", "price of falling short", f"{MUSD} per unit and quarter"),
        _plain("may_fall_short", "leave to fall short"),
    ),
    EntityKind.NODE: (
        _plain("name", "name"),
        _plain("country", "country"),
        _plain("lat", "latitude", "degrees"),
        _plain("lon", "longitude", "degrees"),
    ),
    EntityKind.DEMAND: (_periods("peak", "demand", OWN_UNIT),),
    EntityKind.REACH: (
        Attribute(
            "sites within reach and cost of transit",
            f"{MUSD} per unit and quarter",
            ("serve_cost_musd",),
            lambda reach: reach.serve_cost_musd,
        ),
    ),
    EntityKind.POOL: (
        _plain("name", "name"),
        _plain("unit", "unit"),
        Attribute("limit", OWN_UNIT, ("limits",), lambda pool: {_span(w): w.amount for w in pool.limits}),
        _pairs("hall_draw", "use by a hall", OWN_UNIT),
        _pairs("power_draw", "use by a MW of power", OWN_UNIT),
        _pairs("chip_draw", "use by an IT MW of chips", OWN_UNIT),
    ),
    EntityKind.VENDOR_SHARE: (
        Attribute("least share", SHARE, ("min_share", "vendor", "window"), lambda rule: rule.min_share),
        _plain("max_share", "most share", SHARE),
    ),
    EntityKind.MINIMUM_TAKE: (_names("chip_ids", "chips"), _window("amount", "IT MW")),
    EntityKind.VOLUME_TIER: (
        _plain("chip_id", "chip"),
        _window("threshold", "IT MW"),
        _plain("discount", "discount", SHARE),
    ),
    EntityKind.BUDGET: (
        _date("first_quarter", "first quarter"),
        _date("last_quarter", "last quarter"),
        _plain("musd", "amount", MUSD),
    ),
    EntityKind.SURVIVAL: (
        Attribute("share served", SHARE, ("share", "stream_ids", "by_area"), lambda promise: promise.share),
    ),
    EntityKind.CAPS: (
        _plain("carbon_t_per_year", "cap on carbon", "t a year"),
        _plain("water_m3_per_year", "cap on water", "m3 a year"),
    ),
    EntityKind.AMBITION: (
        _plain("name", "name"),
        _periods("facility_gw", "size", "facility GW"),
        _plain("usd_per_gw", "price", "USD per GW"),
        _plain("source", "source"),
    ),
}
"""What is compared of each kind of thing, in order."""
