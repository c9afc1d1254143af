"""The tables of a plan as the audit expects them: columns, what they hold, and keys.

Written from ``docs/model.md`` and shared with nothing, so that a mistake in the code that writes the
tables cannot hide here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class TableSpec:
    """Columns of one table, by what they hold.

    Parameters
    ----------
    key
        Text columns that together name a row.
    texts
        Other text columns.
    amounts
        Numbers that are not negative.
    signed
        Numbers that may be negative, such as income.
    flags
        Truth values.
    """

    key: tuple[str, ...]
    texts: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> tuple[str, ...]:
        """Every column of text, the key first."""
        return self.key + self.texts

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every column of numbers."""
        return self.amounts + self.signed

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column."""
        return self.text + self.numbers + self.flags


SPECS: Mapping[str, TableSpec] = MappingProxyType(
    {
        "sites": TableSpec(
            key=("site_id",),
            texts=("name", "kind", "country", "area_id", "opened"),
            amounts=("halls_end", "it_mw_end", "facility_mw_end"),
            flags=("from_ledger",),
        ),
        "halls": TableSpec(
            key=("site_id", "period"),
            amounts=("committed_halls", "new_halls", "halls", "it_mw", "facility_mw"),
        ),
        "power": TableSpec(
            key=("site_id", "option_id", "period"),
            amounts=(
                "committed_mw",
                "units",
                "firm_mw",
                "added_mw",
                "bought_mw",
                "reused_mw",
                "dropped_mw",
            ),
        ),
        "energy": TableSpec(
            key=("site_id", "option_id", "period"), amounts=("energy_mwh",), signed=("cost_usd",)
        ),
        "orders": TableSpec(
            key=("order_id",),
            texts=(
                "item",
                "site_id",
                "what",
                "vendor",
                "unit",
                "online_quarter",
                "order_by_quarter",
                "payments",
            ),
            amounts=("quantity", "racks", "chips", "price_usd"),
        ),
        "fleet": TableSpec(
            key=("site_id", "chip_id", "period"),
            amounts=("committed_mw", "buy_mw", "buy_racks", "retire_mw", "fleet_mw"),
        ),
        "runs": TableSpec(
            key=("site_id", "chip_id", "workload_id", "period"), texts=("purpose",), amounts=("run_mw",)
        ),
        "service": TableSpec(
            key=("site_id", "stream_id", "node_id", "period"), texts=("purpose", "unit"), amounts=("served",)
        ),
        "shortage": TableSpec(
            key=("stream_id", "node_id", "period"),
            texts=("purpose", "unit"),
            amounts=("demand", "served", "short", "cost_usd"),
        ),
        "tiers": TableSpec(key=("tier_id",), amounts=("tier_mw", "rebate_usd")),
        "survival": TableSpec(
            key=("lost_id", "site_id", "stream_id", "zone_id", "period"), amounts=("served",)
        ),
        "cash": TableSpec(key=("quarter", "category"), signed=("usd",)),
        "costs": TableSpec(key=("category",), signed=("nominal_usd", "present_value_usd")),
        "emissions": TableSpec(key=("site_id", "period"), amounts=("carbon_t", "water_m3")),
    }
)
