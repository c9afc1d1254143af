"""The figures a decision maker asks for first, worked out from a plan's tables.

Money is nominal USD throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Chip, Inputs, SiteKind
from buildout.quarters import parse_quarter, quarter_label
from planner.plan.columns import TableName, Tables
from planner.plan.costs import Category
from planner.plan.grids import labels
from planner.plan.orders import Item

NOTICEABLE = 1e-6
"""Part of a demand below which a shortage is the solver's tolerance, not news."""

SPEND_GROUPS: Mapping[Category, str] = {
    Category.OPENINGS: "sites and halls",
    Category.HALLS: "sites and halls",
    Category.POWER: "power",
    Category.CHIPS: "chips",
    Category.REBATES: "chips",
    Category.COMMITTED: "committed",
    Category.OPERATION: "running",
    Category.ENERGY: "running",
    Category.CARBON: "running",
    Category.TRANSIT: "running",
    Category.RETIREMENT: "running",
}
"""Columns of the spending by year."""


@dataclass(frozen=True)
class CostPerGw:
    """USD per GW of facility power of the campuses the plan opens."""

    facility_gw: float
    """Facility GW of their halls at the end."""
    construction_usd: float
    """Openings and halls, per GW."""
    power_usd: float
    """Power bought and moved, per GW."""
    chips_usd: float
    """Chips for full halls, at the mean price of those bought for them, per GW."""

    @property
    def total_usd(self) -> float:
        """All three."""
        return self.construction_usd + self.power_usd + self.chips_usd


def cost_per_gw(inputs: Inputs, tables: Tables) -> CostPerGw | None:
    """Return what a facility GW of new campus costs; None where the plan builds none.

    Chips are counted once for each hall, whatever is replaced later. Campuses with halls of the
    ledger are left out, as part of them is paid for already.
    """
    held = {site.site_id for site in inputs.sites if site.committed_halls[-1] > 0}
    sites, orders = tables[TableName.SITES], tables[TableName.ORDERS]
    new = sites[(sites["kind"] == SiteKind.CAMPUS) & ~sites["site_id"].isin(held)]
    facility_gw = float(new["facility_mw_end"].sum()) / 1e3
    if facility_gw <= 0:
        return None
    own = orders[orders["site_id"].isin(new["site_id"])]
    usd, quantity = own.groupby("item")["price_usd"].sum(), own.groupby("item")["quantity"].sum()
    chip_mw = float(quantity.get(Item.CHIP, 0.0))
    usd_per_chip_mw = float(usd.get(Item.CHIP, 0.0)) / chip_mw if chip_mw else 0.0
    return CostPerGw(
        facility_gw,
        construction_usd=_total(usd, Item.OPENING, Item.ELEMENT) / facility_gw,
        power_usd=_total(usd, Item.POWER, Item.MOVE) / facility_gw,
        chips_usd=usd_per_chip_mw * float(new["it_mw_end"].sum()) / facility_gw,
    )


def growth(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return the sites that get halls beyond the ledger's, the most IT MW first.

    Returns
    -------
    pandas.DataFrame
        Columns of ``sites`` and ``new_halls``, ``new_it_mw`` and ``first_period`` of the first new
        hall.
    """
    halls = tables[TableName.HALLS]
    new = halls[halls["new_halls"] > 0].groupby("site_id", sort=False)
    hall_mw = {site.site_id: site.hall_mw for site in inputs.sites}
    # Halls never fall and rows are in order of time: the last row is the end, the first the start.
    added = pd.DataFrame({"new_halls": new["new_halls"].last(), "first_period": new["period"].first()})
    frame = tables[TableName.SITES].merge(added, left_on="site_id", right_index=True)
    frame = frame.assign(new_it_mw=frame["new_halls"] * frame["site_id"].map(hall_mw).astype(float))
    return frame.sort_values("new_it_mw", ascending=False, kind="stable", ignore_index=True)


def chips_bought(inputs: Inputs, tables: Tables, group: Callable[[Chip], str]) -> pd.DataFrame:
    """Return IT MW, USD and share of the MW of chips bought, by group, the most MW first."""
    group_of = {chip.chip_id: group(chip) for chip in inputs.chips}
    orders = tables[TableName.ORDERS]
    chips = orders[orders["item"] == Item.CHIP]
    sums = chips.groupby(chips["what"].map(group_of))[["quantity", "price_usd"]].sum()
    sums = sums.rename(columns={"quantity": "it_mw", "price_usd": "usd"}).rename_axis("group")
    sums = sums.assign(share=sums["it_mw"] / sums["it_mw"].sum())
    return sums.sort_values("it_mw", ascending=False, kind="stable").reset_index()


def spend_by_year(tables: Tables) -> pd.DataFrame:
    """Return cash by calendar year (index) and group of categories (columns), in USD."""
    cash = tables[TableName.CASH]
    year = cash["quarter"].str[:4].astype("int64").rename("year")
    group_of = {category.value: group for category, group in SPEND_GROUPS.items()}
    sums = cash["usd"].groupby([year, cash["category"].map(group_of)]).sum().unstack(fill_value=0)
    return sums.reindex(columns=list(dict.fromkeys(SPEND_GROUPS.values())), fill_value=0.0)


def power_by_family(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return MW bought, MW at the end, TWh and USD of energy, by family of power, the most MW first."""
    family_of = {(option.site_id, option.option_id): option.family for option in inputs.power}

    def families(frame: pd.DataFrame) -> list[str]:
        return [family_of[key] for key in zip(frame["site_id"], frame["option_id"], strict=True)]

    power, energy = tables[TableName.POWER], tables[TableName.ENERGY]
    power, energy = power.assign(family=families(power)), energy.assign(family=families(energy))
    last = power[power["period"] == inputs.periods[-1].label]
    columns = {
        "bought_mw": power.groupby("family")["bought_mw"].sum(),
        "end_mw": last.groupby("family")["firm_mw"].sum(),
        "energy_twh": energy.groupby("family")["energy_mwh"].sum() / 1e6,
        "energy_usd": energy.groupby("family")["cost_usd"].sum(),
    }
    frame = pd.DataFrame(columns).fillna(0.0).rename_axis("family")
    return frame.sort_values(["end_mw", "bought_mw"], ascending=False, kind="stable").reset_index()


def shortfalls(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return what falls short, a stream each, the dearest first.

    Returns
    -------
    pandas.DataFrame
        ``stream_id``, ``purpose``, ``unit``, ``first_period`` and ``last_period`` with a shortage, the
        ``worst_period``, what is ``short`` in it and as ``share`` of its demand, and ``cost_usd``
        over the horizon.
    """
    shortage = tables[TableName.SHORTAGE]
    rows = shortage[shortage["short"] > NOTICEABLE * shortage["demand"]]
    order = {label: t for t, label in enumerate(labels(inputs))}
    found = [
        _shortfall(str(stream_id), some, shortage[shortage["stream_id"] == stream_id], order)
        for stream_id, some in rows.groupby("stream_id", sort=False)
    ]
    frame = pd.DataFrame(found, columns=_SHORTFALL_COLUMNS)
    return frame.sort_values("cost_usd", ascending=False, kind="stable", ignore_index=True)


def first_orders(inputs: Inputs, tables: Tables, quarters: int = 2) -> pd.DataFrame:
    """Return the orders due in the first ``quarters`` of the horizon, or before, the dearest first."""
    orders = tables[TableName.ORDERS]
    due = orders["order_by_quarter"].map(parse_quarter).astype("int64") < inputs.today + quarters
    return orders[due].sort_values("price_usd", ascending=False, kind="stable", ignore_index=True)


def late(inputs: Inputs, orders: pd.DataFrame) -> int:
    """Return how many of some orders were due before today; quarter labels sort as time does."""
    return int((orders["order_by_quarter"] < quarter_label(inputs.today)).sum())


def orders_by_what(orders: pd.DataFrame) -> pd.DataFrame:
    """Return orders summed up by what is ordered, the dearest first.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``what``, ``unit``, ``quantity``, ``price_usd``, ``sites`` and the first
        ``order_by_quarter``.
    """
    sums = orders.groupby(["item", "what", "unit"], sort=False).agg(
        quantity=("quantity", "sum"),
        price_usd=("price_usd", "sum"),
        sites=("site_id", "nunique"),
        order_by_quarter=("order_by_quarter", "min"),
    )
    return sums.sort_values("price_usd", ascending=False, kind="stable").reset_index()


_SHORTFALL_COLUMNS = [
    "stream_id",
    "purpose",
    "unit",
    "first_period",
    "last_period",
    "worst_period",
    "short",
    "share",
    "cost_usd",
]


def _shortfall(
    stream_id: str, rows: pd.DataFrame, stream: pd.DataFrame, order: Mapping[str, int]
) -> dict[str, object]:
    """Return the line of one stream; ``rows`` are those with a shortage, ``stream`` all of it."""
    short = rows.groupby("period")["short"].sum()
    worst = str(short.idxmax())
    demand = float(stream.loc[stream["period"] == worst, "demand"].sum())
    return {
        "stream_id": stream_id,
        "purpose": rows["purpose"].iloc[0],
        "unit": rows["unit"].iloc[0],
        "first_period": min(rows["period"], key=order.__getitem__),
        "last_period": max(rows["period"], key=order.__getitem__),
        "worst_period": worst,
        "short": float(short.max()),
        "share": float(short.max()) / demand,
        "cost_usd": float(rows["cost_usd"].sum()),
    }


def _total(sums: pd.Series[float], *items: Item) -> float:
    return sum(float(sums.get(item, 0.0)) for item in items)
