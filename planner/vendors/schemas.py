"""The columns of a study's tables: units, types and meanings, for workbooks and for docs/vendors.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planner.plan.columns import Column, Dtype, TableSchema
from planner.vendors.prices import PRICES

_MIX = Column("mix", "", Dtype.TEXT, "the mix, as on the command line")
_VENDOR = Column("vendor", "", Dtype.TEXT, "the vendor")
_YEAR = Column("year", "", Dtype.WHOLE, "calendar year")


def _text(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, unit, Dtype.TEXT, meaning)


def _number(name: str, unit: str, meaning: str) -> Column:
    return Column(name, unit, Dtype.NUMBER, meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "", Dtype.FLAG, meaning)


_LEAST = _number("least_more_usd", "USD", "by the gaps of both plans it is no less than this")
_MOST = _number("most_more_usd", "USD", "and no more than this")
_WITHIN = _flag("within_gap", "whether the gaps do not tell it from nothing")

SCHEMAS: Mapping[str, TableSchema] = MappingProxyType(
    {
        "mixes": TableSchema(
            "a mix",
            (
                _MIX,
                _text("label", "the same in words"),
                _text("kind", "free, only, at-most, without, price or late"),
                _number("cost_usd", "USD", "cost of its plan, present value"),
                _number("gap", "1", "how far the plan is from the best at most"),
                _number("facility_gw_end", "GW", "facility GW of all halls at the end"),
                _number("fleet_gw_end", "IT GW", "chips standing at the end"),
                _number("bought_gw", "IT GW", "chips bought within the horizon"),
                _number("first_share", "1", "share of the largest vendor in them"),
                _number("shortage_usd", "USD", "cost of falling short, present value"),
                _number("seconds", "s", "time of its solve"),
                _number("more_than_free_usd", "USD", "cost above that of the free mix"),
                _LEAST,
                _MOST,
                _number("changed_by_count", "1", "share of its decisions that differ from the free mix"),
                _number("changed_by_money", "1", "the same, weighted by money"),
                _text("first_vendor", "vendor of most IT MW bought"),
                _text("audit", "what the audit found"),
                _WITHIN,
                _text("note", "why there is no plan; empty where there is"),
            ),
        ),
        "bridge": TableSchema(
            "a part of the difference in cost to the free mix",
            (
                _MIX,
                _text("category", "category of cost"),
                _text("cause", "quantity, timing, price or terms"),
                _number("usd", "USD", "present value; those of a mix sum to what it costs more"),
            ),
        ),
        "gw": TableSchema(
            "a mix at the end of a year",
            (
                _MIX,
                _YEAR,
                _number("facility_gw", "GW", "what the halls can hold, at the meter"),
                _number("it_gw", "IT GW", "what the halls can hold"),
                _number("fleet_gw", "IT GW", "chips standing"),
                _number("training_it_gw", "IT GW", "chips at work for training"),
                _number("inference_it_gw", "IT GW", "chips at work for inference"),
                _number("reference_gw", "reference GW", "what all chips standing could do"),
                _number("training_reference_gw", "reference GW", "work done for training"),
                _number("inference_reference_gw", "reference GW", "work done for inference"),
            ),
        ),
        "shortage": TableSchema(
            "a stream that falls short in a mix",
            (
                _MIX,
                _text("stream_id", "the stream"),
                _text("purpose", "training or inference"),
                _text("unit", "unit of its amounts"),
                _text("first_period", "first period with a shortage"),
                _text("last_period", "last one"),
                _text("worst_period", "the one with the largest"),
                _number("short", "see unit", "short then"),
                _number("share", "1", "the same, of its demand"),
                _number("cost_usd", "USD", "price of the shortage over the horizon, nominal"),
            ),
        ),
        "spend": TableSchema(
            "a vendor in a year, in a mix",
            (
                _MIX,
                _VENDOR,
                _YEAR,
                _number("usd", "USD", "paid for its chips, nominal, deposits when due, before rebates"),
                _number("it_mw", "IT MW", "of its chips that come online"),
                _number("share", "1", "of all IT MW that come online that year"),
            ),
        ),
        "power": TableSchema(
            "a family of power in a mix",
            (
                _MIX,
                _text("family", "the family"),
                _number("bought_mw", "MW", "bought within the horizon"),
                _number("end_mw", "MW", "online at the end"),
                _number("energy_twh", "TWh", "energy taken"),
                _number("energy_usd", "USD", "its cost, nominal"),
            ),
        ),
        "orders": TableSchema(
            "a thing that is due to be ordered in a quarter, all sites together, in a mix",
            (
                _MIX,
                _text("order_by_quarter", "last quarter in which it can be ordered", "quarter"),
                _text("item", "opening, element, power, move or chip"),
                _text("vendor", "vendor of a chip"),
                _text("what", "the element, power option or chip"),
                _text("unit", "unit of the quantity"),
                _number("quantity", "see unit", "how much"),
                _number("price_usd", "USD", "nominal price"),
                Column("sites", "sites", Dtype.WHOLE, "sites that need it"),
                _text("first_online", "first quarter in which some of it is online", "quarter"),
            ),
        ),
        "exposure": TableSchema(
            "a vendor that slips, around the plan of a choice",
            (
                _MIX,
                _VENDOR,
                Column("quarters", "quarters", Dtype.WHOLE, "how late it is"),
                _text("known", "when it is known; empty where nothing is due from it", "quarter"),
                _number("bought_mw", "IT MW", "what the plan buys of it"),
                _number("more_usd", "USD", "cost after the slip less cost before, present value"),
                _LEAST,
                _MOST,
                _WITHIN,
                _number("shortage_more_usd", "USD", "of it cost of falling short"),
                _number("lost_gw", "IT GW", "most chips that are missing, compared with the plan"),
                _text("lost_most_in", "the period with the most"),
                _text("note", "why there is no plan after the slip; empty where there is"),
            ),
        ),
        PRICES: TableSchema(
            "a chip around the plan of a choice",
            (
                _MIX,
                _VENDOR,
                _text("chip_id", "the chip"),
                _text("name", "its name"),
                _number("price_usd", "USD per IT MW", "its price"),
                _number("break_even_usd", "USD per IT MW", "price up to which it is bought; empty for none"),
                _number("change", "1", "from the price to it"),
                _number("bought_mw", "IT MW", "bought at its price"),
                _number("mw_below", "IT MW", "bought at 2 % below the break-even price"),
                _text("linear_holds", "yes where some is bought at 2 % below, and none at 2 % above"),
            ),
        ),
        "vendors": TableSchema(
            "a vendor",
            (
                _VENDOR,
                _text("sold_to", "to whom it sells"),
                _flag("own_silicon", "whether only some buyers can have its chips"),
                _text("chips", "its chips on sale to this buyer"),
                _text("first_delivery", "first quarter in which one can come", "quarter"),
                _number("on_sale_mw", "IT MW", "most this buyer can buy within the horizon"),
                _number("ledger_standing_mw", "IT MW", "of the ledger, standing today"),
                _number("ledger_on_order_mw", "IT MW", "of the ledger, still to come"),
            ),
        ),
    }
)
"""Schema of each table, by name."""
