"""``planner demand``: what a case asks for, where that comes from, and what has been published about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from buildout.inputs import Purpose
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.cli.show import gw, make_table, show, si, write_frames
from planner.preview.anchors import Comparison, compare_with_published
from planner.preview.demand import AT_START, demand_tables
from planner.store.places import REPORTS

MOST_REGIONS = 15
_PURPOSES = (Purpose.INFERENCE.value, Purpose.TRAINING.value)


def demand(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the CSV files; reports/<case>-demand if not given.", show_default=False
        ),
    ] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="path=value, as in solve.")] = None,
) -> None:
    """Show demand by stream, region and year, its drivers as a waterfall, and published figures beside it."""
    loaded = load_case(case, changes or ())
    assembly = assemble_case(loaded)
    tables = demand_tables(assembly)
    published = compare_with_published(assembly, tables)
    for note in assembly.notes:
        show(note)
    if tables.by_node.empty:
        show("The case has no demand.")
    else:
        show(_by_stream(tables.by_node))
        show(_by_region(tables.by_node))
        if len(tables.waterfall):
            show(_by_driver(tables.by_driver))
            show(_waterfall(tables.waterfall, assembly.inputs.periods[0].label))
        show(_anchors(published))
    anchors = pd.DataFrame([asdict(c) | {"verdict": c.verdict.value} for c in published])
    frames = {"demand": tables.by_node, "drivers": tables.by_driver, "waterfall": tables.waterfall}
    write_frames(out or REPORTS / f"{loaded.id}-demand", frames | {"anchors": anchors})


def _by_stream(by_node: pd.DataFrame) -> Table:
    sums = by_node.groupby(["purpose", "stream_id", "year", "count_unit"], as_index=False)[
        ["peak_ref_gw", "mean_ref_gw", "peak_count", "mean_count"]
    ].sum()
    years = sorted(sums["year"].unique())
    rows = []
    for purpose, some in sums.groupby("purpose"):
        for stream, own in some.groupby("stream_id", sort=False):
            last = own[own["year"] == years[-1]].iloc[0]
            rows.append(
                [
                    f"{purpose}: {stream}",
                    *(gw(value) for value in own.sort_values("year")["peak_ref_gw"]),
                    gw(last["mean_ref_gw"]),
                    si(last["peak_count"], last["count_unit"]),
                    si(last["mean_count"], last["count_unit"]),
                ]
            )
        rows.append(_total(f"{purpose}, all", some, years))
    rows.append(_total("all", sums, years))
    header = [
        "stream",
        *map(str, years),
        f"mean {years[-1]}",
        f"peak {years[-1]}, own unit",
        "mean, own unit",
    ]
    return make_table("Demand, peak at the end of each year, GW of the reference chip", header, rows)


def _total(name: str, some: pd.DataFrame, years: list[int]) -> list[str]:
    peak = some.groupby("year")["peak_ref_gw"].sum()
    mean = some.groupby("year")["mean_ref_gw"].sum()
    return [name, *(gw(peak[year]) for year in years), gw(mean[years[-1]]), "", ""]


def _by_region(by_node: pd.DataFrame) -> Table:
    placed = by_node[by_node["country"] != ""]
    level = next(
        (name for name in ("continent", "country") if placed[name].nunique() > 1),
        "state" if (placed["state"] != "").any() else "country",
    )
    sums = placed.pivot_table(index=level, columns="year", values="peak_ref_gw", aggfunc="sum")
    sums = sums.sort_values(sums.columns[-1], ascending=False) if len(sums) else sums
    rows = [[str(name), *map(gw, values)] for name, *values in sums.head(MOST_REGIONS).itertuples(name=None)]
    rest = sums.iloc[MOST_REGIONS:]
    if len(rest):
        rows.append([f"{len(rest)} others", *map(gw, rest.sum())])
    elsewhere = by_node[by_node["country"] == ""].groupby("year")["peak_ref_gw"].sum()
    if len(elsewhere):
        rows.append(["without a place", *map(gw, elsewhere)])
    header = [level, *map(str, sums.columns if len(sums) else elsewhere.index)]
    return make_table("Demand by region, peak GW of the reference chip", header, rows)


def _by_driver(by_driver: pd.DataFrame) -> Table:
    sums = by_driver.groupby(["driver", "purpose", "year"], as_index=False, sort=False)[
        ["facility_gw", "peak_ref_gw"]
    ].sum()
    years = sorted(sums["year"].unique())
    rows = [
        [f"{driver}, {purpose}", what, *(gw(value) for value in own.sort_values("year")[column])]
        for (driver, purpose), own in sums.groupby(["driver", "purpose"], sort=False)
        for what, column in (
            ("facility GW", "facility_gw"),
            ("peak, reference GW", "peak_ref_gw"),
        )
    ]
    return make_table("Where it comes from", ["driver", "in", *map(str, years)], rows, text_columns=2)


def _waterfall(waterfall: pd.DataFrame, first: str) -> Table:
    last = waterfall[waterfall["year"] == waterfall["year"].max()]
    sums = last.pivot_table(index="factor", columns="purpose", values="ref_gw", aggfunc="sum", sort=False)
    sums = sums.reindex(columns=list(_PURPOSES)).fillna(0.0)
    sums["all"] = sums.sum(axis=1)
    start = sums.loc[[AT_START]]
    steps = sums.drop(index=AT_START).sort_values("all", ascending=False)
    rows = list(_waterfall_rows(pd.concat([start, steps])))
    rows.append([f"at the end of {last['year'].iloc[0]}", *(gw(value) for value in sums.sum()), "100 %"])
    title = f"What makes demand grow, from {first} on, peak GW of the reference chip"
    caption = "Each factor's part by the logarithmic mean: it adds up, in any order of the factors."
    header = ["factor", *_PURPOSES, "all", "of the end"]
    return make_table(title, header, rows, caption=caption)


def _waterfall_rows(sums: pd.DataFrame) -> Iterator[list[str]]:
    total = float(sums["all"].sum())
    for factor, inference, training, both in sums.itertuples(name=None):
        share = f"{round(100 * both / total) + 0:d} %" if total else ""
        yield [str(factor), gw(inference), gw(training), gw(both), share]


def _known_from(found: Comparison) -> str:
    own = found.source.startswith(found.confidence)
    return found.source if own else f"{found.confidence}: {found.source}"


def _anchors(published: tuple[Comparison, ...]) -> Table:
    rows = [
        [
            found.what,
            found.verdict.value,
            str(found.year),
            f"{found.case:,.3g}",
            f"{found.low:,.3g} to {found.high:,.3g}",
            found.unit,
            _known_from(found),
        ]
        for found in published
    ]
    header = ["published", "case is", "year", "case", "band", "unit", "source"]
    table = make_table("Beside what has been published", header, rows, text_columns=2)
    table.columns[-1].overflow, table.columns[-1].no_wrap, table.columns[-1].justify = "fold", False, "left"
    table.columns[-2].justify = "left"
    return table
