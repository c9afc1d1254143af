"""Draw the picture of the README from a run: ``python docs/picture.py RUN docs/plan.svg``."""

from __future__ import annotations

import argparse
from pathlib import Path

import altair as alt
import pandas as pd

from buildout.inputs import Inputs, Purpose, SiteKind
from planner.draw import COLOURS, GREY, styled
from planner.plan import TableName, read_run
from planner.serial import load_inputs

LAYERS = [*COLOURS, GREY]
"""One per layer, from the axis up."""
MOST_NAMED = 7
EDGE = "Edge sites, 5 MW clusters"
MW_PER_GW = 1000.0
PANEL_WIDTH, PANEL_HEIGHT = 300, 270


def main() -> None:
    """Read the arguments and write the picture; its ending says in which format."""
    parser = argparse.ArgumentParser(description="Draw what a plan builds, quarter by quarter.")
    parser.add_argument("run", type=Path, help="run folder of a solve")
    parser.add_argument("picture", type=Path, help="file to write: .svg or .png")
    arguments = parser.parse_args()
    run = read_run(arguments.run)
    inputs = load_inputs(run.inputs_json)
    sites = by_site(inputs, run.plan.tables[TableName.HALLS])
    chips = by_generation(inputs, run.plan.tables[TableName.FLEET])
    fleets = by_purpose(run.plan.tables[TableName.RUNS])
    panels = alt.hconcat(
        panel(inputs, sites, "Halls online, by site", "facility power, GW"),
        panel(inputs, chips, "Chips standing, by generation", "IT power, GW"),
        panel(inputs, fleets, "Chips at work, by purpose", "IT power, GW"),
        spacing=24,
    ).resolve_scale(color="independent")
    styled(panels).save(arguments.picture)


def by_site(inputs: Inputs, halls: pd.DataFrame) -> pd.DataFrame:
    """Return facility GW by layer and period: the largest campuses, the others, all edge sites."""
    layers = {
        site.site_id: EDGE if site.kind is SiteKind.EDGE else site.name.split(" (")[0].split(" / ")[0]
        for site in inputs.sites
    }
    frame = pd.DataFrame(
        {
            "period": halls["period"],
            "layer": halls["site_id"].map(layers),
            "gw": halls["facility_mw"] / MW_PER_GW,
        }
    )
    return _stacked(frame, "Other campuses")


def by_generation(inputs: Inputs, fleet: pd.DataFrame) -> pd.DataFrame:
    """Return IT GW of chips by layer and period: the largest generations, and the others."""
    layers = {chip.chip_id: f"{chip.vendor} {chip.generation}" for chip in inputs.chips}
    frame = pd.DataFrame(
        {
            "period": fleet["period"],
            "layer": fleet["chip_id"].map(layers),
            "gw": fleet["fleet_mw"] / MW_PER_GW,
        }
    )
    return _stacked(frame, "Other generations")


def by_purpose(runs: pd.DataFrame) -> pd.DataFrame:
    """Return IT GW at work by purpose and period, inference on top of training."""
    rank = {purpose.value: place for place, purpose in enumerate(Purpose)}
    gw = runs.groupby(["purpose", "period"])["run_mw"].sum() / MW_PER_GW
    frame = gw.rename("gw").reset_index()
    frame = frame.assign(layer=frame["purpose"].str.capitalize(), rank=frame["purpose"].map(rank))
    return frame.sort_values("rank")


def _stacked(frame: pd.DataFrame, rest: str) -> pd.DataFrame:
    """Return GW by period and layer, ranked from the axis up; small layers become one."""
    peak = frame.pivot_table(index="layer", columns="period", values="gw", aggfunc="sum").max(axis=1)
    ranked = sorted(peak.index, key=lambda layer: (layer != EDGE, -peak[layer]))
    named = sorted(ranked[:MOST_NAMED], key=lambda layer: (layer == EDGE, -peak[layer]))
    frame = frame.assign(layer=frame["layer"].where(frame["layer"].isin(named), rest))
    summed = frame.groupby(["period", "layer"])["gw"].sum().reset_index()
    rank = {layer: place for place, layer in enumerate([*named, rest])}
    summed["rank"] = summed["layer"].map(rank)
    return summed.sort_values("rank")


def panel(inputs: Inputs, frame: pd.DataFrame, title: str, axis: str) -> alt.Chart:
    """Return one stack of bars over the periods of the case."""
    labels = [period.label for period in inputs.periods]
    layers = list(frame["layer"].drop_duplicates())
    every_year = "substring(datum.label, 4) == 'Q4' ? datum.label : ''"
    colour = alt.Color("layer:N", sort=layers, title=None).scale(domain=layers, range=LAYERS[: len(layers)])
    chart: alt.Chart = (
        alt.Chart(frame, title=title)
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=alt.X(
                "period:O",
                title="quarter in which it is online",
                scale=alt.Scale(domain=labels, paddingInner=0.08),
            ).axis(labelExpr=every_year, labelAngle=0, ticks=False, labelOverlap=False),
            y=alt.Y("gw:Q", title=axis),
            color=colour.legend(orient="bottom", columns=2, labelLimit=150, symbolSize=100),
            order=alt.Order("rank:Q"),
        )
        .properties(width=PANEL_WIDTH, height=PANEL_HEIGHT)
    )
    return chart


if __name__ == "__main__":
    main()
