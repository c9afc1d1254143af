"""The tables of a vendor study: each has a column ``mix``, so that any of them shows all mixes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.cases.mixes import VendorMix
from planner.explore.family import Member
from planner.plan import Run, TableName, Tables
from planner.plan.figures import power_by_family, shortfalls
from planner.plan.ladder import gw_by_year
from planner.plan.orders import Item
from planner.serial import load_inputs
from planner.vendors.apply import CHOICES
from planner.vendors.defaults import FREE, bought_mw
from planner.vendors.effects import Difference, difference, most_lost, shortage_usd
from planner.vendors.market import vendors_table
from planner.vendors.prices import COLUMNS as PRICE_COLUMNS
from planner.vendors.prices import PRICES, read_prices
from planner.vendors.study import NOT_YET, Study, price_id
from planner.vendors.words import mix_id, mix_label, slip_id


def study_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return all tables of a study as far as it is solved, by name.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``mixes``, ``gw``, ``shortage``, ``spend``, ``power``, ``orders``, ``exposure``, ``breakeven`` and
        ``vendors``; docs/vendors.md has their columns.
    """
    solved = study.solved()
    runs = {mix.text: run for mix, _, run in solved}
    return {
        "mixes": _mixes(study, solved),
        "gw": _each(runs, _gw),
        "shortage": _each(runs, shortfalls),
        "spend": _each(runs, spend_by_vendor),
        "power": _each(runs, power_by_family),
        "orders": _each(runs, order_calendar),
        "exposure": _exposure(study, runs),
        PRICES: _prices(study),
        "vendors": vendors_table(study.vendors),
    }


def _each(runs: Mapping[str, Run], table: Callable[[Inputs, Tables], pd.DataFrame]) -> pd.DataFrame:
    """Return a table of each run, under each other."""
    frames = []
    for mix, run in runs.items():
        frame = table(load_inputs(run.inputs_json), run.plan.tables)
        frame.insert(0, "mix", pd.Series([mix] * len(frame), index=frame.index, dtype="str"))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _mixes(study: Study, solved: list[tuple[VendorMix, Member, Run]]) -> pd.DataFrame:
    """Return a row for each mix, solved or not."""
    by_text = {mix.text: (member, run) for mix, member, run in solved}
    free = by_text[FREE.text][0]
    rows = []
    for mix in study.mixes:
        row: dict[str, object] = {"mix": mix.text, "label": mix_label(mix), "kind": mix.kind.value}
        if mix.text in by_text:
            member, run = by_text[mix.text]
            more = difference(free, member, is_restricted=mix.kind in CHOICES)
            row |= _mix_figures(study, member, run) | _money(more, "more_than_free")
        row["note"] = "" if mix.text in by_text else study.failed.get(mix_id(mix), NOT_YET)
        rows.append(row)
    return pd.DataFrame(rows)


def _mix_figures(study: Study, member: Member, run: Run) -> dict[str, object]:
    inputs, tables = study.subject.inputs, run.plan.tables
    bought = bought_mw(inputs, tables)
    whole = sum(bought.values())
    last = gw_by_year(inputs, tables)[-1]
    first = max(bought, key=lambda vendor: bought[vendor], default="")
    return {
        "cost_usd": member.cost_usd,
        "gap": run.plan.gap,
        "facility_gw_end": last.facility_gw,
        "fleet_gw_end": last.fleet_gw,
        "bought_gw": whole / 1e3,
        "first_vendor": first,
        "first_share": bought[first] / whole if whole else 0.0,
        "shortage_usd": shortage_usd(run),
        "seconds": member.seconds,
        "audit": member.audit,
    }


def _money(more: Difference, name: str) -> dict[str, object]:
    return {
        f"{name}_usd": more.usd,
        "least_more_usd": more.least_usd,
        "most_more_usd": more.most_usd,
        "within_gap": more.is_within_gap,
    }


def _gw(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    return pd.DataFrame([asdict(year) for year in gw_by_year(inputs, tables)])


def spend_by_vendor(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return what is paid for the chips a plan orders, before rebates, and what is delivered of them.

    Returns
    -------
    pandas.DataFrame
        ``vendor``, ``year``, ``usd`` paid in it, nominal, deposits when they are due; ``it_mw`` online from a
        quarter of it, and ``share`` of all MW of that year.
    """
    orders = tables[TableName.ORDERS]
    chips = orders[orders["item"] == Item.CHIP]
    paid: dict[tuple[str, int], float] = {}
    for vendor, payments in zip(chips["vendor"], chips["payments"], strict=True):
        for quarter, usd in _payments(payments):
            key = (str(vendor), int(quarter[:4]))
            paid[key] = paid.get(key, 0.0) + usd
    online = chips["online_quarter"].str[:4].astype("int64").rename("year")
    delivered = chips.groupby([chips["vendor"], online])["quantity"].sum()
    mw = {(str(key[0]), int(key[1])): float(value) for key, value in delivered.items()}  # type: ignore[index]
    keys = sorted({*paid, *mw}, key=lambda key: (key[1], key[0]))
    whole = {year: sum(v for (_, y), v in mw.items() if y == year) for _, year in keys}
    return pd.DataFrame(
        {
            "vendor": pd.Series([vendor for vendor, _ in keys], dtype="str"),
            "year": pd.Series([year for _, year in keys], dtype="int64"),
            "usd": pd.Series([paid.get(key, 0.0) for key in keys], dtype="float64"),
            "it_mw": pd.Series([mw.get(key, 0.0) for key in keys], dtype="float64"),
            "share": pd.Series(
                [mw.get(key, 0.0) / whole[key[1]] if whole[key[1]] else 0.0 for key in keys], dtype="float64"
            ),
        }
    )


def _payments(text: str) -> Iterator[tuple[str, float]]:
    """Yield (quarter, USD) of the payments of an order."""
    for part in text.split(";"):
        quarter, _, usd = part.partition(":")
        if usd:
            yield quarter, float(usd)


def order_calendar(_inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return the orders of a plan by the quarter in which they are due, all sites together.

    Returns
    -------
    pandas.DataFrame
        ``order_by_quarter``, ``item``, ``vendor`` of chips, ``what``, ``unit``, ``quantity``, ``price_usd``,
        ``sites`` at which it is needed, ``first_online``.
    """
    keys = ["order_by_quarter", "item", "vendor", "what", "unit"]
    groups = tables[TableName.ORDERS].groupby(keys, sort=True)
    frame = groups.agg(
        quantity=("quantity", "sum"),
        price_usd=("price_usd", "sum"),
        sites=("site_id", "nunique"),
        first_online=("online_quarter", "min"),
    )
    return frame.reset_index()


def _exposure(study: Study, runs: Mapping[str, Run]) -> pd.DataFrame:
    """Return a row for each choice and vendor: what becomes of the plan if the vendor slips."""
    rows = []
    for mix, vendor, slip in study.slips():
        before = study.member(mix_id(mix))
        known = "" if slip is None else quarter_label(slip.known)
        row: dict[str, object] = {
            "mix": mix.text,
            "vendor": vendor,
            "quarters": study.slip_quarters,
            "known": known,
            "bought_mw": bought_mw(study.subject.inputs, runs[mix.text].plan.tables).get(vendor, 0.0),
        }
        name = slip_id(mix, vendor, study.slip_quarters)
        after = study.member(name)
        if slip is None:
            row |= _NOTHING_DUE
        elif after is None or before is None:
            row["note"] = study.failed.get(name, NOT_YET)
        else:
            row |= _exposed(before, after, runs[mix.text], study.store.run_of(after))
        rows.append(row)
    return pd.DataFrame(rows, columns=EXPOSURE_COLUMNS)


EXPOSURE_COLUMNS = [
    "mix",
    "vendor",
    "quarters",
    "known",
    "bought_mw",
    "more_usd",
    "least_more_usd",
    "most_more_usd",
    "within_gap",
    "shortage_more_usd",
    "lost_gw",
    "lost_most_in",
    "note",
]
_NOTHING_DUE: dict[str, object] = {
    "more_usd": 0.0,
    "least_more_usd": 0.0,
    "most_more_usd": 0.0,
    "within_gap": False,
    "shortage_more_usd": 0.0,
    "lost_gw": 0.0,
    "lost_most_in": "",
    "note": "nothing is due from it",
}


def _exposed(before: Member, after: Member, plan: Run, slipped: Run) -> dict[str, object]:
    lost = most_lost(plan, slipped)
    return {
        **_money(difference(before, after), "more"),
        "shortage_more_usd": shortage_usd(slipped) - shortage_usd(plan),
        "lost_gw": lost.gw,
        "lost_most_in": lost.period,
        "note": "",
    }


def _prices(study: Study) -> pd.DataFrame:
    """Return the break-even prices of the mixes that are compared."""
    found = read_prices(study.store.folder)
    texts = [mix.text for mix in study.mixes]
    if found is None:
        return pd.DataFrame(columns=PRICE_COLUMNS)
    return found[found["mix"].isin(texts)].reset_index(drop=True)


def missing_prices(study: Study) -> dict[str, str]:
    """Return why mixes have no break-even prices, by mix."""
    return {
        mix.text: study.failed[price_id(mix)] for mix in study.mixes if price_id(mix) in study.failed
    }
