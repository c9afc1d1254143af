"""Figures of several runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from buildout.inputs import SiteKind
from planner.compare.bottleneck import first_bottleneck
from planner.compare.side import Side
from planner.plan import Category, TableName, figures
from planner.plan.headline import horizon
from planner.plan.ladder import YearGw

Figure: TypeAlias = "float | str | None"
BILLION = 1e9
BOTTLENECK = "first bottleneck"
"""Name of the one figure that is a sentence."""


@dataclass(frozen=True)
class FigureRow:
    """One figure of each run; None where a run has none.

    ``decimals`` is how many a number is shown with.
    """

    section: str
    name: str
    unit: str
    values: tuple[Figure, ...]
    decimals: int = 2


def figure_rows(sides: Sequence[Side]) -> tuple[FigureRow, ...]:
    """Return the figures of some runs, in order of sections.

    Raises
    ------
    InputError
        If a table of a run cannot be read.
    """
    return tuple(
        row
        for section in (_cost, _categories, _size, _ladder, _spend, _shortage, _vendors, _running)
        for row in section(sides)
    )


def _cost(sides: Sequence[Side]) -> Iterator[FigureRow]:
    plans = [side.plan for side in sides]
    section = "Cost, present value"
    yield FigureRow(section, "cost", "billion USD", tuple(plan.cost_usd / BILLION for plan in plans))
    bounds = tuple(_finite(plan.bound_usd / BILLION) for plan in plans)
    yield FigureRow(section, "no plan costs less than", "billion USD", bounds)
    yield FigureRow(section, "gap at most", "%", tuple(_finite(100 * plan.gap) for plan in plans))
    yield FigureRow(section, "status", "", tuple(plan.status.value for plan in plans))
    yield FigureRow(section, "horizon", "", tuple(horizon(side.inputs) for side in sides))


def _categories(sides: Sequence[Side]) -> Iterator[FigureRow]:
    costs = [side.plan.tables[TableName.COSTS].set_index("category") for side in sides]
    for category in Category:
        values = [float(cost["present_value_usd"].get(category, 0.0)) / BILLION for cost in costs]
        if any(values):
            yield FigureRow("Cost, present value", f"of it {category}", "billion USD", tuple(values))


def _size(sides: Sequence[Side]) -> Iterator[FigureRow]:
    tables = [side.plan.tables[TableName.SITES] for side in sides]
    for kind in SiteKind:
        counts = tuple(float((sites["kind"] == kind).sum()) for sites in tables)
        yield FigureRow("Sites", f"{kind} sites open at the end", "sites", counts, decimals=0)
    halls = tuple(float(sites["halls_end"].sum()) for sites in tables)
    yield FigureRow("Sites", "halls and clusters at the end", "halls", halls, decimals=0)


_LADDER: Mapping[str, Callable[[YearGw], float]] = {
    "facility": lambda step: step.facility_gw,
    "IT": lambda step: step.it_gw,
    "reference": lambda step: step.reference_gw,
}


def _ladder(sides: Sequence[Side]) -> Iterator[FigureRow]:
    by_year = [{step.year: step for step in side.plan.gw_by_year} for side in sides]
    for name, read in _LADDER.items():
        for year in _years(by_year):
            values = tuple(read(steps[year]) if year in steps else None for steps in by_year)
            yield FigureRow(f"GW at the end of the year, {name}", str(year), f"{name} GW", values)


def _spend(sides: Sequence[Side]) -> Iterator[FigureRow]:
    spent = [figures.spend_by_year(side.plan.tables).sum(axis=1) for side in sides]
    by_year = [{int(str(year)): float(usd) for year, usd in sums.items()} for sums in spent]
    for year in _years(by_year):
        values = tuple(usd[year] / BILLION if year in usd else None for usd in by_year)
        yield FigureRow("Spending by year, nominal", str(year), "billion USD", values)
    due = [figures.first_orders(side.inputs, side.plan.tables)["price_usd"].sum() / BILLION for side in sides]
    yield FigureRow(
        "Spending by year, nominal", "orders of the first two quarters", "billion USD", tuple(map(float, due))
    )


def _shortage(sides: Sequence[Side]) -> Iterator[FigureRow]:
    section = "What falls short"
    found = [figures.shortfalls(side.inputs, side.plan.tables).set_index("stream_id") for side in sides]
    prices = tuple(float(short["cost_usd"].sum()) / BILLION for short in found)
    yield FigureRow(section, "its price over the horizon", "billion USD", prices)
    names = {stream.stream_id: stream.name for side in sides for stream in side.inputs.streams}
    for stream_id in dict.fromkeys(stream for short in found for stream in short.index):
        worst = tuple(100.0 * float(short["share"].get(stream_id, 0.0)) for short in found)
        yield FigureRow(section, f"{names[stream_id]}, worst period", "% of demand", worst, decimals=1)


def _vendors(sides: Sequence[Side]) -> Iterator[FigureRow]:
    bought = [
        figures.chips_bought(side.inputs, side.plan.tables, lambda chip: chip.vendor).set_index("group")
        for side in sides
    ]
    vendors = list(dict.fromkeys(vendor for chips in bought for vendor in chips.index))
    for vendor in vendors:
        shares = tuple(100.0 * float(chips["share"].get(vendor, 0.0)) for chips in bought)
        yield FigureRow("Chips bought, share of IT MW", vendor, "%", shares, decimals=1)
    for vendor in vendors:
        usd = tuple(float(chips["usd"].get(vendor, 0.0)) / BILLION for chips in bought)
        yield FigureRow("Chips bought, nominal", vendor, "billion USD", usd)


def _running(sides: Sequence[Side]) -> Iterator[FigureRow]:
    tables = [side.plan.tables[TableName.EMISSIONS] for side in sides]
    carbon = tuple(float(table["carbon_t"].sum()) / 1e6 for table in tables)
    water = tuple(float(table["water_m3"].sum()) / 1e6 for table in tables)
    yield FigureRow("Carbon and water over the horizon", "carbon", "million t CO2", carbon)
    yield FigureRow("Carbon and water over the horizon", "water", "million m3", water)
    yield FigureRow("What limits it", BOTTLENECK, "", tuple(map(first_bottleneck, sides)))


def _years(by_year: Sequence[Mapping[int, object]]) -> list[int]:
    return sorted({year for some in by_year for year in some})


def _finite(value: float) -> float | None:
    return value if abs(value) != float("inf") else None
