"""What a study says, as sections of a page: the same in Markdown and in HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from buildout.quarters import quarter_label
from planner.plan.markdown import counted, money, number, percent
from planner.plan.text_table import TextTable
from planner.vendors.study import Study
from planner.vendors.tables import missing_prices

NOW_QUARTERS = 2
"""Orders due in so many quarters, from today, are due now."""
NOTHING = "-"
DECIDING = 3
"""Sections that come first: what a mix costs, what hangs on a vendor, at which price it changes."""


@dataclass(frozen=True)
class Section:
    """A heading, sentences, tables and notes below them."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    tables: tuple[TextTable, ...] = ()
    notes: tuple[str, ...] = ()


def sections(study: Study, tables: Mapping[str, pd.DataFrame]) -> tuple[Section, ...]:
    """Return the sections of a study, those that decide first.

    Parameters
    ----------
    study
        The study.
    tables
        From `planner.vendors.tables.study_tables`.
    """
    labels = dict(zip(tables["mixes"]["mix"], tables["mixes"]["label"], strict=True))
    return (
        _mixes(tables["mixes"], study),
        _exposure(tables["exposure"], labels, study),
        _prices(tables["breakeven"], labels, study),
        _gw(tables["gw"], labels),
        _shortage(tables["shortage"], labels),
        _spend(tables["spend"], labels),
        _power(tables["power"], labels),
        _orders(tables["orders"], labels, study),
        _vendors(tables["vendors"]),
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
        "facility GW at end",
        "chips at end, IT GW",
        "chips bought, IT GW",
        "cost of shortage",
    ]
    rows = [
        [
            row["label"],
            f"{row['first_vendor']} {percent(row['first_share'], 0)}" if row["first_vendor"] else NOTHING,
            money(row["cost_usd"]),
            signed(row["more_than_free_usd"]),
            between(row["least_more_usd"], row["most_more_usd"]),
            percent(row["gap"], 2),
            number(row["facility_gw_end"]),
            number(row["fleet_gw_end"]),
            number(row["bought_gw"]),
            money(row["shortage_usd"]),
        ]
        for row in solved.to_dict("records")
    ]
    vague = solved[solved["within_gap"] & (solved["mix"] != "free")]["label"]
    notes = [f"{row['label']}: no plan, {row['note']}" for row in mixes.to_dict("records") if row["note"]]
    if len(vague):
        notes.append(f"Not told from the free mix, by the gaps of the solves: {', '.join(vague)}.")
    held = [vendor for vendor in study.vendors if vendor.standing_mw or vendor.on_order_mw]
    if held:
        stand = "; ".join(
            f"{v.name} {number(v.standing_mw)} IT MW standing, {number(v.on_order_mw)} on order" for v in held
        )
        notes.append(f"Chips of the ledger come in every mix, and no share counts them: {stand}.")
    lead = "Present value over the horizon, all rules, minimum takes, tiers and deposits of the case in force."
    return Section("mixes", "Mixes side by side", (lead,), (TextTable(header, rows, 2),), tuple(notes))


def _exposure(exposure: pd.DataFrame, labels: Mapping[str, str], study: Study) -> Section:
    definition = (
        f"The first chips expected from a vendor do not come on their day, and from then on all of its "
        f"deliveries come {counted(study.slip_quarters, 'quarter')} late. It is known that day and not before: "
        "what was ordered by then stays as it was, halls, power and chips; the rest is planned anew."
    )
    some = exposure[exposure["known"] != ""]
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
    rows = [_slip_row(row, labels) for row in some.to_dict("records")]
    notes = [
        f"{labels[row['mix']]}, {row['vendor']} slips: no plan, {row['note']}"
        for row in some.to_dict("records")
        if row["note"]
    ]
    nothing = exposure[exposure["known"] == ""]
    if len(nothing):
        by_mix = nothing.groupby("mix", sort=False)["vendor"].agg(", ".join)
        said = "; ".join(f"{labels[str(mix)]}: {vendors}" for mix, vendors in by_mix.items())
        notes.append(f"No exposure, as nothing is due from them: {said}.")
    title = f"If a vendor slips by {counted(study.slip_quarters, 'quarter')}"
    return Section("exposure", title, (definition,), (TextTable(header, rows, 3),), tuple(notes))


def _slip_row(row: Mapping[object, object], labels: Mapping[str, str]) -> list[str]:
    values = {str(name): value for name, value in row.items()}
    head = [labels[str(values["mix"])], str(values["vendor"]), str(values["known"])]
    bought = number(_float(values["bought_mw"]) / 1e3)
    if values["note"]:
        return [*head, bought, *(NOTHING,) * 5]
    return [
        *head,
        bought,
        signed(_float(values["more_usd"])),
        between(_float(values["least_more_usd"]), _float(values["most_more_usd"])),
        signed(_float(values["shortage_more_usd"])),
        number(_float(values["lost_gw"])),
        str(values["lost_most_in"]) or NOTHING,
    ]


def _float(value: object) -> float:
    return float(value) if isinstance(value, float | int) else 0.0


def _prices(prices: pd.DataFrame, labels: Mapping[str, str], study: Study) -> Section:
    lead = (
        "The price up to which a chip is bought around the plan of a mix, its sites and halls as they are; "
        "million USD per IT MW, and the change from the price today. "
        "No figure: no price changes whether it is bought, or it is not on sale in that mix."
    )
    mixes = [mix for mix in labels if mix in set(prices["mix"])]
    header = ["vendor", "chip", "price", *(labels[mix] for mix in mixes)]
    rows = []
    for (vendor, chip), some in prices.groupby(["vendor", "chip_id"], sort=False):
        by_mix = some.set_index("mix")
        cells = [_price_cell(by_mix, mix) for mix in mixes]
        if any(cell != NOTHING for cell in cells):
            rows.append([str(vendor), str(chip), number(float(some["price_usd"].iloc[0]) / 1e6), *cells])
    notes = [f"{labels[mix]}: no prices, {why}" for mix, why in missing_prices(study).items()]
    return Section(
        "breakeven", "Break-even prices of chips", (lead,), (TextTable(header, rows, 2),), tuple(notes)
    )


def _price_cell(by_mix: pd.DataFrame, mix: str) -> str:
    if mix not in by_mix.index or pd.isna(by_mix.loc[mix, "break_even_usd"]):
        return NOTHING
    usd, change = float(by_mix.at[mix, "break_even_usd"]), float(by_mix.at[mix, "change"])
    bought = "" if float(by_mix.at[mix, "bought_mw"]) > 0 else ", not bought"
    return f"{number(usd / 1e6)} ({change:+.0%}{bought})"


def _gw(gw: pd.DataFrame, labels: Mapping[str, str]) -> Section:
    facility = by_year(gw, "facility_gw", labels, first="facility GW")
    fleet = by_year(gw, "fleet_gw", labels, first="chips standing, IT GW")
    work = gw.assign(work=gw["training_reference_gw"] + gw["inference_reference_gw"])
    at_work = by_year(work, "work", labels, first="work done, reference GW")
    return Section("gw", "GW at the end of each year", (), (facility, fleet, at_work))


def by_year(
    frame: pd.DataFrame,
    value: str,
    labels: Mapping[str, str],
    *,
    first: str,
    say: Callable[[float], str] = number,
) -> TextTable:
    """Return a value by mix and year."""
    years = sorted(set(frame["year"]))
    cells = frame.pivot_table(index="mix", columns="year", values=value, aggfunc="sum")
    rows = [[labels[mix], *(say(float(cells.at[mix, y])) for y in years)] for mix in labels if mix in cells.index]
    return TextTable([first, *map(str, years)], rows)


def _shortage(shortage: pd.DataFrame, labels: Mapping[str, str]) -> Section:
    header = ["mix", "stream", "from", "to", "worst in", "short then", "of demand", "cost, nominal"]
    rows = [
        [
            labels[row["mix"]],
            row["stream_id"],
            row["first_period"],
            row["last_period"],
            row["worst_period"],
            f"{number(row['short'])} {row['unit']}",
            percent(row["share"]),
            money(row["cost_usd"]),
        ]
        for row in shortage.to_dict("records")
    ]
    whole = [label for mix, label in labels.items() if mix not in set(shortage["mix"])]
    notes = (f"Nothing falls short: {', '.join(whole)}.",) if whole else ()
    return Section("shortage", "What falls short", (), (TextTable(header, rows, 5),), notes)


def _spend(spend: pd.DataFrame, labels: Mapping[str, str]) -> Section:
    lead = "Paid for chips that are ordered, nominal billion USD, deposits when they are due, before rebates."
    years = sorted(set(spend["year"]))
    rows = []
    for mix, label in labels.items():
        own = spend[spend["mix"] == mix]
        whole = float(own["it_mw"].sum())
        totals = own.groupby("vendor")[["usd", "it_mw"]].sum().sort_values("usd", ascending=False)
        for vendor, total in totals.iterrows():
            paid = own[own["vendor"] == vendor].set_index("year")["usd"]
            rows.append(
                [
                    label,
                    str(vendor),
                    *(number(float(paid.get(year, 0.0)) / 1e9) for year in years),
                    number(float(total["usd"]) / 1e9),
                    percent(float(total["it_mw"]) / whole if whole else 0.0, 0),
                ]
            )
    header = ["mix", "vendor", *map(str, years), "all years", "of IT MW bought"]
    return Section("spend", "Spend by vendor and year", (lead,), (TextTable(header, rows, 2),))


def _power(power: pd.DataFrame, labels: Mapping[str, str]) -> Section:
    order = power.groupby("family")["end_mw"].sum().sort_values(ascending=False).index.tolist()
    cells = power.pivot_table(index="mix", columns="family", values="end_mw", aggfunc="sum").fillna(0.0)
    rows = [
        [labels[mix], *(number(float(cells.at[mix, family]) / 1e3) for family in order)]
        for mix in labels
        if mix in cells.index
    ]
    header = ["firm GW at the end", *(str(family).replace("_", " ") for family in order)]
    return Section("power", "Power", (), (TextTable(header, rows),))


def _orders(orders: pd.DataFrame, labels: Mapping[str, str], study: Study) -> Section:
    lead = (
        f"Chips to be ordered by {quarter_label(study.subject.inputs.today + NOW_QUARTERS - 1)}, IT MW; "
        "below, the price of all orders by the quarter in which they are due, billion USD."
    )
    last = quarter_label(study.subject.inputs.today + NOW_QUARTERS - 1)
    now = orders[(orders["item"] == "chip") & (orders["order_by_quarter"] <= last)]
    chips = now.groupby(["vendor", "what"])["quantity"].sum().sort_values(ascending=False).index.tolist()
    sums = now.groupby(["mix", "vendor", "what"])["quantity"].sum()
    mixes = [mix for mix in labels if mix in set(orders["mix"])]
    due = TextTable(
        ["vendor", "chip", *(labels[mix] for mix in mixes)],
        [
            [vendor, chip, *(number(float(sums.get((mix, vendor, chip), 0.0))) for mix in mixes)]
            for vendor, chip in chips
        ],
        2,
    )
    quarters = sorted(set(orders["order_by_quarter"]))
    usd = orders.groupby(["mix", "order_by_quarter"])["price_usd"].sum()
    calendar = TextTable(
        ["order by", *(labels[mix] for mix in mixes)],
        [[q, *(number(float(usd.get((mix, q), 0.0)) / 1e9) for mix in mixes)] for q in quarters],
    )
    return Section("orders", "Order calendar", (lead,), (due, calendar))


def _vendors(vendors: pd.DataFrame) -> Section:
    header = [
        "vendor",
        "sold to",
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
            row["first_delivery"] or NOTHING,
            row["chips"] or NOTHING,
            number(row["on_sale_mw"] / 1e3),
            number(row["ledger_standing_mw"]),
            number(row["ledger_on_order_mw"]),
        ]
        for row in vendors.to_dict("records")
    ]
    own = vendors[vendors["own_silicon"]]["vendor"].tolist()
    notes = (
        (f"Own silicon, which only some buyers can have: {', '.join(own)}. A plan that leans on it leans on terms.",)
        if own
        else ()
    )
    lead = "What this buyer can buy within the horizon, at its share of what all buyers get."
    return Section("vendors", "The vendors", (lead,), (TextTable(header, rows, 4),), notes)


def signed(usd: float) -> str:
    """Return an amount of money with its sign; nothing as 0."""
    if abs(usd) < 0.5:
        return "0"
    return f"{'+' if usd > 0 else '-'}{money(abs(usd))}"


def between(least: float, most: float) -> str:
    """Return a range of money, billion USD; one figure where both ends are written the same."""
    ends = list(dict.fromkeys(f"{usd / 1e9:+,.2f}" for usd in (least, most)))
    return f"{' and '.join(ends)} billion"


def markdown(parts: Sequence[Section]) -> str:
    """Return sections as Markdown."""
    lines: list[str] = []
    for part in parts:
        lines += [f"## {part.title}", ""]
        for text in part.lead:
            lines += [text, ""]
        for table in part.tables:
            lines += [table.markdown() if table.rows else "None.", ""]
        lines += [f"- {note}" for note in part.notes]
        lines += [""] if part.notes else []
    return "\n".join(lines)
