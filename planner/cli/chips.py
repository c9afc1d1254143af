"""``planner chips``: what a MW of each chip is worth, and what of it can be bought when."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from planner.assemble import Assembly, assemble_case
from planner.cases import load_case
from planner.cli.show import gw, make_table, show, si, write_frames
from planner.preview.chips import conversion_table, ladder_table, measured_table, sessions_table
from planner.store.places import REPORTS


def chips(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for CSV files; else reports/<case>-chips.", show_default=False),
    ] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="path=value, as in solve.")] = None,
) -> None:
    """Show the common unit: each chip's work per MW, sessions, prices, and GW on sale by quarter."""
    loaded = load_case(case, changes or ())
    assembly = assemble_case(loaded)
    frames = {
        "conversion": conversion_table(assembly),
        "ladder": ladder_table(assembly),
        "sessions": sessions_table(assembly),
        "measured": measured_table(assembly),
    }
    for workload in assembly.inputs.workloads:
        show(_conversion(frames["conversion"], workload.workload_id, workload.stream_ids))
    if len(frames["sessions"]):
        show(_sessions(frames["sessions"]))
    show(_ladder(assembly, frames["ladder"]))
    show(_measured(frames["measured"]))
    write_frames(out or REPORTS / f"{loaded.id}-chips", frames)


def _conversion(table: pd.DataFrame, workload_id: str, stream_ids: tuple[str, ...]) -> Table:
    some = table[table["stream_id"] == stream_ids[0]].sort_values("usd_per_ref_mw")
    rows = [
        [
            row["chip_id"],
            f"{row['vendor']} {row['generation']}",
            f"{row['ref_mw_per_it_mw']:.2f}",
            si(row["count_per_it_mw"], row["count_unit"]),
            f"{row['usd_per_it_mw'] / 1e6:.1f}",
            f"{row['usd_per_ref_mw'] / 1e6:.1f}",
            row["confidence"],
        ]
        for row in some.to_dict("records")
    ]
    header = ["chip", "", "reference MW per IT MW", "work of an IT MW", "million USD per IT MW"]
    basis = some["basis"].iloc[0] if len(some) else "no chip can run it"
    return make_table(
        f"Workload {workload_id}: {', '.join(stream_ids)}",
        [*header, "million USD per reference MW", "confidence of the work"],
        rows,
        text_columns=2,
        caption=f"Work: {basis}.",
    )


def _sessions(table: pd.DataFrame) -> Table:
    rows = [
        [
            row["chip_id"],
            row["held_by"],
            f"{row['memory_gb']:,.0f}",
            str(row["partitions"]),
            f"{row['sessions_per_chip']:.1f}",
            f"{row['chip_share_per_session']:.3f}",
            f"{row['sessions_per_it_mw']:,.0f}",
            f"{row['sessions_per_rack']:,.0f}",
            f"{row['it_mw_per_million_users']:,.1f}",
        ]
        for row in table.sort_values("it_mw_per_million_users").to_dict("records")
    ]
    header = ["chip", "held by", "memory, GB", "partitions", "sessions per chip", "chips per session"]
    return make_table(
        f"Sessions on slices: {', '.join(table['stream_id'].unique())}",
        [*header, "sessions per IT MW", "per rack", "IT MW per million users"],
        rows,
        text_columns=2,
    )


def _ladder(assembly: Assembly, table: pd.DataFrame) -> Table:
    numbers = list(table.columns[2:])
    rows = []
    for chip_id, some in table.groupby("chip_id", sort=False):
        for _, run in groupby(some.to_dict("records"), key=lambda row: round(row["it_gw"], 9)):
            found = list(run)
            first, last = found[0]["period"], found[-1]["period"]
            span = first if first == last else f"{first} to {last}"
            rows.append([str(chip_id), span, *(gw(found[0][name]) for name in numbers)])
    header = ["chip", "in each of", *(name.replace("_", " ").replace("gw", "GW") for name in numbers)]
    pue = assembly.context.scalars["demand_pue"]
    caption = f"Facility GW = IT GW x {pue:g}; reference GW = IT GW x work of an IT MW."
    title = "Ladder: GW on sale to us in each period, and what a facility GW does"
    return make_table(title, header, rows, text_columns=2, caption=caption)


def _measured(table: pd.DataFrame) -> Table:
    rows = [
        [
            row["basis"],
            row["chip_id"],
            f"{row['tokens_per_s_per_chip']:,.0f}",
            si(row["tokens_per_s_per_it_mw"], "tokens/s"),
        ]
        for row in table.to_dict("records")
    ]
    caption = "Compare within one model and benchmark only. The plan uses the common scale above instead."
    header = ["model and benchmark", "chip", "tokens/s per chip", "per IT MW"]
    return make_table("Published throughput", header, rows, text_columns=2, caption=caption)
