"""The first screen: what is decided, what it costs, what to do next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buildout.quarters import quarter_label
from planner.plan import figures
from planner.plan.grids import labels
from planner.plan.headline import bound, proof
from planner.plan.limits.binding import first_binding
from planner.plan.limits.summary import NO_LIMIT, describe, limits_lines
from planner.plan.markdown import counted, money, number, percent
from planner.plan.shortage_summary import shortage_line
from planner.plan.summary_tables import spending_table
from planner.plan.text_table import TextTable
from planner.report.facts import Facts
from planner.why.bottlenecks import YearBottlenecks

USD_PER_BILLION = 1e9
MOST_LINES = 6
"""Rows of a box, so that all of them fit on one screen."""
MOST_LIMITS = 3
"""Lines on what limits the plan there."""


@dataclass(frozen=True)
class Tile:
    """One figure with its name and what it means."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class Box:
    """A few rows, or lines of text, under a title. ``more`` says where the rest is."""

    title: str
    table: TextTable | None = None
    lines: Sequence[str] = ()
    more: str = ""


def tiles(facts: Facts) -> tuple[Tile, ...]:
    """Return the figures to know first."""
    plan = facts.plan
    return (
        Tile("Cost", money(plan.cost_usd), "present value, less the value left at the end"),
        _gap(facts),
        _size(facts),
        _shortage(facts),
        _orders(facts),
        _first_bottleneck(facts),
    )


def boxes(facts: Facts) -> tuple[Box, ...]:
    """Return what is built, paid, short, next, due and scarce."""
    return (
        Box("GW at the end of each year", _ladder(facts)),
        Box("Spending, billion USD", _spending(facts)),
        _what_limits(facts),
        _opens_next(facts),
        _due(facts),
        _short(facts),
    )


def _gap(facts: Facts) -> Tile:
    plan = facts.plan
    if math.isinf(plan.gap):
        return Tile("Gap", "not proved", proof(plan))
    return Tile("Gap", f"{percent(plan.gap, 2)} at most", bound(plan))


def _size(facts: Facts) -> Tile:
    last = facts.plan.gw_by_year[-1]
    note = f"facility power of halls online at the end of {last.year}; {last.it_gw:,.2f} GW of it IT"
    return Tile("Built", f"{last.facility_gw:,.2f} GW", note)


def _shortage(facts: Facts) -> Tile:
    short = figures.shortfalls(facts.inputs, facts.plan.tables)
    if short.empty:
        return Tile("Falls short", "nothing", "all demand is served")
    worth = money(float(short["cost_usd"].sum()))
    return Tile(
        "Falls short", worth, shortage_line(facts.inputs, facts.plan).partition(",")[0] + ", at its price"
    )


def _orders(facts: Facts) -> Tile:
    due = figures.first_orders(facts.inputs, facts.plan.tables)
    late, today = figures.late(facts.inputs, due), quarter_label(facts.inputs.today)
    note = f"{counted(len(due), 'order')}, {late:,} of them due before {today}"
    return Tile(f"Orders, end of {_last_due(facts)}", money(float(due["price_usd"].sum())), note)


def _last_due(facts: Facts) -> str:
    return quarter_label(facts.inputs.today + 1)


def _first_bottleneck(facts: Facts) -> Tile:
    name = "First bottleneck"
    if facts.years is not None:
        first = next((year.first for year in facts.years if year.first is not None), None)
        if first is None:
            return Tile(name, "none", "nothing falls short")
        return Tile(name, f"{first.limited_by}, {first.period}", first.cause)
    years = dict.fromkeys(period.year for period in facts.periods)
    binding = ((year, first_binding(facts.periods, year)) for year in years)
    found = next(((year, use) for year, use in binding if use is not None), None)
    if found is not None:
        return Tile(name, f"{found[1].kind}, {found[0]}", describe(found[1]).partition(": ")[2])
    is_short = any(period.short_usd is not None for period in facts.periods)
    return Tile(name, "none", NO_LIMIT[facts.plan.status] if is_short else "nothing falls short")


def _ladder(facts: Facts) -> TextTable:
    rows = [
        [str(y.year), *(f"{gw:,.2f}" for gw in (y.facility_gw, y.it_gw, y.fleet_gw, y.reference_gw))]
        for y in facts.plan.gw_by_year
    ]
    return TextTable(["year", "facility", "IT", "chips, IT", "reference"], rows)


def _spending(facts: Facts) -> TextTable | None:
    spending = spending_table(facts.plan, USD_PER_BILLION)
    return spending if spending.rows else None


def _what_limits(facts: Facts) -> Box:
    title = "What limits it"
    if facts.years is None:
        lines = limits_lines(facts.periods, facts.plan.status)
        return Box(title, lines=lines[:MOST_LIMITS], more="limits")
    rows = [_bottleneck_row(year) for year in facts.years if year.first is not None]
    header = ["year", "first", "dearest", "million USD"]
    if not rows:
        return Box(title, lines=("Nothing falls short.",), more="limits")
    return Box(title, TextTable(header, rows, text_columns=3), more="limits")


def _bottleneck_row(year: YearBottlenecks) -> list[str]:
    first, dearest = year.first, year.dearest
    if first is None or dearest is None:
        return [str(year.year), "nothing falls short", "", ""]
    return [
        str(year.year),
        f"{first.limited_by}, {first.period}",
        dearest.limited_by,
        number(dearest.cost_usd / 1e6),
    ]


def _opens_next(facts: Facts) -> Box:
    order = {label: t for t, label in enumerate(labels(facts.inputs))}
    sites = figures.growth(facts.inputs, facts.plan.tables)
    sites = sites.sort_values("first_period", key=lambda column: column.map(order), kind="stable")
    rows = [
        [
            site["first_period"],
            f"{site['name']}, {'grows' if site['from_ledger'] else site['kind']}",
            number(site["new_it_mw"]),
        ]
        for site in sites.head(MOST_LINES).to_dict("records")
    ]
    header = ["from", "site", "new IT MW by the end"]
    return Box(
        _first_of("What opens next", len(rows), len(sites)),
        TextTable(header, rows, text_columns=2) if rows else None,
        lines=() if rows else ("No halls beyond those of the ledger.",),
        more="growth" if rows else "",
    )


def _first_of(title: str, shown: int, count: int) -> str:
    return title if shown == count else f"{title}: {shown:,} of {count:,}"


def _due(facts: Facts) -> Box:
    due = figures.first_orders(facts.inputs, facts.plan.tables)
    rows = list(_due_rows(facts)) if len(due) else []
    shown = rows[:MOST_LINES]
    return Box(
        _first_of(f"To order by the end of {_last_due(facts)}", len(shown), len(rows)),
        TextTable(["first by", "what", "how much", "sites", "million USD"], shown, text_columns=2)
        if rows
        else None,
        lines=() if rows else ("Nothing.",),
        more="orders" if rows else "",
    )


def _due_rows(facts: Facts) -> Iterator[list[str]]:
    due = figures.first_orders(facts.inputs, facts.plan.tables)
    for row in figures.orders_by_what(due).to_dict("records"):
        yield [
            row["order_by_quarter"],
            row["what"].replace("_", " "),
            f"{number(row['quantity'])} {row['unit']}",
            number(row["sites"]),
            number(row["price_usd"] / 1e6),
        ]


def _short(facts: Facts) -> Box:
    short = figures.shortfalls(facts.inputs, facts.plan.tables)
    name = {stream.stream_id: stream.name for stream in facts.inputs.streams}
    rows = [
        [name[row["stream_id"]], row["worst_period"], percent(row["share"]), number(row["cost_usd"] / 1e6)]
        for row in short.head(MOST_LINES).to_dict("records")
    ]
    return Box(
        _first_of("What falls short", len(rows), len(short)),
        TextTable(["stream", "worst in", "of demand", "price, million USD"], rows, text_columns=2)
        if rows
        else None,
        lines=() if rows else ("Nothing: all demand is served.",),
        more="shortage" if rows else "",
    )
