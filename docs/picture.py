"""Draw the picture of the README from a run: ``python docs/picture.py RUN docs/plan.svg``.

Needs the extra ``docs``: ``pip install -e ".[docs]"``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import altair as alt
import pandas as pd

from buildout.inputs import Inputs, SiteKind
from planner.plan import TableName, read_run
from planner.serial import load_inputs

COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"]
"""Okabe and Ito's, told apart by colour-blind readers too; one per layer, from the axis up."""
MOST_NAMED = 6
MW_PER_GW = 1000.0
PANEL_WIDTH, PANEL_HEIGHT = 375, 270


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
    both = alt.hconcat(
        panel(inputs, sites, "Halls online, by site", "facility power, GW"),
        panel(inputs, chips, "Chips standing, by generation", "IT power, GW"),
        spacing=24,
    ).resolve_scale(color="independent")
    both.configure_view(stroke=None).configure_axis(
        labelFontSize=12, titleFontSize=12, gridColor="#e4e4e4", domainColor="#888888"
    ).configure_legend(labelFontSize=12).configure(
        background="white", padding=8, font="Helvetica, Arial, sans-serif"
    ).save(arguments.picture)


def by_site(inputs: Inputs, halls: pd.DataFrame) -> pd.DataFrame:
    """Return facility GW by layer and period: the largest campuses, the others, all edge sites."""
    sites = {site.site_id: site for site in inputs.sites}
    named = {
        site_id: "Edge sites, 5 MW clusters"
        if site.kind is SiteKind.EDGE
        else site.name.split(" (")[0].split(" / ")[0]
        for site_id, site in sites.items()
    }
    layers = halls["site_id"].map(named)
    return _stacked(inputs, halls["period"], layers, halls["facility_mw"], "Other campuses")


def by_generation(inputs: Inputs, fleet: pd.DataFrame) -> pd.DataFrame:
    """Return IT GW of chips by layer and period: the largest generations, and the others."""
    named = {chip.chip_id: f"{chip.vendor} {chip.generation}" for chip in inputs.chips}
    layers = fleet["chip_id"].map(named)
    return _stacked(inputs, fleet["period"], layers, fleet["fleet_mw"], "Other generations")


def _stacked(
    inputs: Inputs, periods: pd.Series, layers: pd.Series, power_mw: pd.Series, rest: str
) -> pd.DataFrame:
    frame = pd.DataFrame({"period": periods, "layer": layers, "gw": power_mw / MW_PER_GW})
    last = frame[frame["period"] == inputs.periods[-1].label].groupby("layer")["gw"].sum()
    peak = frame.groupby(["layer", "period"])["gw"].sum().groupby("layer").max()
    largest = peak.nlargest(MOST_NAMED).index
    shown = last.reindex(largest, fill_value=0.0).sort_values(ascending=False).index
    frame["layer"] = frame["layer"].where(frame["layer"].isin(shown), rest)
    summed = frame.groupby(["period", "layer"], as_index=False)["gw"].sum()
    rank = {layer: place for place, layer in enumerate([*shown, rest])}
    summed["rank"] = summed["layer"].map(rank)
    return summed.sort_values("rank")


def panel(inputs: Inputs, frame: pd.DataFrame, title: str, axis: str) -> alt.Chart:
    """Return one stack of bars over the periods of the case."""
    labels = [period.label for period in inputs.periods]
    layers = list(frame["layer"].drop_duplicates())
    every_year = "substring(datum.label, 4) == 'Q4' ? datum.label : ''"
    colour = alt.Color("layer:N", sort=layers, title=None).scale(domain=layers, range=COLOURS[: len(layers)])
    return (
        alt.Chart(frame, title=alt.TitleParams(title, fontSize=14, anchor="start"))
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=alt.X("period:O", title="quarter", scale=alt.Scale(domain=labels, paddingInner=0.08)).axis(
                labelExpr=every_year, labelAngle=0, ticks=False, labelOverlap=False
            ),
            y=alt.Y("gw:Q", title=axis),
            color=colour.legend(orient="bottom", columns=2, labelLimit=190, symbolSize=120),
            order=alt.Order("rank:Q"),
        )
        .properties(width=PANEL_WIDTH, height=PANEL_HEIGHT)
    )


if __name__ == "__main__":
    main()
