"""The sections behind the decision: GW, shortage, spending, power, orders, and the vendors themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from buildout.quarters import quarter_label
from planner.plan.markdown import money, number, percent
from planner.plan.orders import Item
from planner.plan.text_table import TextTable
from planner.vendors.section import NOTHING, Labels, Section, by_mix, mixes_in, sums
from planner.vendors.study import Study

NOW_QUARTERS = 2
"""Orders due in so many quarters, from today, are due now."""


def detail_sections(study: Study, tables: Mapping[str, pd.DataFrame]) -> tuple[Section, ...]:
    """Return the sections after those that decide; see `planner.vendors.sections.sections`."""
    labels = dict(zip(tables["mixes"]["mix"], tables["mixes"]["label"], strict=True))
    return (
        _gw(tables["gw"], labels),
        _shortage(tables["shortage"], labels),
        _spend(tables["spend"], labels),
        _power(tables["power"], labels),
        _orders(tables["orders"], labels, study),
        _vendors(tables["vendors"]),
    )


def _gw(gw: pd.DataFrame, labels: Labels) -> Section:
    work = gw.assign(work_gw=gw["training_reference_gw"] + gw["inference_reference_gw"])
    firsts = {
        "facility_gw": "facility GW",
        "fleet_gw": "chips standing, IT GW",
        "training_it_gw": "at work for training, IT GW",
        "inference_it_gw": "at work for inference, IT GW",
        "work_gw": "work done, reference GW",
    }
    shown = tuple(by_mix(work, value, "year", labels, first=first) for value, first in firsts.items())
    return Section("gw", "GW at the end of each year", (), shown)


def _shortage(shortage: pd.DataFrame, labels: Labels) -> Section:
    header = [
        "mix",
        "stream",
        "purpose",
        "from",
        "to",
        "worst in",
        "short then",
        "of demand",
        "cost, nominal",
    ]
    rows = [
        [
            labels[row["mix"]],
            row["stream_id"],
            row["purpose"],
            row["first_period"],
            row["last_period"],
            row["worst_period"],
            f"{number(row['short'])} {row['unit']}",
            percent(row["share"]),
            money(row["cost_usd"]),
        ]
        for row in shortage.to_dict("records")
    ]
    return Section("shortage", "What falls short", (), (TextTable(header, rows, 6),))


def _spend(spend: pd.DataFrame, labels: Labels) -> Section:
    lead = "Paid for chips that are ordered, nominal billion USD, deposits when they are due, before rebates."
    years = sorted({str(year) for year in spend["year"]})
    paid = sums(spend, "usd", "mix", "vendor", "year")
    total, mw = sums(spend, "usd", "mix", "vendor"), sums(spend, "it_mw", "mix", "vendor")
    whole = sums(spend, "it_mw", "mix")
    rows = [
        [
            labels[mix],
            vendor,
            *(number(paid.get((mix, vendor, year), 0.0) / 1e9) for year in years),
            number(total[mix, vendor] / 1e9),
            percent(mw[mix, vendor] / whole[mix,] if whole[mix,] else 0.0, 0),
        ]
        for mix in mixes_in(spend, labels)
        for vendor in sorted({v for m, v in total if m == mix}, key=lambda v: -total[mix, v])
    ]
    header = ["mix", "vendor", *years, "all years", "of IT MW bought"]
    return Section("spend", "Spend by vendor and year", (lead,), (TextTable(header, rows, 2),))


def _power(power: pd.DataFrame, labels: Labels) -> Section:
    frame = power.assign(gw=power["end_mw"] / 1e3, family=power["family"].str.replace("_", " "))
    return Section("power", "Power", (), (by_mix(frame, "gw", "family", labels, first="firm GW at the end"),))


def _orders(orders: pd.DataFrame, labels: Labels, study: Study) -> Section:
    last = quarter_label(study.subject.inputs.today + NOW_QUARTERS - 1)
    lead = (
        f"First the chips to be ordered by {last}, IT MW; then the price of all orders by the quarter in "
        "which they are due, billion USD."
    )
    mixes = mixes_in(orders, labels)
    now = orders[(orders["item"] == Item.CHIP) & (orders["order_by_quarter"] <= last)]
    mw, whole = sums(now, "quantity", "mix", "vendor", "what"), sums(now, "quantity", "vendor", "what")
    due = [
        [vendor, chip, *(number(mw.get((mix, vendor, chip), 0.0)) for mix in mixes)]
        for vendor, chip in sorted(whole, key=lambda key: -whole[key])
    ]
    usd = sums(orders, "price_usd", "mix", "order_by_quarter")
    calendar = [
        [quarter, *(number(usd.get((mix, quarter), 0.0) / 1e9) for mix in mixes)]
        for quarter in sorted({quarter for _, quarter in usd})
    ]
    heads = [labels[mix] for mix in mixes]
    shown = (TextTable(["vendor", "chip", *heads], due, 2), TextTable(["order by", *heads], calendar))
    return Section("orders", "Order calendar", (lead,), shown)


def _vendors(vendors: pd.DataFrame) -> Section:
    lead = "What this buyer can buy within the horizon, at its share of what all buyers get."
    header = [
        "vendor",
        "sold to",
        "own silicon",
        "first delivery",
        "chips",
        "most on sale, IT GW",
        "ledger standing, IT MW",
        "ledger on order, IT MW",
    ]
    rows = [
        [
            row["vendor"],
            row["sold_to"],
            "yes" if row["own_silicon"] else "",
            row["first_delivery"] or NOTHING,
            row["chips"] or NOTHING,
            number(row["on_sale_mw"] / 1e3),
            number(row["ledger_standing_mw"]),
            number(row["ledger_on_order_mw"]),
        ]
        for row in vendors.to_dict("records")
    ]
    own = ", ".join(vendors[vendors["own_silicon"]]["vendor"])
    notes = (f"Own silicon, which only some buyers can have: {own}. A plan with it holds for those buyers.",)
    return Section("vendors", "The vendors", (lead,), (TextTable(header, rows, 5),), notes if own else ())
