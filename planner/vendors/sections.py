"""The sections that decide: what each mix costs, what hangs on each vendor, and at which price it changes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.plan.markdown import counted, money, number, percent
from planner.plan.text_table import TextTable
from planner.vendors.detail_sections import detail_sections
from planner.vendors.section import NOTHING, Labels, Row, Section, between, mixes_in, signed, sums
from planner.vendors.study import Study
from planner.why.break_even import LEAST_MW


def sections(study: Study, tables: Mapping[str, pd.DataFrame]) -> tuple[Section, ...]:
    """Return all sections of a study, those that decide first.

    Parameters
    ----------
    study
        The study.
    tables
        From `planner.vendors.tables.study_tables`.
    """
    return (*deciding_sections(study, tables), *detail_sections(study, tables))


def deciding_sections(study: Study, tables: Mapping[str, pd.DataFrame]) -> tuple[Section, ...]:
    """Return the sections that a reader needs first; see `sections`."""
    mixes = tables["mixes"]
    labels = dict(zip(mixes["mix"], mixes["label"], strict=True))
    return (
        _mixes(mixes, study),
        _bridge(tables["bridge"], labels),
        _exposure(tables["exposure"], labels, study),
        _prices(tables["breakeven"], labels, study),
    )


def _mixes(mixes: pd.DataFrame, study: Study) -> Section:
    solved = mixes[mixes["note"] == ""]
    header = [
        "mix",
        "largest vendor",
        "cost",
        "more than free",
        "proved between",
        "gap",
        "plan changed",
        "facility GW at end",
        "chips at end, IT GW",
        "chips bought, IT GW",
        "cost of shortage",
    ]
    vague = solved[solved["within_gap"] & (solved["mix"] != "free")]["label"]
    notes = [f"{row['label']}: no plan, {row['note']}." for row in mixes.to_dict("records") if row["note"]]
    if len(vague):
        notes.append(f"Not told from the free mix, by the gaps of the solves: {', '.join(vague)}.")
    held = [vendor for vendor in study.vendors if vendor.standing_mw or vendor.on_order_mw]
    if held:
        stand = "; ".join(
            f"{v.name} {number(v.standing_mw)} IT MW standing, {number(v.on_order_mw)} on order" for v in held
        )
        notes.append(f"Chips of the ledger come in every mix, and no share counts them: {stand}.")
    lead = "Present value over the horizon; minimum takes, volume tiers, deposits and rules of the case hold."
    rows = [_mix_row(row) for row in solved.to_dict("records")]
    return Section("mixes", "Mixes side by side", (lead,), (TextTable(header, rows, 2),), tuple(notes))


def _mix_row(row: Row) -> list[str]:
    return [
        row["label"],
        f"{row['first_vendor']} {percent(row['first_share'], 0)}" if row["first_vendor"] else NOTHING,
        money(row["cost_usd"]),
        signed(row["more_than_free_usd"]),
        between(row["least_more_usd"], row["most_more_usd"]),
        percent(row["gap"], 2),
        percent(row["changed_by_money"], 0),
        number(row["facility_gw_end"]),
        number(row["fleet_gw_end"]),
        number(row["bought_gw"]),
        money(row["shortage_usd"]),
    ]


def _bridge(bridge: pd.DataFrame, labels: Labels) -> Section:
    lead = (
        "What each mix costs more than the free one, by category of cost; billion USD of present value. "
        "The table bridge has the causes."
    )
    order = bridge.groupby("category")["usd"].agg(lambda usd: usd.abs().sum()).sort_values(ascending=False)
    cells, whole = sums(bridge, "usd", "mix", "category"), sums(bridge, "usd", "mix")
    rows = [
        [
            labels[mix],
            f"{whole[mix,] / 1e9:+,.2f}",
            *(f"{cells.get((mix, str(name)), 0.0) / 1e9:+,.2f}" for name in order.index),
        ]
        for mix in mixes_in(bridge, labels)
    ]
    table = TextTable(["mix", "in all", *map(str, order.index)], rows)
    return Section("bridge", "Where the difference comes from", (lead,), (table,))


def _exposure(exposure: pd.DataFrame, labels: Labels, study: Study) -> Section:
    late = counted(study.slip_quarters, "quarter")
    definition = (
        "The first chips expected from a vendor do not come on their day, and from then on all of its "
        f"deliveries come {late} late. It is known that day and not before: what was ordered by then stays "
        "as it was, halls, power and chips; the rest is planned anew."
    )
    due = exposure[exposure["known"] != ""]
    header = [
        "mix",
        "vendor that slips",
        "known in",
        "buys of it, IT GW",
        "costs more",
        "proved between",
        "of it shortage",
        "most missing, IT GW",
        "in",
    ]
    rows = [_slip_row(row, labels) for row in due.to_dict("records")]
    notes = [
        f"{labels[row['mix']]}, {row['vendor']} slips: no plan, {row['note']}."
        for row in due.to_dict("records")
        if row["note"]
    ]
    nothing: dict[str, list[str]] = {}
    for row in exposure[exposure["known"] == ""].to_dict("records"):
        nothing.setdefault(row["vendor"], []).append(labels[row["mix"]])
    if nothing:
        said = "; ".join(f"{vendor} in {', '.join(mixes)}" for vendor, mixes in nothing.items())
        notes.append(f"No exposure, as nothing is due: {said}.")
    table = TextTable(header, rows, 3)
    return Section("exposure", f"If a vendor slips by {late}", (definition,), (table,), tuple(notes))


def _slip_row(row: Row, labels: Labels) -> list[str]:
    head = [labels[row["mix"]], row["vendor"], row["known"], number(row["bought_mw"] / 1e3)]
    if row["note"]:
        return [*head, *(NOTHING,) * 5]
    return [
        *head,
        signed(row["more_usd"]),
        between(row["least_more_usd"], row["most_more_usd"]),
        signed(row["shortage_more_usd"]),
        number(row["lost_gw"]),
        row["lost_most_in"] or NOTHING,
    ]


def _prices(prices: pd.DataFrame, labels: Labels, study: Study) -> Section:
    lead = (
        "The price up to which a chip is bought around the plan of a mix, its sites and halls as they are; "
        "million USD per IT MW, and the change from the price today. "
        "No figure: no price changes whether it is bought, or it is not on sale in that mix."
    )
    mixes = mixes_in(prices, labels)
    cells = {(row["mix"], row["chip_id"]): _price_cell(row) for row in prices.to_dict("records")}
    rows = []
    for row in prices.drop_duplicates("chip_id").to_dict("records"):
        shown = [cells.get((mix, row["chip_id"]), NOTHING) for mix in mixes]
        if set(shown) != {NOTHING}:
            rows.append([row["vendor"], row["chip_id"], number(row["price_usd"] / 1e6), *shown])
    header = ["vendor", "chip", "price", *(labels[mix] for mix in mixes)]
    notes = tuple(f"{labels[mix]}: no prices, {why}." for mix, why in study.missing_prices().items())
    table = TextTable(header, rows, 2)
    return Section("breakeven", "Break-even prices of chips", (lead,), (table,), notes)


def _price_cell(row: Row) -> str:
    if pd.isna(row["break_even_usd"]):
        return NOTHING
    bought = "" if row["bought_mw"] > LEAST_MW else ", not bought"
    return f"{number(row['break_even_usd'] / 1e6)} ({row['change']:+,.0%}{bought})"
