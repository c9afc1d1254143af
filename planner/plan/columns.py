"""The tables of a plan: every column with its unit, type and meaning, in one place.

The code orders and types its frames by `TABLES`, and ``docs/run-folder.md`` is checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

import pandas as pd

Tables: TypeAlias = Mapping[str, pd.DataFrame]
"""The tables of a plan by name. They are read, never changed."""


class TableName(StrEnum):
    """Names of the tables; a member equals its name as text."""

    SITES = "sites"
    HALLS = "halls"
    POWER = "power"
    ENERGY = "energy"
    ORDERS = "orders"
    FLEET = "fleet"
    RUNS = "runs"
    SERVICE = "service"
    SHORTAGE = "shortage"
    TIERS = "tiers"
    SURVIVAL = "survival"
    CASH = "cash"
    COSTS = "costs"
    EMISSIONS = "emissions"


class Dtype(StrEnum):
    """Type of a column, as pandas names it."""

    TEXT = "str"
    WHOLE = "int64"
    NUMBER = "float64"
    FLAG = "bool"


@dataclass(frozen=True)
class Column:
    """One column. ``unit`` is empty for names and flags."""

    name: str
    unit: str
    dtype: Dtype
    meaning: str


@dataclass(frozen=True)
class TableSchema:
    """What one row of a table is, and its columns in order."""

    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]

    def frame(self, columns: Mapping[str, Any] | pd.DataFrame) -> pd.DataFrame:
        """Return columns by name as a table, in the order and types of the schema.

        Raises
        ------
        KeyError
            If a column is missing.
        """
        return pd.DataFrame({c.name: pd.Series(columns[c.name], dtype=c.dtype.value) for c in self.columns})

    def frame_of_rows(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return rows, each by name of column, likewise; None stands for no figure.

        Raises
        ------
        KeyError
            If a row lacks a column.
        """
        return self.frame({name: [row[name] for row in rows] for name in self.names})


def _text(name: str, meaning: str) -> Column:
    return Column(name, "", Dtype.TEXT, meaning)


def _quarter(name: str, meaning: str) -> Column:
    return Column(name, "quarter", Dtype.TEXT, meaning)


def _whole(name: str, unit: str, meaning: str) -> Column:
    return Column(name, unit, Dtype.WHOLE, meaning)


def _number(name: str, unit: str, meaning: str) -> Column:
    return Column(name, unit, Dtype.NUMBER, meaning)


_SITE = _text("site_id", "the site")
_OPTION = _text("option_id", "the power option")
_CHIP = _text("chip_id", "the chip")
_STREAM = _text("stream_id", "the demand stream")
_NODE = _text("node_id", "the place of demand")
_PERIOD = _text("period", "label of the period")
_PURPOSE = _text("purpose", "training or inference")
_UNIT = _text("unit", "unit of the row's amounts")

_TABLES = {
    TableName.SITES: TableSchema(
        "a site that is open at the end of the horizon",
        (
            _SITE,
            _text("name", "its name"),
            _text("kind", "campus or edge"),
            _text("country", "ISO code of the country"),
            _text("area_id", "the grid area"),
            _quarter("opened", "first quarter of the first period in which it is open"),
            Column("from_ledger", "", Dtype.FLAG, "whether the ledger has it open from the start"),
            _whole("halls_end", "halls", "halls online in the last period"),
            _number("it_mw_end", "IT MW", "what those halls can hold"),
            _number("facility_mw_end", "facility MW", "the same at the meter: times PUE"),
        ),
    ),
    TableName.HALLS: TableSchema(
        "a site with halls, in a period",
        (
            _SITE,
            _PERIOD,
            _whole("committed_halls", "halls", "halls of the ledger online"),
            _whole("new_halls", "halls", "halls beyond the ledger's online"),
            _whole("halls", "halls", "all halls online"),
            _number("it_mw", "IT MW", "what the halls can hold"),
            _number("facility_mw", "facility MW", "the same at the meter: times PUE"),
        ),
    ),
    TableName.POWER: TableSchema(
        "a power option at a site, in a period",
        (
            _SITE,
            _OPTION,
            _PERIOD,
            _number("committed_mw", "MW", "MW of the ledger online"),
            _number("units", "units", "units beyond the ledger's online"),
            _number("firm_mw", "MW", "all MW online"),
            _number("added_mw", "MW", "rise of the units, never negative"),
            _number("bought_mw", "MW", "MW bought new, online from this period"),
            _number("reused_mw", "MW", "MW that came from another site; bridge options only"),
            _number("dropped_mw", "MW", "MW that left; bridge options only"),
        ),
    ),
    TableName.ENERGY: TableSchema(
        "energy from a power option at a site, in a period",
        (
            _SITE,
            _OPTION,
            _PERIOD,
            _number("energy_mwh", "MWh", "energy taken"),
            _number("cost_usd", "USD", "its nominal cost, without carbon"),
        ),
    ),
    TableName.ORDERS: TableSchema(
        "one purchase; those to be ordered first come first",
        (
            _text("order_id", "item, site, what and online quarter"),
            _text("item", "opening, element, power, move or chip"),
            _SITE,
            _text("what", "the element, power option or chip"),
            _text("vendor", "vendor of a chip; empty otherwise"),
            _number("quantity", "see unit", "how much"),
            _text("unit", "opening, hall, facility MW, IT MW or MW"),
            _number("racks", "racks", "racks of chips; 0 for other things"),
            _whole("chips", "chips", "chips; 0 for other things"),
            _quarter("online_quarter", "first quarter in which it is online"),
            _quarter("order_by_quarter", "last quarter in which it can be ordered"),
            _number("price_usd", "USD", "nominal price, construction inflation included"),
            _text("payments", "quarter:USD of each payment, separated by semicolons"),
        ),
    ),
    TableName.FLEET: TableSchema(
        "a chip at a site, in a period",
        (
            _SITE,
            _CHIP,
            _PERIOD,
            _number("committed_mw", "IT MW", "MW of the ledger that come online in this period"),
            _number("buy_mw", "IT MW", "MW bought, online from this period"),
            _number("buy_racks", "racks", "the same in racks"),
            _number("retire_mw", "IT MW", "MW that leave at the start of the period"),
            _number("fleet_mw", "IT MW", "MW standing"),
        ),
    ),
    TableName.RUNS: TableSchema(
        "a chip at a site at work for a workload, in a period",
        (
            _SITE,
            _CHIP,
            _text("workload_id", "the workload"),
            _PERIOD,
            _PURPOSE,
            _number("run_mw", "IT MW", "MW at work for it"),
        ),
    ),
    TableName.SERVICE: TableSchema(
        "demand of a stream at a node served from a site, in a period",
        (
            _SITE,
            _STREAM,
            _NODE,
            _PERIOD,
            _PURPOSE,
            _number("served", "see unit", "peak demand served"),
            _UNIT,
        ),
    ),
    TableName.SHORTAGE: TableSchema(
        "demand of a stream at a node, in a period, met or not",
        (
            _STREAM,
            _NODE,
            _PERIOD,
            _PURPOSE,
            _number("demand", "see unit", "peak demand"),
            _number("served", "see unit", "the part that is served"),
            _number("short", "see unit", "the part that is not"),
            _UNIT,
            _number("cost_usd", "USD", "price of the shortage over the period, nominal"),
        ),
    ),
    TableName.TIERS: TableSchema(
        "a volume tier with purchases in it",
        (
            _text("tier_id", "the tier"),
            _number("tier_mw", "IT MW", "MW that earn its rebate"),
            _number("rebate_usd", "USD", "the rebate, nominal, as a positive amount"),
        ),
    ),
    TableName.SURVIVAL: TableSchema(
        "what a site serves of a zone when another site, or an area, is lost, in a period",
        (
            _text("lost_id", "the site or area that is lost"),
            _SITE,
            _STREAM,
            _text("zone_id", "the zone: nodes that the same sites reach at the same cost"),
            _PERIOD,
            _number("served", "unit of the stream", "peak demand served after the loss"),
        ),
    ),
    TableName.CASH: TableSchema(
        "payments of one category in a quarter",
        (
            _quarter("quarter", "when it is paid"),
            _text("category", "what for"),
            _number("usd", "USD", "nominal; rebates are negative"),
        ),
    ),
    TableName.COSTS: TableSchema(
        "one category of the plan's cost",
        (
            _text("category", "what for"),
            _number("nominal_usd", "USD", "sum over the horizon; income is negative"),
            _number("present_value_usd", "USD", "the same, discounted; the sum is the plan's cost"),
        ),
    ),
    TableName.EMISSIONS: TableSchema(
        "a site with emissions or water use, in a period",
        (
            _SITE,
            _PERIOD,
            _number("carbon_t", "t CO2", "carbon of the energy taken"),
            _number("water_m3", "m3", "water evaporated for cooling"),
        ),
    ),
}

TABLES: Mapping[str, TableSchema] = MappingProxyType({str(name): _TABLES[name] for name in TableName})
"""Schema of each table, by name."""


def to_frame(table: TableName, columns: Mapping[str, Any] | pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a table as a frame, in the order and types of its schema.

    Raises
    ------
    KeyError
        If a column is missing.
    """
    return TABLES[table].frame(columns)


def describe_tables() -> str:
    """Return the tables and their columns as Markdown."""
    return "\n\n".join(describe_table(name, schema) for name, schema in TABLES.items()) + "\n"


def describe_table(name: str, schema: TableSchema) -> str:
    """Return one table and its columns as Markdown."""
    rows = [
        f"| `{column.name}` | {column.unit} | {column.dtype.name.lower()} | {column.meaning} |"
        for column in schema.columns
    ]
    head = [f"### {name}", "", f"One row: {schema.row}.", "", "| column | unit | type | meaning |"]
    return "\n".join([*head, "| --- | --- | --- | --- |", *rows])
